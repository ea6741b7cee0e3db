"""A walk on the fictitious list that meets every operation: what goes well, and what is refused on the way."""

from typing import Any

from tests.caller import Caller, Service, file_for, instant
from tests.handover import (
    EVALUATED,
    HELD,
    MILD,
    PLAN,
    SCHOOL,
    SEVERE,
    STREET_TEAM,
    Team,
    enter_custody_holder,
    entries_of,
    entry_of,
    gather,
    give,
    give_all_of,
    obligations_of,
    team,
    tell_everyone,
)
from tests.openapi.walk_beside import walk_beside
from tests.openapi.walk_concerns import assess_a_report, talk, worry
from tests.openapi.walk_groups import work_in_a_group
from tests.openapi.walk_identity import put_right
from tests.openapi.walk_letters import change_the_wording, say_that_a_case_moved, send_the_plan, write_to_the_family
from tests.openapi.walk_meetings import hold_a_meeting
from tests.openapi.walk_systems import connect_a_system
from tests.openapi.walk_transfers import give_back, hand_over
from tests.openapi.walk_work import share_the_work
from workflows.roles import Role

MONDAY = "2026-11-23T09:00:00+01:00"
TYPED = {
    "police_journal_number": "3700-73821-24931-26",
    "name": "Ali Yilmaz",
    "role": "Antruffet",
    "birth_date": "01-03-2013",
    "offence_text": "Antruffet i gruppe, påvirket",
    "occurred_at": "15-11-2026 21:10",
    "place": "Havnen, Fredericia",
    "week": "2026-W47",
}


def walk(service: Service) -> None:
    """From the list to the ends of three cases."""
    service.now = instant(MONDAY)
    them = team(service)
    service.without_token().get("/healthz")
    service.without_token().get("/readyz")
    them.police.get("/v1/workflows/handover_list")
    them.police.get("/v1/profile")
    entries = _hand_over(them)
    hold_a_meeting(them, entries)
    _decide(them, entries)
    written_to = give_all_of(them.coordinator, entries, "Malthe van der Meer", "to_coordinator")
    write_to_the_family(them, service, written_to)
    coordinators = give(them.coordinator, entry_of(entries, "Noah El-Hassan"), "to_coordinator")
    _coordinators_track(them, coordinators, service.as_(Role.LOCAL_LEADER, subject="mona"))
    authoritys = give_all_of(them.team_leader, entries, "Jónas Østergård", "to_team_leader")
    _authoritys_track(them, authoritys)
    told = give(them.team_leader, entry_of(entries, "Ali Ågesen"), "to_team_leader")
    _end_with_an_orientation(them, told)
    _beside_the_tracks(them, entries)
    connect_a_system(service, them.team_leader)
    put_right(service)
    share_the_work(service)
    change_the_wording(service)
    walk_beside(service, coordinators)


def _hand_over(them: Team) -> list[Any]:
    them.police.get("/v1/list-uploads")  # before the first: a slow machine takes long enough over one to tell of it
    received = them.police.upload("fredericia-2026-W47.csv")
    them.police.upload("fredericia-2026-W47.csv")
    them.police.upload("empty.csv")
    them.police.get("/v1/handover-lists")
    list_id = received.json()["id"]
    them.police.get(f"/v1/handover-lists/{list_id}")
    broken = "Journalnummer;CPR-nr.;Navn;Status\n3700-73821-24940-26;610313-5752;Ali Yilmaz;Forbipasserende\n"
    refused = them.police.upload("rettet.csv", broken.encode())
    them.police.get(f"/v1/handover-lists/{refused.json()['id']}/rejected")
    them.coordinator.get("/v1/entries", limit=2)
    return entries_of(them.coordinator, undecided=True)


def _decide(them: Team, entries: list[Any]) -> None:
    coordinator, path = them.coordinator, "/v1/entries/{}/decision"
    coordinator.get("/v1/cases", limit=2)
    first, second, third = (entry_of(entries, name) for name in ("Øjvind Sørensen", "Ali Jensen", "Bjørn Jensen"))
    coordinator.post(path.format(third["id"]), {"decision": "to_team_leader"})
    coordinator.post(path.format(third["id"]), {"decision": "to_coordinator"})
    coordinator.post(path.format(first["id"]), {"decision": "drop", "reason": "Færdselsuheld"})
    coordinator.post(path.format(second["id"]), {"decision": "to_other_municipality", "municipality_code": "740"})
    coordinator.post(f"/v1/entries/{first['id']}/identity", {"person_id": None})
    typed = coordinator.post("/v1/entries", TYPED)
    coordinator.post("/v1/entries", TYPED)
    likely = typed.json()["identity"]["candidates"][0]["id"]
    coordinator.post(f"/v1/entries/{typed.json()['id']}/identity", {"person_id": likely})


