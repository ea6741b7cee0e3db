"""Everybody does their week in a browser: a case from both tracks to its end, the log looked after, a role taken."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AsRole
from tests.caller import Service
from tests.cases.stations import FIFTEEN, on_monday, reach, type_in
from tests.handover import Team, give
from workflows.casework import State
from workflows.roles import Role

NOW = "2026-11-23T08:55"


@pytest.fixture
def them(service: Service) -> Team:
    return on_monday(service)


def _as(as_role: AsRole, service: Service, role: Role, subject: str | None = None) -> Page:
    page = as_role(role, subject)
    page.clock.set_fixed_time(service.at())
    return page


def _send(page: Page, button: str) -> None:
    """Presses the form's button; what was sent is kept."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Gemt.")


def _do(page: Page, link: str, button: str | None = None) -> None:
    """Follows the link to a form that asks for nothing, and says yes."""
    page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()
    _send(page, button or link)


def _tell_everyone(page: Page, case: str) -> None:
    page.goto(f"{case}/familien")
    while page.get_by_role("link", name=re.compile("^Har fået besked")).count():
        page.get_by_role("link", name=re.compile("^Har fået besked")).first.click()
        page.get_by_label("Telefon").check()
        page.get_by_label("Hvornår fik de besked").fill(NOW)
        _send(page, "Gem")


def _enter_mother(page: Page, case: str) -> None:
    page.goto(f"{case}/familien")
    page.get_by_role("link", name="Indtast en forælder").click()
    page.get_by_label("Navn", exact=True).fill("Karla Opdigtet")
    page.get_by_label("Mor").check()
    _send(page, "Gem")


def test_the_coordinator_and_the_local_leader_take_a_case_to_its_end(
    service: Service, them: Team, as_role: AsRole
) -> None:
    case = f"/sager/{give(them.coordinator, type_in(them.coordinator, birth_date=FIFTEEN), 'to_coordinator')}"
    tove = _as(as_role, service, Role.COORDINATOR)
    tove.goto("/")
    tove.get_by_role("link", name=re.compile("^Giv familien besked")).click()
    _enter_mother(tove, case)
    _tell_everyone(tove, case)
    tove.goto(case)
    _do(tove, "Bekræft, at familien er orienteret")
    _do(tove, "Begynd at indhente viden")
    for source, who in (("Skole", "Skolens leder"), ("Gadeteam", "Gadeteamet")):
        tove.goto(f"{case}/viden")
        tove.get_by_role("link", name="Spørg en skole, en klub eller andre").click()
        tove.get_by_label("Hvor spørges").select_option(label=source)
        tove.get_by_label("Institution eller funktion").fill(who)
        tove.get_by_label("Retsplejelovens § 115, stk. 2").check()
        tove.get_by_label("Hvorfor er det nødvendigt").fill("For at finde ud af, om der er brug for en indsats")
        tove.get_by_label("Spørgsmålet").fill("Hvordan går det?")
        _send(tove, "Notér spørgsmålet")
        tove.get_by_role("link", name="Skriv svaret ned").first.click()
        tove.get_by_label("Svarede").check()
        tove.locator("#f-answer").fill("Kommer ofte for sent")
        _send(tove, "Gem")
    tove.goto(case)
    tove.get_by_role("link", name="Trinplacér").click()
    tove.get_by_label("Trin 2").check()
    tove.get_by_label(re.compile("Skole: Skolens leder")).check()
    tove.get_by_label("Begrundelse").fill("Flere kan hjælpe")
    _send(tove, "Trinplacér")
    tove.goto(f"{case}/familien")
    tove.get_by_role("link", name="Bed om samtykke").click()
    tove.get_by_label("Forløbet").check()
    tove.get_by_label("Modtagere").fill("Skolen")
    tove.get_by_label("Hvilke oplysninger, til hvem, og hvad de skal bruges til").fill("Navn og trin deles med skolen")
    tove.get_by_label("Møde", exact=True).check()
    _send(tove, "Bed om samtykke")
    while tove.get_by_role("link", name="Samtykket er givet").count():
        tove.get_by_role("link", name="Samtykket er givet").first.click()
        tove.get_by_label("Hvor ligger det underskrevne").fill("Underskrevet på mødet")
        _send(tove, "Gem")
    tove.goto(case)
    tove.get_by_role("link", name="Planlæg TRIVSEL+").click()
    tove.get_by_label("Lokal leder").fill("lars")
    tove.get_by_label("Første dag").fill("2026-12-01")
    tove.get_by_label("Mål", exact=True).fill("Kommer til tiden")
    _send(tove, "Planlæg TRIVSEL+")

    lars = _as(as_role, service, Role.LOCAL_LEADER, "lars")
    lars.goto("/")
    _do(lars, "Start TRIVSEL+")
    lars.get_by_role("link", name="Skriv status").click()
    lars.get_by_label("2: Halvvejs").check()
    _send(lars, "Gem")
    lars.get_by_role("link", name="Afslut TRIVSEL+ med evaluering").click()
    lars.get_by_label("Evaluering", exact=True).first.fill("Målet er nået")
    lars.get_by_label("4: Nået").check()
    lars.locator("#f-goal_evaluations-0-evaluation").fill("Kommer til tiden")
    _send(lars, "Afslut TRIVSEL+ med evaluering")

    tove.goto(case)
    _do(tove, "Luk sagen")
    expect(tove.get_by_text("Lukket", exact=True).first).to_be_visible()


