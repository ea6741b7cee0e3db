"""The handover meeting in the room: decided by keys alone, by several at once, and by those who are there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import check
from tests.browser.conftest import AsRole
from tests.browser.pictures import picture
from tests.caller import Caller, Service, instant
from tests.cases.stations import type_in
from tests.meetings.room import POLICE, TEAM_LEADER, TUESDAY, carry_over, dealt, decide, meeting, moved, opened
from workflows.roles import Role

Room = Callable[..., Page]


@pytest.fixture
def in_the_room(as_role: AsRole) -> Room:
    """A browser whose clock is the meeting's: by another one its session would have ended."""

    def open_(role: Role, **more: Any) -> Page:
        page = as_role(role, **more)
        page.clock.set_fixed_time(instant(TUESDAY))
        return page

    return open_


def name(entry: Any) -> str:
    return str(entry["person"]["name"])


def outcomes(caller: Caller, meeting_id: str) -> list[Any]:
    return [one["decision"] or one["outcome"] for one in meeting(caller, meeting_id)["agenda"]]


def shown(page: Page, entry: Any) -> None:
    """Its name stands there, and the screen has come to rest."""
    expect(page.locator("#hvem")).to_contain_text(name(entry))


def press(page: Page, key: str, then: Any) -> None:
    """A key, and then this entry stands there."""
    page.keyboard.press(key)
    shown(page, then)
    page.wait_for_load_state()


def test_a_meeting_is_held_and_closed_by_the_keyboard_alone(service: Service, in_the_room: Room) -> None:
    them, meeting_id = opened(service, TEAM_LEADER, POLICE)
    first, second, third, fourth, fifth = (type_in(them.coordinator) for _ in range(5))
    page = in_the_room(Role.COORDINATOR)
    page.goto(f"/moeder/{meeting_id}")
    shown(page, first)
    press(page, "s", then=second)
    press(page, "t", then=third)
    page.keyboard.press("f")
    expect(page.get_by_label("Begrundelse")).to_be_focused()
    page.keyboard.type("Et uheld, ikke for os: t s f a u")
    page.keyboard.press("Tab")
    press(page, "Enter", then=fourth)
    page.keyboard.press("a")
    expect(page.get_by_label("Kommune")).to_be_focused()
    page.keyboard.type("Kolding")
    page.keyboard.press("Tab")
    page.keyboard.type("Familien er flyttet")
    page.keyboard.press("Tab")
    press(page, "Enter", then=fifth)
    page.keyboard.press("p")
    expect(page.get_by_label("Begrundelse")).to_be_focused()
    page.keyboard.type("Vi mangler skolen")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#hvem")).to_have_text("Alt er fordelt eller udsat")
    assert outcomes(them.coordinator, meeting_id) == [
        "to_coordinator", "to_team_leader", "drop", "to_other_municipality", "carried_over",
    ]  # fmt: skip
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Luk mødet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mødet er lukket, og referatet er færdigt.")).to_be_visible()


def test_keys_walk_undo_and_explain_themselves(service: Service, in_the_room: Room) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    _, second, third = (type_in(them.coordinator) for _ in range(3))
    page = in_the_room(Role.COORDINATOR)
    page.goto(f"/moeder/{meeting_id}")
    press(page, "ArrowRight", then=second)
    press(page, "ArrowRight", then=third)
    press(page, "ArrowLeft", then=second)
    press(page, "s", then=third)
    press(page, "u", then=second)
    expect(page.get_by_label("Begrundelse")).to_be_focused()
    page.keyboard.press("Escape")
    press(page, "Escape", then=second)
    assert outcomes(them.coordinator, meeting_id) == [None, "to_coordinator", None], "nothing was undone by Escape"
    page.keyboard.press("u")
    expect(page.get_by_label("Begrundelse")).to_be_focused()
    page.keyboard.type("Forkert")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Fortrudt.")).to_be_visible()
    assert outcomes(them.coordinator, meeting_id) == [None, None, None]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Taster")).to_be_visible()
    page.keyboard.press("s")
    page.get_by_label("Brug tasterne på denne computer").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.get_by_role("dialog")).to_be_hidden()
    shown(page, second)
    assert outcomes(them.coordinator, meeting_id) == [None, None, None], "neither in the help nor when they are off"


def test_a_key_that_is_held_down_decides_one_entry(service: Service, in_the_room: Room) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    first, second = (type_in(them.coordinator) for _ in range(2))
    page = in_the_room(Role.COORDINATOR)
    page.goto(f"/moeder/{meeting_id}")
    page.keyboard.down("s")
    shown(page, second)
    page.keyboard.down("s")
    page.keyboard.up("s")
    press(page, "ArrowLeft", then=first)
    assert outcomes(them.coordinator, meeting_id) == ["to_coordinator", None]


