"""Who signs the log's anchors: an Ed25519 key that the database does not have."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.audit.chain import plain, whole

_ANYBODY_ELSE: Final = 0o077


class NoAuditKey(Exception):
    """The key that signs the log's anchors is missing or cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Signer:
    """Signs as ``key_id``: SHA-256 of the raw public key, in hexadecimal."""

    key: Ed25519PrivateKey
    key_id: str

    @classmethod
    def of(cls, key: Ed25519PrivateKey) -> Self:
        return cls(key, key_id_of(key.public_key()))

    @classmethod
    def generate(cls) -> Self:
        return cls.of(Ed25519PrivateKey.generate())

    def sign(self, values: Mapping[str, Any]) -> str:
        """In hexadecimal, over the canonical form of ``values``."""
        return self.key.sign(whole(values)).hex()

    def public_pem(self) -> str:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_id_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def anchor(municipality_code: str, chain_end: bytes, at: datetime) -> dict[str, str]:
    """What a receipt says of the log, with this process's key: it ended in ``chain_end`` at ``at``.

    No row's number, and always of the same length: how much is logged is not told to who gets it.
    """
    signed = {"municipality_code": municipality_code, "hash": chain_end, "at": at, "key_id": signer().key_id}
    told = {name: str(plain(value)) for name, value in signed.items() if name != "municipality_code"}
    return told | {"signature": signer().sign(signed)}


def public_path(path: Path) -> Path:
    """Beside the key file: all public keys that have been in use, the oldest first."""
    return path.with_name(f"{path.name}.pub")


def new_key(path: Path, *, replace: bool = False) -> Signer:
    """Makes a key file, and adds its public key to those before it.

    With ``replace`` the old key is gone; what it has signed is still checked with its public key.
    Raises FileExistsError when there is a key and it is not to be replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and not replace:
        raise FileExistsError(17, "There is a key already, and it is replaced only when asked for", str(path))
    made = Signer.generate()
    with public_path(path).open("a", encoding="ascii") as public:
        public.write(made.public_pem())
        public.flush()
        os.fsync(public.fileno())
    secret = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return made


def read_key(path: Path, *, may_make: bool = False) -> Signer:
    """The key in ``path``; made there when it is missing and ``may_make``. Raises NoAuditKey."""
    if not path.exists():
        if not may_make:
            raise NoAuditKey(f"There is no key for signing the log at {path}: set SSP_AUDIT_KEY, or ssp audit new-key.")
        return new_key(path)
    try:
        if path.stat().st_mode & _ANYBODY_ELSE:
            raise NoAuditKey(f"The key for signing the log is open to others than its owner: chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoAuditKey(f"The key for signing the log in {path} cannot be read ({type(error).__name__}).") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoAuditKey(f"The key for signing the log in {path} is not an Ed25519 key: ssp audit new-key makes one.")
    return Signer.of(key)


_used: list[Signer] = []


def use(one: Signer) -> None:
    """From here on this process signs with ``one``."""
    _used[:] = [one]


def signer() -> Signer:
    """Raises NoAuditKey when the process was given none."""
    if not _used:
        raise NoAuditKey("This process has no key for signing the log.")
    return _used[0]
