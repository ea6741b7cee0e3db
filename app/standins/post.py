"""The stand-in for the post: SF1601's tokens, PostForespoerg and KombiPostAfsend, and receipts for what is taken.

What it takes is on the disk before it answers, and the letter's id is its key: the same again is a duplicate.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Final, Literal, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app import clock
from app.standins import post_answer
from app.standins.part import Part
from app.standins.people import InventedPerson, People
from app.standins.post_box import Box, Receipt
from app.standins.post_receipts import ARRIVED, FAILED, Pusher
from app.standins.post_request import DIGITAL, Letter, Refused, digital, on_paper
from app.standins.post_tokens import REGISTERED, SENDING, NotIssued, Tokens
from workflows.calendar import local_date

_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_REGISTRATIONS: Final = TypeAdapter(dict[str, bool])
_ALL_CALLS: Final = ("down", "slow", "garbage")
_Answer = Callable[[Request], Awaitable[Response]]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Playing(_Said):
    """What happens to the calls: to all of them (down, slow, garbage), or to letters alone.

    ``locked``: no token is good enough. ``refuse``: with ``code``. ``lose_answer``: a letter is taken, and the line
    then cut. ``fail_delivery``: it is taken, and the receipt says that it failed, with ``code``. ``answer_twice``:
    each receipt comes twice.
    """

    mode: Literal[
        "up", "down", "slow", "garbage", "locked", "refuse", "lose_answer", "fail_delivery", "answer_twice",
        "no_receipts",
    ] = "up"  # fmt: skip
    times: int | None = Field(None, ge=1)
    """So many calls, and then it is up again. None: until it is told otherwise."""
    seconds: float = Field(60, ge=0)
    """How long it thinks, before it does what it does."""
    code: str = "standin.told_to"


class _Subscription(_Said):
    url: str
    token: str | None = None
    cvr: str | None = Field(None, pattern="^[0-9]{8}$")


class _TokensSaid(_Said):
    seconds: int = Field(3600, ge=1)
    """How long an access token lives."""
    saml_seconds: int = Field(8 * 3600, ge=1)
    issue: bool = True


class _ByHand(_Said):
    status: str = Field(min_length=1)
    code: str | None = None


class _Post:
    def __init__(self, people: People, state: Path | None) -> None:
        self.people, self.box, self.tokens = people, Box(state), Tokens()
        self.pusher = Pusher(self.box)
        self.playing = Playing()
        self.registrations: dict[str, bool] = {}

    def reset(self) -> None:
        self.playing = Playing()
        self.registrations.clear()
        self.tokens.reset()
        self.box.reset()
        self.pusher.reset()

    # ---- the systems' own addresses

    async def saml(self, request: Request) -> Response:
        try:
            wanted = json.loads(await request.body())
            return JSONResponse(self.tokens.saml(wanted, by_certificate=request.url.scheme == "https"))
        except (NotIssued, JSONDecodeError):
            return Response(status_code=400)

    async def access(self, request: Request) -> Response:
        form = await request.form()
        try:
            return JSONResponse(self.tokens.access(str(form.get("saml-token"))))
        except NotIssued:
            return Response(status_code=401)

    async def registered(self, request: Request) -> Response:
        if self.tokens.holder(request.headers, REGISTERED) is None:
            return Response(status_code=401)
        asked = dict(request.query_params)
        number = asked.pop("cprNumber", None) or asked.pop("cvrNumber", "")
        if asked or not number.isdigit() or _transaction(request) is None:
            return Response(status_code=400)
        return JSONResponse({"result": self._has_digital_post(number)})

    async def send_digitally(self, request: Request) -> Response:
        return await self._send(request, digital)

    async def send_on_paper(self, request: Request) -> Response:
        return await self._send(request, on_paper)

    async def _send(self, request: Request, read: Callable[[bytes, str], Letter]) -> Response:
        body = await request.body()
        playing = self.playing if self.playing.mode in _ALL_CALLS else self._next()
        cvr = self.tokens.holder(request.headers, SENDING)
        if cvr is None or playing.mode == "locked":
            return Response(status_code=401)
        try:
            if playing.mode == "refuse":
                raise Refused(playing.code)
            transaction_id = _transaction(request)
            if transaction_id is None or request.headers.get("content-type") != "application/xml":
                raise Refused("request.headers")
            letter = read(body, cvr)
            if letter.key in self.box.letters:
                self.box.came_again(letter.key)
                return post_answer.refused(["duplicate.message_uuid"], 409)
            if letter.channel == DIGITAL and not self._has_digital_post(letter.recipient):
                raise Refused("recipient.not_registered")
        except Refused as refused:
            self.box.refuse(refused.codes)
            return post_answer.refused(refused.codes, 400)
        self.box.take(letter, transaction_id, _receipts(letter.channel, playing))
        self.pusher.go()
        if playing.mode == "lose_answer":
            await _cut(request)
        return post_answer.taken(transaction_id)

    def _has_digital_post(self, number: str) -> bool:
        """Companies have, and people as their age and what is known of them says; no number that can be somebody's."""
        if number in self.registrations or len(number) == 8:
            return self.registrations.get(number, True)
        try:
            person = self.people.get(number) or InventedPerson(cpr=number, name="Ukendt Opdigtet", municipality=None)
        except ValidationError:
            return False
        return person.has_digital_post(local_date(clock.now()))

    def played(self, answer: _Answer) -> _Answer:
        """``answer``, unless something is played with all calls."""

        async def play(request: Request) -> Response:
            if self.playing.mode not in _ALL_CALLS:
                return await answer(request)
            playing = self._next()
            if playing.mode == "slow":
                await request.body()
                await asyncio.sleep(playing.seconds)
                return await answer(request)
            return HTMLResponse("<html><body>Not now</body></html>", 503 if playing.mode == "down" else 200)

        return play

    def _next(self) -> Playing:
        playing = self.playing
        if playing.times is not None:
            left = playing.times - 1
            self.playing = playing.model_copy(update={"times": left}) if left else Playing()
        return playing

    # ---- what is to be played, and what has been

    async def play(self, request: Request) -> Response:
        self.playing = Playing.model_validate_json(await request.body())
        return Response(status_code=204)

    async def play_tokens(self, request: Request) -> Response:
        said = _TokensSaid.model_validate_json(await request.body())
        self.tokens.play(seconds=said.seconds, saml_seconds=said.saml_seconds, issue=said.issue)
        return Response(status_code=204)

    async def register(self, request: Request) -> Response:
        self.registrations |= _REGISTRATIONS.validate_json(await request.body())
        return Response(status_code=204)

    async def subscribe(self, request: Request) -> Response:
        said = _Subscription.model_validate_json(await request.body())
        self.pusher.subscribe(said.url, token=said.token, cvr=said.cvr)
        return Response(status_code=204)

    async def receipt_by_hand(self, request: Request) -> Response:
        said = _ByHand.model_validate_json(await request.body())
        taken = self.box.of(_letter_id(request))
        if taken is None:
            return Response(status_code=404)
        self.box.add_receipt(taken.letter.key, Receipt(said.status, said.code))
        self.pusher.go()
        return Response(status_code=204)

    async def tell(self, request: Request) -> Response:
        letters = [taken.as_json() for taken in self.box.letters.values()]
        return JSONResponse(
            {
                "letters": letters,
                "duplicates": sum(letter["duplicates"] for letter in letters),
                "refused": self.box.refused,
                "saml_tokens": self.tokens.saml_issued,
                "access_tokens": self.tokens.access_issued,
                "mode": self.playing.mode,
            }
        )

    async def pdf(self, request: Request) -> Response:
        taken = self.box.of(_letter_id(request))
        return Response(status_code=404) if taken is None else Response(taken.letter.pdf, media_type="application/pdf")


