"""What a system's updates are answered when they come twice, too late, out of order, or many at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.caller import new_key
from tests.integration.vendor import Vendor

ASSESS = {"event": "assess_no_further_action", "severity": 1, "reason": "Et enkelt hærværk"}


def send(ours: Vendor, case_id: str, body: dict[str, Any], version: int, key: str | None = None) -> Any:
    headers = {"If-Match": f'"{version}"'} | ({"Idempotency-Key": key} if key else {})
    return ours.system.post(f"/v1/cases/{case_id}/moves", body, headers=headers)


def many(ours: Vendor, *moves: dict[str, Any], key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else None
    answer = ours.system.post("/v1/case-moves", {"moves": list(moves)}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_repeated_update_is_answered_with_what_it_came_to(ours: Vendor) -> None:
    case_id, key = ours.gives(), new_key()
    version = ours.system.case(case_id)["version"]
    first, second = (send(ours, case_id, ASSESS, version, key) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert (first.text, second.headers["idempotent-replayed"]) == (second.text, "true")


def test_without_a_key_it_is_said_that_it_is_made_already(ours: Vendor) -> None:
    case_id = ours.gives()
    assert send(ours, case_id, ASSESS, ours.system.case(case_id)["version"]).status_code == 200
    again = send(ours, case_id, ASSESS, ours.system.case(case_id)["version"])
    assert (again.status_code, again.json()["unmet"]) == (409, ["the_move_exists_from_this_state"])
    assert again.json()["already_made"] is True
    assert again.json()["state"] == "orientation_due"


def test_an_update_out_of_order_is_told_what_can_be_done_instead(ours: Vendor) -> None:
    case_id = ours.gives()
    early = send(ours, case_id, {"event": "confirm_informed"}, ours.system.case(case_id)["version"])
    assert (early.status_code, early.json()["code"]) == (409, "move_refused")
    assert {"assess_no_further_action", "assess_further_action"} <= set(early.json()["possible"])
    assert "already_made" not in early.json()


def test_a_stale_update_is_told_the_version_that_stands(ours: Vendor) -> None:
    case_id = ours.gives()
    version = ours.system.case(case_id)["version"]
    ours.them.caseworker.moves(case_id, "note_reference", authority_reference="27-1")
    stale = send(ours, case_id, ASSESS, version)
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")
    assert stale.json()["version"] == ours.system.case(case_id)["version"]


def test_of_fifty_at_once_one_wins_and_the_others_learn_what_to_do(ours: Vendor) -> None:
    case_id = ours.gives()
    version = ours.system.case(case_id)["version"]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: send(ours, case_id, ASSESS, version), range(50)))
    assert sorted(one.status_code for one in answers) == [200] + [412] * 49
    stands = ours.system.case(case_id)["version"]
    for late in (one.json() for one in answers if one.status_code == 412):
        assert (late["code"], late["version"]) == ("version_stale", stands)
    again = send(ours, case_id, ASSESS, stands)
    assert again.json()["already_made"] is True, "whoever fetches it anew learns that it is done"


def test_several_updates_in_one_request_have_an_outcome_each(ours: Vendor) -> None:
    first, second, third = ours.gives(), ours.gives(), ours.gives()
    of = {case_id: ours.system.case(case_id)["version"] for case_id in (first, second, third)}
    note = {"event": "note_reference", "authority_reference": "27-2026-1"}
    found = many(
        ours,
        {"case_id": first, "version": of[first], "move": ASSESS},
        {"case_id": second, "version": of[second] - 1, "move": ASSESS},
        {"case_id": first, "move": note},
        {"case_id": second, "move": note},
        {"case_id": third, "version": of[third], "move": {"event": "confirm_informed"}},
        {"case_id": "00000000-0000-0000-0000-000000000000", "version": 1, "move": note},
        {"case_id": third, "move": note},
    )
    assert [(one["outcome"], one["status"], one.get("code")) for one in found["items"]] == [
        ("moved", 200, None), ("refused", 412, "version_stale"), ("moved", 200, None),
        ("refused", 409, "earlier_refused"), ("refused", 409, "move_refused"), ("refused", 404, "not_found"),
        ("refused", 409, "earlier_refused"),
    ]  # fmt: skip
    assert (found["moved"], found["refused"]) == (2, 5)
    assert ours.system.case(first)["authority_reference"] == "27-2026-1"
    assert ours.system.case(first)["version"] == found["items"][2]["version"]
    assert ours.system.case(second)["state"] == ours.system.case(third)["state"] == "with_caseworker"


def test_several_updates_are_carried_out_once(ours: Vendor) -> None:
    case_id, key = ours.gives(), new_key()
    one = {"case_id": case_id, "version": ours.system.case(case_id)["version"], "move": ASSESS}
    assert many(ours, one, key=key) == many(ours, one, key=key)
    assert ours.system.get(f"/v1/cases/{case_id}/history").text.count("assess_no_further_action") == 1


def test_the_first_of_a_cases_updates_says_which_version_it_saw(ours: Vendor) -> None:
    found = many(ours, {"case_id": ours.gives(), "move": ASSESS})
    assert (found["items"][0]["status"], found["items"][0]["code"]) == (428, "version_missing")


def test_two_batches_in_opposite_order_do_not_stand_crosswise(ours: Vendor) -> None:
    cases = [ours.gives() for _ in range(3)]
    versions = {case_id: ours.system.case(case_id)["version"] for case_id in cases}
    batch = [{"case_id": one, "version": versions[one], "move": ASSESS} for one in cases]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda turned: many(ours, *turned), [batch, batch[::-1]] * 3))
    assert sum(one["moved"] for one in found) == 3
