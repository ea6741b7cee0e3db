"""The handover meetings as pages, sent as a browser sends them: called, opened, closed and written down."""

from tests.caller import Service
from tests.cases.stations import at, type_in
from tests.meetings.room import TEAM_LEADER, called, carry_over, dealt, decide, meeting, moved, opened
from tests.web.browsing import Browsing


def test_the_coming_meetings_stand_with_whether_their_list_has_come(service: Service) -> None:
    them, _ = called(service)
    type_in(them.coordinator)
    page = Browsing(them.coordinator).open("/moeder")
    assert "i morgen kl. 09.00" in page.text
    assert "Listen er kommet" in page.text
    assert page.leads["Indkald møder"] == "/moeder/indkald"


def test_the_police_see_when_the_meetings_are_and_nothing_of_what_they_are_about(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    police = Browsing(them.police)
    assert "Indkald møder" not in police.open("/moeder").leads
    page = police.open(f"/moeder/{meeting_id}")
    assert page.status == 200
    assert child["person"]["name"] not in page.text
    assert page.forms == [one for one in page.forms if one.action in ("/log-ud", "/soeg")]
    assert police.open("/moeder/indkald").status == 403


def test_meetings_are_called_by_the_rhythm_and_one_beside_it(service: Service) -> None:
    them, _ = called(service)
    me = Browsing(them.coordinator)
    by_rhythm, extra = [one for one in me.open("/moeder/indkald").forms if one.action == "/moeder/indkald"]
    after = me.send(by_rhythm, weeks="3")
    assert "Mødet er indkaldt." in after.text
    for week in (48, 49, 50, 51):
        assert f"Uge {week} Indkaldt" in after.text, "this week's was there already"
    after = me.send(extra, extra_at="2026-11-27T13:00")
    assert "ekstra møde" in after.text
    assert me.send(by_rhythm, weeks="0").status == 422
    refused = me.send(extra, extra_at="2026-11-20T13:00")
    assert (refused.status, "Mødet skal ligge ude i fremtiden." in refused.text) == (422, True)


def test_a_meeting_is_opened_with_who_sits_there(service: Service) -> None:
    them, meeting_id = called(service)
    them = at(service, "2026-11-24T09:00:00+01:00")
    child = type_in(them.coordinator)
    me = Browsing(them.coordinator)
    page = me.open(f"/moeder/{meeting_id}")
    assert child["person"]["name"] in page.text, "the agenda stands there before the meeting"
    form = me.open(page.leads["Åbn mødet"]).form("/goer/aabn")
    roles = {value[0]: name for name, value in form.values.items() if name.endswith(".role")}
    user = roles["team_leader"].replace(".role", ".user").replace(".", "__")
    name = roles["police"].replace(".role", ".name").replace(".", "__")
    screen = me.send(form, **{user: "team_leader", name: "Pia Politi"})
    assert "0 af 1 fordelt" in screen.text
    there = meeting(them.coordinator, meeting_id)["participants"]
    assert [(one["role"], one["user"], one["name"]) for one in there] == [
        ("coordinator", "coordinator", None), ("police", None, "Pia Politi"), ("team_leader", "team_leader", None),
    ]  # fmt: skip


def test_what_is_wrong_with_who_sits_there_is_said_and_what_was_written_stays(service: Service) -> None:
    them, meeting_id = called(service)
    me = Browsing(them.coordinator)
    form = me.open(f"/moeder/{meeting_id}/goer/aabn").form("/goer/aabn")
    page = me.send(form, participants__0__user="med mellemrum i")
    assert page.status == 422
    assert page.form("/goer/aabn").values["participants.0.user"] == ["med mellemrum i"]
    assert meeting(them.coordinator, meeting_id)["state"] == "planned"


def test_a_meeting_is_moved_cancelled_and_said_to_get_no_list(service: Service) -> None:
    them, meeting_id = called(service)
    me = Browsing(them.coordinator)

    def do(name: str, **filled: str) -> str:
        return me.send(me.open(f"/moeder/{meeting_id}/goer/{name}").form(f"/goer/{name}"), **filled).text

    assert "Der kommer ingen liste Ferie i kredsen" in do("ingen-liste", reason="Ferie i kredsen")
    assert "Ferie i kredsen" not in do("listen-kommer")
    assert "onsdag den 25. november 2026" in do("flyt", starts_at="2026-11-25T10:00", reason="Sygdom")
    assert "Mødet er aflyst." in do("aflys", reason="Ferie")
    assert me.open(f"/moeder/{meeting_id}/goer/aflys").status == 404, "it is over"


def test_a_meeting_is_closed_when_nothing_is_left_and_tells_what_came_of_it(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    ours, waits = (type_in(them.coordinator) for _ in range(2))
    me = Browsing(them.coordinator)
    page = me.open(f"/moeder/{meeting_id}/goer/luk")
    assert "Ikke alle punkter er besluttet eller udsat" in page.text
    assert not [one for one in page.forms if one.action.endswith("/luk")], "there is nothing to press yet"
    dealt(them.coordinator, meeting_id, decide(ours, "to_coordinator"), carry_over(waits, "Vi spørger skolen"))
    over = me.send(me.open(f"/moeder/{meeting_id}/goer/luk").form("/goer/luk"))
    assert "Mødet er lukket, og referatet er færdigt." in over.text
    assert f"Besluttet (1) Besluttet Barn Hændelse Forslag Besluttet {ours['person']['name']}" in over.text
    assert "Givet til SSP-tovholder" in over.text
    assert (
        f"Udsat til næste møde (1) Udsat til næste møde Barn Hændelse Forslag Besluttet {waits['person']['name']}"
        in over.text
    )
    assert "Vi spørger skolen" in over.text
    minutes = me.open(over.leads["Hent referatet (PDF)"]).answer
    assert (minutes.status_code, minutes.content[:5]) == (200, b"%PDF-")
    again = me.send(me.open(f"/moeder/{meeting_id}/goer/genaabn").form("/goer/genaabn"), reason="En blev glemt")
    assert "1 af 2 fordelt, 1 udsat" in again.text


def test_a_closed_meeting_that_a_colleague_sees_says_what_came_of_it_and_not_an_error(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    me = Browsing(them.coordinator)
    form = me.open(f"/moeder/{meeting_id}").form("/beslut")
    dealt(them.team_leader, meeting_id, carry_over(child))
    moved(them.team_leader, meeting_id, "close")
    page = me.send(form, ("handling", "to_coordinator"))
    assert page.status == 409
    assert "Mødet er ikke i gang" in page.text
    assert "Udsat til næste møde (1)" in page.text
