"""Sources: the documents, the outlets, coverage over time, and what was inferred and why."""

from __future__ import annotations

import streamlit as st

from components.compare.coverage import show_coverage
from components.compare.source_tables import show_documents, show_inferences, show_outlets
from components.shared import cite, long_table, own_state, sentence, view_state
from components.shared.palette import outlet_styles
from datelines.compare.sources import inferences, inventory, source_lines
from datelines.compare.timing import OUTLETS, charted_period, coverage
from datelines.formats import writable_formats
from datelines.share.extract import extract_of, too_many

loaded = own_state.loaded()
view = view_state.view()
selection = loaded.selection(view.query)
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])

sentence.show_sentence(selection, loaded.name_of)
here = own_state.address(view.link)
with cite.tools():
    cite.show_export(
        writable_formats(),
        lambda: extract_of(loaded, view.query, here, view_state.today()),
        key="sources",
        too_many=too_many(loaded, selection),
    )
st.header("Documents")
held = inventory(loaded.store)
show_documents(held, lambda part: source_lines(loaded.archive_of_sources, selection, part))
st.header("Outlets")
show_outlets(loaded.outlets)
st.header("Coverage over time")
period = charted_period(selection, "month")
long_table.show_listed(OUTLETS, len(selection.outlet_ids), "outlets with most reports")
show_coverage(coverage(selection, period), styles, period=period, asked="month")
st.header("What is inferred, and why")
show_inferences(held.inferred, lambda part: inferences(loaded.archive_of_sources, loaded.store, held, part))
