"""decide(): may this caller do this, here, and what for? One pure function; nothing is allowed by default.

The table is read as a sentence: a role, standing in a relation to what is asked for, may do these
things for this purpose. What each may have of a case's fields is in ``fields``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.access.actions import Action
from app.access.relations import Refusal, Relation, Resource, Verdict
from app.caller import Caller, Why
from workflows.ad_hoc_group import LEADS
from workflows.casework import Track
from workflows.roles import AccessPurpose, Role

__all__ = [
    "ABOUT_ONE",
    "OF_A_CASE",
    "TABLE",
    "Action",
    "Line",
    "Refusal",
    "Relation",
    "Resource",
    "Verdict",
    "decide",
    "ever",
    "purpose_of",
]


_ON_A_CASE = frozenset(
    {
        Action.READ_CASE,
        Action.MOVE_CASE,
        Action.READ_INCIDENTS,
        Action.READ_HISTORY,
        Action.READ_PERSON,
        Action.WRITE_CUSTODY,
        Action.READ_OBLIGATIONS,
        Action.WRITE_OBLIGATION,
        Action.READ_CONSENTS,
        Action.WRITE_CONSENT,
        Action.READ_LETTERS,
    }
)
_STAFFS = frozenset(
    {
        Action.WRITE_LETTER,
        Action.SEE_NOTICE,
        Action.READ_DISCLOSURES,
        Action.READ_EARLIER,
        Action.READ_LOOKS,
        Action.SAY_AUTHORITY_CASE,
    }
)
"""Of those who have the case and are people: nobody else writes letters, reads notices, looks back, asks on or is told
who looked."""
_AUTHORITYS_CASE = _ON_A_CASE | {Action.READ_ASSESSMENTS}
_LINKED_CASE = _AUTHORITYS_CASE | {Action.LINK_CASE}
_AUTHORITY_CASE = _AUTHORITYS_CASE | _STAFFS | {Action.GIVE_FEEDBACK}
_COORDINATOR_CASE = (_ON_A_CASE | _STAFFS) | {
    Action.READ_KNOWLEDGE,
    Action.WRITE_KNOWLEDGE,
    Action.READ_PLACEMENTS,
    Action.READ_COURSE,
    Action.WRITE_COURSE,
}
_HANDED_ON = frozenset({Action.TRANSFER_CASE})
"""Of those whose the whole track is."""
_SHARED_PLAN = frozenset({Action.READ_PLAN})
_GROUP = frozenset({Action.READ_GROUP})
_LEADS_GROUP = _GROUP | {Action.LEAD_GROUP}
_COURSE = frozenset({Action.READ_CASE, Action.MOVE_CASE, Action.READ_COURSE, Action.WRITE_COURSE})
_THROUGH_BROKEN_GLASS = frozenset(
    {
        Action.READ_CASE,
        Action.READ_INCIDENTS,
        Action.READ_HISTORY,
        Action.READ_PERSON,
        Action.READ_OBLIGATIONS,
        Action.READ_CONSENTS,
        Action.READ_LETTERS,
        Action.READ_DISCLOSURES,
        Action.READ_EARLIER,
        Action.READ_LOOKS,
        Action.READ_KNOWLEDGE,
        Action.READ_PLACEMENTS,
        Action.READ_ASSESSMENTS,
        Action.READ_COURSE,
    }
)
"""Everything is read, nothing is changed."""
_AT_THE_MEETING = frozenset(
    {
        Action.READ_ENTRIES,
        Action.TYPE_ENTRY,
        Action.DECIDE_ENTRY,
        Action.READ_MEETING,
        Action.HOLD_MEETING,
        Action.READ_RECEIPT,
        Action.UPLOAD_LIST,
        Action.ANSWER_TRANSFER,
    }
)
_WORKS = frozenset({Action.READ_WORK, Action.ARRANGE_COVER})
"""Of those who have cases."""
_SEARCHES = frozenset({Action.SEARCH_CASES})
"""Of those who have cases, systems too; whoever only breaks glass asks for one case by name, and says why."""
_MOVES_MANY = frozenset({Action.MOVE_MANY})
_KNOWS_WHO_IS_WHO = frozenset({Action.CORRECT_IDENTITY})
"""The coordinator's alone, each time with what shows it and why."""
_WRITES = frozenset({Action.READ_TEMPLATES})
"""Of those who write letters."""
_IS_TOLD = frozenset({Action.READ_OWN_NOTICES})
"""Of those to whom cases are given."""
_LEADS = frozenset({Action.READ_FIGURES})
"""Of those who lead the work: of the cases that they may see, or of all, without the small counts."""
_ANYBODY = frozenset({Action.READ_WORKFLOW, Action.READ_OWN_SESSION})
_MEETS = (
    _ANYBODY | _AT_THE_MEETING | _WRITES | _IS_TOLD | _WORKS | _SEARCHES | _MOVES_MANY | _LEADS | {Action.BREAK_GLASS}
)
"""Of those who sit in the handover meeting and have a track."""
_ADMINISTERS = frozenset(
    {
        Action.MANAGE_ROLES,
        Action.MANAGE_JOBS,
        Action.WATCH_WEBHOOKS,
        Action.WRITE_TEMPLATE,
        Action.READ_MEETING,
    }
)
_OVERSIGHT = frozenset({Action.READ_LOG, Action.REVIEW_LOG, Action.READ_DISCLOSURES})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    purpose: AccessPurpose
    actions: frozenset[Action]


