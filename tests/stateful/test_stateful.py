"""Thousands of steps drawn at random against the API: after each the database is what the model says."""

import logging
from collections import Counter

import psycopg
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.caller import Service
from tests.drill.form import LONG, times
from tests.drill.reporting import Tell
from tests.stateful.model import EVENTS
from tests.stateful.municipality import ASIDE, Municipality

logger = logging.getLogger("ssp.drill")

EXAMPLES, STEPS = times(6, 50), times(80, 200)
_OF_A_COURSE = frozenset(event for event in EVENTS if event.endswith("_course")) | {
    "change_plan", "change_local_leader",
}  # fmt: skip


def test_the_database_is_what_the_model_says_after_each_of_many_steps(service: Service, url: str, tell: Tell) -> None:
    """Few short walks come neither to a course nor to every move aside; the drill comes to all of them."""
    steps = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    made: Counter[str] = Counter()
    with psycopg.connect(url, autocommit=True) as connection:

        class Here(Municipality):
            def __init__(self) -> None:
                super().__init__(service, connection, made)

        run_state_machine_as_test(Here, settings=steps)
    logger.info("%s steps: %s", EXAMPLES * STEPS, dict(made))
    far_away = frozenset[str]() if LONG else ASIDE | _OF_A_COURSE
    never = {event for event in EVENTS if not made[event]}
    tell(
        "4",
        "steps drawn against the API, after each of which the database is what the model says",
        EXAMPLES * STEPS,
        at_least=10_000,
    )
    tell("4", "kinds of moves made in them", len([event for event in EVENTS if made[event]]), at_least=len(EVENTS))
    assert made["refused"], "nothing was refused"
    assert never <= far_away, f"never made: {never - far_away}; made: {dict(made)}"
