"""The close reading: two outlets on one event, point by point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components.shared import markup
from components.shared.markup import show_html_table
from components.shared.palette import OutletStyle
from datelines.compare.close_reading import CloseReading, Point
from datelines.words import counted


def show_close_reading(reading: CloseReading, styles: Mapping[str, OutletStyle]) -> None:
    """Draw where the two differ, what both say, and what only one says."""
    first, second = styles[reading.first_outlet].name, styles[reading.second_outlet].name
    markup.show(
        markup.html(
            "<p>On this event the two outlets differ on {differ} and agree on {both}; only {first} has "
            "{only_first}, only {second} {only_second}.</p>",
            differ=counted(len(reading.differ), "point"),
            both=len(reading.both),
            only_first=len(reading.only_first),
            only_second=len(reading.only_second),
            first=first,
            second=second,
        )
    )
    _show_points("Where they differ", reading.differ, first, second)
    _show_points("What both say", reading.both, first, second)
    _show_points(f"What only {first} says", reading.only_first, first, second)
    _show_points(f"What only {second} says", reading.only_second, first, second)


def _show_points(title: str, points: Sequence[Point], first: str, second: str) -> None:
    st.subheader(markup.plain(title))
    if not points:
        st.caption("Nothing.")
        return
    rows = ((point.aspect, point.subject, point.first or "—", point.second or "—") for point in points)
    show_html_table(("Aspect", "Subject", first, second), rows, title)
