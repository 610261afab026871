"""What else two outlets report of one event: figures, dates, places, speakers."""

from __future__ import annotations

import streamlit as st

from components.shared import markup
from components.shared.long_table import show_rows_of
from datelines.compare.close_reading import CloseReading

_ABSENT = "not in the part we read"


def show_close_reading(reading: CloseReading, first: str, second: str) -> None:
    """Draw, for two outlets (their names), what differs, what only one of them has, and what both have, in
    one table that opens on demand."""
    points = [
        (kind, point)
        for kind, found in (
            ("differs", reading.differ),
            ("only one", (*reading.only_first, *reading.only_second)),
            ("the same", reading.both),
        )
        for point in found
    ]
    with st.expander(
        markup.plain(f"Figures, dates, places and speakers of the two: {len(reading.differ)} differ")
    ):
        show_rows_of(
            ("", "Aspect", "Subject", first, second),
            len(points),
            lambda part: (
                (kind, point.aspect, point.subject, point.first or _ABSENT, point.second or _ABSENT)
                for kind, point in points[part]
            ),
            "Places are compared by what they are, not by their spelling.",
            "reading",
        )
