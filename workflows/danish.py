"""Days and moments as they are said in Danish."""

from datetime import date, datetime

from workflows.calendar import COPENHAGEN

_MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
    "december",
)  # fmt: skip
_DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def day_said(day: date) -> str:
    """``16. november 2026``."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def moment_said(instant: datetime) -> str:
    """``mandag den 16. november 2026 kl. 10.00``, by the clock in Copenhagen."""
    local = instant.astimezone(COPENHAGEN)
    return f"{_DAYS[local.weekday()]} den {day_said(local.date())} kl. {local:%H.%M}"


def listed(words: list[str]) -> str:
    """``a``, ``a og b``, ``a, b og c``; each once."""
    each = list(dict.fromkeys(words))
    return " og ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else "".join(each)
