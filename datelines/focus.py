"""The days that most reports are about, which the lanes of the timeline show first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Focus:
    """The days (since 1970-01-01) that the lanes show before anything is brushed, and how many reports
    lie wholly before them."""

    first: int
    last: int
    before: int


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The first days that reports may be dated, in order, with how many `reports` have each; and `last`, the
    last day of all."""

    days: tuple[int, ...]
    reports: tuple[int, ...]
    last: int


def first_in_focus(counts: DayCounts) -> int:
    """The first of the days that most reports are about.

    Where a few old dates would press all others into a corner, it is the day after the last wide gap (a tenth
    of the breadth) that leaves out at most a tenth of the reports and at least halves the breadth; else the
    first of all. The strip always shows every report.
    """
    first, last = counts.days[0], counts.last
    few = sum(counts.reports) // 10
    found = first
    for (before, after), earlier in zip(pairwise(counts.days), accumulate(counts.reports), strict=False):
        wide = (after - before) * 10 >= last - first
        if wide and earlier <= few and (last - after) * 2 <= last - first:
            found = after
    return found


def focus_of_days(days: Sequence[tuple[int, int]]) -> Focus:
    """The days that most reports are about; each has its first and its last possible day."""
    starts, last = Counter(first for first, _ in days), max(last for _, last in days)
    in_order = sorted(starts)
    first = first_in_focus(DayCounts(tuple(in_order), tuple(starts[day] for day in in_order), last))
    return Focus(first, last, sum(day_to < first for _, day_to in days))
