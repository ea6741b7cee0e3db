"""The stand-in for the index of cases: answers SF1470 SagDokumentIndeks 6 as its schema says."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.standins.case_index_request import GD, HEAD, SAG, SD, SDI, SI, SOAP, Question, Refused, question_in
from app.standins.part import Part
from app.standins.people import Cpr, People
from app.standins.soap import Playing

PATH: Final = "/sts-soap-sagdok/sagdokumentindeks/6"
_XML: Final = "application/soap+xml; charset=utf-8"
_NONE_FOUND: Final = 44
_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
register_namespace("soap", SOAP.strip("{}"))  # "soap:Receiver" stands as text, too


class InventedCase(BaseModel):
    """A case of the authority. Put again with the same id, it is as it is said last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    cpr: Cpr
    kle: str = Field("27.24.00", pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")
    state: Literal["Opstaaet", "Oplyst", "Afgjort", "Afsluttet"] = "Opstaaet"
    since: Annotated[datetime | None, Field(description="When it came into this state")] = None


class _Index:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.playing, self.asked = Playing(), 0
        self.cases: dict[UUID, InventedCase] = {}
        self.question: Question | None = None

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        playing, self.playing = self.playing, self.playing.after_one() or Playing()
        if (instead := await playing.instead(_XML)) is not None:
            return instead
        try:
            if playing.mode == "fault":
                raise Refused(playing.code)
            self.question = question_in(request.headers, await request.body())
        except Refused as refused:
            return Response(_fault(refused.code), 500, media_type=_XML)
        wanted = {(one.cpr, one.kle, one.state) for one in self.question.searches}
        found = [one for one in self.cases.values() if (one.cpr, one.kle, one.state) in wanted]
        return Response(_answer(self.question, found), media_type=_XML)

    async def put(self, request: Request) -> Response:
        case = InventedCase.model_validate_json(await request.body())
        self.cases[case.id] = case
        return Response(status_code=204)

    async def play(self, request: Request) -> Response:
        self.playing = Playing.model_validate_json(await request.body())
        return Response(status_code=204)

    async def tell(self, request: Request) -> Response:
        """How often it was asked, and for what last of all, but for whom."""
        last = self.question
        searches = [] if last is None else [[one.kle, one.state] for one in last.searches]
        shown = [] if last is None else sorted(last.shown)
        return JSONResponse({"asked": self.asked, "searches": searches, "shown": shown, "mode": self.playing.mode})


def _answer(question: Question, found: list[InventedCase]) -> bytes:
    envelope = Element(SOAP + "Envelope")
    header = SubElement(SubElement(envelope, SOAP + "Header"), HEAD + "RequestHeader")
    SubElement(header, HEAD + "TransactionUUID").text = question.transaction
    output = SubElement(SubElement(envelope, SOAP + "Body"), SDI + "FremsoegSagDokumentIndeksOutput")
    SubElement(SubElement(output, SD + "StandardRetur"), SD + "StatusKode").text = str(20 if found else _NONE_FOUND)
    if found:
        count = SubElement(output, SDI + "Antal")
        SubElement(count, SDI + "Element").text = "sager"
        SubElement(count, SDI + "Antal").text = str(len(found))
    for case in found:
        _case(SubElement(output, SDI + "SagFiltreretOejebliksbillede"), case, question.shown)
    made: bytes = tostring(envelope, encoding="utf-8", xml_declaration=True)
    return made


def _case(into: Element, case: InventedCase, shown: frozenset[str]) -> None:
    """As much of it as the question's filter asks for."""
    SubElement(SubElement(into, SAG + "ObjektType"), SD + "UUIDIdentifikator").text = str(case.id)
    registered = SubElement(into, SAG + "Registrering")
    SubElement(registered, SD + "LivscyklusKode").text = "Importeret"
    attributes = SubElement(registered, SAG + "AttributListe")
    if "egenskaber" in shown:
        SubElement(SubElement(attributes, SAG + "Egenskaber"), SAG + "Titel").text = "En opdigtet sag"
    states = SubElement(registered, SAG + "TilstandListe")
    if "fremdrift" in shown:
        now = SubElement(states, SAG + "Fremdrift")
        effect = SubElement(now, SAG + "Virkning")
        SubElement(SubElement(effect, SD + "FraTidspunkt"), SD + "TidsstempelDatoTid").text = (
            case.since or _LONG_AGO
        ).isoformat()
        SubElement(SubElement(effect, SD + "TilTidspunkt"), SD + "GraenseIndikator").text = "true"
        SubElement(now, SAG + "FremdriftStatusKode").text = case.state
    relations = SubElement(registered, SAG + "RelationListe")
    if "sagsklasse" in shown:
        own = SubElement(SubElement(relations, SAG + "Sagsklasse"), GD + "LokalUdvidelseListe")
        SubElement(SubElement(own, SI + "SagsklasseLokalUdvidelse"), SI + "BrugervendtNoegle").text = case.kle


def _fault(code: str) -> bytes:
    envelope = Element(SOAP + "Envelope")
    told = SubElement(SubElement(envelope, SOAP + "Body"), SOAP + "Fault")
    of = SubElement(told, SOAP + "Code")
    SubElement(of, SOAP + "Value").text = "soap:Receiver"
    SubElement(SubElement(of, SOAP + "Subcode"), SOAP + "Value").text = code
    reason = SubElement(SubElement(told, SOAP + "Reason"), SOAP + "Text")
    reason.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    reason.text = "The stand-in refuses"
    made: bytes = tostring(envelope, encoding="utf-8", xml_declaration=True)
    return made


def part(people: People, state: Path | None) -> Part:
    """It knows no people but by their cases, and receives nothing."""
    index = _Index()
    return Part(
        routes=[
            Route(PATH, index.answer, methods=["POST"]),
            Route("/standin/case-index", index.play, methods=["POST"]),
            Route("/standin/case-index", index.tell, methods=["GET"]),
            Route("/standin/authority-cases", index.put, methods=["POST"]),
        ],
        reset=index.reset,
    )
