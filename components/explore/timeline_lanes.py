"""Lanes of the timeline: which days they show, and where in each outlet's lane its reports are.

Reports of one day are stacked up from the base line of their lane, so that peaks show, on one scale for all
lanes; periods hang below it as thin lines.

Where there are more reports than can be drawn one by one, columns in the lanes and on the strip count them by
period. A column's solid part is the reports dated in the period, its faint part those whose date reaches
beyond it: such a report is counted in every period that it may belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.explore.timeline_spec import HEIGHT, MS
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
    """An outlet's lane from `top` to `bottom`, in pixels, or in rows where it has columns. `base` is its base
    line: exact days are stacked up from it, periods hang below."""

    outlet_id: str
    top: float
    bottom: float
    base: float


def focus_of(spans: Sequence[Span]) -> Focus:
    """The days that most of the spans lie in."""
    return focus_of_days([(span.day_from, span.day_to) for span in spans])


LEAST_LANE = 17.0
"""Height of a lane in pixels, at least: its name has to be read."""

TALLEST_DOT = 7.0
"""Height of a report's dot in pixels, at most: few reports should not look like many."""

PERIOD_ROW, PERIODS = 4.0, 0.35
"""Height of a row of periods in pixels, at most, and the part of all lanes that periods take at most: they
must not outshine the days that reports name."""

LINE = 1.5
"""Height of the line of a period, in pixels, at most."""

_EDGE, _NAME = 5.0, 13.0
"""Room above the dots of a lane and below its periods, together, in pixels; and for the name of the highest
peak."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Lanes with the place of each report, in pixels from the top: `rows` has the middle of its lowest and of
    its highest dot, which are the same for a period. `dot` is the height of a dot."""

    lanes: tuple[Lane, ...]
    rows: Mapping[str, tuple[float, float]]
    dot: float
    line: float


def lanes(spans: Sequence[Span], styles: Mapping[str, OutletStyle], breadth: float) -> Placed:
    """A lane for each outlet in the order of `styles`, HEIGHT pixels in all. Each report is a dot, stacked on
    those of its day; periods are packed below the base line, where they cover no other (first fit, by first
    day). `breadth` is the least room of a period, in days."""
    own: dict[str, list[Span]] = {outlet_id: [] for outlet_id in styles}
    for span in sorted(spans, key=lambda s: (s.soft_from, s.soft_to)):
        own[span.outlet_id].append(span)
    own = {outlet_id: found for outlet_id, found in own.items() if found}
    stacked = {outlet_id: _stacked([s for s in found if is_day(s)]) for outlet_id, found in own.items()}
    packed = {
        outlet_id: _packed([s for s in found if not is_day(s)], breadth) for outlet_id, found in own.items()
    }
    peaks = {key: max((high for _, high in stack.values()), default=0) for key, stack in stacked.items()}
    depths = {key: max(rows.values(), default=-1) + 1 for key, rows in packed.items()}
    row = min(PERIOD_ROW, PERIODS * HEIGHT / max(sum(depths.values()), 1))
    highest = max(peaks.values(), default=0)
    edges = {key: _EDGE + (_NAME if peak == highest >= PEAK_DOTS else 0) for key, peak in peaks.items()}
    dot = _dot([(peaks[key], depths[key] * row + edges[key]) for key in own])
    placed: list[Lane] = []
    rows: dict[str, tuple[float, float]] = {}
    top = 0.0
    for key in own:
        tall = max(LEAST_LANE, peaks[key] * dot + depths[key] * row + edges[key])
        base = top + tall - depths[key] * row - 2
        for report_id, (low, high) in stacked[key].items():
            rows[report_id] = (base - (low + 0.5) * dot, base - (high - 0.5) * dot)
        for report_id, number in packed[key].items():
            rows[report_id] = (base + (number + 0.75) * row,) * 2
        placed.append(Lane(key, top, top + tall, base))
        top += tall
    return Placed(tuple(placed), rows, dot, min(LINE, 0.55 * row))


def _stacked(days: Sequence[Span]) -> dict[str, tuple[int, int]]:
    """For each span of one day, how many reports of the day are below it, and how many with its own."""
    below: Counter[int] = Counter()
    found = {}
    for span in days:
        found[span.report_id] = (below[span.day_from], below[span.day_from] + span.reports)
        below[span.day_from] += span.reports
    return found


def _packed(periods: Sequence[Span], breadth: float) -> dict[str, int]:
    """The row of each period."""
    ends: list[float] = []
    found = {}
    for span in periods:
        row = next((number for number, end in enumerate(ends) if end < span.soft_from), len(ends))
        ends[row : row + 1] = [max(span.soft_to, span.soft_from + breadth)]
        found[span.report_id] = row
    return found


def _dot(lanes: Sequence[tuple[int, float]]) -> float:
    """The height of a dot with which lanes, each given as its peak and its further height, fill HEIGHT or
    less."""
    low, high = 0.0, TALLEST_DOT
    if sum(max(LEAST_LANE, peak * high + further) for peak, further in lanes) <= HEIGHT:
        return high
    for _ in range(24):
        middle = (low + high) / 2
        tall = sum(max(LEAST_LANE, peak * middle + further) for peak, further in lanes)
        low, high = (middle, high) if tall <= HEIGHT else (low, middle)
    return max(low, 0.1)


MOST_PEAKS, PEAK_DOTS = 4, 5
"""Peaks that are named, at most, and the reports of a day that is a peak, at least."""


def peaks_of(spans: Sequence[Span], placed: Placed, apart: float) -> list[tuple[int, float]]:
    """The days with most reports in one lane, the greatest first: the day, and the top of its dots in
    pixels. No two lie nearer than `apart` days, since their names would cover each other."""
    number: Counter[tuple[str, int]] = Counter()
    tops: dict[tuple[str, int], float] = {}
    for span in spans:
        if is_day(span):
            key = (span.outlet_id, span.day_from)
            number[key] += span.reports
            tops[key] = min(tops.get(key, HEIGHT), placed.rows[span.report_id][1])
    found: list[tuple[int, float]] = []
    for key, reports in sorted(number.items(), key=lambda item: (-item[1], item[0])):
        if reports < PEAK_DOTS or len(found) == MOST_PEAKS:
            break
        if all(abs(key[1] - day) >= apart for day, _ in found):
            found.append((key[1], tops[key] - placed.dot / 2))
    return found


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
    return {span.report_id: (top[span.outlet_id] + LABEL_ROWS - 0.6,) * 2 for span in spans}


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
