"""A worry without a list: entered as an incident is, matched as it is, and given at the handover meeting as it is."""

from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import Forbidden, require
from app.caller import Caller
from app.disclosures.service import MayNotBeShared
from app.lists import texts
from app.lists.entries import entry_view
from app.lists.models import ListEntry
from app.lists.problems import NotUsedHere, SayingIsNeeded
from app.lists.schemas import ConcernTold, EnterConcern, EntryView
from app.lists.service import chosen_week
from app.lists.typing_in import store_one
from workflows.concern import may_be_told
from workflows.incidents import IncidentRole, ListColumn
from workflows.knowledge import Source
from workflows.profile import profile_for
from workflows.sharing import SOURCE_OF

_AS_ON_A_LIST = ("name", "cpr_number", "birth_date", "address", "postal_code", "city")


def enter_concern(session: Session, said: EnterConcern, *, by: Caller) -> EntryView:
    """Raises NotUsedHere, Forbidden, SayingIsNeeded, MayNotBeShared with the paragraph, and EntryRejected."""
    why = require(by, Action.TYPE_ENTRY)
    rule = profile_for(by.municipality_code).concerns_without_list
    if not rule.enabled:
        raise NotUsedHere(texts.NO_CONCERNS_WITHOUT_LIST)
    if by.role not in rule.entered_by:
        raise Forbidden(texts.NOT_BY_THIS_ROLE, reason="role_may_not_in_this_municipality")
    _must_have_its_ground(said)
    fields = {column: getattr(said, column.value) for column in ListColumn if column.value in _AS_ON_A_LIST}
    fields |= {
        ListColumn.JOURNAL_NUMBER: f"B-{clock.new_id().hex[-16:].upper()}",
        ListColumn.ROLE: IncidentRole.CONCERN.value,
        ListColumn.NOTE: said.worry,
    }
    week = chosen_week(None, None, by=by)
    entry_id = store_one(session, fields, week, with_concerns=True, action="concern.entered", by=by, why=why)
    entry = session.get_one(ListEntry, (by.municipality_code, entry_id), populate_existing=True)
    ground = said.ground if said.source is not Source.FAMILY else None
    tell(entry, ConcernTold(source=said.source, told_by=said.told_by, ground=ground, necessity=said.necessity))
    session.flush()
    return entry_view(session, entry_id, by=by, why=why)


def tell(entry: ListEntry, told: ConcernTold) -> None:
    """Who told of it, on what ground and why."""
    entry.concern_source, entry.concern_told_by = told.source.value, told.told_by
    entry.concern_ground = told.ground.value if told.ground else None
    entry.concern_necessity = told.necessity


def _must_have_its_ground(said: EnterConcern) -> None:
    if said.ground is None and said.source is not Source.FAMILY:
        raise SayingIsNeeded(texts.GROUND_NEEDED, needs=["ground"])
    verdict = may_be_told(said.source, said.ground, said.necessity)
    if not verdict.allowed:
        source = SOURCE_OF[verdict.reason]
        raise MayNotBeShared(f"Se {source}.", reason=verdict.reason.value, source=source)
