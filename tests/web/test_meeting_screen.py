"""The screen of a meeting that is open: what stands on it, what is decided from it, and what is undone."""

from typing import Any

import psycopg

from tests.caller import Caller, Service
from tests.cases.stations import at, come_back, type_in
from tests.meetings.room import POLICE, TEAM_LEADER, carry_over, dealt, decide, meeting, moved, opened
from tests.web.browsing import Browsing
from tests.web.reading import Answer


def screen(me: Browsing, meeting_id: str, terms: str = "") -> Answer:
    return me.open(f"/moeder/{meeting_id}{terms}")


def heading(page: Answer) -> str:
    return page.answer.text.split('id="hvem">')[1].split("<")[0].strip()


def decisions(caller: Caller, meeting_id: str) -> dict[str, Any]:
    return {one["entry_id"]: one["decision"] or one["outcome"] for one in meeting(caller, meeting_id)["agenda"]}


def test_one_entry_stands_with_all_that_is_needed_to_decide(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator, place="Havnen", police_told_parents="Ja")
    page = screen(Browsing(them.coordinator), meeting_id)
    assert heading(page) == child["person"]["name"]
    incident = ("Antruffet: Hærværk mod en bænk", "Havnen", "Politiet har talt med forældrene", "14 år")
    why = ("Forslag: SSP-tovholder", child["suggestion"]["explanation"])
    for part in (*incident, *why, "Punkt 1 af 1", "0 af 1 fordelt"):
        assert part in page.text, part


