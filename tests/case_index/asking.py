"""Fredericia with its index open to be asked, and the worker's job run now."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app import case_index_room
from app.adapters.outside import Outside
from app.lists import authority_lookup
from tests.adapters.indexing import Index
from tests.caller import FREDERICIA, Caller, Service
from tests.handover import entries_of
from workflows import profile
from workflows.case_index import Finding, IndexTerms

KLE = "27.24.00"


@contextmanager
def index_open(monkeypatch: pytest.MonkeyPatch, *, again: int = 7) -> Iterator[None]:
    """The profile lets the index be asked."""
    terms = IndexTerms(kle_numbers=(KLE,), ask_again_days=again)
    opened = tuple(
        one.model_copy(update={"case_index_lookup": True, "case_index": terms})
        if one.municipality_code == FREDERICIA
        else one
        for one in profile.all_profiles()
    )
    with monkeypatch.context() as patched:
        patched.setattr(profile, "all_profiles", lambda: opened)
        yield


def outside_at(index: Index, *, timeout: float = 5) -> Outside:
    return Outside.model_validate(
        {
            "case_index": {"url": index.url, "timeout": timeout},
            "municipalities": {
                FREDERICIA: {"cvr": "69116418", "name": "Fredericia Kommune", "case_index": {}},
                "740": {"cvr": "29189641", "name": "Silkeborg Kommune", "case_index": {}},
            },
        }
    )


def ask(service: Service, outside: Outside, case_id: str) -> Finding | None:
    """The job, run now."""
    index = outside.case_index_for(FREDERICIA)
    return authority_lookup.look_up(service.workers_database, index, FREDERICIA, UUID(case_id), now=service.at)


def go_round(service: Service, outside: Outside) -> list[str]:
    """What the worker's round finds, and its jobs; the cases that were asked about."""
    found = case_index_room.due_everywhere(service.workers_database, outside, service.at)
    for code, case_id in found:
        authority_lookup.look_up(service.workers_database, outside.case_index_for(code), code, case_id, now=service.at)
    return [str(case_id) for _, case_id in found]


def later(service: Service, **span: float) -> None:
    service.now = service.at() + timedelta(**span)


def number_of(caller: Caller, case_id: str) -> str:
    return str(caller.case(case_id)["person"]["cpr_number"]).replace("-", "")


def entry_now(caller: Caller, entry: Any) -> Any:
    return next(one for one in entries_of(caller) if one["id"] == entry["id"])


def ledger_of(caller: Caller, case_id: str) -> list[Any]:
    person = caller.case(case_id)["person"]["id"]
    return list(caller.get(f"/v1/persons/{person}/disclosures").json()["items"])


def say(caller: Caller, case_id: str, said: str) -> Any:
    answer = caller.post(f"/v1/cases/{case_id}/authority-case", {"said": said})
    assert answer.status_code == 200, answer.text
    return answer.json()
