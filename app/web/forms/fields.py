"""What a form asks for: read from the body's own model, so that page and API cannot come apart."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from app.web.forms.labels import hint_of, label_of
from app.web.words import title_of

_SHORT = 200
"""Characters: what may be longer is written in a box of several lines."""
_LAST = frozenset({"reason", "note"})
"""Why something is done is said when it is clear what."""


class Kind(StrEnum):
    """How a field is asked for."""

    LINE = "line"
    WORDS = "words"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    """Several short texts, one on each line."""
    ROWS = "rows"
    """Several of the same kind, each with fields of its own."""
    PART = "part"
    """Some fields that belong together."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several possible values, as the form sends it and as people call it."""

    value: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for. ``name`` is the body's own name for it."""

    name: str
    label: str
    kind: Kind
    required: bool
    hint: str = ""
    choices: Sequence[Choice] = ()
    """For a line they are suggestions; otherwise nothing else will do."""
    rows: Sequence["Field"] = field(default=())
    most: int | None = None
    """Characters, or rows."""
    least: int = 0
    """Rows that must be there."""


Choices = Mapping[str, Sequence[Choice]]
"""Values that the body's model does not know itself, by the field's name."""


def fields_of(model: type[BaseModel], choices: Choices | None = None) -> list[Field]:
    """The fields of a form for ``model``, in its order; what has one possible value is not asked for."""
    given = choices or {}
    asked = [(name, info) for name, info in model.model_fields.items() if fixed_value(info) is None]
    return [_field(name, info, model, given) for name, info in sorted(asked, key=lambda one: one[0] in _LAST)]


def fixed_value(info: FieldInfo) -> object | None:
    """The only value there is, of a field that tells bodies apart."""
    if get_origin(info.annotation) is Literal and len(get_args(info.annotation)) == 1:
        (only,) = get_args(info.annotation)
        fixed: object = only
        return fixed
    return None


def _field(name: str, info: FieldInfo, model: type[BaseModel], given: Choices) -> Field:
    annotation, metadata = _bare(info.annotation, list(info.metadata))
    label = label_of(model, name)
    made = Field(name, label, Kind.LINE, info.is_required(), hint_of(model, name) or _more(label, info.description))
    if get_origin(annotation) is list:
        made = _several(made, get_args(annotation)[0], metadata, given)
        return replace(made, required=made.required or _least(metadata) > 0, least=_least(metadata))
    if _is_model(annotation):
        return replace(made, kind=Kind.PART, rows=fields_of(annotation, _inside(name, given)))
    return _one(made, annotation, metadata, given.get(name))


def _more(label: str, description: str | None) -> str:
    """The API's own description, unless the label says the same already."""
    said = description or ""
    return "" if sorted(said.lower().split()) == sorted(label.lower().split()) else said


def _one(made: Field, annotation: Any, metadata: list[Any], given: Sequence[Choice] | None) -> Field:
    possible = given if given is not None else _possible(annotation)
    match annotation:
        case _ if annotation is bool:
            return replace(made, kind=Kind.FLAG, required=False)
        case _ if annotation in (datetime, AwareDatetime):
            return replace(made, kind=Kind.MOMENT)
        case _ if annotation is date:
            return replace(made, kind=Kind.DAY)
        case _ if possible is not None and annotation is not str:
            return replace(made, kind=Kind.CHOICE, choices=possible)
        case _ if annotation is int:
            return replace(made, kind=Kind.NUMBER)
        case _ if annotation is UUID:
            return replace(made, kind=Kind.CHOICE)
    return _text(made, metadata, possible)


def _text(made: Field, metadata: list[Any], possible: Sequence[Choice] | None) -> Field:
    most, pattern = _longest(metadata), _pattern(metadata)
    if possible is not None:
        of_a_list = pattern is not None and pattern.endswith("{3}$")
        return replace(made, kind=Kind.CHOICE if of_a_list else Kind.LINE, choices=possible, most=most)
    return replace(made, kind=Kind.WORDS if most is not None and most > _SHORT else Kind.LINE, most=most)


def _several(made: Field, item: Any, metadata: list[Any], given: Choices) -> Field:
    inner, _ = _bare(item, [])
    if _is_model(inner):
        return replace(made, kind=Kind.ROWS, rows=fields_of(inner, _inside(made.name, given)), most=_longest(metadata))
    possible = given.get(made.name) or _possible(inner)
    if possible is not None:
        return replace(made, kind=Kind.CHOICES, choices=possible)
    return replace(made, kind=Kind.CHOICES if inner is UUID else Kind.LINES)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _inside(name: str, given: Choices) -> Choices:
    """Of ``goals.goal`` what stands after the name."""
    prefix = f"{name}."
    return {one.removeprefix(prefix): values for one, values in given.items() if one.startswith(prefix)}


def _possible(annotation: Any) -> Sequence[Choice] | None:
    """The values that the annotation itself names."""
    if get_origin(annotation) is Literal:
        values: Sequence[Any] = get_args(annotation)
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        values = list(annotation)
    else:
        return None
    return [Choice(str(value), title_of(value)) for value in values]


def _bare(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """Without ``Annotated`` and without the possibility of nothing; the bounds that stood there come along."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            metadata = [*metadata, *more]
        elif origin in (Union, types.UnionType):
            others = [one for one in get_args(annotation) if one is not type(None)]
            annotation = next((one for one in others if _bare(one, [])[0] is str), others[0])
        else:
            return annotation, [*metadata, *_within(metadata)]


def _within(metadata: list[Any]) -> list[Any]:
    """Bounds that a ``Field(...)`` inside the annotation holds."""
    return [bound for one in metadata if isinstance(one, FieldInfo) for bound in one.metadata]


def _longest(metadata: list[Any]) -> int | None:
    found = [one.max_length for one in metadata if getattr(one, "max_length", None) is not None]
    return min(found) if found else None


def _least(metadata: list[Any]) -> int:
    return max((one.min_length for one in metadata if getattr(one, "min_length", None) is not None), default=0)


def _pattern(metadata: list[Any]) -> str | None:
    found = [one.pattern for one in metadata if isinstance(one, StringConstraints) and one.pattern]
    return str(found[0]) if found else None
