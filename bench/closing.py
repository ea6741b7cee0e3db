"""What became of the cases of a list, as rows in every table that a case leaves rows in.

Set-based, and not through the door: a million cases moved one after the other would take a day. Each closed case
has what the shortest way through the coordinator's track writes: a decision, four moves, the family told, its
deadlines met, and for every tenth one a step. What is not like the real thing: nobody wrote reasons (they would be
sealed) but those of the steps, and no move stands in the log: it has the intake and one look at each case.
"""

from datetime import timedelta
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.models import Case, Placement
from app.db import Database
from app.lists.models import ListEntry
from workflows.profile import profile_for

_STATEMENTS = (
    """
    create temporary table ended on commit drop as
    select c.id, c.person_id, c.opened_at from cases c join list_entries e
      on e.municipality_code = c.municipality_code and e.case_id = c.id
    where e.municipality_code = %(code)s and e.list_id = %(list)s and e.row_number > %(open)s + 1
    """,
    """
    update list_entries e set decision = 'to_coordinator', decided_by = 'tove',
      decided_at = received_at + interval '2 days'
    from ended where e.municipality_code = %(code)s and e.case_id = ended.id
    """,
    """
    update cases c set state = 'closed', track = 'coordinator', closed_at = ended_at, due_at = ended_at, version = 6,
      responsible = 'tove', news_at = e.opened_at + interval '2 days', entries_awaiting_decision = 0,
      authority_case_active = false
    from (select id, opened_at, opened_at + interval '30 days' as ended_at from ended) e
    where c.municipality_code = %(code)s and c.id = e.id
    """,
    """
    update deadlines d set met_at = e.opened_at + interval '2 days' from ended e
    where d.municipality_code = %(code)s and d.case_id = e.id
    """,
    """
    insert into deadlines (municipality_code, id, case_id, kind, owner, started_at, target_at, fatal_at, met_at)
    select %(code)s, gen_random_uuid(), e.id, kind, 'coordinator', e.opened_at + began * interval '1 day',
      e.opened_at + (began + 7) * interval '1 day', e.opened_at + (began + 14) * interval '1 day',
      e.opened_at + (began + 5) * interval '1 day'
    from ended e cross join (values ('inform_family', 2), ('start_gathering', 7), ('place', 12)) as one(kind, began)
    """,
    """
    insert into history (municipality_code, id, at, workflow, subject_id, case_id, event, from_state, to_state, actor,
      role, details)
    select %(code)s, gen_random_uuid(), e.opened_at + began * interval '1 day', 'casework', e.id, e.id, event, before,
      after, 'tove', 'coordinator', '{}'
    from ended e cross join (values
      ('give_to_coordinator', 'received', 'with_coordinator', 2),
      ('confirm_informed', 'with_coordinator', 'family_informed', 7),
      ('start_gathering', 'family_informed', 'gathering_knowledge', 12),
      ('close', 'gathering_knowledge', 'closed', 30)
    ) as one(event, before, after, began)
    """,
    """
    insert into obligations (municipality_code, id, case_id, purpose, recipient_kind, state, created_at, target_at,
      fatal_at, means, told_at, told_by, settled_at)
    select %(code)s, gen_random_uuid(), e.id, 'inform', 'young_person', 'told', e.opened_at + interval '2 days',
      e.opened_at + interval '9 days', e.opened_at + interval '16 days', 'call', e.opened_at + interval '6 days',
      'tove', e.opened_at + interval '6 days'
    from ended e
    """,
)


def close(url: str, database: Database, code: str, list_id: UUID, still_open: int) -> None:
    """All cases of the list but those of its first rows, of which ``still_open`` stay before the meeting."""
    with psycopg.connect(url) as connection:
        connection.execute("set local session_replication_role = replica")  # what they point to is there: not asked for
        connection.execute("set local enable_seqscan = off")  # however little it knows yet of how large they will be
        said = {"code": code, "list": list_id, "open": still_open}
        for statement in _STATEMENTS:
            connection.execute(statement, said)
    with database.transaction(code) as session:
        _place(session, code, list_id)


def _place(session: Session, code: str, list_id: UUID) -> None:
    """By the service's own rows, for a step's reason is sealed."""
    scale = profile_for(code).steps
    query = select(Case.id, Case.opened_at).join(ListEntry, ListEntry.case_id == Case.id)
    ended = session.execute(query.where(ListEntry.list_id == list_id, Case.closed_at.is_not(None))).all()
    for place, (case_id, opened_at) in enumerate(ended[::10]):
        step = scale.steps[place % len(scale.steps)]
        session.add(
            Placement(
                municipality_code=code, id=clock.new_id(), case_id=case_id, scale_version=scale.version,
                step=step.level, reason="Opdigtet begrundelse", rests_on=[], by="tove",
                at=opened_at + timedelta(days=20),
            )
        )  # fmt: skip
