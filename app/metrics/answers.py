"""Each answer this process gives, counted by the route's template: no id, no address and no user stands in a figure."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

_ANSWERS: Final = Counter(
    "ssp_http_answers", "Answers given, by route and by the first digit of the status", ["method", "route", "status"],
    registry=None,
)  # fmt: skip
_SECONDS: Final = Histogram(
    "ssp_http_answer_seconds", "From a request's head to the last byte of its answer", ["method", "route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180), registry=None,
)  # fmt: skip


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """``route``: the template, or ``-`` where none was found; ``status`` 0: the caller was gone before it had one."""
    _ANSWERS.labels(method, route, f"{status // 100}xx" if status else "-").inc()
    _SECONDS.labels(method, route).observe(seconds)


def with_answers(registry: CollectorRegistry) -> CollectorRegistry:
    """``registry``, with what has been counted beside what it has."""
    registry.register(_ANSWERS)
    registry.register(_SECONDS)
    return registry
