"""Which wording holds for a kind of letter: the municipality's newest, or else the vendor's."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.errors import Unprocessable
from app.letters.models import LetterTemplate
from workflows.letter_kinds import Kind
from workflows.letter_text import Template, TemplateRejected, vendor_template

_OWN = "own-"


class TemplateWrong(Unprocessable):
    """The wording cannot be used; ``faults`` says in Danish where and why."""

    code = "template_wrong"
    title = "Skabelonen kan ikke bruges"


@dataclass(frozen=True, slots=True)
class Wording:
    """``version`` names it for ever: the vendor's by its own name, the municipality's as own-1, own-2 …"""

    version: str
    title: str
    body: str
    row: LetterTemplate | None = None

    def template(self, kind: Kind) -> Template:
        return Template.read(kind, self.title, self.body)


def current(session: Session, municipality_code: str, kind: Kind) -> Wording:
    versions = own_versions(session, municipality_code, kind)
    return _wording(versions[0], kind) if versions else _vendors(kind)


def of_version(session: Session, municipality_code: str, kind: Kind, version: str) -> Wording:
    """The wording that a letter was written with. One of the vendor's older ones is the vendor's present one."""
    for row in own_versions(session, municipality_code, kind):
        if f"{_OWN}{row.version}" == version and not row.vendors_again:
            return _wording(row, kind)
    return _vendors(kind)


def own_versions(session: Session, municipality_code: str, kind: Kind) -> list[LetterTemplate]:
    """The municipality's own, the newest first."""
    query = (
        select(LetterTemplate)
        .where(LetterTemplate.municipality_code == municipality_code, LetterTemplate.kind == kind.value)
        .order_by(LetterTemplate.version.desc())
    )
    return list(session.scalars(query))


def checked(kind: Kind, title: str, body: str) -> Template:
    """Raises TemplateWrong."""
    try:
        return Template.read(kind, title, body)
    except TemplateRejected as rejected:
        raise TemplateWrong("Se, hvad der er galt.", faults=list(rejected.faults)) from None


def change(
    session: Session, kind: Kind, title: str | None, body: str | None, note: str | None, *, by: Caller, why: Why
) -> Wording:
    """A new version; without ``title`` and ``body`` the vendor's holds again. Raises TemplateWrong."""
    vendors = _vendors(kind)
    said = (title or vendors.title, body or vendors.body)
    checked(kind, *said)
    newest = own_versions(session, by.municipality_code, kind)
    row = LetterTemplate(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        kind=kind.value,
        version=newest[0].version + 1 if newest else 1,
        title=said[0],
        body=said[1],
        written_by=by.id,
        written_at=by.at,
        note=note,
        vendors_again=title is None and body is None,
    )
    session.add(row)
    session.flush()
    audit.record(session, "template.changed", by=by, why=why, subjects=[None], object_id=row.id, fields=["template"])
    return _wording(row, kind)


def _wording(row: LetterTemplate, kind: Kind) -> Wording:
    if row.vendors_again:
        vendors = _vendors(kind)
        return Wording(vendors.version, vendors.title, vendors.body, row)
    return Wording(f"{_OWN}{row.version}", row.title, row.body, row)


def _vendors(kind: Kind) -> Wording:
    vendors = vendor_template(kind)
    return Wording(vendors.version, vendors.title, vendors.body)
