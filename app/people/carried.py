"""What goes to somebody and comes back without being kept here: sealed for one person and one purpose.

Two bytes say how long the wrapped key is, then come that key, the nonce (12 bytes) and the ciphertext with its tag.
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.caller import Caller
from app.people.key_provider import DoesNotUnwrap
from app.people.sealing import KEY_BYTES, NONCE_BYTES, NotThere
from app.people.vault import vault

_LENGTH: Final = 2


def sealed_for(by: Caller, purpose: str, content: bytes) -> bytes:
    """``content`` under a key of its own, which the municipality's key wraps; nobody else opens it."""
    at, key, nonce = _place(by, purpose), os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
    wrapped = vault().of(by.municipality_code).wrap(key, at)
    return len(wrapped).to_bytes(_LENGTH) + wrapped + nonce + AESGCM(key).encrypt(nonce, content, at)


def opened_by(by: Caller, purpose: str, sealed: bytes) -> bytes:
    """Raises NotThere for what was not sealed here for ``by`` and ``purpose``, or was changed on the way."""
    at, begin = _place(by, purpose), _LENGTH + int.from_bytes(sealed[:_LENGTH])
    nonce, rest = sealed[begin : begin + NONCE_BYTES], sealed[begin + NONCE_BYTES :]
    try:
        key = vault().of(by.municipality_code).unwrap(sealed[_LENGTH:begin], at)
        return AESGCM(key).decrypt(nonce, rest, at)
    except (DoesNotUnwrap, InvalidTag, ValueError):
        raise NotThere from None


def _place(by: Caller, purpose: str) -> bytes:
    return f"{by.municipality_code}|carried|{purpose}|{by.id}".encode()
