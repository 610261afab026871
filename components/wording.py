"""Wording: for one subject, the terms that outlets print for it, with the reports behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.chart_file import show_svg_download
from components.long_table import show_long_table
from components.palette import OutletStyle
from datelines.comparison import WordingLine
from datelines.selection import counted

CHARTED = 25
"""Terms in the chart, those with most reports; the table holds all."""

LISTED = 60
"""Outlets and events in one cell of the table; the download holds all."""


def subjects_of(lines: Sequence[WordingLine]) -> dict[str, str]:
    """Each subject with a label that counts its terms and outlets; those that most outlets name first."""
    found: dict[str, list[WordingLine]] = {}
    for line in lines:
        found.setdefault(line.subject, []).append(line)
    outlets = {subject: len({line.outlet_id for line in own}) for subject, own in found.items()}
    order = sorted(found, key=lambda subject: (-outlets[subject], subject))
    terms = {subject: len({line.term for line in own}) for subject, own in found.items()}
    return {
        subject: f"{subject} ({counted(terms[subject], 'term')}, {counted(outlets[subject], 'outlet')})"
        for subject in order
    }


def show_wording(
    lines: Sequence[WordingLine], styles: Mapping[str, OutletStyle], titles: Mapping[str, str]
) -> None:
    """Draw the terms of one subject. `titles` are the events' titles by report id."""
    terms: dict[str, list[WordingLine]] = {}
    for line in lines:
        terms.setdefault(line.term, []).append(line)
    reports = sum(line.uses for line in lines)
    st.write(
        f"{counted(len(terms), 'term')}, used {counted(reports, 'time')} in the reports of this selection. "
        "The subject is in our words, the terms are the outlets’ or the speakers’, as printed. A number "
        "counts reports that use the term."
    )
    order = sorted(terms, key=lambda term: (-sum(line.uses for line in terms[term]), term.casefold()))
    shown = [line for term in order[:CHARTED] for line in terms[term]]
    alt = f"The {min(len(order), CHARTED)} terms with most reports, by outlet; the table below holds all."
    spec = wording_spec(shown, styles)
    st.vega_lite_chart(None, spec, width="stretch", alt=alt)
    show_svg_download(spec, "datelines-wording", "wording")
    show_long_table(
        ("Term as printed", "Reports", "Outlets", "On"),
        order,
        lambda term: (
            f"“{term}”",
            sum(line.uses for line in terms[term]),
            _some([f"{styles[line.outlet_id].name} ({line.uses})" for line in terms[term]], ", "),
            _some([titles[report] for line in terms[term] for report in line.report_ids], "; "),
        ),
        "Terms, most used first",
        "wording",
    )


def _some(words: Sequence[str], between: str) -> str:
    """The words, each once; of a long list the first LISTED, and how many more there are."""
    distinct = list(dict.fromkeys(words))
    more = [f"and {len(distinct) - LISTED:,} more"] if len(distinct) > LISTED else []
    return between.join([*distinct[:LISTED], *more])


def wording_spec(lines: Sequence[WordingLine], styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The Vega-Lite specification: for each term its reports, one piece for each outlet."""
    values = [
        {
            "term": line.term,
            "outlet": styles[line.outlet_id].name,
            "colour": styles[line.outlet_id].colour,
            "reports": line.uses,
        }
        for line in lines
    ]
    return {
        "data": {"values": values},
        "height": {"step": 20},
        "config": {"axis": {"labelFontSize": 13, "labelLimit": 170}},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "y": {
                "field": "term",
                "type": "nominal",
                "sort": "-x",
                "axis": {"title": None, "labelOverlap": False},
            },
            "x": {
                "field": "reports",
                "type": "quantitative",
                "axis": {"title": "reports that use the term", "tickMinStep": 1},
            },
            "color": {"field": "colour", "type": "nominal", "scale": None},
            "detail": {"field": "outlet"},
            "order": {"field": "outlet"},
            "tooltip": [{"field": "term"}, {"field": "outlet"}, {"field": "reports"}],
        },
    }
