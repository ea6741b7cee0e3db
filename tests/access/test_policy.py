"""Who may do what: against a table written by hand from the rules of need to know."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.access.policy import Action, Resource, decide, ever
from app.caller import Caller, system
from workflows.casework import Track
from workflows.roles import AccessPurpose, Role

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

# P police, T team leader, R caseworker (rådgiver), C coordinator, L local leader, I integration.
# M manager, G log reviewer (who reads a case through broken glass alone), A administrator.
BY_HAND = {
    "upload_list": "P T C",
    "read_receipt": "P T C",
    "read_entries": "T C",
    "type_entry": "T C",
    "decide_entry": "T C",
    "read_meeting": "P T C A",
    "hold_meeting": "T C",
    "read_case": "T R C L I G",
    "move_case": "T R C L I",
    "search_cases": "T R C L I",
    "read_incidents": "T R C I G",
    "read_history": "T R C I G",
    "read_earlier": "T R C G",
    "read_looks": "T R C G",
    "read_person": "T R C I G",
    "write_custody": "T R C I",
    "read_obligations": "T R C I G",
    "write_obligation": "T R C I",
    "read_consents": "T R C I G",
    "write_consent": "T R C I",
    "read_letters": "T R C I G",
    "write_letter": "T R C",
    "see_notice": "T R C",
    "say_authority_case": "T R C",
    "read_work": "T R C L",
    "read_figures": "T C M",
    "correct_identity": "C",
    "move_many": "T R C",
    "arrange_cover": "T R C L",
    "read_own_notices": "T R C L",
    "read_plan": "L",
    "read_group": "P T R C L",
    "lead_group": "P T R C L",
    "give_feedback": "T R",
    "read_disclosures": "T R C G",
    "read_templates": "T R C A",
    "write_template": "A",
    "manage_jobs": "A",
    "take_receipt": "I",
    "assess_concern": "T",
    "read_knowledge": "T R C G",
    "write_knowledge": "C",
    "read_placements": "T R C G",
    "read_assessments": "T R C I G",
    "read_course": "T R C L G",
    "write_course": "C L",
    "read_workflow": "P T R C L I M G A",
    "read_own_session": "P T R C L I M G A",
    "break_glass": "T R C G",
    "read_log": "G",
    "review_log": "G",
    "manage_roles": "A",
    "transfer_case": "T C",
    "answer_transfer": "T C",
    "link_case": "I",
    "hear_events": "I",
    "watch_webhooks": "A",
}
LETTERS = {
    "P": Role.POLICE, "T": Role.TEAM_LEADER, "R": Role.CASEWORKER, "C": Role.COORDINATOR, "L": Role.LOCAL_LEADER,
    "I": Role.INTEGRATION, "M": Role.MANAGER, "G": Role.LOG_REVIEWER, "A": Role.ADMINISTRATOR,
}  # fmt: skip


def by(role: Role, who: str = "me", code: str = "607") -> Caller:
    return Caller(who, role, code, NOW)


def test_the_table_by_hand_names_every_action_and_role() -> None:
    assert set(BY_HAND) == {action.value for action in Action}
    assert set(LETTERS.values()) | {Role.SYSTEM} == set(Role)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_ever_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    may = role in {LETTERS[letter] for letter in BY_HAND[action].split()}
    assert ever(role, action) is may
    elsewhere = Resource("740", uploaded_by="me", caseworker="me", local_leader="me", integration_client="me")
    verdict = decide(by(role), action, elsewhere)
    assert not verdict.allowed, "another municipality's never"
    assert verdict.why.reason == ("another_municipality" if may else "role_may_never")


def test_the_service_itself_may_do_nothing_through_the_policy() -> None:
    assert not any(decide(system("607", NOW), action, Resource("607")).allowed for action in Action)


def test_the_police_read_their_own_receipt_alone() -> None:
    for uploader, may in (("me", True), ("somebody", False), (None, False)):
        verdict = decide(by(Role.POLICE), Action.READ_RECEIPT, Resource("607", is_receipt=True, uploaded_by=uploader))
        assert verdict.allowed is may


@pytest.mark.parametrize("action", Action)
def test_a_case_that_is_nobodys_is_shown_to_nobody_but_the_meeting(action: Action) -> None:
    nobodys = Resource("607", is_case=True)
    for role in Role:
        if role not in (Role.COORDINATOR, Role.TEAM_LEADER) and not (role is Role.POLICE and "receipt" in action):
            assert not decide(by(role), action, nobodys).allowed


def _case(**more: Any) -> Resource:
    return Resource("607", is_case=True, **more)


@pytest.mark.parametrize(
    ("role", "resource", "why"),
    [
        (Role.POLICE, Resource("607", is_receipt=True, uploaded_by="me"), ("own_receipt", "handover")),
        (Role.TEAM_LEADER, _case(), ("handover_meeting", "handover_meeting")),
        (Role.TEAM_LEADER, _case(track=Track.AUTHORITY), ("authoritys_track", "authority_casework")),
        (Role.CASEWORKER, _case(track=Track.AUTHORITY, caseworker="me"), ("own_case", "authority_casework")),
        (Role.INTEGRATION, _case(track=Track.AUTHORITY, integration_client="me"),
         ("linked_case", "authority_casework")),
        (Role.COORDINATOR, _case(), ("handover_meeting", "handover_meeting")),
        (Role.COORDINATOR, _case(track=Track.COORDINATOR), ("coordinators_track", "crime_prevention")),
        (Role.LOCAL_LEADER, _case(track=Track.COORDINATOR, local_leader="me"),
         ("local_leader_of_the_course", "course")),
        (Role.LOG_REVIEWER, _case(glass_broken_until=NOW + timedelta(minutes=1)), ("broken_glass", "break_glass")),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_allowed_is_allowed_for_one_purpose_and_a_credential_for_another_is_refused(
    role: Role, resource: Resource, why: tuple[str, str]
) -> None:
    action = Action.READ_RECEIPT if role is Role.POLICE else Action.READ_CASE
    verdict = decide(by(role), action, resource)
    assert verdict.allowed
    assert (verdict.why.reason, verdict.why.purpose) == why
    for purpose in AccessPurpose:
        bound = replace(by(role), purpose=purpose)
        verdict = decide(bound, action, resource)
        assert verdict.allowed is (purpose == why[1])
        assert verdict.allowed or verdict.why.reason == "another_purpose"


NOT_OF_A_CASE = {
    "read_group",
    "read_meeting",
    "read_receipt",
    "read_entries",
    "read_workflow",
    "read_own_session",
    "read_log",
    "read_templates",
    "read_own_notices",
    "read_work",
    "read_figures",
    "read_plan",
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TEAM_LEADER}))  # whose track the case is on
def test_through_broken_glass_one_case_is_read_and_nothing_changed_until_the_hour_is_over(
    role: Role, action: Action
) -> None:
    reads = action.startswith("read_") and action not in NOT_OF_A_CASE
    may = reads and role in (Role.COORDINATOR, Role.CASEWORKER, Role.LOG_REVIEWER)
    for until, standing in ((NOW + timedelta(microseconds=1), True), (NOW, False), (NOW - timedelta(hours=1), False)):
        anothers = _case(track=Track.AUTHORITY, caseworker="somebody", glass_broken_until=until)
        assert decide(by(role), action, anothers).allowed is (may and standing)
    elsewhere = Resource("740", is_case=True, glass_broken_until=NOW + timedelta(hours=1))
    assert not decide(by(role), action, elsewhere).allowed


@pytest.mark.parametrize("action", Action)
def test_a_participant_is_shown_the_shared_plan_and_nothing_else_of_the_case(action: Action) -> None:
    taken_part_in = _case(track=Track.COORDINATOR, local_leader="somebody", caller_takes_part=True)
    assert decide(by(Role.LOCAL_LEADER), action, taken_part_in).allowed is (action is Action.READ_PLAN)
    other_side = replace(taken_part_in, caller_works_with_the_accused=True)
    assert not decide(by(Role.LOCAL_LEADER), action, other_side).allowed


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", [Role.POLICE, Role.TEAM_LEADER, Role.CASEWORKER, Role.COORDINATOR, Role.LOCAL_LEADER])
def test_whoever_is_in_a_group_has_the_group_alone_and_whoever_coordinates_it_leads_it(
    role: Role, action: Action
) -> None:
    group = Resource("607", is_group=True)
    assert decide(by(role), action, group).allowed is (action is Action.READ_GROUP)
    leading = replace(group, caller_coordinates=True)
    assert decide(by(role), action, leading).allowed is (action in (Action.READ_GROUP, Action.LEAD_GROUP))
    assert not decide(by(role), action, replace(leading, municipality_code="740")).allowed


def test_whoever_works_with_the_accused_sees_the_victim_through_broken_glass_alone() -> None:
    victims = _case(track=Track.AUTHORITY, caseworker="me", caller_works_with_the_accused=True)
    verdict = decide(by(Role.CASEWORKER), Action.READ_CASE, victims)
    assert (verdict.allowed, verdict.why.reason) == (False, "other_side_of_the_incident")
    broken = replace(victims, glass_broken_until=NOW + timedelta(minutes=1))
    assert decide(by(Role.CASEWORKER), Action.READ_CASE, broken).why.purpose == AccessPurpose.BREAK_GLASS
