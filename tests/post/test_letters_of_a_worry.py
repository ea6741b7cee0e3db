"""A worry without a list: the family hears who is worried and why, and nothing of the police or a list."""

import re
from typing import Any

from tests.caller import Caller, Service
from tests.cases.stations import FIFTEEN, FOURTEEN, at, cpr_number, on_monday, reach, type_in
from tests.handover import SEVERE, Team, enter_custody_holder, give, hand_over_outside
from tests.post.families import letter, letter_moves, queue_all, to, write
from workflows.casework import State

WORRY = {
    "worry": "Pjækker og ses med Bo", "source": "school", "told_by": "Klasselærer", "ground": "RPL_115_2",
    "necessity": "For at finde ud af, om der er brug for en indsats",
}  # fmt: skip
IN_WORDS = "Skolen fortæller, at der er meget fravær."
SUMMONED = {"purpose": "summon", "meeting_at": "2026-12-01T10:00:00+01:00", "meeting_place": "Rådhuset"}


def worried(
    them: Team, number: int, *, birth_date: str = FOURTEEN, decision: str = "to_coordinator", **more: Any
) -> str:
    """A child of whom nothing but a worry is known, with a mother; gives the case's id."""
    said = WORRY | {"name": "Vigga Opdigtet", "cpr_number": cpr_number(birth_date, 900 + number)} | more
    answer = them.coordinator.post("/v1/concerns", said)
    assert answer.status_code == 201, answer.text
    return give(them.coordinator, answer.json(), decision)


def police_tell(them: Team, case_id: str) -> Any:
    """An incident of the same child on the police's list, which the meeting has not decided yet."""
    person = them.coordinator.case(case_id)["person"]
    entry = type_in(them.coordinator, name=person["name"], cpr_number=person["cpr_number"])
    assert entry["case_id"] == case_id
    return entry


def said_in(caller: Caller, case_id: str, draft: Any) -> str:
    shown = letter(caller, case_id, draft["id"])
    lines = [line for block in shown["blocks"] for line in block["lines"]]
    return "\n".join([shown["title"], *lines])


def says_nothing_of_the_police(said: str) -> bool:
    return not re.search(r"politiet|\bliste|antruffet|sigtet|\bbo\b|pjækker", said.casefold())


def test_the_parents_and_the_young_person_hear_of_a_worry_and_not_of_the_police(service: Service) -> None:
    them = on_monday(service, "330")
    case_id = worried(them, 1, birth_date=FIFTEEN)
    enter_custody_holder(them.coordinator, case_id)
    drafts = write(them.coordinator, case_id, message=IN_WORDS)
    assert {one["kind"] for one in drafts} == {"concern_custody_holder", "concern_young_person"}
    for draft in drafts:
        said = said_in(them.coordinator, case_id, draft)
        assert "Bekymringen kommer fra skolen." in said
        assert IN_WORDS in said
        assert "efter retsplejelovens § 115" in said
        assert says_nothing_of_the_police(said), said
    queue_all(them.coordinator, case_id, drafts)


def test_it_says_in_words_for_the_family_what_the_worry_is(service: Service) -> None:
    them = on_monday(service, "330")
    case_id = worried(them, 2)
    enter_custody_holder(them.coordinator, case_id)
    refused = them.coordinator.post(f"/v1/cases/{case_id}/letters", {"to": "family"})
    assert (refused.status_code, refused.json()["code"]) == (422, "message_missing")


def test_a_summons_to_a_meeting_about_a_worry_says_who_is_worried(service: Service) -> None:
    them = on_monday(service)
    case_id = worried(them, 3, decision="to_team_leader", source="club")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_further_action", **SEVERE)
    enter_custody_holder(them.caseworker, case_id)
    (draft,) = write(them.caseworker, case_id, message=IN_WORDS, **SUMMONED)
    said = said_in(them.caseworker, case_id, draft)
    assert draft["kind"] == "concern_summons"
    assert "Bekymringen kommer fra klubben." in said
    assert "tirsdag den 1. december 2026 kl. 10.00" in said
    assert says_nothing_of_the_police(said), said


