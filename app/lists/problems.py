"""What can stand in the way of a list or an entry, as facts."""

from app.errors import Conflict, Unprocessable
from app.lists.reading import Remark, UnreadableFile


class ListUnreadable(Unprocessable):
    """The whole file is refused; ``code`` is the reader's own."""

    title = "Listen kan ikke læses"

    def __init__(self, unreadable: UnreadableFile) -> None:
        vars(self)["code"] = unreadable.code  # the class says what is usual, each refusal what it is
        super().__init__(unreadable.message)


class EntryRejected(Unprocessable):
    """A typed entry breaks a rule of the list; ``column`` says where."""

    title = "Hændelsen kan ikke gemmes"

    def __init__(self, remark: Remark) -> None:
        vars(self)["code"] = remark.code  # as above
        super().__init__(remark.message, column=remark.column.value if remark.column else None)


class BadWeek(Unprocessable):
    code = "bad_week"
    title = "Ugen kan ikke læses"


class AnotherMunicipality(Unprocessable):
    code = "another_municipality"
    title = "Listen er en anden kommunes"


class DuplicateEntry(Conflict):
    code = "duplicate"
    title = "Hændelsen er modtaget før"


class AlreadyDecided(Conflict):
    code = "already_decided"
    title = "Hændelsen er allerede besluttet"


class EntrySuperseded(Conflict):
    code = "superseded"
    title = "Hændelsen er ændret"


class CaseIsOnTheOtherTrack(Conflict):
    """The case must be rerouted first; ``case_id`` says which."""

    code = "case_is_on_the_other_track"
    title = "Sagen er på det andet spor"


class CaseIsClosed(Conflict):
    code = "case_is_closed"
    title = "Sagen er lukket"


class IdentityUndecided(Conflict):
    code = "identity_undecided"
    title = "Det er ikke afgjort, hvem rækken handler om"


class IdentityIsKnown(Conflict):
    code = "identity_is_known"
    title = "Det er givet, hvem rækken handler om"


class NotACandidate(Unprocessable):
    code = "not_a_candidate"
    title = "Personen kan ikke vælges"


class SayingIsNeeded(Unprocessable):
    """The decision needs something said with it; ``needs`` names the field."""

    code = "needs"
    title = "Der mangler en oplysning"


class IndexMayNotBeAsked(Conflict):
    """The municipality's profile does not let it be asked, or there is no number to ask by."""

    code = "index_may_not_be_asked"
    title = "Sags- og dokumentindekset kan ikke spørges"


class NotUsedHere(Conflict):
    """The municipality's profile has switched it off."""

    code = "not_used_here"
    title = "Det bruger kommunen ikke"
