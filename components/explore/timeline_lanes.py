"""Lanes of the timeline: which days they show, and in each outlet's lane a row for each report.

Where there are more reports than can be drawn one by one, columns in the lanes and on the strip count them by
period. A column's solid part is the reports dated in the period, its faint part those whose date reaches
beyond it: such a report is counted in every period that it may belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.explore.timeline_spec import MS
from components.shared.palette import OTHERS_COLOUR, OutletStyle
from datelines.query.periods import Counted
from datelines.query.selection import Selection
from datelines.query.timeline import OTHERS, Focus, Span, focus_of_days
from datelines.record.dates import Period
from datelines.words import counted

LABEL_ROWS = 2.3
"""Room above the columns of a lane, in rows, for the chosen event."""


@dataclass(frozen=True, slots=True)
class Lane:
    """An outlet's lane: its first row and the row after its last. `base` is its base line: exact days are
    stacked up from it, periods hang below."""

    outlet_id: str
    top: float
    bottom: float
    base: float


def focus_of(spans: Sequence[Span]) -> Focus:
    """The days that most of the spans lie in."""
    return focus_of_days([(span.day_from, span.day_to) for span in spans])


STACK = 22
"""Dots above each other at most; a day with more has several columns of them."""


def lanes(
    spans: Sequence[Span], styles: Mapping[str, OutletStyle], breadth: float
) -> tuple[list[Lane], dict[str, tuple[float, float]]]:
    """A lane for each outlet in the order of `styles`, and for each report its row and how many days its dot
    is moved aside. Reports of one day are stacked, so that a peak shows as one; periods are packed below the
    base line, where they cover no other (first fit, by first day). `breadth` is the least room of a period,
    in days; a dot is a third of it."""
    found, places, top = [], {}, 0.0
    present = {span.outlet_id for span in spans}
    for outlet_id in (key for key in styles if key in present):
        own = sorted((s for s in spans if s.outlet_id == outlet_id), key=lambda s: (s.soft_from, s.soft_to))
        days: dict[int, list[Span]] = {}
        for span in own:
            if is_day(span):
                days.setdefault(span.day_from, []).append(span)
        highest = min(max(map(len, days.values()), default=0), STACK)
        base = top + 0.8 + highest
        for stack in days.values():
            columns = -(-len(stack) // STACK)
            for number, span in enumerate(stack):
                row, column = divmod(number, columns)
                aside = (column - (columns - 1) / 2) * breadth / 3
                places[span.report_id] = (base - 0.5 - row, aside)
        ends: list[float] = []
        for span in own:
            if is_day(span):
                continue
            row = next((number for number, end in enumerate(ends) if end < span.soft_from), len(ends))
            ends[row : row + 1] = [max(span.soft_to, span.soft_from + breadth)]
            places[span.report_id] = (base + 0.6 + row, 0.0)
        bottom = base + max(len(ends), 1) + 0.8
        found.append(Lane(outlet_id, top, bottom, base))
        top = bottom
    return found, places


def is_day(span: Span) -> bool:
    """Whether a report names one day and no more: then it is a dot."""
    return span.certain_from == span.certain_to == span.day_from == span.day_to


LANE_ROWS = 8.0
"""Height of a lane of columns, in rows of the lanes."""

LEAST = 0.25
"""Height of a column with any report, in rows: a little more than a pixel."""

SOLID, FAINT = 0.9, 0.4
"""Opacity of the parts of a column of the strip: reports dated in the period, and those that reach beyond."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """More reports than can be drawn one by one. `strip` counts all of them and `columns` those that the
    lanes show (None where the lanes draw bars); their rows are the outlets of `lane_ids`. `focus` holds the
    days that the lanes begin with, `shown` those that they show now."""

    reports: int
    lane_ids: tuple[str, ...]
    strip: Counted
    columns: Counted | None
    focus: Focus
    shown: tuple[int, int]


def drawn_of(
    selection: Selection, leading: Sequence[str], window: Period, chosen: str | None
) -> tuple[tuple[Span, ...], Crowd | None]:
    """What the timeline draws of a selection: a bar for each report or, where there are too many, counts,
    with the bars of the chosen event, or those of the brushed `window` where they are few enough."""
    bars = selection.bars(leading)
    if bars is not None:
        return bars, None
    days, focus, reports = selection.day_counts, selection.focus, selection.counts.reports
    lane_ids = (*leading, OTHERS)
    strip = selection.columns(leading, days.days[0], days.last)
    shown = (focus.first, focus.last)
    if window.day_from is not None and window.day_to is not None:
        shown = (window.day_from, window.day_to)
        inside = selection.bars(leading, window)
        if inside:
            return inside, Crowd(reports, lane_ids, strip, None, focus, shown)
    columns = selection.columns(leading, *shown)
    return selection.event_bars(leading, chosen), Crowd(reports, lane_ids, strip, columns, focus, shown)


def column_lanes(crowd: Crowd, styles: Mapping[str, OutletStyle]) -> list[Lane]:
    """A lane for each outlet, all of one height, in the order of `styles`; the same whatever is brushed."""
    full = (crowd.strip.dated + crowd.strip.possible).sum(axis=1).tolist()
    present = {outlet for outlet, number in zip(crowd.lane_ids, full, strict=True) if number}
    ids = [outlet for outlet in styles if outlet in present]
    return [
        Lane(outlet, at * LANE_ROWS, (at + 1) * LANE_ROWS, (at + 1) * LANE_ROWS - 0.3)
        for at, outlet in enumerate(ids)
    ]


def event_rows(spans: Sequence[Span], lanes: Sequence[Lane]) -> dict[str, tuple[float, float]]:
    """The row of each report of the chosen event, above the columns of its lane."""
    top = {lane.outlet_id: lane.top for lane in lanes}
    return {span.report_id: (top[span.outlet_id] + LABEL_ROWS - 0.6, 0.0) for span in spans}


def column_values(
    crowd: Crowd, lanes: Sequence[Lane], styles: Mapping[str, OutletStyle]
) -> list[dict[str, Any]]:
    """The values that draw the columns: all lanes have one scale, from 0 to the highest column. Empty where
    the lanes draw bars."""
    columns = crowd.columns
    if columns is None:
        return []
    highest = max(1, int((columns.dated + columns.possible).max(initial=0)))
    room = LANE_ROWS - LABEL_ROWS - 0.5
    values = []
    for lane in lanes:
        row, style = crowd.lane_ids.index(lane.outlet_id), styles[lane.outlet_id]
        dated, possible = columns.dated[row].tolist(), columns.possible[row].tolist()
        for at in np.flatnonzero(columns.dated[row] + columns.possible[row]).tolist():
            first, last = columns.bins.days[at]
            base = lane.bottom - 0.3
            solid = base - _rows(dated[at], highest, room)
            words, says = columns.bins.words[at], in_words(dated[at], possible[at])
            values.append(
                {
                    "outlet": style.name,
                    "colour": style.colour,
                    "dates": words,
                    "says": says,
                    "label": f"{style.name}, {words}: {says}",
                    "from": first * MS,
                    "to": (last + 1) * MS,
                    "base": base,
                    "solid": solid,
                    "top": solid - _rows(possible[at], highest, room),
                }
            )
    return values


def _rows(number: int, highest: int, room: float) -> float:
    """The height of a part of a column; at least LEAST, or a few reports beside many would vanish."""
    return max(number / highest * room, LEAST) if number else 0.0


def in_words(dated: int, possible: int) -> str:
    """`12 reports dated in it, and 3 reports whose dates reach beyond it`."""
    reach = "date reaches" if possible == 1 else "dates reach"
    wide = f"{counted(possible, 'report')} whose {reach} beyond it"
    if not possible:
        return f"{counted(dated, 'report')} dated in it"
    return f"{counted(dated, 'report')} dated in it, and {wide}" if dated else wide


def strip_values(strip: Counted) -> list[dict[str, Any]]:
    """The values that draw the strip: a solid part and a faint one for each period, over all outlets."""
    dated, possible = strip.dated.sum(axis=0).tolist(), strip.possible.sum(axis=0).tolist()
    highest = max(1, *(one + other for one, other in zip(dated, possible, strict=True)))
    values = []
    for at, (first, last) in enumerate(strip.bins.days):
        drawn = {"from": first * MS, "to": (last + 1) * MS, "colour": OTHERS_COLOUR}
        solid = dated[at] / highest
        if dated[at]:
            values.append({**drawn, "base": 0.0, "top": solid, "opacity": SOLID})
        if possible[at]:
            top = solid + possible[at] / highest
            values.append({**drawn, "base": solid, "top": top, "opacity": FAINT})
    return values
