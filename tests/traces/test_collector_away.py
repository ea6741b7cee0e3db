"""A collector that is away, slow or full: nobody waits for it, and it is seen that spans are lost."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.adapters.certificates import Authority
from tests.metrics.reading import Read
from tests.running.process import ROOT, Installation, environment, free_port, wait_until
from tests.traces.collector import Collector, collecting
from workflows.roles import Role


def _spans(port: int, outcome: str) -> float:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False).text
    return Read(text).value("ssp_trace_spans_total", outcome=outcome)


def test_answers_go_on_while_it_is_away_and_traces_when_it_is_back(here: Installation) -> None:
    at, figures = free_port(), free_port()
    given = {"SSP_TRACES_URL": f"http://127.0.0.1:{at}", "SSP_METRICS_PORT": str(figures)}
    with here.serve(**given) as server, here.caller(server, Role.COORDINATOR) as coordinator:

        def answered() -> None:
            assert coordinator.get("/v1/cases").status_code == 200

        answered()
        wait_until(lambda: _spans(figures, "not_taken") > 0, "what is lost should be counted", 60)
        lost = _spans(figures, "not_taken")
        answered()
        wait_until(lambda: _spans(figures, "not_taken") > lost, "it should be lost too", 60)
        assert _spans(figures, "sent") == 0
        assert server.said().count("traces do not arrive") == 1, "said once, and not for each batch"
        with collecting(at) as collector:
            answered()
            wait_until(lambda: collector.begun_by("GET /v1/cases"), "it should arrive", 60)
            wait_until(lambda: "traces arrive again" in server.said(), "it should be said once it was taken")
            wait_until(lambda: _spans(figures, "sent") > 0, "what arrived should be counted")


def test_a_collector_that_refuses_is_one_that_is_away(here: Installation, collector: Collector) -> None:
    collector.status, figures = 400, free_port()
    with here.serve(SSP_TRACES_URL=collector.url, SSP_METRICS_PORT=str(figures)) as server:
        with here.caller(server, Role.COORDINATOR) as coordinator:
            assert coordinator.get("/v1/cases").status_code == 200
        wait_until(lambda: _spans(figures, "not_taken") > 0, "what is refused should be counted", 60)
        assert "traces do not arrive" in server.said()


def test_whoever_leaves_sends_what_waits(here: Installation, collector: Collector) -> None:
    with here.serve(SSP_TRACES_URL=collector.url) as server, here.caller(server, Role.COORDINATOR) as coordinator:
        assert coordinator.get("/v1/cases").status_code == 200
        assert server.signal(signal.SIGTERM) == 0
    assert collector.begun_by("GET /v1/cases")


def test_a_silent_collector_keeps_nobody_from_leaving(here: Installation, collector: Collector) -> None:
    collector.waits = 600
    with here.serve(SSP_TRACES_URL=collector.url) as server, here.caller(server, Role.COORDINATOR) as coordinator:
        assert coordinator.get("/v1/cases").status_code == 200
        assert server.signal(signal.SIGTERM, seconds=20) == 0
    assert collector.asked > 0
    assert collector.got == []


_TOO_MANY = """
import sys
from app import tracing
from app.metrics.spans import SPANS
from app.traces import sending
from opentelemetry.trace import SpanKind

with sending.collecting(sys.argv[1], None, 1, "worker", []):
    for _ in range(3 * sending.MOST_WAITING):
        with tracing.under_way("do nothing", SpanKind.CONSUMER):
            pass
    counted = {sample.labels["outcome"]: sample.value for family in SPANS.collect() for sample in family.samples
               if sample.name.endswith("_total")}
print(int(counted["too_many"]) >= sending.MOST_WAITING, int(counted["sent"]))
"""


def test_more_than_can_wait_is_lost_and_counted(collector: Collector) -> None:
    collector.waits = 600
    done = subprocess.run(
        [sys.executable, "-c", _TOO_MANY, f"{collector.url}/v1/traces"], cwd=ROOT, env=environment(),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "0"], done.stderr


_ONE = """
import sys
from app import tracing
from app.traces import sending
from opentelemetry.trace import SpanKind

with sending.collecting(sys.argv[1], None, 1, "worker", []), tracing.under_way("do nothing", SpanKind.CONSUMER):
    pass
"""


def test_its_certificate_must_be_of_an_authority_that_is_known(tmp_path: Path) -> None:
    certificate = Authority(tmp_path, "authority").issue("collector")
    with collecting(certificate=certificate) as collector:
        for known, arrived in (({}, 0), ({"SSL_CERT_FILE": str(tmp_path / "authority.pem")}, 1)):
            subprocess.run(
                [sys.executable, "-c", _ONE, f"{collector.url}/v1/traces"], cwd=ROOT, env=environment(**known),
                capture_output=True, text=True, check=True, timeout=120,
            )  # fmt: skip
            assert len(collector.got) == arrived
