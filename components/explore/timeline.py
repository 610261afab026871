"""The timeline: a lane for each outlet, a bar or glyph for each report, and a strip below to brush.

A Vega-Lite specification written as a dict, since Altair's objects cost 80 ms a rerun. It is constant: what a
filter changes is data (timeline_spec.py says why). Certain days are solid, possible days faint, softened ends
fainter. The strip's brush narrows the map and zooms the lanes; it needs a mouse or a finger, and by keyboard
the period filter and the table do the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from components.explore.timeline_lanes import (
    LINE,
    TALLEST_DOT,
    Crowd,
    Placed,
    column_lanes,
    column_values,
    event_rows,
    focus_of,
    is_day,
    lanes,
    peaks_of,
    strip_values,
)
from components.explore.timeline_spec import HEIGHT, LARGE_TEXT, MS, TEXT, bars_spec, columns_spec
from components.shared import view_state
from components.shared.palette import INK, OutletStyle
from components.shared.view_state import View
from datelines.query.timeline import Focus, Span
from datelines.record.dates import Period, day_date

DAYS_OF_MONTHS = 200
"""Where the strip shows more days than these, its ticks are months apart."""

TICK = 1 / 300
"""Width of a report's tick on the strip, as a part of the strip: about two pixels."""


def show_timeline(
    spans: Sequence[Span], styles: Mapping[str, OutletStyle], view: View, crowd: Crowd | None = None
) -> None:
    """Draw the spans, or the counts of a `crowd`; a click chooses an event, and a brush selects days."""
    if not spans and not crowd:
        st.caption("No report to draw on the timeline.")
        return
    spec = timeline_spec(spans, styles, view, crowd)
    st.vega_lite_chart(
        None,
        spec | {"datasets": tables(spec["datasets"])},
        width="stretch",
        key=view.timeline_key,
        on_select=partial(hear, view.timeline_key),
        selection_mode=["glyph", "bar", "days"],
        # Constant, as it is a part of the specification; the sentence above the views has the numbers.
        alt="Timeline of the reports in a lane for each outlet. The table below lists the events.",
    )


def hear(key: str) -> None:
    """Take in a click or a brush on the timeline with this key."""
    value = view_state.value_of(key)
    picked = picked_event(value)
    # A pick stays in the chart; only one made at the present choice number is new.
    if picked and picked[1] == view_state.choices():
        view_state.choose(picked[0])
    view_state.select_days(brushed_period(value))


def picked_event(value: Any) -> tuple[str, int] | None:
    """The event of the latest pick in a value of the chart, with the choice number it was made at, or
    None."""
    selection = value.get("selection", {}) if value else {}
    picks = [*selection.get("glyph", []), *selection.get("bar", [])]
    picks = [pick for pick in picks if isinstance(pick.get("event_id"), str)]
    newest = max(picks, key=lambda pick: pick.get("choice", 0), default=None)
    return (newest["event_id"], int(newest.get("choice", 0))) if newest else None


