"""What is under way is named here, for whoever collects traces: the part of OpenTelemetry that is there in any case.

Nothing is collected until ``app.traces`` is opened; until then every name is lost, and costs next to nothing.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

PASSED_ON: Final = "ssp.trace_passed_on"
"""In the extensions of a request that is told of the trace it is sent in (``traceparent``)."""
_REFERENCE: Final = "urn:ssp:trace:"
_tracer = trace.get_tracer("ssp")


def trace_id() -> str | None:
    """32 hexadecimal digits; the same in what is collected, in each log line and in each problem. None where nothing
    is collected, or nothing is under way.
    """
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def reference() -> dict[str, str]:
    """``instance`` of a problem (RFC 9457): this very occurrence, where there is something to find it by."""
    found = trace_id()
    return {"instance": f"{_REFERENCE}{found}"} if found else {}


def id_of(instance: str) -> str:
    """The id that a problem's ``instance`` stands for."""
    return instance.removeprefix(_REFERENCE)


@contextmanager
def under_way(name: str, kind: SpanKind = SpanKind.INTERNAL, **said: str) -> Iterator[trace.Span]:
    """A span of ours. What fails in it is told by its kind: its words may carry what somebody sent.

    ``said``: attributes, with ``__`` for each dot. Only those that app/traces/gate.py names leave the process.
    """
    attributes = {attribute.replace("__", "."): value for attribute, value in said.items()}
    with _tracer.start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise


@contextmanager
def statement(sql: str) -> Iterator[None]:
    """For what goes to PostgreSQL past SQLAlchemy. ``sql``: with placeholders, as it is sent."""
    operation = sql.lstrip().split(maxsplit=1)[0].upper()
    said = {"db__system__name": "postgresql", "db__operation__name": operation, "db__query__text": sql}
    with under_way(operation, SpanKind.CLIENT, **said):
        yield


@contextmanager
def queueing(task: str) -> Iterator[Callable[[object], None]]:
    """Gives what is told the job's number, by which the trace of the job itself is found: it is in both."""
    with under_way(f"queue {task}", SpanKind.PRODUCER, **_of_engine(task)) as span:
        yield lambda job_id: span.set_attribute("messaging.message.id", str(job_id))


async def each_job(go_on: Callable[[], Awaitable[Any]], context: Any, _: object) -> Any:
    """A middleware of the job engine's worker: each job is a trace of its own."""
    said = {"messaging__message__id": str(context.job.id)}
    with under_way(f"do {context.job.task_name}", SpanKind.CONSUMER, **said, **_of_engine(context.job.task_name)):
        return await go_on()


def _of_engine(task: str) -> dict[str, str]:
    return {"messaging__system": "procrastinate", "messaging__destination__name": task}
