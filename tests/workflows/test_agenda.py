"""What stands on the agenda by who is at the table, and who must be there to be given something."""

from itertools import product

import pytest

from workflows.agenda import Item, Present, own_knowledge_is_shown, unmet, unmet_by
from workflows.casework import Track
from workflows.roles import Role
from workflows.routing import Decision, Route

PARTIES = frozenset({Role.POLICE, Role.TEAM_LEADER, Role.COORDINATOR})
P, T, C, R = Role.POLICE, Role.TEAM_LEADER, Role.COORDINATOR, Role.CASEWORKER
LACKS_T, LACKS_C, GUEST = (
    "the_team_leader_is_present",
    "the_coordinator_is_present",
    "no_guest_is_present_whom_it_is_not_for",
)

# What is suggested, the track of the child's open case, who is there, and what stands in the way.
BY_HAND: list[tuple[Route, Track | None, set[Role], tuple[str, ...]]] = [
    (Route.TEAM_LEADER, None, {P, T, C}, ()),
    (Route.TEAM_LEADER, None, {P, C}, (LACKS_T,)),
    (Route.TEAM_LEADER, None, {T}, ()),
    (Route.COORDINATOR, None, {C}, ()),
    (Route.COORDINATOR, None, {P, T}, (LACKS_C,)),
    (Route.DROP, None, {T}, ()),
    (Route.DROP, None, {C}, ()),
    (Route.DROP, Track.AUTHORITY, {C}, (LACKS_T,)),
    (Route.TEAM_LEADER, Track.COORDINATOR, {T}, (LACKS_C,)),  # whose the case is goes before the suggestion
    (Route.COORDINATOR, None, {C, R}, (GUEST,)),
    (Route.TEAM_LEADER, None, {C, R}, (LACKS_T, GUEST)),
    (Route.COORDINATOR, None, set(), (LACKS_C,)),
]


@pytest.mark.parametrize(("route", "track", "roles", "lacks"), BY_HAND)
def test_what_stands_in_the_way_is_as_written_by_hand(
    route: Route, track: Track | None, roles: set[Role], lacks: tuple[str, ...]
) -> None:
    assert unmet(Item(route, track), [Present(role) for role in roles], PARTIES) == lacks


def test_with_the_three_of_the_concept_everything_stands_on_the_agenda() -> None:
    table = [Present(role) for role in (P, T, C)]
    for route, track in product(Route, (None, *Track)):
        assert unmet(Item(route, track), table, PARTIES) == ()


def test_a_caseworker_who_is_a_guest_hears_of_their_own_case_alone() -> None:
    table = [Present(T, "t"), Present(R, "rikke")]
    assert unmet(Item(Route.TEAM_LEADER, Track.AUTHORITY, "rikke"), table, PARTIES) == ()
    assert unmet(Item(Route.TEAM_LEADER, Track.AUTHORITY, "mona"), table, PARTIES) == (GUEST,)
    assert unmet(Item(Route.TEAM_LEADER, Track.AUTHORITY, "mona"), table, PARTIES | {R}) == (), "as in Faxe"
    nameless = [Present(T, "t"), Present(R)]
    assert unmet(Item(Route.TEAM_LEADER, Track.AUTHORITY, None), nameless, PARTIES) == (GUEST,)


@pytest.mark.parametrize("decision", Decision)
def test_nobody_is_given_an_incident_in_their_absence(decision: Decision) -> None:
    alone = [Present(C, "c")]
    lacks = unmet_by(decision, Item(Route.COORDINATOR), alone, PARTIES)
    assert lacks == ((LACKS_T,) if decision is Decision.TO_TEAM_LEADER else ())


def test_how_far_a_case_has_come_is_not_shown_with_the_police_at_the_table() -> None:
    assert own_knowledge_is_shown([Present(T), Present(C)])
    assert not own_knowledge_is_shown([Present(T), Present(C), Present(P)])
