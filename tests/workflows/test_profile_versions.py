"""What an open case goes by: the same content is one version, and a newer one says what it means for a case."""

from datetime import UTC, datetime, timedelta

from tests.workflows.test_profile import DRAFT
from workflows.calendar import due
from workflows.casework import State
from workflows.deadlines import Deadline
from workflows.own_moves import Part, casework_without
from workflows.profile import Profile, all_profiles, profile_for, read_profile
from workflows.profile_versions import Why, content_of, differences, digest_of, plan_for, profile_of
from workflows.what_if import Ran

THEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
SHORTER = "[deadlines]\nplace = { target = 2, fatal = 3, unit = 'working_days' }"


def digest(profile: Profile) -> str:
    return digest_of(content_of(profile), "1", "1")


def test_what_is_written_down_is_read_back_as_it_was() -> None:
    for profile in all_profiles():
        assert profile_of(content_of(profile), profile) == profile


def test_what_is_called_or_found_otherwise_is_no_new_version_and_what_is_decided_is() -> None:
    before = read_profile(DRAFT)
    moved = read_profile(DRAFT.replace("Prøvetorv 1", "Prøvetorv 2") + "\n[titles]\ncoordinator = 'SSP-vejleder'")
    assert digest(moved) == digest(before)
    shorter = read_profile(f"{DRAFT}\n{SHORTER}")
    assert digest(shorter) != digest(before)
    assert digest_of(content_of(before), "2", "1") != digest(before) != digest_of(content_of(before), "1", "2")
    assert differences(before, shorter) == ("deadlines.place",)
    swapped = before.model_copy(update={"closed_days": frozenset(type(d)(d.day, d.month) for d in before.closed_days)})
    assert digest(swapped) != digest(before), "5 June is not 6 May"


def test_an_earlier_version_keeps_its_own_and_has_todays_of_what_it_did_not_decide() -> None:
    then = content_of(read_profile(f"{DRAFT}\n{SHORTER}\n[moves]\nnames = {{ close = 'Afslut' }}"))
    del then["deadlines"]["answer_transfer"]
    today = read_profile(DRAFT.replace("Prøvetorv 1", "Prøvetorv 2") + "\n[moves]\nnames = { reopen = 'Tag op' }")
    restored = profile_of(then, today)
    assert restored.deadlines[Deadline.PLACE].target == 2
    assert restored.deadlines[Deadline.ANSWER_TRANSFER] == today.deadlines[Deadline.ANSWER_TRANSFER]
    assert restored.contact == today.contact
    assert list(restored.moves.names.values()) == ["Afslut"]


def ran(kind: Deadline, profile: Profile) -> Ran:
    when = due(THEN, profile.deadlines[kind], profile.closed_days)
    return Ran(kind, THEN, when.target, when.fatal, None)


def test_a_plan_moves_what_the_municipality_alone_decides_and_nothing_that_was_promised() -> None:
    before = profile_for("607")
    terms = {**before.deadlines}
    for kind in (Deadline.PLACE, Deadline.INFORM_FAMILY):
        terms[kind] = terms[kind].model_copy(update={"target": 1})
    after = before.model_copy(update={"deadlines": terms})
    running = [ran(Deadline.PLACE, before), ran(Deadline.INFORM_FAMILY, before), ran(Deadline.CLOSE, before)]
    by_a_step = Ran(Deadline.PLACE, THEN, THEN + timedelta(days=77), THEN + timedelta(days=78), None)
    whole = casework_without(frozenset())
    plan = plan_for(State.GATHERING_KNOWLEDGE, [*running, by_a_step], before, after, whole, THEN)
    (moved,) = plan.deadlines
    assert plan.stays is None
    assert (moved.kind, moved.before, moved.is_over) == (Deadline.PLACE, running[0].target_at, False)
    assert moved.target == due(THEN, terms[Deadline.PLACE], after.closed_days).target
    late = plan_for(State.GATHERING_KNOWLEDGE, running, before, after, whole, THEN + timedelta(days=7))
    assert late.deadlines[0].is_over


def test_a_case_in_a_state_that_is_left_out_stays() -> None:
    profile = profile_for("607")
    short = casework_without(frozenset({Part.COURSE}))
    assert plan_for(State.COURSE_RUNNING, [], profile, profile, short, THEN).stays is Why.STATE_IS_LEFT_OUT
    assert plan_for(State.PLACED, [], profile, profile, short, THEN).stays is None