def brushed_period(value: Any) -> Period:
    """The days that the brush covers in a value of the chart; an empty period where there is no brush."""
    ends = (value.get("selection", {}) if value else {}).get("days", {}).get("from", [])
    if len(ends) != 2:
        return Period()
    # The browser computes the ends from pixels again when the strip shows other days: a first day may come
    # back as the last part of a millisecond of the day before it.
    first, last = int((min(ends) + 1) // MS), int(max(ends) // MS)
    return Period(day_date(min(first, last)), day_date(last))


def timeline_spec(
    spans: Sequence[Span], styles: Mapping[str, OutletStyle], view: View, crowd: Crowd | None = None
) -> dict[str, Any]:
    """The Vega-Lite specification; days as milliseconds since 1970-01-01 in UTC. All but `datasets` is the
    same for every filter. Of the `view` it takes theme and chosen event, the brush to begin with, and the
    number of choices: each pick carries it, so that picking the same bar again is news."""
    brush = None
    if view.brush.day_from is not None and view.brush.day_to is not None:
        brush = (view.brush.day_from * MS, (view.brush.day_to + 1) * MS - 1)
    text = LARGE_TEXT if view.projector else TEXT
    constant = columns_spec(brush, text) if crowd else bars_spec(brush, text)
    focus = crowd.focus if crowd else focus_of(spans)
    begin, end = crowd.shown if crowd else (focus.first, focus.last)
    breadth = max((end - begin) / 40, 1)
    if crowd and crowd.columns:
        found = column_lanes(crowd, styles)
        placed = Placed(tuple(found), event_rows(spans, found), TALLEST_DOT, LINE)
        height, peaks = found[-1].bottom, []
    else:
        placed = lanes(spans, styles, breadth)
        height, peaks = float(HEIGHT), peaks_of(spans, placed, 4.5 * breadth)
    if view.event_id and not crowd:
        # The lanes reach back to the chosen event, also where it is before the days that most reports are about.
        begin = min([begin, *(span.day_from for span in spans if span.event_id == view.event_id)])
    shown = (begin - breadth, end + 1 + breadth)
    if crowd:
        edges = crowd.strip.bins.edges
        whole = (float(edges[0]), float(edges[-1]))
    else:
        whole = (min(span.day_from for span in spans) - breadth, shown[1])
    for_all = {
        "rows": height,
        "dot": placed.dot,
        "line": placed.line,
        "shown_from": int(shown[0] * MS),
        "shown_to": int(shown[1] * MS),
        "whole_from": int(whole[0] * MS),
        "whole_to": int(whole[1] * MS),
        "title": _strip_title(focus, crowd),
        "ink": INK[view.theme],
        "tick_format": "%b %Y" if whole[1] - whole[0] > DAYS_OF_MONTHS else "%-d %b %Y",
    }
    labels = [
        {
            "label": styles[lane.outlet_id].name,
            "top": lane.top,
            "bottom": lane.bottom,
            "base": lane.base,
            "band": at % 2,
        }
        for at, lane in enumerate(placed.lanes)
    ]
    datasets = {
        "reports": [_bar(span, styles[span.outlet_id], placed.rows[span.report_id], view) for span in spans],
        "lanes": [label | for_all for label in labels],
        "peaks": [_peak(*peak) for peak in peaks],
        "strip": strip_values(crowd.strip) if crowd else _ticks(spans, styles, whole[1] - whole[0]),
    }
    if crowd:
        datasets["columns"] = column_values(crowd, placed.lanes, styles)
    return {**constant, "datasets": datasets}


def _peak(day: int, top: float) -> dict[str, Any]:
    date = day_date(day)
    return {"at": int((day + 0.5) * MS), "top": top, "says": f"{date.day} {date:%b}"}


def _strip_title(focus: Focus, crowd: Crowd | None) -> str:
    earlier = f" ({focus.before:,} earlier, left of the lanes)" if focus.before else ""
    if not crowd:
        return f"Drag to select days{earlier}"
    return f"Reports by {crowd.strip.bins.unit}. Drag to select days{earlier}"


def _ticks(spans: Sequence[Span], styles: Mapping[str, OutletStyle], breadth: float) -> list[dict[str, Any]]:
    """The values of the strip: one tick for each day and colour, as dark as if each report that begins there
    had its own."""
    number = Counter((span.day_from, styles[span.outlet_id].colour) for span in spans)
    return [
        {
            "colour": colour,
            "from": day * MS,
            "to": int((day + breadth * TICK) * MS),
            "base": 0.2,
            "top": 0.8,
            "opacity": 1 - 0.45**reports,
        }
        for (day, colour), reports in number.items()
    ]


def _bar(span: Span, style: OutletStyle, place: tuple[float, float], view: View) -> dict[str, Any]:
    solid = span.certain_from is not None
    certain_to = span.certain_to if span.certain_to is not None else span.day_to
    low, high = place
    return {
        "event_id": span.event_id,
        "outlet": style.name,
        "title": span.title,
        "dated": span.dated,
        "summary": span.summary,
        "label": f"{style.name}: {span.title}, {span.dated}",
        "colour": style.colour,
        "low": low,
        "high": high,
        "mid": int((span.day_from + span.day_to + 1) / 2 * MS),
        "soft_from": span.soft_from * MS,
        "soft_to": (span.soft_to + 1) * MS,
        "from": span.day_from * MS,
        "to": (span.day_to + 1) * MS,
        "certain_from": span.certain_from * MS if span.certain_from is not None else None,
        "certain_to": (certain_to + 1) * MS if solid else None,
        "drawn": "day" if is_day(span) else "solid" if solid else "faint",
        "chosen": span.event_id == view.event_id,
        "choice": view.choice,
    }


_COLUMNS = {
    "reports": (
        *("event_id", "outlet", "title", "dated", "summary", "label", "colour", "drawn", "low", "high"),
        *("mid", "soft_from", "soft_to", "from", "to", "certain_from", "certain_to", "chosen", "choice"),
    ),
    "lanes": (
        *("label", "top", "bottom", "base", "band", "rows", "dot", "line", "ink"),
        *("shown_from", "shown_to", "whole_from", "whole_to", "title", "tick_format"),
    ),
    "peaks": ("at", "top", "says"),
    "strip": ("colour", "from", "to", "base", "top", "opacity"),
    "columns": ("outlet", "colour", "dates", "says", "label", "from", "to", "base", "solid", "top"),
}
_TEXTS = frozenset(
    (
        *("event_id", "outlet", "title", "dated", "summary", "label", "colour", "drawn"),
        *("tick_format", "dates", "says", "ink"),
    )
)
_FLAGS = frozenset({"chosen"})


def _type_of(column: str) -> pa.DataType:
    # Numbers are floats: Streamlit's page would turn each integer into a BigInt.
    return pa.string() if column in _TEXTS else pa.bool_() if column in _FLAGS else pa.float64()


SCHEMAS = {
    name: pa.schema([(column, _type_of(column)) for column in columns]) for name, columns in _COLUMNS.items()
}
"""The columns of each data set, the same whatever is drawn."""


def tables(datasets: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """The rows of each data set as an Arrow table. Streamlit would make a pandas frame of a list of rows
    first, and guess the types every time: 3 ms for 700 reports, against 1 ms."""
    return {name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in datasets.items()}
