"""What the shapes of the contract are called where their classes' names do not do.

A document made from classes tells such two apart by the folders they stand in, or by which way they go: names that
change when a class moves, and of which a generated client keeps the last part alone, and so only one of the two.
A shape that has a name in the contract keeps it: when a second class of its name comes, both stand here. So does a
shape with a field of its own name, which a client in Python takes for the shape.
"""

from collections import Counter
from typing import Any, Final

Part = dict[str, Any]

_PLACE: Final = "#/components/schemas/"

NAMES: Final = {
    "Awaited-Input": "Awaited",
    "Count": "CountOrHidden",
    "Days": "DaysOrHidden",
    "Filters-Input": "CaseFilters",
    "Filters-Output": "CaseFilters",
    "Grant-Input": "GrantConsent",
    "Grant-Output": "BrokenGlass",
    "Source-Input": "KnowledgeSource",
    "app__cases__bulk__OutcomeView": "CaseOutcomeView",
    "app__cases__course_views__MeetingView": "CourseMeetingView",
    "app__cases__course_views__ParticipantView": "CourseParticipantView",
    "app__cases__groups_api__LetGo": "LetGoFromGroup",
    "app__cases__worklist_api__CountView": "CaseCountView",
    "app__consents__schemas__Refuse": "RefuseConsent",
    "app__consents__schemas__Withdraw": "WithdrawConsent",
    "app__identity__schemas__Withdraw": "WithdrawRole",
    "app__meetings__awaited__Awaited": "MeetingAwaited",
    "app__meetings__schemas__MeetingView": "HandoverMeetingView",
    "app__meetings__schemas__OutcomeView": "EntryOutcomeView",
    "app__meetings__schemas__ParticipantView": "MeetingParticipantView",
    "app__obligations__schemas__TakeBack": "TakeBackObligation",
    "app__post__schemas__SendAgain": "SendLetterAgain",
    "app__post__schemas__TakeBack": "TakeBackLetter",
    "app__transfers__schemas__Refuse": "RefuseTransfer",
    "app__transfers__schemas__Withdraw": "WithdrawTransfer",
    "app__webhooks__schemas__CountView": "WebhookCountView",
    "app__webhooks__schemas__LetGo": "LetGoDeadLetters",
    "app__webhooks__schemas__SendAgain": "SendDeadLettersAgain",
    "workflows__case_index__Source": "CaseIndexSource",
    "workflows__casework__State": "CaseState",
    "workflows__concern_report__Outcome": "ConcernOutcome",
    "workflows__concern_report__State": "ConcernState",
    "workflows__informing__Purpose": "InformingPurpose",
    "workflows__knowledge__Outcome": "KnowledgeOutcome",
    "workflows__knowledge__Source": "KnowledgeSource",
    "app__filing__models__State": "FilingState",
    "workflows__letter__State": "LetterState",
    "workflows__meeting__Outcome": "PointOutcome",
    "workflows__meeting__State": "MeetingState",
    "workflows__sharing__Purpose": "SharingPurpose",
    "workflows__transfer__State": "TransferState",
    "workflows__work__Awaited": "Awaited",
}  # fmt: skip
"""Those with the same name here are one shape, which the framework writes once for each way it goes."""


class NamedTwice(Exception):
    """Two shapes of the document would have one name; ``NAMES`` gives each its own."""


def name(document: Part, names: dict[str, str] = NAMES) -> None:
    """Gives every shape of ``document`` its name, wherever it is referred to, and as its title."""
    schemas = document["components"]["schemas"]
    missing = sorted(key for key in schemas if ("__" in key or "-" in key) and key not in names)
    if missing or set(names) - set(schemas):
        gone = sorted(set(names) - set(schemas))
        raise NamedTwice(f"name in app/openapi_names.py: {missing}; take away: {gone}")
    _rename(document, {_PLACE + key: _PLACE + value for key, value in names.items()})
    named: Part = {}
    for key, schema in schemas.items():
        called = names.get(key, key)
        shape = schema | ({"title": called} if key in names else {})
        if named.setdefault(called, shape) != shape:
            raise NamedTwice(f"two shapes are called {called}")
    titles = Counter(shape.get("title", key) for key, shape in named.items())
    if doubled := sorted(title for title, times in titles.items() if times > 1):
        raise NamedTwice(f"two shapes have the title {doubled}")
    document["components"]["schemas"] = named


def _rename(part: Any, references: dict[str, str]) -> None:
    """Every string that is a reference, a discriminator's too."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(value, str):
            part[key] = references.get(value, value)
        elif isinstance(value, dict | list):
            _rename(value, references)