_P = AccessPurpose
TABLE: Mapping[tuple[Role, Relation], Line] = (
    {
        (Role.POLICE, Relation.ROLE): Line(_P.HANDOVER, _ANYBODY | {Action.UPLOAD_LIST, Action.READ_MEETING}),
        (Role.POLICE, Relation.OWN_RECEIPT): Line(_P.HANDOVER, frozenset({Action.READ_RECEIPT})),
        (Role.TEAM_LEADER, Relation.ROLE): Line(_P.HANDOVER_MEETING, _MEETS),
        (Role.TEAM_LEADER, Relation.HANDOVER_MEETING): Line(_P.HANDOVER_MEETING, _AUTHORITY_CASE | _HANDED_ON),
        (Role.TEAM_LEADER, Relation.AUTHORITYS_TRACK): Line(_P.AUTHORITY_CASEWORK, _AUTHORITY_CASE | _HANDED_ON),
        (Role.TEAM_LEADER, Relation.CONCERN_REPORT): Line(_P.AUTHORITY_CASEWORK, frozenset({Action.ASSESS_CONCERN})),
        (Role.COORDINATOR, Relation.ROLE): Line(_P.HANDOVER_MEETING, _MEETS | _KNOWS_WHO_IS_WHO),
        (Role.COORDINATOR, Relation.HANDOVER_MEETING): Line(_P.HANDOVER_MEETING, _COORDINATOR_CASE | _HANDED_ON),
        (Role.COORDINATOR, Relation.COORDINATORS_TRACK): Line(_P.CRIME_PREVENTION, _COORDINATOR_CASE | _HANDED_ON),
        (Role.CASEWORKER, Relation.ROLE): Line(
            _P.AUTHORITY_CASEWORK,
            _ANYBODY | _WRITES | _IS_TOLD | _WORKS | _SEARCHES | _MOVES_MANY | {Action.BREAK_GLASS},
        ),
        (Role.CASEWORKER, Relation.OWN_CASE): Line(_P.AUTHORITY_CASEWORK, _AUTHORITY_CASE),
        (Role.CASEWORKER, Relation.SUBSTITUTE): Line(_P.AUTHORITY_CASEWORK, _AUTHORITY_CASE),
        (Role.INTEGRATION, Relation.ROLE): Line(
            _P.AUTHORITY_CASEWORK, _ANYBODY | _SEARCHES | {Action.TAKE_RECEIPT, Action.HEAR_EVENTS}
        ),
        (Role.INTEGRATION, Relation.LINKED_CASE): Line(_P.AUTHORITY_CASEWORK, _LINKED_CASE),
        (Role.LOCAL_LEADER, Relation.ROLE): Line(_P.COURSE, _ANYBODY | _IS_TOLD | _WORKS | _SEARCHES),
        (Role.LOCAL_LEADER, Relation.LOCAL_LEADER): Line(_P.COURSE, _COURSE | _SHARED_PLAN),
        (Role.LOCAL_LEADER, Relation.SUBSTITUTE): Line(_P.COURSE, _COURSE | _SHARED_PLAN),
        (Role.LOCAL_LEADER, Relation.PARTICIPANT): Line(_P.COURSE, _SHARED_PLAN),
        (Role.MANAGER, Relation.ROLE): Line(_P.STATISTICS, _ANYBODY | _LEADS),
        (Role.LOG_REVIEWER, Relation.ROLE): Line(_P.OVERSIGHT, _ANYBODY | _OVERSIGHT | {Action.BREAK_GLASS}),
        (Role.ADMINISTRATOR, Relation.ROLE): Line(
            _P.ADMINISTRATION,
            _ANYBODY | _WRITES | _ADMINISTERS,
        ),
    }
    | {
        (role, Relation.BROKEN_GLASS): Line(_P.BREAK_GLASS, _THROUGH_BROKEN_GLASS)
        for role in (Role.TEAM_LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.LOG_REVIEWER)
    }
    | {
        (role, relation): Line(_P.CRIME_PREVENTION, actions)
        for role in sorted(LEADS)
        for relation, actions in ((Relation.GROUP_COORDINATOR, _LEADS_GROUP), (Relation.GROUP_MEMBER, _GROUP))
    }
)

