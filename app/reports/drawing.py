"""The figures drawn: each a pure function from what was counted to an SVG, 360 pixels wide, that a page can hold.

Bars are told apart by where they stand, lines by dash and point, so that they can be read in grey and by whoever does
not tell colours apart. Every number is written; what is hidden says so.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.reports import canvas, texts
from app.reports.canvas import DARK, INK, WARM, altair
from app.reports.panels import HIDDEN, Bar, lying, nothing, said, standing
from app.reports.schemas import Count, Days, FiguresView, OfAge, TellingWeek
from workflows.calendar import IsoWeek
from workflows.casework import Track

_HIDDEN_IN_A_WEEK = "* Skjult, så ingen kan kendes."


def open_cases_by_age(read: FiguresView) -> str:
    """Bars for all open cases with the overdue among them, and for each track."""
    title = "Åbne sager efter alder"
    of_all = [
        Bar(one.title, one.cases, _with_overdue(one), part=min(one.overdue.count or 0, one.cases.count or 0))
        for one in read.open_cases.ages
    ]
    panels = [("Alle (den mørke del er over fristen)", of_all)]
    for place, track in enumerate(read.open_cases.tracks):
        bars = [Bar(one.title, one.tracks[place].cases, said(one.tracks[place].cases)) for one in read.open_cases.ages]
        panels.append((track.title, bars))
    says = f"{_cases(read.open_cases.cases)} i alt, {said(read.open_cases.overdue)} over fristen. " + _listed(of_all)
    if not _anything(read.open_cases.cases):
        return canvas.svg(nothing("Ingen åbne sager."), title=title, says="Ingen åbne sager.")
    return canvas.svg(lying(panels, names=92, room=156), title=title, says=says)


def lists_by_role(read: FiguresView) -> str:
    """A panel for each role, a bar for each week."""
    title = "Hændelser på ugelisterne efter rolle"
    if not any(_anything(week.entries) for week in read.lists):
        text = f"Ingen lister fra {read.lists[0].title} til {read.lists[-1].title}."
        return canvas.svg(nothing(text), title=title, says=text)
    panels = []
    for place, role in enumerate(read.lists[-1].roles):
        counts = [(week.week, week.roles[place].entries) for week in read.lists]
        bars = [Bar(_number(week), count, "*" if count.suppressed else str(count.count)) for week, count in counts]
        panels.append((role.title, bars))
    newest = read.lists[-1]
    says = (
        f"{newest.title.capitalize()}: " + ", ".join(f"{one.title} {said(one.entries)}" for one in newest.roles) + "."
    )
    hidden = any(one.entries.suppressed for week in read.lists for one in week.roles)
    drawn = standing(panels, under=f"Uge. {_HIDDEN_IN_A_WEEK}" if hidden else "Uge")
    return canvas.svg(drawn, title=title, says=says)


def days_to_telling(read: FiguresView) -> str:
    """A line for the median and one for nine in ten, a point for each week; below, how many are still to be told."""
    title = "Dage fra ugelisten kom, til familien fik besked"
    weeks = read.telling
    measured = [week for week in weeks if week.median.days is not None]
    if not any(_anything(week.told) or _anything(week.not_told) for week in weeks):
        text = f"Ingen at give besked fra {weeks[0].title} til {weeks[-1].title}."
        return canvas.svg(nothing(text), title=title, says=text)
    says = "Ingen uge har fem, der har fået besked."
    if measured:
        last = measured[-1]
        says = f"{last.title.capitalize()}: halvdelen inden {_days(last.median)}, ni ud af ti inden {_days(last.p90)}."
    waiting = ", ".join(f"{week.title} {said(week.not_told)}" for week in weeks if _anything(week.not_told))
    says += f" Mangler besked: {waiting}." if waiting else " Alle har fået besked."
    drawn = (
        altair()
        .vconcat(_lines(weeks), _waiting(weeks), spacing=12)
        .resolve_legend(color="independent", strokeDash="independent", shape="independent")
    )
    return canvas.svg(drawn, title=title, says=says)


def cases_by_step(read: FiguresView) -> str | None:
    """Bars for the scale's steps, and for those on none; None for whoever does not see steps."""
    if read.steps is None:
        return None
    title = "Åbne sager efter trin"
    where = next(one.title for one in read.open_cases.tracks if one.track is Track.COORDINATOR)
    bars = [Bar(f"{one.level}. {one.title}", one.cases, said(one.cases)) for one in read.steps.steps]
    if _anything(read.steps.on_another_scale):
        bars.append(Bar(texts.ON_ANOTHER_SCALE, read.steps.on_another_scale, said(read.steps.on_another_scale)))
    bars.append(Bar(texts.NOT_PLACED, read.steps.not_placed, said(read.steps.not_placed)))
    if not any(_anything(bar.count) for bar in bars):
        text = "Ingen åbne sager, der kan stå på et trin."
        return canvas.svg(nothing(text), title=title, says=text)
    return canvas.svg(lying([(where, bars)], names=182, room=44), title=title, says=_listed(bars))


