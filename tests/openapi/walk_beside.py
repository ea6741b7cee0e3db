"""The walk of those who have no case: the log reviewer, the administrators, and somebody who logs in."""

from typing import Any

from fastapi.testclient import TestClient
from joserfc import jwt

from app.access import sessions
from app.access.choices import Choice
from app.access.credentials import COOKIE
from app.access.identity_providers import SessionRules
from app.access.sessions import LoggedIn
from app.audit.checkpoints import make_checkpoint
from app.oversight.rounds import draw_samples
from tests.caller import FREDERICIA, Caller, Service, instant
from tests.given_up.giving_up import give_up, give_up_round
from tests.handover import team
from workflows.roles import Role

NOBODYS_ID = "00000000-0000-4000-8000-000000000000"
NEXT_YEAR, A_MONTH_LATER = "2027-01-15T09:00:00+01:00", "2027-02-01T09:00:00+01:00"


def walk_beside(service: Service, case_id: str) -> None:
    """``case_id`` is an open case on the coordinator's track."""
    reviewer = service.as_(Role.LOG_REVIEWER)
    _break_the_glass(service, reviewer, case_id)
    _ask_who_looked(service, reviewer, case_id)
    _check_the_log(service, reviewer)
    _take_a_role_away(service)
    _try_again(service, case_id)
    _log_in(service)
    _look_at_a_sample(service, case_id)


def _break_the_glass(service: Service, reviewer: Caller, case_id: str) -> None:
    caseworker, path = team(service).caseworker, "/v1/break-glass"
    asked = {"case_id": case_id, "reason": "Barnet er på skadestuen, og ingen andre kan nås"}
    grant = caseworker.post(path, asked).json()
    caseworker.post(path, asked)
    caseworker.post(path, asked | {"case_id": NOBODYS_ID})
    caseworker.get(path)
    verdict = {"verdict": "in_order", "note": "Vagten er ringet op og har bekræftet det"}
    reviewer.post(f"{path}/{grant['id']}/review", verdict)
    caseworker.post(f"{path}/{grant['id']}/end")
    caseworker.post(f"{path}/{grant['id']}/end")
    alarm = reviewer.get("/v1/alarms", open=True).json()["items"][0]
    reviewer.post(f"/v1/alarms/{alarm['id']}/seen", {"note": "Talt med vagten"})
    reviewer.post(f"/v1/alarms/{alarm['id']}/seen", {"note": "Talt med vagten"})
    reviewer.post(f"{path}/{grant['id']}/review", verdict)
    reviewer.post(f"{path}/{grant['id']}/review", verdict)


def _ask_who_looked(service: Service, reviewer: Caller, case_id: str) -> None:
    person = team(service).coordinator.case(case_id)["person"]
    reviewer.post("/v1/persons/lookup", {"cpr_number": person["cpr_number"]})
    looks = reviewer.get(f"/v1/persons/{person['id']}/access-log", limit=2).json()["items"]
    reviewer.get(f"/v1/persons/{person['id']}/access-log/extract")
    reviewer.get("/v1/access-log", limit=2)
    why = {"reason": "Opslaget har ingen sammenhæng med en sag"}
    reviewer.post(f"/v1/pseudonyms/{looks[0]['actor']}/reveal", why)
    reviewer.post(f"/v1/pseudonyms/{'0' * 32}/reveal", why)
    service.as_(Role.COORDINATOR).post(f"/v1/pseudonyms/{'0' * 32}/reveal", why)
    reviewer.get("/v1/pseudonym-reveals")


def _check_the_log(service: Service, reviewer: Caller) -> None:
    with service.workers_database.transaction(FREDERICIA) as session:
        make_checkpoint(session, FREDERICIA, at=service.at())
    reviewer.get("/v1/audit-status")
    reviewer.get("/v1/audit-export", after=10_000)
    reviewer.get("/v1/audit-export")


def _take_a_role_away(service: Service) -> None:
    one, other = (service.as_(Role.ADMINISTRATOR, subject=who) for who in ("admin-1", "admin-2"))
    path = "/v1/role-withdrawals"
    taken = one.post(path, {"user": "kollega", "role": "caseworker", "reason": "left"}).json()
    one.post(f"{path}/{taken['id']}/end")
    one.post(f"{path}/{taken['id']}/end")
    other.post(f"{path}/{taken['id']}/end")
    one.get(path)


def _try_again(service: Service, case_id: str) -> None:
    administrator, path = service.as_(Role.ADMINISTRATOR), "/v1/given-up-jobs"
    give_up_round(service)
    retries = f"{path}/{give_up(service, case_id=case_id)}/retries"
    administrator.get(path)
    administrator.post(retries)
    administrator.post(retries)
    administrator.post(f"{path}/999999/retries")
    service.as_(Role.COORDINATOR).post(retries)


def _log_in(service: Service) -> None:
    cookie = begun(service, "tove", Role.COORDINATOR, Role.TEAM_LEADER)
    browser = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
    client = TestClient(service.app, raise_server_exceptions=False)
    client.get("/v1/session", headers=browser)
    client.post("/v1/session", headers=browser, json={"role": "team_leader"})
    elsewhere = {"Authorization": f"Bearer {_for_another_purpose(service)}"}
    client.get("/v1/session", headers=elsewhere)
    client.post("/v1/session", headers=elsewhere, json={"role": "coordinator"})
    administrator = service.as_(Role.ADMINISTRATOR)
    going_on = administrator.get("/v1/sessions").json()["items"]
    administrator.delete(f"/v1/sessions/{going_on[0]['id']}")


def _for_another_purpose(service: Service) -> str:
    """A token that is good, and for something the role does not do."""
    issuer = service.issuer
    token = issuer.token(Role.COORDINATOR, FREDERICIA, subject="tove", at=service.at())
    claims = jwt.decode(token, issuer.key, algorithms=["ES256"]).claims | {"purpose": "statistics"}
    return jwt.encode({"alg": "ES256", "kid": "demo"}, claims, issuer.key)


def begun(service: Service, who: str, *roles: Role) -> str:
    """The cookie of somebody who has just logged in, in the first of the roles."""
    choices = [Choice(role, FREDERICIA) for role in roles]
    person = LoggedIn(who, "kommunen", who, frozenset(choices))
    with service.database.transaction() as session:
        return sessions.begin(session, person, choices[0], SessionRules(), service.at())


def _look_at_a_sample(service: Service, case_id: str) -> None:
    """Of a month in which one thing was looked at, so that there is no lot to be drawn about it."""
    before: Any = service.now
    service.now = instant(NEXT_YEAR)
    service.as_(Role.COORDINATOR).get(f"/v1/cases/{case_id}")
    service.now = instant(A_MONTH_LATER)
    draw_samples(service.workers_database, service.at)
    reviewer = service.as_(Role.LOG_REVIEWER)
    service.as_(Role.COORDINATOR).get("/v1/access-samples", month="2027-01")
    drawn = reviewer.get("/v1/access-samples", month="2027-01").json()["items"][0]
    verdict = {"verdict": "in_order"}
    reviewer.post(f"/v1/access-samples/{drawn['id']}/review", verdict)
    reviewer.post(f"/v1/access-samples/{drawn['id']}/review", verdict)
    service.now = before
