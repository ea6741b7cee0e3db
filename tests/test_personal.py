"""The search that every log line of the run goes through finds what it is to find."""

import logging

import pytest

from tests.personal import KeptLog, personal_in


@pytest.mark.parametrize("value", ["610313-5752", "6103135752", "Jónas Østergård"])
def test_a_person_of_the_lists_is_found_wherever_it_stands(value: str) -> None:
    assert personal_in(f'{{"event": "saw {value}"}}') == [value]


def test_an_exceptions_own_words_are_searched_too() -> None:
    kept = KeptLog()
    logger = logging.Logger("apart")
    logger.addHandler(kept)
    try:
        raise ValueError("610313-5752")
    except ValueError:
        logger.exception("failed")
    assert personal_in("\n".join(kept.lines)) == ["610313-5752"]


def test_ids_and_times_are_nobody() -> None:
    assert personal_in("01a20858-084e-7475-b5cf-80ccd76cfc15 2026-11-23T12:18:36.746134Z") == []
