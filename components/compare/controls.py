"""The controls of the Compare page: which section, and how it is laid out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from components.shared import long_table, view_state
from components.shared.cite import tools
from components.shared.compare_options import (
    BY,
    CHARTS,
    COLUMNS,
    DIFFERING,
    GROUP,
    LABELS,
    ONE,
    ORDER,
    OTHER,
    PINS,
    SECTION,
    SUBJECT,
)
from components.shared.view_state import KEPT
from datelines.query.facets import OFFERED


def show_sections() -> None:
    """Draw the choice of the section."""
    labels = LABELS[SECTION]
    st.segmented_control(
        "What to compare", list(labels), format_func=labels.__getitem__, key=SECTION, required=True, **KEPT
    )


def show_matrix_options(outlets: Mapping[str, str], pins: Collection[str]) -> None:
    """Draw order, grouping, columns and pinned outlets. `outlets` are names by id, those with most reports
    first; of a long list only the first and the pinned ones are offered, with a line that says so."""
    offered = first_of(outlets, pins)
    with tools():
        _show_choice("Order", ORDER)
        _show_choice("Group outlets", GROUP)
        _show_choice("Columns", COLUMNS)
        st.multiselect(
            "Pinned outlets",
            list(offered),
            format_func=offered.__getitem__,
            key=PINS,
            placeholder="None",
            **KEPT,
        )
    long_table.show_listed(len(offered), len(outlets), "outlets with most reports that can be pinned")


def first_of(names: Mapping[str, str], chosen: Collection[str], most: int = OFFERED) -> dict[str, str]:
    """The first `most` of `names` and the `chosen` ones, in the same order."""
    leading = set(list(names)[:most]) | set(chosen)
    return {key: name for key, name in names.items() if key in leading}


def show_figure_options() -> None:
    """Draw the choice of figures."""
    _show_choice("Show", DIFFERING)


def show_charts(groups: int, at_once: int) -> int:
    """Draw the choice of a page of charts where there are several; gives its number, from 0."""
    pages = [f"{first + 1}–{min(first + at_once, groups)}" for first in range(0, groups, at_once)]
    if len(pages) < 2:
        return 0
    chosen = st.segmented_control(
        f"Charts, of {groups}", pages, default=pages[0], required=True, key=f"{CHARTS}-{groups}"
    )
    return pages.index(chosen) if chosen in pages else 0


def show_coverage_options() -> None:
    """Draw the choice of week, month or year."""
    _show_choice("Count", BY)


def show_event_choice(titles: Mapping[str, str]) -> str | None:
    """Draw the choice of the event to read closely, which is also the chosen event on Explore; `titles` by
    id. Gives the id, or None."""
    if not titles:
        st.caption("No event of this selection is reported by two outlets.")
        return None
    view_state.keep_event_among(titles)
    chosen: str | None = st.selectbox(
        "Event",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        key=view_state.EVENT,
        placeholder="Choose an event that two or more outlets report",
        **KEPT,
    )
    return chosen


def show_subject(subjects: Mapping[str, str]) -> str | None:
    """Draw the choice of the subject whose terms are compared; `subjects` are labels by subject."""
    if not subjects:
        st.caption("No term is recorded for the reports of this selection.")
        return None
    view_state.begin_subject(tuple(subjects))
    chosen: str | None = st.selectbox(
        "Subject", list(subjects), format_func=subjects.__getitem__, key=SUBJECT, **KEPT
    )
    return chosen


def show_pair(outlets: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Draw the choice of two outlets (names by id); at first the first two are chosen. Gives their ids."""
    view_state.begin_pair(tuple(outlets))
    chosen = []
    for place, name, label in zip(st.columns(2), (ONE, OTHER), ("One outlet", "The other"), strict=True):
        with place:
            chosen.append(
                st.selectbox(label, list(outlets), format_func=outlets.__getitem__, key=name, **KEPT)
            )
    return chosen[0], chosen[1]


def _show_choice(label: str, option: str) -> None:
    labels = LABELS[option]
    st.selectbox(label, list(labels), format_func=labels.__getitem__, key=option, **KEPT)
