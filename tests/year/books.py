"""The books of the year, reckoned from the tables by other means than the service's own, and held against the diary.

Nothing here knows the process: it counts rows, and compares what was owed with what was done.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any, LiteralString

import psycopg

from tests.year.diary import Diary, Telling

ENDED = ("closed", "dropped", "transferred")
GIVEN = ("to_coordinator", "to_team_leader")


def faults(connection: psycopg.Connection[Any], diary: Diary) -> list[str]:
    """Everything that does not balance, in words; empty when all does."""
    found: list[str] = []
    for reckon in (_rows, _decisions, _cases, _histories, _tellings, _everybody_heard):
        found += [f"{reckon.__name__.strip('_')}: {fault}" for fault in reckon(connection, diary)]
    return found


def _rows(connection: psycopg.Connection[Any], diary: Diary) -> Iterable[str]:
    """Each row that was sent is accepted, a duplicate or rejected, and the accepted are in the table."""
    for receipt in diary.receipts:
        if receipt["received"] != receipt["accepted"] + receipt["duplicate"] + receipt["rejected"]:
            yield f"list {receipt['week']} does not reconcile"
    if sum(one["received"] for one in diary.receipts) != diary.rows_sent:
        yield "rows were sent that no receipt names"
    (stored,) = _one(connection, "select count(*) from list_entries")
    if stored != sum(one["accepted"] for one in diary.receipts):
        yield f"{stored} entries are stored"


def _decisions(connection: psycopg.Connection[Any], diary: Diary) -> Iterable[str]:
    """What the meeting decided stands, and what it did not decide waits."""
    stored = {
        str(entry): decision
        for entry, decision in connection.execute("select id, decision from list_entries where superseded_by is null")
    }
    for entry, decision in diary.decisions.items():
        if stored.get(entry) != decision:
            yield f"entry {entry} was decided {decision} and is {stored.get(entry)}"
    extra = {entry for entry, decision in stored.items() if decision is not None} - diary.decisions.keys()
    if extra:
        yield f"{len(extra)} entries were decided by nobody"
    for case, counted, awaiting in connection.execute(
        """select c.id, c.entries_awaiting_decision,
                  (select count(*) from list_entries e
                   where e.case_id = c.id and e.decision is null and e.superseded_by is null)
           from cases c"""
    ):
        if counted != awaiting:
            yield f"case {case} counts {counted} entries that wait, and {awaiting} do"


def _cases(connection: psycopg.Connection[Any], diary: Diary) -> Iterable[str]:
    """Every person on a list has a case, one open one at most; each open case waits for something in time."""
    (without,) = _one(
        connection,
        "select count(*) from list_entries e where not exists (select 1 from cases c where c.id = e.case_id)",
    )
    if without:
        yield f"{without} entries belong to no case"
    for person, number in connection.execute(
        "select person_id, count(*) from cases where closed_at is null group by 1 having count(*) > 1"
    ):
        yield f"person {person} has {number} open cases"
    for case, state in connection.execute(
        """select c.id, c.state from cases c where c.closed_at is null and c.state <> 'received'
           and not exists (select 1 from deadlines d where d.case_id = c.id and d.met_at is null)"""
    ):
        yield f"case {case} in {state} waits for nothing"
    for case, running in connection.execute(
        """select c.id, count(*) from cases c join deadlines d on d.case_id = c.id and d.met_at is null
           and not exists (select from concern_reports r where r.id = d.object_id and r.assessed_at is null)
           where c.closed_at is not null group by 1"""
    ):
        yield f"case {case} has ended and {running} deadlines run on"


def _histories(connection: psycopg.Connection[Any], diary: Diary) -> Iterable[str]:
    """Each move that was made has one row in the history, and each row was a move that somebody made."""
    written: Counter[tuple[str, str]] = Counter()
    for case, event, number in connection.execute(
        """select case_id, event, count(*) from history
           where workflow = 'casework' and role not in ('system') group by 1, 2"""
    ):
        written[str(case), event] = number
    for key, number in diary.moves.items():
        if written[key] != number:
            yield f"{key[1]} was made {number} times in case {key[0]} and is written {written[key]} times"
    made = {event for _, event in diary.moves}
    for (case, event), number in written.items():
        if event in made and diary.moves[case, event] != number:
            yield f"{event} is written {number} times in case {case} and was made {diary.moves[case, event]} times"
    for case, state, last in connection.execute(
        """select c.id, c.state, (select h.to_state from history h where h.case_id = c.id and h.workflow = 'casework'
                                  and h.subject_id = c.id order by h.at desc, h.id desc limit 1) from cases c"""
    ):
        if state != last:
            yield f"case {case} is {state}, and its history ends in {last}"


def _tellings(connection: psycopg.Connection[Any], diary: Diary) -> Iterable[str]:
    """Nobody is told twice of the same: between two tellings of one person lies an incident that was given, or, of a
    summons, a meeting that the family is called to anew.
    """
    news, called = _news(connection), _called(connection)
    for (case, to, purpose), told in _by_whom(diary.tellings).items():
        new = news[case] + (called[case] if purpose == "summon" else [])
        for earlier, later in pairwise(told):
            if not any(earlier < given <= later for given in new):
                yield f"{to} was told twice ({purpose}) in case {case}, at {earlier} and {later}"


def _everybody_heard(connection: psycopg.Connection[Any], diary: Diary) -> Iterable[str]:
    """In a case that was closed everybody who has custody, and the young person, heard after the last incident."""
    news, told = _news(connection), _by_whom(diary.tellings)
    for case, closed_at, holders, is_owed in connection.execute(
        """select c.id, c.closed_at,
                  array(select h.id::text from custody_holders h where h.person_id = c.person_id
                        and h.ended_at is null),
                  array(select coalesce(o.custody_holder_id::text, 'young_person') from obligations o
                        where o.case_id = c.id and o.state = 'exempt')
           from cases c where c.state = 'closed'"""
    ):
        given = [at for at in news[str(case)] if at <= closed_at]
        if not given:
            continue
        for holder in holders:
            heard = [at for purpose in ("inform", "summon") for at in told.get((str(case), holder, purpose), [])]
            adult = holder not in is_owed and not heard and _is_adult(connection, case, closed_at)
            if not adult and holder not in is_owed and not any(at >= given[-1] for at in heard):
                yield f"{holder} was never told in case {case}, which is closed"


def _is_adult(connection: psycopg.Connection[Any], case: Any, at: datetime) -> bool:
    (found,) = _one(
        connection,
        "select p.birth_date + interval '18 years' <= %s + interval '7 days'"
        " from people p join cases c on c.person_id = p.id where c.id = %s",
        at,
        case,
    )
    return bool(found)


def _news(connection: psycopg.Connection[Any]) -> dict[str, list[datetime]]:
    """When an incident was given to somebody in each case, or the case was given anew."""
    news: dict[str, list[datetime]] = defaultdict(list)
    for case, at in connection.execute(
        """select case_id, decided_at from list_entries where decision in ('to_coordinator', 'to_team_leader')
           union all
           select case_id, at from history where workflow = 'casework' and event in ('reopen')
           order by 2"""
    ):
        news[str(case)].append(at)
    return news


def _called(connection: psycopg.Connection[Any]) -> dict[str, list[datetime]]:
    """When each family came to be called to a meeting: after an assessment, and when one was not held."""
    called: dict[str, list[datetime]] = defaultdict(list)
    for case, at in connection.execute(
        """select case_id, at from history where workflow = 'casework' and (event = 'assess_further_action'
           or (event = 'call_to_meeting' and from_state = 'meeting_called')) order by 2"""
    ):
        called[str(case)].append(at)
    return called


def _by_whom(tellings: list[Telling]) -> dict[tuple[str, str, str], list[datetime]]:
    told: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    for one in sorted(tellings, key=lambda one: one.at):
        if not one.taken_back:
            told[one.case_id, one.to, one.purpose].append(one.at)
    return told


def _one(connection: psycopg.Connection[Any], statement: LiteralString, *given: object) -> Any:
    row = connection.execute(statement, given).fetchone()
    assert row is not None
    return row
