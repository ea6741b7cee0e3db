"""Whom the service calls, it calls in a span; and the municipality's own records system alone is told of it."""

import subprocess
import sys

from tests.drill.canaries import CPR_NUMBER
from tests.integration.receiver import receiving
from tests.running.process import ROOT, environment
from tests.traces.collector import Collector

_CALLS = """
import sys
from app import outbound, tracing
from app.outbound import Address
from app.receivers.allowed import Receivers
from app.traces import sending
from opentelemetry.trace import SpanKind

collector, url, asked = sys.argv[1:]
with sending.collecting(collector, None, 1, "worker", []), tracing.under_way("do it", SpanKind.CONSUMER):
    outbound.client([Address.of(url)], our_own=True).post(url + asked, json={"at": "own"})
    outbound.client([Address.of(url)]).post(url + asked, json={"at": "public"})
    Receivers.of(addresses=[url]).client().post(url + asked, json={"at": "receiver"})
    print(tracing.trace_id())
"""


def test_the_municipalitys_own_is_told_and_nobody_else(collector: Collector) -> None:
    with receiving() as receiver:
        done = subprocess.run(
            [sys.executable, "-c", _CALLS, f"{collector.url}/v1/traces", receiver.url, f"/{CPR_NUMBER}?q={CPR_NUMBER}"],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    told = {event["at"]: headers.get("traceparent", "") for event, headers, _ in receiver.got}
    (trace_id,) = done.stdout.split()
    calls = [span for span in collector.of(trace_id) if span.parent]
    assert told.keys() == {"own", "public", "receiver"}
    assert (told["public"], told["receiver"]) == ("", "")
    assert told["own"][:52] in {f"00-{trace_id}-{span.id}" for span in calls}
    assert [(span.kind, span.name, span.said["server.address"]) for span in calls] == [
        ("CLIENT", "POST", "127.0.0.1")
    ] * 3
    assert CPR_NUMBER not in collector.text
