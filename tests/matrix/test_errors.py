"""A refusal tells nobody a word of what is stored, nor of what was sent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.matrix import oracle
from tests.matrix.calls import Request, by_id, places_for, request
from tests.matrix.tables import NEVER
from tests.matrix.test_fields import texts
from tests.matrix.world import World
from workflows.roles import Role

UNSAFE = {name: one for name, one in by_id().items() if one.body_types()}
_ABOUT = ("authority", "coordinator", "account", "glass", "log")
_MOVES = ("hold_meeting", "plan_course", "place_on_step", "close", "reopen", "inform_caseworker")


def refused(world: World, name: str, where: str) -> Iterator[Request]:
    """The call in many ways that cannot be carried out, each with a stored name in it."""
    asked, word = request(world, UNSAFE[name], where), _name(world, where)
    if asked.files is not None:
        yield replace(asked, files={"file": (f"{word}.csv", f"Navn;{word}\r\n{word};1".encode())})
        yield replace(asked, files=None)
        return
    if asked.content is not None:
        for content in (b"", word.encode(), f"<ModtagBeskedInput>{word}</ModtagBeskedInput>".encode()):
            yield replace(asked, content=content)
        return
    yield replace(asked, body={})
    yield replace(asked, body=[word])
    yield replace(asked, body={**asked.body, word: word})
    yield replace(asked, body=dict.fromkeys(asked.body, word))
    yield replace(asked, body=asked.body, headers={"If-Match": '"9999"'})
    if "If-Match" in asked.headers:
        yield replace(asked, headers={})
        for event in _MOVES:
            yield replace(asked, body={"event": event, "reason": word})
    for more in _TWICE.get(name, ()):
        yield replace(asked, body={**asked.body, **{key: value.format(word) for key, value in more.items()}})


def asking(name: str) -> set[Role]:
    """Those who may ever, for they get furthest; and one who may not."""
    row = oracle.IN_GENERAL.get(name) or oracle.ABOUT_SOMETHING.get(name) or {}
    return {role for role, cell in row.items() if cell != NEVER} | {Role.POLICE, Role.MANAGER}


def _name(world: World, where: str) -> str:
    """The child's name there, or else of the first that has one."""
    case = where if "case_id" in world.places[where] else "authority"
    return world.words.word("people.name", case)


_TWICE: dict[str, tuple[dict[str, str], ...]] = {
    "enter_custody_holder": ({"name": "{}", "relation": "aunt"},),
    "type_entry": ({"name": "{}", "cpr_number": "610312-499X"}, {"name": "{}", "role": "{}"}),
    "decide_entry": ({"decision": "drop"}, {"decision": "to_other_municipality", "municipality_code": "607"}),
    "ask_for_knowledge": ({"ground": "CONSENT", "question": "{}"},),
    "write_letters": ({"to": "{}"}, {"purpose": "{}"}),
    "move_letter": ({"event": "{}"},),
    "change_template": ({"title": "{}", "body": "{{{}}}"},),
    "preview_template": ({"title": "{}", "body": "{{{}}}"},),
    "look_up_person": ({"cpr_number": "{}"},),
    "search_cases": ({"text": "{0}" * 30},),
}


@pytest.mark.parametrize("name", sorted(UNSAFE))
def test_no_refusal_says_a_word_of_anybody(place: World, name: str) -> None:
    refusals, told = 0, []
    for where in set(_ABOUT) & set(places_for(place, UNSAFE[name])) or set(places_for(place, UNSAFE[name])[:1]):
        for asked in refused(place, name, where):
            for role in asking(name):
                answer: Any = asked.sent(place.client, place.callers[role]._headers)
                if answer.status_code >= 400:
                    refusals += 1
                    told += [(role.value, where, one) for one in place.words.found_in(texts(answer))]
    assert refusals > 4
    assert told == []


@pytest.mark.parametrize("where", ["authority", "coordinator"])
def test_a_name_that_stands_there_already_is_not_repeated(place: World, where: str) -> None:
    body = {"name": place.words.word("custody_holders.name", where), "relation": "mother"}
    asked = request(place, by_id()["enter_custody_holder"], where, body=body)
    statuses = set()
    for caller in place.callers.values():
        answer = asked.sent(place.client, caller._headers)
        statuses.add(answer.status_code)
        assert not place.words.found_in(texts(answer))
    assert statuses == {403, 404, 409}


def test_the_operations_that_take_a_body_are_all_here() -> None:
    assert {*oracle.IN_GENERAL, *oracle.ABOUT_SOMETHING, *oracle.BY_SESSION} >= {*UNSAFE}
