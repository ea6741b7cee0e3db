"""On what ground a case leaves for another municipality: each kind of data is asked of, and is in the ledger."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import profile_of
from app.cases.standing import section_115_stands, standing_of
from app.disclosures.service import Wanted, disclose, require_shareable, verdict_on
from app.errors import Unprocessable
from app.transfers.models import Transfer
from workflows.consent import Scope
from workflows.municipalities import said
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way
from workflows.transfer import ALWAYS, lacking, wrongly_grounded

SHOWN_IN_AN_OFFER = frozenset({DataKind.IDENTITY, DataKind.POLICE_CONTACT})


class PackageWrong(Unprocessable):
    """``kinds``: what may not be in the package on the ground that is given, or must be in it and is not."""

    code = "package_wrong"
    title = "Pakken kan ikke være sådan"


def must_be_whole(grounds: Mapping[DataKind, Ground]) -> None:
    """Raises PackageWrong."""
    if wrong := wrongly_grounded(grounds):
        detail = "Det kan ikke overdrages på det grundlag."
        raise PackageWrong(detail, kinds=[kind.value for kind in wrong])
    if missing := lacking(grounds):
        detail = "Uden dette kan den anden kommune ikke gå videre."
        raise PackageWrong(detail, kinds=[kind.value for kind in missing])


def must_be_shareable(session: Session, case: Case, transfer: Transfer, *, by: Caller) -> None:
    """Raises MayNotBeShared with the paragraph."""
    for wanted in _wanted(session, case, transfer, grounds_of(transfer).keys(), by=by):
        require_shareable(wanted)


def fallen(session: Session, case: Case, transfer: Transfer, *, by: Caller) -> dict[DataKind, str]:
    """The kinds whose ground does not carry them any more, and why, as codes."""
    found: dict[DataKind, str] = {}
    for kind in grounds_of(transfer):
        (wanted,) = _wanted(session, case, transfer, [kind], by=by)
        verdict = verdict_on(wanted)
        if not verdict.allowed:
            found[kind] = verdict.reason.value
    return found


def disclose_kinds(
    session: Session, case: Case, transfer: Transfer, kinds: Collection[DataKind], *, by: Caller, why: Why
) -> None:
    """The rows of the ledger, one for each ground. Raises MayNotBeShared."""
    for wanted in _wanted(session, case, transfer, kinds, by=by):
        disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)


def must_always_go(kinds: Collection[DataKind]) -> list[DataKind]:
    return [kind for kind in kinds if kind in ALWAYS]


def grounds_of(transfer: Transfer) -> dict[DataKind, Ground]:
    return {DataKind(kind): Ground(ground) for kind, ground in transfer.grounds.items()}


def _wanted(
    session: Session, case: Case, transfer: Transfer, kinds: Collection[DataKind], *, by: Caller
) -> list[Wanted]:
    """One for each ground and purpose among the kinds."""
    profile, subject = profile_of(session, case), cases.subject_of(session, case)
    recipient = said(transfer.other_municipality_code)
    together: dict[tuple[Ground, Purpose], list[DataKind]] = {}
    for kind, ground in grounds_of(transfer).items():
        if kind in kinds:
            purpose = Purpose.WELFARE_COURSE if kind is DataKind.COURSE else Purpose.CRIME_PREVENTION
            together.setdefault((ground, purpose), []).append(kind)
    consent = standing_of(
        session, case, subject, Scope.SHARE_WITH_MUNICIPALITY, recipient, profile=profile, by=by
    )  # fmt: skip
    return [
        Wanted(
            Way.EXPORT, of_ground, PartyKind.SOCIAL_AUTHORITY, recipient, purpose, ground, transfer.necessity or "",
            consent, section_115_stands(case, profile, by.at), object_id=transfer.id,
        )
        for (ground, purpose), of_ground in together.items()
    ]  # fmt: skip
