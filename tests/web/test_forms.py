"""A form keeps what was written whatever happens: wrong, refused, changed by a colleague, sent twice, not ours."""

import re

import pytest

from tests.caller import Service
from tests.cases.stations import come_back, on_monday, reach
from tests.handover import Team
from tests.web.pages import Browser, log_in
from tests.web.reading import Page
from workflows.casework import State
from workflows.roles import Role


@pytest.fixture
def them(service: Service) -> Team:
    return on_monday(service)


@pytest.fixture
def tove(service: Service, them: Team) -> Browser:
    return log_in(service, Role.COORDINATOR)


def test_what_is_wrong_is_said_at_the_field_and_the_rest_stands_as_it_was_written(tove: Browser, them: Team) -> None:
    form = f"/sager/{reach(them, State.GATHERING_KNOWLEDGE)}/goer/spoerg-om-viden"
    answer = tove.send(form, asked_of="Skolens leder", question="Hvordan går det?", due_on="i morgen")
    assert answer.status_code == 422
    again = Page(answer.text)
    assert "Der er noget, der skal rettes" in again.text
    assert "Svar ønskes senest: Skriv en dato" in " ".join(again.text.split())
    assert "#f-necessity" in again.links, "one comes from the fault to its field"
    assert again.form(form).values["asked_of"] == ["Skolens leder"]
    assert again.form(form).values["question"] == ["Hvordan går det?"]


def test_what_the_service_refuses_is_said_and_nothing_written_is_lost(tove: Browser, them: Team) -> None:
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    form = f"/sager/{case_id}/goer/place-on-step"
    answer = tove.send(form, step="3", reason="Der skal mere til")
    assert answer.status_code == 409
    again = Page(answer.text)
    assert "Det, trinnet kræver, er der ikke endnu" in again.text
    assert again.form(form).values["reason"] == ["Der skal mere til"]
    assert again.form(form).values["step"] == ["3"]
    assert them.coordinator.case(case_id)["state"] == State.GATHERING_KNOWLEDGE


def test_a_colleague_changed_it_a_moment_ago(service: Service, tove: Browser, them: Team) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    path = f"/sager/{case_id}/goer/raise-concern"
    opened = tove.see(path).form(path)
    service.now = service.at().replace(minute=5)
    other = service.as_(Role.COORDINATOR, subject="karen")
    other.moves(case_id, "start_gathering")
    answer = tove.send(path, opened, reason="Barnet er bange hjemme")
    assert answer.status_code == 412
    again = Page(answer.text)
    assert "En kollega har ændret sagen imens" in again.text
    assert "Begyndte at indhente viden" in again.text
    assert "karen" in again.text
    assert "Sagen blev oprettet" not in again.text, "what was there before is nothing new"
    assert again.form(path).values["reason"] == ["Barnet er bange hjemme"]
    assert tove.send(path, again.form(path)).status_code == 303, "having seen it, one may go on"


def test_the_same_form_sent_twice_does_it_once(tove: Browser, them: Team) -> None:
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    path = f"/sager/{case_id}/goer/spoerg-om-viden"
    opened = tove.see(path).form(path)
    said = {"source": "club", "asked_of": "Klubben", "ground": "RPL_115_2", "necessity": "Ja", "question": "Hvordan?"}
    before = len(them.coordinator.get(f"/v1/cases/{case_id}/knowledge").json()["items"])
    assert [tove.send(path, opened, **said).status_code for _ in range(2)] == [303, 303]
    assert len(them.coordinator.get(f"/v1/cases/{case_id}/knowledge").json()["items"]) == before + 1


def test_a_row_more_is_asked_for_without_losing_the_first_and_without_javascript(tove: Browser, them: Team) -> None:
    path = f"/sager/{reach(them, State.GATHERING_KNOWLEDGE)}/goer/nedsaet-gruppe"
    opened = tove.see(path).form(path)
    assert "members.1.function" in opened.names, "a group has two at least"
    assert "members.2.function" not in opened.names
    values = opened.values | {"members.0.function": "Klasselærer", "_mere": "members"}
    again = Page(tove.post(path, values).text).form(path)
    assert "members.2.function" in again.names
    assert again.values["members.0.function"] == ["Klasselærer"]


