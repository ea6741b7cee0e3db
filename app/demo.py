"""``ssp demo``: the real service on the embedded database, with the project's own fictitious lists."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from app import clock, demo_outside, embedded, service
from app.caller import Caller
from app.db import Database
from app.demo_people import PEOPLE_TO_BE
from app.lists.service import import_file
from app.settings import Settings, SettingsWrong
from app.web_server import check_port, serve_until_stopped
from workflows.profile import all_profiles
from workflows.roles import Role

LISTS = Path(__file__).resolve().parent.parent / "demo"


def run_demo(settings: Settings, console: Console, *, also: str = "") -> None:
    """Runs until it is stopped, and then stops what it started; ``also`` is said beside the greeting.

    Raises SettingsWrong and EmbeddedFailed.
    """
    if settings.database_url:
        raise SettingsWrong("The demo runs on the embedded database alone: unset DATABASE_URL, or use: ssp serve")
    check_port(settings)
    try:
        with service.opened(settings) as opened:
            loaded = load_lists(opened.database)
            worker_url = service.as_login(service.database_url(settings), service.Part.WORKER)
            with (
                demo_outside.played(settings, service.demo_issuer(settings)) as outside,
                _worker(settings, worker_url, outside),
            ):
                _greet(settings, loaded, console)
                console.print(also, highlight=False, soft_wrap=True)
                serve_until_stopped(opened, service.token_verifier(settings), PEOPLE_TO_BE)
    finally:
        embedded.stop(settings.data_dir)


@contextmanager
def _worker(settings: Settings, url: str, outside: Path) -> Iterator[None]:
    """A worker beside the server.

    In a session of its own, so that Ctrl-C reaches it through here alone; its input is a pipe from
    here, so that it ends even if this is killed.
    """
    own = {"DATABASE_URL": url, "SSP_DEMO": "0", "SSP_ENCRYPTION_KEY": str(settings.encryption_key_path.absolute())}
    own |= {"SSP_AUDIT_KEY": str(settings.audit_key_path.absolute()), "SSP_OUTSIDE": str(outside.absolute())}
    if settings.anchors_path:
        own |= {"SSP_AUDIT_ANCHORS": str(settings.anchors_path.absolute())}
    beside = {name: said for name, said in os.environ.items() if name != "SSP_METRICS_PORT"}  # the server has it
    with subprocess.Popen(
        [sys.executable, "-m", "app", "worker", "--until-input-ends"],
        cwd=LISTS.parent,
        env=beside | own,
        stdin=subprocess.PIPE,
        start_new_session=True,
    ) as working:
        try:
            yield
        finally:
            working.terminate()
            try:
                working.wait(timeout=15)
            except subprocess.TimeoutExpired:
                working.kill()


def load_lists(database: Database) -> dict[str, int]:
    """Loads each list of the demo once; gives how many entries each has."""
    loaded = {}
    codes = {profile.name.casefold(): profile.municipality_code for profile in all_profiles()}
    for file in sorted(LISTS.glob("*-W*.*")):
        by = Caller("demo-police", Role.POLICE, codes[file.name.split("-")[0]], clock.now())
        with database.transaction(by.municipality_code) as session:
            receipt = import_file(session, file.read_bytes(), file.name, by=by)
        loaded[file.name] = receipt.accepted
    return loaded


def _greet(settings: Settings, loaded: dict[str, int], console: Console) -> None:
    address = f"http://{settings.host}:{settings.port}"
    ssp = shlex.quote(str(Path(sys.executable).parent / "ssp"))
    token = f"{_said_again(settings)} {ssp} token --municipality 607 --role"
    next_week = shlex.quote(f"file=@{LISTS / 'next' / 'fredericia-2026-W49.csv'}")
    lists = ", ".join(f"{name} ({entries})" for name, entries in loaded.items())
    console.print(
        f"""
[bold]SSP-sagsgang, demo[/bold]: every person is invented, and every token is for anybody who asks.
Loaded: {lists}

  [bold]{address}[/bold]   (open it in a browser, and choose whom to be)

Three things to try: hand over next week's list as Bo, hold the handover meeting as Tove, and follow a case from her
front page. Or by the API, in another terminal:

  1. What awaits the handover meeting, with a suggestion for each entry:
     curl -s -H "Authorization: Bearer $({token} coordinator)" "{address}/v1/entries?undecided=true"

  2. Hand over the next week's list as the police, and get its receipt:
     curl -s -H "Authorization: Bearer $({token} police)" -F {next_week} {address}/v1/handover-lists

  3. The queue, and what may be done next in each case:
     curl -s -H "Authorization: Bearer $({token} coordinator)" {address}/v1/cases

The README walks a case to its end. The API's own description: {address}/openapi.json
Stop with Ctrl-C.
""",
        highlight=False,
        soft_wrap=True,
    )


def _said_again(settings: Settings) -> str:
    """What another terminal must be told for its tokens to be accepted here."""
    told = {"SSP_DEMO": "1"}
    if "data_dir" in settings.model_fields_set:
        told["SSP_DATA_DIR"] = str(settings.data_dir.absolute())
    if "token_issuer" in settings.model_fields_set:
        told["SSP_TOKEN_ISSUER"] = settings.token_issuer
    if "token_audience" in settings.model_fields_set:
        told["SSP_TOKEN_AUDIENCE"] = settings.token_audience
    return " ".join(f"{name}={shlex.quote(value)}" for name, value in told.items())
