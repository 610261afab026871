"""The timeline: a lane per outlet, a bar or glyph per report, and a strip below to brush.

A Vega-Lite specification written as a dict (findings: Altair's objects cost 80 ms a rerun). Certain days
are solid, possible days faint, softened ends fainter. The strip's brush narrows the map and zooms the
lanes; it is mouse and touch only, the period filter and the table are its twins for the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from components.palette import OutletStyle
from components.timeline_crowd import (
    Crowd,
    column_lanes,
    column_layers,
    column_values,
    event_rows,
    strip_of,
    strip_values,
)
from components.timeline_lanes import MS, focus_of, lanes
from components.timeline_layers import colour_of, lane_bands, lane_labels, report_marks
from datelines.dates import Period, day_date
from datelines.focus import Focus
from datelines.spans import Span

ROW = 11
"""Height of a row of a lane in pixels; a lane has as many rows as reports that would overlap."""
INK = {"light": "#23272b", "dark": "#eceff1"}
"""Outline of the chosen report's glyph, by theme."""
DAYS_OF_MONTHS = 200
"""From this breadth in days on, the strip's ticks are months apart."""
TALLEST = 320
"""Height of all lanes in pixels: more rows are drawn closer, so that the map stays beside them."""


def show_timeline(
    spans: Sequence[Span],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    brushed: Period,
    choice: int,
    theme: str,
    key: str,
    on_choose: Callable[[], None],
    crowd: Crowd | None = None,
) -> None:
    """Draw the spans, or the counts of a `crowd`. `on_choose` runs on a pick or a brush; `picked_event` and
    `brushed_period` read it. `choice` is a number that changes with every choice, so that picking the same
    bar again is news. `brushed` is the brush to begin with."""
    if not spans and not crowd:
        st.caption("No report to draw on the timeline.")
        return
    st.vega_lite_chart(
        None,
        timeline_spec(spans, styles, chosen=chosen, brushed=brushed, choice=choice, theme=theme, crowd=crowd),
        width="stretch",
        key=key,
        on_select=on_choose,
        selection_mode=["glyph", "bar", "days"],
        alt=_described(spans, crowd),
    )


def picked_event(value: Any) -> tuple[str, int] | None:
    """The event that a pick names, with the choice number it was made at, or None."""
    selection = value.get("selection", {}) if value else {}
    picks = [*selection.get("glyph", []), *selection.get("bar", [])]
    picks = [pick for pick in picks if isinstance(pick.get("event_id"), str)]
    newest = max(picks, key=lambda pick: pick.get("choice", 0), default=None)
    return (newest["event_id"], int(newest.get("choice", 0))) if newest else None


