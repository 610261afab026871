"""Counts by period: no report is lost, none is dated more precisely than its source dates it."""

from __future__ import annotations

from datetime import date as Day

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import create_engine, literal, select

from datelines.query.periods import (
    MOST_BINS,
    PERIOD_UNITS,
    Bins,
    Counted,
    bins_of,
    counted_in,
    first_day_of,
    period_number,
    period_number_in_store,
)
from datelines.record.dates import date_span, day_date, day_number

FIRST, LAST = day_number(Day(1, 1, 1)), day_number(Day(9999, 12, 31))
days = some.integers(FIRST, LAST)


def number(text: str) -> int:
    return day_number(Day.fromisoformat(text))


def counts(first: str, last: str, *dates: str) -> Counted:
    """Reports of one outlet dated by EDTF, counted between two days."""
    spans = [date_span(date) for date in dates]
    return counted_by_day(
        bins_of(number(first), number(last)), [(0, s.soft_from, s.soft_to) for s in spans], 1
    )


def counted_by_day(bins: Bins, reports: list[tuple[int, int, int]], lanes: int) -> Counted:
    """Reports by lane, first and last day: what a store gives to be counted, some of it twice over."""

    def at(day: int) -> int:
        whole = day_date(day).year * 12 + day_date(day).month - 1 if bins.by_month else day
        return bins.begin + (whole - bins.begin) // bins.step * bins.step

    return counted_in(bins, lanes, [(lane, at(start), at(end), 1) for lane, start, end in reports])


@pytest.mark.parametrize(
    ("first", "last", "unit", "words"),
    [
        ("2019-09-03", "2019-09-03", "day", "3 September 2019"),
        ("2019-09-03", "2020-01-01", "day", "3 September 2019"),
        ("2019-09-03", "2020-09-03", "week", "2–8 September 2019"),
        ("2019-12-31", "2022-01-03", "week", "30 December 2019 – 5 January 2020"),
        ("2011-03-15", "2020-02-01", "month", "March 2011"),
        ("1990-02-01", "2022-11-08", "quarter", "January 1990 – March 1990"),
        ("1900-05-01", "2020-01-01", "year", "1900"),
        ("1215-06-15", "2020-01-01", "10 years", "1210–1219"),
        ("0001-01-01", "2020-01-01", "100 years", "1–99"),
    ],
)
def test_periods_are_as_fine_as_can_be_read_and_begin_where_the_calendar_does(
    first: str, last: str, unit: str, words: str
) -> None:
    bins = bins_of(number(first), number(last))
    assert (bins.unit, bins.words[0]) == (unit, words)
    assert bins.number <= MOST_BINS


@given(days, some.sampled_from(PERIOD_UNITS))
def test_a_day_lies_between_the_first_day_of_its_period_and_that_of_the_next(day: int, unit: str) -> None:
    number = period_number(day, unit)
    assert first_day_of(number, unit) <= day < first_day_of(number + 1, unit)


@pytest.mark.parametrize("unit", PERIOD_UNITS)
def test_a_store_numbers_periods_as_this_process_does(unit: str) -> None:
    every = [FIRST, *range(-800, 800, 13), 0, number("2019-12-31"), number("2020-01-01"), LAST]
    with create_engine("duckdb:///:memory:").connect() as connection:
        for day in every:
            asked = select(period_number_in_store(literal(day), unit))
            assert connection.execute(asked).scalar_one() == period_number(day, unit)


@given(days, days, some.integers(101, 200))
def test_periods_follow_one_another_and_hold_both_ends(one: int, other: int, most: int) -> None:
    first, last = sorted((one, other))
    bins = bins_of(first, last, most)
    assert 1 <= bins.number <= most
    assert bins.unit in PERIOD_UNITS
    assert bins.edges[0] <= first < bins.edges[1]
    assert bins.edges[-2] <= last < bins.edges[-1]
    assert (np.diff(bins.edges) > 0).all()
    assert len(bins.words) == len(set(bins.words)) == bins.number


def test_a_day_is_dated_in_its_month_and_a_season_possible_in_each_of_its_months() -> None:
    found = counts("2019-01-01", "2022-12-31", "2019-09-03", "2019-09", "2019-08/2019-10", "2019-09-03~")
    assert found.bins.unit == "month"
    at = found.bins.words.index("September 2019")
    assert found.dated[0, at] == 2  # the day, and the month that is this period
    assert found.possible[0, at - 1 : at + 3].tolist() == [2, 2, 1, 0]
    assert found.dated.sum() == 2


def test_a_report_that_reaches_out_of_the_periods_is_only_possible_in_them() -> None:
    found = counts("2019-09-01", "2019-09-10", "2019-09", "2019-09-01/2019-09-02", "2018", "2019-09-05")
    assert found.bins.unit == "day"
    assert found.dated.sum() == 1
    assert found.possible[0].tolist() == [2, 2, *[1] * 8]


def test_nothing_to_count_gives_empty_columns() -> None:
    found = counted_in(bins_of(0, 10), 2, [])
    assert found.dated.shape == found.possible.shape == (2, 11)
    assert found.dated.sum() == found.possible.sum() == 0


def test_reports_that_are_alike_count_as_many_as_they_are() -> None:
    found = counted_in(
        bins_of(0, 9), 2, [(1, 3, 3, 5), (1, 3, 3, 2), (0, 8, 10, 4), (0, -1, 0, 3), (0, 10, 10, 9)]
    )
    assert found.dated[1].tolist() == [0, 0, 0, 7, 0, 0, 0, 0, 0, 0]
    assert found.possible[0].tolist() == [3, 0, 0, 0, 0, 0, 0, 0, 4, 4]


@given(
    some.lists(
        some.tuples(some.integers(0, 2), some.integers(-900, 900), some.integers(0, 700)), max_size=30
    ),
    some.integers(-900, 900),
    some.integers(0, 900),
)
def test_each_report_is_dated_in_one_period_or_possible_in_all_that_it_reaches(
    reports: list[tuple[int, int, int]], first: int, breadth: int
) -> None:
    bins = bins_of(first, first + breadth)
    spans = [(lane, start, start + length) for lane, start, length in reports]
    found = counted_by_day(bins, spans, 3)
    for lane in range(3):
        for at, (begin, end) in enumerate(bins.days):
            own = [(start, last) for one, start, last in spans if one == lane]
            inside = [begin <= start and last <= end for start, last in own]
            reached = [start <= end and last >= begin for start, last in own]
            assert found.dated[lane, at] == sum(inside)
            assert found.possible[lane, at] == sum(reached) - sum(inside)
