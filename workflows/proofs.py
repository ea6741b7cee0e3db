"""Proof of the process: every workflow is searched through, over every combination of the facts that count."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workflows import proof_checks, proof_claims, proof_promises
from workflows.catalogue import FACTS, WORKFLOWS
from workflows.engine import E, S, Workflow
from workflows.own_moves import Part, casework_without
from workflows.profile import Profile
from workflows.proof_search import D, Search

CHECKS: tuple[Callable[[Search[Any, Any, Any]], Iterator[str]], ...] = (
    proof_checks.facts_are_yes_or_no,
    proof_checks.an_event_has_one_target,
    proof_checks.every_event_is_used,
    proof_checks.every_move_says_who_and_what,
    proof_checks.every_move_is_possible,
    proof_checks.every_guard_can_refuse,
    proof_checks.every_state_can_be_reached,
    proof_checks.no_state_is_dead,
    proof_checks.every_state_can_end,
    proof_checks.who_is_waited_for_can_act,
    proof_checks.the_engine_does_what_the_table_says,
    proof_promises.promises_are_kept,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold, in a sentence."""

    workflow: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.workflow}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Count:
    """How much was searched in one workflow.

    ``trials`` are combinations of a state, an event and the facts its guards read; ``promise_trials`` are
    combinations of a move and what its guards read, tried for the claims.
    """

    workflow: str
    states: int
    moves: int
    guards: int
    trials: int
    claims: int
    promise_trials: int
    unread_facts: tuple[str, ...]
    """Facts that no guard reads; not wrong, but worth a look."""


@dataclass(frozen=True, slots=True)
class Report:
    """The proof for one municipality."""

    municipality: str
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]


def prove(workflow: Workflow[S, E, D], facts_type: type[D]) -> list[Finding]:
    """Everything that does not hold of the workflow by itself; empty when all does."""
    search = Search(workflow, facts_type)
    return [Finding(workflow.name, sentence) for check in CHECKS for sentence in check(search)]


def prove_profile(workflow: Workflow[S, E, D], profile: Profile) -> list[Finding]:
    """What the workflow waits for that the municipality's profile does not give a term or a title."""
    terms = {deadline.value: term for deadline, term in profile.deadlines.items()}
    findings = []
    for state, waits in workflow.waits.items():
        term = terms.get(waits.deadline)
        if term is None:
            findings.append(f"{profile.name} sets no term for {waits.deadline}, on which {state} waits")
        elif term.fatal < term.target:
            findings.append(f"{profile.name} lets {waits.deadline} become fatal before its target")
        if not profile.titles.get(waits.owner):
            findings.append(f"{profile.name} has no title for {waits.owner}, for whom {state} waits")
    return [Finding(workflow.name, sentence) for sentence in findings]


def prove_all(profile: Profile) -> Report:
    """Every workflow as the municipality has it, by itself and with its profile."""
    own = workflows_of(profile.moves.without)
    findings = [*_prove_without(profile.moves.without)]
    findings += [finding for workflow in own.values() for finding in prove_profile(workflow, profile)]
    return Report(profile.name, tuple(map(count, WORKFLOWS)), tuple(findings))


@cache
def _prove_without(parts: frozenset[Part]) -> tuple[Finding, ...]:
    """Once for all municipalities that do without the same: the tables are the same."""
    own = workflows_of(parts)
    findings = [finding for name, workflow in own.items() for finding in prove(workflow, FACTS[name])]
    if "course" in own:
        together = proof_promises.course_follows_the_case(own["casework"], own["course"])
        findings += [Finding("course", sentence) for sentence in together]
    return tuple(findings)


def workflows_of(parts: frozenset[Part]) -> Mapping[str, Workflow[Any, Any, Any]]:
    """By name, less ``parts``."""
    own = {name: workflow for name, workflow in WORKFLOWS.items() if name != "course" or Part.COURSE not in parts}
    return own | {"casework": casework_without(parts)}


def count(name: str) -> Count:
    """How much there is to search in the workflow of that name."""
    search = Search(WORKFLOWS[name], FACTS[name])
    return Count(
        workflow=name,
        states=len(search.workflow.states),
        moves=len(search.workflow.by_pair),
        guards=len(search.read_by),
        trials=sum(1 for _ in proof_checks.trials(search)),
        claims=len(proof_claims.CLAIMS.get(name, ())),
        promise_trials=proof_promises.promise_trials(search),
        unread_facts=search.unread_facts(),
    )
