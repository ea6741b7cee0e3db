"""Off is the default, and costs nothing."""

import signal
import subprocess
import sys

import httpx
import pytest

from tests.running.process import ROOT, Installation, environment, free_port, ssp, wait_until
from tests.running.starting import start_anew
from tests.traces.collector import Collector

_AROUND = ("opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.instrumentation", "requests")


def _imported(said: str) -> set[str]:
    """The names that Python says it read in (``-X importtime``), of those."""
    names = {line.rsplit("|", 1)[-1].strip() for line in said.splitlines() if "|" in line}
    return {name for name in names if name.startswith(_AROUND)}


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_without_an_address_nothing_is_sent_or_read_in(here: Installation, collector: Collector) -> None:
    """Not by the library's own variables either, and not by the framework's."""
    port, log = free_port(), here.folder / "off.log"
    given = here.settings | {
        "SSP_PORT": str(port), "PYTHONPROFILEIMPORTTIME": "1", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_TRACES_EXPORTER": "otlp", "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
    }  # fmt: skip
    running = start_anew(("serve",), environment(**given), log, log)
    try:
        wait_until(lambda: _answers(port), "it should be ready", 90)
        answer = httpx.get(f"http://127.0.0.1:{port}/v1/cases", trust_env=False)
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == 0
    assert answer.status_code == 401
    assert "instance" not in answer.json()
    said = log.read_text()
    assert "trace_id" not in said
    assert "fastapi" in said
    assert _imported(said) == set()
    assert collector.asked == 0


def test_what_is_not_read_in_would_be_seen() -> None:
    read_in = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import app.traces.sending"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {"opentelemetry.sdk.trace", "requests"} <= _imported(read_in.stderr)


@pytest.mark.parametrize("url", ["collector:4318", "ftp://collector/v1/traces", "https://me:secret@collector"])
def test_an_address_that_is_none_stops_the_start_with_a_sentence(here: Installation, url: str) -> None:
    refused = ssp("serve", **here.settings, SSP_TRACES_URL=url)
    assert refused.returncode == 1
    assert "SSP_TRACES_URL" in refused.stderr
    assert "https://host:4318/v1/traces" in refused.stderr
    assert "secret" not in refused.stderr
