"""Dating and timing: events dated differently, and the days from an event to each outlet's publication."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from components.shared.charts import show_svg_download
from components.shared.long_table import show_long_table
from components.shared.palette import OutletStyle
from datelines.compare.matrix import DifferingDate
from datelines.compare.timing import Lag
from datelines.words import counted


def show_differing_dates(events: Sequence[DifferingDate], styles: Mapping[str, OutletStyle]) -> None:
    """Draw, for each event that reports date differently, the date of each outlet."""
    verb = "is dated differently by its" if len(events) == 1 else "are dated differently by their"
    st.write(f"{counted(len(events), 'event')} {verb} reports.")
    if not events:
        return
    rows: list[tuple[str, str, str]] = []
    for event in events:
        outlets: dict[str, list[str]] = {}
        for outlet, _, words, _ in event.dates:
            outlets.setdefault(words, []).append(styles[outlet].name)
        rows += [(event.title, words, ", ".join(dict.fromkeys(names))) for words, names in outlets.items()]
    show_long_table(
        ("Event", "Dated", "By"), rows, tuple, "Events whose reports give more than one date", "dates"
    )


def show_lags(lags: Sequence[Lag], styles: Mapping[str, OutletStyle], shown: Collection[str]) -> None:
    """Draw a dot for each report of the outlets `shown`: days from the last day of the event to the day of
    publication. The table has all outlets."""
    st.write(
        f"{counted(len(lags), 'report')} for which both the day of the event and the day of publication are "
        "known. Each dot is a report; nothing is averaged. Hollow: one of the two days is approximate or "
        "uncertain."
    )
    if not lags:
        return
    spec = lags_spec([lag for lag in lags if lag.outlet_id in shown], styles)
    st.vega_lite_chart(None, spec, width="stretch", alt=f"Days to publication of {len(lags)} reports.")
    show_svg_download(spec, "timing", "timing")
    with st.expander("The same as a table"):
        show_long_table(
            ("Outlet", "Event", "Days", "Published"),
            lags,
            lambda lag: (styles[lag.outlet_id].name, lag.title, lag.days, lag.published),
            "Days from event to publication",
            "lags",
        )


def lags_spec(lags: Sequence[Lag], styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The Vega-Lite specification of the dots."""
    values = [
        {
            "outlet": styles[lag.outlet_id].name,
            "colour": styles[lag.outlet_id].colour,
            "days": lag.days,
            "title": lag.title,
            "hollow": lag.uncertain,
        }
        for lag in lags
    ]
    return {
        "data": {"values": values},
        # For an outlet, not for each of its events, which would make the chart 30,000 pixels high.
        "height": {"step": 44, "for": "position"},
        "config": {"axis": {"labelFontSize": 13, "titleFontSize": 13, "labelLimit": 140}},
        "mark": {"type": "point", "size": 90, "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "days",
                "type": "quantitative",
                "scale": {"type": "symlog"},
                "axis": {"title": "days to publication (wider steps near 0)", "tickCount": 6},
            },
            "y": {"field": "outlet", "type": "nominal", "axis": {"title": None}},
            "yOffset": {"field": "title", "type": "nominal"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
            "fill": {
                "condition": {"test": "datum.hollow", "value": "transparent"},
                "field": "colour",
                "scale": None,
            },
            "tooltip": [{"field": "outlet"}, {"field": "title"}, {"field": "days"}],
        },
    }
