"""Where the open cases stand: before the meeting, with one of many coordinators, team leaders, caseworkers or leaders.

Each of those who see their own alone has thirteen, in a small database as in a large one, so that a page of theirs
holds the same. As rows, like ``bench/closing.py``; the courses that the local leaders lead are not there.
"""

import psycopg

EACH = 13
CASEWORKER, LEADER, SYSTEM = "sagsbehandler-0", "leder-0", "fagsystem"
_STATEMENTS = (
    """
    create temporary table spread on commit drop as
    select id, opened_at, place %% 10 as part, place / 10 %% greatest(1, round(many / 10.0 / %(each)s)::int) as whose
    from (
      select id, opened_at, row_number() over (order by id) - 1 as place, count(*) over () as many
      from cases where municipality_code = %(code)s and closed_at is null
    ) as opened
    """,
    """
    update cases c set version = 2, entries_awaiting_decision = 0, authority_case_active = part >= 6,
      state = case when part < 6 then 'with_coordinator' when part < 8 then 'with_team_leader'
        else 'with_caseworker' end,
      track = case when part < 6 then 'coordinator' else 'authority' end,
      responsible = case when part = 3 then 'tove' end,
      local_leader = case when part = 5 then 'leder-' || whose end,
      caseworker = case when part >= 8 then 'sagsbehandler-' || whose end,
      integration_client = case when part = 9 and whose = 0 then 'fagsystem' end
    from spread s where c.municipality_code = %(code)s and c.id = s.id and part >= 3
    """,
    """
    update list_entries e set decided_by = 'tove', decided_at = received_at + interval '2 days',
      decision = case when part < 6 then 'to_coordinator' else 'to_team_leader' end
    from spread s where e.municipality_code = %(code)s and e.case_id = s.id and part >= 3
    """,
    """
    update deadlines d set
      kind = case when part < 6 then 'inform_family' when part < 8 then 'inform_caseworker' else 'assess' end,
      owner = case when part < 6 then 'coordinator' when part < 8 then 'team_leader' else 'caseworker' end
    from spread s where d.municipality_code = %(code)s and d.case_id = s.id and part >= 3
    """,
    """
    insert into history (municipality_code, id, at, workflow, subject_id, case_id, event, from_state, to_state, actor,
      role, details)
    select %(code)s, gen_random_uuid(), s.opened_at + interval '2 days', 'casework', c.id, c.id,
      'give_to_' || case when part < 6 then 'coordinator' else 'team_leader' end, 'received', c.state, 'tove',
      'coordinator', '{}'
    from spread s join cases c on c.municipality_code = %(code)s and c.id = s.id where part >= 3
    """,
    """
    insert into obligations (municipality_code, id, case_id, purpose, recipient_kind, state, created_at, target_at,
      fatal_at)
    select %(code)s, gen_random_uuid(), s.id, 'inform', 'custody_holder', 'due', s.opened_at + interval '2 days',
      s.opened_at + interval '9 days', s.opened_at + interval '16 days'
    from spread s where part between 3 and 5
    """,
)


def spread(url: str, code: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in _STATEMENTS:
            connection.execute(statement, {"code": code, "each": EACH})
