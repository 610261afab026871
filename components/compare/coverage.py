"""Coverage: for each outlet and period, how many reports of this corpus could be dated there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from components.shared.charts import show_svg_download
from components.shared.long_table import show_long_table
from components.shared.palette import OutletStyle

NUMBERED, LONGEST = 60, 999
"""Periods, and the greatest number, up to which the larger dots hold their number; beyond these the numbers
would overlap."""

CAUTION = (
    "This measures these documents, not what the outlets published. A report that spans several periods "
    "counts in each of them, so the numbers are not to be added up."
)


def show_coverage(
    coverage: Sequence[tuple[str, str, int, int]],
    styles: Mapping[str, OutletStyle],
    shown: Collection[str],
    period: str,
    asked: str,
) -> None:
    """Draw outlet, period and number (`datelines.compare.timing.coverage`) as a chart of the outlets
    `shown`, with all of them as a table. `period` is the length of the periods (`month`), `asked` the length
    that the reader asked for, which may be shorter."""
    st.caption(CAUTION)
    if not coverage:
        st.write("No report matches the filter.")
        return
    if period != asked:
        st.caption(f"Counted by {period}: over so long a time, {asked}s would be illegible.")
    rows = [(styles[outlet].name, label, number) for outlet, label, _, number in coverage]
    spec = _spec([(styles[outlet].name, label, n) for outlet, label, _, n in coverage if outlet in shown])
    alt = f"Reports by outlet and period: {len(rows)} cells, also in a table."
    st.vega_lite_chart(None, spec, width="stretch", alt=alt)
    show_svg_download(spec, "coverage", "coverage")
    with st.expander("The same as a table"):
        show_long_table(("Outlet", "Period", "Reports"), rows, tuple, CAUTION, "coverage")


def _spec(rows: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    periods = len({period for _, period, _ in rows})
    numbered = periods <= NUMBERED and all(number <= LONGEST for _, _, number in rows)
    values = [{"outlet": outlet, "period": period, "reports": number} for outlet, period, number in rows]
    place = {
        "x": {"field": "period", "type": "ordinal", "axis": {"title": None, "labelAngle": -60}},
        "y": {"field": "outlet", "type": "nominal", "axis": {"title": None, "labelLimit": 160}},
    }
    return {
        "data": {"values": values},
        "height": {"step": 34},
        "encoding": place,
        "config": {"axis": {"labelFontSize": 13}},
        "layer": [
            {
                "mark": {"type": "circle", "opacity": 0.75, "color": "#2f6f9f"},
                "encoding": {
                    "size": {
                        "field": "reports",
                        "type": "quantitative",
                        "scale": {"range": [60, 900], "zero": True},
                        "legend": None,
                    },
                    "tooltip": [{"field": "outlet"}, {"field": "period"}, {"field": "reports"}],
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12, "fontWeight": 600, "color": "#ffffff", "dy": 0},
                "transform": [{"filter": "datum.reports > 2" if numbered else "false"}],
                "encoding": {"text": {"field": "reports"}},
            },
        ],
    }
