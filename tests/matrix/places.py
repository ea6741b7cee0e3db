"""What a town is made of: its places, the ids that go together at each, and what was written there."""

from typing import Any

from sqlalchemy import text

from tests.caller import Service
from tests.matrix.travel import Staff, staff
from tests.matrix.words import Words

HERE, ELSEWHERE = "607", "740"

_MEMBER = (
    "select m.id from ad_hoc_group_members m join ad_hoc_groups g on g.id = m.group_id"
    " where g.case_id = :case and g.state = 'working'"
)
_IDS = {
    "case_id": "select id from cases where id = :case",
    "person_id": "select person_id from cases where id = :case",
    "entry_id": "select id from list_entries where case_id = :case order by id limit 1",
    "obligation_id": "select id from obligations where case_id = :case and state in ('told', 'exempt')"
    " order by id desc limit 1",
    "consent_id": "select id from consents where case_id = :case and state = 'granted' order by id desc limit 1",
    "paper_id": "select p.id from consent_papers p join consents c on c.id = p.consent_id where c.case_id = :case"
    " and c.state = 'granted' order by c.id desc limit 1",
    "report_id": "select id from concern_reports where case_id = :case and state = 'received'",
    "group_id": "select id from ad_hoc_groups where case_id = :case order by set_up_at desc, id desc limit 1",
    "coordinating_id": f"{_MEMBER} and m.coordinates limit 1",
    "member_id": f"{_MEMBER} and not m.coordinates and m.left_at is null limit 1",
    "knowledge_id": "select id from knowledge where case_id = :case and outcome is null order by id desc limit 1",
    "participant_id": "select p.id from course_participants p join courses c on c.id = p.course_id"
    " and c.plan_version = p.plan_version where c.case_id = :case order by c.planned_at desc, c.id desc limit 1",
    "goal_id": "select g.id from course_goals g join courses c on c.id = g.course_id"
    " and c.plan_version = g.plan_version where c.case_id = :case"
    " order by c.planned_at desc, c.id desc limit 1",
    "letter_id": "select id from letters where case_id = :case and kind <> 'course_plan'"
    " and state in ('drafted', 'queued') order by state, id desc limit 1",
    "handed_over_id": "select id from letters where case_id = :case and state = 'handed_over'",
    "summons_id": "select id from letters where case_id = :case and kind = 'summons' order by id limit 1",
    "plan_id": "select id from letters where case_id = :case and kind = 'course_plan' order by id desc limit 1",
    "filing_id": "select id from filings where case_id = :case and state = 'refused' and paper_id is not null limit 1",
    "notice_id": "select id from notices where case_id = :case and to_user is null order by id desc limit 1",
    "purpose": "select case track when 'authority' then 'summon' else 'inform' end from cases where id = :case",
    "holder_id": "select h.id from custody_holders h join cases c on c.person_id = h.person_id where c.id = :case",
}


class Places:
    """``places``: the ids that go together at each place; ``words``: what was written there."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.words = Words()
        self.places: dict[str, dict[str, str]] = {}
        self._number = 0

    def _exact(self, place: str, name: str, *forms: str) -> str:
        return self.words.value(name, place, *forms)

    def _staff(self, caseworker: str, local_leader: str, system: str) -> Staff:
        return staff(self.service, HERE, caseworker, local_leader, system)

    def _remember(self, place: str, case_id: Any, code: str) -> None:
        found = {name: self._scalars(query, case_id, code) for name, query in _IDS.items()}
        self.places[place] = {name: str(ids[0]) for name, ids in found.items() if ids}

    def _scalars(self, query: str, case_id: Any, code: str = HERE) -> list[Any]:
        with self.service.database.transaction(code) as session:
            return list(session.scalars(text(query), {"case": case_id}))
