"""A log that ends before what its anchors know of: the database was restored from a backup, or rows are gone."""

import json
from pathlib import Path

from sqlalchemy import select

from app.audit import service
from app.audit.checkpoints import deliver, store
from app.audit.models import AuditHead, AuditRow
from app.audit.sinks import FileSink, newest_line
from app.caller import Caller, of_itself
from app.closed import is_closed
from app.db import Database


class LogBehind(Exception):
    """The log does not go as far as its newest checkpoint; the message says what to do."""


class NothingLost(Exception):
    """The log goes as far as its newest checkpoint, so there is no restore to accept."""


def check_log(database: Database, folder: Path) -> None:
    """Raises LogBehind when a municipality's log lacks the row of its newest checkpoint in ``folder``.

    That of one that is closed here goes on in another database, which is held to its checkpoints there.
    """
    for file in sorted(folder.glob("*.jsonl")):
        with database.transaction(file.stem) as session:
            if is_closed(session, file.stem):
                continue
        number, hashed = _newest(file)
        if not _has(database, file.stem, number, hashed):
            raise LogBehind(
                f"The log of municipality {file.stem} does not have row {number} of its newest checkpoint ({file}):"
                " the database is an old backup, or the log was changed. Find out which. If a backup was restored:"
                f' ssp audit accept-restore --municipality {file.stem} --reason "…"'
            )


def accept_restore(database: Database, sink: FileSink, reason: str, *, by: Caller) -> int:
    """The log goes on from where it is, and log, checkpoints and sink say so; gives how many rows were lost.

    Raises NothingLost and SinkFailed.
    """
    code = by.municipality_code
    file = sink.path(code)
    number, hashed = _newest(file) if file.exists() else (0, "")
    if _has(database, code, number, hashed):
        raise NothingLost(f"The log of municipality {code} goes as far as its newest checkpoint: nothing to accept.")
    with database.transaction(code) as session:
        why = of_itself("restored_from_backup")
        service.record(session, "log.restore_accepted", by=by, why=why, subjects=[None], fields=["log"])
        head = service.write(session, code)
        furthest = _furthest(file)
        store(session, code, head, at=by.at, lost_to=max(furthest, head.number), reason=reason)
    deliver(database, code, sink, lambda: by.at)
    return max(0, furthest - head.number + 1)


def _newest(file: Path) -> tuple[int, str]:
    """Raises LogBehind when the file's end is no checkpoint."""
    line = newest_line(file)
    if line is None:
        return 0, ""
    try:
        checkpoint = json.loads(line)
        return int(checkpoint["number"]), str(checkpoint["hash"])
    except (ValueError, KeyError, TypeError):
        raise LogBehind(f"The newest checkpoint in {file} cannot be read: put it back from a copy.") from None


def _furthest(file: Path) -> int:
    """The last row that any checkpoint knows of: an earlier restore's newest may lie before it."""
    furthest = 0
    for line in file.read_bytes().splitlines():
        try:
            furthest = max(furthest, int(json.loads(line)["number"]))
        except (ValueError, KeyError, TypeError):
            continue  # torn by a kill, and written again below
    return furthest


def _has(database: Database, municipality_code: str, number: int, hashed: str) -> bool:
    if number == 0:
        return True
    with database.transaction(municipality_code) as session:
        head = session.get(AuditHead, municipality_code)
        row = session.scalar(
            select(AuditRow.hash).where(AuditRow.municipality_code == municipality_code, AuditRow.number == number)
        )
    return head is not None and head.number >= number and row is not None and row.hex() == hashed
