"""The proof finds each fault in the tables themselves: who waits, what guards read, names, the engine, the terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from tests.workflows.breaking import CaseMove, changed, found
from workflows import letter
from workflows.casework import CASEWORK, OPEN_STATES, Event, Facts, State
from workflows.casework_guards import no_active_authority_case
from workflows.catalogue import FACTS, WORKFLOWS
from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.letter import LETTER
from workflows.profile import all_profiles
from workflows.proof_search import Search, facts_read
from workflows.proofs import prove, prove_profile
from workflows.roles import Role


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
