"""From what a browser sends to the body the API takes, and back; what was written is never lost on the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from app.web.forms.fields import Field, Kind, fixed_value
from app.web.forms.problems import message_of
from workflows.calendar import COPENHAGEN

Values = Mapping[str, Sequence[str]]
"""What stands in a form, by path (``goals.0.goal``), as it was written."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what stands in it, and what is wrong where."""

    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def text(self, path: str) -> str:
        return (self.values.get(path) or [""])[0]

    def has(self, path: str, value: str) -> bool:
        return value in self.values.get(path, ())

    def rows(self, path: str, *, at_least: int) -> int:
        """How many rows stand there."""
        return max([at_least, *(index + 1 for index in _rows_in(self.values, path))])


def body_of(model: type[BaseModel], fields: Sequence[Field], values: Values) -> tuple[BaseModel | None, Filled]:
    """The body, or nothing and what is wrong in each field."""
    data = {name: fixed for name, info in model.model_fields.items() if (fixed := fixed_value(info)) is not None}
    data |= _read(fields, values, "")
    try:
        return model.model_validate(data), Filled(values)
    except ValidationError as error:
        places = {_path(one["loc"]): message_of(one["type"]) for one in error.errors(include_input=False)}
        return None, Filled(values, _to_fields(places, fields))


def values_of(initial: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a form shows from the beginning, for values as a view has them."""
    return dict(_flat("", initial))


def _read(fields: Iterable[Field], values: Values, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields:
        path = prefix + one.name
        read = _value(one, path, values)
        if read is not None:
            found[one.name] = read
    return found


def _value(one: Field, path: str, values: Values) -> Any:
    """None for what is not said: the body's own default holds then."""
    written = [text.strip() for text in values.get(path, ())]
    first = written[0] if written else ""
    match one.kind:
        case Kind.ROWS:
            rows = [_read(one.rows, values, f"{path}.{index}.") for index in _rows_in(values, path)]
            return [row for index, row in enumerate(rows) if row and _is_said(one.rows, row)] or None
        case Kind.PART:
            return _read(one.rows, values, f"{path}.")
        case Kind.FLAG:
            return first == "true"
        case Kind.CHOICES:
            return [text for text in written if text] or None
        case Kind.LINES:
            return [line.strip() for line in first.splitlines() if line.strip()] or None
        case _ if not first:
            return None
        case Kind.NUMBER | Kind.CHOICE if first.removeprefix("-").isdecimal() and len(first) < 10 and not _is_code(one):
            return int(first)
        case Kind.MOMENT:
            return _moment(first)
        case Kind.DAY:
            return _day(first)
    return first


def _is_said(fields: Sequence[Field], row: Mapping[str, Any]) -> bool:
    """A row in which only its first choice stands is empty: what it is about is chosen from the beginning."""
    choices = [one for one in fields if one.kind is Kind.CHOICE]
    telling = fields if len(choices) == len(fields) else [one for one in fields if one not in choices[:1]]
    return any(row.get(one.name) not in (None, False) for one in telling)


def _is_code(one: Field) -> bool:
    """Three digits that are a name, and not a number."""
    return one.name.endswith("code")


def _moment(text: str) -> Any:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)
    except ValueError:
        return text


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _rows_in(values: Values, path: str) -> list[int]:
    heads = {name.removeprefix(f"{path}.").partition(".")[0] for name in values if name.startswith(f"{path}.")}
    return sorted(int(head) for head in heads if head.isdecimal() and len(head) < 4)


def _flat(path: str, value: Any) -> Iterable[tuple[str, list[str]]]:
    match value:
        case None:
            return
        case Mapping():
            for name, inner in value.items():
                yield from _flat(f"{path}.{name}" if path else name, inner)
        case bool():
            yield path, ["true"] if value else []
        case datetime():
            yield path, [value.astimezone(COPENHAGEN).strftime("%Y-%m-%dT%H:%M")]
        case list() | tuple() if value and isinstance(value[0], Mapping):
            for index, inner in enumerate(value):
                yield from _flat(f"{path}.{index}", inner)
        case list() | tuple():
            yield path, [str(one) for one in value]
        case _:
            yield path, [str(value)]


def _path(location: Sequence[Any]) -> str:
    return ".".join(str(part) for part in location)


def _to_fields(places: Mapping[str, str], fields: Sequence[Field]) -> dict[str, str]:
    """A fault inside a field that is asked for as one stands at the field."""
    found: dict[str, str] = {}
    rows = {one.name for one in fields if one.rows}
    for place, message in places.items():
        head, _, rest = place.partition(".")
        found.setdefault(place if head in rows and rest else head, message)
    return found
