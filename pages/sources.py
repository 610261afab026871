"""Sources: the documents, the outlets, coverage over time, and what was inferred and why."""

from __future__ import annotations

import streamlit as st

from components import coverage, html_table, markup, summary, view_state
from components.palette import outlet_styles
from datelines import store
from datelines.bibliography import inferences, source_lines
from datelines.vocabulary import OUTLET_KINDS

CHARTED = 15

loaded = store.loaded_folder()
selection = loaded.selection(view_state.view().query)
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])

summary.show_sentence(selection.sentence(loaded.name_of), selection.counts)
st.header("Documents")
html_table.show_html_table(
    ("Outlet", "Title", "Published", "Language", "File", "Events", "Reports", "Figures", "Inferred"),
    (
        (
            line.outlet,
            markup.link(line.title, line.url),
            line.published,
            line.language,
            line.document,
            line.events,
            line.reports,
            line.figures,
            line.basis,
        )
        for line in source_lines(loaded.archive, selection.report_ids)
    ),
    "Counted over the filter above. Titles are the outlets’ own; those in square brackets are ours.",
)
st.header("Outlets")
html_table.show_html_table(
    ("Outlet", "Kind", "Country", "Language", "About"),
    (
        (
            outlet.name,
            f"{outlet.kind}: {OUTLET_KINDS[outlet.kind]}",
            outlet.country or "",
            outlet.language,
            outlet.about,
        )
        for outlet in loaded.archive.outlets
    ),
    "Every outlet that published or relayed a report in these documents.",
)
st.header("Coverage over time")
shown = selection.leading_outlets(CHARTED)
summary.show_charted(len(shown), len(selection.outlet_ids))
coverage.show_coverage(selection.coverage, styles, shown)
st.header("What is inferred, and why")
html_table.show_html_table(
    ("What", "Read as", "Reason"),
    ((item.what, item.value, item.reason) for item in inferences(loaded.archive)),
    "What no document states is marked inferred, with the reviewer’s reason.",
)
