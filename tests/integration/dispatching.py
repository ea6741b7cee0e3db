"""A worker's dispatcher in a process of its own, which can be killed, on a clock that the test keeps in a file."""

import multiprocessing
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.db import Database
from app.people import encryption
from app.people.encryption import Vault
from app.receivers.allowed import Receivers
from app.webhooks.dispatching import Dispatcher

_started = multiprocessing.get_context("forkserver")
_started.set_forkserver_preload([__name__])


class Where(NamedTuple):
    """What such a process is told."""

    url: str
    receiver: str
    key: Path
    clock: Path


def started(where: Where) -> multiprocessing.process.BaseProcess:
    process = _started.Process(target=_dispatch, args=(where,), daemon=True)
    process.start()
    return process


def _dispatch(where: Where) -> None:
    encryption.use(Vault.from_file(where.key))
    database = Database(where.url)
    dispatcher = Dispatcher(
        where.url, database, Receivers.of(addresses=[where.receiver]), now=lambda: _told(where.clock), looks_every=0.02
    )
    dispatcher.start()
    while True:
        time.sleep(60)


def _told(clock: Path) -> datetime:
    return datetime.fromisoformat(clock.read_text())
