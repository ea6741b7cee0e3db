"""Whether an incident stands here already, asked without storing anything."""

from sqlalchemy.orm import Session

from app.caller import Caller
from app.lists.matching import lock_intake, stored_entries
from app.lists.models import ListEntry
from app.lists.problems import EntryRejected
from app.lists.reading import raw_from_fields
from app.lists.schemas import EntryIn
from app.lists.service import check_rows, chosen_week
from app.lists.sorting import Keyed
from workflows.incidents import ListColumn


def known_entry(session: Session, said: EntryIn, *, by: Caller) -> ListEntry | None:
    """The entry of the same incident, person and role, whatever else it says; a concern too, though no list brings one.

    Raises EntryRejected.
    """
    lock_intake(session, by.municipality_code)
    raw = raw_from_fields({column: getattr(said, column.value) for column in ListColumn})
    (looked,), result = check_rows(session, [raw], chosen_week(None, None, by=by), with_concerns=True, by=by)
    if not isinstance(looked, Keyed):
        raise EntryRejected(result.rejected[0].remark)
    stored = stored_entries(session, by.municipality_code, [looked.incident_key]).get(looked.incident_key)
    return None if stored is None else session.get_one(ListEntry, (by.municipality_code, stored.id))
