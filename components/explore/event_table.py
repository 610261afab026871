"""The table of the selected events, and the list to choose one from: the way to the same choice as on map and
timeline for keyboard and screen reader.

A long selection is shown in pages; the list holds the events of the same page, and the chosen one whatever
page it is on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from components.shared import problems, view_state
from components.shared.view_state import SessionValue
from datelines.query.events import EventRow
from datelines.query.query import EventQuery
from datelines.query.selection import Selection

KEY = "event_table"
AT_ONCE = 200
"""Rows on a page: every run sends them."""

COLUMNS = {
    "dated": "Date",
    "title": "Event",
    "places": "Places",
    "kind": "Kind",
    "outlets": "Outlets",
    "reports": "Reports",
    "status": "Status",
}


@dataclass(frozen=True, slots=True)
class _Opened:
    """The page that the table opened with, for a query and a chosen event; `turn` counts such openings."""

    query: EventQuery
    chosen: str | None
    page: int
    turn: int


_OPENED: SessionValue[_Opened | None] = SessionValue("table_opened", None)


@dataclass(frozen=True, slots=True)
class TablePage:
    """The events from number `first` (counted from 0) to before `after`, of `events`; page `number` (from
    1) of `pages`. `key` names the control that turns it."""

    first: int
    after: int
    events: int
    number: int
    pages: int
    key: str


def page_of(selection: Selection, chosen: str | None) -> TablePage:
    """The page of the table to draw: the one that the reader turned to, or, after another filter or choice,
    the one with the chosen event, otherwise the first."""
    events = selection.counts.events
    pages = max(1, -(-events // AT_ONCE))
    opened = _OPENED.get()
    if not opened or (opened.query, opened.chosen) != (selection.query, chosen):
        page = (selection.place_of(chosen) or 0) // AT_ONCE + 1
        opened = _Opened(selection.query, chosen, page, opened.turn + 1 if opened else 1)
        _OPENED.set(opened)
    # A control with another key begins with the page that it is given.
    key = f"{KEY}-page-{opened.turn}"
    number = min(view_state.value_of(key) or opened.page, pages)
    first = (number - 1) * AT_ONCE
    return TablePage(first, min(first + AT_ONCE, events), events, number, pages, key)


def titles_of(rows: Sequence[EventRow], selection: Selection, chosen: str | None) -> dict[str, str]:
    """Date and title of the events of a page, and of the chosen one where the selection holds it."""
    titles = {row.event_id: f"{row.dated} — {row.title}" for row in rows}
    at = selection.place_of(chosen)
    if at is None or chosen in titles:
        return titles
    (row,) = selection.table_rows(at, at + 1)
    return {row.event_id: f"{row.dated} — {row.title}"} | titles


def chosen_words(selection: Selection, chosen: str | None) -> str:
    """What the map says about the chosen event, whose card may be below the fold; '' where none is chosen."""
    title = titles_of((), selection, chosen).get(chosen or "")
    return f"Selected: {title}, see below" if title else ""


def show_table(rows: Sequence[EventRow], page: TablePage) -> None:
    """Draw the rows of a page, and the control that turns to others; selecting a row chooses its event."""
    if page.pages > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.pagination(page.pages, default=page.number, key=page.key, width=340)
            st.caption(f"Rows {page.first + 1:,}–{page.after:,} of {page.events:,}, by date")
    events = tuple(row.event_id for row in rows)
    # Streamlit sends an Arrow table; to make one from a pandas frame would take 1 ms more.
    table = pa.table({label: [getattr(row, name) for row in rows] for name, label in COLUMNS.items()})
    key = KEY if page.pages == 1 else f"{KEY}-{page.number}"
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=min(38 + 35 * len(rows), 420),
        on_select=lambda: view_state.choose_from_table(key, events),
        selection_mode=("single-row", "single-cell"),
        column_config={"Event": st.column_config.TextColumn(width="large")},
    )


def show_chooser(titles: Mapping[str, str], page: TablePage, selection: Selection) -> None:
    """Draw a list to choose an event by its title, with steps to the one before and the one after in the
    whole selection."""
    held = f"{page.events}" if page.pages == 1 else f"{page.first + 1:,}–{page.after:,} of {page.events:,}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            f"Event ({held} in this selection)",
            tuple(titles),
            index=None,
            format_func=titles.__getitem__,
            key=view_state.EVENT,
            placeholder="Choose an event: click a mark or a bar, select a row, or type here",
            **view_state.KEPT,
        )
        st.button(
            "◀",
            help="Previous event",
            on_click=problems.caught_for_the_page(view_state.step),
            args=(selection.neighbour, -1),
        )
        st.button(
            "▶",
            help="Next event",
            on_click=problems.caught_for_the_page(view_state.step),
            args=(selection.neighbour, 1),
        )
