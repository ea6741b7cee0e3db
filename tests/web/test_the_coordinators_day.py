"""The coordinator takes a case to its end, and the authority another, with nothing but the forms on the pages."""

import pytest

from tests.caller import Service
from tests.cases.stations import FIFTEEN, on_monday, type_in
from tests.handover import Team, give
from tests.web.pages import Browser, log_in
from workflows.roles import Role

NOW = "2026-11-23T08:55"


@pytest.fixture
def them(service: Service) -> Team:
    return on_monday(service)


def links(browser: Browser, path: str, name: str) -> list[str]:
    """The links on a page that lead to the form ``name``."""
    return [link for link in browser.see(path).links if f"/goer/{name}" in link]


def _tell_everyone(browser: Browser, case: str) -> None:
    while found := links(browser, f"{case}/familien", "har-faaet-besked"):
        assert browser.sends(found[0], means="call", told_at=NOW).startswith(f"{case}/familien")


def test_a_case_is_taken_to_its_end_by_the_coordinator_and_the_local_leader(service: Service, them: Team) -> None:
    case = f"/sager/{give(them.coordinator, type_in(them.coordinator, birth_date=FIFTEEN), 'to_coordinator')}"
    tove = log_in(service, Role.COORDINATOR)

    assert f"{case}/familien" in tove.see("/").links, "what comes next is to tell the family"
    blocked = tove.see(f"{case}/goer/confirm-informed")
    assert "Ikke alle, der skal orienteres, er orienteret" in blocked.text
    assert not [form for form in blocked.forms if form.action.endswith("confirm-informed")]

    tove.sends(f"{case}/goer/indtast-foraelder", name="Karla Opdigtet", relation="mother", contact="00 00 00 00")
    _tell_everyone(tove, case)
    assert f"{case}/goer/confirm-informed" in tove.see("/").links
    tove.sends(f"{case}/goer/confirm-informed")
    tove.sends(f"{case}/goer/start-gathering")

    for source, who in (("school", "Skolens leder"), ("street_team", "Gadeteamet")):
        tove.sends(
            f"{case}/goer/spoerg-om-viden", source=source, asked_of=who, ground="RPL_115_2",
            necessity="For at finde ud af, om der er brug for en indsats", question="Hvordan går det?",
        )  # fmt: skip
    for unanswered in links(tove, f"{case}/viden", "svar-paa-viden"):
        tove.sends(unanswered, outcome="answered", answer="Kommer ofte for sent")
    step = tove.see(f"{case}/goer/place-on-step")
    assert "Skolens leder" in step.text, "the answers that the step can rest on stand there to be chosen"
    tove.sends(f"{case}/goer/place-on-step", step="2", reason="Flere kan hjælpe")

    tove.sends(
        f"{case}/goer/bed-om-samtykke", scope="course", recipients="Skolen\nKlubben", means="meeting",
        terms="Navn og trin deles med skolen",
    )  # fmt: skip
    for asked in links(tove, f"{case}/familien", "samtykke-givet"):
        tove.sends(asked, document="Underskrevet på mødet")
    family = tove.see(f"{case}/familien").text
    assert "Givet" in family
    assert "Skolen, Klubben" in family

    tove.sends(
        f"{case}/goer/plan-course", local_leader="lars", start_on="2026-12-01",
        goals__0__goal="Kommer til tiden", goals__0__measures="Følges med en kammerat",
    )  # fmt: skip
    lars = log_in(service, Role.LOCAL_LEADER, "lars")
    assert f"{case}/goer/start-course" in lars.see("/").links
    lars.sends(f"{case}/goer/start-course")
    tove.sends(
        f"{case}/goer/change-plan", goals__0__goal="Kommer til tiden hver dag", reason="Målet var for løst",
    )  # fmt: skip
    course = tove.see(f"{case}/forloeb").text
    assert "Kommer til tiden hver dag" in course
    assert "Følges med en kammerat" in course, "what was not changed stands as it did"
    lars.sends(f"{case}/goer/opfoelgning", held_on="2026-11-23", progress__0__progress="2", progress__0__note="Bedre")
    lars.sends(
        f"{case}/goer/complete-course", evaluation="Målet er nået", goal_evaluations__0__progress="4",
        goal_evaluations__0__evaluation="Kommer til tiden",
    )  # fmt: skip
    tove.sends(f"{case}/goer/close")

    ended = tove.see(case)
    assert "Lukket" in ended.text
    history = tove.see(f"{case}/historik").text
    for happened in ("Samtykke givet", "Placeret på et trin", "TRIVSEL+ startet", "Lukket"):
        assert happened in history
    assert "Kommer ofte for sent" in tove.see(f"{case}/viden").text


def test_the_authority_takes_a_case_to_a_meeting_that_was_held(service: Service, them: Team) -> None:
    case = f"/sager/{give(them.team_leader, type_in(them.coordinator), 'to_team_leader')}"
    tim, rikke = log_in(service, Role.TEAM_LEADER), log_in(service, Role.CASEWORKER, "rikke")
    assert tim.get(case).status_code == 200
    assert rikke.get(case).status_code == 404

    tim.sends(f"{case}/goer/inform-caseworker", caseworker="rikke")
    assert "En sag er givet til dig" in rikke.see("/").text or case in rikke.see("/").links
    rikke.sends(f"{case}/goer/indtast-foraelder", name="Karla Opdigtet", relation="mother")
    rikke.sends(f"{case}/goer/assess-further-action", severity="3", factors="repeated", reason="Gentagne hændelser")
    _tell_everyone(rikke, case)
    rikke.sends(f"{case}/goer/call-to-meeting", meeting_at="2026-12-10T10:00")
    service.now = service.at().replace(month=12, day=10, hour=12)
    rikke = log_in(service, Role.CASEWORKER, "rikke")
    rikke.sends(
        f"{case}/goer/hold-meeting", held_at="2026-12-10T10:00", attendees=["custody_holder", "child", "caseworker"],
        agreed="Familien får en kontaktperson",
    )  # fmt: skip
    assert "Forældremyndighedsindehaver, Barnet eller den unge, Rådgiver" in rikke.see(f"{case}/vurdering").text
    rikke.sends(f"{case}/goer/close", authority_reference="27.24.00-G01-1-26")
