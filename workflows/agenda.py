"""What stands on the handover meeting's agenda, by who is at the table.

Source: Fredericia, "SSP overleveringsmøde": the police, the team leader and the coordinator take part, and each
incident is given to one of the two. Nobody is given an incident in their absence, and nobody is shown a child who is
not theirs to see. Docs: decision 026.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workflows.casework import Track
from workflows.engine import Guard, guard_name
from workflows.roles import Role
from workflows.routing import Decision, Route


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at the table. ``user`` is who it is in the service; None of somebody who has no login here."""

    role: Role
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What the rules need to know of an entry: where it is suggested to go, and whose the child's open case is."""

    route: Route
    track: Track | None = None
    caseworker: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    coordinators_item: bool = False
    authoritys_item: bool = False
    coordinator_is_there: bool = False
    team_leader_is_there: bool = False
    a_guest_is_not_to_see_it: bool = False


def the_team_leader_is_present(facts: Facts) -> bool:
    """What is the authority's is spoken of with the authority."""
    return facts.team_leader_is_there or not facts.authoritys_item


def the_coordinator_is_present(facts: Facts) -> bool:
    """What is the coordinator's is spoken of with the coordinator."""
    return facts.coordinator_is_there or not facts.coordinators_item


def no_guest_is_present_whom_it_is_not_for(facts: Facts) -> bool:
    """A guest hears of the children whose case is theirs, and of no others."""
    return not facts.a_guest_is_not_to_see_it


ON_THE_AGENDA: tuple[Guard[Facts], ...] = (
    the_team_leader_is_present,
    the_coordinator_is_present,
    no_guest_is_present_whom_it_is_not_for,
)
_TRACK_OF: Mapping[Route, Track] = {Route.TEAM_LEADER: Track.AUTHORITY, Route.COORDINATOR: Track.COORDINATOR}
_TRACK_DECIDED: Mapping[Decision, Track] = {
    Decision.TO_TEAM_LEADER: Track.AUTHORITY,
    Decision.TO_COORDINATOR: Track.COORDINATOR,
}


def unmet(item: Item, present: Collection[Present], parties: Collection[Role]) -> tuple[str, ...]:
    """Why the item does not stand on the agenda with these at the table; empty when it does.

    It is the track's on which the child's open case is; without one, whose it is suggested to become. What is
    suggested to be dropped is either's.
    """
    return _unmet(_facts(item.track or _TRACK_OF.get(item.route), item, present, parties))


def unmet_by(
    decision: Decision, item: Item, present: Collection[Present], parties: Collection[Role]
) -> tuple[str, ...]:
    """Why this may not be decided on the item with these at the table: to whom it is given must be there, too."""
    decided = _unmet(_facts(_TRACK_DECIDED.get(decision), item, present, parties))
    return tuple(dict.fromkeys((*unmet(item, present, parties), *decided)))


def own_knowledge_is_shown(present: Collection[Present]) -> bool:
    """How far the child's open case has come is the municipality's own to know: not with the police at the table."""
    return all(one.role is not Role.POLICE for one in present)


def _facts(track: Track | None, item: Item, present: Collection[Present], parties: Collection[Role]) -> Facts:
    roles = {one.role for one in present}
    guests = [one for one in present if one.role not in parties]
    return Facts(
        coordinators_item=track is Track.COORDINATOR,
        authoritys_item=track is Track.AUTHORITY,
        coordinator_is_there=Role.COORDINATOR in roles,
        team_leader_is_there=Role.TEAM_LEADER in roles,
        a_guest_is_not_to_see_it=any(one.user is None or one.user != item.caseworker for one in guests),
    )


def _unmet(facts: Facts) -> tuple[str, ...]:
    return tuple(guard_name(guard) for guard in ON_THE_AGENDA if not guard(facts))
