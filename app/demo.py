"""``ssp demo``: the real service on the embedded database, with the project's own fictitious lists."""

import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from app import clock, embedded, service
from app.caller import Caller
from app.db import Database
from app.lists.service import import_file
from app.settings import Settings, SettingsWrong
from app.web_server import check_port, serve_until_stopped
from workflows.profile import all_profiles
from workflows.roles import Role

LISTS = Path(__file__).resolve().parent.parent / "demo"


def run_demo(settings: Settings, console: Console) -> None:
    """Runs until it is stopped, and then stops what it started. Raises SettingsWrong and EmbeddedFailed."""
    if settings.database_url:
        raise SettingsWrong("The demo runs on the embedded database alone: unset DATABASE_URL, or use: ssp serve")
    check_port(settings)
    try:
        with service.opened(settings) as opened:
            loaded = load_lists(opened.database)
            watching = subprocess.Popen(
                [sys.executable, "-m", "app", "worker"],
                env=os.environ | {"DATABASE_URL": opened.url, "SSP_DEMO": "0"} | _keys(settings),
            )
            try:
                _greet(settings, loaded, console)
                serve_until_stopped(opened, service.token_verifier(settings))
            finally:
                watching.terminate()
                watching.wait(timeout=30)
    finally:
        embedded.stop(settings.data_dir)


def load_lists(database: Database) -> dict[str, int]:
    """Loads each list of the demo once; gives how many entries each has."""
    loaded = {}
    codes = {profile.name.casefold(): profile.municipality_code for profile in all_profiles()}
    for file in sorted(LISTS.glob("*-W*.*")):
        by = Caller("demo-police", Role.POLICE, codes[file.name.split("-")[0]], clock.now())
        with database.transaction() as session:
            receipt = import_file(session, file.read_bytes(), file.name, by=by)
        loaded[file.name] = receipt.accepted
    return loaded


def _keys(settings: Settings) -> dict[str, str]:
    return {"SSP_DATA_DIR": str(settings.data_dir), "SSP_ENCRYPTION_KEY": str(settings.encryption_key_path)}


def _greet(settings: Settings, loaded: dict[str, int], console: Console) -> None:
    address = f"http://{settings.host}:{settings.port}"
    token = f"SSP_DEMO=1 {Path(sys.executable).parent / 'ssp'} token --municipality 607 --role"
    lists = ", ".join(f"{name} ({entries})" for name, entries in loaded.items())
    console.print(
        f"""
[bold]SSP-sagsgang, demo[/bold]: every person is invented, and every token is for anybody who asks.
Loaded: {lists}

  [bold]{address}[/bold]

Three things to try, in another terminal:

  1. What awaits the handover meeting, with a suggestion for each entry:
     curl -s -H "Authorization: Bearer $({token} coordinator)" "{address}/v1/entries?undecided=true"

  2. Hand over the next week's list as the police, and get its receipt:
     curl -s -H "Authorization: Bearer $({token} police)" -F file=@demo/next/fredericia-2026-W49.csv {address}/v1/handover-lists

  3. The queue, and what may be done next in each case:
     curl -s -H "Authorization: Bearer $({token} coordinator)" {address}/v1/cases

The README walks a case to its end. The API's own description: {address}/openapi.json
Stop with Ctrl-C.
""",
        highlight=False,
        soft_wrap=True,
    )
