"""The figures at a port of their own: of a server and of a worker that run, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from app.db import as_role
from tests.caller import FREDERICIA
from tests.metrics.reading import Read
from tests.running.process import Installation, Process, free_port, reachable_folder, ssp, wait_until
from workflows.roles import Role


def figures(port: int) -> Read:
    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return Read(answer.text)


def answers(port: int, path: str) -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10, trust_env=False).status_code
    except httpx.TransportError:
        return 0


@pytest.fixture
def here(url: str) -> Iterator[Installation]:
    with reachable_folder() as folder:
        yield Installation(url, folder)


def test_a_server_counts_its_answers_by_route_and_never_by_what_was_asked_for(here: Installation) -> None:
    port, case_id = free_port(), "01a21a20-e3f6-7048-998b-f8bf540696d3"
    with here.serve(SSP_METRICS_PORT=str(port)) as server:
        before = figures(port)
        assert before.value("process_start_time_seconds") > 0
        assert before.of("ssp_process")[0]["part"] == "web"
        with here.caller(server, Role.COORDINATOR) as coordinator:
            for _ in range(3):
                assert coordinator.get(f"/v1/cases/{case_id}").status_code == 404
            assert coordinator.get("/v1/cases?state=no-such").status_code == 422
            assert coordinator.get(f"/{case_id}").status_code == 404
            assert coordinator.get("/v1/cases").status_code == 200
        case = {"method": "GET", "route": "/v1/cases/{case_id}"}
        wait_until(
            lambda: figures(port).value("ssp_http_answers_total", **case, status="4xx") == 3, "three should be counted"
        )
        after = figures(port)
        assert after.value("ssp_http_answer_seconds_count", **case) == 3
        assert after.value("ssp_http_answer_seconds_bucket", **case, le="+Inf") == 3
        for status in ("2xx", "4xx"):
            assert after.value("ssp_http_answers_total", method="GET", route="/v1/cases", status=status) == 1
        assert after.value("ssp_http_answers_total", method="GET", route="-", status="4xx") >= 1
        assert case_id not in after.text
        assert after.value("ssp_database_connections_most") == 10
        assert not after.has("ssp_jobs_given_up"), "what waits in the installation is the worker's to tell"
        with httpx.Client(base_url=server.address, trust_env=False) as anybody:
            assert anybody.get("/metrics").status_code == 404, "nothing of it at the public port"
        assert [answers(port, path) for path in ("/healthz", "/", "/v1/cases")] == [200, 404, 404]


def test_a_worker_tells_what_waits_in_the_whole_installation(here: Installation, url: str) -> None:
    port = free_port()
    settings = here.settings | {"DATABASE_URL": as_role(url, "ssp_worker"), "SSP_METRICS_PORT": str(port)}
    with Process("worker", log=here.folder / "worker.log", **settings) as worker:
        wait_until(lambda: answers(port, "/healthz") == 200 or worker.running.poll() is not None, "it should run", 60)
        found = figures(port)
        assert found.of("ssp_process")[0]["part"] == "worker"
        assert found.value("ssp_figures_read") == 1, worker.said()
        assert found.value("ssp_lists_missing", municipality=FREDERICIA) == 0
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(
                "insert into procrastinate_jobs (task_name, queue_name, queueing_lock, args, status)"
                " values ('nobody_knows_it', 'another', 'x', '{\"municipality_code\": \"607\"}', 'failed')"
            )
        after = figures(port)
        assert after.value("ssp_jobs_given_up", municipality=FREDERICIA, task="nobody_knows_it") == 1
        worker.stop()
        assert worker.running.returncode == 0, worker.said()
        assert answers(port, "/healthz") == 0


def test_nothing_is_given_until_a_port_is_set_and_on_this_machine_alone_until_an_address_is(
    here: Installation,
) -> None:
    port = free_port()
    with here.serve() as server:
        assert server.answers()
        assert answers(port, "/metrics") == 0
    with here.serve(SSP_METRICS_PORT=str(port)):
        listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        assert [one for one in listening if one.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_port_that_somebody_has_is_said_in_one_sentence(here: Installation, url: str, command: str) -> None:
    port = free_port()
    role = "ssp_worker" if command == "worker" else "ssp_app"
    with here.serve(SSP_METRICS_PORT=str(port)):
        settings = here.settings | {"DATABASE_URL": as_role(url, role), "SSP_METRICS_PORT": str(port)}
        refused = ssp(command, **settings, SSP_PORT=str(free_port()))
    assert refused.returncode == 1
    assert refused.stderr.strip().splitlines()[-1] == (
        f"Cannot give figures at 127.0.0.1:{port} (Address already in use): set SSP_METRICS_PORT or SSP_METRICS_HOST"
        " to another."
    )
