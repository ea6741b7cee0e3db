"""An issuer's public keys (JWKS, RFC 7517): from a file, or fetched and kept."""

import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from app.access.refusals import ProviderUnavailable

logger = logging.getLogger("ssp.access")

SECONDS_BETWEEN: Final = 30.0
"""The least time between two fetches, whatever key is asked for."""
SECONDS_AT_FIRST: Final = 2.0
"""The same, as long as none have been fetched at all."""
FRESH_FOR: Final = 600.0
"""Seconds, so that a key the issuer has taken back is soon gone here."""


class NoKeys(ValueError):
    """What should be a set of public keys is none."""


class Keys(Protocol):
    def current(self, key_id: str | None) -> KeySet:
        """The keys, with ``key_id`` among them when there is such a key. Raises ProviderUnavailable."""
        ...


class FixedKeys:
    """Keys that somebody handed over."""

    def __init__(self, keys: KeySet) -> None:
        self.keys = keys

    @classmethod
    def from_file(cls, path: Path) -> "FixedKeys":
        """Raises NoKeys and OSError."""
        return cls(key_set(json.loads(path.read_text())))

    def current(self, key_id: str | None) -> KeySet:
        return self.keys


class FetchedKeys:
    """Keys fetched when first needed, when a token names an unknown one, and when they are ten minutes old.

    When the issuer is away the last ones stand. Shared by threads: one fetches, and the others only
    wait for it when there is nothing yet.
    """

    def __init__(self, fetch: Callable[[], Any], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._monotonic = fetch, monotonic
        self._keys: KeySet | None = None
        self._tried = self._fetched = float("-inf")
        self._lock = threading.Lock()

    def current(self, key_id: str | None) -> KeySet:
        if self._wanting(key_id):
            self._fetch_again(key_id)
        if self._keys is None:
            raise ProviderUnavailable()
        return self._keys

    def _wanting(self, key_id: str | None) -> bool:
        now, kept = self._monotonic(), self._keys
        if kept is None:
            return now - self._tried >= SECONDS_AT_FIRST
        unknown = key_id is not None and all(key.kid != key_id for key in kept)
        return now - self._tried >= SECONDS_BETWEEN and (unknown or now - self._fetched >= FRESH_FOR)

    def _fetch_again(self, key_id: str | None) -> None:
        if not self._lock.acquire(blocking=self._keys is None):
            return
        try:
            if self._wanting(key_id):  # nobody has tried while this one waited
                self._keys = key_set(self._fetch())
                self._fetched = self._monotonic()
        except (httpx.HTTPError, ProviderUnavailable, NoKeys) as error:
            logger.warning("an issuer's keys could not be fetched: %s", type(error).__name__)
        finally:
            self._tried = self._monotonic()
            self._lock.release()


def key_set(said: Any) -> KeySet:
    """The public keys for signatures in ``said`` (a JWKS as JSON). Raises NoKeys.

    A shared secret or a private key has no place in it, and a key for encryption is not one.
    """
    try:
        found = KeySet.import_key_set({"keys": [one for one in said["keys"] if one.get("use", "sig") == "sig"]})
    except (ValueError, KeyError, TypeError, AttributeError, JoseError):
        raise NoKeys("no set of public keys") from None
    usable = [key for key in found if isinstance(key, ECKey | RSAKey) and not key.is_private]
    if not usable:
        raise NoKeys("no public key for signatures")
    return KeySet(list(usable))
