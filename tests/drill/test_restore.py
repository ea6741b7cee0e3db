"""The cluster is destroyed and put back by the document alone: to its newest, to a moment, and from a dump."""

import logging
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from app import clock, embedded
from tests.caller import Caller
from tests.drill.by_the_document import Cluster, Operated
from tests.drill.form import LONG, times
from tests.drill.invented import Child, list_of
from tests.drill.reporting import Tell
from tests.handover import Team, enter_custody_holder, entries_of, give, tell_everyone
from tests.running.process import Server, reachable_folder, ssp
from workflows.roles import Role

logger = logging.getLogger("ssp.drill")

CHILDREN = times(4, 300)

_COUNT = 'select count(*) from "{}"'


class Done(NamedTuple):
    """What somebody was told that it is done: a list, its receipt, and the cases as they then stood."""

    content: bytes
    receipt: Any
    cases: dict[str, str]


@pytest.fixture
def operated() -> Iterator[Operated]:
    with reachable_folder() as folder:
        cluster = Cluster(folder / "here")
        try:
            cluster.make_database()
            here = Operated(cluster, folder / "service")
            assert ssp("migrate", **here.settings).returncode == 0
            cluster.make_logins()
            yield here
        finally:
            embedded.stop(cluster.folder)


def test_a_destroyed_cluster_is_put_back_by_the_document_to_a_moment(operated: Operated, tell: Tell) -> None:
    before, kept, lost, moment = _worked_on(operated)
    tell(
        "13",
        "seconds to put a destroyed cluster back to a moment, by the document",
        _put_back(operated.cluster, moment),
    )
    _opens_only_when_the_loss_is_accepted(operated)
    _proved(operated)
    with operated.serve() as server, Everybody(operated, server) as them:
        _is_there(them, before, kept)
        _is_received_anew(them, lost)
    _told(tell, "put back to a moment", [before, kept])


