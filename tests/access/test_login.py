"""People log in at a provider of their own: a real one, over real HTTP, to the service as a process."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.access.logging_in import COOKIE, HERE, Browser, Place
from tests.access.provider import TWO_FACTORS


def is_refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert COOKIE not in answer.headers.get("set-cookie", "").replace(f"{COOKIE}-login", "")


def test_somebody_logs_in_at_a_provider_that_knows_nothing_of_us_and_is_known_here(place: Place) -> None:
    browser = place.browser()
    left = browser.get("/login?provider=mock&return_to=/sager?side=2")
    form = left.headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(form).query).items()}
    assert form.startswith(f"{place.mock}/oauth2/authorize?")
    assert (asked["code_challenge_method"], asked["response_type"], asked["scope"]) == ("S256", "code", "openid")
    assert asked["redirect_uri"] == f"{HERE}/login/callback"
    there = browser.ask("POST", form, data={"sub": "mona"})
    back = browser.get(there.headers["location"])
    assert (back.status_code, back.headers["location"]) == (303, "/sager?side=2"), back.text
    who = browser.get("/v1/session").json()
    assert (who["user"], who["role"], who["municipality_code"]) == ("mock:mona", "coordinator", "607")
    assert who["until"] > "2026"
    assert browser.get("/v1/entries").status_code == 200
    assert [row[0] for row in place.sql("select action from audit_log where actor = 'mock:mona' order by number")]


def test_the_database_and_the_log_hold_nothing_that_could_be_used_to_come_in(place: Place, browser: Browser) -> None:
    came_back_to = browser.to_provider("?provider=fk")
    (attempt,) = place.sql("select encode(state_hash, 'escape') || encode(browser_hash, 'escape') from login_attempts")
    secrets_ = [parse_qs(urlsplit(came_back_to).query)["state"][0], browser.cookies[f"{COOKIE}-login"]]
    browser.get(came_back_to)
    secrets_.append(browser.cookies[COOKIE].partition(".")[2])
    rows = str(attempt) + str(place.sql("select sessions::text from sessions"))
    for secret in secrets_:
        assert len(secret) == 43
        assert secret not in rows
        assert secret not in place.server.said()


def test_a_login_is_good_once(browser: Browser) -> None:
    came_back_to = browser.to_provider("?provider=fk")
    kept = dict(browser.cookies)
    assert browser.get(came_back_to).status_code == 303
    browser.cookies = kept
    is_refused(browser.get(came_back_to), 400, "login_not_begun_here")


def test_a_code_is_good_once_though_the_login_is_another(browser: Browser, place: Place) -> None:
    used = parse_qs(urlsplit(browser.to_provider("?provider=fk")).query)["code"][0]
    other = browser.to_provider("?provider=fk")
    fresh = {name: values[0] for name, values in parse_qs(urlsplit(other).query).items()}
    assert browser.get(other).status_code == 303
    again = place.browser()
    third = {name: values[0] for name, values in parse_qs(urlsplit(again.to_provider("?provider=fk")).query).items()}
    for code in (used, fresh["code"]):  # made for another verifier; used before
        answer = again.get(f"/login/callback?code={code}&state={third['state']}")
        assert answer.status_code == 400
    is_refused(answer, 400, "login_not_begun_here")


def test_another_browsers_login_is_not_finished_here(browser: Browser, place: Place) -> None:
    theirs = place.browser().to_provider("?provider=fk")
    is_refused(browser.get(theirs), 400, "login_not_begun_here")
    browser.to_provider("?provider=fk")
    is_refused(browser.get(theirs), 400, "login_not_begun_here")


@pytest.mark.parametrize("state", ["", "x", "0" * 43, quote("æ")])
def test_a_state_that_was_never_given_is_refused(browser: Browser, state: str) -> None:
    browser.to_provider("?provider=fk")
    is_refused(browser.get(f"/login/callback?code=x&state={state}"), 400, "login_not_begun_here")


def test_a_login_takes_ten_minutes_at_most(browser: Browser, place: Place) -> None:
    came_back_to = browser.to_provider("?provider=fk")
    place.sql("update login_attempts set at = at - interval '10 minutes'")
    is_refused(browser.get(came_back_to), 400, "login_not_begun_here")


def test_the_code_is_worth_nothing_without_the_browsers_own_verifier(browser: Browser, place: Place) -> None:
    first = browser.to_provider("?provider=fk")
    code = parse_qs(urlsplit(first).query)["code"][0]
    state = parse_qs(urlsplit(browser.to_provider("?provider=fk")).query)["state"][0]
    is_refused(browser.get(f"/login/callback?code={code}&state={state}"), 400, "login_denied")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"nbf": 4_102_441_200},  # the year 2100
        {"aud": "another-client"},
        {"aud": ["ssp-web", "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://somebody.else"},
        {"at_hash": "AAAA"},
    ],
    ids=str,
)
def test_a_proof_that_is_not_for_this_login_is_refused(place: Place, browser: Browser, claims: dict[str, Any]) -> None:
    place.provider.say(claims=claims)
    is_refused(browser.log_in("?provider=fk"), 400, "login_proof_refused")
    assert browser.get("/v1/session").status_code == 401


def test_a_proof_that_somebody_else_has_signed_is_refused(place: Place, browser: Browser) -> None:
    place.provider.say(stranger=True)
    is_refused(browser.log_in("?provider=fk"), 400, "login_proof_refused")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"sub": "610313-5752"}, "unknown_subject"),
        ({"role": "king"}, "unknown_role"),
        ({"municipality": "101"}, "unknown_municipality"),
    ],
)
def test_who_is_nobody_here_is_told_so(place: Place, browser: Browser, claims: dict[str, Any], code: str) -> None:
    place.provider.say(claims=claims)
    is_refused(browser.log_in("?provider=fk"), 401, code)


def test_the_providers_no_is_told(place: Place, browser: Browser) -> None:
    state = parse_qs(urlsplit(browser.to_provider("?provider=fk")).query)["state"][0]
    is_refused(browser.get(f"/login/callback?error=access_denied&state={state}"), 400, "login_denied")


def test_an_answer_in_another_providers_name_is_refused(place: Place, browser: Browser) -> None:
    place.provider.say(back={"iss": place.mock})
    is_refused(browser.log_in("?provider=fk"), 400, "login_proof_refused")
    place.provider.say(back={"iss": place.provider.issuer})
    assert browser.log_in("?provider=fk").status_code == 303


def test_who_has_several_roles_chooses_and_may_change(place: Place, browser: Browser) -> None:
    place.provider.say(claims={"role": ["coordinator", "manager"], "municipality": ["607", "740"]})
    unsaid = browser.log_in("?provider=fk")
    is_refused(unsaid, 403, "choose_role")
    assert unsaid.json()["possible"] == ["coordinator@607", "coordinator@740", "manager@607", "manager@740"]
    is_refused(browser.log_in("?provider=fk&role=administrator&municipality=607"), 403, "role_not_yours")
    assert browser.log_in("?provider=fk&role=manager&municipality=740").status_code == 303
    who = browser.get("/v1/session").json()
    assert (who["role"], who["municipality_code"], who["possible_roles"]) == ("manager", "740", ["coordinator"])


def test_what_a_login_must_be_worth_is_asked_for(browser: Browser) -> None:
    leaving = browser.get("/login?provider=fk").headers["location"]
    assert parse_qs(urlsplit(leaving).query)["acr_values"] == [f"urn:other {TWO_FACTORS}"]
    assert "acr_values" not in browser.get("/login?provider=mock").headers["location"], "only where it is said"


@pytest.mark.parametrize("worth", ["urn:example:password", None, "", ["urn:example:two-factors"], 3])
def test_a_login_that_is_worth_less_is_refused_whatever_was_asked_for(
    browser: Browser, place: Place, worth: object
) -> None:
    place.provider.say(claims={"acr": worth})
    is_refused(browser.log_in("?provider=fk"), 400, "login_too_weak")
    assert browser.cookies.keys() <= {"__Host-ssp-login"}, "there is no session"
    place.provider.say(claims={"acr": "urn:other"})
    assert browser.log_in("?provider=fk").status_code == 303


def test_a_new_login_ends_the_session_that_the_browser_had(place: Place, browser: Browser) -> None:
    place.provider.say(claims={"role": ["coordinator", "manager"], "municipality": ["607", "740"]})
    browser.log_in("?provider=fk&role=manager&municipality=740")
    copied, elsewhere = place.browser(), place.browser()
    copied.cookies.update(browser.cookies)
    elsewhere.log_in("?provider=fk&role=manager&municipality=740")
    assert browser.log_in("?provider=fk&role=coordinator&municipality=607").status_code == 303
    is_refused(copied.get("/v1/session"), 401, "session_ended")
    assert browser.get("/v1/session").json()["role"] == "coordinator"
    assert elsewhere.get("/v1/session").json()["role"] == "manager", "another browser's goes on"
    assert browser.log_in("?provider=fk&role=manager&municipality=607").status_code == 303
    assert copied.get("/v1/session").status_code == 401, "one that has ended already hinders nobody"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test", "//evil.test", "/\\evil.test", "/%0d%0aX:1", "evil", "/a b"]
)
def test_a_login_leads_to_a_page_of_ours_alone(browser: Browser, elsewhere: str) -> None:
    answer = browser.get(f"/login?provider=fk&return_to={quote(elsewhere)}")
    assert answer.status_code == 422
    assert "evil" not in answer.text


def test_a_link_on_somebody_elses_page_begins_no_login(browser: Browser) -> None:
    asked = browser.ask("GET", "/login?provider=fk&return_to=/sager", headers={"Sec-Fetch-Site": "cross-site"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/sager"), "where our own page asks first"
    assert browser.cookies == {}
    for own in ("same-origin", "none"):
        asked = browser.ask("GET", "/login?provider=fk&return_to=/sager", headers={"Sec-Fetch-Site": own})
        assert asked.headers["location"].startswith("http://")


def test_a_provider_that_nobody_named_is_not_found(browser: Browser) -> None:
    for query in ("?provider=none", ""):  # there are two, so it must be said which
        assert browser.get(f"/login{query}").status_code == 404


def test_a_provider_that_is_away_is_said_to_be(place: Place, browser: Browser) -> None:
    place.provider.say(token_status=503)
    is_refused(browser.log_in("?provider=fk"), 503, "provider_unavailable")
    came_back_to = browser.to_provider("?provider=fk")
    place.provider.stop()
    try:
        is_refused(browser.get(came_back_to), 503, "provider_unavailable")
        assert browser.get("/readyz").status_code == 200
    finally:
        place.provider.start()
