"""What another system says of a fault, and how much of it may be said again."""

import re
from typing import Final

_CODE: Final = re.compile(r"(?!.*[0-9]{6})[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}")
_BEFORE: Final = re.compile(
    r"\bduplicate\W{0,3}(message|uuid|afsendelseidentifikator)"
    r"|(message(uuid| ?id)?|uuid|afsendelseidentifikator)\b[^.]{0,60}\b(duplicate|already|allerede)\b",
    re.IGNORECASE,
)


def sayable(code: str | None) -> str | None:
    """The code, when it is one: short, without blanks, and without anything like a CPR number in it."""
    return code if code is not None and _CODE.fullmatch(code) else None


def says_it_came_before(code: str | None, text: str | None) -> bool:
    """Whether the fault is only that the letter's key has been used: then the letter was taken the first time.

    Which code Digital Post has for it is not published, so that both it and the text are read for the words.
    """
    return "duplicate" in (code or "").lower() or _BEFORE.search(text or "") is not None