def test_a_decision_leads_on_to_the_next_that_is_left(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    first, second, third = (type_in(them.coordinator) for _ in range(3))
    me = Browsing(them.coordinator)
    page = screen(me, meeting_id, f"?punkt={second['id']}")
    page = me.send(page.form("/beslut"), ("handling", "to_coordinator"))
    assert heading(page) == third["person"]["name"]
    assert f"{second['person']['name']}: Givet til SSP-tovholder" in page.text
    page = me.send(page.form("/beslut"), ("handling", "to_coordinator"))
    assert heading(page) == first["person"]["name"], "from the end it goes back to what was passed over"
    page = me.send(page.form("/beslut"), ("handling", "to_coordinator"))
    assert heading(page) == "Alt er fordelt eller udsat"
    assert "3 af 3 fordelt" in page.text


def test_what_needs_a_reason_asks_for_it_on_the_screen(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    dropped, elsewhere, waits = (type_in(them.coordinator) for _ in range(3))
    me = Browsing(them.coordinator)
    page = screen(me, meeting_id)
    asked = me.open(page.leads["F Frasortér"])
    assert heading(asked) == dropped["person"]["name"], "the child stands there still"
    refused = me.send(asked.form("/beslut"))
    assert (refused.status, "Det blev ikke gjort" in refused.text) == (409, True)
    page = me.send(asked.form("/beslut"), reason="Kun et uheld")
    asked = me.open(page.leads["A Anden kommune"])
    page = me.send(asked.form("/beslut"), municipality_code="621", reason="Familien er flyttet")
    assert "Sendt til en anden kommune: Kolding Kommune" in page.text
    asked = me.open(page.leads["P Udsæt"])
    missing = me.send(asked.form("/beslut"))
    assert (missing.status, "Der er noget, der skal rettes" in missing.text) == (422, True)
    me.send(asked.form("/beslut"), reason="Vi mangler skolen")
    assert decisions(them.coordinator, meeting_id) == {
        dropped["id"]: "drop", elsewhere["id"]: "to_other_municipality", waits["id"]: "carried_over",
    }  # fmt: skip


def test_what_was_just_decided_is_undone_from_the_next_entry(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    first, _ = (type_in(them.coordinator) for _ in range(2))
    me = Browsing(them.coordinator)
    page = screen(me, meeting_id)
    assert "U Fortryd" not in page.leads, "nothing is done yet"
    page = me.send(page.form("/beslut"), ("handling", "to_coordinator"))
    asked = me.open(page.leads["U Fortryd"])
    assert heading(asked) == first["person"]["name"]
    page = me.send(asked.form("/beslut"), reason="Det var en fejl")
    assert "Fortrudt." in page.text
    assert heading(page) == first["person"]["name"], "it is to be decided again"
    assert decisions(them.coordinator, meeting_id)[first["id"]] is None


def test_what_a_colleague_has_just_decided_is_said_and_is_no_error(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    me = Browsing(them.coordinator)
    page = screen(me, meeting_id)
    dealt(them.team_leader, meeting_id, decide(child, "to_coordinator"))
    page = me.send(page.form("/beslut"), ("handling", "to_team_leader"))
    assert "team_leader har allerede fordelt hændelsen: Givet til SSP-tovholder." in page.text
    assert heading(page) == child["person"]["name"]
    assert decisions(them.coordinator, meeting_id) == {child["id"]: "to_coordinator"}


def test_a_button_that_is_pressed_twice_has_decided_once_and_complains_of_nothing(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    me = Browsing(them.coordinator)
    form = screen(me, meeting_id).form("/beslut")
    pages = [me.send(form, ("handling", "to_coordinator")) for _ in range(2)]
    assert [one.status for one in pages] == [200, 200]
    assert pages[0].text == pages[1].text
    assert f"{child['person']['name']}: Givet til SSP-tovholder" in pages[1].text


def test_several_are_decided_from_the_table_each_as_it_was_chosen(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    ours, theirs, dropped, left = (type_in(them.coordinator) for _ in range(4))
    me = Browsing(them.coordinator)
    form = screen(me, meeting_id, "?vis=tabel").form("/beslut")
    assert form.values[f"valg.{ours['id']}"] == ["to_coordinator"], "what is suggested stands there"
    chosen = {f"valg.{theirs['id']}": "to_team_leader", f"valg.{dropped['id']}": "drop"}
    picked = [ours["id"], theirs["id"], dropped["id"]]
    page = me.send(form, entry_id=picked, reason="Kun et uheld", **chosen)
    assert "3 af 4 fordelt" in page.text
    assert decisions(them.coordinator, meeting_id) == {
        ours["id"]: "to_coordinator", theirs["id"]: "to_team_leader", dropped["id"]: "drop", left["id"]: None,
    }  # fmt: skip


def test_of_several_those_that_cannot_be_done_say_why_and_stay_chosen(service: Service) -> None:
    them, meeting_id = opened(service)
    ours, theirs = (type_in(them.coordinator) for _ in range(2))
    me = Browsing(them.coordinator)
    form = screen(me, meeting_id, "?vis=tabel").form("/beslut")
    page = me.send(form, entry_id=[ours["id"], theirs["id"]], **{f"valg.{theirs['id']}": "to_team_leader"})
    assert f"{theirs['person']['name']}: " in page.text
    assert "1 af 2 fordelt" in page.text
    again = page.form("/beslut")
    assert again.values["entry_id"] == [theirs["id"]]
    assert again.values[f"valg.{theirs['id']}"] == ["to_team_leader"]


def test_to_choose_nothing_in_the_table_says_what_to_do(service: Service) -> None:
    them, meeting_id = opened(service)
    type_in(them.coordinator)
    me = Browsing(them.coordinator)
    page = me.send(screen(me, meeting_id, "?vis=tabel").form("/beslut"))
    assert (page.status, "Sæt kryds ved det, der skal fordeles." in page.text) == (422, True)


def test_who_is_present_decides_what_stands_on_the_screen(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    me = Browsing(them.coordinator)
    arrive = screen(me, meeting_id, "?goer=kommer").form("/goer/kommer")
    page = me.send(arrive, role="caseworker", name="Gæst Opdigtet")
    assert heading(page) == "Punktet kan ikke stå på skærmen nu"
    assert child["person"]["name"] not in page.answer.text
    assert [one for one in page.leads if one.startswith(("F ", "A ", "P "))] == ["P Udsæt"]
    (guest,) = [one for one in meeting(them.coordinator, meeting_id)["participants"] if one["role"] == "caseworker"]
    (leave,) = [one for one in page.forms if one.values.get("participant_id") == [guest["id"]]]
    page = me.send(leave)
    assert heading(page) == child["person"]["name"]


def test_who_is_not_named_cannot_come_in_and_the_screen_says_so(service: Service) -> None:
    them, meeting_id = opened(service)
    me = Browsing(them.coordinator)
    child = type_in(them.coordinator)
    page = me.send(screen(me, meeting_id, "?goer=kommer").form("/goer/kommer"), role="police")
    assert (page.status, "Skriv, hvem det er: et brugernavn eller et navn." in page.text) == (422, True)
    assert heading(page) == child["person"]["name"], "the screen stands as it did"


def test_what_was_put_off_before_stands_first_with_its_week_and_reason(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    waits = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, carry_over(waits, "Vi kender ikke skolen"))
    moved(them.coordinator, meeting_id, "close")
    them = at(service, "2026-12-01T09:00:00+01:00")
    them.coordinator.post("/v1/meetings", {"weeks": 1})
    following = them.coordinator.get("/v1/meetings", state="planned").json()["items"][-1]["id"]
    type_in(them.coordinator)
    moved(them.coordinator, following, "open", participants=[TEAM_LEADER])
    page = screen(Browsing(them.coordinator), following)
    assert heading(page) == waits["person"]["name"]
    assert "Udsat i uge 48: Vi kender ikke skolen" in page.text


def test_the_arrows_walk_through_what_is_decided_too(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    first, second = (type_in(them.coordinator) for _ in range(2))
    dealt(them.team_leader, meeting_id, decide(first, "to_coordinator"))
    me = Browsing(them.coordinator)
    page = screen(me, meeting_id)
    assert heading(page) == second["person"]["name"]
    page = me.open(page.leads["← Forrige"])
    assert heading(page) == first["person"]["name"]
    assert "Givet til SSP-tovholder team_leader" in page.text, "who decided it stands there"
    assert page.leads["← Forrige"] == "", "there is none before the first"


def test_of_a_row_without_a_number_it_is_decided_whom_it_is_about(service: Service, url: str) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    known = type_in(them.coordinator)
    unsure = type_in(them.coordinator, name=known["person"]["name"], cpr_number=None, birth_date="2012-03-01")
    me = Browsing(them.coordinator)
    page = screen(me, meeting_id, f"?punkt={unsure['id']}")
    assert "Hvem er det?" in page.text
    form = page.form(f"/identitet/{unsure['id']}")
    assert form.choices["person_id"] == [known["person"]["id"], "ny"]
    assert me.send(form).status == 422, "one must be chosen"
    page = me.send(form, person_id=known["person"]["id"])
    assert "Hvem er det?" not in page.text
    with psycopg.connect(url) as connection:
        who = connection.execute("select person_id from list_entries where id = %s", [unsure["id"]]).fetchone()
    assert who is not None
    assert str(who[0]) == known["person"]["id"]


def test_how_far_a_childs_case_has_come_stands_there_in_words_and_not_before_the_police(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, decide(child, "to_coordinator"))
    new = come_back(them, child["case_id"])
    me = Browsing(them.coordinator)
    assert "Barnet har en sag her: Hos SSP-tovholder" in screen(me, meeting_id, f"?punkt={new['id']}").text
    moved(them.coordinator, meeting_id, "arrive", **POLICE)
    page = screen(me, meeting_id, f"?punkt={new['id']}")
    assert "Barnet har en sag her i forvejen." in page.text
    assert "Hos SSP-tovholder" not in page.text
