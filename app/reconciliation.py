"""Does the database agree with itself: what a restore, or any doubt, is checked by.

Each rule is a question that finds the rows which break it, in one municipality. They read ids, states and counts, and
nothing that is sealed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from workflows.catalogue import WORKFLOWS

TABLES: Mapping[str, str] = {
    "casework": "cases",
    "consent": "consents",
    "concern_report": "concern_reports",
    "concern_talk": "concern_talks",
    "ad_hoc_group": "ad_hoc_groups",
    "obligation": "obligations",
    "letter": "letters",
    "course": "courses",
    "handover_list": "handover_lists",
    "meeting": "meetings",
    "transfer": "transfers",
}
"""Where the rows of each workflow stand."""

_LISTS = {
    "a list whose figures are not those of its receipt": """
        select id from handover_lists where municipality_code = :code and (
            receipt ->> 'id' is distinct from id::text
            or (received, accepted, duplicate, rejected) is distinct from (
                (receipt ->> 'received')::int, (receipt ->> 'accepted')::int, (receipt ->> 'duplicate')::int,
                (receipt ->> 'rejected')::int))""",
    "a list with other entries than its receipt says": """
        select l.id from handover_lists l
        left join (select list_id, count(*) as n from list_entries where municipality_code = :code group by 1) e
            on e.list_id = l.id
        where l.municipality_code = :code and l.accepted <> coalesce(e.n, 0)""",
    "a list with other rejected rows than its receipt says": """
        select l.id from handover_lists l
        left join (select list_id, count(*) as n from rejected_entries where municipality_code = :code group by 1) r
            on r.list_id = l.id
        where l.municipality_code = :code and l.rejected <> coalesce(r.n, 0)""",
    "an entry that is not in the log": """
        select e.id from list_entries e
        left join handover_lists l on l.municipality_code = :code and l.id = e.list_id
        where e.municipality_code = :code and l.kind = 'file' and not exists (
            select from audit_log a where a.municipality_code = :code and a.object_id = e.list_id
            and a.subject_id = e.person_id and a.action = 'list.received')""",
    "a receipt whose anchor is not in the log": """
        select l.id from handover_lists l where l.municipality_code = :code and l.anchor is not null and not exists (
            select from audit_log a where a.municipality_code = :code
            and a.hash = decode(l.anchor ->> 'hash', 'hex'))""",
}
_CASES = {
    "a case that counts other incidents than it has": """
        select c.id from cases c
        left join (
            select case_id, count(*) as n, count(*) filter (where decision is null) as undecided
            from list_entries where municipality_code = :code and superseded_by is null group by 1
        ) e on e.case_id = c.id
        where c.municipality_code = :code
            and (c.incidents, c.entries_awaiting_decision) <> (coalesce(e.n, 0), coalesce(e.undecided, 0))""",
    "a case that was not opened once": """
        select c.id from cases c where c.municipality_code = :code and 1 <> (
            select count(*) from history h where h.municipality_code = :code and h.workflow = 'casework'
            and h.subject_id = c.id and h.event = 'opened')""",
    "an open case in which no deadline runs": """
        select c.id from cases c where c.municipality_code = :code and c.closed_at is null and not exists (
            select from deadlines d where d.municipality_code = :code and d.case_id = c.id and d.met_at is null)""",
    "a duty to tell somebody that is told without saying when, or the other way round": """
        select id from obligations where municipality_code = :code and (
            (state = 'told') <> (told_at is not null) or (state in ('told', 'exempt')) <> (settled_at is not null))
    """,
}
_EVENTS = {
    "events whose numbers have a gap": """
        select coalesce(e.receiver, h.receiver) from (
            select receiver, count(number) as n, max(number) as last from events
            where municipality_code = :code group by receiver
        ) e
        full join (select receiver, last from event_heads where municipality_code = :code) h on h.receiver = e.receiver
        where (coalesce(e.n, 0), coalesce(e.last, 0)) <> (coalesce(h.last, 0), coalesce(h.last, 0))""",
}
_LOG = {
    "a row of the log that does not follow the one before it": """
        select number from (
            select number, previous, lag(number, 1, 0) over chain as before,
                lag(hash, 1, decode(repeat('00', 32), 'hex')) over chain as hash_before
            from audit_log where municipality_code = :code window chain as (order by number)
        ) rows where number <> before + 1 or previous <> hash_before""",
    "a log that ends elsewhere than its head says": """
        select h.number from audit_heads h
        full join (
            select number, hash from audit_log where municipality_code = :code order by number desc limit 1
        ) l on true
        where coalesce(h.municipality_code, :code) = :code
            and (coalesce(l.number, 0) <> coalesce(h.number, 0) or coalesce(l.hash <> h.hash, false))""",
    "a checkpoint of a row that the log does not have": """
        select c.number from audit_checkpoints c where c.municipality_code = :code and not exists (
            select from audit_log a where a.municipality_code = :code and a.number = c.number and a.hash = c.hash)""",
}


_STATES = """
    select r.id from {table} r
    left join (
        select distinct on (subject_id) subject_id, to_state from history
        where municipality_code = :code and workflow = '{name}' order by subject_id, at desc, id desc
    ) h on h.subject_id = r.id
    where r.municipality_code = :code and r.state <> coalesce(h.to_state, '{initial}')
