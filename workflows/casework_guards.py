"""The facts a case's moves depend on, and the guards: statements about those facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for.

    Every fact is a plain yes or no, so that proofs.py can try every combination.
    """

    decided_on_the_entry: bool = False
    """The move is the handover meeting's own decision on an entry of the list."""
    entry_awaits_decision: bool = False
    recipient_is_known: bool = False
    """There is at least one obligation, so that "everyone is told" never means nobody."""
    everyone_told_or_exempt: bool = False
    everyone_summoned_or_exempt: bool = False
    active_authority_case: bool = False
    a_concern_was_raised: bool = False
    incident_awaits_reassessment: bool = False
    severity_may_end: bool = False
    """The level that was assessed is one that no further action may follow."""
    step_requirements_met: bool = False
    step_allows_course: bool = False
    course_has_its_ground: bool = False
    local_leader_named: bool = False
    course_under_way: bool = False
    another_case_is_open: bool = False
    receiver_has_accepted: bool = False
    """Another municipality was offered the case, and has said yes."""
    no_incident_left: bool = False
    """Every incident of the case turned out to be about somebody else."""
    something_has_left_the_house: bool = True
    """Somebody outside was told or asked, or has acted, since the meeting decided."""


def decided_at_the_handover_meeting(facts: Facts) -> bool:
    """No entry of the case awaits its decision, or this move is that decision."""
    return facts.decided_on_the_entry or not facts.entry_awaits_decision


def everyone_informed_or_exempt(facts: Facts) -> bool:
    """Each custody holder, and the young person from the profile's age, is told or exempt."""
    return facts.recipient_is_known and facts.everyone_told_or_exempt


def everyone_summoned_or_exempt(facts: Facts) -> bool:
    """Each of the same people has been called to the meeting, or is exempt."""
    return facts.recipient_is_known and facts.everyone_summoned_or_exempt


def severity_allows_no_further_action(facts: Facts) -> bool:
    """What is too serious for it does not end with an orientation; which levels are, is the profile's to say."""
    return facts.severity_may_end


def no_active_authority_case(facts: Facts) -> bool:
    """Step placement is for those without an active case (Fredericia, the coordinator's tasks)."""
    return not facts.active_authority_case


def step_requirements_are_met(facts: Facts) -> bool:
    """What the chosen step asks for is there; see steps.py."""
    return facts.step_requirements_met


def step_allows_a_course(facts: Facts) -> bool:
    """The step the child stands on is one that a course belongs to."""
    return facts.step_allows_course


def course_has_its_ground(facts: Facts) -> bool:
    """Consent to the course is given by all who must, or another ground is recorded."""
    return facts.course_has_its_ground


def local_leader_is_named(facts: Facts) -> bool:
    """A course is started together with a local leader."""
    return facts.local_leader_named


def no_course_under_way(facts: Facts) -> bool:
    """A course is completed or discontinued before the case leaves the coordinator."""
    return not facts.course_under_way


def no_incident_awaits_reassessment(facts: Facts) -> bool:
    """A new incident on an open case has been looked at."""
    return not facts.incident_awaits_reassessment


def an_incident_awaits_reassessment(facts: Facts) -> bool:
    """There is a new incident to look at."""
    return facts.incident_awaits_reassessment


def no_other_case_is_open(facts: Facts) -> bool:
    """A person has at most one open case in a municipality."""
    return not facts.another_case_is_open


def receiver_has_accepted(facts: Facts) -> bool:
    """A case leaves only when another municipality has taken it: see transfer.py."""
    return facts.receiver_has_accepted


def no_incident_is_left(facts: Facts) -> bool:
    """A case that is about nothing any more may end without anybody being told."""
    return facts.no_incident_left


def nothing_has_left_the_house(facts: Facts) -> bool:
    """What nobody outside has heard of can be taken back; what they have is answered by another move."""
    return not facts.something_has_left_the_house
