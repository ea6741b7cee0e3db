"""What leaves the process of a span: what stands in a list here, and nothing else. And what comes in: nothing.

The libraries that make spans put in whole addresses, queries, the host a stranger asked for, and the words of
exceptions, which hold the values of a row. So nothing is taken out of a span; what may go is put into a new one.
"""

from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.context import Context, get_current
from opentelemetry.propagators.textmap import CarrierT, TextMapPropagator
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, Status

_OF_ALL: Final = frozenset({"error.type"})
_OF_HTTP: Final = frozenset({"http.request.method", "http.response.status_code"})
_OF_THE_ENGINE: Final = frozenset({"messaging.system", "messaging.destination.name", "messaging.message.id"})
_OF_POSTGRESQL: Final = frozenset({"db.system.name", "db.namespace", "db.operation.name", "db.query.text"})
MAY_LEAVE: Final[Mapping[SpanKind, frozenset[str]]] = {
    SpanKind.SERVER: _OF_ALL | _OF_HTTP | {"http.route", "network.protocol.version"},
    SpanKind.CLIENT: _OF_ALL | _OF_HTTP | _OF_POSTGRESQL | {"server.address", "server.port"},
    SpanKind.PRODUCER: _OF_ALL | _OF_THE_ENGINE,
    SpanKind.CONSUMER: _OF_ALL | _OF_THE_ENGINE,
    SpanKind.INTERNAL: _OF_ALL,
}
"""Of a request to us never ``url.*`` (what was asked for) or ``server.address`` (the name it was asked for by)."""


class Silent(TextMapPropagator):
    """Takes no trace from a caller, who would decide what is collected, and tells whoever is called of none of ours."""

    def extract(self, carrier: CarrierT, context: Context | None = None, getter: Any = None) -> Context:
        return get_current() if context is None else context

    def inject(self, carrier: CarrierT, context: Context | None = None, setter: Any = None) -> None:
        pass

    @property
    def fields(self) -> set[str]:
        return set()


def bare(span: ReadableSpan) -> ReadableSpan:
    """Its name, times, kind, and what may leave. No event, no link, and of its status the code alone."""
    kept = MAY_LEAVE[span.kind]
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in kept},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
