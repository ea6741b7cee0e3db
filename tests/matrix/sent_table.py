"""What is sent from a page that is no form of its own: filled in so that it is taken from whoever may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.caller import SIGNED, file_for
from tests.cases.stations import MEETING_AT
from tests.matrix.page_table import SENT

_NOBODYS = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Said:
    """``needs``: ids of the place that stand in the values and not in the address."""

    values: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    files: Mapping[str, Any] | None = None
    like_the_api: bool = True
    """False where even those who may can be told that it cannot be done."""


# fmt: off
_WORDING = {"title": "Om din sag", "body": "{{child_name}} flytter til {{to_municipality}}. Ring: {{contact_phone}}"}

SAID: Mapping[str, Said] = {
    "/beskeder/set": Said({"until": MEETING_AT}),
    "/sager/{case_id}/beskeder/{notice_id}/set": Said(),
    "/sager/{case_id}/samtykker/{consent_id}": Said(files={"file": ("samtykke.pdf", SIGNED)}),
    "/flere": Said({"sag": [f"{_NOBODYS}:1"], "event": "start_gathering"}),
    "/flere/kollega": Said({"colleague": "en-kollega", "event": "inform_caseworker", "who": "ny"}),
    "/filtre": Said({"name": "Mine", "t.mine": "true"}),
    "/brudt-glas/{grant_id}/slut": Said(),
    "/log/find": Said({"cpr_number": "{cpr_number}"}, ("cpr_number",)),
    "/log/pseudonymer": Said({"pseudonym": "{pseudonym}", "reason": "Der er klaget"}, ("pseudonym",)),
    "/opgivet/{job_id}/igen": Said(),
    "/fagsystemer/{webhook_id}/pause": Said({"pause": "ja"}),
    "/fagsystemer/{webhook_id}/proeve": Said(),
    "/fagsystemer/{webhook_id}/igen": Said(),
    "/fagsystemer/{webhook_id}/ryd": Said({"besked": _NOBODYS}),
    "/skabeloner/{kind}": Said({"tilbage": "ja", "note": "Leverandørens igen"}),
    "/skabeloner/{kind}/vis": Said(_WORDING),
    "/rolle": Said({"role": "coordinator"}),
    "/soeg": Said({"text": "{cpr_number}"}, ("cpr_number",)),
    "/sager/{case_id}/hvem": Said(
        {"event": "merge", "other": "{case_id}", "evidence": "Kendt", "reason": "To sager"}, like_the_api=False
    ),
    "/sager/{case_id}/hvem/find": Said({"text": "{cpr_number}"}, ("cpr_number",)),
    "/lister/ny": Said({"week": "2026-W43"}, files={"file": file_for("")}),
    "/lister/haendelse": Said({
        "police_journal_number": "3700-73821-24931-26", "name": "Ny Opdigtet", "role": "Antruffet",
        "cpr_number": "610312-4999",
    }),
    "/bekymring": Said({
        "name": "Ny Opdigtet", "cpr_number": "610312-4998", "worry": "Er meget alene", "source": "school",
        "told_by": "Klasselærer", "ground": "RPL_115_2", "necessity": "For at forebygge",
    }),
    "/moeder/indkald": Said({"weeks": "3"}),
    "/moeder/{meeting_id}/goer/{name}": Said({"role": "caseworker", "user": "mona"}),
    "/moeder/{meeting_id}/beslut": Said(
        {"entry_id": _NOBODYS, "handling": "carry_over", "reason": "Skolen skal spørges"}, like_the_api=False
    ),
    "/moeder/{meeting_id}/identitet/{entry_id}": Said({"person_id": "ny"}),
}
# fmt: on
assert SAID.keys() == SENT.keys()
