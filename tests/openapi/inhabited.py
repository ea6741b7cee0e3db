"""A service with a list handed over and a case in every state, and the ids that a request can name there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.tokens import DemoIssuer
from app.cases.concern_reports import ConcernReport
from app.cases.models import Case, Knowledge, Notice
from app.consents.models import Consent, ConsentPaper
from app.courses.models import Course, CourseGoal, CourseParticipant
from app.db import Database
from app.filing.models import Filing
from app.letters.models import Letter
from app.lists.models import ListEntry
from app.main import create_app
from app.obligations.models import Obligation
from app.oversight.rounds import draw_samples
from app.people.encryption import Vault
from app.people.models import CustodyHolder
from tests.caller import FREDERICIA, Service, file_for
from tests.cases.stations import on_monday, reach, type_in
from tests.filing.refusing import refuse_to_file
from tests.given_up.giving_up import give_up
from tests.handover import SCHOOL, enter_custody_holder, hand_over
from tests.openapi.document import Operation
from tests.openapi.inhabited_by_systems import cases_of_a_system, receivers, standing
from tests.openapi.walk import TYPED
from tests.openapi.walk_beside import begun
from tests.openapi.walk_letters import TO_THE_FAMILY, receive
from workflows.casework import State
from workflows.catalogue import WORKFLOWS
from workflows.letter_kinds import Kind
from workflows.roles import GRANTABLE_ROLES, Role

NOBODYS = "00000000-0000-4000-8000-000000000000"
_STATES = [*State, *[State.COURSE_RUNNING] * 3]
"""Some more courses, for there is much to be done with one that is soon over."""
_SUBJECTS = {Role.CASEWORKER: "rikke", Role.LOCAL_LEADER: "lars"}

Place = dict[str, Any]
"""Ids that go together: a case with one of each thing in it, or an entry with its list and whom it is about."""


class Inhabited:
    """The service, who uses it, and the places there."""

    def __init__(self, service: Service, settled: "Settled") -> None:
        self.service = service
        self.settled = settled
        self.tokens = {
            role: service.issuer.token(role, FREDERICIA, subject=_SUBJECTS.get(role, role), at=service.at())
            for role in sorted(GRANTABLE_ROLES)
        }
        self.never: set[tuple[str, Role]] = set()
        """Who was told that their role may never use an operation, and need not try again."""
        with service.database.transaction(FREDERICIA) as session:
            found = select(Case).where(Case.id.in_(settled.cases)).order_by(Case.id)
            self.places: list[Place] = [_in_case(session, case) for case in session.scalars(found)]
            undecided = select(ListEntry).where(ListEntry.decision.is_(None)).order_by(ListEntry.id)
            self.places += [
                {"entry_id": str(one.id), "list_id": str(one.list_id), "person_id": None}
                for one in session.scalars(undecided)
            ]
        twice = [one for one in settled.looked_after if "merged_id" in one]  # they come first, for each has a case
        self.places = [*twice, *self.places, *(one for one in settled.looked_after if "merged_id" not in one)]

    def roles_for(self, operation: Operation) -> list[Role]:
        return [role for role in self.tokens if (operation.name, role) not in self.never]

    def version_of(self, case_id: str) -> str:
        with self.service.database.transaction(FREDERICIA) as session:
            version = session.scalar(select(Case.version).where(Case.id == case_id))
        return f'"{version or 1}"'

    def places_with(self, names: list[str]) -> list[Place]:
        """Where all of ``names`` have an id. A workflow's name is one too, and the kind of a letter."""
        if names == ["name"]:
            return [{"name": workflow} for workflow in WORKFLOWS]
        if names == ["kind"]:
            return [{"kind": kind} for kind in Kind]
        if names == ["webhook_id"]:
            return standing(self.service, self.places)
        return [place for place in self.places if all(place.get(name) is not None for name in names)]


@dataclass(frozen=True)
class Settled:
    """Which ids there are in a database in which a service was inhabited."""

    cases: list[UUID]
    looked_after: list[Place]


@contextmanager
def inhabited(
    database: Database, workers: Database, vault: Vault, issuer: DemoIssuer, settled: Settled | None = None
) -> Iterator[Inhabited]:
    """With ``settled``, the database is a copy of one where somebody has moved in already."""
    with Service(create_app(database, vault, issuer.verifier()), issuer, database, workers) as service:
        on_monday(service)
        found = settled or settle(service)
        yield Inhabited(service, found)


