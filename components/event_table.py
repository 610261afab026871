"""The table of the selected events: for keyboard and screen reader the way to the same choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from components import view_state
from datelines.selection import EventRow

KEY = "event_table"
COLUMNS = {
    "dated": "Date",
    "title": "Event",
    "places": "Places",
    "kind": "Kind",
    "outlets": "Outlets",
    "reports": "Reports",
    "status": "Status",
}


def show_table(rows: Sequence[EventRow]) -> None:
    """Draw the rows; selecting one chooses its event."""
    events = tuple(row.event_id for row in rows)
    frame = pd.DataFrame([asdict(row) for row in rows])[list(COLUMNS)].rename(columns=COLUMNS)
    st.dataframe(
        frame,
        key=KEY,
        hide_index=True,
        height=min(38 + 35 * len(rows), 420),
        on_select=lambda: view_state.choose_from_table(KEY, events),
        selection_mode="single-row",
        column_config={"Event": st.column_config.TextColumn(width="large")},
    )


def show_chooser(titles: dict[str, str]) -> None:
    """Draw a list to choose an event by its title, with steps to the one before and after."""
    events = tuple(titles)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            f"Event ({len(events)} in this selection)",
            events,
            index=None,
            format_func=titles.__getitem__,
            key=view_state.EVENT,
            persist_state="session",
            placeholder="Choose an event: click a mark or a bar, select a row, or type here",
        )
        st.button("◀", help="Previous event", on_click=view_state.step, args=(events, -1))
        st.button("▶", help="Next event", on_click=view_state.step, args=(events, 1))
