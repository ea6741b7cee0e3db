"""Where a municipality's own keys are kept: a protocol, so that another key store can take the file's place."""

from collections.abc import Collection, Sequence
from typing import Final, Protocol

INDEX_BYTES: Final = 16


class NoKey(Exception):
    """The key for personal data is missing or cannot be read; the service must not start."""


class DoesNotUnwrap(Exception):
    """None of the municipality's keys opens this wrapped data key here."""


class MunicipalityKeys(Protocol):
    """The keys of one municipality, as they were when they were asked for."""

    @property
    def primary(self) -> str:
        """The id of the key that wraps."""
        ...

    @property
    def older(self) -> Sequence[str]:
        """The ids of those that only unwrap."""
        ...

    def wrap(self, data_key: bytes, place: bytes) -> bytes:
        """``data_key`` (32 bytes), wrapped by the primary key and bound to its place."""
        ...

    def unwrap(self, wrapped: bytes, place: bytes) -> bytes:
        """By whichever key wrapped it. Raises DoesNotUnwrap."""
        ...

    def index(self, value: bytes) -> bytes:
        """Keyed, the same each time: ``INDEX_BYTES`` bytes."""
        ...


class KeyProvider(Protocol):
    """A key store. It is asked within requests, so it answers from memory or from the machine itself.

    Of several processes that share a store, each meets a change made by another before it uses a key
    that the change brought, and wraps with the new primary key from the next ``of`` on.
    """

    def where(self) -> str:
        """For a sentence: where the keys are kept."""
        ...

    def municipalities(self) -> Collection[str]:
        """Those that have keys. Raises NoKey when the store is there and cannot be read."""
        ...

    def of(self, municipality_code: str, expected: str | None = None) -> MunicipalityKeys:
        """The keys as they stand now; ``expected`` is a key's id that should be among them. Raises NoKey."""
        ...

    def add(self, municipality_codes: Collection[str]) -> None:
        """Makes the first keys of municipalities that have none; the keys of others are left alone."""
        ...

    def rotate(self, municipality_code: str) -> None:
        """Makes a new primary wrapping key and keeps the older ones. The indexing key stays. Raises NoKey."""
        ...

    def retire(self, municipality_code: str, key_ids: Collection[str]) -> None:
        """Destroys wrapping keys that nothing is wrapped with any more; never the primary. Raises NoKey."""
        ...
