"""A municipality that is moved is the same in the new database, to the last row, and goes on there."""

from pathlib import Path

import psycopg
from sqlalchemy import func, select, text

from app.audit import signing, verifier
from app.audit.checkpoints import keep_checkpoints
from app.audit.export import export
from app.audit.sinks import FileSink
from app.caller import of_itself, system
from app.events.models import Event
from app.moving.carrying import Moved, move
from app.moving.closing import close
from app.reconciliation import faults
from tests.caller import Caller, Service
from tests.cases.stations import on_monday, reach
from tests.given_up.giving_up import give_up
from tests.moving.neighbours import LEAVES, STAYS, Place, is_logged_in, log_in, rows_of
from workflows.casework import State
from workflows.roles import Role

EMPTY = {
    "earlier_suggestions", "letter_attempts", "list_uploads", "signals", "stored_answers", "alarms_seen",
    "held_events", "identity_corrections", "pseudonym_reveals", "break_glass_grants",
}  # fmt: skip
"""In which nobody has done anything here; every other table has rows that are moved."""
QUEUED = """
    select task_name, queueing_lock, args::text, status::text, attempts, scheduled_at from procrastinate_jobs
    where args ->> 'municipality_code' = %s and status in ('todo', 'failed') order by 1, 2, 3, 4
"""


def moved(old: Place, new: Place) -> Moved:
    assert close(old.owner, LEAVES)
    (done,) = move(old.owner, old.url, new.owner, [LEAVES], at=old.service.at())
    return done


def jobs_of(url: str, code: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(QUEUED, [code]).fetchall()


def anchored(one: Place, folder: Path) -> None:
    keep_checkpoints(one.service.workers_database, [LEAVES, STAYS], [FileSink(folder)])


def proved(one: Place, code: str, folder: Path, anchors: Path) -> int:
    """What ``ssp verify-audit`` says of the municipality's whole log."""
    (folder / "public.pem").write_text(signing.signer().public_pem())
    file = folder / f"{code}-{len(list(folder.iterdir()))}.jsonl"
    by = system(code, one.service.at())
    export(one.service.database, file, by=by, why=of_itself("command"))
    return verifier.main([str(file), "--key", str(folder / "public.pem"), "--anchors", str(anchors / f"{code}.jsonl")])


def agrees(one: Place, code: str) -> bool:
    with one.owner.transaction(code) as session:
        return list(faults(session, code)) == []


def feed(one: Service, code: str, subject: str) -> tuple[Caller, list[int]]:
    caller = one.as_(Role.INTEGRATION, code, subject)
    return caller, [int(item["sequence"]) for item in caller.get("/v1/events", limit=100).json()["items"]]


def test_every_row_of_it_is_there_and_nothing_of_its_neighbour(old: Place, new: Place, tmp_path: Path) -> None:
    give_up(old.service, LEAVES, case_id="00000000-0000-4000-8000-000000000001")
    cookie = log_in(old.service, LEAVES, old.service.at())
    anchored(old, tmp_path / "anchors")
    queued = {code: jobs_of(old.url, code) for code in (LEAVES, STAYS)}
    assert {status for *_, status, _, _ in queued[LEAVES]} == {"todo", "failed"}

    done = moved(old, new)
    left, came = rows_of(old.url, LEAVES), rows_of(new.url, LEAVES)
    assert {name for name, rows in left.items() if not rows} <= EMPTY
    arrival = set(came["audit_log"]) - set(left["audit_log"])
    assert len(arrival) == 1
    assert "municipality.moved_in" in arrival.pop()
    assert {name: rows for name, rows in came.items() if rows != left[name]}.keys() == {"audit_log", "audit_heads"}
    assert done.rows == {name: len(rows) for name, rows in left.items()}
    assert not any(rows_of(new.url, STAYS).values())
    assert jobs_of(new.url, LEAVES) == queued[LEAVES]
    assert jobs_of(old.url, STAYS) == queued[STAYS]
    assert len(queued[LEAVES]) == done.jobs

    assert is_logged_in(new.service, cookie, new.service.at()), "nobody has to log in anew"
    for one, code in ((new, LEAVES), (old, STAYS), (old, LEAVES)):
        assert agrees(one, code)
    anchored(new, tmp_path / "anchors")
    anchored(old, tmp_path / "anchors")
    assert proved(new, LEAVES, tmp_path, tmp_path / "anchors") == 0
    assert proved(old, STAYS, tmp_path, tmp_path / "anchors") == 0


def test_it_goes_on_there_with_the_next_numbers(old: Place, new: Place) -> None:
    _, before = feed(old.service, LEAVES, "integration")
    assert before == list(range(1, len(before) + 1))
    with old.owner.transaction(LEAVES) as session:
        waits = select(func.count()).where(Event.municipality_code == LEAVES, Event.number.is_(None))
        assert session.scalar(select(func.max(Event.seq)))
        assert session.scalar(waits) is not None
    done = moved(old, new)
    caller, after = feed(new.service, LEAVES, "integration")
    assert after[: len(before)] == before
    case_id = caller.get("/v1/cases").json()["items"][0]["id"]
    them = on_monday(new.service, LEAVES)
    reach(them, State.COURSE_RUNNING)
    caller.post(f"/v1/cases/{case_id}/knowledge", {})
    _, later = feed(new.service, LEAVES, "integration")
    assert later == list(range(1, len(later) + 1))
    with new.owner.transaction(LEAVES) as session:
        newest = session.execute(text("select number, seq from events order by seq desc limit 1")).one()
        assert newest.seq > (session.scalar(text("select count(*) from events")) or 0) - 1
        numbers = [*session.scalars(text("select number from audit_log order by number"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > done.log + 1
    assert agrees(new, LEAVES)


def test_the_neighbour_works_on_while_it_is_closed_and_gone(old: Place, new: Place) -> None:
    neighbours = rows_of(old.url, STAYS)
    close(old.owner, LEAVES)
    assert rows_of(old.url, STAYS) == neighbours
    reach(on_monday(old.service, STAYS), State.PLACED)
    move(old.owner, old.url, new.owner, [LEAVES], at=old.service.at())
    reach(on_monday(old.service, STAYS), State.PLACED)
    assert agrees(old, STAYS)


def test_of_two_that_are_moved_together_both_are_there(old: Place, new: Place) -> None:
    for code in (LEAVES, STAYS):
        close(old.owner, code)
    done = move(old.owner, old.url, new.owner, [LEAVES, STAYS], at=old.service.at())
    assert [one.municipality_code for one in done] == [LEAVES, STAYS]
    for code in (LEAVES, STAYS):
        left, came = rows_of(old.url, code), rows_of(new.url, code)
        assert {name for name in left if left[name] != came[name]} == {"audit_log", "audit_heads"}
        assert agrees(new, code)
