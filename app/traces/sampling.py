"""Which traces are collected: so many of those that begin with a request or a job."""

from collections.abc import Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import (
    Decision,
    ParentBased,
    Sampler,
    SamplingResult,
    TraceIdRatioBased,
)
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

_BEGIN = frozenset({SpanKind.SERVER, SpanKind.CONSUMER})


class _AtTheBeginning(Sampler):
    """A statement outside of any request or job (a look for what waits, a figure that is read) is no trace."""

    def __init__(self, ratio: float) -> None:
        self._some = TraceIdRatioBased(ratio)

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        if kind not in _BEGIN:
            return SamplingResult(Decision.DROP)
        return self._some.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        return f"requests and jobs, {self._some.rate}"


def some_of(ratio: float) -> Sampler:
    """A trace is collected whole or not at all. Nobody outside has a say: no parent is taken from a request."""
    return ParentBased(_AtTheBeginning(ratio))
