"""Explore: the map, the timeline beside it, and the chosen event with each outlet's report."""

from __future__ import annotations

import streamlit as st

from components import event_card, event_table, map_view, summary, timeline, view_state
from components.palette import outlet_styles
from datelines import store
from datelines.event_sheet import event_sheet

loaded = store.loaded_folder()
view = view_state.view()
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
selection = loaded.selection(view.query)
unbrushed = loaded.selection(view.query.without_window())

titles = {row.event_id: f"{row.dated} — {row.title}" for row in selection.table}
sheet = event_sheet(loaded.archive, view.event_id, selection.report_ids) if view.event_id else None

sentence = selection.sentence(loaded.name_of)
summary.show_sentence(sentence, selection.counts)
if unbrushed.event_ids:
    summary.show_legend(styles[outlet] for outlet in styles if outlet in unbrushed.outlet_ids)
    beside, above = st.columns([1, 1])
    with beside:
        map_view.show_map(
            selection.marks,
            loaded.outlines,
            styles,
            chosen=view.event_id,
            chosen_words=f"Below: {titles[view.event_id]}" if view.event_id in titles else "",
            theme=view.theme,
            online_tiles=view.online_tiles,
            on_choose=view_state.choose_from_map,
        )
    with above:
        timeline.show_timeline(
            unbrushed.spans,
            styles,
            chosen=view.event_id,
            brushed=view.brush,
            choice=view.choice,
            theme=view.theme,
            key=view.timeline_key,
            on_choose=view_state.choose_from_timeline,
        )
else:
    summary.show_empty(sentence)

if selection.event_ids:
    event_table.show_chooser(titles)
    if sheet:
        event_card.show_event(sheet, styles)
    summary.show_unplaced(selection.unplaced_events)
    event_table.show_table(selection.table)
