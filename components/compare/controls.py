"""The controls of the Compare page: which section, and how it is laid out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

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
from datelines.query.facets import OFFERED

KEPT: Any = {"persist_state": "session"}


def show_sections() -> None:
    """Draw the choice of the section."""
    labels = LABELS[SECTION]
    st.segmented_control(
        "What to compare", list(labels), format_func=labels.__getitem__, key=SECTION, required=True, **KEPT
    )


def show_matrix_options(outlets: Mapping[str, str], pins: Collection[str]) -> None:
    """Draw order, grouping, columns and pinned outlets. `outlets` are names by id, those with most reports
    first; of a long list the first are offered and those that are pinned, and it is said how many."""
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
    """The first `most` of `names`, and whatever is chosen among them, in the same order."""
    leading = set(list(names)[:most]) | set(chosen)
    return {key: name for key, name in names.items() if key in leading}


def show_figure_options() -> None:
    """Draw the choice of figures."""
    _show_choice("Figures of", DIFFERING)


def show_charts(groups: int, at_once: int) -> int:
    """Draw the choice among the pages of charts where one does not hold them all; gives the page from 0."""
    pages = [f"{first + 1}–{min(first + at_once, groups)}" for first in range(0, groups, at_once)]
    if len(pages) < 2:
        return 0
    chosen = st.segmented_control(
        f"Charts, of {groups}", pages, default=pages[0], required=True, key=f"{CHARTS}-{groups}"
    )
    return pages.index(chosen) if chosen in pages else 0


def show_coverage_options() -> None:
    """Draw the choice of week or month."""
    _show_choice("Count", BY)


def show_event_choice(titles: Mapping[str, str]) -> str | None:
    """Draw the choice of the event to read closely; the same choice as on Explore."""
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
    """Draw the choice of the subject whose terms are compared (labels by subject)."""
    if not subjects:
        st.caption("No term is recorded for the reports of this selection.")
        return None
    view_state.begin_subject(tuple(subjects))
    chosen: str | None = st.selectbox(
        "Subject", list(subjects), format_func=subjects.__getitem__, key=SUBJECT, **KEPT
    )
    return chosen


def show_pair(outlets: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Draw the choice of two outlets (names by id), the first two to begin with."""
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
