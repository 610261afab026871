"""Explore: the map, the timeline beside it, and the chosen event with each outlet's report."""

from __future__ import annotations

import streamlit as st

from components.explore import event_card, event_table, timeline
from components.explore import map as live_map
from components.explore.timeline_lanes import drawn_of
from components.shared import cite, own_state, view_state
from components.shared import cite as export_bar
from components.shared import sentence as summary
from components.shared.palette import others_style, outlet_styles
from datelines.compare.sheet import event_sheet
from datelines.formats import writable_formats
from datelines.query.timeline import OTHERS
from datelines.share import cite as citing
from datelines.share import extract
from datelines.share import rows as downloads

LANES = 7
UNPLACED = 100

loaded = own_state.loaded()
view = view_state.view()
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
selection = loaded.selection(view.query)
unbrushed = loaded.selection(view.query.without_window())

sentence = selection.sentence(loaded.name_of)

# The map first: its marks are what a reader waits for, and the rest is drawn while the browser draws them.
above = st.container()
if unbrushed.counts.events:
    left, right = st.columns([1, 1])
    with left:
        live_map.show_live_map(
            selection,
            loaded.outlines,
            styles,
            chosen=view.event_id,
            chosen_words=event_table.chosen_words(selection, view.event_id),
            theme=view.theme,
            online_tiles=view.online_tiles,
            choice=view.choice,
            corpus=loaded.version,
        )
with above:
    summary.show_sentence(sentence, selection.counts)
if unbrushed.counts.events:
    lanes = unbrushed.leading_outlets(LANES)
    drawn = {outlet: styles[outlet] for outlet in lanes}
    if len(unbrushed.outlet_ids) > len(lanes):
        drawn[OTHERS] = others_style(OTHERS, len(unbrushed.outlet_ids) - len(lanes))
    spans, crowd = drawn_of(unbrushed, lanes, view.query.window, view.event_id)
    with above:
        summary.show_legend(drawn.values(), cells=selection.crowded, columns=crowd is not None)
    with right:
        timeline.show_timeline(
            spans,
            drawn,
            chosen=view.event_id,
            brushed=view.brush,
            choice=view.choice,
            theme=view.theme,
            key=view.timeline_key,
            on_choose=view_state.choose_from_timeline,
            crowd=crowd,
        )

page = event_table.page_of(selection, view.event_id)
rows = selection.table_rows(page.first, page.after)
titles = event_table.titles_of(rows, selection, view.event_id)
event = (view.event_id,) if view.event_id else ()
archive = loaded.archive_of(event)
sheet = event_sheet(archive, view.event_id, selection.reports_of(event)) if view.event_id else None

if not selection.counts.events:
    summary.show_empty(sentence)
else:
    event_table.show_chooser(titles, page, selection)
    if sheet:
        event_card.show_event(sheet, styles)
    here = own_state.address(view.link)
    citations = {"this view": lambda: citing.cite_view(archive, sentence, here, view_state.today())}
    if sheet:
        citations["this event"] = lambda: citing.cite_event(archive, sheet.event_id, here)
        citations |= {
            f"the report of {account.outlet} ({account.report_id})": (
                lambda report_id=account.report_id: citing.cite_report(archive, report_id, here)
            )
            for account in sheet.accounts
        }
    too_many = extract.too_many(loaded, selection)
    with cite.tools():
        cite.show_cite(citations, key="explore")
        export_bar.show_export(
            writable_formats(),
            lambda: extract.extract_of(loaded, view.query, here, view_state.today()),
            key="explore",
            too_many=too_many,
        )
        cite.show_download(
            "Reports with citations (CSV)",
            "datelines-reports",
            lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.report_rows),
            key="download-reports",
            disabled=too_many > 0,
        )
    summary.show_unplaced(selection.unplaced(UNPLACED), selection.counts.unplaced)
    event_table.show_table(rows, page)
