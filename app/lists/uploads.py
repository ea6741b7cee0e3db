"""How far a list is that is being handed over, so that whoever has left the page, or fetched it anew, can see it.

Nobody sees into a transaction before it ends. So this is told on a connection beside it, and of the list nothing but
how many rows it has. What took no time leaves no trace here.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import TracebackType
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import CheckConstraint, Index, String, delete, insert, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.caller import Caller
from app.db import Base, Database, Instant, OfMunicipality
from app.errors import Problem
from app.lists.progress import ListStep, Progress

logger = logging.getLogger("ssp.lists")

_LARGE: Final = 64 * 1024
"""Bytes: whoever hands over fewer has the answer before they can ask for it."""
_EVERY: Final = 0.5
"""Seconds from one telling to the next."""
_KEPT: Final = timedelta(days=1)
_FAILED: Final = "Systemet kunne ikke gøre det færdigt"


class ListUpload(OfMunicipality, Base):
    """One list on its way; written by ``Told`` alone, outside the transaction that the list is stored in."""

    __tablename__ = "list_uploads"
    __table_args__ = (
        Index("ix_list_uploads_uploaded_by", "municipality_code", "uploaded_by", "id"),
        CheckConstraint("step in ('reading', 'storing')", name="step"),
    )

    uploaded_by: Mapped[str] = mapped_column(String(100))
    dry_run: Mapped[bool]
    step: Mapped[str] = mapped_column(String(10))
    done: Mapped[int]
    total: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    list_id: Mapped[UUID | None]
    refusal: Mapped[str | None] = mapped_column(String(200))


class Told:
    """Tells how far a list is, and how it ended.

    Around the transaction that stores the list, so that the end is told when it is kept. That telling fails is no
    reason to stop the list.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._telling: _Telling | None = None
        self._list_id: UUID | None = None

    def begins(self, size: int, *, dry_run: bool, by: Caller, id_: UUID | None = None) -> Progress:
        """A list of ``size`` bytes is read from now on. Whoever sends it may have named it, to ask for it by that."""
        self._telling = _Telling(self._database, id_ or clock.new_id(), dry_run=dry_run, by=by)
        if size > _LARGE:
            self._telling.tell(step=ListStep.READING.value, done=0, total=0)
        return self._telling.hear

    def became(self, list_id: UUID | None) -> None:
        self._list_id = list_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: TracebackType | None) -> None:
        if self._telling is None or not self._telling.has_told:
            return
        if error is None:
            self._telling.tell(ended=True, list_id=self._list_id)
        else:
            self._telling.tell(ended=True, refusal=error.title if isinstance(error, Problem) else _FAILED)


class _Telling:
    def __init__(self, database: Database, id_: UUID, *, dry_run: bool, by: Caller) -> None:
        self._database, self._id, self._dry_run, self._by = database, id_, dry_run, by
        self._began = self._told = time.monotonic()
        self.has_told = False

    def hear(self, step: ListStep, done: int, total: int) -> None:
        if time.monotonic() - self._told >= _EVERY:
            self.tell(step=step.value, done=done, total=total)

    def tell(self, *, ended: bool = False, **said: Any) -> None:
        # As late as it is, for the request and all that is kept of it happen at one instant.
        at = self._by.at + timedelta(seconds=time.monotonic() - self._began)
        try:
            self._write(said | {"told_at": at} | ({"ended_at": at} if ended else {}))
        except SQLAlchemyError:
            logger.warning("how far a list is could not be told")
        self._told = time.monotonic()

    def _write(self, said: dict[str, Any]) -> None:
        code = self._by.municipality_code
        with self._database.beside(code) as connection:
            if self.has_told:
                mine = ListUpload.municipality_code == code, ListUpload.id == self._id
                connection.execute(update(ListUpload).where(*mine).values(said))
                return
            begun = {"uploaded_by": self._by.id, "dry_run": self._dry_run, "began_at": self._by.at}
            connection.execute(insert(ListUpload).values(municipality_code=code, id=self._id, **begun, **said))
        self.has_told = True


def forget(session: Session, at: datetime) -> int:
    """Those of the day before, which are of use to nobody; gives how many. The transaction is one municipality's."""
    done = session.execute(delete(ListUpload).where(ListUpload.told_at < at - _KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a delete's result has it


def told(request: Request) -> Iterator[Told]:
    with Told(request.app.state.database) as telling:
        yield telling


TellsHowFar = Annotated[Told, Depends(told, scope="function")]
"""Stands before the ``Transaction`` that it is to be around."""
