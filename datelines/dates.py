"""Dates as sources give them, compared with a period and put into words.

A date is never made more precise than its source: `DateSpan` (of `date_span`) keeps its strict bounds,
the days that are in it on every reading, and its softened ends. Days are integers since 1970-01-01, so
that every engine compares them alike.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache

from datelines.edtf_days import SEASON, DateError, DateSpan, Precision, date_span, day_date, day_number

__all__ = [
    "DateError",
    "DateSpan",
    "Period",
    "Precision",
    "date_in_words",
    "date_span",
    "day_date",
    "day_number",
]

_SEASON_NAMES = {"21": "spring", "22": "summer", "23": "autumn"}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; None leaves that end open.

    Raises DateError when `first` is after `last`.
    """

    first: Day | None = None
    last: Day | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise DateError(f"{self.first}/{self.last}", "the period ends before it begins", "swap the dates")

    @property
    def day_from(self) -> int | None:
        """First day as days since 1970-01-01; None where the period is open."""
        return None if self.first is None else day_number(self.first)

    @property
    def day_to(self) -> int | None:
        """Last day as days since 1970-01-01; None where the period is open."""
        return None if self.last is None else day_number(self.last)

    def in_words(self) -> str:
        """`1–10 September 2019`, `from 1 September 2019`, `until 10 September 2019`, `any date`."""
        if self.first and self.last:
            return date_in_words(f"{self.first.isoformat()}/{self.last.isoformat()}")
        if self.first:
            return f"from {_day_words(self.first)}"
        return f"until {_day_words(self.last)}" if self.last else "any date"


@lru_cache(maxsize=65536)
def date_in_words(edtf: str) -> str:
    """An EDTF date in English words: `about 15 January 2020`, `December 2019 – January 2020`.

    Raises DateError as `date_span` does.
    """
    span = date_span(edtf)
    if span.precision != "interval":
        return _single_words(span)
    start, end = (date_span(part) for part in edtf.split("/"))
    if start == end:
        return _single_words(start)
    days = start.precision == end.precision == "day"
    first, last = day_date(start.day_from), day_date(end.day_to)
    plain = not (span.approximate or span.uncertain)
    if days and plain and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day_words(last)}"
    return f"{_single_words(start)} – {_single_words(end)}"


def _single_words(span: DateSpan) -> str:
    first, last = day_date(span.day_from), day_date(span.day_to)
    season = SEASON.fullmatch(span.text)
    if season:
        words = f"{_SEASON_NAMES[season[2]]} {season[1]}"
    elif span.precision == "day":
        words = _day_words(first)
    elif span.precision == "month":
        words = f"{calendar.month_name[first.month]} {first.year}"
    elif span.precision == "year":
        words = str(first.year)
    else:
        words = f"between {_day_words(first)} and {_day_words(last)}"
    words = f"about {words}" if span.approximate else words
    return f"date uncertain: {words}" if span.uncertain else words


def _day_words(day: Day) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
