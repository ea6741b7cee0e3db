"""The pages are held to the log as the API is: whoever is shown is in it, and without it nothing is shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from httpx2 import Response

from tests.access.routes import filled
from tests.access.test_audit_holds import TAKEN, _execute, _secrets
from tests.matrix.page_table import OTHER_NAMES, SEEN
from tests.matrix.visits import HTML, names
from tests.openapi.inhabited import Inhabited
from workflows.roles import Role

WITHOUT_PERSONS = {
    "/kommunen": "the municipality's settings",
    "/bliv": "how long one is logged in",
    "/tid-tilbage": "the same",
    "/skabeloner": "how letters are worded, with nobody in them",
    "/skabeloner/{kind}": "the same",
    "/flere/kollega": "an empty form",
    "/lister/haendelse": "an empty form",
    "/bekymring": "an empty form",
    "/soeg": "an empty form",
    "/moeder/indkald": "an empty form",
}
"""Pages that show nobody's data, and go on without the log."""
NOT_HERE = frozenset({"/moeder/{meeting_id}/goer/{name}", "/lister/{list_id}/ret"})
"""No meeting is going on, and no list has a row that was turned away."""


@dataclass(frozen=True)
class Visit:
    page: str
    path: str
    role: Role

    def made(self, place: Inhabited) -> Response:
        token = {"Authorization": f"Bearer {place.tokens[self.role]}"}
        return place.service.client.get(self.path, headers=token | HTML, follow_redirects=False)


def shown(place: Inhabited) -> Iterator[tuple[Visit, Response]]:
    """For each page and role the first place where it is shown."""
    for page in SEEN:
        for role in place.tokens:
            for ids in place.places_with(names(page)) if names(page) else [{}]:
                more = {"name": OTHER_NAMES.get(page, ""), "version": OTHER_NAMES.get(page, "")}
                visit = Visit(page, filled(page, {**more, **ids}), role)
                answer = visit.made(place)
                if answer.status_code == 200:
                    yield visit, answer
                if answer.status_code in (200, 403):  # such a role never gets it, wherever it asks
                    break


def test_a_page_is_in_the_log_and_without_the_log_there_is_none(alone: Inhabited, alone_url: str) -> None:
    secrets = _secrets(alone, alone_url)
    seen = list(shown(alone))
    alone.service.book.hold()
    told = {visit for visit, answer in seen if any(secret in answer.text for secret in secrets)}
    assert len({visit.page for visit in told}) > 15, "only where something was told can it be held back"
    assert not {visit.page for visit in told} & WITHOUT_PERSONS.keys()
    assert {visit.page for visit, _ in seen} >= SEEN.keys() - NOT_HERE
    held = set()
    take, give_back = TAKEN["the right to write it"]
    _execute(alone_url, take)
    try:
        for visit, _ in seen:
            answer = visit.made(alone)
            assert not [secret for secret in secrets if secret in f"{answer.text}{answer.headers}"], visit
            # A list with nobody in it goes on.
            assert answer.status_code == 503 or (answer.status_code == 200 and visit not in told), visit
            assert "<h1>" in answer.text or answer.status_code == 200, visit
            held |= {visit.page} if answer.status_code == 503 else set()
    finally:
        _execute(alone_url, give_back)
    assert SEEN.keys() - NOT_HERE - held == WITHOUT_PERSONS.keys()
