"""Cases as they stand in a list: each less what the caller's role may not have, in the ledger, and in the log."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.caller import Caller
from app.cases import queries, ways_out, worklists
from app.cases.models import Case
from app.cases.schemas import CaseInList
from app.cases.view import in_list
from app.cases.worklists import Listed


def show(session: Session, found: Sequence[Listed], action: str, *, by: Caller) -> list[CaseInList]:
    """Those of them that may be shown; ``action`` is what the log calls it, and has a row for each child."""
    whys = queries.whys_listed(session, [one.case for one in found], by=by)
    may = {case.id for case in ways_out.listed(session, [*zip((c.case for c in found), whys, strict=True)], by=by)}
    rows = [(one, why) for one, why in zip(found, whys, strict=True) if one.case.id in may]
    for why in dict.fromkeys(why for _, why in rows):
        seen = [one.person.id for one, other in rows if other == why]
        audit.record(session, action, by=by, why=why, subjects=seen, fields=["name", "state"])
    return [in_list(*one, by=by, why=why) for one, why in rows]


def names(session: Session, case_ids: Sequence[UUID], *, by: Caller) -> dict[UUID, str]:
    """The children's names in those of the cases that ``by`` may see, with their rows in the log."""
    found = worklists.listed(session, [Case.id.in_(case_ids)], [Case.id], len(case_ids), by=by)
    return {one.id: one.child_name for one in show(session, found, "case.listed", by=by) if one.child_name}
