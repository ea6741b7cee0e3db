"""The index of cases as the stand-in plays it, and answers of it written out to be bent."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.adapters.sf1470 import IndexAccess, IndexAgreement, Sf1470
from tests.adapters.standin import StandIn

INDEX_PATH = "/sts-soap-sagdok/sagdokumentindeks/6"
KLE = ("27.24.00", "27.24.06")
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)


class Index:
    """The stand-in's part that plays the index."""

    def __init__(self, standin: StandIn) -> None:
        self.standin, self.url = standin, standin.url + INDEX_PATH

    def put(self, cpr: str, *, case_id: str | None = None, **more: Any) -> str:
        """The authority has this case from now on; gives its id."""
        said = {"id": case_id or str(uuid4()), "cpr": cpr} | more
        self.standin.control.post("/standin/authority-cases", json=said).raise_for_status()
        return str(said["id"])

    def mode(self, mode: str, *, body: bytes | None = None, **more: Any) -> None:
        said = {"mode": mode} | more | ({} if body is None else {"body": base64.b64encode(body).decode()})
        self.standin.control.post("/standin/case-index", json=said).raise_for_status()

    def told(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.standin.control.get("/standin/case-index").raise_for_status().json()
        return found

    def asked(self) -> int:
        return int(self.told()["asked"])


def index_at(
    url: str, *, timeout: float = 5, certificate: Path | None = None, authorities: Path | None = None
) -> Sf1470:
    access = IndexAccess(url=url, timeout=timeout, authorities=authorities)
    return Sf1470(access, IndexAgreement(certificate=certificate), now=lambda: NOON)


_SOAP = "http://www.w3.org/2003/05/soap-envelope"


def enveloped(inside: str) -> bytes:
    names = {
        "soap": _SOAP,
        "sdi": "urn:oio:sts:sagdok:sagdokumentindeks:6",
        "sag": "urn:oio:sts:sagdok:sag:6",
        "si": "urn:oio:sts:sagdok:sagindeks:6",
        "gd": "urn:oio:sts:generelledefinitioner:6",
        "sd": "urn:oio:sagdok:3.0.0",
    }
    said = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope {said}><soap:Body>{inside}</soap:Body></soap:Envelope>'
    ).encode()


def answer(*cases: str, status: str = "20", counted: int | None = None, text: str = "") -> bytes:
    said = f"<sd:FejlbeskedTekst>{text}</sd:FejlbeskedTekst>" if text else ""
    count = (
        ""
        if counted is None
        else f"<sdi:Antal><sdi:Element>sager</sdi:Element><sdi:Antal>{counted}</sdi:Antal></sdi:Antal>"
    )
    return enveloped(
        "<sdi:FremsoegSagDokumentIndeksOutput>"
        f"<sd:StandardRetur><sd:StatusKode>{status}</sd:StatusKode>{said}</sd:StandardRetur>{count}{''.join(cases)}"
        "</sdi:FremsoegSagDokumentIndeksOutput>"
    )


def case(*states: str, kle: str | None = "27.24.00", life: str = "Importeret") -> str:
    """``states`` as ``fremdrift`` writes them."""
    own = (
        f"<si:SagsklasseLokalUdvidelse><si:BrugervendtNoegle>{kle}</si:BrugervendtNoegle></si:SagsklasseLokalUdvidelse>"
        if kle
        else ""
    )
    return (
        "<sdi:SagFiltreretOejebliksbillede><sag:ObjektType>"
        "<sd:UUIDIdentifikator>0d5bbf9c-8f3c-4d6c-9f0a-7c7a4e5f0b01</sd:UUIDIdentifikator></sag:ObjektType>"
        f"<sag:Registrering><sd:LivscyklusKode>{life}</sd:LivscyklusKode><sag:AttributListe/>"
        f"<sag:TilstandListe>{''.join(states)}</sag:TilstandListe>"
        f"<sag:RelationListe><sag:Sagsklasse><gd:LokalUdvidelseListe>{own}</gd:LokalUdvidelseListe></sag:Sagsklasse>"
        "</sag:RelationListe></sag:Registrering></sdi:SagFiltreretOejebliksbillede>"
    )


def fremdrift(state: str, since: str | None = None, until: str | None = None) -> str:
    """Without times it holds always."""
    times = "".join(
        f"<sd:{name}><sd:TidsstempelDatoTid>{when}</sd:TidsstempelDatoTid></sd:{name}>"
        if when
        else f"<sd:{name}><sd:GraenseIndikator>true</sd:GraenseIndikator></sd:{name}>"
        for name, when in (("FraTidspunkt", since), ("TilTidspunkt", until))
    )
    effect = f"<sag:Virkning>{times}</sag:Virkning>" if since or until else ""
    return f"<sag:Fremdrift>{effect}<sag:FremdriftStatusKode>{state}</sag:FremdriftStatusKode></sag:Fremdrift>"


def fault(code: str | None = None, soap_code: str = "soap:Receiver", text: str = "") -> bytes:
    own = f"<soap:Subcode><soap:Value>{code}</soap:Value></soap:Subcode>" if code is not None else ""
    return enveloped(
        f"<soap:Fault><soap:Code><soap:Value>{soap_code}</soap:Value>{own}</soap:Code>"
        f'<soap:Reason><soap:Text xml:lang="da">{text}</soap:Text></soap:Reason></soap:Fault>'
    )
