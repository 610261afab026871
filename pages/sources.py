"""Sources: the documents, the outlets, coverage over time, and what was inferred and why."""

from __future__ import annotations

import streamlit as st

from components.compare.coverage import show_coverage
from components.shared import cite, long_table, markup, own_state, sentence, view_state
from components.shared.palette import outlet_styles
from datelines.compare.sources import inferences, inventory, source_lines
from datelines.compare.timing import OUTLETS, charted_period, coverage
from datelines.formats import writable_formats
from datelines.record.terms import OUTLET_KINDS
from datelines.share.extract import extract_of, too_many

CHARTED = 15

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
part = long_table.show_part(held.sources, "documents")
markup.show_html_table(
    (
        "Outlet",
        "Title",
        "Published",
        "Language",
        "File",
        "Events",
        "Reports",
        "Figures",
        *(("Cited by reports",) if held.cited else ()),
        "Inferred",
    ),
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
            *((line.cited,) if held.cited else ()),
            line.basis,
        )
        for line in source_lines(loaded.archive_of_sources, selection, part)
    ),
    "Events, reports and figures are counted within the filter. Titles are the outlets’ own; those in "
    "square brackets are ours.",
)
st.header("Outlets")
part = long_table.show_part(len(loaded.outlets), "outlets")
markup.show_html_table(
    ("Outlet", "Kind", "Country", "Language", "About"),
    (
        (
            outlet.name,
            f"{outlet.kind}: {OUTLET_KINDS[outlet.kind]}",
            outlet.country or "",
            outlet.language or "",
            outlet.about,
        )
        for outlet in loaded.outlets[part]
    ),
    "Every outlet that published or relayed a report in these documents.",
)
st.header("Coverage over time")
shown = selection.leading_outlets(CHARTED)
sentence.show_charted(len(shown), len(selection.outlet_ids))
period = charted_period(selection, "month")
long_table.show_listed(OUTLETS, len(selection.outlet_ids), "outlets with most reports")
show_coverage(coverage(selection, period), styles, shown, period=period, asked="month")
st.header("What is inferred, and why")
part = long_table.show_part(held.inferred, "inferred")
markup.show_html_table(
    ("What", "Inferred value", "Reason"),
    (
        (item.what, item.value, item.reason)
        for item in inferences(loaded.archive_of_sources, loaded.store, held, part)
    ),
    "What no document states is marked inferred, with the reviewer’s reason.",
)
