"""A year of a municipality, through the API alone: late, ill and mistaken people, and nothing is lost."""

import logging
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg

from tests.caller import Service
from tests.drill.form import times
from tests.drill.reporting import Tell
from tests.year.books import ENDED, faults
from tests.year.diary import Diary
from tests.year.town import Town
from workflows.roles import Role

logger = logging.getLogger("ssp.drill")

PEOPLE, WEEKS = times(30, 1_000), times(6, 52)
NO_LIST = frozenset({times(3, 14), times(3, 51)})
"""Two weeks of the year have none (the short form: one), and so there are 50 lists."""


def test_every_case_of_a_year_ends_or_is_on_somebodys_list_and_the_books_balance(
    service: Service, url: str, tell: Tell
) -> None:
    town = Town(service, PEOPLE)
    town.lives(WEEKS, without_a_list=NO_LIST)
    with psycopg.connect(url, autocommit=True) as connection:
        found = faults(connection, town.diary)
        assert not found, "\n".join([f"{len(found)} faults:", *found])
        for what, spoil in _SPOILT.items():
            assert faults(connection, spoil(deepcopy(town.diary))), f"the books do not show {what}"
        states: dict[str, int] = dict(connection.execute("select state, count(*) from cases group by 1").fetchall())
        left = {str(one) for (one,) in connection.execute("select id from cases where closed_at is null")}
    logger.info("states at the end %s; refused %s", states, dict(town.diary.refused))
    assert left - _on_somebodys_list(service) == set(), "a case that nobody has"
    assert len(town.met) == PEOPLE
    assert sum(states.get(one, 0) for one in ENDED) > 0
    assert town.diary.refused, "the mistakes were made"
    tell("15", "weeks of a municipality, with the clock's changes in them", WEEKS, at_least=52)
    tell("15", "children", PEOPLE)
    tell("15", "moves, tellings or decisions that the books do not know, or know twice", len(found), at_most=0)


def _told_again(diary: Diary) -> Diary:
    diary.tellings.append(replace(diary.tellings[0], at=diary.tellings[0].at + timedelta(minutes=1)))
    return diary


def _never_told(diary: Diary) -> Diary:
    diary.tellings.clear()
    return diary


def _moved_once_more(diary: Diary) -> Diary:
    diary.moves[next(iter(diary.moves))] += 1
    return diary


def _moved_by_nobody(diary: Diary) -> Diary:
    diary.moves[next(iter(diary.moves))] -= 1
    return diary


def _decided_otherwise(diary: Diary) -> Diary:
    diary.decisions[next(iter(diary.decisions))] = "never"
    return diary


def _decided_by_nobody(diary: Diary) -> Diary:
    diary.decisions.popitem()
    return diary


def _a_row_is_lost(diary: Diary) -> Diary:
    diary.rows_sent += 1
    return diary


_SPOILT: Mapping[str, Callable[[Diary], Diary]] = {
    one.__name__.strip("_").replace("_", " "): one
    for one in (
        _told_again, _never_told, _moved_once_more, _moved_by_nobody, _decided_otherwise, _decided_by_nobody,
        _a_row_is_lost,
    )
}  # fmt: skip
"""A check that cannot fail proves nothing: each of these must show."""


def _on_somebodys_list(service: Service) -> set[str]:
    """By the queue itself: what each of the staff is shown as theirs."""
    found: set[str] = set()
    for role, name in ((Role.COORDINATOR, "tove"), (Role.TEAM_LEADER, "thea")):
        found |= _listed(service.as_(role, subject=name))
    return found


def _listed(caller: Any) -> set[str]:
    found: set[str] = set()
    cursor = None
    while True:
        answer = caller.get("/v1/cases", limit=100, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found |= {one["id"] for one in answer.json()["items"]}
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found
