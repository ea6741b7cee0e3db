"""A child's whole way, with a canary in everything that somebody writes."""

from typing import Any

from tests.caller import Caller, Service, new_key
from tests.cases.stations import cpr_number, on_monday
from tests.handover import HELD, give, obligations_of

REJECTED = "Journalnummer;CPR-nr.;Navn;Status;Forhold\r\n3700-1-26;KanarieCpr;KanarieAfvist;Antruffet;KanarieForhold"
CPR = cpr_number("2011-03-01", 4711)
MOTHERS_CPR = cpr_number("1980-05-02", 4712)
_MOTHER = {
    "name": "KanarieMor", "relation": "mother", "contact": "KanarieTlf", "cpr_number": MOTHERS_CPR,
    "address": "KanarieVej 2\n7000 Fredericia",
}  # fmt: skip
ENTRY = {
    "police_journal_number": "3700-71273-99999-26",
    "name": "KanarieNavn Ærlig",
    "cpr_number": CPR,
    "role": "Sigtet",
    "address": "KanarieVej 1",
    "postal_code": "7000",
    "city": "KanarieBy",
    "offence_text": "KanarieHærværk",
    "place": "KanarieSted",
    "note": "KanarieNote",
}


def post(caller: Caller, path: str, body: object) -> str:
    answer = caller.post(path, body, headers={"Idempotency-Key": new_key()})
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json().get("id") or answer.json()["items"][0]["id"])


def everything_said(service: Service, number: int = 0) -> str:
    """A walk in which each field that takes words has a canary in it, for child ``number``; gives the case's id."""
    them, case_id = on_monday(service), everything_until_a_course_has_ended(service, number)
    them.coordinator.moves(case_id, "reroute", reason="KanarieSpor")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_further_action", severity=3, reason="KanarieVurdering")
    _meet(them.caseworker, case_id)
    _hand_over_and_take_back(them.team_leader, case_id)
    them.team_leader.moves(case_id, "give_to_team_leader")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    return case_id


def everything_until_a_course_has_ended(service: Service, number: int = 0) -> str:
    them = on_monday(service)
    coordinator = them.coordinator
    assert them.police.upload("liste.csv", f"{REJECTED}{number}".encode()).json()["rejected"] == 1
    journal_number = f"3700-71273-{99999 - number}-26"
    said = ENTRY | {"cpr_number": cpr_number("2011-03-01", 4711 + number), "police_journal_number": journal_number}
    entry = coordinator.post("/v1/entries", said, headers={"Idempotency-Key": new_key()}).json()
    worry = {
        "name": said["name"], "cpr_number": said["cpr_number"], "worry": "KanarieBekymring", "source": "school",
        "told_by": "Klasselærer", "ground": "RPL_115_2", "necessity": "KanarieNødvendigFordi",
    }  # fmt: skip
    give(coordinator, {"id": post(coordinator, "/v1/concerns", worry)}, "to_coordinator", reason="KanarieFordelt")
    _meet_about(coordinator, entry)
    case_id = give(coordinator, entry, "to_coordinator", reason="KanarieFordelt")
    case = f"/v1/cases/{case_id}"
    post(coordinator, f"{case}/custody-holders", _MOTHER)
    (mother, child) = obligations_of(coordinator, case_id, "due")
    letter = {"event": "tell", "means": "letter", "told_at": "2026-11-23T09:00:00+01:00", "proof": "KanarieBevis"}
    post(coordinator, f"{case}/obligations/{mother['id']}/moves", letter)
    post(coordinator, f"{case}/obligations/{child['id']}/moves", {"event": "exempt", "reason": "KanarieUndtaget"})
    coordinator.moves(case_id, "confirm_informed")
    coordinator.moves(case_id, "start_gathering")
    for source in ("school", "street_team"):
        asked = post(coordinator, f"{case}/knowledge", {
            "source": source, "asked_of": "Lederen", "ground": "RPL_115_2", "necessity": "KanarieNødvendig",
            "question": "KanarieSpørgsmål",
        })  # fmt: skip
        answer = {"outcome": "answered", "answer": "KanarieSvar"}
        post(coordinator, f"{case}/knowledge/{asked}/answer", answer)
    plan = {"event": "plan", "planned_for": "2026-11-24T15:00:00+01:00", "ground": "RPL_115_2"}
    plan |= {"necessity": "KanarieNødvendig"}
    off = {"event": "say_not_held", "because": "called_off", "reason": "KanarieAflyst"}
    held = {"event": "hold", "held_at": "2026-11-23T08:00:00+01:00", "attendees": ["child", "police"]}
    for talk in (plan, off, plan, held | {"agreed": "KanarieSamtale"}):
        post(coordinator, f"{case}/concern-talks", talk)
    _work_in_a_group(coordinator, f"{case}/ad-hoc-groups")
    coordinator.moves(case_id, "place_on_step", step=2, reason="KanarieTrin")
    coordinator.moves(
        case_id, "plan_course", local_leader="lars", start_on="2026-12-01", ground="LAW_OTHER",
        necessity="KanarieLov", goals=[{"goal": "KanarieMål", "measures": "KanarieTiltag"}],
        participants=[{
            "part": "school", "function": "Klasselærer", "institution": "Skolen", "name": "KanarieLærer",
            "task": "KanarieOpgave", "ground": "LAW_OTHER", "necessity": "KanarieDeltagerlov",
        }],
    )  # fmt: skip
    ask = {"scope": "course", "recipients": ["Skolen"], "terms": "KanarieVilkår", "means": "call"}
    post(coordinator, f"{case}/consents", ask)
    consents = [one["id"] for one in coordinator.get(f"{case}/consents").json()["items"]]
    for consent in consents:
        post(coordinator, f"{case}/consents/{consent}/moves", {"event": "grant", "document": "KanarieDokument"})
        paper = coordinator.post_file(f"{case}/consents/{consent}/papers", "samtykke.pdf", b"%PDF-KanarieUnderskrift")
        assert paper.status_code == 201, paper.text
    post(coordinator, f"{case}/letters", {"to": "institution", "institution": "Skolen"})
    post(coordinator, f"{case}/consents/{consents[0]}/moves", {"event": "withdraw", "reason": "KanarieFortrudt"})
    coordinator.moves(case_id, "start_course")
    goal = coordinator.get(f"{case}/course").json()["goals"][0]["id"]
    review = {
        "held_on": "2026-11-23", "progress": [{"goal_id": goal, "progress": 2, "note": "KanarieStatus"}],
        "note": "KanarieMøde",
    }  # fmt: skip
    post(coordinator, f"{case}/course/reviews", review)
    coordinator.moves(case_id, "raise_concern", reason="KanarieUnderretning")
    (report,) = coordinator.case(case_id)["concern_reports"]
    assessed = {"outcome": "examine", "reason": "KanarieUnderretningsvurdering"}
    post(them.team_leader, f"/v1/concern-reports/{report['id']}/assessment", assessed)
    coordinator.moves(case_id, "change_local_leader", local_leader="mona", reason="KanarieSkift")
    coordinator.moves(
        case_id, "complete_course", evaluation="KanarieEvaluering",
        goal_evaluations=[{"goal": 1, "progress": 4, "evaluation": "KanarieMålnået"}],
    )  # fmt: skip
    return case_id


