"""The data sets of the timeline as Arrow tables, each with columns of its own whatever is drawn.

Streamlit would make a pandas frame of a list of rows first (3 ms for 700 reports; so, 1 ms), and guess the
types anew each time.

The timeline: a lane per outlet, a bar or glyph per report, and a strip below to brush.

A Vega-Lite specification written as a dict (findings: Altair's objects cost 80 ms a rerun). It is constant:
what a filter changes is data (timeline_layers says why). Certain days are solid, possible days faint,
softened ends fainter. The strip's brush narrows the map and zooms the lanes; it is mouse and touch only, the
period filter and the table are its twins for the keyboard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from components.explore.timeline_lanes import (
    Crowd,
    column_lanes,
    column_values,
    event_rows,
    focus_of,
    lanes,
    strip_values,
)
from components.explore.timeline_spec import HEIGHT, bars_spec, columns_spec
from components.shared.charts import MS
from components.shared.palette import OutletStyle
from datelines.query.timeline import Focus, Span
from datelines.record.dates import Period

_COLUMNS = {
    "reports": (
        *("event_id", "outlet", "title", "dated", "summary", "label", "colour", "glyph", "drawn", "row"),
        *("mid", "soft_from", "soft_to", "from", "to", "certain_from", "certain_to", "chosen", "choice"),
    ),
    "lanes": (
        *("label", "top", "bottom", "band", "rows", "thick"),
        *("shown_from", "shown_to", "whole_from", "whole_to", "title", "tick_format"),
    ),
    "strip": ("colour", "from", "to", "base", "top", "opacity"),
    "columns": ("outlet", "colour", "dates", "says", "label", "from", "to", "base", "solid", "top"),
}
_TEXTS = frozenset(
    (
        *("event_id", "outlet", "title", "dated", "summary", "label", "colour", "glyph", "drawn"),
        *("tick_format", "dates", "says"),
    )
)
_FLAGS = frozenset({"chosen"})


def _type_of(column: str) -> pa.DataType:
    # Numbers are floats: Streamlit's page would make a BigInt of each whole one.
    return pa.string() if column in _TEXTS else pa.bool_() if column in _FLAGS else pa.float64()


SCHEMAS = {
    name: pa.schema([(column, _type_of(column)) for column in columns]) for name, columns in _COLUMNS.items()
}
"""The columns of each data set."""


def tables(datasets: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """The rows of each data set as a table, in the order of `datasets`."""
    return {name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in datasets.items()}


TALLEST_ROW = 30
"""Height of a row of a lane in pixels at most: few reports shall not look like many."""
DAYS_OF_MONTHS = 200
"""From this breadth in days on, the strip's ticks are months apart."""
TICK = 1 / 300
"""Width of a report's tick on the strip, as a part of the strip: about two pixels."""


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
    spec = timeline_spec(
        spans, styles, chosen=chosen, brushed=brushed, choice=choice, theme=theme, crowd=crowd
    )
    st.vega_lite_chart(
        None,
        spec | {"datasets": tables(spec["datasets"])},
        width="stretch",
        key=key,
        on_select=on_choose,
        selection_mode=["glyph", "bar", "days"],
        # Constant, as it is a part of the specification; the sentence above the views has the numbers.
        alt="Timeline of the reports in a lane for each outlet. The table below lists the events.",
    )


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
    """The Vega-Lite specification; days as milliseconds since 1970-01-01 in UTC. All but `datasets` is the
    same for every filter."""
    brush = None
    if brushed.day_from is not None and brushed.day_to is not None:
        brush = (brushed.day_from * MS, (brushed.day_to + 1) * MS - 1)
    constant = columns_spec(theme, brush) if crowd else bars_spec(theme, brush)
    focus = crowd.focus if crowd else focus_of(spans)
    begin, end = crowd.shown if crowd else (focus.first, focus.last)
    breadth = max((end - begin) / 40, 1)
    if crowd and crowd.columns:
        found = column_lanes(crowd, styles)
        rows = event_rows(spans, found)
    else:
        found, rows = lanes(spans, styles, breadth)
    shown = (begin - breadth, end + 1 + breadth)
    if crowd:
        edges = crowd.strip.bins.edges
        whole = (float(edges[0]), float(edges[-1]))
    else:
        whole = (min(span.day_from for span in spans) - breadth, shown[1])
    height = max(found[-1].bottom, HEIGHT / TALLEST_ROW)
    for_all = {
        "rows": height,
        "thick": max(min(0.7 * HEIGHT / height, 8), 3),
        "shown_from": int(shown[0] * MS),
        "shown_to": int(shown[1] * MS),
        "whole_from": int(whole[0] * MS),
        "whole_to": int(whole[1] * MS),
        "title": _strip_title(focus, crowd),
        "tick_format": "%b %Y" if whole[1] - whole[0] > DAYS_OF_MONTHS else "%-d %b %Y",
    }
    labels = [
        {"label": styles[lane.outlet_id].name, "top": lane.top, "bottom": lane.bottom, "band": at % 2}
        for at, lane in enumerate(found)
    ]
    datasets = {
        "reports": [
            _bar(span, styles[span.outlet_id], rows[span.report_id], chosen, choice) for span in spans
        ],
        "lanes": [label | for_all for label in labels],
        "strip": strip_values(crowd.strip) if crowd else _ticks(spans, styles, whole[1] - whole[0]),
    }
    if crowd:
        datasets["columns"] = column_values(crowd, found, styles)
    return {**constant, "datasets": datasets}


def _strip_title(focus: Focus, crowd: Crowd | None) -> str:
    earlier = f" ({focus.before:,} earlier, left of the lanes)" if focus.before else ""
    if not crowd:
        return f"Drag to choose days{earlier}"
    return f"Reports by {crowd.strip.bins.unit}. Drag to choose days{earlier}"


def _ticks(spans: Sequence[Span], styles: Mapping[str, OutletStyle], breadth: float) -> list[dict[str, Any]]:
    """The values of the strip: a tick for each day and colour, the darker the more reports begin there, as
    if each had its own."""
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


def _bar(span: Span, style: OutletStyle, row: float, chosen: str | None, choice: int) -> dict[str, Any]:
    solid = span.certain_from is not None
    certain_to = span.certain_to if span.certain_to is not None else span.day_to
    day = solid and span.certain_from == span.certain_to == span.day_from == span.day_to
    return {
        "event_id": span.event_id,
        "outlet": style.name,
        "title": span.title,
        "dated": span.dated,
        "summary": span.summary,
        "label": f"{style.name}: {span.title}, {span.dated}",
        "colour": style.colour,
        "glyph": style.glyph,
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
