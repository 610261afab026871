"""Wording: for one subject, the terms that outlets print for it, with the reports behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from components.shared.charts import show_svg_download
from components.shared.long_table import AT_ONCE, show_part
from components.shared.markup import show_html_table
from components.shared.palette import OutletStyle
from datelines.compare.wording import NAMED, Subject, Term
from datelines.words import counted

CHARTED = 25
"""Terms in the chart, those with most reports; the table holds all."""


def labels_of(subjects: Sequence[Subject]) -> dict[str, str]:
    """Each subject with a label that counts its terms and outlets, in their order."""
    return {
        one.subject: f"{one.subject} ({counted(one.terms, 'term')}, {counted(one.outlets, 'outlet')})"
        for one in subjects
    }


def show_wording(
    number: int,
    uses: int,
    terms_of: Callable[[slice], Sequence[Term]],
    styles: Mapping[str, OutletStyle],
) -> None:
    """Draw the terms of one subject, of which there are `number`, used `uses` times; `terms_of` gives a part
    of them, most used first."""
    st.write(
        f"{counted(number, 'term')}, used {counted(uses, 'time')} in the reports of this selection. "
        "The subject is in our words, the terms are the outlets’ or the speakers’, as printed. A number "
        "counts reports that use the term."
    )
    first = terms_of(slice(0, AT_ONCE))
    alt = f"The {min(number, CHARTED)} terms with most reports, by outlet; the table below holds all."
    spec = wording_spec(first[:CHARTED], styles)
    st.vega_lite_chart(None, spec, width="stretch", alt=alt)
    show_svg_download(spec, "wording", "wording")
    part = show_part(number, "wording")
    rows = (
        (
            f"“{term.term}”",
            term.reports,
            _some([f"{styles[outlet].name} ({own})" for outlet, own in term.outlets], 0, ", "),
            _some(term.titles, term.more_events, "; "),
        )
        for term in (terms_of(part) if part.start else first)
    )
    show_html_table(("Term as printed", "Reports", "Outlets", "On"), rows, "Terms, most used first")


def _some(words: Sequence[str], more: int, between: str) -> str:
    """The words; of a long list the first NAMED, and how many others there are, with the `more` that are not
    in the list."""
    left = more + max(0, len(words) - NAMED)
    return between.join([*words[:NAMED], *([f"and {left:,} more"] if left else [])])


def wording_spec(terms: Sequence[Term], styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The Vega-Lite specification: a bar for each term, with a piece for the reports of each outlet."""
    values = [
        {
            "term": term.term,
            "outlet": styles[outlet].name,
            "colour": styles[outlet].colour,
            "reports": reports,
        }
        for term in terms
        for outlet, reports in term.outlets
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
