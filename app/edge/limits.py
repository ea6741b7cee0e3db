"""How much, how long and how often: what one request and one caller may take of the service."""

from dataclasses import dataclass

from limits import RateLimitItem, parse

from app.settings import Settings

KIB, MIB = 2**10, 2**20


@dataclass(frozen=True, slots=True)
class Rates:
    """How often, for one process. The first three for each credential, the last for each address.

    ``strangers`` counts what comes without a credential, or with one that has not been accepted lately:
    it is how fast tokens can be guessed and the way in be asked for.
    """

    reads: RateLimitItem
    writes: RateLimitItem
    uploads: RateLimitItem
    strangers: RateLimitItem


@dataclass(frozen=True, slots=True)
class EdgeLimits:
    """Sizes are in bytes, times in seconds. As made here sizes and times hold, and nobody is counted or held back."""

    hosts: tuple[str, ...] = ()
    """The names that the service answers to; none named is any."""
    forwarded_by: tuple[str, ...] = ()
    """Addresses and networks whose ``X-Forwarded-For`` is believed."""
    body_bytes: int = MIB
    list_bytes: int = 21 * MIB
    """A list of 20 MiB, and the form around it."""
    paper_bytes: int = 11 * MIB
    """A signed paper of 10 MiB, and the form around it."""
    address_bytes: int = 8 * KIB
    header_bytes: int = 32 * KIB
    headers: int = 100
    body_seconds: float = 20.0
    """To receive a body, and a second more for each ``least_rate`` bytes that have come."""
    least_rate: int = 16 * KIB
    header_seconds: float = 10.0
    """From a connection's first byte, or its opening, to the end of a request's head."""
    connections: int = 1000
    answer_seconds: float = 30.0
    list_seconds: float = 180.0
    rates: Rates | None = None
    receipt_step: float = 0.0
    """A receipt is given at a full step, counted from the list's last byte; 0 gives it at once."""
    receipt_step_per_mib: float = 0.0
    receipt_step_most: float = 60.0
    """A list of so many megabytes is a country's, and whoever sends it waits no longer than for this."""

    @classmethod
    def of(cls, settings: Settings) -> "EdgeLimits":
        rates = Rates(
            reads=parse(settings.rate_reads),
            writes=parse(settings.rate_writes),
            uploads=parse(settings.rate_uploads),
            strangers=parse(settings.rate_strangers),
        )
        return cls(
            hosts=settings.hosts,
            forwarded_by=settings.forwarded_by,
            header_seconds=settings.header_seconds,
            connections=settings.connections,
            body_seconds=settings.body_seconds,
            answer_seconds=settings.answer_seconds,
            list_seconds=settings.list_seconds,
            rates=rates,
            receipt_step=settings.receipt_step,
            receipt_step_per_mib=settings.receipt_step_per_mib,
        )
