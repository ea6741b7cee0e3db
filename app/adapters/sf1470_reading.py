"""What an answer of SF1470 says of a person's cases: each case read strictly, and never guessed at."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from app.adapters.case_index import Answer
from app.adapters.sf1470_message import ACTIVE_STATES, CASE, CASE_INDEX, ENDED, GENERAL, INDEX, OIO

_OK: Final = 20
_NONE: Final = 44
"""The two codes of StandardRetur that are an answer; neither is in the schema, both are the platform's custom."""
_WHOLE: Final = re.compile("[0-9]{1,9}")
_GONE: Final = frozenset({"Passiveret", "Slettet"})
_STATES: Final = frozenset({*ACTIVE_STATES, ENDED})


class NotUnderstood(Exception):
    """The answer is not of the published form, or lacks what cannot be done without."""


class Refusal(Exception):
    """The index did not carry the search out; ``status`` is its StatusKode."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def answer_in(said: Element, kle_numbers: Collection[str], now: datetime) -> Answer:
    """Active when one of the cases is under a number that was asked for and has not ended. Raises NotUnderstood, also
    where the index kept some cases back and none of the others is active, and Refusal.
    """
    status = _whole(_text(_one(_one(said, OIO, "StandardRetur"), OIO, "StatusKode")))
    cases = said.findall(f"{{{INDEX}}}SagFiltreretOejebliksbillede")
    if status not in (_OK, _NONE):
        raise Refusal(status)
    if status == _NONE and cases:
        raise NotUnderstood
    active = [_is_active(case, kle_numbers, now) for case in cases]  # all of them are read before one decides
    if any(active):
        return Answer.ACTIVE
    if _counted(said) > len(cases):
        raise NotUnderstood
    return Answer.NOTHING_FOUND


def _is_active(case: Element, kle_numbers: Collection[str], now: datetime) -> bool:
    registered = case.findall(f"{{{CASE}}}Registrering")
    if len(registered) != 1:
        raise NotUnderstood
    latest = registered[0]
    life = latest.find(f"{{{OIO}}}LivscyklusKode")
    if life is not None and _text(life) in _GONE:
        return False
    classes = set(_classes(_one(latest, CASE, "RelationListe")))
    if not classes:
        raise NotUnderstood
    state = _state(_one(latest, CASE, "TilstandListe"), now)
    return not classes.isdisjoint(kle_numbers) and state != ENDED


def _classes(relations: Element) -> Iterator[str]:
    own = f"{{{GENERAL}}}LokalUdvidelseListe/{{{CASE_INDEX}}}SagsklasseLokalUdvidelse/{{{CASE_INDEX}}}BrugervendtNoegle"
    for found in relations.findall(f"{{{CASE}}}Sagsklasse/{own}"):
        yield _text(found)


def _state(states: Element, now: datetime) -> str:
    """The one that holds now."""
    found = {
        _text(_one(one, CASE, "FremdriftStatusKode"))
        for one in states.findall(f"{{{CASE}}}Fremdrift")
        if _holds(one, now)
    }
    if len(found) != 1 or not found <= _STATES:
        raise NotUnderstood
    return found.pop()


def _holds(state: Element, now: datetime) -> bool:
    """Without times it always does; a limit (GraenseIndikator) is the beginning or the end of time."""
    effect = state.find(f"{{{CASE}}}Virkning")
    if effect is None:
        return True
    since, until = (_moment(effect.find(f"{{{OIO}}}{name}")) for name in ("FraTidspunkt", "TilTidspunkt"))
    return (since is None or since <= now) and (until is None or now < until)


def _moment(when: Element | None) -> datetime | None:
    if when is None or when.find(f"{{{OIO}}}GraenseIndikator") is not None:
        return None
    try:
        moment = datetime.fromisoformat(_text(_one(when, OIO, "TidsstempelDatoTid")))
    except ValueError:
        raise NotUnderstood from None
    if moment.tzinfo is None:
        raise NotUnderstood  # whose time it is decides on which side of now it lies
    return moment


def _counted(said: Element) -> int:
    """How many cases the index says that it found; none where it does not say."""
    counts = [
        _whole(_text(_one(one, INDEX, "Antal")))
        for one in said.findall(f"{{{INDEX}}}Antal")
        if _text(_one(one, INDEX, "Element")) == "sager"
    ]
    return max(counts, default=0)


def _one(within: Element, namespace: str, name: str) -> Element:
    found = within.findall(f"{{{namespace}}}{name}")
    if len(found) != 1:
        raise NotUnderstood
    return found[0]


def _text(found: Element) -> str:
    if len(found):
        raise NotUnderstood
    return " ".join((found.text or "").split())


def _whole(text: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise NotUnderstood
    return int(text)
