"""What the worker does: a trace for each job, found from the request that asked for it by the job's number."""

from app.db import as_role
from tests.running.process import Installation, Process, wait_until
from tests.traces.collector import Collector
from tests.traces.walking import given_case


def test_each_job_is_a_trace_and_is_found_from_the_request_that_queued_it(
    here: Installation, collector: Collector, url: str
) -> None:
    with here.serve(SSP_TRACES_URL=collector.url) as server:
        given_case(here, server)
    (queued,) = [span for span in collector.got if span.name == "queue look_up_custody"]
    (decided,) = collector.begun_by("POST /v1/entries/{entry_id}/decision")
    assert (queued.kind, queued.trace_id) == ("PRODUCER", decided.trace_id)
    settings = here.settings | {"DATABASE_URL": as_role(url, "ssp_worker"), "SSP_TRACES_URL": collector.url}
    with Process("worker", log=here.folder / "worker.log", **settings) as worker:
        wait_until(lambda: collector.begun_by("do look_up_custody"), "the job should be done and seen", 60)
        wait_until(lambda: collector.begun_by("do watch_log"), "the rounds are jobs too", 90)
    assert worker.running.returncode == 0, worker.said()
    (done,) = collector.begun_by("do look_up_custody")
    assert done.kind == "CONSUMER"
    assert done.resource["service.name"] == "ssp-worker"
    assert done.said["messaging.message.id"] == queued.said["messaging.message.id"]
    assert done.said["messaging.destination.name"] == queued.said["messaging.destination.name"] == "look_up_custody"
    within = [span for span in collector.of(done.trace_id) if span is not done]
    assert within
    assert {span.parent for span in within} == {done.id}
    begun = {span.name for span in collector.got if not span.parent and span.resource["service.name"] == "ssp-worker"}
    assert all(name.startswith("do ") for name in begun), "what it looks for each second is no trace"
