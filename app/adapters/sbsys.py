"""SBSYS over its web API (SbSys.WebApi, reached through SBSIP).

The vendor's own description stands in each installation (``/swagger``) and is not public. What is used here is known
from programs that municipalities and their suppliers have published:

- the token: OAuth 2.0, ``grant_type=password`` with ``client_id``, ``client_secret``, ``username`` and ``password``,
  answered with ``access_token`` and ``expires_in`` (Odense's sbsys-ng, Aarhus' api-sbsys-client, Randers' services);
- ``POST /api/sag/search`` with ``{"Nummer": …}``, answered with ``{"Results": [{"Id", "Nummer", …}]}`` (sbsys-ng);
- ``POST /api/dokument/journaliser``: multipart, with the part ``file`` and the part ``json``, of which ``SagID``,
  ``DokumentNavn``, ``Beskrivelse``, ``OmfattetAfAktindsigt``, ``DokumentArt.Id``, ``RegistreringsDato``, ``Eksternid``
  and ``SagsPart`` (``PartType``, ``CPRnummer``) are among those it takes; one that it does not know makes it refuse
  the whole (Randers' sbsys flows, Agora's ``JournaliserDokumentInputDtoV9``);
- ``GET /api/sag/{id}/dokumenter``, the documents of a case (sbsys-ng, api-sbsys-client), and the document as it is
  answered: ``DokumentID``, ``Id``, ``EksternId``, ``SagID`` (Agora's ``DokumentMetadataDtoV10``).

Assumed, and to be tried in the municipality's test system first: that a client may also have a token for itself alone
(``client_credentials``); that the list of a case's documents gives ``EksternId`` as the single document does; that
``SagsPart`` may be given by CPR number alone; that a document's name may be 200 characters and its description 255, as
the columns of its database are.
"""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import httpx
from pydantic import AliasChoices, BaseModel, Field, TypeAdapter, ValidationError, model_validator

from app import clock, outbound
from app.adapters.filing_terms import FilingTerms
from app.adapters.records_system import (
    CASE_UNKNOWN,
    NOT_UNDERSTOOD,
    Direction,
    Document,
    Filed,
    RecordsAway,
    RecordsRefused,
)
from app.adapters.sbsys_tokens import Credentials, Tokens
from app.adapters.tables import Url
from app.adapters.tls import is_about_certificates
from app.outbound import Address

logger = logging.getLogger("ssp.filing")

_M = TypeVar("_M", bound=BaseModel)
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_NOT_LET_IN: Final = frozenset({401, 403})
_MOST_BYTES: Final = 20_000_000
"""A case that collects documents for years has a long list of them."""


class SbsysAccess(FilingTerms):
    """One municipality's SBSYS, and in whose name it is called."""

    kind: Literal["sbsys"]
    url: Url
    """Without ``/api``."""
    token_url: Url
    client_id: str = Field(min_length=1, max_length=100)
    client_secret_file: Path
    username: str | None = Field(None, min_length=1, max_length=100)
    password_file: Path | None = None
    outgoing_kind_id: int | None = Field(None, ge=0)
    """``DokumentArt.Id`` for what was sent; each installation has its own."""
    incoming_kind_id: int | None = Field(None, ge=0)
    open_to_access: bool | None = None
    """``OmfattetAfAktindsigt``; left out unless it is set, so that the system's own default holds."""
    certificate: Path | None = None
    authorities: Path | None = None
    timeout: float = Field(10, gt=0, le=60)

    @model_validator(mode="after")
    def _a_user_has_a_password(self) -> "SbsysAccess":
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file go together")
        return self


class _Case(BaseModel):
    Id: int
    Nummer: str | None = None


class _Cases(BaseModel):
    Results: list[_Case]


class _Kept(BaseModel):
    """A document as it is answered."""

    number: int = Field(validation_alias=AliasChoices("DokumentID", "Id"))
    external_id: str | None = Field(None, validation_alias=AliasChoices("EksternId", "Eksternid", "EksternID"))


class _Listed(BaseModel):
    Results: list[_Kept]


_KEPT: Final[TypeAdapter[list[_Kept] | _Listed]] = TypeAdapter(list[_Kept] | _Listed)


