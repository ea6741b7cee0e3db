"""A collector of traces: takes OTLP over HTTP by its published protobuf, keeps what came, and may misbehave."""

import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1 import trace_pb2


@dataclass(frozen=True)
class Span:
    """One that came, with who sent it. ``parent`` is empty where a trace begins."""

    name: str
    kind: str
    trace_id: str
    id: str
    parent: str
    said: dict[str, Any]
    failed: bool
    resource: dict[str, Any]
    seconds: float
    plain: trace_pb2.Span


@dataclass
class Collector:
    url: str
    status: int = 200
    waits: float = 0.0
    """Seconds before it answers."""
    asked: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    got: list[Span] = field(default_factory=list)
    text: str = ""
    """Everything that came, as protobuf writes it for people: to be searched."""

    def take(self, body: bytes) -> None:
        read = ExportTraceServiceRequest.FromString(body)
        self.text += str(read) + "".join(f"\n{value}" for value in _texts(read))
        for sent in read.resource_spans:
            resource = {one.key: _plain(one.value) for one in sent.resource.attributes}
            for scoped in sent.scope_spans:
                self.got += [_read(span, resource) for span in scoped.spans]

    def begun_by(self, name: str) -> list[Span]:
        """Those that begin a trace and are called so."""
        return [span for span in self.got if span.name == name and not span.parent]

    def of(self, trace_id: str) -> list[Span]:
        return [span for span in self.got if span.trace_id == trace_id]


def _read(span: trace_pb2.Span, resource: dict[str, Any]) -> Span:
    return Span(
        name=span.name,
        kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        trace_id=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        said={one.key: _plain(one.value) for one in span.attributes},
        failed=span.status.code == trace_pb2.Status.STATUS_CODE_ERROR,
        resource=resource,
        seconds=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
        plain=span,
    )


def _plain(value: AnyValue) -> Any:
    which = value.WhichOneof("value")
    return getattr(value, which) if which else None


def _texts(read: ExportTraceServiceRequest) -> Iterator[str]:
    """Each text as it is: protobuf writes what is not ASCII in digits."""
    for sent in read.resource_spans:
        for scoped in sent.scope_spans:
            for span in scoped.spans:
                yield span.name
                yield span.status.message
                yield span.trace_state
                yield from (str(_plain(one.value)) for one in span.attributes)
                for event in span.events:
                    yield event.name
                    yield from (str(_plain(one.value)) for one in event.attributes)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    collector: ClassVar[Collector]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        collector = self.collector
        collector.asked += 1
        collector.headers = {name.lower(): value for name, value in self.headers.items()}
        time.sleep(collector.waits)
        right = self.path == "/v1/traces" and self.headers["content-type"] == "application/x-protobuf"
        status = collector.status if right else 404
        if status == 200:
            collector.take(body)
        answer = ExportTraceServiceResponse().SerializeToString()
        self.send_response(status)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def collecting(port: int = 0, certificate: Path | None = None) -> Iterator[Collector]:
    """On this machine, at a port of its own or at the one that is given; by TLS with a certificate."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    if certificate is not None:
        shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shown.load_cert_chain(certificate)
        server.socket = shown.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "https" if certificate else "http"
    made = handler.collector = Collector(f"{scheme}://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]  # made above
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
