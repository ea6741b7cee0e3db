"""What the running service answers, kept as examples: the first answer of each kind, with made-up ids."""

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import UUID

from app import paging

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Examples = dict[str, dict[str, Any]]

_DIGITS = re.compile(r"\b(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{32})\b")
"""Signatures, hashes and pseudonyms: of keys and ids that are made anew for each recording."""
_SECRET = re.compile(r"\bwhsec_[A-Za-z0-9+/]{43}=")
"""What messages to a receiver are signed with: drawn anew each time."""
_NO_SECRET = f"whsec_{'A' * 43}="
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


class Recording:
    """Plain ASGI around the service. A walk meets what is worth showing first."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], kept: "Kept") -> None:
        self.app = app
        self.kept = kept

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent, answered, status = bytearray(), bytearray(), 0

        async def hear() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def tell(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, hear, tell)
        if route := scope.get("route"):
            self.kept.keep(f"{scope['method']} {route.path}", status, bytes(sent), bytes(answered))


class Kept:
    """Answers by operation and status; bodies that were carried out, by operation and what they ask for."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.bodies: dict[str, dict[str, Any]] = {}

    def keep(self, operation: str, status: int, sent: bytes, answered: bytes) -> None:
        assert status != 500, f"{operation} failed: see what was logged"
        self.answers.setdefault(f"{operation} {status}", _read(answered))
        body = _read(sent)
        if 200 <= status < 300 and (isinstance(body, dict) or sent.startswith(b"<")):
            said = body if isinstance(body, dict) else {}
            title = said.get("event") or said.get("decision") or said.get("to") or operation.rsplit("/", 1)[-1]
            self.bodies.setdefault(operation, {}).setdefault(title, body)

    def examples(self) -> Examples:
        """In order, and with ids, hashes and signatures that are the same each time: numbered as they first appear."""
        numbered: dict[str, str] = {}
        digits: dict[str, str] = {}

        def id_for(found: re.Match[str]) -> str:
            return numbered.setdefault(found[0], str(UUID(int=len(numbered) + 1, version=4)))

        def digits_for(found: re.Match[str]) -> str:
            return digits.setdefault(found[0], f"{len(digits) + 1:0{len(found[0])}x}")

        def stable(value: Any) -> Any:
            if isinstance(value, dict):
                kept: dict[str, Any] = {
                    key: _cursor(one, id_for) if key == "next_cursor" else stable(one) for key, one in value.items()
                }
                if "reference" in kept and "id" in kept:  # of a letter: the end of its id
                    kept["reference"] = kept["id"][-8:].upper()
                if str(kept.get("police_journal_number")).startswith("B-"):  # of a worry, which no journal has
                    kept["police_journal_number"] = f"B-{kept['id'].replace('-', '')[-16:].upper()}"
                return kept
            if isinstance(value, list):
                return [stable(one) for one in value]
            if isinstance(value, str):
                return _SECRET.sub(_NO_SECRET, _DIGITS.sub(digits_for, _ID.sub(id_for, value)))
            return value

        return {
            "answers": {key: stable(self.answers[key]) for key in sorted(self.answers)},
            "bodies": {key: stable(dict(sorted(self.bodies[key].items()))) for key in sorted(self.bodies)},
        }


def text_of(examples: Examples) -> str:
    return json.dumps(examples, indent=1, ensure_ascii=False) + "\n"


def _read(content: bytes) -> Any:
    """JSON as what it says, of a PDF how it begins, anything else as text."""
    if content.startswith(b"%PDF"):
        return content[: len(b"%PDF-1.7")].decode()
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8-sig", errors="replace")


def _cursor(cursor: str | None, id_for: Callable[[re.Match[str]], str]) -> str | None:
    """A cursor carries ids too."""
    if cursor is None:
        return None
    for parts in (1, 2):
        try:
            return paging.encode([_ID.sub(id_for, part) for part in paging.decode(cursor, parts)])
        except paging.CursorWrong:
            continue
    raise AssertionError("a cursor with more parts than two")
