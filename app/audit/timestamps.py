"""A time-stamp authority (RFC 3161) as a sink: it swears that a checkpoint was there at a time of its own."""

import os
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path

import httpx
from rfc3161_client import PKIStatus, TimeStampRequest, TimestampRequestBuilder, decode_timestamp_response

from app import outbound
from app.audit.sinks import Sent, SinkFailed
from app.outbound import Address


@dataclass(frozen=True)
class TimestampSink:
    """Asks ``url``. The token is kept with the checkpoint and, with a ``folder``, beside it there as a file."""

    url: str
    folder: Path | None = None
    name: str = "tsa"

    def send(self, checkpoint: Sent) -> bytes:
        request = TimestampRequestBuilder().data(checkpoint.line).build()
        token = self._ask(request)
        try:
            if not _answers(token, request, checkpoint.line):
                raise SinkFailed(f"{self.name}: the authority refused, or answered something else")
            if self.folder is not None:
                _write(self.folder / f"{checkpoint.name}.tsr", token)
        except (ValueError, OSError) as error:
            raise SinkFailed(f"{self.name}: {type(error).__name__}") from None
        return token

    def _ask(self, request: TimeStampRequest) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        try:
            with outbound.client([Address.of(self.url)]) as client:
                answer = client.post(self.url, content=request.as_bytes(), headers=headers)
                return answer.raise_for_status().content
        except httpx.HTTPError as error:
            raise SinkFailed(f"{self.name}: {type(error).__name__}") from None


def _answers(token: bytes, request: TimeStampRequest, line: bytes) -> bool:
    """It is to this question. Whether the authority is the right one, the verifier asks."""
    response = decode_timestamp_response(token)
    if response.status != PKIStatus.GRANTED:
        return False
    info = response.tst_info
    return info.message_imprint.message == sha512(line).digest() and info.nonce == request.nonce


def _write(path: Path, token: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