OF_A_CASE = _AUTHORITY_CASE | _LINKED_CASE | _COORDINATOR_CASE | _COURSE | _SHARED_PLAN | _HANDED_ON
"""The actions that are always about one case."""
ABOUT_ONE = OF_A_CASE | _LEADS_GROUP
"""Those that are always about one case, or one group: whether somebody may is asked when it is found."""


def ever(role: Role, action: Action) -> bool:
    """Whether there is anything at all to which ``role`` may do ``action``."""
    return any(action in line.actions for (whose, _), line in TABLE.items() if whose is role)


def decide(caller: Caller, action: Action, resource: Resource) -> Verdict:
    """Whether ``caller`` may do ``action`` to ``resource``, with the reason and the purpose as codes."""
    if not ever(caller.role, action):
        return _refused(caller, Refusal.ROLE_MAY_NEVER)
    if resource.municipality_code != caller.municipality_code:
        return _refused(caller, Refusal.ANOTHER_MUNICIPALITY)
    relation = _relation(caller, resource)
    if isinstance(relation, Refusal):
        if not _glass_is_broken(caller, resource):
            return _refused(caller, relation)
        relation = Relation.BROKEN_GLASS
    line = TABLE.get((caller.role, relation))
    if line is None or action not in line.actions:
        return _refused(caller, Refusal.NO_WORK_RELATED_NEED)
    if caller.purpose not in (None, line.purpose):
        return _refused(caller, Refusal.ANOTHER_PURPOSE)
    return Verdict(True, Why(_said(caller, relation, resource), line.purpose))


def _said(caller: Caller, relation: Relation, resource: Resource) -> str:
    """The relation; of a substitute also whom they stand in for, so that the log's row names both."""
    if relation is not Relation.SUBSTITUTE:
        return relation.value
    absent = resource.caseworker if caller.role is Role.CASEWORKER else resource.local_leader
    return f"{relation.value}:{absent}"


def purpose_of(caller: Caller) -> AccessPurpose:
    """What the caller's role does its work for, when nothing narrower is known."""
    line = TABLE.get((caller.role, Relation.ROLE))
    return caller.purpose or (line.purpose if line else AccessPurpose.OPERATION)


def _refused(caller: Caller, refusal: Refusal) -> Verdict:
    return Verdict(False, Why(refusal.value, purpose_of(caller)))


def _relation(caller: Caller, resource: Resource) -> Relation | Refusal:
    if resource.is_case:
        return _relation_to_case(caller, resource)
    if resource.is_group:
        return Relation.GROUP_COORDINATOR if resource.caller_coordinates else Relation.GROUP_MEMBER
    if resource.is_concern_report:
        return Relation.CONCERN_REPORT
    if caller.role is Role.POLICE and resource.is_receipt:
        return Relation.OWN_RECEIPT if resource.uploaded_by == caller.id else Refusal.NOT_OWN_RECEIPT
    return Relation.ROLE


def _relation_to_case(caller: Caller, case: Resource) -> Relation | Refusal:
    match caller.role:
        case Role.COORDINATOR if case.track is Track.COORDINATOR:
            return Relation.COORDINATORS_TRACK
        case Role.TEAM_LEADER if case.track is Track.AUTHORITY:
            return Relation.AUTHORITYS_TRACK
        case Role.COORDINATOR | Role.TEAM_LEADER if case.track is None:
            return Relation.HANDOVER_MEETING
        case Role.INTEGRATION if case.track is Track.AUTHORITY and case.integration_client == caller.id:
            return Relation.LINKED_CASE
        case Role.CASEWORKER if case.track is Track.AUTHORITY and case.caseworker == caller.id:
            return _unless_on_the_other_side(case, Relation.OWN_CASE)
        case Role.CASEWORKER if case.track is Track.AUTHORITY and case.caseworker in case.caller_stands_in_for:
            return _unless_on_the_other_side(case, Relation.SUBSTITUTE)
        case Role.LOCAL_LEADER if case.track is Track.COORDINATOR and case.local_leader == caller.id:
            return _unless_on_the_other_side(case, Relation.LOCAL_LEADER)
        case Role.LOCAL_LEADER if case.track is Track.COORDINATOR and case.local_leader in case.caller_stands_in_for:
            return _unless_on_the_other_side(case, Relation.SUBSTITUTE)
        case Role.LOCAL_LEADER if case.track is Track.COORDINATOR and case.caller_takes_part:
            return _unless_on_the_other_side(case, Relation.PARTICIPANT)
    return Refusal.NO_WORK_RELATED_NEED


def _unless_on_the_other_side(case: Resource, relation: Relation) -> Relation | Refusal:
    """Whoever works with one who is charged or suspected does not see the victim of the same incident."""
    return Refusal.OTHER_SIDE_OF_THE_INCIDENT if case.caller_works_with_the_accused else relation


def _glass_is_broken(caller: Caller, case: Resource) -> bool:
    """Never hard-blocked: a child's safety comes first. For one case, for as long as it lasts."""
    return case.is_case and case.glass_broken_until is not None and caller.at < case.glass_broken_until
