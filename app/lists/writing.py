"""Storing the accepted and the rejected rows: into people, cases, deadlines, history, entries and log, by COPY.

No object of the ORM on this way: at ten thousand rows they would cost more than the database does.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.orm import Session

from app import clock, copying
from app.audit import service as audit
from app.caller import Caller, Why, system
from app.cases import service as cases
from app.cases.incidents import Given
from app.cases.intake import CaseOpening, Joining, OpenCase, join_cases
from app.events import service as events
from app.lists.given import given_to
from app.lists.keys import Keys
from app.lists.matching import Known, Replaced, somebody_is_alike
from app.lists.progress import ListStep, Progress, counted, to_nobody
from app.lists.rows import Rows
from app.lists.sealing import Sealing
from app.lists.sorting import Keyed, Sorted
from app.lists.suggesting import Suggestions
from app.people.encryption import vault
from app.people.name_words import name_index
from app.versions.service import rules_today, take_into_use
from workflows.casework import CLOSING_STATES
from workflows.routing import Decision

CHUNK = 5_000
"""Rows to a COPY: enough that a statement costs nothing, few enough that memory does not grow with the list."""

_SEEN = ("identity", "incident")

_SUPERSEDE = text(
    """
    update list_entries set superseded_by = newer.id
    from unnest(:old, :new) as newer(old, id)
    where list_entries.municipality_code = :code and list_entries.id = newer.old
    """
).bindparams(bindparam("old", type_=ARRAY(Uuid())), bindparam("new", type_=ARRAY(Uuid())))

_TO_A_TRACK = frozenset({Decision.TO_COORDINATOR.value, Decision.TO_TEAM_LEADER.value})


class Writing:
    """One list on its way into the tables."""

    def __init__(
        self, session: Session, list_id: UUID, result: Sorted, known: Known, *, action: str, by: Caller, why: Why
    ) -> None:
        rules = rules_today(by.municipality_code)
        self._session, self._list_id, self._result, self._known = session, list_id, result, known
        self._action, self._by, self._why = action, by, why
        replaced = known.replaced.values()
        owners = {*known.people.values(), *(one.person_id for one in replaced), *([list_id] if result.rejected else [])}
        reasons = [one.decision_reason_sealed for one in replaced if one.decision_reason_sealed]
        sealing = Sealing(session, by.municipality_code, by.at, owners, reasons)
        keys, names = Keys(vault(), by.municipality_code), name_index(by.municipality_code)
        self._rows = Rows(sealing, keys, names, list_id, by)
        self._opening, self._rules_are_in_use = CaseOpening(rules, by), False
        self._suggestions = Suggestions(rules.profile, by.at)
        self._incidents = Counter(
            known.people.get(one.cpr_index, one.cpr_index)
            for one in result.accepted
            if one.cpr_index and one.incident_key not in known.replaced
        )
        self._new_ids = {key: clock.new_id() for key in known.replaced}
        self._came: Counter[UUID] = Counter()
        self._awaiting: Counter[UUID] = Counter()
        self._given: dict[UUID, list[Given]] = {}
        self._subjects: dict[UUID, None] = {}
        rows = self._rows
        self._lines = (sealing.lines, rows.people, rows.words, *self._opening.lines, rows.entries, rows.rejected)

    def write(self, progress: Progress = to_nobody) -> None:
        """Everything into the tables, ``CHUNK`` rows at a time."""
        self._supersede()
        self._name_those_of_the_file()
        with copying.sending(self._session, self._lines) as send:
            for _ in self._adding(progress):
                self._take_the_rules_into_use()
                send()
            self._take_the_rules_into_use()
        events.changed(self._session, self._by.municipality_code, self._opening.happenings)
        audit.record(
            self._session, self._action, by=self._by, why=self._why, subjects=self._subjects,
            object_id=self._list_id, fields=_SEEN,
        )  # fmt: skip
        self._tell_the_cases()

    def _take_the_rules_into_use(self) -> None:
        """Before the first case that begins under them is sent."""
        if self._opening.has_opened and not self._rules_are_in_use:
            take_into_use(self._session, self._by.municipality_code, self._by.at)
            self._rules_are_in_use = True

    def _adding(self, progress: Progress) -> Iterator[None]:
        """Every row, chunk by chunk."""
        for number, one in enumerate(counted(self._result.accepted, ListStep.STORING, progress), start=1):
            self._add(one)
            if number % CHUNK == 0:
                yield
        for bad in self._result.rejected:
            self._rows.add_rejected(bad)

    def _supersede(self) -> None:
        """Before the new entries come: only one entry of an incident stands at a time."""
        replaced = self._known.replaced
        if replaced:
            parameters = {
                "code": self._by.municipality_code,
                "old": [one.id for one in replaced.values()],
                "new": [self._new_ids[key] for key in replaced],
            }
            self._session.execute(_SUPERSEDE, parameters)

    def _name_those_of_the_file(self) -> None:
        """Children of the same file count as known to its rows without a CPR number, above or below."""
        namesakes = self._known.namesakes
        if namesakes:
            for one in self._result.accepted:
                if one.cpr_index and one.row.birth_date in namesakes:
                    namesakes[one.row.birth_date].append(one.row.name)

    def _add(self, one: Keyed) -> None:
        before = self._known.replaced.get(one.incident_key)
        if before is not None:
            self._amend(one, before)
        elif one.cpr_index is not None:
            self._add_of_number(one, one.cpr_index)
        else:
            self._add_without_number(one)

    def _add_of_number(self, one: Keyed, cpr_index: bytes) -> None:
        known = self._known
        person_id = known.people.get(cpr_index)
        if person_id is None:
            person_id = known.people[cpr_index] = clock.new_id()
            self._rows.add_person(person_id, one)
        entry_id = clock.new_id()
        case = known.cases.get(person_id)
        joins = case is not None and not case.is_new
        if case is None:
            count = self._incidents[person_id] or self._incidents[cpr_index]
            case = known.cases[person_id] = self._opening.open(person_id, count)
        if joins:
            self._join(case, entry_id)
        self._store(entry_id, one, person_id, case, joined=joins)

    def _add_without_number(self, one: Keyed) -> None:
        entry_id = clock.new_id()
        row, namesakes = one.row, self._known.namesakes
        if row.birth_date is None:
            raise ValueError("a checked row has a birth date")
        self._rows.add_person(entry_id, one)
        case = None
        if not somebody_is_alike(row.name, namesakes[row.birth_date]):
            case = self._opening.open(entry_id, 1)
            namesakes[row.birth_date].append(row.name)
        self._store(entry_id, one, entry_id, case, joined=False)

    def _amend(self, one: Keyed, before: Replaced) -> None:
        entry_id = self._new_ids[one.incident_key]
        case = self._known.cases_by_id[before.case_id] if before.case_id else None
        person_id = entry_id if before.identity_undecided else before.person_id
        if one.cpr_index is None:
            same_as = None if before.identity_undecided else before.person_id
            self._rows.add_person(entry_id, one, same_as)
        if case is not None:
            self._opening.happened(case, "incident_amended", entry=entry_id, before=before.id)
            if before.decision in _TO_A_TRACK and case.state not in CLOSING_STATES:
                new = Given(entry_id, one.row.role, one.row.occurred_at, before.decided_at or self._by.at)
                self._given.setdefault(case.id, []).append(new)
            elif before.decision is not None:
                self._come_back(entry_id, one, before, case)
                return
        self._store(entry_id, one, person_id, case, joined=before.joined_open_case, before=before)

    def _come_back(self, entry_id: UUID, one: Keyed, before: Replaced, old: OpenCase) -> None:
        """What led to nothing here, or to a case that has ended, may be serious now: the meeting sees it again."""
        known, person_id = self._known, before.person_id
        case = known.cases.get(person_id)
        joins = case is not None and not case.is_new
        if case is None:
            case = known.cases[person_id] = self._opening.open(person_id, 1 + self._incidents[person_id])
        elif case.id == old.id:
            self._awaiting[case.id] += 1
            joins = before.joined_open_case
        elif joins:
            self._join(case, entry_id)
        else:
            self._came[case.id] += 1
            self._awaiting[case.id] += 1
        if case.id != old.id:
            self._came[old.id] -= 1
        self._store(entry_id, one, person_id, case, joined=joins)

    def _tell_the_cases(self) -> None:
        """What came to them and left them; and to those that go on with an amended incident, that it is news."""
        code, touched = self._by.municipality_code, sorted(self._came.keys() | self._awaiting.keys())
        join_cases(self._session, code, {one: Joining(self._came[one], self._awaiting[one]) for one in touched})
        for case_id, news in sorted(self._given.items()):
            case, acting = cases.locked(self._session, code, case_id), system(code, self._by.at)
            read = partial(given_to, self._session, case)
            for new in news:
                cases.incident_given(self._session, case, new, read, by=acting, why=self._why)

    def _join(self, case: OpenCase, entry_id: UUID) -> None:
        self._came[case.id] += 1
        self._awaiting[case.id] += 1
        self._opening.happened(case, "incident_joined", entry=entry_id)

    def _store(
        self,
        entry_id: UUID,
        one: Keyed,
        person_id: UUID,
        case: OpenCase | None,
        *,
        joined: bool,
        before: Replaced | None = None,
    ) -> None:
        row = one.row
        suggestion = self._suggestions.json_for(row.birth_date, row.role, row.offence_text, case)
        case_id = case.id if case else None
        self._rows.add_entry(entry_id, one, person_id, case_id, suggestion, joined=joined, before=before)
        self._subjects[person_id] = None
