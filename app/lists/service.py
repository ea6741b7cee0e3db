"""Receiving a list: read, checked, matched and stored whole, in one transaction, with a receipt that reconciles."""

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.audit.signing import anchor
from app.caller import Caller, Why
from app.lists import texts
from app.lists.keys import Keys
from app.lists.matching import lock_intake, match, stored_entries
from app.lists.mending import NOTHING_MENDED, Mended, MendedRows, fingerprint
from app.lists.models import HandoverList
from app.lists.problems import AnotherMunicipality, BadWeek, ListUnreadable
from app.lists.progress import ListStep, Progress, counted, to_nobody
from app.lists.reading import RawRow, RowChecker, Table, UnreadableFile, read_file
from app.lists.receipts import receipt_content, receipt_of, shown_again
from app.lists.schemas import Receipt
from app.lists.sorting import Keyed, Looked, Sorted, look_at, sort
from app.lists.versions import begin, difference, next_version, settle
from app.lists.writing import Writing
from app.people.encryption import vault
from workflows.calendar import IsoWeek, local_date
from workflows.handover_list import HANDOVER_LIST
from workflows.profile import profile_for

_YEARS = range(2000, 2101)


def import_file(
    session: Session,
    data: bytes,
    filename: str | None,
    *,
    by: Caller,
    week: str | None = None,
    dry_run: bool = False,
    mended: Mended = NOTHING_MENDED,
    progress: Progress = to_nobody,
) -> Receipt:
    """Receives a list, or (``dry_run``) says what would become of it.

    The same file again, with the same ``mended`` in it, gives the first receipt, marked as a resend. Raises
    ListUnreadable, BadWeek and AnotherMunicipality; nothing is stored then.
    """
    why = require(by, Action.UPLOAD_LIST)
    sha256 = fingerprint(data, mended)
    if not dry_run:
        lock_intake(session, by.municipality_code)
    if (before := _received_before(session, by.municipality_code, sha256)) is not None:
        _log(session, "list.sent_again", by=by, why=why)
        return shown_again(before, dry_run=dry_run, by=by)
    table = _read(data, filename, by)
    of_week = chosen_week(week, table.week, by=by)
    rows = MendedRows(table, mended, profile_for(by.municipality_code).list) if mended else table.rows
    looked, result = check_rows(session, rows, of_week, progress=progress, by=by)
    version = next_version(session, of_week, by=by)
    keys = {one.incident_key for one in looked if isinstance(one, Keyed)}
    differs = difference(session, version, result, keys, by=by)
    if dry_run:
        _log(session, "list.tried", by=by, why=why)
        return receipt_of(receipt_content(None, result, version, sha256, differs, by=by), None, dry_run=True)
    row = HandoverList(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        kind="file",
        week=version.week,
        version=version.number,
        sha256=sha256,
        state=HANDOVER_LIST.initial.value,
        uploaded_by=by.id,
        uploaded_at=by.at,
        received=result.received,
        accepted=len(result.accepted),
        corrected=result.corrected,
        duplicate=result.duplicates,
        rejected=len(result.rejected),
        header=json.dumps(table.header),
    )
    row.receipt = receipt_content(row.id, result, version, sha256, differs, by=by)
    begin(session, row, by=by)
    touched = store_rows(session, row.id, result, action="list.received", by=by, why=why, progress=progress)
    settled = {row.id, *touched} if touched or not result.accepted else frozenset[UUID]()
    settle(session, settled, superseded=version.older, by=by)
    row.anchor = anchor(by.municipality_code, audit.write(session, by.municipality_code).hash, by.at)
    return receipt_of(row.receipt, row.anchor)


def chosen_week(given: str | None, of_the_list: IsoWeek | None, *, by: Caller) -> IsoWeek:
    """What the sender says, else what the list says, else this week in Copenhagen. Raises BadWeek."""
    try:
        week = IsoWeek.parse(given) if given else of_the_list or IsoWeek.of(local_date(by.at))
    except ValueError:
        raise BadWeek(texts.BAD_WEEK) from None
    if week.year not in _YEARS:
        raise BadWeek(texts.BAD_WEEK)
    return week


def check_rows(
    session: Session,
    rows: Collection[RawRow],
    week: IsoWeek,
    *,
    with_concerns: bool = False,
    progress: Progress = to_nobody,
    by: Caller,
) -> tuple[list[Looked], Sorted]:
    """Each row, and what becomes of it beside what is stored. A concern comes by no list, but ``with_concerns``."""
    variants = profile_for(by.municipality_code).list
    checker = RowChecker(variants.with_concerns() if with_concerns else variants, week)
    looked = look_at(counted(rows, ListStep.READING, progress), checker, Keys(vault(), by.municipality_code))
    keys = [one.incident_key for one in looked if isinstance(one, Keyed)]
    return looked, sort(looked, stored_entries(session, by.municipality_code, keys))


def store_rows(
    session: Session,
    list_id: UUID,
    result: Sorted,
    *,
    action: str,
    by: Caller,
    why: Why,
    progress: Progress = to_nobody,
) -> set[UUID]:
    """Stores what was accepted and rejected; gives the lists whose entries were replaced."""
    known = match(session, result, by=by)
    Writing(session, list_id, result, known, action=action, by=by, why=why).write(progress)
    return {one.list_id for one in known.replaced.values()}


def _log(session: Session, action: str, *, by: Caller, why: Why) -> None:
    """That a list was looked at; the service keeps nothing of whom it was about."""
    audit.record(session, action, by=by, why=why, subjects=[None], fields=["receipt"])


def _received_before(session: Session, code: str, sha256: str) -> HandoverList | None:
    query = select(HandoverList).where(HandoverList.municipality_code == code, HandoverList.sha256 == sha256)
    return session.scalar(query)


def _read(data: bytes, filename: str | None, by: Caller) -> Table:
    try:
        table = read_file(data, filename, variants=profile_for(by.municipality_code).list)
    except UnreadableFile as unreadable:
        raise ListUnreadable(unreadable) from None
    if table.municipality_code not in (None, by.municipality_code):
        raise AnotherMunicipality(texts.ANOTHER_MUNICIPALITY)
    return table
