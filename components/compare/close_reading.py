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
    """Draw where the two differ, what both say, and what one says alone."""
    first, second = styles[reading.first_outlet].name, styles[reading.second_outlet].name
    counts = (len(reading.differ), len(reading.both), len(reading.only_first), len(reading.only_second))
    markup.show(
        markup.html(
            "<p>On this event the two reports differ in {differ}, agree in {both}; {first} alone has "
            "{a}, {second} alone {b}.</p>",
            differ=counted(counts[0], "point"),
            both=counts[1],
            a=counts[2],
            b=counts[3],
            first=first,
            second=second,
        )
    )
    _show_points("Where they differ", reading.differ, first, second)
    _show_points("What both say", reading.both, first, second)
    _show_points(f"What {first} says alone", reading.only_first, first, second)
    _show_points(f"What {second} says alone", reading.only_second, first, second)


def _show_points(title: str, points: Sequence[Point], first: str, second: str) -> None:
    st.subheader(markup.plain(title))
    if not points:
        st.caption("Nothing.")
        return
    rows = ((point.aspect, point.subject, point.first or "—", point.second or "—") for point in points)
    show_html_table(("Point", "Of what", first, second), rows, title)
