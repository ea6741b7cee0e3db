"""The tokens of the records system's stand-in: for one client, with its user or without."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from app import clock

CLIENT_ID: Final = "ssp"
CLIENT_SECRET: Final = "opdigtet-hemmelighed"  # noqa: S105 - known to everybody, and opens nothing but the stand-in


class NotIssued(Exception):
    """The message is OAuth's own code."""


class Tokens:
    """What was issued since the start: nothing of it outlives the process."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.know(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)

    def know(
        self, *, client_id: str, client_secret: str, username: str | None = None, password: str | None = None,
        seconds: int = 3600,
    ) -> None:  # fmt: skip
        """This client from now on, with tokens that live so long; those that there are hold no longer."""
        self._wanted = {"client_id": client_id, "client_secret": client_secret}
        if username is not None:
            self._wanted |= {"username": username, "password": password or ""}
        self._seconds, self.issued = seconds, 0
        self._until: dict[str, datetime] = {}

    def issue(self, form: Mapping[str, str]) -> dict[str, Any]:
        """As JSON. Raises NotIssued."""
        said = dict(form)
        if said.pop("grant_type", None) != ("password" if "username" in self._wanted else "client_credentials"):
            raise NotIssued("invalid_request")
        if said != self._wanted:
            raise NotIssued("invalid_client")
        token = clock.new_secret()
        self._until[f"Bearer {token}"] = clock.now() + timedelta(seconds=self._seconds)
        self.issued += 1
        return {"access_token": token, "token_type": "bearer", "expires_in": self._seconds}

    def hold(self, header: str) -> bool:
        return header in self._until and clock.now() < self._until[header]
