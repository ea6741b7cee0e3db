"""A browser before the real service is whoever the test says, and its clock is the test's."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from fastapi import Response
from fastapi.responses import HTMLResponse
from playwright.sync_api import Page

from app import clock
from tests.browser.conftest import AsRole, Stranger
from tests.browser.driving import aside
from tests.browser.faults import Faults
from tests.caller import Service
from workflows.roles import Role

_PAGE = """<!doctype html><html lang="da"><title>Opdigtet side</title>
<form method="post" action="/logout"><button>Log ud</button></form>"""


@pytest.fixture(autouse=True)
def with_a_page(service: Service) -> None:
    """From which a browser asks. What the service says of itself, no-referrer, would hide where a form comes from."""
    own = {"Content-Security-Policy": "connect-src 'self'; form-action 'self'", "Referrer-Policy": "same-origin"}

    @service.app.get("/opdigtet")
    def opdigtet() -> Response:
        return HTMLResponse(_PAGE, headers=own)


def _asked(page: Page, method: str = "GET", body: object = None) -> Any:
    """What the service tells this browser about its session, or changes in it."""
    page.goto("/opdigtet")
    return page.evaluate(
        """async ([method, body]) => (await fetch("/v1/session", {
            method, body: body && JSON.stringify(body), headers: {"Content-Type": "application/json"},
        })).json()""",
        [method, body],
    )


def test_each_window_is_logged_in_as_somebody_else(as_role: AsRole) -> None:
    windows = [as_role(Role.COORDINATOR, "tove"), as_role(Role.POLICE, municipality_code="740")]
    told = [_asked(page) for page in windows]
    who = [(one["user"], one["role"], one["municipality_code"]) for one in told]
    assert who == [("tove", "coordinator", "607"), ("police", "police", "740")]


def test_a_change_from_a_page_of_the_service_itself_is_taken(as_role: AsRole) -> None:
    page = as_role(Role.COORDINATOR, also=[Role.TEAM_LEADER])
    assert _asked(page)["possible_roles"] == ["team_leader"]
    assert _asked(page, "POST", {"role": "team_leader"})["role"] == "team_leader"


def test_a_form_works_without_javascript(as_role: AsRole) -> None:
    page = as_role(Role.COORDINATOR, javascript=False)
    page.goto("/opdigtet")
    page.get_by_role("button").click()
    page.wait_for_url("**/logout")
    assert page.context.cookies() == []


def test_a_stranger_is_nobody(stranger: Stranger, faults: Faults) -> None:
    faults.expects(401)
    assert _asked(stranger())["status"] == 401


def test_a_session_ends_by_the_clock_that_the_test_sets(as_role: AsRole, service: Service, faults: Faults) -> None:
    faults.expects(401)
    service.now = clock.now() + timedelta(days=30)
    page = as_role(Role.COORDINATOR)
    assert _asked(page)["role"] == "coordinator"
    service.now += timedelta(minutes=31)
    assert _asked(page)["status"] == 401


def test_a_test_may_run_a_loop_of_its_own_meanwhile(as_role: AsRole) -> None:
    page = as_role(Role.COORDINATOR)
    with aside():
        asyncio.run(asyncio.sleep(0))
    assert _asked(page)["role"] == "coordinator"


def test_a_log_in_is_not_taken_for_the_trace_of_a_request_that_another_window_has_under_way(
    as_role: AsRole, service: Service
) -> None:
    before = service.book.begin()
    as_role(Role.COORDINATOR)
    service.book.end("GET /favicon.ico", 404, None, before, b"")
    service.book.hold()
