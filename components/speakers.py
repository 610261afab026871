"""Who speaks: on which speaker each outlet's reports rest, and what versions of a statement keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from components import markup
from components.chart_file import show_svg_download
from components.html_table import show_html_table
from components.long_table import show_long_table, show_part
from components.palette import OutletStyle
from datelines.selection import counted
from datelines.statements import SpeakerLine, Statement

CHARTED = 120
"""Speakers in the chart, those with most reports; the table holds all."""

STATEMENTS = 50
"""Statements drawn at once."""


def show_speakers(
    lines: Sequence[SpeakerLine], styles: Mapping[str, OutletStyle], shown: Collection[str]
) -> None:
    """Draw speakers by the outlets `shown` as a chart of numbers; the table has all outlets."""
    reports = sum(line.reports for line in lines)
    st.write(
        f"Counted over the {counted(reports, 'report')} of this selection: each rests on one speaker or on "
        "none."
    )
    in_view = [line for line in lines if line.outlet_id in shown]
    leading = _leading_speakers(in_view)
    speakers = len({line.speaker_id for line in in_view})
    if len(leading) < speakers:
        st.caption(f"The chart draws the {len(leading)} speakers with most reports, of {speakers:,}.")
    drawn = [line for line in in_view if line.speaker_id in leading]
    spec = speakers_spec(drawn, styles)
    st.vega_lite_chart(None, spec, width="stretch", alt=f"Speakers by outlets, {len(drawn)} numbers.")
    show_svg_download(spec, "datelines-speakers", "speakers")
    with st.expander("The same as a table"):
        show_long_table(
            ("Speaker", "Outlet", "Reports", "Events"),
            lines,
            lambda line: (line.speaker, styles[line.outlet_id].name, line.reports, line.events),
            "Reports by speaker and outlet",
            "speakers",
        )


def _leading_speakers(lines: Sequence[SpeakerLine]) -> frozenset[str]:
    """Ids of the speakers of the chart: those with most reports, ties in the order of the lines."""
    reports: Counter[str] = Counter()
    for line in lines:
        reports[line.speaker_id] += line.reports
    return frozenset(speaker_id for speaker_id, _ in reports.most_common(CHARTED))


def speakers_spec(lines: Sequence[SpeakerLine], styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The Vega-Lite specification: a number for each speaker and outlet."""
    values = [
        {"speaker": line.speaker, "outlet": styles[line.outlet_id].name, "reports": line.reports}
        for line in lines
    ]
    place = {
        "y": {
            "field": "speaker",
            "type": "nominal",
            "sort": "-x",
            "axis": {"title": None, "labelLimit": 170},
        },
        "x": {
            "field": "outlet",
            "type": "nominal",
            "axis": {"title": None, "labelAngle": -50, "orient": "top", "labelLimit": 160},
        },
    }
    return {
        "data": {"values": values},
        "height": {"step": 24},
        "config": {"axis": {"labelFontSize": 12, "grid": True}},
        "encoding": {**place, "tooltip": [{"field": "speaker"}, {"field": "outlet"}, {"field": "reports"}]},
        "layer": [
            {
                "mark": {"type": "circle", "color": "#2f6f9f", "opacity": 0.85},
                "encoding": {
                    "size": {
                        "field": "reports",
                        "type": "quantitative",
                        "scale": {"range": [160, 520]},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "color": "#ffffff", "fontSize": 11, "fontWeight": 700},
                "encoding": {"text": {"field": "reports"}},
            },
        ],
    }


def show_statement_count(number: int) -> slice:
    """Draw how many statements several outlets carry, and the choice of a part where they are many; gives the
    part as a slice."""
    noun = "statement is" if number == 1 else "statements are"
    st.write(f"{number:,} {noun} carried by two or more outlets of this selection.")
    return show_part(number, "statements", STATEMENTS, "statements")


def show_statements(statements: Sequence[Statement], styles: Mapping[str, OutletStyle]) -> None:
    """Draw each statement carried by several outlets: what each version kept and what it has not."""
    for statement in statements:
        with st.expander(markup.plain(f"{statement.title} — {statement.speaker}")):
            if statement.kept_by_all:
                st.caption("In every version")
                markup.show(_list(statement.kept_by_all))
            rows = (
                (
                    styles[version.outlet_id].name,
                    f"by way of {version.relayed_by}" if version.relayed_by else "",
                    _list(version.kept),
                    _list(version.left_out),
                    version.citation,
                )
                for version in statement.versions
            )
            show_html_table(
                ("Outlet", "Relay", "Kept", "Not in this version", "Source"),
                rows,
                "Versions of the statement",
            )


def _list(items: Sequence[str]) -> Markup:
    if not items:
        return markup.html("—")
    lines = markup.joined(markup.html("<li>{item}</li>", item=item) for item in items)
    return markup.html('<ul class="dl-points">{lines}</ul>', lines=lines)
