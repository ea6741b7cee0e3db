"""Whoever has logged in stays so for a while, and no longer than somebody wants."""

import re
from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.db import Database, as_role
from app.worker import remove_sessions
from tests.access.logging_in import COOKIE, HERE, OURS, Browser, Place
from tests.access.provider import CLIENT_ID

_EVENT: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}


def logged_in(place: Place, **claims: Any) -> Browser:
    browser = place.browser()
    place.provider.say(claims=claims)
    answer = browser.log_in("?provider=fk")
    assert answer.status_code == 303, answer.text
    return browser


def is_out(browser: Browser, code: str = "session_ended") -> None:
    answer = browser.get("/v1/session")
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_cookie_that_was_copied_is_worth_nothing_after_the_logout(place: Place) -> None:
    browser = logged_in(place)
    stolen = dict(browser.cookies)
    assert re.fullmatch(r"607\.[A-Za-z0-9_-]{43}", stolen[COOKIE])
    out = browser.ask("POST", "/logout", headers=OURS)
    assert out.status_code == 200
    assert out.json()["provider_logout_url"].startswith(f"{place.provider.issuer}/end?client_id=")
    assert COOKIE not in browser.cookies
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    browser.cookies = stolen
    is_out(browser)
    assert browser.ask("POST", "/logout", headers=OURS).status_code == 401


@pytest.mark.parametrize("value", ["", "607", "607.", "607.x", "999." + "a" * 43, "607." + "a" * 43])
def test_a_cookie_that_was_made_up_is_worth_nothing(place: Place, value: str) -> None:
    browser = place.browser()
    browser.cookies[COOKIE] = value
    is_out(browser)


def test_another_municipalitys_session_is_not_found_under_mine(place: Place) -> None:
    browser = logged_in(place)
    browser.cookies[COOKIE] = "740" + browser.cookies[COOKIE][3:]
    is_out(browser)


@pytest.mark.parametrize(
    "ended", ["last_used_at = last_used_at - interval '30 minutes'", "ends_at = now()", "ended_at = now()"]
)
def test_a_session_ends_when_idle_when_old_and_when_it_is_ended(place: Place, ended: str) -> None:
    browser = logged_in(place)
    assert browser.get("/v1/session").status_code == 200
    place.sql(f"update sessions set {ended}")  # noqa: S608 - the test's own
    is_out(browser)


def test_a_session_that_is_used_goes_on_but_not_for_more_than_ten_hours(place: Place) -> None:
    browser = logged_in(place)
    place.sql("update sessions set last_used_at = last_used_at - interval '29 minutes' where ended_at is null")
    assert browser.get("/v1/session").status_code == 200
    place.sql("update sessions set last_used_at = last_used_at - interval '29 minutes' where ended_at is null")
    assert browser.get("/v1/session").status_code == 200
    lasts = place.sql("select max(ends_at - began_at) from sessions")[0][0]
    assert lasts == timedelta(hours=10)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": HERE + ".evil.test"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.test", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_another_page_cannot_act_in_my_session(place: Place, headers: dict[str, str]) -> None:
    browser = logged_in(place)
    for path in ("/v1/session", "/v1/entries", "/logout"):
        answer = browser.ask("POST", path, headers=headers, json={"role": "coordinator"})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert browser.get("/v1/session").status_code == 200


def test_our_own_page_can_and_a_token_needs_no_page(place: Place) -> None:
    browser = logged_in(place)
    for headers in (OURS, {"Origin": HERE}, {"Sec-Fetch-Site": "same-origin"}):
        answer = browser.ask("POST", "/v1/session", headers=headers, json={"role": "coordinator"})
        assert answer.status_code == 200
    refused = browser.ask("POST", "/v1/entries", headers={"Authorization": "Bearer x"}, json={})
    assert refused.json()["code"] == "token_malformed", "the token counts, and not the cookie beside it"


def test_one_changes_to_another_of_ones_own_roles_and_to_no_other(place: Place) -> None:
    browser = logged_in(place, role=["manager"], municipality="607", sub="maja")
    place.provider.say(claims={"role": ["manager", "coordinator"], "sub": "maja"})
    assert browser.log_in("?provider=fk&role=manager").status_code == 303
    assert browser.get("/v1/session").json()["possible_roles"] == ["coordinator"]
    assert browser.get("/v1/entries").status_code == 403
    for _ in range(2):
        changed = browser.ask("POST", "/v1/session", headers=OURS, json={"role": "coordinator"})
        assert (changed.json()["role"], changed.json()["possible_roles"]) == ("coordinator", ["manager"])
    assert browser.get("/v1/entries").status_code == 200
    other = browser.ask("POST", "/v1/session", headers=OURS, json={"role": "administrator"})
    assert (other.status_code, other.json()["code"]) == (403, "role_not_yours")


