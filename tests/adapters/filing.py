"""The records system as the stand-in plays it, and documents to file there."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from app import clock
from app.adapters.records_system import Direction, Document
from app.adapters.sbsys import Sbsys, SbsysAccess
from app.standins.records_tokens import CLIENT_ID, CLIENT_SECRET
from tests.adapters.posting import PDF
from tests.adapters.standin import StandIn

NUMBER: Final = "27.24.00-G01-7-26"
SINCE: Final = "2020-01-01"
PATH: Final = "/sbsys"


class Records:
    """The stand-in's part that plays the records system."""

    def __init__(self, standin: StandIn) -> None:
        self.standin, self.url = standin, standin.url + PATH

    def open(self, number: str = NUMBER) -> None:
        """There is a case by that number from now on."""
        self._told("/standin/records-cases", {"number": number})

    def play(self, mode: str, **more: Any) -> None:
        self._told("/standin/records", {"mode": mode} | more)

    def client(self, **said: Any) -> None:
        """Who may have a token, and that all tokens there are hold no longer."""
        self._told("/standin/records-client", {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET} | said)

    def told(self) -> dict[str, Any]:
        return dict(self.standin.control.get("/standin/records").raise_for_status().json())

    def documents(self) -> list[dict[str, Any]]:
        return list(self.told()["documents"])

    def content(self, document: dict[str, Any]) -> bytes:
        return self.standin.control.get(f"/standin/records/{document['Id']}").raise_for_status().content

    def _told(self, path: str, what: dict[str, Any]) -> None:
        self.standin.control.post(path, json=what).raise_for_status()


def document(
    number: str = NUMBER, *, document_id: UUID | None = None, title: str = "Brev til familien", **more: Any
) -> Document:
    said: dict[str, Any] = {
        "direction": Direction.OUTGOING, "dated": date(2026, 11, 25), "content": PDF, "media_type": "application/pdf",
        "kind": "inform_custody_holder",
    }  # fmt: skip
    return Document(document_id or clock.new_id(), clock.new_id(), number, title=title, **(said | more))


def access(url: str, folder: Path, **more: Any) -> dict[str, Any]:
    """The table of a municipality's records system in the file of outside systems."""
    secret = folder / "client.secret"
    secret.write_text(CLIENT_SECRET + "\n")
    said = {"kind": "sbsys", "url": url, "token_url": url + "/token", "client_id": CLIENT_ID, "since": SINCE}
    return said | {"client_secret_file": str(secret)} | more


def sbsys_at(url: str, folder: Path, *, now: Callable[[], datetime] = clock.now, **more: Any) -> Sbsys:
    return Sbsys(SbsysAccess.model_validate(access(url, folder, **more)), now=now)
