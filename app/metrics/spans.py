"""Spans that this process made, by what became of them; a lost one is lost without a request having waited."""

from typing import Final

from prometheus_client import Counter

SENT: Final = "sent"
NOT_TAKEN: Final = "not_taken"
"""The collector was away, too slow, or refused them."""
TOO_MANY: Final = "too_many"
"""They came faster than they could be sent."""

SPANS: Final = Counter(
    "ssp_trace_spans", "Spans by what became of them: sent, not_taken by the collector, too_many to wait", ["outcome"],
    registry=None,
)  # fmt: skip
for _outcome in (SENT, NOT_TAKEN, TOO_MANY):
    SPANS.labels(_outcome)