def test_the_team_leader_gives_a_case_and_the_caseworker_meets_the_family(
    service: Service, them: Team, as_role: AsRole
) -> None:
    case = f"/sager/{give(them.team_leader, type_in(them.coordinator), 'to_team_leader')}"
    tim = _as(as_role, service, Role.TEAM_LEADER)
    tim.goto("/")
    tim.get_by_role("link", name=re.compile("^Informér rådgiver")).click()
    tim.get_by_label("Rådgiver").first.fill("rikke")
    tim.get_by_role("main").get_by_role("button", name="Informér rådgiver").click()

    rikke = _as(as_role, service, Role.CASEWORKER, "rikke")
    rikke.goto("/")
    expect(rikke.get_by_role("heading", name="Beskeder til dig")).to_be_visible()
    rikke.get_by_role("button", name="Marker som set").click()
    expect(rikke.get_by_role("heading", name="Beskeder til dig")).to_be_hidden()
    rikke.goto(f"{case}/goer/assess-further-action")
    rikke.get_by_label("3: Alvorlig").check()
    rikke.get_by_label("Gentagne hændelser").check()
    rikke.get_by_label("Begrundelse").fill("Gentagne hændelser")
    _send(rikke, "Vurdér: kræver mere")
    _enter_mother(rikke, case)
    _tell_everyone(rikke, case)
    rikke.goto(case)
    rikke.get_by_role("link", name="Indkald til møde").click()
    rikke.get_by_label("Mødets tidspunkt").fill("2026-11-23T08:30")
    _send(rikke, "Indkald til møde")
    rikke.get_by_role("link", name="Mødet er holdt").click()
    rikke.get_by_label("Hvornår blev det holdt").fill("2026-11-23T08:30")
    rikke.get_by_label("Forældremyndighedsindehaver").check()
    rikke.get_by_label("Hvad blev aftalt").fill("Familien får en kontaktperson")
    _send(rikke, "Mødet er holdt")
    rikke.get_by_role("link", name="Luk sagen").click()
    rikke.get_by_label("Myndighedens sagsnummer").fill("27.24.00-G01-1-26")
    _send(rikke, "Luk sagen")
    rikke.goto(f"{case}/vurdering")
    expect(rikke.get_by_text("Familien får en kontaktperson")).to_be_visible()


def test_the_log_reviewer_looks_after_a_glass_that_was_broken(service: Service, them: Team, as_role: AsRole) -> None:
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    person = them.coordinator.case(case_id)["person"]
    tim = _as(as_role, service, Role.TEAM_LEADER)
    tim.goto("/goer/bryd-glasset")
    tim.get_by_label("CPR-nummer", exact=True).fill(person["cpr_number"])
    tim.get_by_label("Hvorfor er det nødvendigt at se sagen nu").fill("Barnets sikkerhed")
    _send(tim, "Bryd glasset")
    tim.get_by_role("link", name="Se sagen").click()
    expect(tim.get_by_role("heading", level=1)).to_have_text(person["name"])

    kaj = _as(as_role, service, Role.LOG_REVIEWER)
    kaj.goto("/")
    kaj.get_by_role("link", name="Nogen har brudt glasset for en sag").click()
    kaj.get_by_role("link", name="Marker som set").click()
    _send(kaj, "Marker som set")
    kaj.get_by_role("navigation", name="Logkontrol").get_by_role("link", name="Brudte glas").click()
    expect(kaj.get_by_text("Barnets sikkerhed")).to_be_visible()
    _do(kaj, "Afslut adgangen nu", "Afslut")
    kaj.get_by_role("link", name=re.compile("^Gennemgå")).click()
    kaj.get_by_label("I orden").check()
    _send(kaj, "Gem")
    kaj.goto("/log")
    kaj.get_by_label("CPR-nummer", exact=True).fill(person["cpr_number"])
    kaj.get_by_role("button", name="Find", exact=True).click()
    expect(kaj.get_by_role("heading", level=1)).to_have_text("Hvem har set og ændret")
    kaj.get_by_role("link", name="Udskrift til indsigt").click()
    expect(kaj.get_by_text("Nødadgang").first).to_be_visible()
    assert person["cpr_number"] not in kaj.url


def test_a_role_is_taken_and_given_back_by_two_administrators(service: Service, them: Team, as_role: AsRole) -> None:
    lars = _as(as_role, service, Role.LOCAL_LEADER, "lars")
    lars.goto("/")
    ada, ida = (_as(as_role, service, Role.ADMINISTRATOR, who) for who in ("ada", "ida"))
    ada.goto("/roller")
    ada.get_by_role("link", name="Tag en rolle fra nogen").click()
    ada.get_by_label("Bruger-id").fill("lars")
    ada.get_by_label("For en sikkerheds skyld").check()
    _send(ada, "Tag rollen")
    lars.goto("/")
    expect(lars.get_by_role("heading", level=1)).not_to_have_text("Mine forløb")
    _do(ada, "Foreslå at give tilbage", "Giv tilbage")
    ida.goto("/roller")
    expect(ida.get_by_text("Foreslået af ada.")).to_be_visible()
    _do(ida, "Giv tilbage")
    expect(ida.get_by_text(re.compile(r"kl\. 09\.00, ida$"))).to_be_visible()


def test_a_letter_is_worded_anew_and_seen_before_it_is_kept(service: Service, them: Team, as_role: AsRole) -> None:
    ada = _as(as_role, service, Role.ADMINISTRATOR)
    ada.goto("/skabeloner")
    ada.get_by_role("link", name="Indkaldelse til møde", exact=True).click()
    ada.get_by_label("Overskrift").fill("Vi vil gerne tale med jer")
    _send(ada, "Gem som ny udgave")
    expect(ada.get_by_text("Vi vil gerne tale med jer")).to_be_visible()
    ada.get_by_role("link", name="Indkaldelse til møde", exact=True).click()
    ada.get_by_role("button", name="Brug leverandørens tekst igen").click()
    expect(ada.get_by_text("Vi vil gerne tale med jer")).to_be_hidden()
