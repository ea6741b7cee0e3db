"""What KombiPostAfsend answers: whether it took the letter, and if not, why."""

from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.adapters.carrier import CarrierAway, CarrierRefused, Taken
from app.adapters.codes import sayable, says_it_came_before

NOT_UNDERSTOOD: Final = "ANSWER_NOT_UNDERSTOOD"
_RESULTS: Final = {"true": True, "1": True, "false": False, "0": False}


def taken(answer: httpx.Response, transaction_id: str) -> Taken:
    """``transaction_id`` is what was asked under, and stands where the answer names none.

    That the letter was there before is as good as that it is there now. Raises CarrierRefused; and CarrierAway
    where a success says neither yes nor no, as a page of something in between does: the same letter again is
    then the way to know.
    """
    said = _opened(answer.content)
    code, text = _code(said), _text(said, "FejlTekst")
    if answer.status_code == httpx.codes.CONFLICT or ((code or text) and says_it_came_before(code, text)):
        return Taken(transaction_id, before=True)
    if not answer.is_success:
        raise CarrierRefused(sayable(code) or f"HTTP_{answer.status_code}")
    if not answer.content.strip():
        return Taken(transaction_id)
    match _RESULTS.get((_text(said, "Result") or "").lower()):
        case True:
            return Taken(_uuid(_text(said, "TransmissionID")) or transaction_id)
        case False:
            raise CarrierRefused(sayable(code) or "REFUSED")
    raise CarrierAway(NOT_UNDERSTOOD)


def _opened(content: bytes) -> Element | None:
    try:
        found: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return found


def _uuid(text: str | None) -> str | None:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return None


def _code(said: Element | None) -> str | None:
    return _text(said, "FejlId") or _text(said, "FejlKode")


def _text(said: Element | None, name: str) -> str | None:
    """Of the first such element, whatever its namespace: the answers of the two addresses differ in it."""
    found = None if said is None else said.find(f".//{{*}}{name}")
    return None if found is None else (found.text or "").strip() or None
