"""The main menu: what there is for the role that somebody acts in, read from what the role may do."""

from dataclasses import dataclass
from typing import Final

from app.access.policy import Action, ever
from app.caller import Caller
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    title: str
    path: str
    action: Action | None
    not_for: frozenset[Role] = frozenset()


MENU: Final = (
    Entry("Forside", "/", None),
    Entry("Aflever liste", "/lister/ny", Action.UPLOAD_LIST, not_for=frozenset({Role.COORDINATOR, Role.TEAM_LEADER})),
    Entry("Sager", "/sager", Action.READ_WORK, not_for=frozenset({Role.LOCAL_LEADER})),
    Entry("Møder", "/moeder", Action.READ_MEETING),
    Entry("Lister", "/lister", Action.READ_RECEIPT),
    Entry("Breve", "/breve", Action.WRITE_LETTER),
    Entry("Opfølgning", "/opfoelgning", Action.WRITE_KNOWLEDGE),
    Entry("Underretninger", "/underretninger", Action.ASSESS_CONCERN),
    Entry("Overdragelser", "/overdragelser", Action.ANSWER_TRANSFER),
    Entry("Afløsere", "/afloesere", Action.ARRANGE_COVER),
    Entry("Tal", "/tal", Action.READ_FIGURES),
    Entry("Log", "/log", Action.READ_LOG),
    Entry("Roller", "/roller", Action.MANAGE_ROLES),
    Entry("Brevskabeloner", "/skabeloner", Action.WRITE_TEMPLATE),
    Entry("Opgivet af systemet", "/opgivet", Action.MANAGE_JOBS),
    Entry("Fagsystemer", "/fagsystemer", Action.WATCH_WEBHOOKS),
    Entry("Kommunen", "/kommunen", Action.WRITE_TEMPLATE),
)


def menu_for(by: Caller | None, path: str) -> list[tuple[Entry, bool]]:
    """The lines for ``by``, each with whether one stands there; empty for nobody."""
    if by is None:
        return []
    own = [one for one in MENU if (one.action is None or ever(by.role, one.action)) and by.role not in one.not_for]
    here = max((one for one in own if _holds(one, path)), key=lambda one: len(one.path), default=None)
    return [(one, one is here) for one in own]


def _holds(one: Entry, path: str) -> bool:
    return path == one.path or (one.path != "/" and path.startswith(f"{one.path}/"))
