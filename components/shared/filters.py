"""The filter bar: the widgets, in the sidebar, that make up an `EventQuery`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from types import MappingProxyType

import streamlit as st

from components.shared import view_state
from components.shared.view_state import KEPT
from datelines.query.query import CHOICES

COUNTED = "The number behind a name counts the reports that all other filters keep."


def show_filters(
    choices: Mapping[str, Mapping[str, str]],
    bounds: tuple[Day, Day],
    *,
    of: Mapping[str, int] = MappingProxyType({}),
    problem: str = "",
    active: bool = False,
) -> None:
    """Draw the filter bar. `choices` are labels by id by filter, `of` how many there are for each filter that
    does not offer all (`datelines.query.facets.Offer`), `bounds` the corpus' first and last day, `problem`
    what is wrong with the present choice, `active` whether anything is filtered."""
    with st.sidebar:
        st.text_input("Free text", key=view_state.TEXT, placeholder="e.g. drone, حميميم", **KEPT)
        first, last = st.columns(2)
        with first:
            st.date_input(
                "From", key=view_state.FIRST, value=None, min_value=bounds[0], max_value=bounds[1], **KEPT
            )
        with last:
            st.date_input(
                "Until", key=view_state.LAST, value=None, min_value=bounds[0], max_value=bounds[1], **KEPT
            )
        if problem:
            st.error(problem)
        st.toggle(
            "Leave out uncertain dates",
            key=view_state.CERTAINLY,
            help="Off: every report whose date could lie in the period. On: only reports of which every "
            "possible day lies in it.",
            **KEPT,
        )
        for name, choice in CHOICES.items():
            view_state.relabel(name, choices[name])
            st.multiselect(
                choice.label,
                list(choices[name]),
                format_func=choices[name].__getitem__,
                key=name,
                help=f"{choice.help}. {COUNTED}",
                placeholder="All",
                # Matches hold what is typed as it is, and Enter takes the first match, not all of them.
                filter_mode="contains",
                select_all=False,
                **KEPT,
            )
            if name in of:
                st.caption(
                    f"Showing the {len(choices[name]):,} with the most reports, of {of[name]:,}. The free "
                    "text above finds the others by name."
                )
        st.button("Reset all filters", on_click=view_state.reset, disabled=not active, width="stretch")
        st.toggle(
            "Online map tiles",
            key=view_state.TILES,
            help="Off by default: the map needs no internet. On: your browser asks OpenStreetMap’s servers "
            "for map images, and they see your IP address.",
            **KEPT,
        )
