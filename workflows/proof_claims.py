"""What the process promises beyond the form of its tables: whom it protects, and what must come first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows import (
    ad_hoc_group,
    casework,
    concern_report,
    concern_talk,
    consent,
    course,
    handover_list,
    informing,
    letter,
    meeting,
    transfer,
)


@dataclass(frozen=True, slots=True)
class Never:
    """No move on ``event``, or into ``target``, is possible ``when`` the facts are so, whatever the others are."""

    promise: str
    when: Mapping[str, bool]
    event: StrEnum | None = None
    target: StrEnum | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """From any other state, those ``beyond`` are entered on ``through`` alone."""

    promise: str
    beyond: frozenset[StrEnum]
    through: StrEnum


@dataclass(frozen=True, slots=True)
class Way:
    """From every state that has not ended, ``end`` can be reached by other events than ``without``."""

    promise: str
    end: StrEnum
    without: frozenset[StrEnum]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Every state that has not ended waits for somebody, by a deadline."""

    promise: str


Claim = Never | Gate | Way | Waiting


def _casework() -> tuple[Claim, ...]:
    event, state = casework.Event, casework.State
    placed = casework.COURSE_STATES | {state.PLACED}
    detours = frozenset({event.REROUTE, event.TRANSFER, event.REASSESS, event.REOPEN})
    return (
        Never(
            "no case is closed before everyone is told or exempt",
            {"everyone_told_or_exempt": False},
            target=state.CLOSED,
        ),
        Never(
            "no case is closed when nobody is known who should be told",
            {"recipient_is_known": False},
            target=state.CLOSED,
        ),
        Never(
            "no case is closed while a new incident awaits reassessment",
            {"incident_awaits_reassessment": True},
            target=state.CLOSED,
        ),
        Never(
            "no case is closed while an entry of it awaits its decision",
            {"decided_on_the_entry": False, "entry_awaits_decision": True},
            target=state.CLOSED,
        ),
        Never(
            "nobody with an active authority case is placed on a step",
            {"active_authority_case": True},
            event=event.PLACE_ON_STEP,
        ),
        Never(
            "nothing too serious for it ends without further action",
            {"severity_may_end": False},
            event=event.ASSESS_NO_FURTHER_ACTION,
        ),
        Never(
            "no meeting is held to which not everyone was summoned",
            {"everyone_summoned_or_exempt": False},
            target=state.MEETING_HELD,
        ),
        Never("no course is planned without its ground", {"course_has_its_ground": False}, event=event.PLAN_COURSE),
        Never("no course runs without its ground", {"course_has_its_ground": False}, target=state.COURSE_RUNNING),
        Never(
            "nobody is brought into a course that has no ground",
            {"course_has_its_ground": False},
            event=event.CHANGE_PLAN,
        ),
        Never(
            "nobody is given the lead of a course that has no ground",
            {"course_has_its_ground": False},
            event=event.CHANGE_LOCAL_LEADER,
        ),
        Never(
            "a case does not leave the coordinator in the middle of a course",
            {"course_under_way": True},
            event=event.TRANSFER,
        ),
        Never(
            "no case is transferred before another municipality has taken it",
            {"receiver_has_accepted": False},
            target=state.TRANSFERRED,
        ),
        Never("a person has one open case", {"another_case_is_open": True}, event=event.REOPEN),
        Gate(
            "no course without a placement, also after a reopening or a return from the authority",
            placed,
            event.PLACE_ON_STEP,
        ),
        Gate("a case is closed by closing it", frozenset({state.CLOSED}), event.CLOSE),
        Way(
            "each track has an end of its own, without another track, a new incident or a transfer",
            state.CLOSED,
            detours,
        ),
        Waiting("no open case is forgotten"),
    )


def _consent() -> tuple[Claim, ...]:
    event, state = consent.Event, consent.State
    return (
        Never("nobody consents who may not", {"signer_may_consent": False}, target=state.GRANTED),
        Never("nobody consents to terms not stated", {"terms_are_stated": False}, target=state.GRANTED),
        Never("no consent counts without its document", {"document_is_kept": False}, target=state.GRANTED),
        Gate("a consent is granted by granting it", frozenset({state.GRANTED}), event.GRANT),
    )


def _concern_report() -> tuple[Claim, ...]:
    event, state = concern_report.Event, concern_report.State
    return (
        Gate("a concern report is done with by assessing it", frozenset({state.ASSESSED}), event.ASSESS),
        Waiting("no concern report is forgotten"),
    )


def _concern_talk() -> tuple[Claim, ...]:
    event, state = concern_talk.Event, concern_talk.State
    alone = {"police_took_part": False, "police_are_to_take_part": True}
    return (
        Never("no talk is held without the family", {"family_took_part": False}, target=state.HELD),
        Never("no talk is held without the police where they should be there", alone, target=state.HELD),
        Gate("a talk is held by holding it", frozenset({state.HELD}), event.HOLD),
        Waiting("no talk that was planned is forgotten"),
    )


