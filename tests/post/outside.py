"""The outside systems as the settings name them, played by the stand-ins; and what is done there."""

import base64
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app.adapters.outside import Outside
from app.adapters.sf1520 import Sf1520
from app.cases import custody_lookup
from app.db import Database
from app.post import sending
from tests.adapters.standin import StandIn
from tests.caller import FREDERICIA, Service
from workflows.roles import Role

CVR = "69116418"
_UUID = "0d5bbf9c-8f3c-4d6c-9f0a-7c7a4e5f0b01"


def settings_of(url: str, certificate: Path) -> dict[str, Any]:
    """The file of outside systems, as its tables."""
    return {
        "people_register": {
            "url": f"{url}/service/CPR/PersonBaseDataExtended/4", "system_uuid": _UUID, "user_uuid": _UUID,
        },
        "digital_post": {
            "url": url, "saml_url": f"{url}/runtime/api/rest/wstrust/v1/issue", "certificate": certificate,
        },
        "municipalities": {
            FREDERICIA: {"cvr": CVR, "name": "Fredericia Kommune", "register_agreement_uuid": _UUID},
        },
    }  # fmt: skip


def outside_at(standin: StandIn, certificate: Path) -> Outside:
    return Outside.model_validate(settings_of(standin.url, certificate))


def look_up(service: Service, outside: Outside, case_id: str) -> bool:
    """The job that asks the register, run now."""
    _on_the_tests_day(service, outside)
    return custody_lookup.look_up(
        service.workers_database, outside.register_for(FREDERICIA), FREDERICIA, UUID(case_id), now=service.at
    )


def send_due(service: Service, outside: Outside, database: Database | None = None) -> int:
    """The jobs of every letter whose turn it is, run now; how many."""
    used = database or service.workers_database
    _on_the_tests_day(service, outside)
    with used.transaction(FREDERICIA) as session:
        due = sending.due(session, FREDERICIA, service.at())
    for letter_id in due:
        sending.send(used, outside, FREDERICIA, letter_id, now=service.at)
    return len(due)


def _on_the_tests_day(service: Service, outside: Outside) -> None:
    """Who holds custody, and who has come of age, is read as of the day of the test and not of the day it is run."""
    register = outside.register_for(FREDERICIA)
    if isinstance(register, Sf1520):
        register._now = service.at


def arrived(standin: StandIn) -> dict[str, Any]:
    """What the receiver has, by the key that it knows a letter by."""
    return {one["id"]: one for one in standin.control.get("/standin/letters").json()["letters"]}


def receipt(
    service: Service, key: str, status: str = "Afleveret Digital Post", *, event_id: UUID | None = None,
    at: datetime | None = None, code: str | None = None,
) -> Any:  # fmt: skip
    """The receiver's word of one letter, as Beskedfordeleren brings it."""
    document = event_document(
        event_id=event_id or uuid4(), letter_id=UUID(key), status=status, at=at or service.at(), code=code
    )
    system = service.as_(Role.INTEGRATION, subject="beskedfordeler")
    return system.client.post(
        "/v1/letter-receipts", content=document, headers=system._headers | {"Content-Type": "application/xml"}
    )


def receipts_of_all(service: Service, keys: Iterable[str]) -> None:
    for key in keys:
        answer = receipt(service, key)
        assert answer.status_code == 200, answer.text


def event_document(*, event_id: UUID, letter_id: UUID, status: str, at: datetime, code: str | None) -> bytes:
    """A PKO_PostStatus in its envelope, as it is published."""
    fault = f"<FejlDetaljer><FejlKode>{code}</FejlKode><FejlTekst>x</FejlTekst></FejlDetaljer>" if code else ""
    inner = (
        '<PKO_PostStatus xmlns="http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types">'
        f"<TransmissionId>{uuid4()}</TransmissionId><MessageUUID>{letter_id}</MessageUUID>"
        f"<KanalKode>Digital Post</KanalKode><TransaktionsDatoTid>{at.isoformat()}</TransaktionsDatoTid>"
        f"<TransaktionsStatusKode>{status}</TransaktionsStatusKode>{fault or '<FejlDetaljer/>'}</PKO_PostStatus>"
    )
    return (
        '<s:ModtagBeskedInput xmlns="urn:oio:sagdok:3.0.0" xmlns:k="urn:oio:besked:kuvert:1.0"'
        ' xmlns:s="urn:oio:sts:1.0.0"><k:Haendelsesbesked>'
        f"<k:BeskedId><UUIDIdentifikator>{event_id}</UUIDIdentifikator></k:BeskedId><k:BeskedVersion>1.0</k:BeskedVersion>"
        f'<k:Beskeddata><Base64 xmlns="urn:besked:kuvert:1.0">{base64.b64encode(inner.encode()).decode()}</Base64>'
        "</k:Beskeddata></k:Haendelsesbesked></s:ModtagBeskedInput>"
    ).encode()
