"""Method: how rows are reviewed and how often readers agreed, what each term means, and what the base map
shows."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.shared import markup, own_state, view_state
from datelines.query.dataset import data_folder
from datelines.query.query import EventQuery
from datelines.record import terms
from datelines.table.agreement import read_agreement
from datelines.words import counted

view_state.view()  # a page is only ever shown by app.py
st.markdown(Path("docs/method.md").read_text(encoding="utf-8"))

st.subheader("How often two readers agreed")
agreement = [row for _, row in read_agreement(data_folder()) if not isinstance(row, str)]
if agreement:
    st.markdown(
        "Cells that two readers recorded from the same pages, each without sight of the other’s rows. Where "
        "both left a cell blank, it is not counted. Every difference was settled on the page: whom the page "
        "bears out is counted here."
    )
    markup.show_html_table(
        ("Column", "Compared", "Agreed", "First reader right", "Second reader right", "Neither"),
        [
            (
                row.field.replace(".", ": ").replace("_", " "),
                f"{row.compared:,}",
                f"{row.agreed:,} ({row.agreed / row.compared:.0%})",
                *(f"{number:,}" for number in (row.first_right, row.second_right, row.neither)),
            )
            for row in agreement
        ],
        "Agreement of two readers, by column",
    )
else:
    st.markdown("No second reading is recorded for these data.")

data = own_state.loaded()
st.subheader("How far the rows have come")
markup.show_html_table(
    ("Status", "Meaning", "Shown now"),
    [
        (
            status,
            meaning,
            counted(data.selection(EventQuery(statuses=frozenset({status}))).counts.reports, "report"),
        )
        for status, meaning in terms.EVENT_STATUSES.items()
    ],
    "Reports by review status",
)
for title, meanings in (
    ("What a qualifier means", terms.QUALIFIER_TERMS),
    ("Whose voice", terms.VOICES),
    ("What a figure is for", terms.SCOPES),
    ("Whether two reports mean one event", terms.LINK_STATUSES),
    ("How much of a page was read", terms.READINGS),
    ("Whom a speaker speaks for", terms.SIDES),
    ("How precise a place is", terms.PRECISIONS),
    ("Kinds of event", terms.EVENT_KINDS),
):
    st.subheader(title)
    markup.show_html_table(("Term", "Meaning"), meanings.items(), title)
st.caption(f"Data version {data.version}, a digest of the tables and shapes.")
