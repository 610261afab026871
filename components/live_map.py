"""The map as a part of the page that answers alone: moving it brings the cells of what is then in sight."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import map_state, map_view, view_state
from components.map_data import CellList, map_data
from components.palette import OutletStyle
from components.store_problem import shown_where_it_fails
from datelines.outlines import Outline
from datelines.selection import Selection


@st.fragment
@shown_where_it_fails
def show_live_map(
    selection: Selection,
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    chosen_words: str,
    theme: str,
    online_tiles: bool,
    choice: int,
    corpus: str,
) -> None:
    """Draw the map of the selection. `choice` is the number of choices when the page ran: where the reader
    has chosen an event since, the whole page runs again. `chosen_words` says the chosen event on the map,
    since its card may be further down; `corpus` tells one set of data from another."""
    if view_state.choices() != choice:
        st.rerun(scope="app")
    on_map = selection.on_map(map_state.window(), map_view.VIEW, chosen)
    question = map_state.question()
    opened = None
    if question and on_map.window:
        cell, before, asked = question
        opened = CellList(cell, selection.cell_events(*cell, before), asked)
    payload = map_data(
        on_map,
        outlines,
        styles,
        chosen=chosen,
        chosen_words=chosen_words,
        theme=theme,
        online_tiles=online_tiles,
        corpus=corpus,
        opened=opened,
    )
    map_view.show_map(payload, map_state.hear)
    if on_map.undrawn:
        st.caption(f"{on_map.undrawn:,} areas with fewer events are not drawn; the table lists their events.")
