"""The commands and the worker's task, from the first key to a log that is proved."""

import asyncio
import json
from pathlib import Path

from app import worker
from app.audit.sinks import FileSink
from tests.caller import FREDERICIA, LISTS, Service
from tests.cases.stations import on_monday, reach
from tests.running.process import reachable_folder, ssp
from workflows.casework import State


def test_the_log_of_a_first_run_is_exported_and_proved() -> None:
    with reachable_folder() as folder:
        own = {"SSP_DATA_DIR": str(folder / "data")}
        list_, log, public = LISTS / "fredericia-2026-W47.csv", folder / "log.jsonl", folder / "public.pem"
        receipt = ssp("import", str(list_), "--municipality", FREDERICIA, **own)
        assert receipt.returncode == 0, receipt.stderr
        (folder / "receipt.json").write_text(receipt.stdout)
        assert ssp("audit", "checkpoint", **own).returncode == 0
        assert ssp("audit", "export", str(log), "--municipality", FREDERICIA, **own).returncode == 0
        public.write_text(ssp("audit", "public-key", **own).stdout)
        anchors = ("--anchors", str(folder / "data" / "anchors"), "--anchors", str(folder / "receipt.json"))
        proved = ssp("verify-audit", str(log), "--key", str(public), *anchors)
        assert (proved.returncode, proved.stdout[:4]) == (0, "OK: "), proved.stdout + proved.stderr
        assert json.loads(log.read_bytes().splitlines()[-1])["action"] == "log.exported"

        again = ssp("audit", "export", str(log), "--municipality", FREDERICIA, **own)
        assert (again.returncode, "File exists" in again.stderr) == (1, True), "what was exported is not written over"
        assert ssp("audit", "new-key", **own).returncode == 1, "a key is not replaced unasked"
        assert ssp("audit", "new-key", "--replace", **own).returncode == 0
        assert ssp("audit", "public-key", **own).stdout.startswith(public.read_text()), "the old one is kept"


def test_the_worker_makes_checkpoints_and_sends_them(service: Service, worker_url: str, tmp_path: Path) -> None:
    reach(on_monday(service), State.RECEIVED)

    async def work() -> None:
        engine = worker.make(worker_url, service.workers_database, [FileSink(tmp_path)], checkpoints="0 0 29 2 *")
        async with engine.open_async():
            await engine.configure_task("keep_log").defer_async(timestamp=0)
            await engine.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="never")

    asyncio.run(work())
    (line,) = (tmp_path / f"{FREDERICIA}.jsonl").read_bytes().splitlines()
    assert json.loads(line)["municipality_code"] == FREDERICIA
