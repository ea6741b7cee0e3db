"""``ssp import``: a list from a file, with a progress bar."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.caller import Caller
from app.closed import closed, is_closed
from app.db import Database
from app.lists.progress import ListStep
from app.lists.schemas import Receipt
from app.lists.service import import_file

_STEPS = {ListStep.READING: "læser", ListStep.STORING: "gemmer"}


def import_with_progress(
    database: Database, file: Path, *, by: Caller, week: str | None, dry_run: bool, console: Console
) -> Receipt:
    """Raises the same problems as an upload."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(file.name, total=None)

        def told(step: ListStep, done: int, total: int) -> None:
            progress.update(task, description=f"{file.name}: {_STEPS[step]}", completed=done, total=total)

        with database.transaction(by.municipality_code) as session:
            if is_closed(session, by.municipality_code):
                raise closed()
            receipt = import_file(
                session,
                file.read_bytes(),
                file.name,
                by=by,
                week=week,
                dry_run=dry_run,
                progress=told,
            )
        progress.update(task, total=receipt.received, completed=receipt.received)
    return receipt
