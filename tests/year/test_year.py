"""A year of a municipality, through the API alone: late, ill and mistaken people, and nothing is lost."""

import logging
from typing import Any

import psycopg

from tests.caller import Service
from tests.drill.form import times
from tests.year.books import ENDED, faults
from tests.year.town import Town
from workflows.roles import Role

logger = logging.getLogger("ssp.drill")

PEOPLE, WEEKS = times(30, 1_000), times(6, 52)
NO_LIST = frozenset({times(3, 14), times(3, 51)})
"""Two weeks of the year have none (the short form: one), and so there are 50 lists."""


def test_every_case_of_a_year_ends_or_is_on_somebodys_list_and_the_books_balance(service: Service, url: str) -> None:
    town = Town(service, PEOPLE)
    town.lives(WEEKS, without_a_list=NO_LIST)
    with psycopg.connect(url, autocommit=True) as connection:
        assert faults(connection, town.diary) == []
        states = dict(connection.execute("select state, count(*) from cases group by 1").fetchall())
        left = {str(one) for (one,) in connection.execute("select id from cases where closed_at is null")}
    logger.info("states at the end %s; refused %s", states, dict(town.diary.refused))
    assert left - _on_somebodys_list(service) == set(), "a case that nobody has"
    assert len(town.met) == PEOPLE
    assert sum(states.get(one, 0) for one in ENDED) > 0
    assert town.diary.refused, "the mistakes were made"


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
