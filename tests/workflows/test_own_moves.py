"""A municipality that does without a part of the process, or calls its moves otherwise."""

from itertools import combinations

import pytest

from tests.workflows.test_profile import DRAFT
from workflows.casework import CASEWORK, COURSE_STATES, Event, Facts, State
from workflows.engine import NO_SUCH_MOVE
from workflows.own_moves import Part, casework_without
from workflows.profile import ProfileRejected, read_profile
from workflows.proofs import prove_all

_SETS = [frozenset(some) for size in range(len(Part) + 1) for some in combinations(Part, size)]


@pytest.mark.parametrize("parts", _SETS, ids=lambda parts: "+".join(sorted(parts)) or "whole")
def test_the_process_is_sound_without_any_of_its_optional_parts(parts: frozenset[Part]) -> None:
    draft = read_profile(f"{DRAFT}\n[moves]\nwithout = {[part.value for part in sorted(parts)]}")
    assert draft.moves.without == parts
    assert [str(finding) for finding in prove_all(draft).findings] == []


def test_without_a_course_nothing_leads_to_one_and_everything_else_is_as_it_was() -> None:
    own = casework_without(frozenset({Part.COURSE}))
    assert own.unmet(State.PLACED, Event.PLAN_COURSE, Facts()) == (NO_SUCH_MOVE,)
    assert not COURSE_STATES & set(own.states)
    beyond = {pair for pair in CASEWORK.by_pair if pair[0] in COURSE_STATES}
    of_a_course = {pair for pair in CASEWORK.by_pair if pair[1].value.endswith("_course")}
    assert CASEWORK.by_pair.keys() - own.by_pair.keys() == beyond | of_a_course
    assert own.by_pair.keys() <= CASEWORK.by_pair.keys()


def test_the_whole_process_is_the_common_one() -> None:
    assert casework_without(frozenset()) is CASEWORK


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('without = ["close"]', "moves.without.0 Input should be 'course' or 'keep_step'"),
        ('names = { place_on_step = "Trin {step}" }', "no other braces"),
        ('names = { place_on_step = "" }', "moves.names.place_on_step String should have at least 1 character"),
        ('names = { fly = "Flyv" }', "moves.names.fly"),
    ],
)
def test_what_cannot_be_done_without_or_said_is_refused(said: str, fault: str) -> None:
    with pytest.raises(ProfileRejected, match="moves") as refused:
        read_profile(f"{DRAFT}\n[moves]\n{said}")
    assert fault in str(refused.value)
