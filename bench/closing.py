"""What became of the cases of a list, as rows in every table that a case leaves rows in.

Set-based, and not through the door: a million cases moved one after the other would take a day. Each closed case
has what the shortest way through the coordinator's track writes: a decision, four moves, the family told, its
deadlines met, and for every second one a step. What is not like the real thing: nobody wrote reasons (they would be
sealed), a step's reason is a byte that does not open, and no move stands in the log: it has the
intake and one look at each case.
"""

import psycopg

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
    """
    insert into placements (municipality_code, id, case_id, scale_version, step, reason_sealed, rests_on, by, at)
    select %(code)s, gen_random_uuid(), e.id, %(scale)s, 1 + place %% 3, '\\x00', '{}', 'tove',
      e.opened_at + interval '20 days'
    from (select *, row_number() over () as place from ended) e where place %% 2 = 0
    """,
)


def close(url: str, code: str, list_id: object, still_open: int) -> None:
    """All cases of the list but those of its first rows, of which ``still_open`` stay before the meeting."""
    with psycopg.connect(url) as connection:
        connection.execute("set local session_replication_role = replica")  # what they point to is there: not asked for
        said = {"code": code, "list": list_id, "open": still_open, "scale": profile_for(code).steps.version}
        for statement in _STATEMENTS:
            connection.execute(statement, said)
