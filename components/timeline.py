"""The timeline: a lane per outlet, a bar or glyph per report, and a strip below to brush.

A Vega-Lite specification written as a dict (findings: Altair's objects cost 80 ms a rerun). Certain days
are solid, possible days faint, softened ends fainter. The strip's brush narrows the map and zooms the
lanes; it is mouse and touch only, the period filter and the table are its twins for the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.palette import OutletStyle
from components.timeline_layers import colour_of, lane_bands, lane_labels, report_marks
from datelines.dates import Period, day_date
from datelines.selection import Span

MS = 86_400_000
ROW = 11
"""Height of a row of a lane in pixels; a lane has as many rows as reports that would overlap."""
LABEL_ROWS = 2.3
INK = {"light": "#23272b", "dark": "#eceff1"}
"""Outline of the chosen report's glyph, by theme."""
TALLEST = 320
"""Height of all lanes in pixels: more rows are drawn closer, so that the map stays beside them."""


@dataclass(frozen=True, slots=True)
class Lane:
    """An outlet's lane: its first row and the row after its last."""

    outlet_id: str
    top: float
    bottom: float


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
) -> None:
    """Draw the spans. `on_choose` runs on a pick or a brush; `picked_event` and `brushed_period` read
    it. `choice` is a number that changes with every choice, so that picking the same bar again is news.
    `brushed` is the brush to begin with."""
    if not spans:
        st.caption("No report to draw on the timeline.")
        return
    st.vega_lite_chart(
        None,
        timeline_spec(spans, styles, chosen=chosen, brushed=brushed, choice=choice, theme=theme),
        width="stretch",
        key=key,
        on_select=on_choose,
        selection_mode=["glyph", "bar", "days"],
        alt=f"Timeline of {len(spans)} reports in a lane for each outlet. The table below lists the same.",
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


@dataclass(frozen=True, slots=True)
class Focus:
    """The days (since 1970-01-01) that the lanes show before anything is brushed, and how many reports
    lie wholly before them."""

    first: int
    last: int
    before: int


def focus_of(spans: Sequence[Span]) -> Focus:
    """The days that most reports are about. Where a few old dates would press all others into a corner,
    the lanes begin after the last wide gap (a tenth of the breadth) that leaves out at most a tenth of
    the reports and at least halves the breadth. The strip always shows every report."""
    starts = sorted(span.day_from for span in spans)
    last = max(span.day_to for span in spans)
    breadth = last - starts[0]
    for number in range(len(spans) // 10, 0, -1):
        gap = starts[number] - starts[number - 1]
        if gap * 10 >= breadth and (last - starts[number]) * 2 <= breadth:
            first = starts[number]
            return Focus(first, last, sum(span.day_to < first for span in spans))
    return Focus(starts[0], last, 0)


def lanes(
    spans: Sequence[Span], styles: Mapping[str, OutletStyle], breadth: float
) -> tuple[list[Lane], dict[str, float]]:
    """A lane for each outlet in the order of `styles`, and the row of each report: reports that would
    overlap stand under each other (first fit, by first day). `breadth` is the least room of a report in
    days: a glyph is wider than its day."""
    found, rows, top = [], {}, 0.0
    present = {span.outlet_id for span in spans}
    for outlet_id in (key for key in styles if key in present):
        ends: list[float] = []
        own = sorted((s for s in spans if s.outlet_id == outlet_id), key=lambda s: (s.soft_from, s.soft_to))
        for span in own:
            centre = (span.soft_from + span.soft_to) / 2
            begin = min(span.soft_from, centre - breadth / 2)
            row = next((number for number, end in enumerate(ends) if end < begin), len(ends))
            ends[row : row + 1] = [max(span.soft_to, centre + breadth / 2)]
            rows[span.report_id] = top + LABEL_ROWS + row
        bottom = top + LABEL_ROWS + len(ends) + 0.3
        found.append(Lane(outlet_id, top, bottom))
        top = bottom
    return found, rows


def timeline_spec(
    spans: Sequence[Span],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    brushed: Period,
    choice: int,
    theme: str = "light",
) -> dict[str, Any]:
    """The Vega-Lite specification; days as milliseconds since 1970-01-01 in UTC."""
    focus = focus_of(spans)
    breadth = max((focus.last - focus.first) / 40, 1)
    found, rows = lanes(spans, styles, breadth)
    shown = [int((focus.first - breadth) * MS), int((focus.last + 1 + breadth) * MS)]
    first = min(span.day_from for span in spans)
    whole = [int((first - breadth) * MS), shown[1]]
    values = [_bar(span, styles[span.outlet_id], rows[span.report_id], chosen, choice) for span in spans]
    brush: dict[str, Any] = {"name": "days", "select": {"type": "interval", "encodings": ["x"]}}
    if brushed.day_from is not None and brushed.day_to is not None:
        brush["value"] = {"x": [brushed.day_from * MS, (brushed.day_to + 1) * MS - 1]}
    strip_x = {
        "field": "from",
        "type": "temporal",
        "scale": {"type": "utc", "domainRaw": {"expr": str(whole)}, "nice": False},
        "axis": {"title": _strip_title(focus), "format": "%b %Y", "tickCount": 5, "grid": False},
    }
    height = found[-1].bottom
    pixels = max(min(int(height * ROW), TALLEST), 120)
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
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "spacing": 6,
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": 13, "titleFontSize": 12}},
        "datasets": {"reports": values, "lanes": labels},
        "vconcat": [
            {
                "height": pixels,
                "layer": [
                    lane_bands(height),
                    *report_marks(detail_x, height, thick, styles, INK[theme]),
                    lane_labels(height),
                ],
            },
            {
                "height": 34,
                "data": {"name": "reports"},
                "params": [brush],
                "mark": {"type": "tick", "thickness": 2, "opacity": 0.55, "height": 20, "aria": False},
                "encoding": {"x": strip_x, "color": colour_of(styles)},
            },
        ],
    }


def _strip_title(focus: Focus) -> str:
    earlier = f" ({focus.before} earlier, left of the lanes)" if focus.before else ""
    return f"Drag to choose days{earlier}"


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
