"""The feed: what happened in a system's cases, numbered without gaps, with nothing personal in it."""

import json
from concurrent.futures import ThreadPoolExecutor

from jsonschema import Draft202012Validator, FormatChecker

from tests.caller import FREDERICIA, Service
from tests.cases.stations import MONDAY, reach
from tests.handover import enter_custody_holder, tell_everyone
from tests.integration.vendor import Vendor
from tests.personal import personal_in
from workflows.casework import State
from workflows.roles import Role


def types(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["type"].removeprefix("dk.ssp.").removesuffix(".v1") for one in found["items"]]


def test_a_system_hears_of_its_cases_from_the_moment_they_are_given_to_it(ours: Vendor) -> None:
    case_id = ours.gives()
    found = ours.feed()
    assert types(found) == ["case.linked", "case.changed"]
    assert {one["subject"] for one in found["items"]} == {case_id}
    assert (found["after"], found["last"], found["newest"]) == (0, 2, 2)
    assert {one["data"]["version"] for one in found["items"]} == {ours.system.case(case_id)["version"]}


def test_nobody_else_hears_of_them(ours: Vendor, service: Service) -> None:
    ours.gives()
    reach(ours.them, State.PLACED)
    for system, code in (("andet", FREDERICIA), ("fagsystem", "740")):
        assert service.as_(Role.INTEGRATION, code, subject=system).get("/v1/events").json()["items"] == []
    assert {one["subject"] for one in ours.feed()["items"]} == {ours.system.get("/v1/cases").json()["items"][0]["id"]}


def test_each_change_of_any_kind_is_one_event_in_its_order(ours: Vendor) -> None:
    case_id = ours.gives()
    begun = ours.feed()["last"]
    ours.system.moves(case_id, "assess_no_further_action", severity=1, reason="Et enkelt hærværk")
    enter_custody_holder(ours.them.caseworker, case_id)
    tell_everyone(ours.them.caseworker, case_id, MONDAY)
    found = ours.feed(begun)
    assert types(found)[0] == "case.changed"
    assert set(types(found)[1:]) == {"obligation.changed"}, "one for each who was told"
    assert [int(one["sequence"]) for one in found["items"]] == list(range(begun + 1, found["newest"] + 1))


def test_what_is_refused_is_no_event(ours: Vendor) -> None:
    case_id = ours.gives()
    before = ours.feed()["newest"]
    assert ours.system.move(case_id, "close").status_code == 409
    stale = ours.system.post(f"/v1/cases/{case_id}/moves", {"event": "close"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert ours.feed()["newest"] == before


def test_a_case_that_goes_to_another_system_leaves_with_a_word(ours: Vendor, service: Service) -> None:
    case_id = ours.gives()
    begun = ours.feed()["last"]
    ours.give(case_id, "nyt-system")
    ours.them.caseworker.moves(case_id, "note_reference", authority_reference="27-1")
    assert types(ours.feed(begun)) == ["case.unlinked"], "and of what comes after it hears nothing"
    assert ours.system.get(f"/v1/cases/{case_id}").status_code == 404
    theirs = service.as_(Role.INTEGRATION, subject="nyt-system").get("/v1/events").json()
    assert types(theirs) == ["case.linked", "case.changed", "case.changed"]


def test_a_case_that_is_given_to_the_other_track_leaves_too(ours: Vendor) -> None:
    case_id = ours.gives()
    begun = ours.feed()["last"]
    ours.them.team_leader.moves(case_id, "reroute", reason="Sagen er lukket hos os")
    assert types(ours.feed(begun)) == ["case.unlinked"]


def test_numbers_have_no_gap_though_much_is_undone_meanwhile(ours: Vendor) -> None:
    cases = [ours.gives() for _ in range(4)]
    versions = {case_id: ours.system.case(case_id)["version"] for case_id in cases}

    def move(case_id: str) -> int:
        body = {"event": "assess_further_action", "severity": 2, "reason": "Gentaget"}
        answer = ours.system.post(
            f"/v1/cases/{case_id}/moves", body, headers={"If-Match": f'"{versions[case_id]}"'}
        )  # fmt: skip
        ours.system.get("/v1/events")
        return int(answer.status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(move, cases * 4))
    assert sorted(set(statuses)) == [200, 412], "each once, and the others too late"
    found = ours.feed(limit=1000)
    assert [int(one["sequence"]) for one in found["items"]] == list(range(1, found["newest"] + 1))
    assert statuses.count(200) == 4


def test_an_incident_that_joins_an_open_case_is_told(ours: Vendor, service: Service) -> None:
    case_id = ours.gives()
    begun = ours.feed()["last"]
    child = ours.them.team_leader.case(case_id)["person"]
    said = {"police_journal_number": "3700-71273-99999-26", "name": child["name"], "cpr_number": child["cpr_number"]}
    more = {"birth_date": child["birth_date"], "role": "Sigtet", "offence_text": "Tyveri"}
    assert ours.them.coordinator.post("/v1/entries", said | more).status_code == 201
    assert "case.changed" in types(ours.feed(begun))


def test_every_event_is_as_its_published_schema_says_and_holds_nothing_personal(ours: Vendor) -> None:
    case_id = ours.gives()
    ours.system.moves(case_id, "assess_further_action", severity=2, reason="Gentaget")
    ours.give(case_id, None)
    listed = ours.system.get("/v1/event-schemas").json()["items"]
    schemas = {one["type"]: one["json_schema"] for one in listed}
    found = ours.feed()["items"]
    for one in found:
        Draft202012Validator.check_schema(schemas[one["type"]])
        Draft202012Validator(schemas[one["type"]], format_checker=FormatChecker()).validate(one)
    assert {one["specversion"] for one in found} == {"1.0"}
    assert len({one["id"] for one in found}) == len(found)
    assert personal_in(json.dumps(found)) == []


def test_one_page_after_the_other_is_the_whole(ours: Vendor) -> None:
    for _ in range(3):
        ours.gives()
    whole = ours.feed()["items"]
    pages, after = [], 0
    while (page := ours.feed(after, limit=2))["items"]:
        pages += page["items"]
        after = page["last"]
    assert pages == whole
    assert ours.feed(after) == {"items": [], "after": after, "last": after, "newest": after}


def test_a_receiver_that_has_seen_more_than_there_is_is_told(ours: Vendor) -> None:
    """As after a database was restored to an earlier moment."""
    ours.gives()
    found = ours.feed()
    ahead = ours.system.get("/v1/events", after=found["newest"] + 1)
    assert (ahead.status_code, ahead.json()["code"], ahead.json()["newest"]) == (409, "feed_differs", found["newest"])
    first, second = (one["id"] for one in found["items"])
    assert ours.system.get("/v1/events", after=1, after_id=second).json()["code"] == "feed_differs"
    assert ours.feed(1, after_id=first)["items"] == found["items"][1:]
