"""What a collector is sent of a request, and how one comes from an answer to its log line and its trace."""

from uuid import uuid4

import httpx
import psycopg

from app.traces.gate import MAY_LEAVE
from tests.drill.canaries import CPR_NUMBER, NAME, personal_in
from tests.running.process import Installation
from tests.traces.collector import Collector, Span
from tests.traces.walking import ROUTE, given_case, lines
from workflows.roles import Role

_PREFIX = "urn:ssp:trace:"


def statements(spans: list[Span]) -> list[str]:
    return [str(span.said["db.query.text"]) for span in spans if "db.query.text" in span.said]


def test_a_request_is_named_by_its_route_and_has_its_statements_as_children_without_a_value(
    here: Installation, collector: Collector
) -> None:
    with here.serve(SSP_TRACES_URL=collector.url, SSP_TRACES_TOKEN="opdigtet") as server:
        case_id = given_case(here, server)
        with here.caller(server, Role.COORDINATOR) as coordinator:
            assert coordinator.get(f"/v1/cases/{case_id}", params={"who": NAME}).status_code == 200
    (asked,) = collector.begun_by(ROUTE)
    assert (asked.kind, asked.failed) == ("SERVER", False)
    assert asked.said == {
        "http.request.method": "GET", "http.route": "/v1/cases/{case_id}", "http.response.status_code": 200,
        "network.protocol.version": "1.1",
    }  # fmt: skip
    within = [span for span in collector.of(asked.trace_id) if span is not asked]
    assert {span.parent for span in within} == {asked.id}
    read = [statement for statement in statements(within) if "FROM cases" in statement]
    assert read, statements(within)
    assert all("%(" in statement for statement in read)
    assert case_id not in collector.text
    assert personal_in(collector.text) == []
    assert (asked.resource["service.namespace"], asked.resource["service.name"]) == ("ssp", "ssp-web")
    assert asked.resource["service.version"] == "0.1.0"
    assert collector.headers["authorization"] == "Bearer opdigtet"


def test_a_list_that_goes_past_sqlalchemy_is_seen_too(here: Installation, collector: Collector) -> None:
    with here.serve(SSP_TRACES_URL=collector.url) as server:
        given_case(here, server)
    (received,) = collector.begun_by("POST /v1/handover-lists")
    copied = [span for span in collector.of(received.trace_id) if span.name == "COPY"]
    assert {span.parent for span in copied} == {received.id}
    assert any("incoming_list_entries" in text for text in statements(copied))


def test_one_comes_from_a_problem_to_its_log_line_and_its_trace(here: Installation, collector: Collector) -> None:
    with here.serve(SSP_TRACES_URL=collector.url) as server, here.caller(server, Role.COORDINATOR) as coordinator:
        answer = coordinator.get(f"/v1/cases/{uuid4()}")
        page = coordinator.get(f"/sager/{uuid4()}", headers={"Accept": "text/html"})
        nowhere = coordinator.get(f"/{NAME}")
    instance = answer.json()["instance"]
    assert instance.startswith(_PREFIX)
    trace_id = instance.removeprefix(_PREFIX)
    (line,) = [one for one in lines(server.log) if one.get("trace_id") == trace_id]
    assert line["event"].startswith(f"{ROUTE} 404")
    (asked,) = collector.begun_by(ROUTE)
    assert (asked.trace_id, asked.said["http.response.status_code"]) == (trace_id, 404)
    (of_nowhere,) = collector.begun_by("GET")
    assert nowhere.json()["instance"] == _PREFIX + of_nowhere.trace_id
    shown = {span.trace_id for span in collector.got if f"sporing {span.trace_id}" in page.text}
    assert len(shown) == 1, "whoever sits at a browser can say it to support"


def test_a_failure_is_seen_by_its_kind_and_without_its_words(
    here: Installation, collector: Collector, url: str
) -> None:
    with (
        psycopg.connect(url, autocommit=True) as owner,
        here.serve(SSP_TRACES_URL=collector.url) as server,
        here.caller(server, Role.COORDINATOR) as coordinator,
    ):
        owner.execute("alter table cases rename to cases_away")
        answer = coordinator.get(f"/v1/cases/{uuid4()}")
    assert answer.status_code == 500
    (asked,) = collector.begun_by(ROUTE)
    assert asked.failed
    assert asked.said["error.type"] == "sqlalchemy.exc.ProgrammingError"
    (stopped,) = [span for span in collector.of(asked.trace_id) if span.failed and span is not asked]
    assert "FROM cases" in stopped.said["db.query.text"]
    assert "does not exist" not in collector.text
    assert not any(span.plain.events or span.plain.status.message for span in collector.got)
    assert [one["trace_id"] for one in lines(server.log) if one["event"].startswith("unforeseen")] == [asked.trace_id]


def test_nothing_leaves_that_is_not_named(here: Installation, collector: Collector) -> None:
    said = {"Host": "cpr.example", "User-Agent": NAME, "tracestate": f"a={CPR_NUMBER}", "baggage": f"a={CPR_NUMBER}"}
    with here.serve(SSP_TRACES_URL=collector.url) as server:
        given_case(here, server)
        with here.caller(server, Role.COORDINATOR) as coordinator:
            coordinator.get(f"/v1/cases/{CPR_NUMBER}", params={"state": NAME}, headers=said)
            coordinator.request(CPR_NUMBER, "/v1/cases", headers=said)
    assert len(collector.got) > 20
    for span in collector.got:
        allowed = next(names for kind, names in MAY_LEAVE.items() if kind.name == span.kind)
        assert span.said.keys() <= allowed, span
        assert not span.plain.links
        assert not span.plain.trace_state
    assert "cpr.example" not in collector.text
    assert personal_in(collector.text) == []


def test_a_stranger_does_not_decide_what_is_collected(here: Installation, collector: Collector) -> None:
    theirs = "4bf92f3577b34da6a3ce929d0e0e4736"
    for ratio, flag, collected in (("0", "01", 0), ("1", "00", 1)):
        with here.serve(SSP_TRACES_URL=collector.url, SSP_TRACES_RATIO=ratio) as server:
            told = {"traceparent": f"00-{theirs}-00f067aa0ba902b7-{flag}"}
            answer = httpx.get(f"{server.address}/v1/cases", headers=told, trust_env=False)
        assert len(collector.got) == collected
        assert theirs not in answer.json()["instance"]
    assert theirs not in collector.text
    assert not any(span.parent == "00f067aa0ba902b7" for span in collector.got)


def test_what_is_not_collected_has_its_id_in_answer_and_log_all_the_same(
    here: Installation, collector: Collector
) -> None:
    with here.serve(SSP_TRACES_URL=collector.url, SSP_TRACES_RATIO="0") as server:
        answer = httpx.get(f"{server.address}/v1/cases", trust_env=False)
        assert server.answers(), "a life sign is not a trace"
    trace_id = answer.json()["instance"].removeprefix(_PREFIX)
    (line,) = [one for one in lines(server.log) if one.get("trace_id") == trace_id]
    assert line["event"].startswith("GET - 401")
    assert collector.asked == 0
