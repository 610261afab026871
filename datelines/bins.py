"""Counts of reports by period for the timeline, where there are too many to draw each.

A report whose date lies in one period is counted as dated in it. A report whose date reaches beyond (a
month among weeks, an interval, softened ends) is counted as possible in each period that it reaches: its
date is never made more precise, and those counts are not to be added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property
from itertools import pairwise

import numpy as np

from datelines.dates import date_in_words, day_date, day_number
from datelines.kept_rows import Numbers

MOST_BINS = 150
"""Periods at once: the quarters of a generation."""

UNITS = ("day", "week", "month", "quarter", "year", "10 years", "100 years")
"""From fine to coarse. Weeks begin on Monday (ISO 8601); several years begin at a multiple of them."""

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "10 years": 120, "100 years": 1200}


@dataclass(frozen=True, eq=False)
class Bins:
    """Periods of one `unit` that follow one another: `edges` are their first days, and the day after the
    last, since 1970-01-01."""

    unit: str
    edges: Numbers

    @property
    def number(self) -> int:
        """How many periods."""
        return len(self.edges) - 1

    @cached_property
    def days(self) -> tuple[tuple[int, int], ...]:
        """First and last day of each."""
        return tuple((first, after - 1) for first, after in pairwise(self.edges.tolist()))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Each in words: `September 2019`."""
        return tuple(self._words(*(day_date(day) for day in days)) for days in self.days)

    def _words(self, first: Day, last: Day) -> str:
        if self.unit == "month":
            return date_in_words(first.isoformat()[:7])
        if self.unit == "quarter":
            return date_in_words(f"{first.isoformat()[:7]}/{last.isoformat()[:7]}")
        if self.unit == "year":
            return date_in_words(first.isoformat()[:4])
        if self.unit in _MONTHS:
            return f"{first.year}–{last.year}"
        return date_in_words(
            first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
        )


@dataclass(frozen=True, eq=False)
class Counted:
    """Reports by lane (row) and period (column): `dated` wholly in it, and `possible` ones that reach
    beyond it, each counted in every period that it reaches."""

    bins: Bins
    dated: Numbers
    possible: Numbers


def bins_of(first: int, last: int, most: int = MOST_BINS) -> Bins:
    """The finest periods, at most `most` of them, that cover the days from `first` to `last`."""
    for unit in UNITS:
        begin, number, step = _periods(unit, first, last)
        if number <= most or unit == UNITS[-1]:
            starts = range(begin, begin + number * step + 1, step)
            edges = starts if unit in ("day", "week") else map(_first_day, starts)
            return Bins(unit, np.array(list(edges), np.int64))
    raise AssertionError("not reached")


def counted_in(bins: Bins, lanes: Numbers, number: int, day_from: Numbers, day_to: Numbers) -> Counted:
    """Count reports: each has a lane (0 to `number` - 1) and its first and last possible day. Reports
    wholly outside of the bins are left out."""
    first, after = int(bins.edges[0]), int(bins.edges[-1])
    seen = (day_to >= first) & (day_from < after)
    lanes, day_from, day_to = lanes[seen], day_from[seen], day_to[seen]
    start = np.searchsorted(bins.edges, np.clip(day_from, first, after - 1), side="right") - 1
    end = np.searchsorted(bins.edges, np.clip(day_to, first, after - 1), side="right") - 1
    inside = (start == end) & (day_from >= first) & (day_to < after)
    shape, width = (number, bins.number), bins.number
    dated = np.bincount(lanes[inside] * width + start[inside], minlength=number * width).reshape(shape)
    # Up at the first period that a report reaches and down after the last: the running sum counts it in all.
    steps = np.zeros((number, width + 1), np.int64)
    wide = ~inside
    np.add.at(steps, (lanes[wide], start[wide]), 1)
    np.add.at(steps, (lanes[wide], end[wide] + 1), -1)
    return Counted(bins, dated.astype(np.int64), steps.cumsum(axis=1)[:, :width])


def _periods(unit: str, first: int, last: int) -> tuple[int, int, int]:
    """Where the periods that hold the days begin, how many they are, and the step from one to the next: in
    days, or in months since year 0."""
    if unit in ("day", "week"):
        step = 1 if unit == "day" else 7
        begin = first if unit == "day" else first - day_date(first).weekday()
        return begin, (last - begin) // step + 1, step
    step, month = _MONTHS[unit], _month(first)
    begin = month - month % step
    return begin, (_month(last) - begin) // step + 1, step


def _month(day: int) -> int:
    at = day_date(day)
    return at.year * 12 + at.month - 1


def _first_day(month: int) -> int:
    year, rest = divmod(month, 12)
    if year < 1:  # the calendar begins in year 1
        return day_number(Day(1, 1, 1))
    if year > 9999:
        return day_number(Day(9999, 12, 31)) + 1
    return day_number(Day(year, rest + 1, 1))
