"""Method: how rows are reviewed, what each term means, and what the base map shows."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.shared import markup, own_state, view_state
from datelines.record import terms as vocabulary

view_state.view()  # a page is only ever shown by app.py
st.markdown(Path("docs/method.md").read_text(encoding="utf-8"))
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
    markup.show_html_table(("Term", "Meaning"), terms.items(), title)
st.caption(f"Data version {own_state.loaded().version}, a digest of the tables and shapes.")
