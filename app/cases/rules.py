"""What one case goes by: the municipality's decisions as they were when it was opened."""

from sqlalchemy.orm import Session

from app.cases.models import Case
from app.versions import service as versions
from app.versions.service import Rules
from workflows.profile import Profile


def rules_of(session: Session, case: Case) -> Rules:
    return versions.rules_of(session, case.municipality_code, case.goes_by)


def profile_of(session: Session, case: Case) -> Profile:
    """Terms, scales and ages. What the municipality and its people are called is always today's."""
    return rules_of(session, case).profile
