"""A stored suggestion computed again from its stored inputs: what it rests on can be shown years later."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from workflows.routing import RoutingInputs, UnknownRuleSet, suggest

_INPUTS = TypeAdapter(RoutingInputs)
_ANSWER = ("route", "rule", "counterfactual", "confirm_first")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was stored and is said now, for each field that differs; ``fault`` when nothing can be said."""

    version: str
    differs: Mapping[str, tuple[Any, Any]]
    fault: str | None = None

    @property
    def is_the_same(self) -> bool:
        return not self.differs and self.fault is None


def replay(stored: Mapping[str, Any], version: str | None = None) -> Replayed:
    """``stored`` is a suggestion as it lies in the table; by its own version of the rules unless another is named."""
    by = version or str(stored.get("rule_set_version"))
    try:
        inputs = _INPUTS.validate_python(stored["inputs"])
        said = asdict(suggest(inputs, by))
    except UnknownRuleSet as fault:
        return Replayed(by, {}, str(fault))
    except (KeyError, ValidationError):
        return Replayed(by, {}, "the stored inputs cannot be read")
    pairs = {name: (stored.get(name), _plain(said[name])) for name in _ANSWER}
    return Replayed(by, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


def moves(replayed: Sequence[Replayed]) -> Mapping[str, int]:
    """How many would go elsewhere, by ``from -> to``."""
    found: dict[str, int] = {}
    for one in replayed:
        if "route" in one.differs:
            before, after = one.differs["route"]
            found[f"{before} -> {after}"] = found.get(f"{before} -> {after}", 0) + 1
    return dict(sorted(found.items()))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
