"""Who speaks: to whom each outlet's reports are attributed, and what each version of a statement includes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from components.shared.charts import show_svg_download
from components.shared.long_table import show_listed, show_long_table, show_part
from components.shared.markup import show_html_table
from components.shared.palette import INK, OutletStyle
from datelines.compare.speakers import SpeakerLine, Speakers
from datelines.compare.statements import Statement
from datelines.words import counted

CHARTED = 120
"""Speakers in the chart, those with most reports; the table holds all."""

WIDEST = 999
"""The greatest number that a dot has room for; if there are greater ones, all are dark, on pale dots."""

STATEMENTS = 50
"""Statements drawn at once."""


def show_speakers(
    leading: Speakers, every: Speakers, reports: int, styles: Mapping[str, OutletStyle], theme: str = "light"
) -> None:
    """Draw the `leading` speakers in some outlets as a chart of numbers, counted over this many `reports`;
    the table has the speakers of `every` outlet."""
    st.write(
        f"Counted over the {counted(reports, 'report')} of this selection: each is attributed to one speaker "
        "or to none."
    )
    if leading.listed < leading.speakers:
        st.caption(
            f"The chart shows the {leading.listed} speakers with most reports, of {leading.speakers:,}."
        )
    spec = speakers_spec(leading.lines, styles, theme)
    st.vega_lite_chart(None, spec, width="stretch", alt=f"Speakers by outlets, {len(leading.lines)} numbers.")
    show_svg_download(spec, "speakers", "speakers")
    with st.expander("The same as a table"):
        show_listed(every.listed, every.speakers, "speakers with most reports")
        show_long_table(
            ("Speaker", "Outlet", "Reports", "Events"),
            every.lines,
            lambda line: (line.speaker, styles[line.outlet_id].name, line.reports, line.events),
            "Reports by speaker and outlet",
            "speakers",
        )


def speakers_spec(
    lines: Sequence[SpeakerLine], styles: Mapping[str, OutletStyle], theme: str = "light"
) -> dict[str, Any]:
    """The Vega-Lite specification: a number for each speaker and outlet."""
    values = [
        {"speaker": line.speaker, "outlet": styles[line.outlet_id].name, "reports": line.reports}
        for line in lines
    ]
    wide = any(line.reports > WIDEST for line in lines)
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
                "mark": {"type": "circle", "color": "#2f6f9f", "opacity": 0.25 if wide else 0.85},
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
                "mark": {
                    "type": "text",
                    "color": INK[theme] if wide else "#ffffff",
                    "fontSize": 11,
                    "fontWeight": 700,
                },
                "encoding": {"text": {"field": "reports"}},
            },
        ],
    }


def show_statement_count(number: int) -> slice:
    """Draw how many statements several outlets carry, and the choice of a part if there are many; gives the
    part as a slice."""
    noun = "statement is" if number == 1 else "statements are"
    st.write(f"{number:,} {noun} carried by two or more outlets of this selection.")
    return show_part(number, "statements", STATEMENTS, "statements")


def show_statements(statements: Sequence[Statement], styles: Mapping[str, OutletStyle]) -> None:
    """Draw each statement carried by several outlets: what each version includes, and what it does not."""
    for statement in statements:
        with st.expander(markup.plain(f"{statement.title} — {statement.speaker}")):
            if not statement.compared:
                st.caption(
                    "One of these sources carries too many reports of this speaker for the versions of the "
                    "statement to be compared here."
                )
            if statement.in_every_version:
                st.caption("In every version")
                markup.show(_list(statement.in_every_version))
            rows = (
                (
                    styles[version.outlet_id].name,
                    version.relayed_by,
                    _list(version.included),
                    _list(version.left_out),
                    version.citation,
                )
                for version in statement.versions
            )
            show_html_table(
                ("Outlet", "Via", "Included", "Not in this version", "Source"),
                rows,
                "Versions of the statement",
            )


def _list(items: Sequence[str]) -> Markup:
    if not items:
        return markup.html("—")
    lines = markup.joined(markup.html("<li>{item}</li>", item=item) for item in items)
    return markup.html('<ul class="dl-points">{lines}</ul>', lines=lines)
