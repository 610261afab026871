"""Your data: from uploaded files to the same map, timeline and comparison, one visible step at a time."""

from __future__ import annotations

import streamlit as st

from components.shared import cite, own_state, view_state
from components.your_data import columns, place_finder, steps
from datelines.formats import readable_formats, writable_formats
from datelines.formats.flat.columns import FLAT_COLUMNS
from datelines.imports import own_table, run
from datelines.places.lookup import unplaced_places

view_state.view()  # a page is only ever shown by app.py
formats = readable_formats()
own = own_state.table()

st.title("Your own table")
st.markdown(
    "From a spreadsheet to the same map, timeline and comparison. Nothing is written to the server’s disk, "
    "no other session sees your table, and it is gone when you close or reload this page."
)
steps.show_step(1, "Drop files")
if own:
    steps.show_present(own)
else:
    steps.show_drop([one.title for one in formats.values()])
    steps.show_templates()

if own:
    steps.show_refused(own.refused)
    steps.show_encodings(own)
if own and own.files:
    steps.show_step(2, "Format")
    steps.show_format(own, formats)
if own and (own.result or own.column_choice is not None):
    steps.show_step(3, "Columns")
    if own.column_choice is not None:
        columns.show_columns(own, own.column_choice, FLAT_COLUMNS)
    elif own.result:
        steps.show_fixed_columns(own.result.imported.mapping)
if own and own.result:
    result = own.result

    events = len(own.tables.tables["events"].frame) if own.tables else 0
    steps.show_step(4, "Check")
    steps.show_counts(result, events, own_table.events_of_several_outlets(own))
    steps.show_problems(result.groups, frozenset(result.left_out), lambda: run.problems_csv(result.problems))

    unplaced = unplaced_places(result.sound)
    steps.show_step(5, "Places without coordinates", f"{len(unplaced):,}")
    place_finder.show_place_finder(own, unplaced)

    steps.show_step(6, "Explore, compare, export")
    if own.loaded:
        steps.show_doors(events, shown=own_state.shown_table() is not None)
        with cite.tools():
            cite.show_export(
                writable_formats(),
                lambda: own_table.own_extract(own, "", view_state.today()),
                key="own",
            )
            steps.show_kept_columns(result)
    else:
        st.info("No row of this table can be explored yet: fix what step 4 lists and upload the file again.")