def _coordinators_track(them: Team, case_id: str, participant: Caller) -> None:
    coordinator, leader, path = them.coordinator, them.local_leader, f"/v1/cases/{case_id}"
    coordinator.get(path)
    coordinator.get(f"{path}/incidents")
    coordinator.get(f"{path}/history")
    coordinator.post(f"{path}/moves", {"event": "confirm_informed"})
    coordinator.post(f"{path}/moves", {"event": "confirm_informed"}, headers={"If-Match": '"1"'})
    coordinator.move(case_id, "confirm_informed")
    _ask_for_consent(them, case_id)
    mistaken = enter_custody_holder(coordinator, case_id)
    coordinator.get(f"{path}/custody-holders")
    coordinator.delete(f"{path}/custody-holders/{mistaken['id']}")
    enter_custody_holder(coordinator, case_id, "Poul Opdigtet", "father")
    _be_told(them, case_id)
    coordinator.moves(case_id, "confirm_informed")
    coordinator.moves(case_id, "start_gathering")
    coordinator.post(f"{path}/knowledge", SCHOOL | {"source": "club", "ground": "CONSENT"})
    gather(coordinator, case_id, SCHOOL, STREET_TEAM)
    known = coordinator.get(f"{path}/knowledge").json()["items"]
    coordinator.post(f"{path}/knowledge/{known[0]['id']}/answer", {"outcome": "refused"})
    withdrawn = coordinator.post(f"{path}/knowledge", SCHOOL | {"asked_of": "En anden skole", "due_on": "2026-11-27"})
    coordinator.post(f"{path}/knowledge", SCHOOL | {"due_on": "2026-11-01"})
    taken_back = f"{path}/knowledge/{withdrawn.json()['id']}/answer"
    coordinator.post(taken_back, {"outcome": "withdrawn"})
    coordinator.post(taken_back, {"outcome": "withdrawn", "answer": "Barnet går ikke der"})
    coordinator.moves(case_id, "place_on_step", step=2, reason="Flere vil kunne hjælpe", rests_on=[known[0]["id"]])
    coordinator.moves(case_id, "keep_step", reason="Der er ro på")
    coordinator.get(f"{path}/placements")
    coordinator.get("/v1/reviews")
    talk(coordinator, case_id)
    work_in_a_group(coordinator, participant, case_id)
    _agree(them, case_id)
    coordinator.moves(case_id, "plan_course", **PLAN)
    send_the_plan(them, case_id)
    coordinator.moves(case_id, "discontinue_course", reason="Begynder først efter jul")
    coordinator.moves(case_id, "plan_course", **PLAN)
    leader.moves(case_id, "start_course")
    _follow_the_course(them, case_id, participant)
    coordinator.moves(case_id, "close", reason="Målet er nået")
    coordinator.moves(case_id, "reopen", reason="Familien beder om det")


def _ask_for_consent(them: Team, case_id: str) -> Any:
    terms = "Navn og trin deles med skolen, for at forløbet kan planlægges."
    asked = {"scope": "course", "recipients": ["Skolen"], "terms": terms, "means": "meeting"}
    return them.coordinator.post(f"/v1/cases/{case_id}/consents", asked).json()


def _be_told(them: Team, case_id: str) -> None:
    coordinator = them.coordinator
    due = obligations_of(coordinator, case_id, "due")[0]
    path = f"/v1/cases/{case_id}/obligations/{due['id']}/moves"
    coordinator.post(path, {"event": "tell", "means": "call", "told_at": MONDAY})
    coordinator.post(path, {"event": "fail_delivery"})
    coordinator.post(path, {"event": "take_back", "reason": "Det var en anden familie"})
    coordinator.post(path, {"event": "exempt", "reason": "Kan ikke findes"})
    coordinator.post(path, {"event": "take_back", "reason": "Familien er fundet"})
    tell_everyone(coordinator, case_id, MONDAY)


def _agree(them: Team, case_id: str) -> None:
    coordinator, path = them.coordinator, f"/v1/cases/{case_id}/consents"
    for event, said in (("refuse", {"reason": "Vil tænke over det"}), ("grant", {}), ("withdraw", {}), ("grant", {})):
        asked = _ask_for_consent(them, case_id)["items"]
        kept = {"document": "Underskrevet på mødet; ligger i sagen"}
        for consent in asked:
            moves = f"{path}/{consent['id']}/moves"
            if event == "withdraw":
                coordinator.post(moves, {"event": "grant", **kept})
            coordinator.post(moves, {"event": event, **said, **(kept if event == "grant" else {})})
            if event == "refuse":
                coordinator.post(moves, {"event": "refuse"})
                coordinator.post(moves, {"event": "ask", "means": "letter"})
            if event == "grant":
                _keep_paper(coordinator, f"{path}/{consent['id']}/papers")
    coordinator.get(path)


def _keep_paper(coordinator: Caller, path: str) -> None:
    for _ in range(2):  # the second is the same, and known
        kept = coordinator.post_file(path, *file_for(path)).json()
    coordinator.get(f"{path}/{kept['id']}")
    coordinator.post_file(path, "samtykke.docx", b"PK")


