"""Reading the figures in a test: the numbers, by what they are of."""

from typing import Any

from tests.caller import Caller

HIDDEN = "hidden"
Shown = int | float | str | None


def figures(caller: Caller) -> Any:
    answer = caller.get("/v1/figures")
    assert answer.status_code == 200, answer.text
    return answer.json()


def shown(one: dict[str, Any]) -> Shown:
    """The number; HIDDEN where it is kept back, which is said, and then there is none."""
    (value,) = (value for name, value in one.items() if name != "suppressed")
    assert not one["suppressed"] or value is None
    return HIDDEN if one["suppressed"] else value


def ages(read: Any) -> dict[str, dict[str | None, Shown]]:
    """By the bands that have somebody: each track's, and how many are overdue."""
    found = {
        band["title"]: {one["track"]: shown(one["cases"]) for one in band["tracks"]} | {"late": shown(band["overdue"])}
        for band in read["open_cases"]["ages"]
    }
    return {title: numbers for title, numbers in found.items() if any(numbers.values())}


def states(read: Any) -> dict[str, Shown]:
    return {one["state"]: number for one in read["states"] if (number := shown(one["cases"]))}


def steps(read: Any) -> dict[int | str, Shown]:
    found: dict[int | str, Shown] = {one["level"]: shown(one["cases"]) for one in read["steps"]["steps"]}
    found |= {name: shown(read["steps"][name]) for name in ("on_another_scale", "not_placed")}
    return {name: number for name, number in found.items() if number}


def lists(read: Any) -> dict[str, dict[str, Shown]]:
    """By the weeks that have a list: entries of each role, and all."""
    found: dict[str, dict[str, Shown]] = {}
    for week in read["lists"]:
        numbers = {one["role"]: shown(one["entries"]) for one in week["roles"]} | {"all": shown(week["entries"])}
        if numbers["all"]:
            found[week["week"]] = {name: number for name, number in numbers.items() if number}
    return found


def telling(read: Any) -> dict[str, tuple[Shown, Shown, Shown, Shown]]:
    """By the weeks that have somebody: told, not told yet, median, ninetieth percentile."""
    found = {
        week["week"]: (shown(week["told"]), shown(week["not_told"]), shown(week["median"]), shown(week["p90"]))
        for week in read["telling"]
    }
    return {week: numbers for week, numbers in found.items() if numbers != (0, 0, None, None)}