def _hand_over_and_take_back(team_leader: Caller, case_id: str) -> None:
    """To a municipality outside, on paper."""
    offer = {"municipality_code": "630", "necessity": "KanarieFlytning"}
    moves = f"/v1/transfers/{post(team_leader, f'/v1/cases/{case_id}/transfers', offer)}/moves"
    post(team_leader, moves, {"event": "send", "sent_at": "2026-11-23T09:00:00+01:00"})
    post(team_leader, moves, {"event": "accept", "answered_by": "SSP-konsulenten i Vejle"})
    post(team_leader, moves, {"event": "return", "reason": "KanarieTilbage"})


def _meet_about(coordinator: Caller, entry: Any) -> None:
    """At the handover meeting the entry is carried over; to the later ones, no list comes."""
    called = coordinator.post("/v1/meetings", {"weeks": 2}).json()["items"]
    for later in called[1:]:
        no_list = {"event": "say_no_list", "reason": "KanarieIngenListe"}
        post(coordinator, f"/v1/meetings/{later['id']}/moves", no_list)
    for first in called[:1]:
        officers = [{"role": "police", "name": name} for name in ("KanarieBetjent", "KanarieMakker")]
        post(coordinator, f"/v1/meetings/{first['id']}/moves", {"event": "open", "participants": officers})
    (held,) = coordinator.get("/v1/meetings", state="open").json()["items"]
    put_off = {"do": "carry_over", "entry_id": entry["id"], "reason": "KanarieUdsatPunkt"}
    answer = coordinator.post(f"/v1/meetings/{held['id']}/decisions", {"items": [put_off]})
    assert answer.json()["done"] == 1, answer.text


def _work_in_a_group(coordinator: Caller, path: str) -> None:
    """One that has met, and has ended."""
    member = {
        "source": "school", "function": "Klasselærer", "institution": "Skolen", "name": "KanarieMedlem",
        "ground": "RPL_115_2", "necessity": "KanarieNødvendig",
    }  # fmt: skip
    members = [member | {"coordinates": True}, member | {"source": "club"}]
    post(coordinator, path, {"event": "set_up", "task": "KanarieGruppe", "members": members})
    (group,) = coordinator.get(path).json()["items"]
    met = {"event": "meet", "held_at": "2026-11-23T08:00:00+01:00", "agreed": "KanarieGruppemøde"}
    post(coordinator, path, met | {"present": [one["id"] for one in group["members"]]})
    post(coordinator, path, {"event": "end", "because": "task_done", "outcome": "KanarieUdfald"})


def _meet(caseworker: Caller, case_id: str) -> None:
    """The first meeting is put off; at the second something is agreed, and the school is told so."""
    case = f"/v1/cases/{case_id}"
    _summon(caseworker, case)
    for owed in obligations_of(caseworker, case_id, "due"):
        post(caseworker, f"{case}/obligations/{owed['id']}/moves", {"event": "exempt", "reason": "KanarieUndtaget"})
    caseworker.moves(case_id, "call_to_meeting", meeting_at="2026-12-03T15:00:00+01:00")
    put_off = {"not_held": "postponed", "reason": "KanarieUdsat"}
    caseworker.moves(case_id, "call_to_meeting", meeting_at="2026-12-04T15:00:00+01:00", **put_off)
    caseworker.moves(case_id, "hold_meeting", **HELD | {"agreed": "KanarieAftalt"})


def _summon(caseworker: Caller, case: str) -> None:
    """By a letter that they get in their hand."""
    summons = {
        "to": "family", "purpose": "summon", "message": "KanarieBesked", "meeting_at": "2026-12-03T15:00:00+01:00",
        "meeting_place": "KanarieLokale",
    }  # fmt: skip
    letter = post(caseworker, f"{case}/letters", summons)
    handed_over = {"event": "hand_over", "handed_over_at": "2026-11-23T09:00:00+01:00", "to": "KanarieDør"}
    post(caseworker, f"{case}/letters/{letter}/moves", handed_over)
