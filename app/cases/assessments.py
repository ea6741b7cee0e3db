"""The caseworker's assessment of how serious it is. One is never changed; a new one is a new row."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.cases.models import Assessment, Case
from app.errors import Unprocessable
from workflows.profile import Profile
from workflows.severity import Level, SeverityScale, UnknownLevel


class NoSuchLevel(Unprocessable):
    code = "no_such_level"
    title = "Niveauet findes ikke på kommunens alvorsskala"


class NoSuchFactor(Unprocessable):
    """``unknown`` are the codes that the scale does not have."""

    code = "no_such_factor"
    title = "Det, vurderingen henviser til, findes ikke på kommunens alvorsskala"


def of_case(session: Session, case: Case) -> list[Assessment]:
    """Oldest first."""
    query = (
        select(Assessment)
        .where(Assessment.municipality_code == case.municipality_code, Assessment.case_id == case.id)
        .order_by(Assessment.at, Assessment.id)
    )
    return list(session.scalars(query))


def assess(
    session: Session,
    case: Case,
    *,
    severity: int,
    factors: Sequence[str],
    reason: str,
    further_action: bool,
    profile: Profile,
    by: Caller,
) -> Assessment:
    """Raises NoSuchLevel and NoSuchFactor. The level's title is kept with it, whatever the scale says later."""
    scale = profile.severity
    level = _level(scale, severity)
    if scale.unknown_factors(factors):
        possible = [one.code for one in scale.factors]
        raise NoSuchFactor(f"Skalaen {scale.version} har ikke alle de koder.", possible=possible)
    row = Assessment(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        further_action=further_action,
        scale_version=scale.version,
        severity=level.level,
        severity_title=level.title,
        factors=list(dict.fromkeys(factors)),
        reason=reason,
        by=by.id,
        at=by.at,
    )
    session.add(row)
    return row


def _level(scale: SeverityScale, severity: int) -> Level:
    try:
        return scale.level(severity)
    except UnknownLevel:
        possible = [one.level for one in scale.levels]
        raise NoSuchLevel(f"Skalaen {scale.version} har ikke det niveau.", possible=possible) from None