def brushed_period(value: Any) -> Period:
    """The days that the brush covers; an empty period where there is none."""
    ends = (value.get("selection", {}) if value else {}).get("days", {}).get("from", [])
    if len(ends) != 2:
        return Period()
    first, last = sorted(int(end // MS) for end in ends)
    return Period(day_date(first), day_date(last))


def timeline_spec(
    spans: Sequence[Span],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    brushed: Period,
    choice: int,
    theme: str = "light",
    crowd: Crowd | None = None,
) -> dict[str, Any]:
    """The Vega-Lite specification; days as milliseconds since 1970-01-01 in UTC."""
    focus = crowd.focus if crowd else focus_of(spans)
    begin, end = crowd.shown if crowd else (focus.first, focus.last)
    breadth = max((end - begin) / 40, 1)
    if crowd and crowd.columns:
        found = column_lanes(crowd, styles)
        rows = event_rows(spans, found)
    else:
        found, rows = lanes(spans, styles, breadth)
    shown = [int((begin - breadth) * MS), int((end + 1 + breadth) * MS)]
    if crowd:
        edges = crowd.strip.bins.edges
        whole = [int(edges[0]) * MS, int(edges[-1]) * MS]
    else:
        whole = [int((min(span.day_from for span in spans) - breadth) * MS), shown[1]]
    values = [_bar(span, styles[span.outlet_id], rows[span.report_id], chosen, choice) for span in spans]
    brush: dict[str, Any] = {"name": "days", "select": {"type": "interval", "encodings": ["x"]}}
    if brushed.day_from is not None and brushed.day_to is not None:
        brush["value"] = {"x": [brushed.day_from * MS, (brushed.day_to + 1) * MS - 1]}
    strip_x = {
        "field": "from",
        "type": "temporal",
        "scale": {"type": "utc", "domainRaw": {"expr": str(whole)}, "nice": False},
        "axis": {
            "title": _strip_title(focus, crowd),
            # Five ticks within a few months would name the same month more than once.
            "format": "%b %Y" if whole[1] - whole[0] > DAYS_OF_MONTHS * MS else "%-d %b %Y",
            "labelOverlap": True,
            "tickCount": 5,
            "grid": False,
        },
    }
    height = found[-1].bottom
    pixels = max(min(int(height * ROW), TALLEST), 240 if crowd else 120)
    thick = max(min(0.7 * pixels / height, 8), 3)
    detail_x = {
        "type": "temporal",
        "scale": {"type": "utc", "domainRaw": {"expr": f"days.from || {shown}"}, "nice": False},
        "axis": {"title": None, "format": "%-d %b %Y", "labelOverlap": True, "tickCount": 5},
    }
    labels = [
        {"label": styles[lane.outlet_id].name, "top": lane.top, "bottom": lane.bottom, "band": number % 2}
        for number, lane in enumerate(found)
    ]
    datasets: dict[str, Any] = {"reports": values, "lanes": labels}
    columns: list[dict[str, Any]] = []
    strip = {
        "height": 34,
        "data": {"name": "reports"},
        "params": [brush],
        "mark": {"type": "tick", "thickness": 2, "opacity": 0.55, "height": 20, "aria": False},
        "encoding": {"x": strip_x, "color": colour_of(styles)},
    }
    if crowd:
        datasets |= {"columns": column_values(crowd, found, styles), "strip": strip_values(crowd.strip)}
        columns = column_layers(detail_x, height, styles)
        strip = strip_of(strip_x, brush)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "spacing": 6,
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": 13, "titleFontSize": 12}},
        "datasets": datasets,
        "vconcat": [
            {
                "height": pixels,
                "layer": [
                    lane_bands(height),
                    *columns,
                    *report_marks(detail_x, height, thick, styles, INK[theme]),
                    lane_labels(height),
                ],
            },
            strip,
        ],
    }


def _described(spans: Sequence[Span], crowd: Crowd | None) -> str:
    if crowd and crowd.columns:
        counts = f"counts by {crowd.columns.bins.unit} of {crowd.reports:,} reports"
        return f"Timeline: {counts}, in a lane for each outlet. The table below lists the events."
    return f"Timeline of {len(spans)} reports in a lane for each outlet. The table below lists the same."


def _strip_title(focus: Focus, crowd: Crowd | None) -> str:
    earlier = f" ({focus.before:,} earlier, left of the lanes)" if focus.before else ""
    if not crowd:
        return f"Drag to choose days{earlier}"
    return f"Reports by {crowd.strip.bins.unit}. Drag to choose days{earlier}"


def _bar(span: Span, style: OutletStyle, row: float, chosen: str | None, choice: int) -> dict[str, Any]:
    solid = span.certain_from is not None
    certain_to = span.certain_to if span.certain_to is not None else span.day_to
    day = solid and span.certain_from == span.certain_to == span.day_from == span.day_to
    return {
        "report_id": span.report_id,
        "event_id": span.event_id,
        "outlet_id": span.outlet_id,
        "outlet": style.name,
        "title": span.title,
        "dated": span.dated,
        "summary": span.summary,
        "label": f"{style.name}: {span.title}, {span.dated}",
        "row": row,
        "mid": int((span.day_from + span.day_to + 1) / 2 * MS),
        "soft_from": span.soft_from * MS,
        "soft_to": (span.soft_to + 1) * MS,
        "from": span.day_from * MS,
        "to": (span.day_to + 1) * MS,
        "certain_from": span.certain_from * MS if span.certain_from is not None else None,
        "certain_to": (certain_to + 1) * MS if solid else None,
        "drawn": "day" if day else "solid" if solid else "faint",
        "chosen": span.event_id == chosen,
        "choice": choice,
    }
