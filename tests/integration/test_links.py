"""Which case of a system's own a case here is, and the CPR number that is shown until it has said so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.caller import Service, new_key
from tests.integration.vendor import Vendor
from workflows.roles import Role


def link(ours: Vendor, case_id: str, reference: str, **more: str) -> int:
    return int(ours.system.client.put(
        f"/v1/cases/{case_id}/link", json={"reference": reference}, headers=ours.system._headers | more
    ).status_code)  # fmt: skip


def test_the_cpr_number_is_shown_until_the_system_has_said_which_case_it_is(ours: Vendor) -> None:
    case_id = ours.gives()
    number = ours.them.team_leader.case(case_id)["person"]["cpr_number"]
    awaited = ours.system.get(f"/v1/cases/{case_id}/link").json()
    assert (awaited["state"], awaited["reference"], awaited["person"]["cpr_number"]) == ("awaited", None, number)
    assert link(ours, case_id, "DUBU-4711") == 200
    made = ours.system.get(f"/v1/cases/{case_id}/link")
    assert (made.json()["state"], made.json()["reference"]) == ("made", "DUBU-4711")
    assert "person" not in made.json()
    for path in (f"/v1/cases/{case_id}", "/v1/links", "/v1/cases"):
        assert number not in ours.system.get(path).text, path


def test_that_it_was_shown_is_in_the_ledger_and_in_the_log(ours: Vendor, service: Service) -> None:
    case_id = ours.gives()
    ours.system.get(f"/v1/cases/{case_id}/link")
    person_id = ours.them.team_leader.case(case_id)["person"]["id"]
    rows = ours.them.team_leader.get(f"/v1/persons/{person_id}/disclosures").json()["items"]
    assert [one["way"] for one in rows].count("integration") == 1
    looks = ours.them.team_leader.get(f"/v1/cases/{case_id}/looks").text
    assert "fagsystem" in looks


def test_a_system_asks_which_cases_are_its_and_which_it_has_not_registered(ours: Vendor) -> None:
    first, second = ours.gives(), ours.gives()
    link(ours, first, "A-1")
    listed = ours.system.get("/v1/links").json()["items"]
    assert {(one["case_id"], one["state"], one["reference"]) for one in listed} == {
        (first, "made", "A-1"), (second, "awaited", None),
    }  # fmt: skip
    assert [one["case_id"] for one in ours.system.get("/v1/links", awaited=True).json()["items"]] == [second]
    assert [one["case_id"] for one in ours.system.get("/v1/links", reference="A-1").json()["items"]] == [first]


def test_a_number_is_one_open_cases_and_can_be_put_right(ours: Vendor) -> None:
    first, second = ours.gives(), ours.gives()
    assert link(ours, first, "A-1") == link(ours, first, "A-1") == 200
    taken = ours.system.client.put(f"/v1/cases/{second}/link", json={"reference": "A-1"}, headers=ours.system._headers)
    assert (taken.status_code, taken.json()["code"], taken.json()["case_id"]) == (409, "reference_in_use", first)
    assert link(ours, first, "A-2") == link(ours, second, "A-1") == 200
    assert ours.system.delete(f"/v1/cases/{first}/link").status_code == 204
    assert ours.system.get(f"/v1/cases/{first}/link").json()["state"] == "awaited"
    assert ours.system.delete(f"/v1/cases/{first}/link").status_code == 404


def test_of_two_who_give_two_cases_one_number_at_once_one_is_told(ours: Vendor) -> None:
    cases = [ours.gives(), ours.gives()]
    both = Barrier(2)

    def at_once(case_id: str) -> int:
        both.wait()
        return link(ours, case_id, "A-1")

    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            assert sorted(pool.map(at_once, cases)) == [200, 409]
            for case_id in cases:
                ours.give(case_id, None)
                ours.give(case_id)


def test_a_case_that_is_anothers_cannot_be_linked(ours: Vendor, service: Service) -> None:
    case_id = ours.gives()
    other = service.as_(Role.INTEGRATION, subject="andet")
    for path in (f"/v1/cases/{case_id}/link",):
        assert other.get(path).status_code == 404
        assert other.client.put(path, json={"reference": "X"}, headers=other._headers).status_code == 404
    assert ours.them.caseworker.get(f"/v1/cases/{case_id}/link").status_code == 403
    assert link(ours, case_id, "Å er ikke et nummer") == 422


def test_the_number_goes_when_the_case_leaves_the_system(ours: Vendor) -> None:
    case_id = ours.gives()
    link(ours, case_id, "A-1")
    ours.give(case_id, None)
    ours.give(case_id)
    assert ours.system.get(f"/v1/cases/{case_id}/link").json()["state"] == "awaited"


def test_the_same_request_twice_is_carried_out_once(ours: Vendor) -> None:
    case_id, key = ours.gives(), new_key()
    assert link(ours, case_id, "A-1", **{"Idempotency-Key": key}) == 200
    assert link(ours, case_id, "A-1", **{"Idempotency-Key": key}) == 200
    assert link(ours, case_id, "A-2", **{"Idempotency-Key": key}) == 422
