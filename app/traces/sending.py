"""From a span that has ended to the collector: beside the requests, which never wait for it.

Read in when traces are on, and not before: the library behind it takes memory and time to start.
"""

import logging
import os
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Final

import requests
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy import Engine

from app import clock
from app.metrics.spans import NOT_TAKEN, SENT, SPANS, TOO_MANY
from app.traces.gate import Silent, bare
from app.traces.sampling import some_of
from app.tracing import PASSED_ON

logger = logging.getLogger("ssp.traces")

MOST_WAITING: Final = 4096
AT_ONCE: Final = 512
EVERY: Final = 2.0
PATIENCE: Final = 5.0
"""Seconds for one batch, in which it is tried again where that helps."""
TO_LEAVE: Final = 5.0
"""Seconds that a process that ends gives to what waits."""
LONGEST_STATEMENT: Final = 2000


class _Told(SpanExporter):
    """Sends what may leave, counts it, and says once that it does not arrive, and once that it does again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter, self._away = exporter, False
        self._done, self._counting = 0, threading.Lock()

    @property
    def done(self) -> int:
        """Spans that do not wait any more, whatever became of them."""
        return self._done

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export([bare(span) for span in spans])
        arrived = result is SpanExportResult.SUCCESS
        SPANS.labels(SENT if arrived else NOT_TAKEN).inc(len(spans))
        if arrived is self._away:
            self._away = not arrived
            if arrived:
                logger.info("traces arrive again")
            else:
                logger.warning("traces do not arrive: the collector is away, slow or refuses them; they are dropped")
        with self._counting:
            self._done += len(spans)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


class _Bounded(BatchSpanProcessor):
    """The library's own, but that what is too much is counted before it is lost."""

    def __init__(self, told: _Told) -> None:
        super().__init__(told, MOST_WAITING, EVERY * 1000, AT_ONCE)
        self._told, self._taken, self._taking = told, 0, threading.Lock()

    def on_end(self, span: ReadableSpan) -> None:
        if not (span.context and span.context.trace_flags.sampled):
            return
        with self._taking:
            full = self._taken - self._told.done >= MOST_WAITING
            self._taken += not full
        if full:
            SPANS.labels(TOO_MANY).inc()
        else:
            super().on_end(span)


@contextmanager
def collecting(url: str, token: str | None, ratio: float, part: str, engines: Sequence[Engine]) -> Iterator[None]:
    """Once in a process. ``part``: ``web`` or ``worker``; what ``engines`` send is seen."""
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # it repeats itself; ours says it once
    propagate.set_global_textmap(Silent())
    provider = TracerProvider(
        sampler=some_of(ratio),
        resource=Resource.create(
            {
                "service.namespace": "ssp",
                "service.name": f"ssp-{part}",
                "service.version": version("ssp"),
                "service.instance.id": str(clock.new_id()),
            }
        ),
        shutdown_on_exit=False,
        span_limits=SpanLimits(max_span_attribute_length=LONGEST_STATEMENT, max_events=0, max_links=0),
    )
    provider.add_span_processor(_Bounded(_Told(_exporter(url, token))))
    trace.set_tracer_provider(provider)
    _see_into_libraries(provider, engines)
    try:
        yield
    finally:
        _leave(provider)


def _exporter(url: str, token: str | None) -> SpanExporter:
    """It follows no redirect. The environment's proxies and passwords are not used."""
    session = requests.Session()
    session.trust_env = False
    paths = ssl.get_default_verify_paths()  # the platform's own authorities, as for every other call
    return OTLPSpanExporter(
        endpoint=url,
        certificate_file=paths.cafile or paths.capath,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        timeout=PATIENCE,
        compression=Compression.Gzip,
        session=session,
    )


def _see_into_libraries(provider: TracerProvider, engines: Sequence[Engine]) -> None:
    os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "http,database"  # the names that are agreed, and that the gate knows
    SQLAlchemyInstrumentor().instrument(skip_dep_check=True, tracer_provider=provider, engines=list(engines))
    HTTPXClientInstrumentor().instrument(skip_dep_check=True, tracer_provider=provider, request_hook=_pass_on)


def _pass_on(_: object, request: Any) -> None:
    """To whom app/outbound.py was told that it may go."""
    if PASSED_ON in request.extensions:
        TraceContextTextMapPropagator().inject(request.headers)


def _leave(provider: TracerProvider) -> None:
    """Sends what waits, for as long as there is. The library would wait half a minute for a silent collector."""
    leaving = threading.Thread(target=provider.shutdown, name="traces", daemon=True)
    leaving.start()
    leaving.join(TO_LEAVE)
    if leaving.is_alive():
        logger.warning("traces that waited were not all sent")