class Sbsys:
    """The records system of one municipality."""

    def __init__(self, access: SbsysAccess, *, now: Callable[[], datetime] = clock.now) -> None:
        """Raises OSError when a certificate or a file with a secret cannot be read."""
        self._access, self._url = access, access.url.rstrip("/")
        credentials = Credentials.read(
            access.client_id, access.client_secret_file, access.username, access.password_file
        )
        self._client = outbound.client(
            [Address.of(access.url), Address.of(access.token_url)],
            timeout=access.timeout,
            most_bytes=_MOST_BYTES,
            certificate=access.certificate,
            authorities=access.authorities,
            our_own=True,
        )
        self._tokens = Tokens(self._client, access.token_url, credentials, now=now)

    def close(self) -> None:
        self._client.close()

    def file(self, document: Document, *, tried_before: bool) -> Filed:
        """Raises RecordsAway and RecordsRefused; neither names anybody."""
        case = self._case(document.case_number)
        if tried_before and (kept := self._kept(case, document.document_id)) is not None:
            return Filed(str(kept.number), before=True)
        answer = self._call(
            "POST",
            "/api/dokument/journaliser",
            files={
                "file": (document.file_name, document.content, document.media_type),
                "json": (None, json.dumps(self._metadata(case, document), ensure_ascii=False), "application/json"),
            },
        )
        return Filed(str(_read(_Kept, answer).number))

    def _case(self, number: str) -> int:
        """Its own id of the case. The search may find more than what was asked for: only that very number counts."""
        found = _read(_Cases, self._call("POST", "/api/sag/search", json={"Nummer": number, "Limit": 10}))
        ids = {one.Id for one in found.Results if one.Nummer is not None and one.Nummer.strip() == number}
        if len(ids) != 1:
            raise RecordsRefused(CASE_UNKNOWN)
        return ids.pop()

    def _kept(self, case: int, document_id: UUID) -> _Kept | None:
        answer = self._call("GET", f"/api/sag/{case}/dokumenter")
        try:
            found = _KEPT.validate_json(answer.content)
        except ValidationError:
            raise RecordsRefused(NOT_UNDERSTOOD) from None
        rows = found.Results if isinstance(found, _Listed) else found
        return next((row for row in rows if (row.external_id or "").lower() == str(document_id)), None)

    def _metadata(self, case: int, document: Document) -> Mapping[str, Any]:
        """No more than the municipality's system needs, and nothing that it might not know."""
        said: dict[str, Any] = {
            "SagID": case,
            "DokumentNavn": document.title[:200],
            "Beskrivelse": f"SSP-sag {document.case_id}",
            "Eksternid": str(document.document_id),
            "RegistreringsDato": document.dated.isoformat(),
        }
        outgoing = document.direction is Direction.OUTGOING
        kind = self._access.outgoing_kind_id if outgoing else self._access.incoming_kind_id
        if kind is not None:
            said["DokumentArt"] = {"Id": kind}
        if self._access.open_to_access is not None:
            said["OmfattetAfAktindsigt"] = self._access.open_to_access
        if document.party_cpr is not None:
            number = f"{document.party_cpr[:6]}-{document.party_cpr[6:]}"
            said["SagsPart"] = {"PartType": "Person", "CPRnummer": number}
        return said

    def _call(self, method: str, path: str, **what: Any) -> httpx.Response:
        """With a token; with a new one where the system will not have the one that was kept."""
        header = self._tokens.header()
        answer = self._sent(method, path, header, what)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._tokens.drop(header)
            answer = self._sent(method, path, self._tokens.header(), what)
        status = answer.status_code
        if status in _NOT_LET_IN:
            # The user or the client is refused, not the document: it waits while somebody sees to that.
            logger.error("sbsys answers %s: see to the client, the user and their rights", status)
            raise RecordsAway(f"HTTP_{status}")
        if status in _TRY_AGAIN or status >= 500:
            raise RecordsAway(f"HTTP_{status}")
        if not answer.is_success:
            raise RecordsRefused(f"HTTP_{status}")
        if "json" not in answer.headers.get("content-type", ""):
            raise RecordsAway("NO_JSON")  # something in between has answered
        return answer

    def _sent(self, method: str, path: str, header: str, what: Mapping[str, Any]) -> httpx.Response:
        """Nothing of what is sent is repeated by anything that is raised; the address names nobody."""
        try:
            return self._client.request(method, self._url + path, headers={"Authorization": header}, **what)
        except httpx.HTTPError as error:
            if is_about_certificates(error):
                logger.error("sbsys: a certificate is refused")
                raise RecordsAway("CERTIFICATE_REFUSED") from None
            raise RecordsAway(type(error).__name__) from None


def _read(model: type[_M], answer: httpx.Response) -> _M:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise RecordsRefused(NOT_UNDERSTOOD) from None
