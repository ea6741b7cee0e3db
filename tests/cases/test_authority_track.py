"""The authority's track in depth: told, assessed with reasons, met, and feedback to nobody who may not have it."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.caller import FREDERICIA, Caller, Service
from tests.cases.answers import events_of, refusal
from tests.cases.stations import MEETING_AT, at, on_monday, reach
from tests.handover import HELD, MILD, SEVERE, enter_custody_holder, obligations_of, tell_everyone
from workflows.casework import State
from workflows.roles import Role

TUESDAY, LATER = "2026-11-24T09:00:00+01:00", "2026-12-04T15:00:00+01:00"
POLICE = {
    "to": "police", "recipient": "Lokalpolitiet", "kinds": ["handled"], "ground": "RPL_115_2",
    "necessity": "Politiet skal vide, om der stadig skal holdes øje",
}  # fmt: skip


def notices_of(caller: Caller) -> list[Any]:
    answer = caller.get("/v1/notices")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def feedback(caller: Caller, case_id: str, **said: Any) -> Any:
    return caller.post(f"/v1/cases/{case_id}/feedback", POLICE | said)


def test_a_caseworker_is_told_of_a_case_and_the_former_one_that_it_left(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    name = them.caseworker.case(case_id)["person"]["name"]
    (given,) = notices_of(them.caseworker)
    assert (given["kind"], given["case_id"], given["seen_at"]) == ("case_given", case_id, None)
    assert given["text"].startswith("Du har fået en sag.")

    them.team_leader.moves(case_id, "inform_caseworker", caseworker="mona", reason="Sygdom")
    mona = service.as_(Role.CASEWORKER, subject="mona")
    assert [one["kind"] for one in notices_of(mona)] == ["case_given"]
    left, given = notices_of(them.caseworker)
    assert (left["kind"], left["case_id"]) == ("case_left", case_id)
    assert them.caseworker.get(f"/v1/cases/{case_id}").status_code == 404
    assert name not in str([left, given])
    seen = them.caseworker.post("/v1/notices/seen", {"until": left["at"]})
    assert seen.json() == {"seen": 2}
    assert all(one["seen_at"] for one in notices_of(them.caseworker))
    assert notices_of(mona)[0]["seen_at"] is None, "each sees their own"

    to_mona = next(one for one in them.team_leader.case(case_id)["notices"] if one["to_user"] == "mona")
    path = f"/v1/cases/{case_id}/notices/{to_mona['id']}/seen"
    assert them.team_leader.post(path).status_code == 404, "it is another's to see"
    assert mona.post(path).json()["seen_by"] == "mona"

    them.team_leader.moves(case_id, "inform_caseworker", caseworker="mona", reason="Sygdom")
    assert len(notices_of(mona)) == 1, "who has the case already is told nothing"
    them.team_leader.moves(case_id, "reroute", reason="Sagen i myndighed er lukket")
    assert notices_of(mona)[0]["kind"] == "case_left"


def test_no_job_and_no_notice_names_the_child(service: Service, url: str) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    name = them.caseworker.case(case_id)["person"]["name"].split()[0]
    with psycopg.connect(url) as owner:
        written = owner.execute("select args::text from procrastinate_jobs union all select details::text from notices")
        assert not [row for (row,) in written.fetchall() if name in row]


def test_an_assessment_names_a_level_and_what_weighs_and_is_kept_beside_the_next(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.SUMMONS_DUE)
    (first,) = them.caseworker.get(f"/v1/cases/{case_id}/assessments").json()["items"]
    assert (first["severity"], first["severity_title"], first["scale_version"]) == (3, "Alvorlig", "vendor-1")
    assert (first["factors"], first["reason"], first["by"]) == (["repeated", "violence"], SEVERE["reason"], "rikke")
    shown = them.caseworker.get("/v1/profile").json()["severity"]
    assert shown["vendor_default"] is True
    assert shown["notice"].startswith("Alvorsskalaen er leverandørens")

    them.team_leader.moves(case_id, "reroute", reason="Forkert spor")
    them.coordinator.moves(case_id, "reroute", reason="Alligevel aktiv")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_no_further_action", **MILD)
    both = them.caseworker.get(f"/v1/cases/{case_id}/assessments").json()["items"]
    assert both[0] == first
    assert (both[1]["severity"], both[1]["further_action"]) == (1, False)
    assert [row["details"]["severity"] for row in them.caseworker.get(f"/v1/cases/{case_id}/history").json()["items"]
            if row["event"].startswith("assess")] == [3, 1]  # fmt: skip


def test_what_is_too_serious_does_not_end_without_further_action(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    refused = them.caseworker.move(case_id, "assess_no_further_action", **SEVERE)
    assert refusal(refused) == ["severity_allows_no_further_action"]
    assert refused.json()["messages"] == ["Så alvorligt et niveau kan ikke ende uden yderligere handling."]
    for said, code in (({"severity": 9}, "no_such_level"), ({"factors": ["maanen"]}, "no_such_factor")):
        for event in ("assess_no_further_action", "assess_further_action"):
            answer = them.caseworker.move(case_id, event, **MILD | said)
            assert (answer.status_code, answer.json()["code"]) == (422, code)
            assert "maanen" not in answer.text
    without = them.caseworker.move(case_id, "assess_further_action", reason="Alvorligt")
    assert without.status_code == 422
    assert them.caseworker.get(f"/v1/cases/{case_id}/assessments").json()["items"] == []
    assert them.caseworker.moves(case_id, "assess_no_further_action", **MILD | {"severity": 2})


@pytest.mark.parametrize("table", ["assessments", "placements", "family_meetings"])
def test_the_database_refuses_to_overwrite_what_was_decided(service: Service, url: str, table: str) -> None:
    them = on_monday(service)
    reach(them, State.PLACED if table == "placements" else State.MEETING_HELD)
    change = f"update {table} set \"by\" = 'en anden'"  # noqa: S608 - the names above
    for database in (service.database, service.workers_database):
        with pytest.raises(ProgrammingError) as refused, database.transaction(FREDERICIA) as session:
            session.execute(text(change))
        assert isinstance(refused.value.orig, InsufficientPrivilege)
    with psycopg.connect(url) as owner, pytest.raises(RestrictViolation):
        owner.execute(change.encode())


def test_a_meeting_is_postponed_and_stayed_away_from_before_it_is_held(service: Service) -> None:
    them = on_monday(service)
    caseworker, case_id = them.caseworker, reach(them, State.MEETING_CALLED)
    assert caseworker.move(case_id, "call_to_meeting", meeting_at=LATER).json()["code"] == "said_too_little"
    them = at(service, TUESDAY)
    caseworker = them.caseworker
    put_off = {"not_held": "postponed", "reason": "Moderen er syg"}
    caseworker.moves(case_id, "call_to_meeting", meeting_at=LATER, **put_off)
    assert refusal(caseworker.move(case_id, "hold_meeting", **HELD)) == ["everyone_summoned_or_exempt"]
    running = [one["kind"] for one in caseworker.case(case_id)["deadlines"] if one["met_at"] is None]
    assert sorted(running) == ["hold_meeting", "summon"], "the family is to be told of the new time"
    tell_everyone(caseworker, case_id, TUESDAY)
    away = {"not_held": "family_stayed_away", "reason": "Ringede ikke"}
    them = at(service, "2026-12-04T16:00:00+01:00")
    caseworker = them.caseworker
    caseworker.moves(case_id, "call_to_meeting", meeting_at="2026-12-08T15:00:00+01:00", **away)
    tell_everyone(caseworker, case_id, TUESDAY)
    them = at(service, "2026-12-08T17:00:00+01:00")
    caseworker = them.caseworker
    held = HELD | {"held_at": "2026-12-08T15:00:00+01:00"}
    early = caseworker.move(case_id, "hold_meeting", **held | {"held_at": "2026-12-09T15:00:00+01:00"})
    assert early.json()["code"] == "held_in_the_future"
    alone = caseworker.move(case_id, "hold_meeting", **held | {"attendees": ["caseworker", "school"]})
    assert alone.json()["code"] == "family_not_there"
    caseworker.moves(case_id, "hold_meeting", **held)
    meetings = caseworker.get(f"/v1/cases/{case_id}/family-meetings").json()["items"]
    assert [(one["outcome"], one["reason"], one["agreed"]) for one in meetings] == [
        ("postponed", "Moderen er syg", None),
        ("family_stayed_away", "Ringede ikke", None),
        ("held", None, HELD["agreed"]),
    ]
    assert meetings[0]["called_for"] == "2026-12-01T09:00:00Z"
    assert meetings[2]["attendees"] == HELD["attendees"]
    assert HELD["agreed"] not in caseworker.get(f"/v1/cases/{case_id}/history").text


def test_a_meeting_that_was_not_called_cannot_have_been_put_off(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.SUMMONS_DUE)
    enter_custody_holder(them.caseworker, case_id)
    tell_everyone(them.caseworker, case_id, TUESDAY.replace("24T", "23T"))
    said = {"meeting_at": MEETING_AT, "not_held": "postponed", "reason": "Syg"}
    assert them.caseworker.move(case_id, "call_to_meeting", **said).json()["code"] == "no_meeting_was_called"


def test_the_authoritys_reference_is_noted_and_corrected_before_the_case_closes(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_TEAM_LEADER)
    them.team_leader.moves(case_id, "note_reference", authority_reference="27.24-1")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_further_action", **SEVERE)
    noted = them.caseworker.moves(case_id, "note_reference", authority_reference="27.24-2")
    assert noted["authority_reference"] == "27.24-2"
    rows = them.caseworker.get(f"/v1/cases/{case_id}/history").json()["items"]
    noted = [(row["actor"], row["details"]["authority_reference"]) for row in rows if row["event"] == "note_reference"]
    assert noted == [("team_leader", "27.24-1"), ("rikke", "27.24-2")]
    enter_custody_holder(them.caseworker, case_id)
    tell_everyone(them.caseworker, case_id, HELD["held_at"])
    them.caseworker.moves(case_id, "call_to_meeting", meeting_at=MEETING_AT)
    them.caseworker.moves(case_id, "hold_meeting", **HELD)
    closed = them.caseworker.moves(case_id, "close")
    assert closed["authority_reference"] == "27.24-2", "it is known, and need not be said again"
    without = reach(them, State.MEETING_HELD)
    assert them.caseworker.move(without, "close").json()["needs"] == ["authority_reference"]


@pytest.mark.parametrize(
    ("said", "reason", "paragraph"),
    [
        ({"kinds": ["handled", "assessment"], "words": "Barnet har det bedre"},
         "police_are_told_that_it_is_handled", "retsplejeloven § 115, stk. 2"),
        ({"purpose": "investigation"}, "never_for_investigation", "retsplejeloven § 115, stk. 2"),
        ({"to": "school", "purpose": "investigation"}, "never_for_investigation", "retsplejeloven § 115, stk. 2"),
        ({"to": "coordinator", "recipient": "Tovholderen", "kinds": ["meeting"], "words": "Aftalen er"},
         "coordinator_is_told_that_it_is_handled", "artikel 5, stk. 1, litra c"),
        ({"to": "coordinator", "kinds": ["meeting"], "ground": "CONSENT", "words": "Aftalen er"},
         "coordinator_is_told_that_it_is_handled", "artikel 5, stk. 1, litra c"),
        ({"to": "school", "kinds": ["meeting"], "words": "Aftalen er"},
         "more_than_handled_needs_consent", "databeskyttelsesforordningen artikel 6"),
        ({"to": "school", "kinds": ["meeting"], "ground": "CONSENT", "words": "Aftalen er"},
         "consent_not_granted", "databeskyttelsesforordningen artikel 6"),
    ],
)  # fmt: skip
def test_feedback_is_refused_with_the_paragraph(
    service: Service, said: dict[str, Any], reason: str, paragraph: str
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.MEETING_HELD)
    refused = feedback(them.caseworker, case_id, **said)
    assert (refused.status_code, refused.json()["code"]) == (409, "may_not_be_shared")
    assert refused.json()["reason"] == reason
    assert paragraph in refused.json()["source"]
    assert "feedback_given" not in events_of(them.caseworker, case_id)
    assert "feedback" not in {one["way"] for one in ledger(them.caseworker, case_id)}


def ledger(caller: Caller, case_id: str) -> list[Any]:
    person = caller.case(case_id)["person"]["id"]
    return list(caller.get(f"/v1/persons/{person}/disclosures").json()["items"])


def test_feedback_that_may_be_given_is_a_row_in_the_ledger(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.SUMMONS_DUE)
    assert feedback(them.caseworker, case_id).json()["code"] == "not_handled_yet"
    assert ledger(them.caseworker, case_id) == []
    case_id = reach(them, State.MEETING_HELD)
    given = feedback(them.caseworker, case_id)
    assert given.status_code == 201, given.text
    assert given.json()["words"] == "Sagen er behandlet af myndigheden."
    assert feedback(them.caseworker, case_id, words="Barnet har det bedre").json()["code"] == "words_too_many"
    rows = ledger(them.caseworker, case_id)
    assert [(one["way"], one["kinds"], one["recipient"]) for one in rows] == [
        ("feedback", ["handled"], "Lokalpolitiet")
    ]
    assert rows[0]["source"] == "retsplejeloven § 115, stk. 2"

    asked = {"scope": "share_with_school", "recipients": ["Skolen"], "terms": "Aftalen", "means": "call"}
    consents = them.caseworker.post(f"/v1/cases/{case_id}/consents", asked).json()["items"]
    for one in consents:
        path = f"/v1/cases/{case_id}/consents/{one['id']}/moves"
        assert them.caseworker.post(path, {"event": "grant", "document": "I sagen"}).status_code == 200
    school = {"to": "school", "recipient": "Skolen", "kinds": ["meeting"], "ground": "CONSENT"}
    assert feedback(them.caseworker, case_id, **school).json()["code"] == "words_missing"
    told = feedback(them.team_leader, case_id, **school, words="Der er aftalt en kontaktperson")
    assert told.status_code == 201, told.text
    another = feedback(them.caseworker, case_id, **school | {"recipient": "En anden skole"}, words="Aftalen")
    assert another.json()["reason"] == "consent_not_for_this_recipient"
    assert events_of(them.caseworker, case_id).count("feedback_given") == 2
    them.caseworker.moves(case_id, "close", authority_reference="27.24")
    assert feedback(them.caseworker, case_id).status_code == 201, "who asks late is told too"


def test_nobody_but_the_authority_gives_feedback(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.MEETING_HELD)
    for caller in (them.coordinator, them.police, them.local_leader):
        assert feedback(caller, case_id).status_code == 403
    assert feedback(service.as_(Role.CASEWORKER, subject="mona"), case_id).status_code == 404


def test_nothing_closes_before_all_are_told_of_the_meeting_or_exempt(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.MEETING_HELD)
    for one in obligations_of(them.caseworker, case_id, "told"):
        taken = {"event": "take_back", "reason": "Det var en anden"}
        them.caseworker.post(f"/v1/cases/{case_id}/obligations/{one['id']}/moves", taken)
    refused = them.caseworker.move(case_id, "close", authority_reference="27.24")
    assert refusal(refused) == ["everyone_informed_or_exempt"]
