"""On what ground each kind leaves, what the ledger and the logs say of it, and that nothing is lost on the way."""

from typing import Any

from sqlalchemy import text

from tests.caller import Caller, Service
from tests.cases.stations import FIFTEEN, reach, type_in
from tests.handover import enter_custody_holder, give, obligations_of
from tests.transfers.crossing import (
    RECEIVER,
    SENDER,
    answer,
    both,
    carry,
    handed_over,
    incidents_of,
    listed,
    offer,
    transfer,
)
from workflows.casework import State
from workflows.roles import Role

_USUAL = ("identity", "police_contact", "incident", "obligations", "family")


def package(**grounds: str) -> list[dict[str, str]]:
    """What usually goes along by section 115, and what is named on its own ground."""
    both_kinds = dict.fromkeys(_USUAL, "RPL_115_2") | grounds
    return [{"kind": kind, "ground": ground} for kind, ground in both_kinds.items()]


def _ledger(caller: Caller, case_id: str) -> list[Any]:
    person = caller.case(case_id)["person"]["id"]
    items = caller.get(f"/v1/persons/{person}/disclosures").json()["items"]
    return [one for one in items if one["way"] == "export"]


def test_each_kind_is_in_the_ledger_with_its_ground_and_the_recipient(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    chosen = package(step="LAW_OTHER", knowledge="RPL_115_2", course="LAW_OTHER")
    transfer_id, _ = handed_over(service, ours.coordinator, theirs.coordinator, case_id, package=chosen)
    rows = _ledger(ours.coordinator, case_id)
    assert {(tuple(one["kinds"]), one["ground"]) for one in rows} == {
        (("identity", "police_contact"), "RPL_115_2"),
        (("family", "identity", "incident", "knowledge", "obligations", "police_contact"), "RPL_115_2"),
        (("step",), "LAW_OTHER"),
        (("course",), "LAW_OTHER"),
    }
    assert {(one["recipient"], one["object_id"]) for one in rows} == {("Silkeborg Kommune", transfer_id)}
    got = transfer(theirs.coordinator, transfer_id)["package"]
    assert [one["level"] for one in got["steps"]] == [2]
    assert {one["answer"] for one in got["knowledge"]} == {"Trives, men kommer ofte for sent."}
    assert got["left_out"] == []


def test_without_consent_what_needs_it_is_refused_and_with_it_goes(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    said = {"municipality_code": RECEIVER, "necessity": "Flyttet", "package": package(step="CONSENT")}
    refused = ours.coordinator.post(f"/v1/cases/{case_id}/transfers", said)
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (
        409, "may_not_be_shared", "consent_not_granted",
    )  # fmt: skip
    consents = _agree(ours.coordinator, case_id)
    offered = offer(ours.coordinator, case_id, package=package(step="CONSENT"))
    carry(service)
    answer(theirs.coordinator, offered["id"], "accept")
    for one in consents:
        taken_back = {"event": "withdraw", "reason": "Fortrudt"}
        moved = ours.coordinator.post(f"/v1/cases/{case_id}/consents/{one}/moves", taken_back)
        assert moved.status_code == 200, moved.text
    carry(service)
    got = transfer(theirs.coordinator, offered["id"])["package"]
    assert (got["steps"], got["left_out"]) == ([], [{"kind": "step", "reason": "consent_not_granted"}])
    assert ours.coordinator.case(case_id)["state"] == "transferred", "a consent that ends stops no case"


def _agree(caller: Caller, case_id: str) -> list[str]:
    asked = caller.post(
        f"/v1/cases/{case_id}/consents",
        {"scope": "share_with_municipality", "recipients": ["Silkeborg Kommune"], "terms": "Trin", "means": "call"},
    )
    assert asked.status_code == 201, asked.text
    ids = [one["id"] for one in asked.json()["items"]]
    for one in ids:
        granted = caller.post(f"/v1/cases/{case_id}/consents/{one}/moves", {"event": "grant", "document": "Notat"})
        assert granted.status_code == 200, granted.text
    return ids


def test_when_section_115_is_over_nothing_leaves_on_it(service: Service) -> None:
    ours, _ = both(service)
    case_id = reach(ours, State.PLACED)
    ours, _ = both(service, "2027-06-01T09:00:00+02:00")
    said = {"municipality_code": RECEIVER, "necessity": "Flyttet"}
    refused = ours.coordinator.post(f"/v1/cases/{case_id}/transfers", said)
    assert (refused.status_code, refused.json()["reason"]) == (409, "section_115_period_is_over")
    by_law = [{"kind": kind, "ground": "LAW_OTHER"} for kind in _USUAL]
    assert offer(ours.coordinator, case_id, package=by_law)["state"] == "offered"


def test_the_logs_of_both_say_who_looked_and_who_moved(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    transfer_id, their_case = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    transfer(ours.coordinator, transfer_id)
    people = {SENDER: ours.coordinator.case(case_id)["person"]["id"],
              RECEIVER: theirs.coordinator.case(their_case)["person"]["id"]}  # fmt: skip
    expected = {
        SENDER: {"transfer.offered", "transfer.accept", "transfer.hand_over", "casework.transfer", "disclosure.export",
                 "transfer.read"},
        RECEIVER: {"transfer.offer_received", "transfer.accept", "transfer.hand_over", "transfer.read", "entry.typed"},
    }  # fmt: skip
    for code, actions in expected.items():
        with service.database.transaction(code) as session:
            query = text("select action, subject_id::text from audit_log where action = any(:actions)")
            found = session.execute(query, {"actions": sorted(actions)}).all()
        assert {action for action, _ in found} == actions, code
        assert {subject for _, subject in found} <= {people[code], None}, code
        assert ("transfer.hand_over", people[code]) in {tuple(one) for one in found}, "the look can be followed to it"


def test_what_is_sealed_there_is_under_the_receivers_own_keys(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    transfer_id, _ = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    sealed = {}
    for code in (SENDER, RECEIVER):
        with service.database.transaction(code) as session:
            query = text("select preview_sealed, package_sealed from transfers where id = :id")
            sealed[code] = session.execute(query, {"id": transfer_id}).one()
            others = text("select count(*) from transfers where municipality_code <> :code")
            assert session.scalar(others, {"code": code}) == 0, "no rule lets one see the other's half"
    assert set(sealed[SENDER]) & set(sealed[RECEIVER]) == set()


def test_the_books_balance_when_ten_cases_have_gone_to_and_fro(service: Service) -> None:
    """Every incident stands in one open case at every stop on the way, and everybody owed is told or due in it."""
    ours, theirs = both(service)
    cases = [reach(ours, State.WITH_COORDINATOR, birth_date=FIFTEEN) for _ in range(10)]
    for number, case_id in enumerate(cases):
        enter_custody_holder(ours.coordinator, case_id)
        if number % 2:
            child = ours.coordinator.case(case_id)["person"]
            more = type_in(
                ours.coordinator, birth_date=FIFTEEN, name=child["name"], cpr_number=child["cpr_number"]
            )  # fmt: skip
            give(ours.coordinator, more, "to_coordinator")
    before = _books(ours.coordinator) + _books(theirs.coordinator)
    assert (sum(one[1] for one in before), len(before)) == (15, 10)
    offered = [offer(ours.coordinator, case_id)["id"] for case_id in cases]
    carry(service)
    _must_balance(before, ours.coordinator, theirs.coordinator)
    for number, one in enumerate(offered):
        if number < 7:
            answer(theirs.coordinator, one, "accept")
        elif number < 9:
            answer(theirs.coordinator, one, "refuse", reason="Bor hos jer")
    answer(ours.coordinator, offered[9], "withdraw", reason="Flytter ikke")
    carry(service)
    _must_balance(before, ours.coordinator, theirs.coordinator)
    assert len(_books(theirs.coordinator)) == 7
    for one in offered[:3]:
        answer(theirs.coordinator, one, "return", reason="Forkert kommune")
    carry(service)
    for case_id in cases[:3]:
        ours.coordinator.moves(case_id, "give_to_coordinator")
    _must_balance(before, ours.coordinator, theirs.coordinator)
    assert len(_books(theirs.coordinator)) == 4
    assert {one["state"] for one in listed(ours.coordinator, "out")} == {
        "handed_over", "refused", "withdrawn", "returned",
    }  # fmt: skip
    for caller, code in ((ours.coordinator, SENDER), (theirs.coordinator, RECEIVER)):
        with service.database.transaction(code) as session:
            assert session.scalar(text("select count(*) from transfers where to_carry")) == 0, caller


def _books(caller: Caller) -> list[tuple[str, int, tuple[str, ...]]]:
    """Of each open case whose child it is, how many incidents, and who is told or due."""
    found = []
    for one in caller.get("/v1/cases", limit=100).json()["items"]:
        case_id = one["id"]
        owed = [f"{o['recipient_kind']}" for o in obligations_of(caller, case_id, "due", "told", "delivery_failed")]
        number = caller.case(case_id)["person"]["cpr_number"]
        found.append((number, len(incidents_of(caller, case_id)), tuple(sorted(owed))))
    return found


def _must_balance(before: list[tuple[str, int, tuple[str, ...]]], *callers: Caller) -> None:
    assert sorted(one for caller in callers for one in _books(caller)) == sorted(before)


def test_a_case_that_is_not_yours_is_not_offered_by_you(service: Service) -> None:
    ours, _ = both(service)
    case_id = reach(ours, State.WITH_CASEWORKER)
    body = {"municipality_code": RECEIVER, "necessity": "Flyttet"}
    for caller, status in (
        (ours.coordinator, 404), (ours.caseworker, 403), (service.as_(Role.POLICE), 403), (ours.team_leader, 201),
    ):  # fmt: skip
        assert caller.post(f"/v1/cases/{case_id}/transfers", body).status_code == status