"""
_GOES_ON = """
    select id from (
        select id, from_state, lag(to_state) over (partition by subject_id order by at, id) as before
        from history where municipality_code = :code and workflow = '{name}'
    ) lines where before is distinct from from_state and not (before is null and from_state = '{initial}')
"""
_OF_NOTHING = """
    select distinct h.subject_id from history h
    left join {table} r on r.municipality_code = :code and r.id = h.subject_id
    where h.municipality_code = :code and h.workflow = '{name}' and r.id is null
"""


def _of_workflow(name: str, table: str) -> dict[str, str]:
    """Its rows and their history. ``initial`` is where a row may stand to which nothing has happened yet."""
    said = {"name": name, "table": table, "initial": WORKFLOWS[name].initial.value}
    called = name.replace("_", " ")
    return {
        f"{called}: a state that is not that of the last line of its history": _STATES.format(**said),
        f"{called}: a line of history that does not go on from the one before": _GOES_ON.format(**said),
        f"{called}: history of something that is not there": _OF_NOTHING.format(**said),
    }


RULES: Mapping[str, str] = {
    **_LISTS,
    **_CASES,
    **{rule: query for name, table in TABLES.items() for rule, query in _of_workflow(name, table).items()},
    **_EVENTS,
    **_LOG,
}
_COUNTED = text(
    """
    select (select count(*) from handover_lists where municipality_code = :code and kind = 'file'),
        (select count(*) from list_entries where municipality_code = :code),
        (select count(*) from cases where municipality_code = :code),
        (select count(*) from history where municipality_code = :code),
        (select count(*) from events where municipality_code = :code),
        coalesce((select number from audit_heads where municipality_code = :code), 0)
    """
)


@dataclass(frozen=True)
class Counted:
    """How much there was to look at."""

    lists: int
    entries: int
    cases: int
    history: int
    events: int
    log: int


@dataclass(frozen=True)
class Fault:
    """A rule that is broken, by how many, and the first of them: ids, numbers, or the receiver of events."""

    rule: str
    number: int
    first: tuple[str, ...]


def counted(session: Session, municipality_code: str) -> Counted:
    return Counted(*session.execute(_COUNTED, {"code": municipality_code}).one())


def faults(
    session: Session, municipality_code: str, shown: int = 3, *, only: Collection[str] | None = None
) -> Iterator[Fault]:
    """Everything in the municipality that does not hold; of the rules, all or ``only`` those named."""
    for rule in RULES if only is None else only:
        query = RULES[rule]
        found = text(f"select broken.*, count(*) over () from ({query}) broken limit :shown")  # noqa: S608 - our own
        rows = session.execute(found, {"code": municipality_code, "shown": shown}).all()
        if rows:
            yield Fault(rule, rows[0][1], tuple(str(row[0]) for row in rows))
