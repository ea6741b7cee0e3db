"""Words for what goes wrong on the way to another system."""

import re
from collections.abc import Mapping
from typing import Final

from app.events.catalogue import MEANINGS, plain_type

_FAILURES: Final[Mapping[str, str]] = {
    "timed_out": "svarede ikke i tide",
    "not_reached": "kunne ikke nås",
    "unknown_host": "navnet findes ikke",
    "inner_address": "adressen ligger på et indre net, som ikke er åbnet",
    "host_not_allowed": "navnet er ikke blandt dem, driften har åbnet",
    "not_https": "adressen er ikke https",
    "not_an_address": "adressen kan ikke læses",
    "port_not_allowed": "porten er ikke åbnet",
    "user_info": "der står navn eller kode i adressen",
    "fragment": "der står et # i adressen",
    "too_long": "adressen er for lang",
    "broker_away": "køen kunne ikke nås",
    "broker_refused": "køen afviste den",
    "no_broker": "køen står ikke længere i driftens opsætning",
}
_STATUS: Final = re.compile(r"http_([0-9]{3})")


def failure_words(code: str | None) -> str:
    """Why something did not arrive; the code itself where there is no word."""
    if code is None:
        return ""
    answered = _STATUS.fullmatch(code)
    return f"svarede {answered[1]}" if answered else _FAILURES.get(code, code)


def type_words(name: str) -> str:
    """The first sentence of what an event of the type means."""
    plain = plain_type(name)
    return MEANINGS[plain].split(". ")[0].rstrip(".") if plain else name
