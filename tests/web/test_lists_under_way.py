"""What the pages say of a list that is on its way, or did not come through."""

from datetime import timedelta

import pytest

from app.caller import Caller
from app.clock import new_id
from app.db import Database
from app.lists.progress import ListStep
from app.lists.uploads import Told
from app.lists.uploads_api import SILENT_AFTER
from bench.lists import weekly_list
from tests.caller import FREDERICIA, Service
from tests.lists.weeks import MONDAY, police
from tests.web.officers_lists import HAND_OVER, tried
from tests.web.plain_forms import form_to, visit
from workflows.roles import Role

PAGES = ("/", "/lister", HAND_OVER)
SENDER = Caller("police", Role.POLICE, FREDERICIA, MONDAY)


def test_each_page_follows_its_own_list(
    service: Service, app_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.lists.uploads._EVERY", 0.0)
    by, first, second = police(service), new_id(), new_id()
    Told(app_database).begins(10**6, dry_run=False, by=SENDER, id_=first)(ListStep.STORING, 900, 1000)
    Told(app_database).begins(10**6, dry_run=True, by=SENDER, id_=second)(ListStep.READING, 1, 5000)
    assert "900 af 1.000 rækker er gemt" in visit(by, f"/afleveringer?aflevering={first}&tal=1").text
    assert "1 af 5.000 rækker er læst" in visit(by, f"/afleveringer?aflevering={second}&tal=1").text
    for path in PAGES:
        page = visit(by, path).text
        assert "900 af 1.000 rækker er gemt" in page, path
        assert "1 af 5.000 rækker er læst" in page, path


def test_a_page_asks_for_the_list_that_it_sends(service: Service) -> None:
    page = visit(police(service), HAND_OVER)
    named = form_to(page, HAND_OVER).fields["_aflevering"]
    assert f'hx-get="/afleveringer?aflevering={named}&amp;tal=1"' in page.text
    answer = tried(police(service), weekly_list(1_500), _aflevering=named)
    assert answer.status_code == 200
    (told,) = police(service).get("/v1/list-uploads").json()["items"]
    assert (told["id"], told["state"]) == (named, "done")


def test_what_was_refused_after_its_page_was_left_is_said_where_one_comes_to(
    service: Service, app_database: Database
) -> None:
    by = police(service)
    assert (
        by.post(
            "/v1/handover-lists", files={"file": ("stor.csv", weekly_list(1_500))}, data={"week": "2026-W99"}
        ).status_code
        == 422
    )
    for path in PAGES:
        assert "Ugen kan ikke læses" in visit(by, path).text, path
    service.now = MONDAY + timedelta(hours=2)
    for path in PAGES:
        assert "Ugen kan ikke læses" not in visit(service.as_(Role.POLICE), path).text, path


def test_of_one_that_is_silent_it_is_not_said_that_it_was_not_kept(service: Service, app_database: Database) -> None:
    Told(app_database).begins(10**6, dry_run=False, by=SENDER)
    service.now = MONDAY + SILENT_AFTER + timedelta(seconds=2)
    for path in PAGES:
        page = visit(service.as_(Role.POLICE), path).text
        assert "En liste blev nok afbrudt" in page, path
        assert "Nåede den at blive gemt, får du den første kvittering" in page, path


def test_nobody_follows_anothers(service: Service, app_database: Database) -> None:
    named = new_id()
    Told(app_database).begins(10**6, dry_run=False, by=SENDER, id_=named)
    service.now = MONDAY
    other = service.as_(Role.POLICE, subject="en-anden")
    assert other.get(f"/afleveringer?aflevering={named}").status_code == 404
    assert other.get(f"/afleveringer?aflevering={named}&tal=1").status_code == 204
