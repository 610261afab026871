"""Method: how rows are reviewed, what each term means, and what the base map shows."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.shared import markup, own_state, view_state
from datelines.record import terms

view_state.view()  # a page is only ever shown by app.py
st.markdown(Path("docs/method.md").read_text(encoding="utf-8"))
for title, meanings in (
    ("What a qualifier means", terms.QUALIFIER_TERMS),
    ("Whose voice", terms.VOICES),
    ("What a figure is for", terms.SCOPES),
    ("Whether two reports mean one event", terms.LINK_STATUSES),
    ("Review status", terms.EVENT_STATUSES),
    ("How precise a place is", terms.PRECISIONS),
    ("Kinds of event", terms.EVENT_KINDS),
):
    st.subheader(title)
    markup.show_html_table(("Term", "Meaning"), meanings.items(), title)
st.caption(f"Data version {own_state.loaded().version}, a digest of the tables and shapes.")
