"""What must hold of the tables whenever nothing is under way: each list is there whole, or not at all."""

from typing import Any

import psycopg

_FAULTS = {
    "a list without all its entries": """
        select 1 from handover_lists l where l.accepted <> (
            select count(*) from list_entries e
            where (e.municipality_code, e.list_id) = (l.municipality_code, l.id))""",
    "a list without all its rejected rows": """
        select 1 from handover_lists l where l.rejected <> (
            select count(*) from rejected_entries e
            where (e.municipality_code, e.list_id) = (l.municipality_code, l.id))""",
    "a list without its history": """
        select 1 from handover_lists l where not exists (
            select 1 from history h where h.workflow = 'handover_list' and h.event = 'received'
            and (h.municipality_code, h.subject_id) = (l.municipality_code, l.id))""",
    "history of a list that is not there": """
        select 1 from history h left join handover_lists l
            on (h.municipality_code, h.subject_id) = (l.municipality_code, l.id)
        where h.workflow = 'handover_list' and l.id is null""",
    "history of a case that is not there": """
        select 1 from history h left join cases c on (h.municipality_code, h.subject_id) = (c.municipality_code, c.id)
        where h.workflow = 'casework' and c.id is null""",
    "an entry without its row in the log": """
        select municipality_code, person_id, list_id from list_entries
        except select municipality_code, subject_id, object_id from audit_log where action = 'list.received'""",
    "a row in the log without its list": """
        select 1 from audit_log a left join handover_lists l
            on (a.municipality_code, a.object_id) = (l.municipality_code, l.id)
        where a.action = 'list.received' and l.id is null""",
    "a person without an entry": """
        select municipality_code, id from people except select municipality_code, person_id from list_entries""",
    "a case that counts other than its entries": """
        select 1 from cases c where (c.incidents, c.entries_awaiting_decision) <> (
            select count(*), count(*) filter (where e.decision is null) from list_entries e
            where (e.municipality_code, e.case_id) = (c.municipality_code, c.id))""",
    "an open case without one running deadline": """
        select 1 from cases c where c.closed_at is null and 1 <> (
            select count(*) from deadlines d where d.met_at is null
            and (d.municipality_code, d.case_id) = (c.municipality_code, c.id))""",
    "a case that was not opened once": """
        (select municipality_code, id from cases
         except all select municipality_code, subject_id from history where event = 'opened')
        union all
        (select municipality_code, subject_id from history where event = 'opened'
         except all select municipality_code, id from cases)""",
    "an incident that joined without history": """
        select 1 from list_entries e where e.joined_open_case and not exists (
            select 1 from history h where h.event = 'incident_joined' and h.details ->> 'entry' = e.id::text
            and (h.municipality_code, h.case_id) = (e.municipality_code, e.case_id))""",
    "an answer kept for a list that is not there": """
        select 1 where (select count(*) from handover_lists) <
            (select count(*) from stored_answers where key like 'list-%')""",
}


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    """Everything that does not hold, by name."""
    return [fault for fault, query in _FAULTS.items() if connection.execute(f"{query} limit 1").fetchone()]


def nobody_is_connected(connection: psycopg.Connection[Any]) -> bool:
    """PostgreSQL has seen that the killed server is gone, and undone what it had begun."""
    others = "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    return connection.execute(others).fetchone() is None


def is_stored(connection: psycopg.Connection[Any], sha256: str) -> bool:
    found = connection.execute("select count(*) from handover_lists where sha256 = %s", [sha256]).fetchone()
    assert found is not None
    assert found[0] < 2, "a list is there twice"
    return bool(found[0])
