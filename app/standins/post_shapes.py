"""The forms of SF1601 as a schema has them, read off the library's dataclasses: what may stand where, and how often."""

import re
import types
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import Element

from app.adapters.sf1601_library import library

_ANYTHING: Final = re.compile(".*", re.DOTALL)
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORMS: Final = {
    bool: re.compile("true|false|0|1"),
    int: re.compile("[+-]?[0-9]+"),
    date: re.compile(_DATE),
    datetime: re.compile(_DATE + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """An element: what it holds in which order, or what its text is like; and its attributes, with their values."""

    tag: str
    children: Sequence["Child"] = ()
    text: re.Pattern[str] | None = None
    attributes: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Child:
    shape: Shape
    least: int
    most: int | None


def faults(element: Element, shape: Shape) -> Iterator[str]:
    """A code for each fault: ``schema.`` and ``order``, ``unknown``, ``missing``, ``repeated``, ``text``, or
    ``attribute``.
    """
    if set(element.attrib) != set(shape.attributes) or any(
        element.attrib[name] not in values for name, values in shape.attributes.items()
    ):
        yield "schema.attribute"
    if shape.text is not None:
        if len(element) or shape.text.fullmatch(element.text or "") is None:
            yield "schema.text"
        return
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        yield "schema.text"
    order = [child.shape.tag for child in shape.children]
    found = [child.tag for child in element]
    if not set(found) <= set(order):
        yield "schema.unknown"
        return
    if sorted(found, key=order.index) != found:
        yield "schema.order"
    for child in shape.children:
        inside = [one for one in element if one.tag == child.shape.tag]
        if len(inside) < child.least:
            yield "schema.missing"
        if child.most is not None and len(inside) > child.most:
            yield "schema.repeated"
        for one in inside:
            yield from faults(one, child.shape)


@cache
def memo_shape() -> Shape:
    """Raises LibraryMissing."""
    message = _of_memo(library().memo.Message)
    return Shape(message.tag, message.children, attributes={"memoVersion": frozenset({"1.2"})})


@cache
def shipment_shape() -> Shape:
    """Raises LibraryMissing."""
    return _of_fjernprint(library().fjernprint.ForsendelseI)


def _of_memo(form: Any) -> Shape:
    """A field that is a form of its own has the form's name, and any other its own, in the namespace around it."""
    hints, children = get_type_hints(form), []
    for one in fields(form):
        kind, least, most = _bare(hints[one.name], one)
        shape = _of_memo(kind) if is_dataclass(kind) else Shape(f"{{{form.__namespace__}}}{one.name}", text=_form(kind))
        children.append(Child(shape, least, most))
    return Shape(f"{{{form.__namespace__}}}{form.__name__}", children)


def _of_fjernprint(form: Any) -> Shape:
    hints = get_type_hints(form)
    tag = f"{{{form.Meta.namespace}}}{form.__name__}"
    attributes, children, text = {}, [], None
    for one in fields(form):
        kind, _, most = _bare(hints[one.name], one)
        match one.metadata.get("type"):
            case "Element":
                inner = _of_fjernprint(kind) if is_dataclass(kind) else Shape("", text=_form(kind))
                own = f"{{{one.metadata['namespace']}}}{one.metadata['name']}"
                children.append(
                    Child(
                        Shape(own, inner.children, inner.text, inner.attributes),
                        one.metadata.get("min_occurs", int(one.metadata.get("required", False))),
                        one.metadata.get("max_occurs", most),
                    )
                )
            case "Attribute":
                attributes[one.name] = frozenset(str(value.value) for value in kind)
            case None:
                text = _facets(kind, one)
    return Shape(tag, children, text, attributes)


def _bare(hint: Any, one: Field[Any]) -> tuple[Any, int, int | None]:
    """The type without None and without the list around it, and how often it may stand."""
    least, most = int(one.default is MISSING and one.default_factory is MISSING), 1
    if get_origin(hint) in (Union, types.UnionType):
        hint, least = next(kind for kind in get_args(hint) if kind is not types.NoneType), 0
    if get_origin(hint) in (tuple, list):
        return get_args(hint)[0], least, None
    return hint, least, most


def _form(kind: Any) -> re.Pattern[str]:
    if get_origin(kind) is Literal:
        return re.compile("|".join(map(re.escape, get_args(kind))))
    return _FORMS.get(kind, _ANYTHING)


def _facets(kind: Any, one: Field[Any]) -> re.Pattern[str]:
    said = one.metadata
    if isinstance(kind, type) and issubclass(kind, Enum):
        return re.compile("|".join(re.escape(str(member.value)) for member in kind))
    if "pattern" in said:
        return re.compile(said["pattern"])
    if "length" in said:
        return re.compile(f".{{{said['length']}}}", re.DOTALL)
    if "max_length" in said:
        return re.compile(f".{{{said.get('min_length', 0)},{said['max_length']}}}", re.DOTALL)
    return _form(kind)
