"""One municipality's keys as Tink key sets: one that wraps data keys (AES-256-GCM), one that indexes (HMAC-SHA256)."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

import tink
from tink import aead, json_proto_keyset_format, prf, secret_key_access

from app.people.key_provider import INDEX_BYTES, DoesNotUnwrap, NoKey

aead.register()
prf.register()

Keyset = Mapping[str, Any]
"""Tink's own JSON form of a key set."""


class TinkKeys:
    """Never changes: ``rotated`` and ``without`` give another."""

    def __init__(self, wrapping: Keyset, indexing: Keyset) -> None:
        """Raises NoKey when either is no key set."""
        self._wrapping, self._indexing = wrapping, indexing
        try:
            self._aead: aead.Aead = _parsed(wrapping).primitive(aead.Aead)
            self._prf = _parsed(indexing).primitive(prf.PrfSet).primary()
            ids = [str(key["keyId"]) for key in wrapping["key"]]
            self._primary = str(wrapping["primaryKeyId"])
        except (tink.TinkError, KeyError, TypeError, ValueError) as error:
            raise NoKey(f"no key set ({type(error).__name__})") from None
        self._older = tuple(one for one in ids if one != self._primary)

    @classmethod
    def make(cls) -> Self:
        return cls(_made(aead.aead_key_templates.AES256_GCM), _made(prf.prf_key_templates.HMAC_SHA256))

    def as_json(self) -> dict[str, Keyset]:
        return {"wrapping": self._wrapping, "indexing": self._indexing}

    @property
    def primary(self) -> str:
        return self._primary

    @property
    def older(self) -> Sequence[str]:
        return self._older

    def wrap(self, data_key: bytes, place: bytes) -> bytes:
        wrapped: bytes = self._aead.encrypt(data_key, place)
        return wrapped

    def unwrap(self, wrapped: bytes, place: bytes) -> bytes:
        try:
            data_key: bytes = self._aead.decrypt(wrapped, place)
        except tink.TinkError:
            raise DoesNotUnwrap from None
        return data_key

    def index(self, value: bytes) -> bytes:
        digest: bytes = self._prf.compute(value, INDEX_BYTES)
        return digest

    def rotated(self) -> "TinkKeys":
        """With a new primary wrapping key; the older ones still unwrap."""
        made = _made(aead.aead_key_templates.AES256_GCM)
        while str(made["primaryKeyId"]) in (self._primary, *self._older):
            made = _made(aead.aead_key_templates.AES256_GCM)
        wrapping = {"primaryKeyId": made["primaryKeyId"], "key": [*self._wrapping["key"], *made["key"]]}
        return TinkKeys(wrapping, self._indexing)

    def without(self, key_ids: Collection[str]) -> "TinkKeys":
        """Without those older wrapping keys."""
        kept = [
            key
            for key in self._wrapping["key"]
            if str(key["keyId"]) == self._primary or str(key["keyId"]) not in key_ids
        ]
        return TinkKeys({**self._wrapping, "key": kept}, self._indexing)


def _made(template: object) -> Keyset:
    made: Keyset = json.loads(
        json_proto_keyset_format.serialize(tink.new_keyset_handle(template), secret_key_access.TOKEN)
    )
    return made


def _parsed(keyset: Keyset) -> tink.KeysetHandle:
    return json_proto_keyset_format.parse(json.dumps(keyset), secret_key_access.TOKEN)
