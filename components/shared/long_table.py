"""Long lists in parts: which lines are drawn, the control for the others, and the words about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from components.shared.markup import show_html_table

T = TypeVar("T")

AT_ONCE = 500
"""Lines drawn at once; a browser lays out this many without a pause."""


def show_long_table(
    headers: Sequence[str],
    items: Sequence[T],
    row: Callable[[T], Sequence[object]],
    caption: str,
    key: str,
) -> None:
    """Draw a table with a row for each item (`row` gives its cells), in parts where it is long."""
    part = show_part(len(items), key)
    show_html_table(headers, map(row, items[part]), caption)


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
