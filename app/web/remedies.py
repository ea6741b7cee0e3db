"""What can be done about what stands in the way of a move: where to go, by the code of the guard that said no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.policy import Action
from app.cases.schemas import MoveView


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way on. ``path`` is below the case's own address, or stands for itself when it begins with a slash."""

    text: str
    path: str
    action: Action

    def address(self, case_id: UUID) -> str:
        return self.path if self.path.startswith("/") else f"/sager/{case_id}/{self.path}"


_TELL: Final = Remedy("Giv familien besked", "familien", Action.WRITE_OBLIGATION)
_MEET: Final = Remedy("Gå til overleveringsmødet", "/moeder", Action.READ_CASE)
REMEDIES: Final[Mapping[str, Remedy]] = {
    "decided_at_the_handover_meeting": _MEET,
    "everyone_informed_or_exempt": _TELL,
    "everyone_summoned_or_exempt": _TELL,
    "no_active_authority_case": Remedy("Flyt til det andet spor", "goer/reroute", Action.MOVE_CASE),
    "step_requirements_are_met": Remedy("Spørg om viden", "goer/spoerg-om-viden", Action.WRITE_KNOWLEDGE),
    "course_has_its_ground": Remedy("Bed om samtykke", "goer/bed-om-samtykke", Action.WRITE_CONSENT),
    "ground_still_stands": Remedy("Bed om samtykke", "goer/bed-om-samtykke", Action.WRITE_CONSENT),
    "no_incident_awaits_reassessment": Remedy("Vurdér på ny", "goer/reassess", Action.MOVE_CASE),
    "step_allows_a_course": Remedy("Trinplacér på ny", "goer/place-on-step", Action.MOVE_CASE),
    "no_course_under_way": Remedy("Se forløbet", "forloeb", Action.READ_COURSE),
    "receiver_has_accepted": Remedy("Tilbyd en anden kommune sagen", "goer/tilbyd-overdragelse", Action.TRANSFER_CASE),
}


def remedies_for(move: MoveView, allowed: frozenset[Action]) -> Sequence[Remedy]:
    """What whoever has ``allowed`` can do about it, each once."""
    found = (REMEDIES[code] for code in move.unmet if code in REMEDIES)
    return list(dict.fromkeys(one for one in found if one.action in allowed))