def settle(service: Service) -> Settled:
    them = on_monday(service)
    hand_over(them)
    cases = []
    for number, state in enumerate(_STATES):
        case_id = reach(them, state)
        cases.append(UUID(case_id))
        them.coordinator.post(f"/v1/cases/{case_id}/knowledge", SCHOOL)
        for consent in them.coordinator.get(f"/v1/cases/{case_id}/consents").json().get("items", ()):
            path = f"/v1/cases/{case_id}/consents/{consent['id']}/papers"
            them.coordinator.post_file(path, *file_for(path))
        refuse_to_file(service, FREDERICIA, case_id)
        # Nobody's CPR number: whom it is about is to be decided.
        them.coordinator.post("/v1/entries", TYPED | {"police_journal_number": f"3700-73821-{number:05}-26"})
    cases += [_written_to(service, number) for number in range(3)]
    cases += cases_of_a_system(service)
    return Settled(
        cases,
        [
            *receivers(service),
            *_looked_after(service),
            *_offered(service),
            *_twice_here(service),
            *_meetings(service),
            *_groups(service),
        ],
    )


def _meetings(service: Service) -> list[Place]:
    """One that is called, one that is going on, and one that is closed."""
    coordinator = on_monday(service).coordinator
    (extra,) = coordinator.post("/v1/meetings", {"extra_at": "2026-11-23T13:00:00+01:00"}).json()["items"]
    closed = f"/v1/meetings/{extra['id']}"
    coordinator.post(f"{closed}/moves", {"event": "open", "participants": []})
    left = [one["entry_id"] for one in coordinator.get(closed).json()["agenda"]]
    put_off = [{"do": "carry_over", "entry_id": one, "reason": "Skolen skal spørges"} for one in left]
    assert coordinator.post(f"{closed}/decisions", {"items": put_off}).json()["refused"] == 0
    assert coordinator.post(f"{closed}/moves", {"event": "close"}).status_code == 200
    going_on, planned = coordinator.post("/v1/meetings", {"weeks": 1}).json()["items"]
    coordinator.post(f"/v1/meetings/{going_on['id']}/moves", {"event": "open", "participants": []})
    return [{"meeting_id": one["id"]} for one in (going_on, planned, extra)]


def _groups(service: Service) -> list[Place]:
    """Two ad hoc groups, which the local leader coordinates."""
    coordinator, places = on_monday(service).coordinator, []
    member = {"function": "Medarbejder", "ground": "RPL_115_2", "necessity": "Ser barnet hver dag"}
    members = [member | {"source": "school", "coordinates": True, "user": "lars"}, member | {"source": "club"}]
    for _ in range(2):
        path = f"/v1/cases/{reach(on_monday(service), State.PLACED)}/ad-hoc-groups"
        group = coordinator.post(path, {"event": "set_up", "task": "En rolig eftermiddag", "members": members}).json()
        places.append({"group_id": group["id"], "present": [one["id"] for one in group["members"]]})
    return places


def _offered(service: Service) -> list[Place]:
    """Two cases that are offered to a municipality outside; the offers have been sent, and wait for its answer."""
    coordinator = on_monday(service).coordinator
    said = {"municipality_code": "630", "necessity": "Familien er flyttet"}
    cases = [reach(on_monday(service), State.WITH_COORDINATOR) for _ in range(2)]
    offers = [coordinator.post(f"/v1/cases/{case_id}/transfers", said).json()["id"] for case_id in cases]
    for one in offers:
        sent = {"event": "send", "sent_at": "2026-11-23T09:00:00+01:00"}
        assert coordinator.post(f"/v1/transfers/{one}/moves", sent).status_code == 200
    return [{"transfer_id": one} for one in offers]


def _twice_here(service: Service) -> list[Place]:
    """Three children who each stand here once more, without a CPR number."""
    coordinator = on_monday(service).coordinator
    found = []
    for number in range(3):
        known, nameless = type_in(coordinator), type_in(coordinator, name=f"Dreng {'ABC'[number]}", cpr_number="")
        ids = {"person_id": known["person"]["id"], "merged_id": nameless["person"]["id"]}
        found.append(ids | {"case_id": known["case_id"]})
    return found


def _written_to(service: Service, number: int) -> UUID:
    """A case with a letter that failed, which was told, one custody holder whom nobody has written to, and a concern
    report that nobody has assessed."""
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(coordinator, case_id)
    (letter,) = coordinator.post(f"/v1/cases/{case_id}/letters", TO_THE_FAMILY).json()["items"]
    moves = f"/v1/cases/{case_id}/letters/{letter['id']}/moves"
    assert coordinator.post(moves, {"event": "queue"}).status_code == 200
    assert receive(service, letter["id"], number=number, code="memo.invalid").status_code == 200
    enter_custody_holder(coordinator, case_id, "Poul Opdigtet", "father")
    coordinator.moves(case_id, "raise_concern", reason="Flere tegn på mistrivsel")
    return UUID(case_id)


