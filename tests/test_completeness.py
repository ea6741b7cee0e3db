"""The comparison of answers and log can fail: it sees what is shown without a row, and a row for what was not given."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from app.access.policy import Action
from app.access.service import By
from app.access.tokens import DemoIssuer
from app.audit import service as audit
from app.cases import service as cases
from app.cases.requests import readable
from app.db import Database, Transaction
from app.errors import NotFound
from app.main import create_app
from app.people.encryption import Vault
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from workflows.casework import State

Opened = Callable[[Callable[[FastAPI], None]], Any]


@pytest.fixture
def opened(app_database: Database, worker_database: Database, vault: Vault, issuer: DemoIssuer) -> Opened:
    """A service of one's own, with more ways in."""

    @contextmanager
    def open_(add: Callable[[FastAPI], None]) -> Iterator[Service]:
        app = create_app(app_database, vault, issuer.verifier())
        add(app)
        with Service(app, issuer, app_database, worker_database) as service:
            yield service

    return open_


@pytest.mark.parametrize("what", ["id", "name", "cpr_number"])
@pytest.mark.parametrize("form", ["plain", "within a text", "as CSV"])
def test_a_person_who_is_shown_without_a_row_is_found(opened: Opened, what: str, form: str) -> None:
    def add(app: FastAPI) -> None:
        @app.get("/v1/careless/{case_id}")
        def careless(session: Transaction, by: By, case_id: UUID) -> Any:
            case, _ = readable(session, case_id, Action.READ_CASE, by=by)
            person = cases.subject_of(session, case)
            shown = str(getattr(person, what))
            return {"plain": {"x": [shown]}, "within a text": f"Sagen om {shown}, der venter"}.get(form, f"1;{shown};2")

    with pytest.raises(AssertionError, match="do not fit") as found, opened(add) as service:
        _ask(service, "careless", 200)
    assert "GET /v1/careless/{case_id} 200 shows a person by" in str(found.value)


def test_a_person_on_a_page_that_says_no_is_found_too(opened: Opened) -> None:
    def add(app: FastAPI) -> None:
        @app.get("/v1/page/{case_id}")
        def page(session: Transaction, by: By, case_id: UUID) -> Any:
            case, _ = readable(session, case_id, Action.READ_CASE, by=by)
            name = cases.subject_of(session, case).name
            return HTMLResponse(f"<!doctype html><p>Det kan ikke ske for {name}", status_code=409)

    with pytest.raises(AssertionError, match="do not fit") as found, opened(add) as service:
        _ask(service, "page", 409)
    assert "GET /v1/page/{case_id} 409 shows a person by name" in str(found.value)


def test_a_row_about_somebody_else_does_not_do(opened: Opened) -> None:
    def add(app: FastAPI) -> None:
        @app.get("/v1/mistaken/{case_id}")
        def mistaken(session: Transaction, by: By, case_id: UUID) -> Any:
            case, why = readable(session, case_id, Action.READ_CASE, by=by)
            audit.record(session, "case.read", by=by, why=why, subjects=[case.id], fields=["name"])
            return {"name": cases.subject_of(session, case).name}

    with pytest.raises(AssertionError, match="shows a person by name"), opened(add) as service:
        _ask(service, "mistaken", 200)


def test_a_row_for_what_was_not_given_is_found(opened: Opened, app_database: Database) -> None:
    def add(app: FastAPI) -> None:
        @app.get("/v1/hasty/{case_id}")
        def hasty(session: Transaction, by: By, case_id: UUID) -> None:
            case, why = readable(session, case_id, Action.READ_CASE, by=by)
            with app_database.transaction(by.municipality_code) as other:
                audit.record(other, "case.read", by=by, why=why, subjects=[case.person_id], fields=["name"])
            raise NotFound()

    with pytest.raises(AssertionError, match=r"404 gave nothing, and the log says case\.read"), opened(add) as service:
        _ask(service, "hasty", 404)


def test_what_is_logged_as_it_is_shown_fits(opened: Opened) -> None:
    def add(app: FastAPI) -> None:
        @app.get("/v1/careful/{case_id}")
        def careful(session: Transaction, by: By, case_id: UUID) -> Any:
            case, why = readable(session, case_id, Action.READ_CASE, by=by)
            audit.record(session, "case.read", by=by, why=why, subjects=[case.person_id], fields=["name"])
            person = cases.subject_of(session, case)
            return [str(person.id), person.name, person.cpr_number]

    with opened(add) as service:
        _ask(service, "careful", 200)


def _ask(service: Service, way: str, status: int) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    assert them.coordinator.get(f"/v1/{way}/{case_id}").status_code == status
