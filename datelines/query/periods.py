"""Days, weeks, months and years: the period in which a day lies, and counts of reports by period.

The timeline draws such counts where there are too many reports to draw each. A report whose date is within
one period is counted as dated in it. A report whose date reaches beyond (a month among weeks, an interval,
softened ends) is counted as possible in each period that it reaches: no date is made more precise than it is,
so these counts must not be added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Date, Integer, cast, extract, func, literal

from datelines.record.dates import date_in_words, day_date, day_number

Integers = npt.NDArray[np.int64]

MOST_BINS = 150
"""Periods shown at once, at most: the quarters of 37 years."""

PERIOD_UNITS = ("day", "week", "month", "quarter", "year", "10 years", "100 years")
"""From fine to coarse. Weeks begin on Monday (ISO 8601), 10 and 100 years in a year that is a multiple of
that."""

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "10 years": 120, "100 years": 1200}

_MONDAY = 3  # 1970-01-01, day 0, was a Thursday: three days into its week


def period_number(day: int, unit: str) -> int:
    """The number of the period of a `unit` in which a day (since 1970-01-01) lies: consecutive whole numbers,
    of days and weeks from 1970 on, of months and longer periods from year 0 on."""
    if unit == "day":
        return day
    return (day + _MONDAY) // 7 if unit == "week" else _month(day) // _MONTHS[unit]


def period_number_in_store(day: ColumnElement[int], unit: str) -> ColumnElement[int]:
    """`period_number` as an expression that the store evaluates: reports grouped by it are far fewer rows
    than reports grouped by day, a tenth for months of a million reports."""
    if unit == "day":
        return day
    if unit == "week":
        return cast(func.floor((day + _MONDAY) / 7.0), Integer)
    date = cast(literal("1970-01-01"), Date) + day
    months = 12 * extract("year", date) + extract("month", date) - 1
    return cast(func.floor(months / float(_MONTHS[unit])), Integer)


def first_day_of(number: int, unit: str) -> int:
    """The first day, since 1970-01-01, of the period with this number (`period_number`)."""
    if unit == "day":
        return number
    return number * 7 - _MONDAY if unit == "week" else _first_day(number * _MONTHS[unit])


@dataclass(frozen=True, eq=False)
class Bins:
    """Successive periods of one `unit`: `edges` are their first days and the day after the last one, as days
    since 1970-01-01."""

    unit: str
    edges: Integers

    @property
    def number(self) -> int:
        """How many periods."""
        return len(self.edges) - 1

    @property
    def by_month(self) -> bool:
        """Whether periods are whole months: then `begin` and `step` are in months since year 0, else in
        days."""
        return self.unit in _MONTHS

    @property
    def step(self) -> int:
        """How long a period is."""
        return _MONTHS.get(self.unit, 7 if self.unit == "week" else 1)

    @cached_property
    def begin(self) -> int:
        """Where the first one begins."""
        first = int(self.edges[0])
        return _month(first) - _month(first) % self.step if self.by_month else first

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
    """Reports by lane (row) and period (column): `dated` ones within the period, and `possible` ones that
    reach beyond it, each counted in every period that it reaches."""

    bins: Bins
    dated: Integers
    possible: Integers


def bins_of(first: int, last: int, most: int = MOST_BINS) -> Bins:
    """The finest periods, at most `most` of them, that cover the days from `first` to `last`."""
    for unit in PERIOD_UNITS:
        begin, end = period_number(first, unit), period_number(last, unit)
        if end - begin < most or unit == PERIOD_UNITS[-1]:
            edges = [first_day_of(number, unit) for number in range(begin, end + 2)]
            return Bins(unit, np.array(edges, np.int64))
    raise AssertionError("not reached")


def counted_in(bins: Bins, lanes: int, reports: Iterable[Iterable[int]]) -> Counted:
    """Count reports, given as rows: a lane (0 to `lanes` - 1), the begin of the period of the first and of
    the last possible day (in the unit of `bins.begin`; anywhere outside for a period that is not among the
    bins), and the number of such reports. Those wholly outside of the bins are left out."""
    dated = np.zeros((lanes, bins.number), np.int64)
    # Up at the first period that reports reach and down after the last one: the running sum counts them in
    # each.
    steps = np.zeros((lanes, bins.number + 1), np.int64)
    for lane, first, last, number in (map(int, row) for row in reports):
        start, end = ((at - bins.begin) // bins.step for at in (first, last))
        if start == end and 0 <= start < bins.number:
            dated[lane, start] += number
        elif start < bins.number and end >= 0:
            steps[lane, max(start, 0)] += number
            steps[lane, min(end, bins.number - 1) + 1] -= number
    return Counted(bins, dated, steps.cumsum(axis=1)[:, :-1])


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
