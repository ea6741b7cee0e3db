"""docs/access.md: the table of who may do what and see what, drawn from the rules themselves."""

from collections.abc import Iterable, Iterator

from app.access.fields import case_fields, person_fields
from app.access.policy import OF_A_CASE, TABLE, Action, Line, Relation
from workflows.roles import GRANTABLE_ROLES, AccessPurpose, Role

_HEAD = """\
# Who may do what, and what for

Drawn from `app/access/policy.py` and `app/access/fields.py` by `make diagrams`; a test holds it current.
What is not in the table is refused: 403 when the role never may, 404 when it may but not here. Every
row of the log says the relation (as its reason) and the purpose.
"""
_RELATIONS = {
    Relation.ROLE: "in its municipality",
    Relation.OWN_RECEIPT: "a list it handed over itself",
    Relation.HANDOVER_MEETING: "a case that awaits the handover meeting",
    Relation.COORDINATORS_TRACK: "a case on the coordinator's track",
    Relation.AUTHORITYS_TRACK: "a case on the authority's track",
    Relation.CONCERN_REPORT: "a concern report to the authority, whichever track the case is on",
    Relation.OWN_CASE: "a case that is its own",
    Relation.LINKED_CASE: "a case linked to it",
    Relation.LOCAL_LEADER: "a case whose course it leads",
    Relation.SUBSTITUTE: "standing in for whoever has it",
    Relation.PARTICIPANT: "a case in whose course it takes part",
    Relation.GROUP_COORDINATOR: "an ad hoc group that it coordinates",
    Relation.GROUP_MEMBER: "an ad hoc group that it is in",
    Relation.BROKEN_GLASS: "one case, for 60 minutes, with a reason",
}


def text() -> str:
    return "\n".join([_HEAD, *_actions(), "", "## Fields of a case", "", *_fields(), ""])


def _actions() -> Iterator[str]:
    yield "| Role | Relation | Purpose | May |"
    yield "|---|---|---|---|"
    for (role, relation), line in TABLE.items():
        yield f"| {role} | {_RELATIONS[relation]} | {line.purpose} | {_listed(line.actions)} |"


def _fields() -> Iterator[str]:
    yield "| Role | Case | Person |"
    yield "|---|---|---|"
    for role in sorted(GRANTABLE_ROLES):
        if any(whose is role and line.actions & OF_A_CASE for (whose, _), line in _ordinary()):
            purpose = AccessPurpose.OPERATION
            yield f"| {role} | {_listed(case_fields(role, purpose))} | {_listed(person_fields(role, purpose))} |"
    through = Role.LOG_REVIEWER, AccessPurpose.BREAK_GLASS
    yield f"| through broken glass | {_listed(case_fields(*through))} | {_listed(person_fields(*through))} |"


def _ordinary() -> list[tuple[tuple[Role, Relation], Line]]:
    return [(key, line) for key, line in TABLE.items() if key[1] is not Relation.BROKEN_GLASS]


def _listed(names: Iterable[Action | str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "–"
