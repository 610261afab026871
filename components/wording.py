"""Wording: for each subject, the terms that outlets print for it, with how many reports use each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from components import markup
from components.event_card import glyph
from components.html_table import show_html_table
from components.palette import OutletStyle
from datelines.comparison import WordingLine


def show_wording(
    lines: Sequence[WordingLine], styles: Mapping[str, OutletStyle], titles: Mapping[str, str]
) -> None:
    """Draw the terms by subject, those that most outlets name first. `titles` are the events' titles by
    report id, for the reports behind each term."""
    subjects = {subject: list(group) for subject, group in groupby(lines, key=lambda line: line.subject)}
    order = sorted(subjects, key=lambda subject: (-len({w.outlet_id for w in subjects[subject]}), subject))
    st.write(
        f"{len(subjects)} subjects, in our words; the terms are the outlets’ or the speakers’, as printed. A "
        "number counts the reports of that outlet in this selection that use the term."
    )
    for number, subject in enumerate(order):
        terms = subjects[subject]
        outlets = len({line.outlet_id for line in terms})
        label = f"{subject} — {len(terms)} {'term' if len(terms) == 1 else 'terms'}, {outlets} outlet" + (
            "" if outlets == 1 else "s"
        )
        with st.expander(markup.plain(label), expanded=number == 0):
            rows = (
                (
                    markup.html(
                        "{glyph} {name}", glyph=glyph(styles[w.outlet_id]), name=styles[w.outlet_id].name
                    ),
                    f"“{w.term}”",
                    w.uses,
                    "; ".join(dict.fromkeys(titles[report] for report in w.report_ids)),
                )
                for w in terms
            )
            show_html_table(("Outlet", "Term as printed", "Reports", "On"), rows, f"Terms for {subject}")