def test_an_administrator_sees_who_is_logged_in_by_id_and_ends_all_of_one_user(place: Place) -> None:
    first, second, other = (logged_in(place, sub=sub) for sub in ("bo", "bo", "carl"))
    administrator = logged_in(place, sub="ada", role="administrator")
    page = administrator.get("/v1/sessions?limit=2").json()
    items = page["items"]
    while page["next_cursor"]:
        page = administrator.get(f"/v1/sessions?limit=2&cursor={page['next_cursor']}").json()
        items += page["items"]
    assert len({one["id"] for one in items}) == len(items)
    assert set(items[0]) == {"id", "user", "role", "began_at", "last_used_at", "ends_at"}
    bos = next(one["id"] for one in items if one["user"] == "fk:bo")
    assert other.get("/v1/sessions").status_code == 403
    assert other.ask("DELETE", f"/v1/sessions/{bos}", headers=OURS).status_code == 403
    assert administrator.ask("DELETE", f"/v1/sessions/{bos}", headers=OURS).status_code == 204
    is_out(first)
    is_out(second)
    assert other.get("/v1/session").status_code == 200
    abroad = logged_in(place, sub="ada", role="administrator", municipality="740")
    assert abroad.ask("DELETE", f"/v1/sessions/{bos}", headers=OURS).status_code == 404
    assert place.sql("select 1 from audit_log where action = 'session.ended_by_administrator' and actor = 'fk:ada'")


def test_who_logs_out_at_the_provider_is_logged_out_here(place: Place) -> None:
    one = logged_in(place, sub="dan", sid="there-8")
    same = logged_in(place, sub="dan", sid="there-9")
    abroad = logged_in(place, sub="dan", sid="there-9", municipality="740")

    def told(**claims: Any) -> int:
        said = {"aud": CLIENT_ID, "events": _EVENT, "sub": None} | claims
        token = place.provider.sign(**said)
        posted = place.browser().ask("POST", "/login/backchannel-logout?provider=fk", data={"logout_token": token})
        return posted.status_code

    refused: list[dict[str, Any]] = [
        {"events": None}, {"events": {}}, {"nonce": "x"}, {"aud": "other"}, {"exp": 1}, {"sid": None},
    ]  # fmt: skip
    for wrong in refused:
        assert told(**({"sid": "there-9"} | wrong)) == 400, wrong
    assert same.get("/v1/session").status_code == 200
    assert told(sid="there-9") == 200
    is_out(same)
    is_out(abroad)
    assert one.get("/v1/session").status_code == 200
    assert told(sub="dan") == 200
    is_out(one)


def test_a_role_that_is_taken_away_ends_what_its_session_may(place: Place) -> None:
    browser = logged_in(place, sub="eva")
    administrator = logged_in(place, sub="ada", role="administrator")
    body = {"user": "fk:eva", "role": "coordinator", "reason": "moved"}
    assert browser.get("/v1/entries").status_code == 200
    taken = administrator.ask("POST", "/v1/role-withdrawals", headers=OURS, json=body)
    assert taken.status_code == 201
    is_out(browser, "role_withdrawn")
    place.provider.say(claims={"sub": "eva"})
    again = place.browser().log_in("?provider=fk")
    assert (again.status_code, again.json()["code"]) == (401, "role_withdrawn")
    assert browser.ask("POST", "/logout", headers=OURS).status_code == 200


def test_the_worker_removes_what_has_ended_and_leaves_what_goes_on(place: Place) -> None:
    browser = logged_in(place, sub="finn")
    place.sql("update sessions set ended_at = now() - interval '25 hours' where subject <> 'fk:finn'")
    place.browser().get("/login?provider=fk")
    place.sql("update login_attempts set at = at - interval '11 minutes'")
    worker = Database(as_role(place.url, "ssp_worker"))
    try:
        assert remove_sessions(worker) > 0
        assert remove_sessions(worker, lambda: clock.now() + timedelta(hours=9)) == 0
    finally:
        worker.close()
    assert place.sql("select count(*) from login_attempts") == [(0,)]
    assert place.sql("select distinct subject from sessions") == [("fk:finn",)]
    assert browser.get("/v1/session").status_code == 200


def test_of_more_than_five_at_once_the_one_that_was_used_least_lately_ends(place: Place) -> None:
    place.sql("update sessions set ended_at = now() where ended_at is null")  # of the other tests
    told = "select count(*) from audit_log where action = 'session.ended' and reason = 'too_many_sessions'"
    before = place.sql(told)[0][0]
    first, second, *others = [logged_in(place) for _ in range(5)]
    place.sql("update sessions set last_used_at = last_used_at - interval '9 minutes' where ended_at is null")
    assert {one.get("/v1/session").status_code for one in (first, *others)} == {200}
    sixth = logged_in(place)
    is_out(second)
    assert {one.get("/v1/session").status_code for one in (first, *others, sixth)} == {200}
    assert place.sql(told)[0][0] == before + 1
