"""What may be shared with whom now, and why: in one sentence, and party by party."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases.models import Case
from app.cases.standing import section_115_until
from app.consents import service as consents
from app.consents.models import Consent
from app.people.models import Person
from workflows.calendar import last_day_of
from workflows.consent import Scope, State
from workflows.danish import day_said, listed
from workflows.profile import Profile
from workflows.sharing import (
    SOURCE_OF,
    ConsentStanding,
    Ground,
    PartyKind,
    Purpose,
    Reason,
    Verdict,
    may_share,
)

_S = Scope
_ASKED = (
    ("Skolen", PartyKind.SCHOOL, Ground.RPL_115_2, _S.SHARE_WITH_SCHOOL),
    ("Klubben", PartyKind.SOCIAL_AUTHORITY, Ground.RPL_115_2, _S.SHARE_WITH_CLUB),
    ("Gadeteamet", PartyKind.SOCIAL_AUTHORITY, Ground.RPL_115_2, _S.SHARE_WITH_STREET_TEAM),
    ("Politiet", PartyKind.POLICE, Ground.RPL_115_2, None),
    ("En selvejende institution", PartyKind.INDEPENDENT_INSTITUTION, Ground.RPL_115_3, None),
    ("Sundhedstjenesten", PartyKind.OTHER, Ground.RPL_115_2, _S.SHARE_WITH_HEALTH),
)
_STATES = {
    State.ASKED: "der er bedt om samtykke, men ikke svaret af alle",
    State.REFUSED: "samtykke er afslået",
    State.WITHDRAWN: "samtykket er trukket tilbage",
    State.EXPIRED: "samtykket er udløbet",
}
NECESSITY = "For at finde ud af, om der er brug for en indsats"


@dataclass(frozen=True, slots=True)
class Party:
    """One party, as it stands now; ``recipients`` are those that the consent names."""

    party: str
    kind: PartyKind
    verdict: Verdict
    ground: Ground
    until: datetime | None
    recipients: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return SOURCE_OF[self.verdict.reason]


def parties(
    session: Session, case: Case, subject: Person, profile: Profile, rows: Sequence[Consent], *, by: Caller
) -> list[Party]:
    """By section 115 first, by consent (of the case's ``rows``) where that is given; the course by consent alone."""
    standing = consents.standing(session, rows, subject, profile=profile, by=by)
    return list(_parties(section_115_until(case, profile), standing, profile))


def _parties(until: datetime, standing: consents.Standing, profile: Profile) -> Iterator[Party]:
    rows = standing.rows
    for name, kind, ground, scope in _ASKED:
        agreed = scope is not None and standing.covers(scope)
        if scope is not None and agreed:
            yield _by_consent(name, kind, Purpose.CRIME_PREVENTION, scope, rows)
            continue
        verdict = may_share(
            PartyKind.SOCIAL_AUTHORITY, kind, Purpose.CRIME_PREVENTION, ground, NECESSITY,
            section_115_stands=standing.at < until,
        )  # fmt: skip
        yield Party(name, kind, verdict, ground, until if verdict.allowed else None)
    name = profile.course_name
    if standing.covers(Scope.COURSE):
        yield _by_consent(name, PartyKind.SCHOOL, Purpose.WELFARE_COURSE, Scope.COURSE, rows)
    else:
        yield Party(name, PartyKind.SCHOOL, Verdict(False, Reason.CONSENT_NOT_GRANTED), Ground.CONSENT, None)


def _by_consent(name: str, kind: PartyKind, purpose: Purpose, scope: Scope, rows: Sequence[Consent]) -> Party:
    standing = [row for row in rows if row.scope == scope and row.state == State.GRANTED]
    verdict = may_share(
        PartyKind.SOCIAL_AUTHORITY, kind, purpose, Ground.CONSENT, NECESSITY, ConsentStanding(True, True, True)
    )
    until = min((row.valid_until for row in standing if row.valid_until), default=None)
    named = tuple(dict.fromkeys(one for row in standing for one in row.recipients))
    return Party(name, kind, verdict, Ground.CONSENT, until, named)


def sentence(found: Sequence[Party], rows: Sequence[Consent], profile: Profile, until: datetime) -> str:
    """One sentence for the screen of the case."""
    by_115 = [one.party.lower() for one in found if one.verdict.allowed and one.ground is not Ground.CONSENT]
    agreed = [one for one in found if one.verdict.allowed and one.ground is Ground.CONSENT]
    parts = []
    if by_115:
        parts.append(
            f"Indtil {day_said(last_day_of(until))} må der deles med {listed(by_115)} for at finde ud af, om der er"
            " brug for en indsats (retsplejeloven § 115)"
        )
    else:
        parts.append("Fristen for at dele uden samtykke efter retsplejeloven § 115 er udløbet")
    for one in agreed:
        when = f" indtil {day_said(last_day_of(one.until))}" if one.until else ""
        parts.append(f"efter samtykke må der deles med {listed(list(one.recipients))} ({one.party}){when}")
    if not agreed:
        parts.append(f"derudover må intet deles, for {_why_not(rows)}")
    return "; ".join(parts) + "."


def _why_not(rows: Sequence[Consent]) -> str:
    states = [State(row.state) for row in rows]
    for state in (State.WITHDRAWN, State.REFUSED, State.EXPIRED, State.ASKED):
        if state in states:
            return _STATES[state]
    return "der er ikke bedt om samtykke"
