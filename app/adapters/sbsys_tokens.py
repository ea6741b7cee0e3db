"""The access token of SBSYS: asked for with a client's secret, and a user's password where there is a user."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final, Self

import httpx
from pydantic import BaseModel, Field, ValidationError

from app.adapters.records_system import RecordsAway

logger = logging.getLogger("ssp.filing")

_EARLIER: Final = timedelta(minutes=1)
"""A token is not used in its last minute: the call takes its time, and clocks differ."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """``fields`` are those of the form that the token service takes."""

    fields: dict[str, str]

    @classmethod
    def read(cls, client_id: str, secret: Path, username: str | None, password: Path | None) -> Self:
        """Raises OSError when a file cannot be read."""
        fields = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": _line(secret)}
        if username is not None and password is not None:
            fields |= {"grant_type": "password", "username": username, "password": _line(password)}
        return cls(fields)


class _Access(BaseModel):
    access_token: str = Field(pattern=r"^[\x21-\x7e]+$")
    expires_in: int = 60


class Tokens:
    """One token at a time, kept until shortly before it ends."""

    def __init__(
        self, client: httpx.Client, url: str, credentials: Credentials, *, now: Callable[[], datetime]
    ) -> None:
        self._client, self._url, self._credentials, self._now = client, url, credentials, now
        self._kept: tuple[str, datetime] | None = None
        self._one_at_a_time = Lock()

    def header(self) -> str:
        """The value of the header ``Authorization``. Raises RecordsAway."""
        with self._one_at_a_time:
            if self._kept is None or self._kept[1] <= self._now():
                self._kept = self._asked()
            return self._kept[0]

    def drop(self, header: str) -> None:
        """It is not taken any more. Another thread's newer one stays."""
        with self._one_at_a_time:
            if self._kept is not None and self._kept[0] == header:
                self._kept = None

    def _asked(self) -> tuple[str, datetime]:
        at = self._now()
        try:
            answer = self._client.post(self._url, data=self._credentials.fields)
        except httpx.HTTPError as error:
            raise RecordsAway(type(error).__name__) from None
        if not answer.is_success:
            logger.error("sbsys: the token service answers %s: see to the client and the user", answer.status_code)
            raise RecordsAway(f"TOKEN_HTTP_{answer.status_code}")
        try:
            said = _Access.model_validate_json(answer.content)
        except ValidationError:
            raise RecordsAway("NO_ACCESS_TOKEN") from None
        return f"Bearer {said.access_token}", at + timedelta(seconds=said.expires_in) - _EARLIER


def _line(file: Path) -> str:
    """The secret as it stands in the file, without the line's end."""
    return file.read_text(encoding="utf-8").strip()
