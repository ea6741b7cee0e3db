"""What was read once is given again, until it is written or a lock is come to."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.db import Database
from app.people import service as people
from app.people.models import CustodyHolder, Person
from tests.caller import FREDERICIA, Service, instant
from tests.cases.stations import on_monday, reach
from workflows.casework import State

AT = instant("2026-11-17T09:00:00+01:00")


@pytest.fixture
def child(service: Service) -> UUID:
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    with service.database.transaction(FREDERICIA) as session:
        found = session.execute(text("select person_id from cases where id = :id"), {"id": case_id}).scalar_one()
        return UUID(str(found))


def holders(session: Session, child: UUID) -> int:
    return len(people.custody_holders(session, FREDERICIA, child))


def enter(session: Session, child: UUID) -> None:
    session.add(
        CustodyHolder(
            municipality_code=FREDERICIA, id=uuid4(), person_id=child, relation="other", name="Opdigtet Holder",
            entered_by="tove", entered_at=AT,
        )
    )  # fmt: skip


def test_ones_own_new_rows_are_among_what_was_read_before(service: Service, child: UUID) -> None:
    with service.database.transaction(FREDERICIA) as session:
        before = holders(session, child)
        enter(session, child)
        assert holders(session, child) == before + 1


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.execute(update(CustodyHolder).values(ended_at=AT)),
        lambda session: session.execute(text("update custody_holders set ended_at = now()")),
    ],
    ids=["a statement", "a statement in words"],
)
def test_so_is_what_a_statement_has_changed(service: Service, child: UUID, write: Callable[[Session], object]) -> None:
    with service.database.transaction(FREDERICIA) as session:
        enter(session, child)
        assert holders(session, child) > 0
        write(session)
        assert holders(session, child) == 0


def test_and_what_was_undone_is_not(service: Service, child: UUID) -> None:
    with service.database.transaction(FREDERICIA) as session:
        before = holders(session, child)
        undone = session.begin_nested()
        enter(session, child)
        assert holders(session, child) == before + 1
        undone.rollback()
        assert holders(session, child) == before


@pytest.mark.parametrize(
    "lock",
    [
        lambda session: session.scalars(select(Person).with_for_update()).all(),
        lambda session: session.scalar(select(func.pg_advisory_xact_lock(607))),
    ],
    ids=["of rows", "by a number"],
)
def test_at_a_lock_what_others_have_written_meanwhile_is_read(
    service: Service, child: UUID, lock: Callable[[Session], object], database: Database
) -> None:
    with service.database.transaction(FREDERICIA) as session:
        before = holders(session, child)
        with database.transaction(FREDERICIA) as other:
            enter(other, child)
        lock(session)
        assert holders(session, child) == before + 1


def test_whoever_changes_the_list_they_were_given_changes_nobody_elses(service: Service, child: UUID) -> None:
    with service.database.transaction(FREDERICIA) as session:
        enter(session, child)
        first = people.custody_holders(session, FREDERICIA, child)
        many = len(first)
        first.clear()
        assert holders(session, child) == many
