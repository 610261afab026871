"""Coverage: how many reports of this corpus each outlet published in each week, month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.shared.charts import show_svg_download
from components.shared.long_table import show_rows_of
from components.shared.palette import OutletStyle
from datelines.compare.timing import Coverage
from datelines.record.dates import day_date
from datelines.words import counted

CHARTED = 15
"""Outlets in the chart."""

_LEAST = {"week": 7 * 86_400_000, "month": 28 * 86_400_000, "year": 365 * 86_400_000}
"""The least distance of two ticks, in milliseconds."""

CAUTION = (
    "This measures the reports here, not what the outlets published. A report counts where it was published."
)


def show_coverage(
    coverage: Coverage,
    styles: Mapping[str, OutletStyle],
    period: str,
    asked: str,
) -> None:
    """Draw the reports of the outlets with most on an axis of time, with those of all outlets as a table.
    `period` is the length of the periods (`month`), `asked` the length that the reader asked for, which may be
    shorter."""
    words = [CAUTION]
    if coverage.undated:
        words.append(
            f"{counted(coverage.undated, 'report')} without a day of publication that is exact enough "
            f"{'is' if coverage.undated == 1 else 'are'} not counted."
        )
    if period != asked:
        words.append(f"Counted by {period}: over so long a time, {asked}s would be illegible.")
    totals: Counter[str] = Counter()
    for outlet, _, _, number in coverage.counts:
        totals[outlet] += number
    shown = dict(totals.most_common(CHARTED))
    if len(shown) < len(totals):
        words.append(
            f"The chart shows {len(shown)} of {counted(len(totals), 'outlet')}: those with most reports."
        )
    st.caption(" ".join(words))
    if not coverage.counts:
        return
    rows = [(styles[outlet].name, label, number) for outlet, label, _, number in coverage.counts]
    charted = [
        (styles[outlet].name, day_date(first).isoformat(), label, number)
        for outlet, label, first, number in coverage.counts
        if outlet in shown
    ]
    spec = coverage_spec(charted, period)
    alt = f"Reports by outlet and {period}: {len(charted)} numbers, also in a table."
    st.vega_lite_chart(None, spec, width="stretch", alt=alt)
    show_svg_download(spec, "coverage", "coverage")
    with st.expander("Show the data"):
        show_rows_of(
            ("Outlet", period.capitalize(), "Reports"),
            len(rows),
            lambda part: rows[part],
            CAUTION,
            "coverage",
        )


def coverage_spec(rows: Sequence[tuple[str, str, str, int]], period: str) -> dict[str, Any]:
    """The Vega-Lite specification of (outlet, first day of the period, its label, reports): a dot on the
    first day of each period, on a true axis of time."""
    values = [
        {"outlet": outlet, "day": day, "period": label, "reports": number}
        for outlet, day, label, number in rows
    ]
    most = max((number for *_, number in rows), default=1)
    place = {
        "x": {
            "field": "day",
            "type": "temporal",
            "scale": {"type": "utc"},
            "axis": {
                "title": f"{period} of publication",
                "format": "%-d %b %Y" if period == "week" else "%b %Y",
                "labelOverlap": True,
                "tickMinStep": _LEAST[period],
            },
        },
        "y": {"field": "outlet", "type": "nominal", "axis": {"title": None, "labelLimit": 160}},
    }
    return {
        "data": {"values": values},
        "height": {"step": 30},
        "config": {"axis": {"labelFontSize": 13, "titleFontSize": 13}},
        "mark": {"type": "circle", "opacity": 0.8, "color": "#3d7fb0"},
        "encoding": {
            **place,
            "size": {
                "field": "reports",
                "type": "quantitative",
                "scale": {"range": [30, 700], "zero": True},
                "legend": {"title": "reports", "orient": "top", "values": sorted({1, most // 2, most} - {0})},
            },
            "tooltip": [{"field": "outlet"}, {"field": "period"}, {"field": "reports"}],
        },
    }