def test_two_browsers_see_each_others_decisions_and_lose_nothing_of_their_own(
    service: Service, in_the_room: Room
) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    _, second, third = (type_in(them.coordinator) for _ in range(3))
    tove, tim = in_the_room(Role.COORDINATOR), in_the_room(Role.TEAM_LEADER)
    tove.goto(f"/moeder/{meeting_id}")
    tim.goto(f"/moeder/{meeting_id}?punkt={third['id']}&goer=udsaet")
    tim.get_by_label("Begrundelse").fill("Vi mangler")
    press(tove, "s", then=second)
    expect(tim.locator("#progress-text")).to_contain_text("1 af 3 fordelt")
    expect(tim.get_by_label("Begrundelse")).to_have_value("Vi mangler")
    expect(tim.get_by_label("Begrundelse")).to_be_focused()
    tim.keyboard.type(" skolen")
    tim.get_by_role("button", name="Udsæt").click()
    expect(tove.locator("#progress-text")).to_contain_text("1 udsat")
    shown(tove, second)
    tim.goto(f"/moeder/{meeting_id}?vis=tabel")
    tim.get_by_label(f"Vælg {name(second)}").check(force=True)
    more = type_in(them.coordinator)
    expect(tim.get_by_role("link", name=name(more))).to_be_visible()
    expect(tim.get_by_label(f"Vælg {name(second)}")).to_be_checked()
    dealt(them.team_leader, meeting_id, decide(second, "to_coordinator"))
    expect(tove.locator(".room-decided")).to_contain_text("Givet til SSP-tovholder")
    assert meeting(them.coordinator, meeting_id)["agenda"][2]["reason"] == "Vi mangler skolen"


def test_who_comes_in_is_seen_at_once_and_decides_what_stands_there(service: Service, in_the_room: Room) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    page = in_the_room(Role.COORDINATOR)
    page.goto(f"/moeder/{meeting_id}")
    shown(page, child)
    there = moved(them.team_leader, meeting_id, "arrive", role="caseworker", name="Gæst Opdigtet")["participants"]
    expect(page.locator("#hvem")).to_have_text("Punktet kan ikke stå på skærmen nu")
    expect(page.get_by_text(name(child))).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator("#til-stede-" + there[-1]["id"])).to_contain_text("Gæst Opdigtet")
    page.get_by_role("button", name="Går Gæst Opdigtet").click()
    shown(page, child)
    assert outcomes(them.coordinator, meeting_id) == [None], "a key for a button that is not there does nothing"


def test_without_javascript_all_of_it_is_buttons_and_links(service: Service, in_the_room: Room) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    _, second, _ = (type_in(them.coordinator) for _ in range(3))
    page = in_the_room(Role.COORDINATOR, javascript=False)
    page.goto(f"/moeder/{meeting_id}")
    page.get_by_role("button", name="SSP-tovholder").click()
    shown(page, second)
    page.get_by_role("link", name="Frasortér").click()
    page.get_by_label("Begrundelse").fill("Et uheld")
    page.get_by_role("button", name="Frasortér").click()
    page.get_by_role("link", name="Hele tabellen").click()
    page.locator("#agenda input[type=checkbox][name=entry_id]").check(force=True)
    page.get_by_role("button", name="Fordel de valgte").click()
    expect(page.locator("#progress-text")).to_contain_text("3 af 3 fordelt")
    assert outcomes(them.coordinator, meeting_id) == ["to_coordinator", "drop", "to_coordinator"]


def test_a_screen_that_hears_nothing_any_more_says_so(service: Service, in_the_room: Room) -> None:
    them, meeting_id = opened(service)
    child = type_in(them.coordinator)
    page = in_the_room(Role.COORDINATOR)
    page.goto(f"/moeder/{meeting_id}")
    expect(page.locator("#lost")).to_be_hidden()
    with service.database.transaction("607") as session:
        session.connection().exec_driver_sql("update sessions set ended_at = now()")
    expect(page.locator("#lost")).to_be_visible()
    shown(page, child)


@pytest.mark.parametrize("terms", ["", "?vis=tabel", "?goer=frasorter", "?goer=kommer"])
def test_the_screen_is_for_everybody_and_fits(service: Service, in_the_room: Room, terms: str) -> None:
    them, meeting_id = opened(service, TEAM_LEADER, POLICE)
    waits, done, _, _ = (type_in(them.coordinator, place="Havnen", note="Mor hentede") for _ in range(4))
    dealt(them.coordinator, meeting_id, carry_over(waits), decide(done, "to_coordinator"))
    page = in_the_room(Role.COORDINATOR)
    page.goto(f"/moeder/{meeting_id}{terms}")
    check(page)
    picture(page, f"meeting-{terms.removeprefix('?') or 'point'}")


@pytest.mark.parametrize("where", ["/moeder", "/moeder/indkald", "/moeder/{}", "/moeder/{}/goer/aabn"])
def test_the_pages_around_it_are_for_everybody_and_fit(service: Service, in_the_room: Room, where: str) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child, waits = (type_in(them.coordinator) for _ in range(2))
    dealt(them.coordinator, meeting_id, decide(child, "to_coordinator"), carry_over(waits))
    moved(them.coordinator, meeting_id, "close")
    if where.endswith("aabn"):
        meeting_id = them.coordinator.get("/v1/meetings", state="planned").json()["items"][-1]["id"]
    page = in_the_room(Role.COORDINATOR)
    page.goto(where.format(meeting_id))
    check(page)
    picture(page, "meeting-" + where.removeprefix("/moeder").format("over").replace("/", "-"))
