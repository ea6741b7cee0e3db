"""Whether a meeting still stands as a screen shows it, without a word of what stands there."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import require
from app.caller import Caller

# A row's xmin is the transaction that wrote it last: whatever is changed in it, xmin is another one.
_STAMP = text("""
    select md5(concat_ws('|',
        (select string_agg(xmin::text, ',' order by id) from meetings where municipality_code = :code and id = :id),
        (select string_agg(xmin::text, ',' order by id) from meeting_participants
            where municipality_code = :code and meeting_id = :id),
        (select string_agg(xmin::text, ',' order by id) from meeting_items
            where municipality_code = :code and meeting_id = :id),
        (select string_agg(concat_ws(':', e.id, e.xmin, c.xmin), ',' order by e.id)
            from list_entries e left join cases c on c.municipality_code = e.municipality_code and c.id = e.case_id
            where e.municipality_code = :code and e.decision is null and e.superseded_by is null)
    ))
""")


def stamp_of(session: Session, meeting_id: UUID, *, by: Caller) -> str:
    """32 letters that change with the meeting, who is at it, what it has dealt with and what awaits it.

    It is of nobody, and so it leaves no row in the log: a screen may ask for it every other second.
    """
    require(by, Action.HOLD_MEETING)
    return str(session.scalar(_STAMP, {"code": by.municipality_code, "id": meeting_id}))
