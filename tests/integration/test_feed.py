"""The feed: what happened in a system's cases, numbered without gaps, with nothing personal in it."""

from jsonschema import Draft202012Validator

from app.errors import Conflict
from app.history import service as history
from tests.caller import Service
from tests.integration.vendor import Vendor
from tests.personal import personal_in
from workflows.casework import State
from workflows.roles import Role


def test_a_system_hears_of_its_cases_from_the_moment_they_are_given_to_it(ours: Vendor) -> None:
    case_id = ours.gives()
    found = ours.feed()
    assert [one["type"] for one in found["items"]] == ["dk.ssp.case.linked.v1", "dk.ssp.case.changed.v1"]
    assert {one["subject"] for one in found["items"]} == {case_id}
    assert [one["sequence"] for one in found["items"]] == ["1", "2"]
    assert (found["after"], found["last"], found["newest"]) == (0, 2, 2)
    assert {one["data"]["version"] for one in found["items"]} == {ours.system.case(case_id)["version"]}
