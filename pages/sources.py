"""Sources: the documents, the outlets, coverage over time, and what was inferred and why."""

from __future__ import annotations

import streamlit as st

from components.compare import controls, coverage
from components.shared import cite, long_table, markup, own_state, sentence, view_state
from components.shared import markup as html_table
from components.shared.palette import outlet_styles
from datelines.compare import sources, timing
from datelines.formats import writable_formats
from datelines.record.terms import OUTLET_KINDS
from datelines.share import extract

CHARTED = 15

loaded = own_state.loaded()
view = view_state.view()
selection = loaded.selection(view.query)
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])

sentence.show_sentence(selection.sentence(loaded.name_of), selection.counts)
here = own_state.address(view.link)
with controls.tools():
    cite.show_export(
        writable_formats(),
        lambda: extract.extract_of(loaded, view.query, here, view_state.today()),
        key="sources",
        too_many=extract.too_many(loaded, selection),
    )
st.header("Documents")
inventory = sources.inventory(loaded.store)
part = long_table.show_part(inventory.sources, "documents")
html_table.show_html_table(
    (
        "Outlet",
        "Title",
        "Published",
        "Language",
        "File",
        "Events",
        "Reports",
        "Figures",
        *(("Cited by reports",) if inventory.cited else ()),
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
            *((line.cited,) if inventory.cited else ()),
            line.basis,
        )
        for line in sources.source_lines(loaded.archive_of_sources, selection, part)
    ),
    "Counted over the filter above. Titles are the outlets’ own; those in square brackets are ours.",
)
st.header("Outlets")
part = long_table.show_part(len(loaded.outlets), "outlets")
html_table.show_html_table(
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
period = timing.charted_period(selection, "month")
long_table.show_listed(timing.OUTLETS, len(selection.outlet_ids), "outlets with most reports")
coverage.show_coverage(
    timing.coverage(selection, period), styles, shown, instead="" if period == "month" else "month"
)
st.header("What is inferred, and why")
part = long_table.show_part(inventory.inferred, "inferred")
html_table.show_html_table(
    ("What", "Read as", "Reason"),
    (
        (item.what, item.value, item.reason)
        for item in sources.inferences(loaded.archive_of_sources, loaded.store, inventory, part)
    ),
    "What no document states is marked inferred, with the reviewer’s reason.",
)
