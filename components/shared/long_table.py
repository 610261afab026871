"""Long lists in parts: which lines are drawn, the control for the others, and the words about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from components.shared.markup import show_html_table
from components.shared.view_state import SessionValue

FIRST = 20
"""Lines drawn until more are asked for: about two screens."""

AT_ONCE = 500
"""Lines drawn at once; a browser lays out this many without a pause."""


def show_rows_of(
    headers: Sequence[str],
    lines: int,
    rows_of: Callable[[slice], Iterable[Sequence[object]]],
    caption: str,
    key: str,
) -> None:
    """Draw a table of `lines` rows, of which `rows_of` gives a part: the first of them and a button for all,
    then all of them, in parts where they are many. `key` is its own on the page."""
    # The number of lines is in the name: with another filter, the list begins again.
    opened = SessionValue(f"more-{key}-{lines}", False)
    if opened.get():
        show_html_table(headers, rows_of(show_part(lines, key)), caption, blocks=True)
        return
    shown = min(FIRST, lines)
    show_html_table(headers, rows_of(slice(0, shown)), caption, blocks=True)
    if shown < lines:
        st.button(
            f"{shown} of {lines:,} rows: show {'all' if lines <= AT_ONCE else 'more'}",
            key=f"more-{key}-{lines}",
            on_click=opened.set,
            args=(True,),
        )


def show_part(lines: int, key: str, at_once: int = AT_ONCE, noun: str = "lines") -> slice:
    """Draw the choice of a part where there are more than `at_once` lines. Gives the part as a slice of
    them."""
    if lines <= at_once:
        return slice(0, lines)
    parts = -(-lines // at_once)
    # The number of lines is in the key: with another filter, the list begins again at its first part.
    chosen = st.number_input(
        f"Part (of {parts:,})", min_value=1, max_value=parts, step=1, width=180, key=f"part-{key}-{lines}"
    )
    first = (int(chosen) - 1) * at_once
    last = min(first + at_once, lines)
    st.caption(f"{noun.capitalize()} {first + 1:,}–{last:,} of {lines:,}")
    return slice(first, last)


def show_compared(compared: int, events: int, *, downloaded: bool = True) -> None:
    """Say which of the events of the selection are compared, where not all are. `downloaded` says whether the
    page has a download with all of them."""
    if compared < events:
        st.caption(
            f"{compared:,} of {events:,} events are compared: those with the most outlets, then the most "
            "reports, then the earliest date; and the chosen one. Narrow the filter to compare others"
            f"{'; the download holds all.' if downloaded else '.'}"
        )


def show_listed(listed: int, of: int, what: str) -> None:
    """Say how many of its choices a list offers, where not all; `what` names those (`outlets with the most
    reports`)."""
    if listed < of:
        st.caption(f"Showing the {listed:,} {what}, of {of:,}.")
