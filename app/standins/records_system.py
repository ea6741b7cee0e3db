"""The stand-in for SBSYS: tokens, cases by number, and the documents that were filed under them.

It is as strict as what is known of the real one (app/adapters/sbsys.py): a field that it does not know in the part
``json`` is refused, and the same document given twice is two documents, whatever ``Eksternid`` says.
"""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.standins.part import Part
from app.standins.people import People
from app.standins.records_box import Box
from app.standins.records_tokens import NotIssued, Tokens

PATH: Final = "/sbsys"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Playing(_Said):
    """What is done with each call: ``locked`` refuses every token, ``refuse`` the document with ``status``,
    ``lose_answer`` files it and hangs up.
    """

    mode: Literal["up", "down", "slow", "garbage", "locked", "refuse", "lose_answer"] = "up"
    times: int | None = Field(None, ge=1)
    seconds: float = Field(60, ge=0)
    status: int = Field(400, ge=400, le=599)
    body: str = "<html><body>Not now</body></html>"
    media_type: str = "text/html"


class _InventedCase(_Said):
    number: str = Field(min_length=1, max_length=60)


class _Client(_Said):
    client_id: str
    client_secret: str
    username: str | None = None
    password: str | None = None
    seconds: int = Field(3600, ge=1)


class _Kind(_Said):
    Id: int


class _Party(_Said):
    PartType: Literal["Person"]
    CPRnummer: Annotated[str, Field(pattern=r"^[6-9][0-9]{5}-[0-9]{4}$")]
    """Invented people alone: 60 is added to the day."""


class _Metadata(_Said):
    """The part ``json``. One name too many, and the whole is refused."""

    SagID: int
    DokumentNavn: str = Field(min_length=1, max_length=200)
    Beskrivelse: str | None = Field(None, max_length=255)
    Eksternid: str | None = Field(None, max_length=50)
    RegistreringsDato: datetime | None = None
    DokumentArt: _Kind | None = None
    OmfattetAfAktindsigt: bool | None = None
    SagsPart: _Party | None = None


class _Search(_Said):
    Nummer: str
    Limit: int = 100


class _Records:
    def __init__(self, state: Path | None) -> None:
        self.box, self.tokens = Box(state), Tokens()
        self.playing, self.refused = Playing(), list[int]()

    def reset(self) -> None:
        self.box.reset()
        self.tokens.reset()
        self.playing, self.refused = Playing(), []

    # ---- the system's own addresses

    async def token(self, request: Request) -> Response:
        if (instead := await self._instead()) is not None:
            return instead
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            return JSONResponse(self.tokens.issue(form))
        except NotIssued as refused:
            return JSONResponse({"error": str(refused)}, 400 if str(refused) == "invalid_request" else 401)

    async def search(self, request: Request) -> Response:
        """As a search does, it finds more than the very number: whatever begins with it."""
        if (instead := await self._before(request)) is not None:
            return instead
        try:
            wanted = _Search.model_validate_json(await request.body())
        except ValidationError:
            return self._no(400)
        found = [
            {"Id": number_id, "Nummer": number, "SagsTitel": "En opdigtet sag"}
            for number, number_id in self.box.cases.items()
            if number.startswith(wanted.Nummer)
        ]
        return JSONResponse({"Results": found[: wanted.Limit], "TotalNumberOfResults": len(found)})

    async def documents(self, request: Request) -> Response:
        if (instead := await self._before(request)) is not None:
            return instead
        case: int = request.path_params["case"]
        if case not in self.box.cases.values():
            return self._no(404)
        return JSONResponse([one.as_answered() for one in self.box.kept if one.case == case])

    async def file(self, request: Request) -> Response:
        playing = self.playing
        if (instead := await self._before(request)) is not None:
            return instead
        form = await request.form()
        file, said = form.get("file"), form.get("json")
        if not isinstance(file, UploadFile) or not isinstance(said, str) or set(form) != {"file", "json"}:
            return self._no(400)
        try:
            metadata = _Metadata.model_validate_json(said)
        except ValidationError:
            return self._no(400)
        if metadata.SagID not in self.box.cases.values():
            return self._no(404)
        if playing.mode == "refuse":
            self._spend()
            return self._no(playing.status)
        kept = self.box.take(
            metadata.SagID, metadata.model_dump(mode="json", exclude_unset=True), file.filename or "",
            file.content_type or "", await file.read(),
        )  # fmt: skip
        if playing.mode == "lose_answer":
            self._spend()
            cast(Any, request.receive).__self__.transport.abort()
            await asyncio.sleep(0.1)
        return JSONResponse(kept.as_answered())

    async def _before(self, request: Request) -> Response | None:
        if (instead := await self._instead()) is not None:
            return instead
        if self.playing.mode == "locked" or not self.tokens.hold(request.headers.get("authorization", "")):
            return self._no(401)
        return None

    async def _instead(self) -> Response | None:
        playing = self.playing
        match playing.mode:
            case "down":
                self._spend()
                return HTMLResponse("<html><body>Service Unavailable</body></html>", 503)
            case "garbage":
                self._spend()
                return Response(playing.body, 200, media_type=playing.media_type)
            case "slow":
                self._spend()
                await asyncio.sleep(playing.seconds)
        return None

    def _spend(self) -> None:
        left = None if self.playing.times is None else self.playing.times - 1
        self.playing = Playing() if left == 0 else self.playing.model_copy(update={"times": left})

    def _no(self, status: int) -> Response:
        self.refused.append(status)
        return JSONResponse({"Message": "Nej"}, status)

    # ---- what is to be played, and what has been

    async def play(self, request: Request) -> Response:
        self.playing = Playing.model_validate_json(await request.body())
        return Response(status_code=204)

    async def play_tokens(self, request: Request) -> Response:
        said = _Client.model_validate_json(await request.body())
        self.tokens.know(**said.model_dump())
        return Response(status_code=204)

    async def put_case(self, request: Request) -> Response:
        self.box.open(_InventedCase.model_validate_json(await request.body()).number)
        return Response(status_code=204)

    async def tell(self, request: Request) -> Response:
        documents = [
            dict(one.metadata)
            | {
                "Id": one.id,
                "SagsNummer": self.box.number_of(one.case),
                "file": one.file_name,
                "media_type": one.media_type,
                "sha256": hashlib.sha256(one.content).hexdigest(),
            }
            for one in self.box.kept
        ]
        told = {
            "documents": documents,
            "refused": self.refused,
            "tokens": self.tokens.issued,
            "mode": self.playing.mode,
        }
        return JSONResponse(told)

    async def content(self, request: Request) -> Response:
        found = next((one for one in self.box.kept if one.id == request.path_params["document"]), None)
        return Response(status_code=404) if found is None else Response(found.content, media_type=found.media_type)


def part(people: People, state: Path | None) -> Part:
    """What is filed is kept in ``state``."""
    records = _Records(state)
    return Part(
        routes=[
            Route(f"{PATH}/token", records.token, methods=["POST"]),
            Route(f"{PATH}/api/sag/search", records.search, methods=["POST"]),
            Route(f"{PATH}/api/sag/{{case:int}}/dokumenter", records.documents, methods=["GET"]),
            Route(f"{PATH}/api/dokument/journaliser", records.file, methods=["POST"]),
            Route("/standin/records", records.play, methods=["POST"]),
            Route("/standin/records", records.tell, methods=["GET"]),
            Route("/standin/records/{document:int}", records.content, methods=["GET"]),
            Route("/standin/records-cases", records.put_case, methods=["POST"]),
            Route("/standin/records-client", records.play_tokens, methods=["POST"]),
        ],
        reset=records.reset,
    )
