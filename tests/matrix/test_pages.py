"""Every page, asked for by every role about every place: there for whoever may, and no word more than they may see."""

import pytest

from tests.matrix.page_table import FORMS, LOGGING_IN_AND_OUT, OPEN, SEEN, SENT, pages
from tests.matrix.visits import address, is_whole_page, leaks, let_in, letters_at, one_of_each, places_with, see
from tests.matrix.world import World

_MEETING = "/moeder/{meeting_id}"
TOO_EARLY = {
    (f"{_MEETING}/referat", "meeting"): 409, (f"{_MEETING}/referat", "meeting_planned"): 409,
    # The screen asks for what is new, and there is no screen.
    (f"{_MEETING}/live/{{version}}", "meeting_planned"): 204, (f"{_MEETING}/live/{{version}}", "meeting_closed"): 204,
    # A move that the meeting as it stands has not.
    (f"{_MEETING}/goer/{{name}}", "meeting_planned"): 404, (f"{_MEETING}/goer/{{name}}", "meeting_closed"): 404,
}  # fmt: skip
"""What even those who may are told of pages that are not there yet, or any more."""


def test_every_page_is_in_the_table() -> None:
    assert pages("GET") == SEEN.keys() | FORMS | OPEN
    assert pages("POST") == SENT.keys() | FORMS | LOGGING_IN_AND_OUT


@pytest.mark.parametrize("path", SEEN)
def test_a_page_is_there_for_whoever_may_what_it_rests_on_and_says_no_more(place: World, path: str) -> None:
    wrong, told, asked = [], set(), 0
    places = places_with(place, path, SEEN[path])
    each = one_of_each(places)
    for where in places:
        for letter in letters_at(place, path, where)[: None if where in each else 1]:
            for role, caller in place.callers.items():
                answer = see(caller, address(place, path, where, letter))
                right = let_in(SEEN[path], role, where, letter)
                if right == {200} and (path, where) in TOO_EARLY:
                    right = {TOO_EARLY[path, where]}
                asked += 1
                if answer.status_code not in right or (answer.status_code >= 400 and not is_whole_page(answer)):
                    wrong.append((role.value, where, letter, answer.status_code, right))
                told |= {(role.value, where, one) for one in leaks(place, role, answer)}
    assert wrong == []
    assert told == set()
    assert asked >= len(place.callers)