def _looked_after(service: Service) -> list[Place]:
    """Two of each thing that log reviewers and administrators have before them; one glass is whole again."""
    reviewer, administrator = service.as_(Role.LOG_REVIEWER), service.as_(Role.ADMINISTRATOR, subject="another")
    caseworker = service.as_(Role.CASEWORKER, subject="rikke")
    mine = service.as_(Role.COORDINATOR).get("/v1/cases", track="coordinator", limit=4).json()["items"]
    reason = {"reason": "Barnet er på skadestuen"}
    grants = [caseworker.post("/v1/break-glass", reason | {"case_id": one["id"]}).json()["id"] for one in mine]
    assert caseworker.post(f"/v1/break-glass/{grants[1]}/end").status_code == 200
    # Of glasses that nobody reviews here: a review sees the alarms about its own.
    alarms = [one["id"] for one in reviewer.get("/v1/alarms").json()["items"] if one["object_id"] in grants[2:]]
    people = [service.as_(Role.COORDINATOR).case(one["id"])["person"]["id"] for one in mine]
    pseudonym = reviewer.get("/v1/access-log").json()["items"][0]["actor"]
    withdrawals = [
        administrator.post("/v1/role-withdrawals", {"user": who, "reason": "left"}).json()["id"] for who in ("a", "b")
    ]
    for who in ("one", "two"):
        begun(service, who, Role.COORDINATOR)
    sessions = [one["id"] for one in administrator.get("/v1/sessions").json()["items"]]
    drawn = _drawn(service)
    given_up = [give_up(service, case_id=one["id"]) for one in mine[:2]]
    return [
        {
            "person_id": people[n], "grant_id": grants[n], "alarm_id": alarms[n], "withdrawal_id": withdrawals[n],
            "session_id": sessions[n], "drawn_id": drawn[n], "pseudonym": pseudonym, "job_id": str(given_up[n]),
        }
        for n in range(2)
    ]  # fmt: skip


def _drawn(service: Service) -> list[str]:
    """The sample of this month, drawn when it is over."""
    before = service.now
    service.now = service.at() + timedelta(days=31)
    draw_samples(service.workers_database, service.at)
    month = f"{before or service.at():%Y-%m}"
    items = service.as_(Role.LOG_REVIEWER).get("/v1/access-samples", month=month).json()["items"]
    service.now = before
    return [one["id"] for one in items]


def named(body: Any, place: Place) -> Any:
    """``body`` about what is in ``place``: whatever it names by a key that the place knows."""
    if isinstance(body, list):
        return [named(one, place) for one in body]
    if isinstance(body, dict):
        return {key: place.get(key, named(value, place)) for key, value in body.items()}
    return place.get("knowledge_id", body) if isinstance(body, str) and body.startswith(NOBODYS[:24]) else body


def _in_case(session: Session, case: Case) -> Place:
    own = (case.municipality_code, case.id)
    goals = select(CourseGoal.id).join(
        Course,
        (Course.municipality_code == CourseGoal.municipality_code)
        & (Course.id == CourseGoal.course_id)
        & (Course.plan_version == CourseGoal.plan_version),
    )
    found = {
        "case_id": case.id,
        "person_id": case.person_id,
        "entry_id": session.scalar(_last(ListEntry, own)),
        "list_id": session.scalar(select(ListEntry.list_id).where(ListEntry.case_id == case.id)),
        "obligation_id": session.scalar(_last(Obligation, own)),
        "consent_id": session.scalar(_last(Consent, own)),
        "paper_id": session.scalar(_last(ConsentPaper, own).order_by(None).order_by(ConsentPaper.consent_id.desc())),
        "knowledge_id": session.scalar(_last(Knowledge, own)),
        "report_id": session.scalar(_last(ConcernReport, own)),
        "letter_id": session.scalar(_last(Letter, own)),
        "filing_id": session.scalar(_last(Filing, own).where(Filing.paper_id.is_not(None))),
        "notice_id": session.scalar(_last(Notice, own).where(Notice.to_user.is_(None))),
        "participant_id": session.scalar(
            select(CourseParticipant.id)
            .join(
                Course,
                (Course.municipality_code == CourseParticipant.municipality_code)
                & (Course.id == CourseParticipant.course_id)
                & (Course.plan_version == CourseParticipant.plan_version),
            )
            .where(Course.case_id == case.id)
        ),
        "goal_id": session.scalar(goals.where(Course.case_id == case.id)),
        "holder_id": session.scalar(select(CustodyHolder.id).where(CustodyHolder.person_id == case.person_id)),
    }
    return {name: str(value) for name, value in found.items() if value is not None}


def _last(table: Any, own: tuple[Any, ...]) -> Any:
    return select(table.id).where(table.municipality_code == own[0], table.case_id == own[1]).order_by(table.id.desc())
