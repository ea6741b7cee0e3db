"""The signed paper is kept with the consent, as it is, and given to whoever may read the consent."""

import hashlib
from typing import Any

import pytest

from app.consents.papers import MOST_BYTES
from tests.caller import SIGNED, Caller, Service
from tests.cases.stations import on_monday, reach
from tests.handover import agree_to_course
from workflows.casework import State
from workflows.roles import Role

PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
JPEG = b"\xff\xd8\xff\xe0" + bytes(50)


def consented(service: Service) -> tuple[Caller, str, str]:
    """The coordinator, a case's address, and that of a consent which was given in it."""
    them = on_monday(service)
    case = f"/v1/cases/{reach(them, State.PLACED)}"
    (consent,) = agree_to_course(them.coordinator, case.rsplit("/", 1)[-1])
    return them.coordinator, case, f"{case}/consents/{consent['id']}"


def papers_of(caller: Caller, case: str) -> list[Any]:
    return [paper for one in caller.get(f"{case}/consents").json()["items"] for paper in one["papers"]]


@pytest.mark.parametrize(
    ("content", "media_type"), [(SIGNED, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")]
)
def test_what_was_signed_comes_back_byte_for_byte(service: Service, content: bytes, media_type: str) -> None:
    coordinator, case, consent = consented(service)
    kept = coordinator.post_file(f"{consent}/papers", "IMG_0001", content)
    assert kept.status_code == 201, kept.text
    (paper,) = papers_of(coordinator, case)
    assert paper == kept.json()
    assert (paper["media_type"], paper["size"]) == (media_type, len(content))
    assert (paper["sha256"], paper["added_by"]) == (hashlib.sha256(content).hexdigest(), "coordinator")
    given = coordinator.get(f"{consent}/papers/{paper['id']}")
    assert (given.content, given.headers["content-type"]) == (content, media_type)
    assert given.headers["content-disposition"].startswith("attachment"), "it is never opened as a page of ours"


def test_the_same_paper_again_is_known_and_a_better_one_is_one_more(service: Service) -> None:
    coordinator, case, consent = consented(service)
    first = coordinator.post_file(f"{consent}/papers", "a.pdf", SIGNED)
    again = coordinator.post_file(f"{consent}/papers", "b.pdf", SIGNED)
    assert (again.status_code, again.json()) == (200, first.json())
    assert coordinator.post_file(f"{consent}/papers", "c.png", PNG).status_code == 201
    assert [one["media_type"] for one in papers_of(coordinator, case)] == ["application/pdf", "image/png"]
    history = coordinator.get(f"{case}/history").json()["items"]
    assert [one["event"] for one in history].count("paper_kept") == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b" %PDF-1.7"])
def test_what_is_no_paper_is_refused_with_what_can_be_sent(service: Service, content: bytes) -> None:
    coordinator, case, consent = consented(service)
    refused = coordinator.post_file(f"{consent}/papers", "samtykke.pdf", content)
    assert (refused.status_code, refused.json()["code"]) == (422, "paper_unreadable")
    assert "PDF" in refused.json()["detail"]
    assert papers_of(coordinator, case) == []


def test_ten_megabytes_are_taken_and_a_byte_more_is_not(service: Service) -> None:
    coordinator, case, consent = consented(service)
    whole = b"%PDF-" + bytes(MOST_BYTES - 5)
    refused = coordinator.post_file(f"{consent}/papers", "a.pdf", whole + b"x")
    assert (refused.status_code, refused.json()["detail"]) == (413, "Højst 10 MB.")
    assert coordinator.post_file(f"{consent}/papers", "a.pdf", whole).status_code == 201
    (paper,) = papers_of(coordinator, case)
    assert coordinator.get(f"{consent}/papers/{paper['id']}").content == whole


def test_a_paper_is_found_at_its_own_consent_alone(service: Service) -> None:
    coordinator, _, consent = consented(service)
    paper = coordinator.post_file(f"{consent}/papers", "a.pdf", SIGNED).json()["id"]
    _, _, other = consented(service)
    assert coordinator.get(f"{other}/papers/{paper}").status_code == 404
    assert coordinator.get(f"{consent}/papers/{paper}").status_code == 200


def test_a_local_leader_sees_no_paper(service: Service) -> None:
    coordinator, _, consent = consented(service)
    paper = coordinator.post_file(f"{consent}/papers", "a.pdf", SIGNED).json()["id"]
    assert service.as_(Role.LOCAL_LEADER, subject="lars").get(f"{consent}/papers/{paper}").status_code == 403


def test_it_can_be_kept_when_the_case_has_ended(service: Service) -> None:
    """The paper comes in the post the week after."""
    them = on_monday(service)
    case_id = reach(them, State.COURSE_COMPLETED)
    (consent, *_) = them.coordinator.get(f"/v1/cases/{case_id}/consents").json()["items"]
    path = f"/v1/cases/{case_id}/consents/{consent['id']}/papers"
    assert them.coordinator.post_file(path, "a.pdf", SIGNED).status_code == 201


def test_whoever_opens_what_was_signed_is_among_those_who_have_looked(service: Service) -> None:
    coordinator, case, consent = consented(service)
    paper = coordinator.post_file(f"{consent}/papers", "a.pdf", SIGNED).json()
    colleague = service.as_(Role.COORDINATOR, subject="kollega")
    assert colleague.get(f"{consent}/papers/{paper['id']}").status_code == 200
    lookers = {one["who"] for one in coordinator.get(f"{case}/looks").json()["items"]}
    assert "kollega" in lookers
