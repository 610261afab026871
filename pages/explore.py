"""Explore: the map, the timeline beside it, and the chosen event with each outlet's report."""

from __future__ import annotations

import streamlit as st

from components.explore import event_reports, event_table, event_view
from components.explore.map import show_live_map
from components.explore.timeline import show_timeline
from components.explore.timeline_lanes import drawn_of
from components.shared import cite, own_state, view_state
from components.shared.palette import others_style, outlet_styles
from components.shared.sentence import show_empty, show_legend, show_sentence, show_unplaced
from datelines.compare.answer import leading
from datelines.compare.event_words import dates_as_printed, event_words, places_as_printed
from datelines.compare.figure_groups import figure_groups, kept_reports
from datelines.compare.sheet import event_sheet
from datelines.formats import writable_formats
from datelines.query.timeline import OTHERS
from datelines.share import extract
from datelines.share.cite import cite_event, cite_report, cite_view
from datelines.share.rows import csv_text, figures_for, report_rows

LANES = 7
UNPLACED = 100

loaded = own_state.loaded()
view = view_state.view()
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
selection = loaded.selection(view.query)
unbrushed = loaded.selection(view.query.without_window())

sentence = selection.sentence(loaded.name_of, whole=True)

# The map first: its marks are what a reader waits for, and the rest is prepared while the browser draws them.
above = st.container()
if unbrushed.counts.events:
    left, right = st.columns([1, 1])
    with left:
        show_live_map(
            selection,
            loaded.outlines,
            styles,
            view,
            chosen_words=event_table.chosen_words(selection, view.event_id),
            corpus=loaded.version,
        )
with above:
    show_sentence(selection, loaded.name_of)

# Then the answer, which costs less than the timeline above it.
event = (view.event_id,) if view.event_id else ()
archive = loaded.archive_of(event)
sheet = event_sheet(archive, view.event_id, selection.reports_of(event)) if view.event_id else None
head = st.container()
if sheet and selection.counts.events:
    groups = leading(figure_groups(archive, selection.reports_of(event)), sheet.title)
    with head:
        event_view.show_head(sheet, groups)

if unbrushed.counts.events:
    lanes = unbrushed.leading_outlets(LANES)
    drawn = {outlet: styles[outlet] for outlet in lanes}
    if len(unbrushed.outlet_ids) > len(lanes):
        drawn[OTHERS] = others_style(OTHERS, len(unbrushed.outlet_ids) - len(lanes))
    spans, crowd = drawn_of(unbrushed, lanes, view.query.window, view.event_id)
    with right:
        show_timeline(spans, drawn, view, crowd)
    show_legend(cells=selection.crowded, columns=crowd is not None, chosen=view.event_id is not None)

page = event_table.page_of(selection, view.event_id)
rows = selection.table_rows(page.first, page.after)
titles = event_table.titles_of(rows, selection, view.event_id)

if not selection.counts.events:
    show_empty(loaded, view.query)
else:
    if sheet:
        event_view.bring_head_into_sight(sheet)
    event_table.show_chooser(titles, page, selection)
    if sheet:
        names = {outlet.outlet_id: outlet.name for outlet in loaded.outlets}
        group = event_view.choose_group(groups, sheet.event_id) if groups else None
        reports = kept_reports(archive, selection.reports_of(event))
        if group:
            event_view.show_numbers(group, names)
            who, where = st.columns([2, 1], gap="large")
            with who:
                event_view.show_voices(group, names)
        else:
            where = st.container()
        with where:
            event_view.show_where_and_when(
                places_as_printed(archive, reports), dates_as_printed(archive, reports), len(reports)
            )
        event_view.show_words(event_words(archive, reports))
        event_reports.show_reports(sheet, group, styles, lambda ids: csv_text(report_rows(archive, ids)))
    here = own_state.address(view.link)
    citations = {"this view": lambda: cite_view(archive, sentence, here, view_state.today())}
    if sheet:
        citations["this event"] = lambda: cite_event(archive, sheet.event_id, here)
        citations |= {
            f"the report of {account.outlet} ({account.report_id})": (
                lambda report_id=account.report_id: cite_report(archive, report_id, here)
            )
            for account in sheet.accounts
        }
    too_many = extract.too_many(loaded, selection)
    with cite.tools():
        cite.show_cite(citations, key="explore")
        cite.show_export(
            writable_formats(),
            lambda: extract.extract_of(loaded, view.query, here, view_state.today()),
            key="explore",
            too_many=too_many,
        )
        cite.show_rows(
            "Reports with citations (CSV)", "reports", report_rows, loaded, view.query, disabled=too_many > 0
        )
        cite.show_rows(
            "Figures (CSV)",
            "figures",
            figures_for(view.query.measures),
            loaded,
            view.query,
            disabled=too_many > 0,
        )
    show_unplaced(selection.unplaced(UNPLACED), selection.counts.unplaced)
    event_table.show_table(rows, page)
