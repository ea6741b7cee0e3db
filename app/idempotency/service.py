"""Answering a repeated request with the answer it got the first time."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import Header, Response
from pydantic import BaseModel
from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import purpose_of
from app.audit import service as audit
from app.caller import Caller, Why
from app.errors import Unprocessable
from app.idempotency.models import StoredAnswer
from workflows.roles import AccessPurpose

KEPT_FOR = timedelta(days=30)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern="^[ -~]+$",
        description="Den samme nøgle med det samme indhold giver det samme svar, og intet sker to gange.",
    ),
]


class KeyUsedForSomethingElse(Unprocessable):
    code = "idempotency_key_reused"
    title = "Der er sendt noget andet før"


def request_hash(*parts: object) -> bytes:
    """What makes two requests the same: the operation, what it is done to, and the body."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.model_dump_json().encode() if isinstance(part, BaseModel) else str(part).encode()
        digest.update(len(data).to_bytes(8) + data)
    return digest.digest()


class Shown(NamedTuple):
    """Whom a kept answer shows, and what for it is now given again."""

    subjects: tuple[UUID | None, ...]
    purpose: AccessPurpose


def _about_nobody(_: Any) -> Iterable[UUID | None]:
    return (None,)


def answer_once(
    session: Session,
    key: str | None,
    hashed: bytes,
    *,
    by: Caller,
    do: Callable[[], tuple[int, BaseModel | None, str | None]],
    about: Callable[[Any], Shown | Iterable[UUID | None]] = _about_nobody,
) -> Response:
    """Carries out ``do`` (status, body, etag) once for each key of a client; later the kept answer is given.

    A kept answer is personal data read once more, so that too is logged, on the people that ``about`` names
    when it is shown the answer; it raises when the caller may no longer have it.
    A client who has changed role is not given what the other role might see. Everything happens in the
    session's transaction: an answer is kept if and only if what it tells of was done. Two at once with
    one key wait for each other. Raises KeyUsedForSomethingElse.
    """
    if key is None:
        status, body, etag = do()
        return _response(status, _json(body), etag)
    hashed = request_hash(hashed.hex(), by.role)
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"{by.municipality_code}|{by.id}|{key}", 0)))
    )
    kept = session.scalar(
        select(StoredAnswer).where(
            StoredAnswer.municipality_code == by.municipality_code,
            StoredAnswer.client == by.id,
            StoredAnswer.key == key,
        )
    )
    if kept is not None:
        if kept.request_hash != hashed:
            raise KeyUsedForSomethingElse(
                "Det, der blev sendt første gang, er gemt. Skal det her også gemmes, så send det igen som nyt."
            )
        shown = about(json.loads(kept.body or "null"))
        if not isinstance(shown, Shown):
            shown = Shown(tuple(shown), purpose_of(by))
        audit.record(
            session, "answer.replayed", by=by, why=Why("own_answer", shown.purpose), subjects=shown.subjects,
            object_id=kept.id, fields=["answer"],
        )  # fmt: skip
        return _response(kept.status, kept.body or "", kept.etag, replayed=True)
    status, body, etag = do()
    text = _json(body)
    session.add(
        StoredAnswer(
            municipality_code=by.municipality_code,
            id=clock.new_id(),
            client=by.id,
            key=key,
            request_hash=hashed,
            status=status,
            body=text,
            etag=etag,
            at=by.at,
        )
    )
    session.flush()
    return _response(status, text, etag)


def forget_old_answers(session: Session, at: datetime) -> int:
    """Removes the answers that were kept for ``KEPT_FOR``; gives how many. A key may be used anew after that."""
    gone = session.execute(delete(StoredAnswer).where(StoredAnswer.at < at - KEPT_FOR))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _json(body: BaseModel | None) -> str:
    return "null" if body is None else body.model_dump_json(exclude_unset=True)


def _response(status: int, body: str, etag: str | None, *, replayed: bool = False) -> Response:
    headers = ({"ETag": etag} if etag else {}) | ({"Idempotent-Replayed": "true"} if replayed else {})
    if status == 204:
        return Response(status_code=status, headers=headers)
    return Response(body, status, headers=headers, media_type="application/json")
