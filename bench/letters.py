"""P10: letters by the path that the service takes, from template and values to a PDF that was checked.

Its floor is as many bare compilations of the same layout with the same words, put together beforehand.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from statistics import median

import typst

from app.letters import rendering
from app.letters.rendering import Sheet, render
from bench.figures import Figure, shown
from workflows.letter_checks import Surroundings, findings
from workflows.letter_kinds import Kind
from workflows.letter_text import Template, vendor_template
from workflows.profile import profile_for

LETTERS, RUNS, RATIO = 500, 5, 0.7
_EACH_RUN = LETTERS // RUNS
_DAY = date(2026, 11, 18)
_PROFILE = profile_for("607")
_KINDS = (Kind.ORIENTATION_CUSTODY_HOLDER, Kind.ORIENTATION_YOUNG_PERSON, Kind.SUMMONS, Kind.CONSENT_REQUEST)
_VALUES = {
    "municipality": "Fredericia Kommune", "sender_title": "SSP-tovholder", "contact_name": "Tove Prøvesen",
    "contact_phone": "72 10 70 00", "child_first_name": "Ali", "incident_date": "16. november 2026",
    "incident_role": "antruffet af politiet", "incident_text": "Ophold på byggeplads",
    "meeting_time": "mandag den 7. december 2026 kl. 10.00", "meeting_place": "Rådhuset, lokale 3",
    "consent_scope": "Deling af oplysninger med skolen", "consent_recipients": "Prøveskolen",
    "consent_terms": "Navn og trin deles med skolen, for at forløbet kan planlægges.",
    "consent_valid_until": "16. november 2027", "message": "Vi ringer til dig i næste uge. Du må gerne ringe før.",
}  # fmt: skip
_ADDRESS = ("Opdigtet Allé 12, 2. th.", "7000 Fredericia")


def measure() -> list[Figure]:
    bare, ours = list[float](), list[float]()
    for run in range(-1, RUNS):
        # Numbers of their own on each side: what is compiled a second time may be quicker.
        put_together = [_as_given(_sheet(number)) for number in _numbers(run, 1)]
        took_bare, took_ours = _timed(partial(_compile, put_together)), _timed(partial(_write, _numbers(run, 2)))
        if run >= 0:  # the run before the first one warms both
            bare.append(_EACH_RUN / took_bare)
            ours.append(_EACH_RUN / took_ours)
    ratio = median(ours) / median(bare)
    floor = f"bare compilations: {median(bare):,.0f}/s"
    return [Figure("P10", f"writing {LETTERS} letters", ratio, RATIO, f"{median(ours):,.0f}/s", floor)]


def _numbers(run: int, side: int) -> range:
    first = (run + 2) * 100_000 + side * 10_000
    return range(first, first + _EACH_RUN)


def _write(numbers: range) -> None:
    for number in numbers:
        assert render(_sheet(number)).startswith(b"%PDF")


def _sheet(number: int) -> Sheet:
    kind = _KINDS[number % len(_KINDS)]
    vendors = vendor_template(kind)
    child, recipient = f"Ali Opdigt{number}", f"Karla Opdigt{number}"
    text = Template.read(kind, vendors.title, vendors.body).fill(
        _VALUES | {"child_name": child, "recipient_name": recipient}
    )
    around = Surroundings(
        own_names=(child, recipient, "Tove Prøvesen"),
        other_children=tuple(f"Emil Holm Skov{one}" for one in range(30)),
        other_side=("Anna-Sofie Kjærprøve",),
        protected_addresses=("Gl. Skolevej 12B, 2. th.\n7000 Fredericia",),
    )
    assert findings(text, around) == ()
    return Sheet.of(_PROFILE, recipient, _ADDRESS, _DAY, text, contact="Tove Prøvesen", reference=f"{number:08}")


def _as_given(sheet: Sheet) -> str:
    return json.dumps(rendering._as_json(sheet), ensure_ascii=False)


def _compile(sheets: list[str]) -> None:
    for said in sheets:
        typst.compile(
            rendering._LAYOUT, font_paths=rendering._FONTS_ALONE, sys_inputs={"sheet": said}, format="pdf",
            pdf_standards=["ua-1", "a-2a"], timestamp=datetime(2026, 11, 18, tzinfo=UTC),
        )  # fmt: skip


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(shown(measure))
