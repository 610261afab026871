"""Method: how rows are reviewed, what each term means, and what the base map shows."""

from __future__ import annotations

import streamlit as st

from components import html_table, own_state, view_state
from datelines import vocabulary
from datelines.method import method_text

view_state.view()  # a page is only ever shown by app.py
st.markdown(method_text())
for title, terms in (
    ("What a qualifier means", vocabulary.QUALIFIER_TERMS),
    ("Whose voice", vocabulary.VOICES),
    ("What a number is for", vocabulary.SCOPES),
    ("Whether two reports mean one event", vocabulary.LINK_STATUSES),
    ("Review status", vocabulary.EVENT_STATUSES),
    ("How precise a place is", vocabulary.PRECISIONS),
    ("Kinds of event", vocabulary.EVENT_KINDS),
):
    st.subheader(title)
    html_table.show_html_table(("Term", "Meaning"), terms.items(), title)
st.caption(f"Data version {own_state.loaded().version}, a digest of the tables and shapes.")