def _follow_the_course(them: Team, case_id: str, mona: Caller) -> None:
    leader, path = them.local_leader, f"/v1/cases/{case_id}/course"
    goal = leader.get(path).json()["goals"][0]["id"]
    review = {"held_on": "2026-11-23", "progress": [{"goal_id": goal, "progress": 3, "note": "Kun for sent én gang"}]}
    leader.post(f"{path}/reviews", review | {"next_review_on": "2026-12-14"})
    leader.post(f"{path}/reviews", review | {"progress": [{"goal_id": goal, "progress": 9}]})
    participant = leader.get(path).json()["participants"][0]["id"]
    leader.post(f"{path}/handouts", {"participant_id": participant})
    plan = {key: value for key, value in PLAN.items() if key != "local_leader"} | {"reason": "En kammerat er med"}
    plan["participants"] = [*PLAN["participants"], {"part": "parent", "function": "Mor", "user": "mona"}]
    leader.moves(case_id, "change_plan", **plan)
    mona.get("/v1/plans")
    unnamed = [{"part": "club", "function": "Klubmedarbejder", "institution": "Klubben"}]
    leader.move(case_id, "change_plan", **plan | {"participants": unnamed})
    for local_leader in ("mona", "lars"):
        them.coordinator.moves(case_id, "change_local_leader", local_leader=local_leader, reason="Skifter skole")
    leader.moves(case_id, "pause_course", reason="Ferie")
    leader.moves(case_id, "resume_course")
    them.coordinator.moves(case_id, "complete_course", **EVALUATED)
    them.coordinator.post(f"{path}/reviews", review)
    them.coordinator.post(f"{path}/handouts", {"participant_id": participant})


def _authoritys_track(them: Team, case_id: str) -> None:
    caseworker = them.caseworker
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    notices = caseworker.get("/v1/notices").json()["items"]
    caseworker.post("/v1/notices/seen", {"until": notices[0]["at"]})
    caseworker.moves(case_id, "raise_concern", reason="Flere hændelser på kort tid")
    assess_a_report(them.team_leader)
    caseworker.moves(case_id, "note_reference", authority_reference="27.24.00-G01-1-26")
    caseworker.moves(case_id, "assess_further_action", **SEVERE)
    caseworker.get(f"/v1/cases/{case_id}/assessments")
    enter_custody_holder(caseworker, case_id)
    tell_everyone(caseworker, case_id, MONDAY)
    caseworker.moves(case_id, "call_to_meeting", meeting_at="2026-12-01T10:00:00+01:00")
    caseworker.moves(
        case_id, "call_to_meeting", meeting_at="2026-12-03T10:00:00+01:00", not_held="postponed", reason="Sygdom"
    )
    tell_everyone(caseworker, case_id, MONDAY)
    caseworker.moves(case_id, "hold_meeting", **HELD)
    caseworker.get(f"/v1/cases/{case_id}/family-meetings")
    _give_feedback(caseworker, case_id)
    for said in ("active", "ask"):  # the second is refused: no municipality has opened its index
        caseworker.post(f"/v1/cases/{case_id}/authority-case", {"said": said})
    caseworker.moves(case_id, "close", authority_reference="27.24.00-G01-1-26")
    holders = f"/v1/cases/{case_id}/custody-holders"
    caseworker.delete(f"{holders}/{caseworker.get(holders).json()['items'][0]['id']}")
    caseworker.post(holders, {"name": "Poul Opdigtet", "relation": "father"})
    caseworker.post(f"/v1/cases/{case_id}/custody-lookup")


def _give_feedback(caseworker: Caller, case_id: str) -> None:
    path = f"/v1/cases/{case_id}/feedback"
    asked = {
        "to": "police", "recipient": "Lokalpolitiet", "kinds": ["handled"], "ground": "RPL_115_2",
        "necessity": "Politiet skal vide, om der stadig skal holdes øje",
    }  # fmt: skip
    caseworker.post(path, asked)
    caseworker.post(path, asked | {"kinds": ["assessment"], "words": "Der gøres mere"})


def _end_with_an_orientation(them: Team, case_id: str) -> None:
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_no_further_action", **MILD)


def _beside_the_tracks(them: Team, entries: list[Any]) -> None:
    rerouted = give_all_of(them.coordinator, entries, "Anna-Sofie Thorup", "to_coordinator")
    enter_custody_holder(them.coordinator, rerouted)
    them.coordinator.moves(rerouted, "reroute", reason="Der er en aktiv sag")
    transfer_id = hand_over(them.team_leader, rerouted)
    say_that_a_case_moved(them, rerouted)
    give_back(them.team_leader, transfer_id)
    worry(them.coordinator)
    _come_back(them)


def _come_back(them: Team) -> None:
    """A child whose earlier case was dropped."""
    said = TYPED | {"police_journal_number": "3700-73821-24977-26", "name": "Ivar Opdigtet", "birth_date": None}
    said |= {"cpr_number": "610312-4977"}
    entry = them.coordinator.post("/v1/entries", said).json()
    give(them.coordinator, entry, "drop", reason="Færdselsuheld")
    again = them.coordinator.post("/v1/entries", said | {"police_journal_number": "3700-73821-24978-26"}).json()
    them.coordinator.get(f"/v1/cases/{again['case_id']}/earlier")
    them.coordinator.get(f"/v1/cases/{again['case_id']}/looks")