@pytest.mark.skipif(not LONG, reason="the long form, make drill")
def test_all_that_was_archived_comes_back_and_a_dump_does_on_another_machine(operated: Operated, tell: Tell) -> None:
    cluster = operated.cluster
    before, kept, lost, _ = _worked_on(operated)
    whole = _figures(cluster)
    tell("13", "seconds to put a destroyed cluster back to the last that was archived", _put_back(cluster, moment=""))
    checked = operated.does("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert _figures(cluster) == whole
    tell("13", "rows there before it was destroyed", sum(whole.values()))
    tell("13", "rows lost of them, or not in agreement with each other and with the log", 0, at_most=0)
    with operated.serve() as server, Everybody(operated, server) as them:
        _is_there(them, before, kept, lost)

    embedded.stop(cluster.folder)
    elsewhere = _on_another_machine(operated)
    try:
        began = time.monotonic()
        elsewhere.cluster.does("put-back-dump")
        tell("13", "seconds to put a dump back on an empty machine, by the document", time.monotonic() - began)
        _opens_only_when_the_loss_is_accepted(elsewhere)
        _proved(elsewhere)
        with elsewhere.serve() as server, Everybody(elsewhere, server) as them:
            _is_there(them, before)
        _told(tell, "put back to the last and from a dump", [before, kept, lost, before])
    finally:
        embedded.stop(elsewhere.cluster.folder)


def _worked_on(operated: Operated) -> tuple[Done, Done, Done, str]:
    """What was done before the backup, after it, and after the moment that it is put back to; and the moment."""
    cluster = operated.cluster
    cluster.does("set-up")
    cluster.restart()
    with operated.serve() as server, Everybody(operated, server) as them:
        before = _work(them, 1)
        cluster.does("nightly")
        if cluster.has("pg_verifybackup"):
            cluster.does("verify")
        else:
            logger.warning("LEFT OUT: the base backup was not verified, for pg_verifybackup does not start here")
        kept = _work(them, 2)
        _checkpoint(operated)
        with cluster.as_superuser() as admin:
            (moment,) = admin.execute("select clock_timestamp()::text").fetchone() or ("",)
        lost = _work(them, 3)
    _checkpoint(operated)
    cluster.archive_all()
    return before, kept, lost, moment


def _put_back(cluster: Cluster, moment: str) -> float:
    """Gives how many seconds it took until the cluster could be written to."""
    cluster.destroy()
    began = time.monotonic()
    cluster.does("put-back", MOMENT=moment)
    cluster.start()
    return time.monotonic() - began


def _told(tell: Tell, how: str, done: list[Done]) -> None:
    """Each of its lists and cases was asked for, and was as its people had been told."""
    tell("13", f"{how}: cases asked for that somebody had been told of", sum(len(one.cases) for one in done))
    tell("13", f"{how}: of them not there, or elsewhere on their way", 0, at_most=0)
    tell("13", f"{how}: starts refused while the log was behind its checkpoints", 2, at_least=2)


def _on_another_machine(operated: Operated) -> Operated:
    """With the backup, the keys and the anchors, and nothing else of the first."""
    cluster = Cluster(operated.folder.parent / "there")
    for file in (operated.cluster.folder / "backup").iterdir():
        if file.is_file():
            file.rename(cluster.folder / "backup" / file.name)
    here = Operated(cluster, operated.folder.parent / "service-there")
    for name in ("personal-data.json", "issuer.json", "jwks.json"):
        (operated.folder / name).replace(here.folder / name)
    operated.anchors.rename(here.anchors)
    here.issuer = operated.issuer
    return here


def _work(them: Team, number: int) -> Done:
    """A list is handed over, and the children's cases are at several places of their way."""
    children = [Child(number * CHILDREN + child) for child in range(CHILDREN)]
    content = list_of(children, number)
    answer = them.police.upload("2026-W47.csv", content)
    assert answer.status_code == 201, answer.text
    cases = {}
    for place, entry in enumerate(entries_of(them.coordinator, undecided=True, list_id=answer.json()["id"])):
        if place % 4 == 0:
            continue
        case_id = give(them.coordinator, entry, "to_coordinator")
        if place % 4 > 1:
            enter_custody_holder(them.coordinator, case_id)
            tell_everyone(them.coordinator, case_id, clock.now().isoformat())
        if place % 4 > 2:
            them.coordinator.moves(case_id, "confirm_informed")
        cases[case_id] = them.coordinator.case(case_id)["state"]
    assert len(set(cases.values())) > 1, "they stand at several places"
    return Done(content, answer.json(), cases)


class Everybody:
    """Who works there, on connections of their own for as long as it lasts."""

    def __init__(self, operated: Operated, server: Server) -> None:
        roles = (Role.POLICE, Role.COORDINATOR, Role.TEAM_LEADER, Role.CASEWORKER, Role.LOCAL_LEADER)
        self.clients = [operated.caller(server, role) for role in roles]

    def __enter__(self) -> Team:
        return Team(*[Caller(one, one.headers["Authorization"].removeprefix("Bearer ")) for one in self.clients])  # type: ignore[arg-type]  # both are httpx's client

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()


def _checkpoint(operated: Operated) -> None:
    made = ssp("audit", "checkpoint", **operated.as_worker)
    assert made.returncode == 0, made.stderr


def _figures(cluster: Cluster) -> dict[str, int]:
    """How many rows of everything there are."""
    with cluster.as_superuser() as admin:
        tables = admin.execute("select relname from pg_stat_user_tables where schemaname = 'public'").fetchall()
        return {name: (admin.execute(_COUNT.format(name).encode()).fetchone() or (0,))[0] for (name,) in tables}


def _opens_only_when_the_loss_is_accepted(operated: Operated) -> None:
    behind = operated.does("check")
    assert (behind.returncode, "does not have row" in behind.stdout) == (1, True), behind.stdout + behind.stderr
    assert behind.stdout.count("everything agrees") == 5, "the tables agree with each other"
    for command, settings in (("serve", operated.settings), ("worker", operated.as_worker)):
        refused = ssp(command, **settings)
        assert (refused.returncode, "does not have row" in refused.stderr) == (1, True), refused.stderr
    accepted = operated.does("accept")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "rows are lost" in accepted.stderr


def _proved(operated: Operated) -> None:
    proved = operated.does("prove")
    assert proved.returncode == 0, proved.stdout + proved.stderr
    assert "were lost in a restore" in proved.stdout


def _is_there(them: Team, *done: Done) -> None:
    """Whoever was told that it is done finds it done, and the same file gets the first receipt."""
    for one in done:
        again = them.police.upload("2026-W47.csv", one.content)
        assert (again.status_code, again.json()) == (200, one.receipt | {"resend": True})
        assert {case_id: them.coordinator.case(case_id)["state"] for case_id in one.cases} == one.cases


def _is_received_anew(them: Team, lost: Done) -> None:
    for case_id in lost.cases:
        assert them.coordinator.get(f"/v1/cases/{case_id}").status_code == 404
    anew = them.police.upload("2026-W47.csv", lost.content)
    assert (anew.status_code, anew.json()["accepted"]) == (201, CHILDREN)