def _ad_hoc_group() -> tuple[Claim, ...]:
    event = ad_hoc_group.Event
    return (
        Never("a group always has one who coordinates it", {"coordinates": True}, event=event.LET_GO),
        Never("one alone is no group", {"enough_are_left": False}, event=event.LET_GO),
        Never("no meeting is written down before it was held", {"has_begun": False}, event=event.MEET),
        Never("nobody meets alone", {"several_took_part": False}, event=event.MEET),
        Gate("a group ends by being ended", frozenset({ad_hoc_group.State.ENDED}), event.END),
        Waiting("no group is forgotten"),
    )


def _obligation() -> tuple[Claim, ...]:
    event, state = informing.Event, informing.State
    undelivered = {"told_by_letter": True, "letter_delivered": False}
    return (
        Never("nobody unknown has been told", {"recipient_known": False}, target=state.TOLD),
        Never("a letter that is not delivered has told nobody", undelivered, target=state.TOLD),
        Never("nobody is spared who still must be told", {"still_a_recipient": True}, event=event.LAPSE),
        Gate("one is told by being told", frozenset({state.TOLD}), event.TELL),
    )


def _letter() -> tuple[Claim, ...]:
    event, state = letter.Event, letter.State
    unchecked, unconfirmed = {"checked_before_sending": False}, {"recipient_confirmed": False}
    return (
        Never("no letter is sent unchecked", unchecked, target=state.SENT),
        Never("no letter is sent to somebody unconfirmed", unconfirmed, target=state.SENT),
        Never("no letter is handed over unchecked", unchecked, target=state.HANDED_OVER),
        Never("no letter is handed to somebody unconfirmed", unconfirmed, target=state.HANDED_OVER),
        Never(
            "only the receiver's receipt proves delivery", {"receipt_is_from_receiver": False}, target=state.DELIVERED
        ),
        Gate("a letter is sent by sending it", frozenset({state.SENT}), event.SEND),
        Gate("a letter is delivered by being delivered", frozenset({state.DELIVERED}), event.DELIVER),
    )


def _course() -> tuple[Claim, ...]:
    event, state = course.Event, course.State
    return (
        Never("no course runs without its ground", {"ground_stands": False}, target=state.RUNNING),
        Never("no plan is changed without the course's ground", {"ground_stands": False}, event=event.CHANGE_PLAN),
        Never("nobody takes the lead without its ground", {"ground_stands": False}, event=event.CHANGE_LOCAL_LEADER),
        Never("no course starts without a local leader", {"local_leader_named": False}, event=event.START_COURSE),
        Never("no course starts without goals", {"has_goals": False}, event=event.START_COURSE),
        Waiting("no course that has not ended is forgotten"),
    )


def _handover_list() -> tuple[Claim, ...]:
    state = handover_list.State
    return (
        Never("no list is decided while an entry is not", {"every_entry_is_decided": False}, target=state.DECIDED),
        Waiting("no list that is not decided is forgotten"),
    )


def _meeting() -> tuple[Claim, ...]:
    event, state = meeting.Event, meeting.State
    forgotten = {"every_entry_decided_or_carried_over": False}
    return (
        Never("no meeting closes with an entry forgotten", forgotten, target=state.CLOSED),
        Never("no meeting closes without its participants", {"participants_recorded": False}, target=state.CLOSED),
        Never("an entry stands on one agenda at a time", {"another_meeting_is_open": True}, event=event.OPEN),
        Never("no week has a list and none", {"a_list_has_come": True}, event=event.SAY_NO_LIST),
    )


def _transfer() -> tuple[Claim, ...]:
    event, state = transfer.Event, transfer.State
    taken = frozenset({state.ACCEPTED, state.HANDED_OVER, state.RETURNED})
    return (
        Never("nobody says yes in the receiver's place", {"answer_is_the_receivers": False}, target=state.ACCEPTED),
        Never("an offer that never left was never accepted", {"offer_has_left": False}, target=state.ACCEPTED),
        Never(
            "the receiver has no case that the sender still has",
            {"case_has_left_the_sender": False},
            target=state.HANDED_OVER,
        ),
        Never("a case does not come back for ever", {"may_still_be_returned": False}, event=event.RETURN),
        Gate("nothing is handed over that was not accepted", taken, event.ACCEPT),
        Gate("a case is handed over by handing it over", taken - {state.ACCEPTED}, event.HAND_OVER),
        Waiting("no offer is forgotten"),
    )


CLAIMS: Mapping[str, tuple[Claim, ...]] = {
    "casework": _casework(),
    "consent": _consent(),
    "concern_report": _concern_report(),
    "concern_talk": _concern_talk(),
    "ad_hoc_group": _ad_hoc_group(),
    "obligation": _obligation(),
    "letter": _letter(),
    "course": _course(),
    "handover_list": _handover_list(),
    "meeting": _meeting(),
    "transfer": _transfer(),
}
