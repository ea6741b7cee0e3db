"""Making a municipality with one of each place that somebody may stand before."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from app import clock
from app.access.models import LoginSession
from app.cases.models import Case
from app.transfers.rounds import go_round
from tests.caller import Caller, Service, instant
from tests.cases.stations import FOURTEEN, MONDAY, cpr_number, type_in
from tests.handover import give, tell_everyone
from tests.matrix.travel import (
    Staff,
    carried_out,
    course,
    evaluated,
    reopened,
    staff,
    to_caseworker,
    typed,
    with_both_tracks,
)
from tests.matrix.watched import watch
from tests.matrix.words import Words
from workflows.roles import Role

HERE, ELSEWHERE = "607", "740"
CASES = frozenset({
    "authority", "authority_others", "authority_other_side", "authority_ended", "coordinator", "coordinator_others",
    "coordinator_other_side", "coordinator_ended", "awaiting", "dropped", "listed",
})  # fmt: skip
"""The places that are a case."""
_COLUMNS = "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningssted;Bemærkning"

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
    "notice_id": "select id from notices where case_id = :case and to_user is null order by id desc limit 1",
    "purpose": "select case track when 'authority' then 'summon' else 'inform' end from cases where id = :case",
    "holder_id": "select h.id from custody_holders h join cases c on c.person_id = h.person_id where c.id = :case",
}


Say = Callable[[str], str]
Finish = Callable[[Staff, str, Say], None]


class Town:
    """``places``: the ids that go together at each place; ``words``: what was written there."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.words = Words()
        self.places: dict[str, dict[str, str]] = {}
        self._number = 0
        self._closed_meeting()
        self._lists()
        self._cases()

    def _cases(self) -> None:
        self.service.now = instant(MONDAY)
        ours = self._staff("rikke", "lars", "fagsystem")
        theirs = self._staff("mona", "liv", "andet")
        for name, them, finish in (
            ("authority", ours, self._on_authoritys_track),
            ("authority_others", theirs, self._on_authoritys_track),
            ("authority_other_side", ours, self._on_authoritys_track),
            ("authority_ended", ours, None),
            ("coordinator", ours, self._on_coordinators_track),
            ("coordinator_others", theirs, self._on_coordinators_track),
            ("coordinator_other_side", ours, self._on_coordinators_track),
            ("coordinator_ended", ours, self._ended_by_coordinator),
            ("awaiting", ours, self._awaiting),
            ("dropped", ours, self._dropped),
        ):
            self._make(name, them, finish)
        self._make("elsewhere", staff(self.service, ELSEWHERE, "rikke", "lars", "fagsystem"), self._on_authoritys_track)
        self._accused("authority_other_side", "caseworker", "rikke")
        self._accused("coordinator_other_side", "local_leader", "lars")
        self._meetings(ours)
        self._nameless(ours)
        self._offers(ours)
        self._accounts()
        self._templates()
        self._corrected()
        self._filters()
        watch(self.service, self.places, self.words, self.service.workers_database)

    def _staff(self, caseworker: str, local_leader: str, system: str) -> Staff:
        return staff(self.service, HERE, caseworker, local_leader, system)

    def _make(self, name: str, them: Staff, finish: Finish | None) -> None:
        self._number += 1
        say = partial(self.words.word, place=name)
        code = ELSEWHERE if name == "elsewhere" else HERE
        more = {"role": "Forurettet"} if name.endswith("other_side") else {}
        said = typed(say, partial(self._exact, name), self._number, **more)
        entry = carried_out(them.coordinator.post("/v1/entries", said))
        if code == HERE:
            self._concern(them, said, say)
        first = (
            partial(self._earlier, name) if finish in (self._on_coordinators_track, self._ended_by_coordinator) else say
        )
        holder = cpr_number("1980-01-01", self._number)
        self._exact(name, "custody_holders.cpr_number", holder, holder.replace("-", ""))
        case_id = with_both_tracks(them, entry, first, holder)
        if finish is not None:
            reopened(them, case_id, say)
            finish(them, case_id, say)
        self._remember(name, case_id, code)
        self.places[name]["cpr_number"] = said["cpr_number"]

    def _concern(self, them: Staff, said: dict[str, str], say: Say) -> None:
        """Somebody is worried about the same child."""
        told = {
            "name": said["name"], "cpr_number": said["cpr_number"], "worry": say("list_entries.note"),
            "source": "school", "told_by": say("list_entries.concern_told_by"), "ground": "RPL_115_2",
            "necessity": say("list_entries.concern_necessity"),
        }  # fmt: skip
        give(them.coordinator, carried_out(them.coordinator.post("/v1/concerns", told)), "to_coordinator")

    def _exact(self, place: str, name: str, *forms: str) -> str:
        return self.words.value(name, place, *forms)

    def _earlier(self, place: str, name: str) -> str:
        """Of a course that came before the one that is shown."""
        of_course = name.startswith(("course", "courses"))
        return self.words.word(f"{name}, an earlier course" if of_course else name, place)

    def _on_authoritys_track(self, them: Staff, case_id: str, say: Say) -> None:
        them.move(them.team_leader, case_id, "give_to_team_leader")
        to_caseworker(them, case_id)
        them.move(them.caseworker, case_id, "assess_further_action", severity=3, reason=say("assessments.reason"))
        self._father(them.caseworker, case_id, say)

    def _on_coordinators_track(self, them: Staff, case_id: str, say: Say) -> None:
        self._into_a_course(them, case_id, say)
        self._father(them.coordinator, case_id, say)

    def _father(self, caller: Caller, case_id: str, say: Say) -> None:
        """One who appears late, and is still to be told."""
        father = {"name": f"Poul {say('custody_holders.name')}", "relation": "father"}
        carried_out(caller.post(f"/v1/cases/{case_id}/custody-holders", father))

    def _into_a_course(self, them: Staff, case_id: str, say: Say) -> None:
        them.move(them.coordinator, case_id, "give_to_coordinator")
        tell_everyone(them.coordinator, case_id, MONDAY)
        course(them, case_id, say)

    def _ended_by_coordinator(self, them: Staff, case_id: str, say: Say) -> None:
        self._into_a_course(them, case_id, say)
        them.move(them.coordinator, case_id, "complete_course", **evaluated(say))
        them.move(them.coordinator, case_id, "close", reason=say("history.reason, the coordinator's close"))

    def _awaiting(self, them: Staff, case_id: str, say: Say) -> None:
        pass

    def _dropped(self, them: Staff, case_id: str, say: Say) -> None:
        them.move(them.coordinator, case_id, "drop", reason=say("history.reason, dropped"))

    def _accused(self, place: str, column: str, who: str) -> None:
        """An open case of somebody suspected in the same incident, which comes to be ``who``'s as well."""
        (journal,) = self._scalars(
            "select police_journal_number from list_entries where case_id = :case and role <> 'concern'",
            self.places[place]["case_id"],
        )
        them = self._staff("mona", "liv", "andet")
        entry = type_in(them.coordinator, police_journal_number=journal, role="Mistænkt")
        case_id = give(them.coordinator, entry, "to_team_leader" if column == "caseworker" else "to_coordinator")
        with self.service.database.transaction(HERE) as session:
            session.execute(update(Case).where(Case.id == UUID(case_id)).values({column: who}))

    def _nameless(self, them: Staff) -> None:
        """No CPR number, and one with that name is known."""
        known = type_in(them.coordinator, birth_date=FOURTEEN)
        name = known["person"]["name"]
        entry = type_in(them.coordinator, name=name, cpr_number=None, birth_date="01-03-2012")
        self.places["nameless"] = {"entry_id": entry["id"]}

    def _offers(self, ours: Staff) -> None:
        """One that is offered to this municipality, one of each track that it offers, and one between two others."""
        theirs = staff(self.service, ELSEWHERE, "rikke", "lars", "fagsystem")
        child = f"{self.words.word('transfers.preview', 'offered_to_us')} Opdigtet"
        for place, them, to, event, more in (
            ("offered_to_us", theirs, HERE, "refuse", {"name": child}),
            ("offered_by_us", ours, ELSEWHERE, "withdraw", {}),
            ("offered_by_authority", ours, ELSEWHERE, "withdraw", {}),
            ("offered_elsewhere", theirs, "330", "withdraw", {}),
        ):
            is_authoritys = place == "offered_by_authority"
            who = them.team_leader if is_authoritys else them.coordinator
            case_id = give(who, type_in(who, **more), "to_team_leader" if is_authoritys else "to_coordinator")
            said = {"municipality_code": to, "necessity": self.words.word("transfers.necessity", place)}
            offered = carried_out(who.post(f"/v1/cases/{case_id}/transfers", said))
            self.places[place] = {"transfer_id": offered["id"], "transfer_event": event}
        go_round(self.service.workers_database, self.service.at)

    def _closed_meeting(self) -> None:
        """One at which nothing was to be decided."""
        self.service.now = instant(MONDAY) - timedelta(days=9)
        coordinator = self.service.as_(Role.COORDINATOR)
        called = carried_out(coordinator.post("/v1/meetings", {"extra_at": "2026-11-16T09:00:00+01:00"}))
        self._remember_meeting("meeting_closed", called["items"][0]["id"])
        self._hold(coordinator, "meeting_closed")
        moves = f"/v1/meetings/{self.places['meeting_closed']['meeting_id']}/moves"
        carried_out(coordinator.post(moves, {"event": "close"}))

    def _meetings(self, ours: Staff) -> None:
        """One that is going on, at which an entry was carried over, one to which no list comes, and another's."""
        soon, later, *_ = carried_out(ours.coordinator.post("/v1/meetings", {"weeks": 1}))["items"]
        self._remember_meeting("meeting", soon["id"])
        self._remember_meeting("meeting_planned", later["id"])
        no_list = {"event": "say_no_list", "reason": self.words.word("meetings.no_list_reason", "meeting_planned")}
        carried_out(ours.coordinator.post(f"/v1/meetings/{later['id']}/moves", no_list))
        self._hold(ours.coordinator, "meeting")
        put_off = {
            "do": "carry_over", "entry_id": type_in(ours.coordinator)["id"],
            "reason": self.words.word("meeting_items.reason", "meeting"),
        }  # fmt: skip
        carried_out(ours.coordinator.post(f"/v1/meetings/{soon['id']}/decisions", {"items": [put_off]}))
        theirs = self.service.as_(Role.COORDINATOR, ELSEWHERE)
        called = carried_out(theirs.post("/v1/meetings", {"weeks": 1}))
        self._remember_meeting("meeting_elsewhere", called["items"][0]["id"])
        self._hold(theirs, "meeting_elsewhere")

    def _hold(self, coordinator: Caller, place: str) -> None:
        officer = {"role": "police", "name": self.words.word("meeting_participants.name", place)}
        opened = {"event": "open", "participants": [officer, {"role": "team_leader", "user": "team_leader"}]}
        path = f"/v1/meetings/{self.places[place]['meeting_id']}/moves"
        carried_out(coordinator.post(path, opened))

    def _remember_meeting(self, place: str, meeting_id: str) -> None:
        self.places[place] = {"meeting_id": meeting_id}

    def _lists(self) -> None:
        """Handed over a week ago, today, by somebody else, and in another municipality."""
        self.service.now = instant(MONDAY) - timedelta(days=8)
        self._list("list_old", self.service.as_(Role.POLICE), "2026-W46")
        self.service.now = instant(MONDAY)
        self._list("list_own", self.service.as_(Role.POLICE), "2026-W47")
        self._list("list_others", self.service.as_(Role.POLICE, HERE, "en-anden"), "2026-W45")
        self._list("list_elsewhere", self.service.as_(Role.POLICE, ELSEWHERE), "2026-W47")
        number = self._number
        said = typed(partial(self.words.word, place="listed"), partial(self._exact, "listed"), number + 1)
        self._number += 1
        content = f"{_COLUMNS}\r\n" + ";".join(
            said[name] for name in (
                "police_journal_number", "cpr_number", "name", "address", "postal_code", "city", "role",
                "offence_code", "offence_text", "place", "note",
            )
        )  # fmt: skip
        answer = self.service.as_(Role.POLICE).upload("liste.csv", content.encode(), week="2026-W44")
        assert (answer.status_code, answer.json()["accepted"]) == (201, 1), answer.text
        (case_id,) = self._scalars("select case_id from list_entries where list_id = :case", answer.json()["id"])
        self._remember("listed", case_id, HERE)

    def _list(self, place: str, police: Caller, week: str) -> None:
        say = partial(self.words.word, place=place)
        number, name = say("rejected_entries.original"), say("rejected_entries.original, name")
        content = (
            f"Journalnummer;CPR-nr.;Navn;Status;Forhold;{say('handover_lists.header')}\r\n"
            f"3700-1-26;{number};{name} Opdigtet;Antruffet;x;y"
        )
        answer = police.upload(f"{week}.csv", content.encode())
        assert (answer.status_code, answer.json()["rejected"]) == (201, 1), answer.text
        self.places[place] = {"list_id": answer.json()["id"]}

    def _accounts(self) -> None:
        """Sessions, and roles that were taken away."""
        for place, code in (("account", HERE), ("account_elsewhere", ELSEWHERE)):
            administrator = self.service.as_(Role.ADMINISTRATOR, code, "en-anden-administrator")
            body = {"user": "forhen", "role": "coordinator", "reason": "left"}
            taken = administrator.post("/v1/role-withdrawals", body)
            assert taken.status_code == 201, taken.text
            now = instant(MONDAY)
            row = LoginSession(
                municipality_code=code, id=clock.new_id(), token_hash=place.encode(), subject="forhen",
                provider="p", provider_subject="s", acting_role="coordinator", possible_roles=["coordinator"],
                began_at=now, last_used_at=now, ends_at=now + timedelta(hours=8),
            )  # fmt: skip
            with self.service.database.transaction(code) as session:
                session.add(row)
            self.places[place] = {"withdrawal_id": taken.json()["id"], "session_id": str(row.id)}

    def _templates(self) -> None:
        """The municipality's own wording, of a kind of letter that nobody has written."""
        for place, code in (("templates", HERE), ("templates_elsewhere", ELSEWHERE)):
            say = partial(self.words.word, place=place)
            administrator = self.service.as_(Role.ADMINISTRATOR, code, "en-anden-administrator")
            body = f"{{child_name}} {say('letter_templates.body')} {{to_municipality}} {{contact_phone}}"
            said = {"title": say("letter_templates.title"), "body": body, "note": say("letter_templates.note")}
            carried_out(administrator.post("/v1/letter-templates/transfer/versions", said))
            self.places[place] = {"kind": "transfer"}

    def _corrected(self) -> None:
        """Somebody without a CPR number turned out to be a child who is known."""
        coordinator, say = self.service.as_(Role.COORDINATOR), partial(self.words.word, place="corrected")
        stays = type_in(coordinator)["person"]["id"]
        merged = type_in(coordinator, name="Navnløs Opdigtet", cpr_number="", birth_date="2010-07-07")["person"]["id"]
        carried_out(coordinator.post("/v1/identity-corrections", {
            "event": "merge", "person_id": stays, "merged_id": merged,
            "evidence": say("identity_corrections.evidence"), "reason": say("identity_corrections.reason"),
        }))  # fmt: skip
        self.places["corrected"] = {"person_id": stays}

    def _filters(self) -> None:
        name = self.words.word("saved_filters.name", "filters")
        said = {"event": "save", "name": name, "terms": {"overdue": True}}
        coordinator = self.service.as_(Role.COORDINATOR)
        self.places["filters"] = {
            "filter_id": carried_out(coordinator.post("/v1/work/filters", said))["items"][0]["id"]
        }

    def _remember(self, place: str, case_id: Any, code: str) -> None:
        found = {name: self._scalars(query, case_id, code) for name, query in _IDS.items()}
        self.places[place] = {name: str(ids[0]) for name, ids in found.items() if ids}

    def _scalars(self, query: str, case_id: Any, code: str = HERE) -> list[Any]:
        with self.service.database.transaction(code) as session:
            return list(session.scalars(text(query), {"case": case_id}))
