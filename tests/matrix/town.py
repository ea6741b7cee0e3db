"""Making a municipality with one of each place that somebody may stand before."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlalchemy import update

from app.cases.models import Case
from app.transfers.rounds import go_round
from tests.caller import Caller, Service, instant
from tests.cases.stations import FOURTEEN, MONDAY, cpr_number, type_in
from tests.filing.refusing import refuse_to_file
from tests.handover import give, tell_everyone
from tests.matrix.municipal import Municipal
from tests.matrix.places import ELSEWHERE, HERE
from tests.matrix.travel import (
    Staff,
    carried_out,
    course,
    evaluated,
    link,
    reopened,
    staff,
    to_caseworker,
    typed,
    with_both_tracks,
)
from tests.matrix.watched import watch

CASES = frozenset({
    "authority", "authority_others", "authority_other_side", "authority_ended", "coordinator", "coordinator_others",
    "coordinator_other_side", "coordinator_ended", "awaiting", "dropped", "listed",
})  # fmt: skip
"""The places that are a case."""

Say = Callable[[str], str]
Finish = Callable[[Staff, str, Say], None]


class Town(Municipal):
    """A municipality with one of each case too."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
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
        self._link("authority", ours)
        self._link("authority_others", theirs)
        self._link("authority_ended", ours)
        elsewhere = staff(self.service, ELSEWHERE, "rikke", "lars", "fagsystem")
        self._make("elsewhere", elsewhere, self._on_authoritys_track)
        self._link("elsewhere", elsewhere)
        self._accused("authority_other_side", "caseworker", "rikke")
        self._accused("coordinator_other_side", "local_leader", "lars")
        self._meetings(ours)
        self._nameless(ours)
        self._offers(ours)
        self._accounts()
        self._given_up()
        self._templates()
        self._corrected()
        self._filters()
        self._webhooks()
        watch(self.service, self.places, self.words, self.service.workers_database)

    def _link(self, place: str, them: Staff) -> None:
        link(them, self.places[place]["case_id"], self.words.word("case_links.reference", place))

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
        refuse_to_file(self.service, code, case_id)
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
