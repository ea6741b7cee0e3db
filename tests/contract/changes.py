"""What of a new document would break a program that was written to an older one, in words.

Whoever sends must still be heard, and whoever reads must still find what they read. A value that is new among those of
an answer passes: CHANGELOG.md tells of it, and a client is made anew.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

Part = dict[str, Any]
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def breaking(old: Part, new: Part, today: date) -> list[str]:
    """Each breaking change, with where it is; none when everything of ``old`` still holds.

    What ``old`` said would go may be gone from that day on.
    """
    return sorted(set(_Documents(old, new, today).changes()))


class _Documents:
    def __init__(self, old: Part, new: Part, today: date) -> None:
        self.old, self.new, self.today = old, new, today
        self.seen: set[tuple[str, str, bool]] = set()

    def changes(self) -> Iterator[str]:
        for path, operations in self.old["paths"].items():
            for method, before in operations.items():
                now = self.new["paths"].get(path, {}).get(method)
                where = f"{method.upper()} {path}"
                if now is None:
                    yield from self._gone(where, before)
                else:
                    yield from self._parameters(where, before, now)
                    yield from self._body(where, before.get("requestBody"), now.get("requestBody"))
                    yield from self._answers(where, before["responses"], now["responses"])
                    if now.get("security") and not before.get("security"):
                        yield f"{where} asks for a token"

    def _gone(self, where: str, before: Part) -> Iterator[str]:
        if not before.get("deprecated"):
            yield f"{where} is gone"
        elif self.today < date.fromisoformat(day := before["x-sunset"]):
            yield f"{where} is gone before {day}"

    def _parameters(self, where: str, before: Part, now: Part) -> Iterator[str]:
        had, has = ({(one["in"], one["name"]): one for one in it.get("parameters", ())} for it in (before, now))
        for key in had.keys() - has.keys():
            yield f"{where}: the parameter {key[1]} is gone"
        for key, parameter in has.items():
            if parameter.get("required") and not had.get(key, {}).get("required"):
                yield f"{where}: the parameter {key[1]} must be sent"
            if key in had:
                yield from self._shape(f"{where}: {key[1]}", had[key]["schema"], parameter["schema"], sent=True)

    def _body(self, where: str, before: Part | None, now: Part | None) -> Iterator[str]:
        if now and now.get("required") and not (before or {}).get("required"):
            yield f"{where}: a body must be sent"
        for media_type, content in (before or {}).get("content", {}).items():
            if media_type not in (now or {}).get("content", {}):
                yield f"{where}: {media_type} is no longer taken"
            else:
                assert now is not None
                yield from self._shape(f"{where}: body", content["schema"], now["content"][media_type]["schema"], True)

    def _answers(self, where: str, before: Part, now: Part) -> Iterator[str]:
        good = [{one for one in it if one.startswith("2")} for it in (before, now)]
        if good[0] != good[1]:
            yield f"{where}: it answers {sorted(good[1])} and no longer {sorted(good[0])}"
        for status in before.keys() & now.keys():
            for header in before[status].get("headers", {}).keys() - now[status].get("headers", {}).keys():
                yield f"{where}: the header {header} of {status} is gone"
            for media_type, content in before[status].get("content", {}).items():
                has = now[status].get("content", {}).get(media_type)
                if has is None:
                    yield f"{where}: {status} is no longer {media_type}"
                elif "schema" in content:
                    yield from self._shape(f"{where}: {status}", content["schema"], has.get("schema", {}), sent=False)

    def _shape(self, where: str, before: Part, now: Part, sent: bool) -> Iterator[str]:
        if "$ref" in before and "$ref" in now:
            if (before["$ref"], now["$ref"], sent) in self.seen:
                return
            self.seen.add((before["$ref"], now["$ref"], sent))
        old, new = _choices(self.old, before), _choices(self.new, now)
        for key in old.keys() - new.keys() if sent else new.keys() - old.keys():
            yield f"{where}: {key} is no longer taken" if sent else f"{where}: it may now be {key}"
        if not sent and "null" not in old and (gone := old.keys() - new.keys()):
            yield f"{where}: it is no longer {sorted(gone)}"
        for key in old.keys() & new.keys():
            yield from self._one(where, old[key], new[key], sent)

    def _one(self, where: str, before: Part, now: Part, sent: bool) -> Iterator[str]:
        if sent:
            yield from _narrowed(where, before, now)
        if before.get("format") != now.get("format") and (now.get("format") or not sent):
            yield f"{where}: the format is {now.get('format')} and no longer {before.get('format')}"
        had, has = before.get("properties", {}), now.get("properties", {})
        for name in had.keys() - has.keys():
            yield f"{where}: {name} is gone"
        must_before, must_now = set(before.get("required", ())), set(now.get("required", ()))
        for name in must_now - must_before if sent else must_before & has.keys() - must_now:
            yield f"{where}: {name} must be sent" if sent else f"{where}: {name} may now be absent"
        for name in had.keys() & has.keys():
            yield from self._shape(f"{where}.{name}", had[name], has[name], sent)
        if "items" in before and "items" in now:
            yield from self._shape(f"{where}[]", before["items"], now["items"], sent)


def _narrowed(where: str, before: Part, now: Part) -> Iterator[str]:
    values, still = _values(before), _values(now)
    if still is not None and (values is None or values - still):
        yield f"{where}: {sorted(values - still) if values else 'other values'} are no longer taken"
    for bound in (*_LEAST, *_MOST):
        had, has = before.get(bound), now.get(bound)
        if has is not None and (had is None or (has > had if bound in _LEAST else has < had)):
            yield f"{where}: {bound} is {has} and no longer {had}"
    if now.get("pattern") and now.get("pattern") != before.get("pattern"):
        yield f"{where}: the pattern is another"


def _values(shape: Part) -> set[str] | None:
    found = [shape["const"]] if "const" in shape else shape.get("enum")
    return None if found is None else {str(one) for one in found}


def _choices(document: Part, shape: Part) -> dict[str, Part]:
    """What may stand there, each under a name: what tells it apart in a union, or its type."""
    while "$ref" in shape:
        shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    found: dict[str, Part] = {}
    for one in shape.get("anyOf") or shape.get("oneOf") or ():
        found |= {_told_apart(key, inner): inner for key, inner in _choices(document, one).items()}
    return found or {str(shape.get("type", "anything")): shape}


def _told_apart(key: str, shape: Part) -> str:
    consts = [str(one["const"]) for one in shape.get("properties", {}).values() if "const" in one]
    return ":".join([key.partition(":")[0], *consts])