def test_what_a_family_told_of_itself_rests_on_no_paragraph(service: Service) -> None:
    them = on_monday(service, "330")
    case_id = worried(them, 4, source="family", ground=None, told_by="Mor")
    enter_custody_holder(them.coordinator, case_id)
    (draft,) = write(them.coordinator, case_id, message=IN_WORDS)
    said = said_in(them.coordinator, case_id, draft)
    assert "Bekymringen kommer fra familien selv." in said
    assert "§ 115" not in said


def test_where_the_police_have_told_something_too_the_letter_is_the_ordinary_one(service: Service) -> None:
    them = on_monday(service)
    case_id = worried(them, 5)
    give(them.coordinator, police_tell(them, case_id), "to_coordinator")
    enter_custody_holder(them.coordinator, case_id)
    (draft,) = write(them.coordinator, case_id)
    said = said_in(them.coordinator, case_id, draft)
    assert draft["kind"] == "orientation_custody_holder"
    assert "politiets oplysninger" in said
    assert "Sådan står Vigga noteret hos politiet: antruffet af politiet" in said
    assert "bekym" not in said.casefold()


def test_when_the_polices_was_told_before_the_letter_of_a_later_worry_is_about_the_worry(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    person = them.coordinator.case(case_id)["person"]
    them = at(service, "2026-12-03T09:00:00+01:00")
    worry = WORRY | {"name": person["name"], "cpr_number": person["cpr_number"]}
    told = them.coordinator.post("/v1/concerns", worry).json()
    assert give(them.coordinator, told, "to_coordinator") == case_id
    (draft,) = write(them.coordinator, case_id, message=IN_WORDS)
    said = said_in(them.coordinator, case_id, draft)
    assert draft["kind"] == "concern_custody_holder"
    assert "Bekymringen kommer fra skolen." in said
    assert says_nothing_of_the_police(said), "they have heard of that"


def test_what_was_given_before_the_family_was_told_of_anything_is_in_the_letter_too(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    them = at(service, "2026-11-24T09:00:00+01:00")
    person = them.coordinator.case(case_id)["person"]
    more = {"name": person["name"], "cpr_number": person["cpr_number"], "offence_text": "Tyveri af en cykel"}
    give(them.coordinator, type_in(them.coordinator, **more), "to_coordinator")
    (draft,) = write(them.coordinator, case_id)
    said = said_in(them.coordinator, case_id, draft)
    assert "Hærværk mod en bænk" in said
    assert "Tyveri af en cykel" in said


def test_without_a_worry_the_letter_is_as_it_was(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    (draft,) = write(them.coordinator, case_id)
    said = said_in(them.coordinator, case_id, draft)
    assert draft["kind"] == "orientation_custody_holder"
    assert said.startswith("Vi har fået besked fra politiet\n")
    assert "De kommer fra politiet." in said


def test_what_the_meeting_has_not_decided_is_told_to_nobody_yet_and_then_the_worrys_letter_is_too_little(
    service: Service,
) -> None:
    them = on_monday(service)
    case_id = worried(them, 6)
    entry = police_tell(them, case_id)
    enter_custody_holder(them.coordinator, case_id)
    (draft,) = write(them.coordinator, case_id, message=IN_WORDS)
    assert says_nothing_of_the_police(said_in(them.coordinator, case_id, draft))
    give(them.coordinator, entry, "to_coordinator")
    refused = letter_moves(them.coordinator, case_id, draft["id"], "queue")
    assert (refused.status_code, refused.json()["reason"]) == (409, "the_news_is_another")
    assert "Skriv brevet igen" in refused.json()["detail"]


def test_a_letter_of_a_hand_over_says_whom_it_came_from(service: Service) -> None:
    them = on_monday(service)
    for case_id, source in ((worried(them, 7), "skolen"), (reach(them, State.WITH_COORDINATOR), "politiet")):
        enter_custody_holder(them.coordinator, case_id)
        hand_over_outside(them.coordinator, case_id)
        answer = them.coordinator.post(f"/v1/cases/{case_id}/letters", {"to": "family_of_transferred"})
        said = said_in(them.coordinator, case_id, to(answer.json()["items"], "Karla Opdigtet"))
        assert f"Oplysningerne kommer fra {source}." in said