@pytest.mark.parametrize("token", ["", "forkert", None])
def test_a_form_that_is_not_ours_is_refused(tove: Browser, them: Team, token: str | None) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    path = f"/sager/{case_id}/goer/start-gathering"
    values = dict(tove.see(path).form(path).values)
    values.pop("csrf")
    answer = tove.post(path, values | ({} if token is None else {"csrf": token}))
    assert answer.status_code == 403
    assert "Kaldet kom ikke fra vores egen side" in Page(answer.text).text
    assert them.coordinator.case(case_id)["state"] == State.FAMILY_INFORMED


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"}]
)
def test_what_comes_from_another_site_is_refused_before_it_is_read(
    tove: Browser, them: Team, headers: dict[str, str]
) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    path = f"/sager/{case_id}/goer/start-gathering"
    values = tove.see(path).form(path).values
    tove.headers |= headers
    assert tove.post(path, values).status_code == 403
    assert them.coordinator.case(case_id)["state"] == State.FAMILY_INFORMED


def test_who_is_not_logged_in_is_taken_to_log_in_and_back(service: Service, tove: Browser) -> None:
    stranger = service.client.get("/sager?mine=true", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/log-ind?videre=/sager%3Fmine%3Dtrue")


def test_a_session_that_ended_while_one_wrote_says_so_and_that_it_is_kept(
    service: Service, tove: Browser, them: Team
) -> None:
    path = f"/sager/{reach(them, State.FAMILY_INFORMED)}/goer/raise-concern"
    opened = tove.see(path).form(path)
    service.now = service.at().replace(hour=20)
    answer = tove.send(path, opened, reason="Barnet er bange hjemme")
    assert answer.status_code == 401
    assert "gemt i denne fane" in Page(answer.text).text
    assert f"/log-ind?videre={path}" in Page(answer.text).links


def test_no_field_and_no_name_on_a_page_is_there_twice(tove: Browser, them: Team) -> None:
    """Ids are what labels and faults point to."""
    case = f"/sager/{reach(them, State.COURSE_RUNNING)}"
    for path in (
        "/",
        "/sager",
        case,
        f"{case}/familien",
        f"{case}/viden",
        f"{case}/forloeb",
        f"{case}/goer/change-plan",
    ):
        page = tove.see(path)
        assert sorted(page.ids) == sorted(set(page.ids)), path


def test_nothing_personal_stands_in_an_address(tove: Browser, them: Team) -> None:
    case = f"/sager/{reach(them, State.COURSE_RUNNING)}"
    seen = [tove.see(path) for path in ("/", "/sager", case, f"{case}/familien", f"{case}/breve", f"{case}/historik")]
    for link in [link for page in seen for link in page.links]:
        assert re.fullmatch(r"(/[a-z0-9-]*)*(\?[a-z_.=&A-Z0-9-]*)?(#[a-z-]+)?", link), link


def test_who_does_not_read_the_history_is_told_of_a_change_too_and_loses_nothing(service: Service, them: Team) -> None:
    case_id = reach(them, State.COURSE_RUNNING)
    lars = log_in(service, Role.LOCAL_LEADER, "lars")
    path = f"/sager/{case_id}/goer/pause-course"
    opened = lars.see(path).form(path)
    them.coordinator.moves(case_id, "raise_concern", reason="Barnet er bange hjemme")
    answer = lars.send(path, opened, reason="Barnet er på ferie")
    assert answer.status_code == 412
    again = Page(answer.text)
    assert "Sagen er ændret imens" in again.text
    assert again.form(path).values["reason"] == ["Barnet er på ferie"]


def test_what_was_written_is_shown_also_when_the_move_cannot_be_made_any_more(tove: Browser, them: Team) -> None:
    case_id = reach(them, State.PLACED)
    path = f"/sager/{case_id}/goer/close"
    opened = tove.see(path).form(path)
    come_back(them, case_id)
    answer = tove.send(path, opened, reason="Der skal ikke mere til")
    assert answer.status_code in (409, 412)
    assert Page(answer.text).form(path).values["reason"] == ["Der skal ikke mere til"]


def test_many_are_moved_at_once_and_each_says_what_came_of_it(tove: Browser, them: Team) -> None:
    ready, not_ready = reach(them, State.FAMILY_INFORMED), reach(them, State.WITH_COORDINATOR)
    names = [them.coordinator.case(one)["person"]["name"] for one in (ready, not_ready)]
    page = tove.see("/sager")
    ticked = [f"{one}:{them.coordinator.case(one)['version']}" for one in (ready, not_ready)]
    answer = tove.post("/flere", page.form("/flere").values | {"sag": ticked, "event": "start_gathering"})
    moved = Page(answer.text)
    assert "1 sag gjort, 1 ikke" in moved.text
    assert all(name in moved.text for name in names)
    assert "Det skridt findes ikke, som sagen står nu." in moved.text
    assert them.coordinator.case(ready)["state"] == State.GATHERING_KNOWLEDGE
