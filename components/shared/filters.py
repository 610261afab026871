"""The filter bar: the widgets, in the sidebar, that make up an `EventQuery`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from types import MappingProxyType

import streamlit as st

from components.shared import view_state
from components.shared.view_state import KEPT
from datelines.query.query import CHOICES

MORE = ("countries", "outlet_kinds", "languages", "statuses")
"""Filters that are in a part of the bar that opens, so that the others are in sight."""

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
    does not offer all (`datelines.query.facets.Offer`), `bounds` the first and last day of the data, `problem`
    what is wrong with the present choice, `active` whether anything is filtered."""
    with st.sidebar:
        st.text_input("Free text", key=view_state.TEXT, placeholder="e.g. drone, حميميم", **KEPT)
        for label, key in (("From", view_state.FIRST), ("Until", view_state.LAST)):
            chosen = view_state.value_of(key)
            st.date_input(
                label,
                key=key,
                value=None,
                # A link may ask for a day beyond the data.
                min_value=min(filter(None, (bounds[0], chosen))),
                max_value=max(filter(None, (bounds[1], chosen))),
                format="YYYY-MM-DD",
                **KEPT,
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
        for name in (name for name in CHOICES if name not in MORE):
            _show_choice(name, choices[name], of.get(name, 0))
        with st.expander("More filters", expanded=any(view_state.value_of(name) for name in MORE)):
            for name in MORE:
                _show_choice(name, choices[name], of.get(name, 0))
        st.button("Reset all filters", on_click=view_state.reset, disabled=not active, width="stretch")
        st.toggle(
            "Online map tiles",
            key=view_state.TILES,
            help="Off by default: the map needs no internet. On: your browser asks OpenStreetMap’s servers "
            "for map images, and they see your IP address.",
            **KEPT,
        )


def _show_choice(name: str, labels: Mapping[str, str], of: int) -> None:
    """Draw the list of one filter; `of` is how many choices there are where it does not offer all, else 0."""
    choice = CHOICES[name]
    view_state.relabel(name, labels)
    st.multiselect(
        choice.label,
        list(labels),
        format_func=labels.__getitem__,
        key=name,
        help=f"{choice.help}. {COUNTED}",
        placeholder="All",
        # Matches hold what is typed as it is, and Enter takes the first match, not all of them.
        filter_mode="contains",
        select_all=False,
        **KEPT,
    )
    if name == "places" and view_state.value_of(name):
        st.toggle(
            "Places themselves only",
            key=view_state.ALONE,
            help="Off: a governorate, a zone or a country means also the places that lie inside it. "
            "On: only reports of events placed at exactly what is chosen.",
            **KEPT,
        )
    if of:
        st.caption(
            f"Showing the {len(labels):,} with the most reports, of {of:,}. The free text above finds the "
            "others by name."
        )
