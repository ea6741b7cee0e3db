"""The client that a vendor installs does a caseworker's week, against a server that runs."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from app import clock
from tests.caller import Caller, new_key
from tests.cases.stations import cpr_number, type_in
from tests.contract.client import install, make
from tests.handover import enter_custody_holder, give
from tests.integration.receiver import receiving
from tests.running.process import Installation, Server
from workflows.roles import Role

SYSTEM = "fagsystem"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Made of the committed document, installed in a folder, and imported from there."""
    folder = tmp_path_factory.mktemp("client")
    site = folder / "site"
    install(make(folder), site)
    sys.path.insert(0, str(site))
    importlib.invalidate_caches()
    yield site
    sys.path.remove(str(site))
    for name in [name for name in sys.modules if name.partition(".")[0] == "ssp_client"]:
        del sys.modules[name]


@pytest.fixture
def here(url: str, tmp_path: Path) -> Installation:
    return Installation(url, tmp_path)


def call(operation: str, client: Any, *named: Any, **said: Any) -> Any:
    """One operation of the client; ``systems.get_link`` is a module of it."""
    return importlib.import_module(f"ssp_client.api.{operation}").sync_detailed(*named, client=client, **said)


def did(operation: str, client: Any, *named: Any, **said: Any) -> Any:
    """The same, and it succeeds; what the client made of the answer."""
    answer = call(operation, client, *named, **said)
    assert answer.status_code < 300, answer.content
    return answer.parsed


def shape(name: str, **said: Any) -> Any:
    return getattr(importlib.import_module("ssp_client.models"), name)(**said)


def move(client: Any, case_id: Any, body: Any, version: int, key: str | None = None) -> Any:
    return call(
        "cases.move_case", client, case_id, body=body, if_match=f'"{version}"', idempotency_key=key or new_key()
    )


def given_to_the_system(person: Callable[..., Caller]) -> tuple[str, str]:
    """A case that the team leader has given to the system, with one who has custody; and the child's number."""
    born = date.today().replace(day=1, year=date.today().year - 14).isoformat()  # noqa: DTZ011 - a birthday
    number = cpr_number(born, 71)
    leader = person(Role.TEAM_LEADER)
    case_id = give(leader, type_in(person(Role.COORDINATOR), birth_date=born, cpr_number=number), "to_team_leader")
    leader.moves(case_id, "inform_caseworker", caseworker="rikke", integration_client=SYSTEM)
    enter_custody_holder(leader, case_id)
    return case_id, number.replace("-", "")


def test_the_client_does_a_caseworkers_week(here: Installation, installed: Path) -> None:
    with ExitStack() as open_ones:
        receiver = open_ones.enter_context(receiving())
        server = open_ones.enter_context(here.serve(SSP_RECEIVER_ADDRESSES=receiver.url))
        case_id, number = given_to_the_system(lambda role: _person(here, server, role, open_ones))
        token = here.issuer.token(Role.INTEGRATION, "607", subject=SYSTEM, at=clock.now())
        client = importlib.import_module("ssp_client").AuthenticatedClient(base_url=server.address, token=token)
        open_ones.enter_context(client)
        assert Path(cast(str, importlib.import_module("ssp_client").__file__)).is_relative_to(installed)
        made = did("systems.register_webhook", client, body=shape("RegisterWebhook", url=receiver.url))
        assert made.secret.startswith("whsec_")

        (awaited,) = did("systems.list_links", client, awaited=True).items
        assert str(awaited.case_id) == case_id
        ours = awaited.case_id
        assert did("systems.get_link", client, ours).person.cpr_number == number
        did("systems.make_link", client, ours, body=shape("MakeLink", reference="DUBU-4711"), idempotency_key=new_key())
        assert did("systems.list_links", client, awaited=True).items == []
        assert "person" not in did("systems.get_link", client, ours).to_dict()

        case = did("cases.get_case", client, ours)
        assert case.state == "with_caseworker"
        key, assessed = new_key(), _assessment()
        first = move(client, ours, assessed, case.version, key)
        again = move(client, ours, assessed, case.version, key)
        assert (first.status_code, first.parsed.state) == (200, "summons_due")
        assert (again.parsed, again.headers["idempotent-replayed"]) == (first.parsed, "true")
        stale = move(client, ours, assessed, case.version)
        assert (stale.status_code, stale.parsed.code) == (412, "version_stale")
        made_already = move(client, ours, assessed, stale.parsed["version"])
        assert (made_already.status_code, made_already.parsed["already_made"]) == (409, True)

        now = clock.now()
        tell = shape("Tell", event="tell", means=importlib.import_module("ssp_client.models").Means.CALL, told_at=now)
        while due := _due(client, ours):
            did("family.move_obligation", client, ours, due[0].id, body=tell, idempotency_key=new_key())
        for body, state in (
            (shape("CallToMeeting", event="call_to_meeting", meeting_at=now + timedelta(days=7)), "meeting_called"),
            (_held(now), "meeting_held"),
            (shape("NoteReference", event="note_reference", authority_reference="27.24.00-G01-1-26"), "meeting_held"),
            (shape("Close", event="close", reason="Familien har fået en kontaktperson"), "closed"),
        ):
            moved = move(client, ours, body, did("cases.get_case", client, ours).version)
            assert (moved.status_code, getattr(moved.parsed, "state", None)) == (200, state), moved.content
        assert moved.parsed.authority_reference == "27.24.00-G01-1-26"

        heard, after = [], 0
        while page := did("systems.list_events", client, after=after, limit=2).items:
            heard += page
            after = int(page[-1]["sequence"])
        assert [int(event["sequence"]) for event in heard] == list(range(1, len(heard) + 1)), "nothing is missing"
        assert {event["subject"] for event in heard} == {case_id}
        assert after == did("systems.list_events", client, after=after).newest
        kept = did("systems.get_webhook", client, made.id)
        assert kept.url == receiver.url


def test_every_line_of_the_client_says_of_what_type_it_is(installed: Path) -> None:
    """Where the document says one thing twice, or nothing at all, this is where a vendor would notice first."""
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "/dev/null", "-p", "ssp_client"],
        cwd=installed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


def _person(here: Installation, server: Server, role: Role, open_ones: ExitStack) -> Caller:
    token = here.issuer.token(role, "607", subject=role.value, at=clock.now())
    connection = open_ones.enter_context(httpx.Client(base_url=server.address, timeout=30, trust_env=False))
    return Caller(cast(Any, connection), token)


def _assessment() -> Any:
    said = {"severity": 3, "factors": ["repeated"], "reason": "Gentagne hændelser"}
    return shape("AssessFurtherAction", event="assess_further_action", **said)


def _held(at: Any) -> Any:
    attendees = [importlib.import_module("ssp_client.models").Attendee(one) for one in ("custody_holder", "child")]
    said = {"held_at": at, "attendees": attendees, "agreed": "Familien får en kontaktperson"}
    return shape("HoldMeeting", event="hold_meeting", **said)


def _due(client: Any, case_id: Any) -> list[Any]:
    items = did("family.list_obligations", client, case_id).items
    return sorted((one for one in items if one.state == "due"), key=lambda one: one.purpose != "summon")
