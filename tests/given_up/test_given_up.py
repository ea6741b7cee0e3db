"""What a worker gives up is seen by the municipality's administrator, tried again, and gone when it has succeeded."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from app import jobs
from app import worker as workers
from app.given_up import texts
from tests.access.log import Log
from tests.caller import Caller, Service, new_key
from tests.case_index.asking import entry_now, say
from tests.cases.stations import on_monday, type_in
from tests.given_up.giving_up import ATTEMPTS, Worker, give_up, give_up_round
from workflows.case_index import Finding
from workflows.roles import GRANTABLE_ROLES, Role

PATH = "/v1/given-up-jobs"


@pytest.fixture
def ada(service: Service) -> Caller:
    on_monday(service)
    return service.as_(Role.ADMINISTRATOR, subject="ada")


def listed(administrator: Caller) -> list[Any]:
    answer = administrator.get(PATH)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def again(administrator: Caller, job_id: int, **more: Any) -> Any:
    return administrator.post(f"{PATH}/{job_id}/retries", **more)


def asked_about(service: Service) -> Any:
    """An entry about which somebody asks that the index be asked."""
    coordinator = on_monday(service).coordinator
    entry = type_in(coordinator)
    say(coordinator, entry["case_id"], "ask")
    return entry


def _answer(service: Service, entry: Any) -> Any:
    known = entry_now(on_monday(service).coordinator, entry)["authority_case"]
    return known and known["finding"]


def test_what_fails_at_its_last_attempt_is_seen_tried_again_and_done(
    service: Service, ada: Caller, worker: Worker, opened: None
) -> None:
    entry = asked_about(service)
    with worker.hindered():
        for _ in range(ATTEMPTS - 1):
            worker.work()
            assert listed(ada) == [], "it is tried again by itself"
        worker.work()
    (given_up,) = listed(ada)
    assert (given_up["task"], given_up["case_id"]) == (jobs.ASK_CASE_INDEX, entry["case_id"])
    assert given_up["title"] == "Spørge sagsindekset, om der er en aktiv sag i myndighed"
    assert (given_up["attempts"], given_up["waits"], given_up["whole_installation"]) == (ATTEMPTS, False, False)
    assert given_up["queued_at"] < given_up["given_up_at"]
    worker.work()
    assert _answer(service, entry) is None
    assert listed(ada) == [given_up], "nobody tries it by itself any more"

    assert again(ada, given_up["id"]).status_code == 204
    assert [one["waits"] for one in listed(ada)] == [True]
    worker.work()
    assert listed(ada) == []
    assert _answer(service, entry) == Finding.REFUSED, "the municipality has no agreement, and now that is known"
    assert again(ada, given_up["id"]).status_code == 404, "what has been done is there no more"


def test_what_is_tried_again_in_vain_is_one_thing_still_with_all_its_attempts(
    service: Service, ada: Caller, worker: Worker, opened: None
) -> None:
    asked_about(service)
    with worker.hindered():
        for tries in (1, 2):
            for _ in range(ATTEMPTS):
                worker.work()
            (given_up,) = listed(ada)
            assert (given_up["attempts"], given_up["waits"]) == (tries * ATTEMPTS, False)
            assert again(ada, given_up["id"]).status_code == 204
    (waiting,) = listed(ada)
    assert waiting["queued_at"] < given_up["given_up_at"], "it has waited since the first time"


def test_what_waits_already_is_not_queued_twice(service: Service, ada: Caller) -> None:
    job_id = give_up(service, case_id=uuid4())
    assert again(ada, job_id).status_code == 204
    refused = again(ada, job_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_given_up")
    assert refused.json()["detail"] == texts.WAITS
    key = {"Idempotency-Key": new_key()}
    other = give_up(service, case_id=uuid4())
    answers = [again(ada, other, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [204, 204]
    assert [one.headers.get("Idempotent-Replayed") for one in answers] == [None, "true"]


def test_a_job_that_has_not_failed_is_not_given_up(service: Service, ada: Caller, url: str) -> None:
    job_id = give_up(service, case_id=uuid4())
    for status in ("todo", "doing"):
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("update procrastinate_jobs set status = %s where id = %s", [status, job_id])
        assert listed(ada) == []
        assert again(ada, job_id).json()["code"] == "not_given_up"


def test_another_municipalitys_is_not_there_and_the_rounds_are_everybodys(service: Service, ada: Caller) -> None:
    ours, theirs, everybodys = give_up(service, case_id=uuid4()), give_up(service, "740", case_id=uuid4()), None
    everybodys = give_up_round(service)
    abroad = service.as_(Role.ADMINISTRATOR, "740", "ada")
    assert [one["id"] for one in listed(ada)] == [everybodys, ours]
    assert [one["id"] for one in listed(abroad)] == [everybodys, theirs]
    assert again(ada, theirs).status_code == again(abroad, ours).status_code == 404
    assert again(ada, 2**62).status_code == 404
    shown = listed(abroad)[0]
    assert (shown["whole_installation"], shown["case_id"], shown["title"]) == (True, None, "Holde øje med frister")
    assert again(abroad, everybodys).status_code == 204
    assert again(ada, everybodys).status_code == 409


def test_a_round_that_succeeds_later_is_given_up_no_more_however_often_it_failed(
    service: Service, ada: Caller, worker: Worker
) -> None:
    give_up_round(service)
    newest = give_up_round(service)
    other = give_up_round(service, "forget_answers")
    (_, watching) = sorted(listed(ada), key=lambda one: str(one["task"]))
    assert watching["id"] == newest
    assert watching["attempts"] == 2
    assert again(ada, newest).status_code == 204
    worker.work()
    assert [one["id"] for one in listed(ada)] == [other]


def test_no_other_role_is_told_or_can_try_again(service: Service, ada: Caller) -> None:
    job_id = give_up(service, case_id=uuid4())
    for role in GRANTABLE_ROLES - {Role.ADMINISTRATOR}:
        caller = service.as_(role, subject="somebody")
        assert (caller.get(PATH).status_code, again(caller, job_id).status_code) == (403, 403), role
    assert [one["waits"] for one in listed(ada)] == [False]


def test_pages_go_on_from_where_the_last_one_ended(service: Service, ada: Caller) -> None:
    made = [give_up(service, case_id=uuid4()) for _ in range(5)]
    found: list[int] = []
    more: dict[str, str] = {}
    for expected in (2, 2, 1):
        answer = ada.get(PATH, limit=2, **more).json()
        assert len(answer["items"]) == expected
        found += [one["id"] for one in answer["items"]]
        more = {"cursor": answer["next_cursor"]}
    assert more == {"cursor": None}
    assert found == made[::-1]
    assert ada.get(PATH, cursor="x").json()["code"] == "cursor_wrong"


def test_looking_and_trying_again_are_in_the_log(service: Service, ada: Caller, log: Log) -> None:
    case_id = uuid4()
    job_id = give_up(service, case_id=case_id)
    log.new()
    listed(ada)
    again(ada, job_id)
    again(ada, job_id)
    rows = [(row["actor"], row["action"], row["object_id"], row["subject_id"]) for row in log.new()]
    assert rows == [
        ("ada", "given_up_job.listed", None, None),
        ("ada", "given_up_job.tried_again", case_id, None),
    ]


def test_what_is_rolled_back_is_not_queued(service: Service, ada: Caller, url: str) -> None:
    """Without the log nothing is done: the job is queued in the request's own transaction."""
    job_id = give_up(service, case_id=uuid4())
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("revoke insert on audit_log from ssp_app")
        assert again(ada, job_id).status_code == 503
        owner.execute("grant insert on audit_log to ssp_app")
    assert [one["waits"] for one in listed(ada)] == [False]


def test_every_task_of_the_worker_has_words_and_a_name_to_wait_under(service: Service, worker_url: str) -> None:
    engine = workers.make(worker_url, service.workers_database)
    ours = {name for name in engine.tasks if not name.endswith("procrastinate.builtin_tasks.remove_old_jobs")}
    assert set(texts.TASKS) == ours
    rounds = {one.task.name: one.task.queueing_lock for one in engine.periodic_registry.periodic_tasks.values()}
    assert {name for name, once in rounds.items() if once is None} == set()
