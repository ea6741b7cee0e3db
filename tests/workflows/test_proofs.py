"""The proof finds nothing in the process as it is, and finds each thing that is broken on purpose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pytest

from workflows import course, letter
from workflows.casework import CASEWORK, COURSE_STATES, OPEN_STATES, Event, Facts, State
from workflows.casework_guards import everyone_informed_or_exempt, no_active_authority_case
from workflows.catalogue import FACTS, WORKFLOWS
from workflows.course import COURSE
from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.letter import LETTER
from workflows.profile import Profile, all_profiles
from workflows.proof_promises import course_follows_the_case
from workflows.proof_search import Search, facts_read
from workflows.proofs import prove, prove_all, prove_profile
from workflows.roles import Role

CaseMove = Move[State, Event, Facts]


def with_moves(change: Callable[[CaseMove], CaseMove | None], *more: CaseMove) -> Workflow[State, Event, Facts]:
    """The case with each move changed, or dropped where the change gives None, and with more moves."""
    changed = [change(move) for move in CASEWORK.moves]
    return replace(CASEWORK, moves=[*(move for move in changed if move is not None), *more])


def without(*events: Event) -> Workflow[State, Event, Facts]:
    return with_moves(lambda move: None if move.event in events else move)


def with_more(*more: CaseMove) -> Workflow[State, Event, Facts]:
    return with_moves(lambda move: move, *more)


def changed(event: Event, source: State, **to: object) -> Workflow[State, Event, Facts]:
    """The case with the one move on the event from the source changed."""
    move = CASEWORK.by_pair[source, event]
    return with_moves(lambda other: replace(other, **to) if other is move else other)  # type: ignore[arg-type]


def found(workflow: Workflow[State, Event, Facts]) -> list[str]:
    return [finding.sentence for finding in prove(workflow, Facts)]


@pytest.mark.parametrize("profile", all_profiles(), ids=lambda profile: profile.name)
def test_nothing_is_wrong_in_any_municipality(profile: Profile) -> None:
    assert [str(finding) for finding in prove_all(profile).findings] == []


def test_every_municipality_and_every_workflow_is_proved() -> None:
    assert len(all_profiles()) == 5
    assert [count.workflow for count in prove_all(all_profiles()[0]).counts] == list(WORKFLOWS)


def test_without_a_placement_no_course_is_reached_from_anywhere_before_it() -> None:
    search = Search(CASEWORK, Facts)
    for state in set(State) - COURSE_STATES - {State.PLACED}:
        assert COURSE_STATES.isdisjoint(search.reachable(state, without=[Event.PLACE_ON_STEP]))
    assert search.reachable(State.CLOSED) >= COURSE_STATES


def test_a_state_that_no_move_leaves_is_dead() -> None:
    stuck = with_moves(
        lambda move: replace(move, source=move.sources - {State.COURSE_COMPLETED}) if move.target else move
    )
    assert found(stuck) == [
        "course_completed is dead: no move leads out of it",
        "course_completed can never come to an end",
        "course_completed waits for coordinator, who cannot bring it further",
        "course_completed no longer leads to closed: "
        "each track has an end of its own, without another track, a new incident or a transfer",
    ]


def test_a_track_cut_off_from_its_end_is_found_though_a_transfer_still_leads_out() -> None:
    cut = without(Event.HOLD_MEETING)
    promise = "each track has an end of its own, without another track, a new incident or a transfer"
    assert found(cut) == [
        "hold_meeting is in no move",
        "meeting_held can never be reached from received",
        f"summons_due no longer leads to closed: {promise}",
        f"meeting_called no longer leads to closed: {promise}",
    ]


def test_a_state_that_nothing_leads_to_is_found() -> None:
    assert "course_paused can never be reached from received" in found(without(Event.PAUSE_COURSE))


CLOSING = [State.FAMILY_INFORMED_BY_AUTHORITY, State.MEETING_HELD, State.PLACED, State.COURSE_COMPLETED]


@pytest.mark.parametrize("source", CLOSING)
def test_a_close_without_its_guard_breaks_the_promise_to_the_family(source: State) -> None:
    careless = changed(Event.CLOSE, source, guards=())
    assert found(careless) == [
        f"close from {source} breaks a promise: no case is closed before everyone is told or exempt",
        f"close from {source} breaks a promise: no case is closed when nobody is known who should be told",
        f"close from {source} breaks a promise: no case is closed while a new incident awaits reassessment",
        f"close from {source} breaks a promise: no case is closed while an entry of it awaits its decision",
    ]


def test_everyone_told_may_not_mean_nobody() -> None:
    def everyone_told(facts: Facts) -> bool:
        """Everyone is told, were it only nobody."""
        return facts.everyone_told_or_exempt

    def loosened(move: CaseMove) -> CaseMove:
        told = (everyone_told if guard is everyone_informed_or_exempt else guard for guard in move.guards)
        return replace(move, guards=tuple(told))

    vacuous = with_moves(loosened)
    assert {sentence.split(": ")[1] for sentence in found(vacuous)} == {
        "no case is closed when nobody is known who should be told"
    }


def test_another_way_to_close_is_found() -> None:
    around = with_more(
        Move(Event.SEND_ELSEWHERE, State.WITH_COORDINATOR, State.CLOSED, (), frozenset({Role.COORDINATOR}))
    )
    assert (
        "send_elsewhere leads from with_coordinator to closed without close: a case is closed by closing it"
        in found(around)
    )


def test_a_placement_during_an_active_authority_case_is_found() -> None:
    guards = CASEWORK.by_pair[State.GATHERING_KNOWLEDGE, Event.PLACE_ON_STEP].guards
    careless = changed(
        Event.PLACE_ON_STEP,
        State.GATHERING_KNOWLEDGE,
        guards=tuple(guard for guard in guards if guard is not no_active_authority_case),
    )
    assert found(careless) == [
        "place_on_step from gathering_knowledge breaks a promise: "
        "nobody with an active authority case is placed on a step"
    ]


def test_a_shortcut_to_a_course_is_found() -> None:
    plan = CASEWORK.by_pair[State.PLACED, Event.PLAN_COURSE]
    assert found(with_more(replace(plan, source=State.FAMILY_INFORMED))) == [
        "plan_course leads from family_informed to course_planned without place_on_step: "
        "no course without a placement, also after a reopening or a return from the authority"
    ]


def test_a_reopening_straight_into_a_course_is_found() -> None:
    reopened = changed(Event.REOPEN, State.CLOSED, target=State.COURSE_RUNNING)
    assert (
        "reopen leads from closed to course_running without place_on_step: "
        "no course without a placement, also after a reopening or a return from the authority"
    ) in found(reopened)


def test_a_course_planned_without_a_ground_is_found() -> None:
    assert found(changed(Event.PLAN_COURSE, State.PLACED, guards=())) == [
        "plan_course from placed breaks a promise: no course is planned without its ground"
    ]


def test_a_move_that_nobody_may_make_is_found() -> None:
    assert found(changed(Event.START_GATHERING, State.FAMILY_INFORMED, roles=frozenset())) == [
        "start_gathering from family_informed has no role that may make it"
    ]


def test_an_open_state_without_a_deadline_is_found() -> None:
    forgotten = replace(
        CASEWORK, waits={state: waits for state, waits in CASEWORK.waits.items() if state is not State.SUMMONS_DUE}
    )
    assert found(forgotten) == ["summons_due waits for nobody, by no deadline: no open case is forgotten"]


def test_waiting_for_somebody_who_can_do_nothing_is_found() -> None:
    misplaced = replace(CASEWORK, waits={**CASEWORK.waits, State.MEETING_HELD: Waits(Role.POLICE, "close")})
    assert found(misplaced) == ["meeting_held waits for police, who cannot bring it further"]


def test_a_wait_without_a_deadline_or_after_the_end_is_found() -> None:
    waits = {**CASEWORK.waits, State.PLACED: Waits(Role.COORDINATOR, ""), State.CLOSED: Waits(Role.MANAGER, "close")}
    assert found(replace(CASEWORK, waits=waits)) == [
        "placed waits without an owner or a deadline",
        "closed has ended, and yet waits for manager",
        "closed waits for manager, who cannot bring it further",
    ]


def test_a_guard_that_never_refuses_is_found() -> None:
    def all_is_well(facts: Facts) -> bool:
        """Whatever the facts are."""
        return True

    assert found(changed(Event.START_GATHERING, State.FAMILY_INFORMED, guards=(all_is_well,))) == [
        "the guard all_is_well never refuses"
    ]


def test_a_move_that_can_never_be_made_is_found() -> None:
    def nothing_is_well(facts: Facts) -> bool:
        """Whatever the facts are."""
        return False

    impossible = changed(Event.PAUSE_COURSE, State.COURSE_RUNNING, guards=(nothing_is_well,))
    assert found(impossible) == [
        "pause_course from course_running is refused whatever the facts are",
        "course_paused can never be reached from received",
    ]


def test_two_guards_that_exclude_each_other_are_found() -> None:
    def an_authority_case_is_active(facts: Facts) -> bool:
        """The opposite of what a placement asks for."""
        return facts.active_authority_case

    at_odds = changed(
        Event.PLACE_ON_STEP,
        State.GATHERING_KNOWLEDGE,
        guards=(no_active_authority_case, an_authority_case_is_active),
    )
    assert "place_on_step from gathering_knowledge is refused whatever the facts are" in found(at_odds)


def test_a_guard_without_a_name_or_an_explanation_is_found() -> None:
    nameless = changed(Event.START_GATHERING, State.FAMILY_INFORMED, guards=(lambda facts: facts.recipient_is_known,))
    assert found(nameless) == ["the guard <lambda> is no statement with a name and an explanation"]


def test_a_need_that_cannot_be_a_field_is_found() -> None:
    assert found(changed(Event.START_GATHERING, State.FAMILY_INFORMED, needs=("the reason",))) == [
        "start_gathering from family_informed needs 'the reason', which cannot be a field of a request"
    ]


def test_a_workflow_without_a_name_that_audit_can_write_is_found() -> None:
    nameless = replace(LETTER, name="A letter")
    sentences = [finding.sentence for finding in prove(nameless, letter.Facts)]
    assert "queue from drafted has no name that history and audit can write: 'A letter.queue'" in sentences


def test_an_event_with_two_targets_is_found() -> None:
    double = replace(CASEWORK)
    more: CaseMove = Move(Event.DROP, State.RECEIVED, State.CLOSED, (), frozenset({Role.COORDINATOR}))
    tampered(double, moves=[*CASEWORK.moves, more])
    assert "drop from received stands in 2 moves" in found(double)


def test_an_engine_that_does_otherwise_than_the_table_is_found() -> None:
    other = replace(CASEWORK)
    tampered(other, _machine=changed(Event.DROP, State.RECEIVED, target=State.TRANSFERRED)._machine)
    assert found(other) == ["drop from received gives transferred where the table says dropped"] * 3


def test_an_engine_that_refuses_without_a_word_is_found() -> None:
    def never(facts: Facts) -> bool:
        return False

    other = replace(CASEWORK)
    tampered(other, _machine=changed(Event.HOLD_MEETING, State.MEETING_CALLED, guards=(never,))._machine)
    assert found(other) == [
        "hold_meeting from meeting_called gives a refusal for no reason where the table says meeting_held"
    ]


def test_a_fact_that_is_not_a_plain_yes_or_no_is_found() -> None:
    @dataclass(frozen=True, slots=True)
    class Counted(letter.Facts):
        attempts: int = 0

    sentences = [
        finding.sentence for finding in prove(cast("Workflow[letter.State, letter.Event, Counted]", LETTER), Counted)
    ]
    assert sentences == ["the fact attempts is not a plain yes or no"]


def test_a_municipality_without_a_term_or_a_title_is_named() -> None:
    profile = all_profiles()[0]
    poor = profile.model_copy(
        update={
            "deadlines": {name: term for name, term in profile.deadlines.items() if name != "summon"},
            "titles": {role: title for role, title in profile.titles.items() if role is not Role.TEAM_LEADER},
        }
    )
    assert [finding.sentence for finding in prove_profile(CASEWORK, poor)] == [
        f"{profile.name} has no title for team_leader, for whom with_team_leader waits",
        f"{profile.name} sets no term for summon, on which summons_due waits",
    ]


def test_a_fatal_date_before_its_target_is_named() -> None:
    profile = all_profiles()[0]
    hasty = profile.deadlines[Deadline.ASSESS].model_copy(update={"target": 9, "fatal": 1})
    deadlines = {**profile.deadlines, Deadline.ASSESS: hasty}
    backwards = profile.model_copy(update={"deadlines": deadlines})
    assert [finding.sentence for finding in prove_profile(CASEWORK, backwards)] == [
        f"{profile.name} lets assess become fatal before its target"
    ]


def test_a_course_that_parts_from_its_case_is_found() -> None:
    silent = [replace(move, needs=()) for move in COURSE.moves]
    assert list(course_follows_the_case(CASEWORK, replace(COURSE, moves=silent))) == [
        f"{event} asks for other people or other words than the case's"
        for event in (
            course.Event.PAUSE_COURSE,
            course.Event.COMPLETE_COURSE,
            course.Event.DISCONTINUE_COURSE,
            course.Event.CHANGE_PLAN,
            course.Event.CHANGE_LOCAL_LEADER,
        )
    ]


def test_what_a_guard_reads_is_found_behind_every_turn() -> None:
    def winding(facts: Facts) -> bool:
        if facts.active_authority_case:
            return facts.course_under_way and facts.a_concern_was_raised
        return facts.local_leader_named

    assert facts_read(winding, Facts) == {
        "active_authority_case",
        "course_under_way",
        "a_concern_was_raised",
        "local_leader_named",
    }


def test_every_guard_gives_the_same_answer_whatever_it_does_not_read() -> None:
    for name, workflow in WORKFLOWS.items():
        search = Search(workflow, FACTS[name])
        for guard, read in search.read_by.items():
            answers: dict[Sequence[bool], set[bool]] = {}
            for facts in search.every_combination:
                answers.setdefault(tuple(getattr(facts, fact) for fact in sorted(read)), set()).add(guard(facts))
            assert all(len(given) == 1 for given in answers.values()), guard


def test_every_open_state_of_the_case_waits_for_somebody() -> None:
    assert CASEWORK.waits.keys() == OPEN_STATES


def tampered(workflow: Workflow[State, Event, Facts], **attributes: object) -> None:
    """Puts in what the workflow itself would not accept."""
    vars(workflow).update(attributes)
