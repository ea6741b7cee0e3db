"""Sending letters to the post's stand-in, and looking at what it got."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pikepdf

from app import clock, outbound
from app.adapters.carrier import Addressee, Channel, Parcel
from app.adapters.people_register import PostalAddress
from app.adapters.sf1601 import PostAccess, Sf1601
from app.adapters.sf1601_tokens import Tokens
from app.outbound import Address
from tests.adapters.asking import CVR
from tests.adapters.invented import CHILD, FATHER, MOTHER
from tests.adapters.standin import StandIn

SENDER = "Fredericia Kommune"
SAML_PATH = "/runtime/api/rest/wstrust/v1/issue"
PATHS = {
    Channel.DIGITAL_POST: "/service/KombiPostAfsend_1/memos",
    Channel.PHYSICAL_POST: "/service/KombiPostAfsend_1/kombi",
}
WRITTEN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HOME = PostalAddress(("Ærøgade 60, 2. tv",), "7000", "Fredericia")
KARLA = Addressee("Karla Opdigtet", cpr_number=MOTHER, address=HOME)
POUL = Addressee("Poul Opdigtet", cpr_number=FATHER, address=HOME)
VIGGA = Addressee("Vigga Opdigtet", cpr_number=CHILD, address=HOME)
SCHOOL = Addressee("Ærøskolen", cvr_number="87654321", address=PostalAddress(("Skolevej 1",), "7000", "Fredericia"))


def pdf(words: str = "Et brev") -> bytes:
    """A real one, and another for other words."""
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Title"] = words
    into = io.BytesIO()
    made.save(into, deterministic_id=True)
    return into.getvalue()


PDF = pdf()


def parcel(to: Addressee = KARLA, *, letter_id: UUID | None = None, title: str = "Brev (4F2A)") -> Parcel:
    return Parcel(letter_id or clock.new_id(), title, PDF, WRITTEN, to)


class FakeClock:
    """Stands until it is moved on."""

    def __init__(self) -> None:
        self.instant = clock.now()

    def __call__(self) -> datetime:
        return self.instant

    def moves_on(self, **by: float) -> None:
        self.instant += timedelta(**by)


def carrier_at(url: str, *, now: Callable[[], datetime] = clock.now, cvr: str = CVR, **more: Any) -> Sf1601:
    access = PostAccess(url=url, saml_url=url + SAML_PATH, **({"shipment_type": 4711} | more))
    return Sf1601(access, cvr, SENDER, now=now)


class Post:
    """What the stand-in has got, and what it is told to play."""

    def __init__(self, standin: StandIn) -> None:
        self.standin, self.url = standin, standin.url

    def play(self, mode: str, **more: Any) -> None:
        self._told("/standin/post", {"mode": mode} | more)

    def tokens(self, **said: Any) -> None:
        self._told("/standin/tokens", said)

    def register(self, number: str, registered: bool) -> None:
        self._told("/standin/registration", {number: registered})

    def push_receipts_to(self, url: str, **said: Any) -> None:
        self._told("/standin/receipts", {"url": url} | said)

    def receipt(self, letter_id: UUID, status: str, code: str | None = None) -> None:
        self._told(f"/standin/receipts/{letter_id}", {"status": status, "code": code})

    def all(self) -> dict[str, Any]:
        return dict(self.standin.control.get("/standin/letters").raise_for_status().json())

    def letters(self) -> list[dict[str, Any]]:
        return list(self.all()["letters"])

    def refused(self) -> list[list[str]]:
        return list(self.all()["refused"])

    def pdf_of(self, letter_id: UUID) -> bytes:
        return self.standin.control.get(f"/standin/letters/{letter_id}.pdf").raise_for_status().content

    def _told(self, path: str, what: Mapping[str, Any]) -> None:
        self.standin.control.post(path, json=what).raise_for_status()


def by_wire(post: Post, channel: Channel, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
    """``body`` as it is, with a token that is good and headers that are right, but for those of ``headers``."""
    with outbound.client([Address.of(post.url)]) as client:
        tokens = Tokens(
            client,
            saml_url=post.url + SAML_PATH,
            access_url=f"{post.url}/service/AccessTokenService_1/token",
            cvr=CVR,
            certificate=None,
            now=clock.now,
        )
        right = {
            "authorization": tokens.header_for("http://entityid.kombit.dk/service/kombipostafsend/1"),
            "X-TransaktionsId": str(clock.new_id()),
            "X-TransaktionsTid": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
            "Content-Type": "application/xml",
        }
        return client.post(post.url + PATHS[channel], content=body, headers={**right, **(headers or {})})
