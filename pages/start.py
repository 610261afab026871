"""Start: what this is, where reports differ, when they were published, and how sure the data are."""

from __future__ import annotations

import streamlit as st

from components.shared import markup, own_state, view_state
from components.start.cards import show_cards
from components.start.certainty import show_certainty
from components.start.headline import headline, show_ways
from components.start.publication import show_publication
from datelines.compare.certainty import certainty
from datelines.compare.differences import differing_events
from datelines.compare.publication import peaks, publication
from datelines.query.dataset import data_folder
from datelines.query.query import EventQuery
from datelines.table.agreement import read_agreement

CARDS = 4

loaded = own_state.loaded()
view_state.view()  # a page is only ever shown by app.py
everything = loaded.selection(EventQuery())

if everything.counts.reports:
    said, ways = st.columns([2.6, 1], gap="medium", vertical_alignment="bottom")
    with said:
        markup.show(headline(everything.counts, everything.focus.first, everything.focus.last))
    with ways:
        show_ways()
    show_cards(differing_events(everything, loaded.archive_of, CARDS), everything.counts.events)
    left, right = st.columns([2.2, 1], gap="large")
    published = publication(everything)
    with left:
        show_publication(published, peaks(everything, published))
    with right:
        # How often readers agreed is known of the reviewed data alone.
        rows = () if own_state.shown_table() else read_agreement(data_folder())
        show_certainty(certainty(loaded.store), [row for _, row in rows if not isinstance(row, str)])
else:
    st.info("There are no reports in these data yet.")
