"""A letter as it would leave now: its text from the template and what is known, the check, and the sheet."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.cases.models import Case
from app.letters import templates
from app.letters.models import Letter
from app.letters.recipients import Addressed, addressed
from app.letters.rendering import Sheet, render
from app.people.models import Person
from app.post.surroundings import surroundings
from app.post.values import values_of
from workflows.calendar import local_date
from workflows.letter_checks import Finding, findings
from workflows.letter_kinds import Kind
from workflows.letter_text import Text
from workflows.profile import Profile, profile_for


@dataclass(frozen=True, slots=True, repr=False)
class PutTogether:
    """``on_paper`` has the recipient's address in the window of the envelope; what is sent digitally has none."""

    to: Addressed
    text: Text
    sheet: Sheet
    found: Sequence[Finding]
    lacks: Sequence[str]
    """What must be said in such a letter, and is not known."""

    def pdf(self) -> bytes:
        return render(self.sheet)


def put_together(
    session: Session, letter: Letter, case: Case, subject: Person, *, at: datetime, on_paper: bool
) -> PutTogether:
    """Before it leaves, with what is known at ``at``."""
    profile = profile_for(letter.municipality_code)
    to = addressed(session, letter, subject, profile, local_date(at))
    wording = templates.of_version(session, letter.municipality_code, Kind(letter.kind), letter.template_version)
    values = values_of(session, letter, case, subject, to, profile, at)
    template = wording.template(Kind(letter.kind))
    text = template.fill(values)
    around = surroundings(session, case, subject, to, [name for name in (letter.contact_name,) if name])
    sheet = sheet_of(letter, text, to, profile, at, on_paper=on_paper)
    return PutTogether(to, text, sheet, findings(text, around), template.lacks(values))


def sheet_of(letter: Letter, text: Text, to: Addressed, profile: Profile, at: datetime, *, on_paper: bool) -> Sheet:
    lines = tuple((to.address or "").splitlines()) if on_paper else ()
    return Sheet.of(
        profile, to.name, lines, local_date(at), text, contact=letter.contact_name, reference=reference(letter)
    )


def reference(letter: Letter) -> str:
    """What the recipient can name on the telephone: short, and the same for nobody else's letter."""
    return letter.id.hex[-8:].upper()


def keep(letter: Letter, text: Text, pdf: bytes) -> None:
    """What left is kept as it left."""
    letter.text = json.dumps(text.as_json(), ensure_ascii=False)
    letter.pdf = base64.b64encode(pdf).decode()
    letter.pdf_sha256 = hashlib.sha256(pdf).digest()


def kept_text(letter: Letter) -> Text | None:
    return Text.from_json(json.loads(letter.text)) if letter.text else None


def kept_pdf(letter: Letter) -> bytes | None:
    return base64.b64decode(letter.pdf) if letter.pdf else None