def cases_by_state(read: FiguresView) -> str:
    """A panel for each track, with its states in the order of the process."""
    title = "Åbne sager efter tilstand"
    panels = []
    for track in read.open_cases.tracks:
        of_track = [one for one in read.states if one.track == track.track]
        panels.append((track.title, [Bar(one.title, one.cases, said(one.cases)) for one in of_track]))
    bars = [bar for _, bars in panels for bar in bars]
    if not any(_anything(bar.count) for bar in bars):
        return canvas.svg(nothing("Ingen åbne sager."), title=title, says="Ingen åbne sager.")
    says = " ".join(f"{name}: {_listed(bar for bar in of if _anything(bar.count))}" for name, of in panels)
    return canvas.svg(lying(panels, names=182, room=44), title=title, says=says)


def _lines(weeks: Sequence[TellingWeek]) -> Any:
    alt = altair()
    rows = []
    for kind, name in (("median", "Halvdelen inden"), ("p90", "Ni ud af ti inden")):
        for week in weeks:
            rows.append({"week": _number(week.week), "days": getattr(week, kind).days, "kind": name})
    hidden = any(week.median.suppressed for week in weeks)
    kinds = [row["kind"] for row in rows[:: len(weeks)]]
    note = "Uger med under fem er skjult." if hidden else ""
    series = alt.Chart(alt.Data(values=rows)).encode(
        x=_weeks(weeks, labels=False),
        y=alt.Y(
            "days:Q",
            axis=alt.Axis(
                title="Dage", tickMinStep=1, tickCount=5, titleAngle=0, titleAlign="left", titleY=-8, titleX=-20
            ),
            scale=alt.Scale(domainMin=0, nice=True),
        ),
    )
    legend = alt.Legend(orient="top", direction="horizontal", symbolSize=70, columnPadding=16, offset=18)
    colours = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[DARK, WARM]), legend=legend)
    dashes = alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [5, 3]]), legend=legend)
    shapes = alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "triangle-up"]), legend=legend)
    line = series.mark_line(strokeWidth=2).encode(color=colours, strokeDash=dashes)
    point = series.mark_point(filled=True, size=36, opacity=1).encode(color=colours, shape=shapes)
    return alt.layer(
        line,
        point,
        title=alt.Title("Dage til den første fik besked", subtitle=note, frame="group"),
        width=316,
        height=150,
    )


def _waiting(weeks: Sequence[TellingWeek]) -> Any:
    alt = altair()
    rows = [
        {"week": _number(one.week), "count": one.not_told.count or 0, "says": _short(one.not_told)} for one in weeks
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(x=_weeks(weeks, labels=True))
    most = max(one.not_told.count or 0 for one in weeks) or 1
    y = alt.Y("count:Q", axis=None, scale=alt.Scale(domain=[0, most]))
    bars = base.mark_bar(fill=DARK, width=9).encode(y=y)
    text = base.mark_text(baseline="bottom", dy=-2, fontSize=11, color=INK).encode(y=y, text="says:N")
    hidden = any(one.not_told.suppressed for one in weeks)
    title = alt.Title("Mangler at få besked", subtitle=_HIDDEN_IN_A_WEEK if hidden else "", frame="group")
    return alt.layer(bars, text, title=title, width=316, height=50)


def _weeks(weeks: Sequence[TellingWeek], *, labels: bool) -> Any:
    alt = altair()
    every = [_number(one.week) for place, one in enumerate(reversed(weeks)) if place % 3 == 0]
    axis = alt.Axis(title="Uge" if labels else None, values=every, labels=labels, labelAngle=0, titleAnchor="start")
    return alt.X("week:N", sort=None, axis=axis)


def _number(week: str) -> str:
    return str(IsoWeek.parse(week).number)


def _anything(count: Count) -> bool:
    return count.suppressed or bool(count.count)


def _short(count: Count) -> str:
    return "*" if count.suppressed else str(count.count or "")


def _with_overdue(one: OfAge) -> str:
    if one.cases.suppressed or not _anything(one.overdue):
        return said(one.cases)
    return f"{one.cases.count}, over frist {said(one.overdue)}"


def _cases(count: Count) -> str:
    return HIDDEN if count.suppressed else f"{count.count} {'sag' if count.count == 1 else 'sager'}"


def _days(one: Days) -> str:
    if one.days is None:
        return HIDDEN
    return f"{one.days:g}".replace(".", ",") + (" dag" if one.days == 1 else " dage")


def _listed(bars: Iterable[Bar]) -> str:
    return "; ".join(f"{bar.name}: {bar.says}" for bar in bars) + "."
