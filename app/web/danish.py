"""Dates and times as people say them: ``16. november 2026``, ``uge 47``, ``i dag kl. 10.00``. Copenhagen time."""

from datetime import date, datetime

from babel.dates import format_date

from workflows.calendar import COPENHAGEN, local_date

_NEAR = {-1: "i går", 0: "i dag", 1: "i morgen"}
_NAMED_DAYS = 6
"""So many days ahead or back a day is known by its name."""


def day(when: date | datetime | None) -> str:
    """``16. november 2026``; nothing for nothing."""
    return "" if when is None else format_date(_date(when), "d. MMMM y", locale="da")


def weekday(when: date | datetime) -> str:
    """``mandag den 16. november 2026``."""
    return format_date(_date(when), "EEEE 'den' d. MMMM y", locale="da")


def month(code: str) -> str:
    """``november 2026`` for ``2026-11``."""
    return format_date(date.fromisoformat(f"{code}-01"), "MMMM y", locale="da")


def clock(when: datetime) -> str:
    """``10.00``."""
    return when.astimezone(COPENHAGEN).strftime("%H.%M")


def moment(when: datetime | None, now: datetime | None = None) -> str:
    """``16. november 2026 kl. 10.00``; near ``now`` by the day's name: ``i dag kl. 10.00``, ``torsdag kl. 14.00``."""
    if when is None:
        return ""
    return f"{_named(_date(when), now) or day(when)} kl. {clock(when)}"


def due(when: date | datetime | None, now: datetime) -> str:
    """The day alone, by its name when near: for a deadline whose hour nobody asks about."""
    if when is None:
        return ""
    return _named(_date(when), now) or day(when)


def week(when: date | datetime) -> str:
    """``uge 47``."""
    return f"uge {_date(when).isocalendar().week}"


def how_long(when: datetime, now: datetime) -> str:
    """``3 dage over``, ``i dag``, ``om 2 dage``: how far a deadline is from ``now`` in whole days."""
    days = (_date(when) - local_date(now)).days
    if days == 0:
        return "frist i dag" if when > now else "frist i dag, overskredet"
    count = f"{abs(days)} {'dag' if abs(days) == 1 else 'dage'}"
    return f"om {count}" if days > 0 else f"{count} over"


def number(value: float) -> str:
    """``1.234,5`` as Danish writes it, with no decimals that are nought."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def cpr(digits: str) -> str:
    """``241212-1234``."""
    return f"{digits[:6]}-{digits[6:]}" if len(digits) == 10 else digits


def size(count: int) -> str:
    """A file's size in kB or MB."""
    return f"{number(round(count / 1_000_000, 1))} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _named(which: date, now: datetime | None) -> str | None:
    if now is None:
        return None
    days = (which - local_date(now)).days
    if days in _NEAR:
        return _NEAR[days]
    name = format_date(which, "EEEE", locale="da")
    if 0 < days <= _NAMED_DAYS:
        return f"på {name}"
    return f"i {name}s" if -_NAMED_DAYS <= days < 0 else None


def _date(when: date | datetime) -> date:
    return local_date(when) if isinstance(when, datetime) else when
