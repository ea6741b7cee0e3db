"""Whatever is sent to an operation, by whoever may use it, the answer is one that the document has."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.caller import file_for
from tests.drill.form import LONG, times
from tests.drill.reporting import Tell
from tests.openapi.document import Operation, document, operations
from tests.openapi.inhabited import Inhabited, Place, named
from tests.openapi.requests import XML, example_bodies, required_query
from workflows.roles import Role

_EXAMPLES = times(4, 50)
_FOR_A_BROWSER = {"change_role"}
_FORM = "multipart/form-data"
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_SCHEMA = schemathesis.openapi.from_dict(document())
_fuzzed = settings(
    max_examples=_EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # a failure says how to repeat it; making it small would take minutes
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("operation", operations(), ids=lambda one: one.name)
def test_in_whatever_state_a_case_is_the_answer_is_documented(operation: Operation, place: Inhabited) -> None:
    names = [parameter["name"] for parameter in operation.parameters("path")]
    known, tried, served = _known_bodies(operation), set[int](), list[Role]()
    places = place.places_with(names) if names else [{}, *(place.places_with(["case_id"]) if known else [])]
    for number, ids in enumerate(places):
        case = _SCHEMA[operation.path][operation.method].Case(path_parameters={name: ids[name] for name in names})
        case.query = required_query(operation)
        if known:
            case.body, case.media_type = named(known[number % len(known)], ids), operation.body_types()[0]
        for role in _some(place.roles_for(operation), number if served else 0, served):
            if operation.described["operationId"] == "move_case":
                case.headers["If-Match"] = place.version_of(ids["case_id"])
            status = _send(case, role, operation, place).status_code
            tried.add(status)
            if status < 300:
                served = [role]
    if operation.described["operationId"] in _FOR_A_BROWSER:
        assert tried == {401, 422} or tried == {401}, "a token has no session to change"
    else:
        assert min(tried) < 300, f"nothing that was tried went well: {sorted(tried)}"


@pytest.mark.parametrize("operation", operations(), ids=lambda one: one.name)
def test_no_request_is_answered_otherwise_than_documented(operation: Operation, shaken: Inhabited, tell: Tell) -> None:
    statuses: Counter[int] = Counter()
    names = [parameter["name"] for parameter in operation.parameters("path")]

    @_fuzzed
    @given(_requests(operation), _ids(shaken, names), _bodies(operation), st.booleans(), st.integers(0, len(Role)))
    def send(case: Case[Any], ids: Place | None, body: Any, from_the_start: bool, turn: int) -> None:
        if from_the_start:
            (case.query or {}).pop("cursor", None)  # one that is drawn leads to no page
        if ids is not None:
            case.path_parameters = {name: ids[name] for name in names}
            if body is not None:
                case.body = named(body, ids)
        for role in _some(shaken.roles_for(operation), turn):
            if ids is not None and "If-Match" in case.headers:
                case.headers["If-Match"] = shaken.version_of(ids["case_id"])
            statuses[_send(case, role, operation, shaken).status_code] += 1

    send()
    tell("10", "operations, each sent what Schemathesis draws", 1, over="sum")
    tell("10", "requests drawn by it", statuses.total(), over="sum")
    tell("10", "of these answered with 5xx, or otherwise than documented", 0, at_most=0, over="sum")


def _some(roles: list[Role], turn: int, served: Sequence[Role] = ()) -> list[Role]:
    """In the short form not everybody sends everything, once it went well for somebody: they and two more do, who take
    turns.

    Everybody before every place is what the matrix asks.
    """
    if LONG or turn == 0:
        return roles
    others = [role for role in roles if role not in served]
    return [*served, *(others[(2 * turn + one) % len(others)] for one in range(min(2, len(others))))]


def _requests(operation: Operation) -> SearchStrategy[Case[Any]]:
    """Half of the right shape, half of a wrong one."""
    described = _SCHEMA[operation.path][operation.method]
    return st.one_of(*(described.as_strategy(generation_mode=mode) for mode in GenerationMode))


def _ids(place: Inhabited, names: list[str]) -> SearchStrategy[Place | None]:
    """Mostly ones that exist; a request to nobody's id is soon over."""
    return st.sampled_from([None, *place.places_with(names)])


def _bodies(operation: Operation) -> SearchStrategy[Any]:
    """Half of the time one that was carried out once, so that some get through."""
    known = _known_bodies(operation)
    return st.none() | st.sampled_from(known) if known else st.none()


def _known_bodies(operation: Operation) -> list[Any]:
    if _FORM in operation.body_types():
        return [{"file": file_for(operation.path)[1]}]
    if XML in operation.body_types():
        return [text.encode() for text in example_bodies(operation, XML)]
    return example_bodies(operation)


def _send(case: Case[Any], role: Role, operation: Operation, place: Inhabited) -> Response:
    case.headers["Authorization"] = f"Bearer {place.tokens[role]}"  # one that is drawn gets nowhere
    response = case.call(app=place.service.app)
    case.validate_response(response, checks=_CHECKS)
    if response.status_code == 403 and response.json()["reason"] == "role_may_never":
        place.never.add((operation.name, role))
    return response
