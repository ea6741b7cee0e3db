"""What is filed in Fredericia, and the worker's jobs of it run now."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from app import filing_room
from app.adapters.outside import Outside
from app.filing import handing_over
from tests.adapters.filing import Records, access
from tests.caller import FREDERICIA, Caller, Service
from tests.cases.stations import MONDAY, reach
from tests.handover import Team, agree_to_course, enter_custody_holder
from tests.post.families import letter_moves, write
from tests.post.outside import settings_of
from workflows.casework import State

COLLECTING: Final = "27.24.00-A00-1-26"


def outside_at(records: Records, certificate: Path, folder: Path, **more: Any) -> Outside:
    said = settings_of(records.standin.url, certificate)
    table = access(records.url, folder, timeout=2, collecting_cases={"coordinator": COLLECTING})
    said["municipalities"][FREDERICIA]["records_system"] = table | more
    return Outside.model_validate(said)


def file_now(service: Service, outside: Outside, case_id: str) -> int:
    """The job of one case."""
    return handing_over.file_case(service.workers_database, outside, FREDERICIA, UUID(case_id), now=service.at)


def go_round(service: Service, outside: Outside) -> list[str]:
    """What the worker's round finds, and its jobs; the cases that it found."""
    found = filing_room.due_everywhere(service.workers_database, outside, service.at)
    for code, case_id in found:
        handing_over.file_case(service.workers_database, outside, code, case_id, now=service.at)
    return [str(case_id) for _, case_id in found]


def handed_over(them: Team) -> tuple[str, dict[str, Any]]:
    """A case on the coordinator's track with a letter that was handed over on paper, and the letter."""
    case_id = reach(them, State.WITH_COORDINATOR)
    return case_id, hand_a_letter_over(them.coordinator, case_id)


def hand_a_letter_over(caller: Caller, case_id: str, name: str = "Karla Opdigtet") -> dict[str, Any]:
    enter_custody_holder(caller, case_id, name)
    letter: dict[str, Any] = write(caller, case_id)[0]
    answer = letter_moves(caller, case_id, letter["id"], "hand_over", handed_over_at=MONDAY)
    assert answer.status_code == 200, answer.text
    return letter


def keep_a_paper(caller: Caller, case_id: str, content: bytes, name: str = "samtykke") -> str:
    """A signed consent to a course; gives the paper's id."""
    (consent,) = agree_to_course(caller, case_id)
    kept = caller.post_file(f"/v1/cases/{case_id}/consents/{consent['id']}/papers", name, content)
    assert kept.status_code == 201, kept.text
    return str(kept.json()["id"])


def filings(caller: Caller, case_id: str) -> list[dict[str, Any]]:
    answer = caller.get(f"/v1/cases/{case_id}/filings")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def retry(caller: Caller, case_id: str, filing_id: str) -> Any:
    return caller.post(f"/v1/cases/{case_id}/filings/{filing_id}/retries")


def later(service: Service, **span: float) -> None:
    service.now = service.at() + timedelta(**span)


def work(engine: App, *tasks: str) -> None:
    """What waits, and ``tasks``, done by a worker that then goes home."""

    async def working() -> None:
        async with engine.open_async():
            for task in tasks:
                with suppress(AlreadyEnqueued):
                    await engine.configure_task(task).defer_async(timestamp=0)
            await engine.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="always")

    asyncio.run(working())
