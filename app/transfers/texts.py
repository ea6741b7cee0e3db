"""What the states of a hand-over are called."""

from collections.abc import Mapping

from workflows.transfer import Direction, State

STATES: Mapping[tuple[Direction, State], str] = {
    (Direction.OUT, State.OFFERED): "Tilbudt, afventer svar",
    (Direction.OUT, State.ACCEPTED): "Modtageren har sagt ja; sagen er ikke afleveret endnu",
    (Direction.OUT, State.HANDED_OVER): "Overdraget",
    (Direction.OUT, State.REFUSED): "Modtageren har sagt nej",
    (Direction.OUT, State.WITHDRAWN): "Trukket tilbage",
    (Direction.OUT, State.EXPIRED): "Udløbet uden svar",
    (Direction.OUT, State.RETURNED): "Givet tilbage til os",
    (Direction.IN, State.OFFERED): "Tilbudt os, skal besvares",
    (Direction.IN, State.ACCEPTED): "Vi har sagt ja; sagen er på vej",
    (Direction.IN, State.HANDED_OVER): "Overtaget",
    (Direction.IN, State.REFUSED): "Vi har sagt nej",
    (Direction.IN, State.WITHDRAWN): "Trukket tilbage af afsenderen",
    (Direction.IN, State.EXPIRED): "Udløbet uden svar",
    (Direction.IN, State.RETURNED): "Givet tilbage af os",
}
