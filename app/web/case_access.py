"""What whoever looks at a case may do in it, asked of the same decide() as everything else."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.access.policy import OF_A_CASE, Action, decide, ever
from app.access.service import require
from app.caller import Caller
from app.cases import service as cases
from app.cases.queries import resource_of


def may(session: Session, case_id: UUID, *, by: Caller) -> frozenset[Action]:
    """The actions that ``by`` may do in this case. Raises CaseNotFound."""
    resource = resource_of(session, cases.found(session, by.municipality_code, case_id), by=by)
    return frozenset(action for action in OF_A_CASE if decide(by, action, resource).allowed)


def hold_to(session: Session, case_id: UUID | None, action: Action, *, by: Caller) -> None:
    """Raises Forbidden where the role never does ``action``, CaseNotFound and NotFound where not in this case.

    Of what is in no case the role alone is asked about: the operation itself finds what it is about, and asks again.
    """
    if not ever(by.role, action):
        require(by, action)
    if case_id is not None:
        require(by, action, resource_of(session, cases.found(session, by.municipality_code, case_id), by=by))