def _receipts(channel: str, playing: Playing) -> list[Receipt]:
    if playing.mode == "no_receipts":
        return []
    if playing.mode == "fail_delivery":
        return [Receipt(ARRIVED[channel][0]), Receipt(FAILED, playing.code)]
    return [Receipt(status, times=2 if playing.mode == "answer_twice" else 1) for status in ARRIVED[channel]]


def _letter_id(request: Request) -> UUID:
    found: UUID = request.path_params["letter_id"]
    return found


def _transaction(request: Request) -> str | None:
    """The id in the headers, when they are as they must be."""
    if _INSTANT.fullmatch(request.headers.get("x-transaktionstid", "")) is None:
        return None
    try:
        return str(UUID(request.headers.get("x-transaktionsid", "")))
    except ValueError:
        return None


async def _cut(request: Request) -> None:
    """The line, without an answer. ASGI has no word for it: this is how uvicorn's request holds its line."""
    cast(Any, request.receive).__self__.transport.abort()
    await asyncio.sleep(0.1)  # until uvicorn has seen that nobody waits for an answer


def part(people: People, state: Path | None) -> Part:
    """What is taken is kept in ``state``."""
    post = _Post(people, state)
    services: list[tuple[str, str, _Answer]] = [
        ("POST", "/runtime/api/rest/wstrust/v1/issue", post.saml),
        ("POST", "/service/AccessTokenService_1/token", post.access),
        ("GET", "/service/PostForespoerg_1/digitalpost", post.registered),
        ("POST", "/service/KombiPostAfsend_1/memos", post.send_digitally),
        ("POST", "/service/KombiPostAfsend_1/kombi", post.send_on_paper),
    ]
    told: list[tuple[str, str, _Answer]] = [
        ("POST", "/standin/post", post.play),
        ("POST", "/standin/tokens", post.play_tokens),
        ("POST", "/standin/registration", post.register),
        ("POST", "/standin/receipts", post.subscribe),
        ("POST", "/standin/receipts/{letter_id:uuid}", post.receipt_by_hand),
        ("GET", "/standin/letters", post.tell),
        ("GET", "/standin/letters/{letter_id:uuid}.pdf", post.pdf),
    ]
    return Part(
        routes=[
            *(Route(path, post.played(answer), methods=[method]) for method, path, answer in services),
            *(Route(path, answer, methods=[method]) for method, path, answer in told),
        ],
        reset=post.reset,
    )
