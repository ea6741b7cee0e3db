"""What a municipality has that is no case: its meetings, lists, accounts, wordings, corrections and filters."""

from datetime import timedelta
from functools import partial

from app import clock
from app.access.models import LoginSession
from tests.caller import Caller, instant
from tests.cases.stations import MONDAY, type_in
from tests.given_up.giving_up import give_up
from tests.matrix.places import ELSEWHERE, HERE, Places
from tests.matrix.travel import Staff, carried_out, typed
from workflows.roles import Role

_COLUMNS = "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningssted;Bemærkning"


class Municipal(Places):
    """A municipality with one of each place that is no case."""

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

    def _given_up(self) -> None:
        """Jobs that failed at their last attempt; about cases that nobody has any more."""
        for place, code in (("given_up", HERE), ("given_up_elsewhere", ELSEWHERE)):
            self.places[place] = {"job_id": str(give_up(self.service, code, case_id=clock.new_id()))}

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

    def _webhooks(self) -> None:
        """Where systems are told of events; each has changed its secret once."""
        for place, code, who in (
            ("webhook", HERE, "fagsystem"), ("webhook_others", HERE, "andet"),
            ("webhook_elsewhere", ELSEWHERE, "fagsystem"),
        ):  # fmt: skip
            system = self.service.as_(Role.INTEGRATION, code, who)
            url = f"https://{self.words.word('webhooks.url', place)}.example.dk/ind"
            made = carried_out(system.post("/v1/webhooks", {"url": url, "after": 0}))
            changed = carried_out(system.post(f"/v1/webhooks/{made['id']}/secrets"))
            for one in (made, changed):
                self._exact(place, "webhook_secrets.secret", one["secret"], one["secret"].removeprefix("whsec_"))
            self.places[place] = {"webhook_id": made["id"]}

    def _filters(self) -> None:
        name = self.words.word("saved_filters.name", "filters")
        said = {"event": "save", "name": name, "terms": {"overdue": True}}
        coordinator = self.service.as_(Role.COORDINATOR)
        self.places["filters"] = {
            "filter_id": carried_out(coordinator.post("/v1/work/filters", said))["items"][0]["id"]
        }
