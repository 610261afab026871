"""Dates: the fast path equals the edtf library, spans are honest, words read well."""

from __future__ import annotations

from datetime import date as Day

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.record.dates import (
    DateError,
    Period,
    date_in_words,
    date_span,
    day_date,
    day_number,
    moment_of,
    published_in_words,
    without_time,
)
from tests.oracle import certainly_within, possibly_within

days = st.dates(Day(1, 1, 1), Day(9999, 12, 31))
SHAPES = [
    "2019",
    "2019-02",
    "2020-02",
    "2020-02-29",
    "2019-12~",
    "2019?",
    "2019-09-03%",
    "2019-09-XX",
    "201X",
    "2019-21",
    "2019-XX",
    "2019-?09",
    "?2019-09-03",
    "2019-~09-03",
    "2019-12/2020-01",
    "2019/2019-09-03",
    "2019-09-01~/2019-09-10?",
    "2019-09-03/2019-09-03",
]
qualifiers = st.sampled_from(["", "~", "?", "%"])


@st.composite
def plain_dates(draw: st.DrawFn) -> str:
    day, length = draw(days), draw(st.sampled_from([4, 7, 10]))
    return day.isoformat()[:length] + draw(qualifiers)


def strict_days_of_library(text: str) -> tuple[int, int]:
    parsed = parse_edtf(text)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return day_number(Day(*lower[:3])), day_number(Day(*upper[:3]))


def days_of(*isoformats: str) -> tuple[int, ...]:
    return tuple(day_number(Day.fromisoformat(text)) for text in isoformats)


@given(plain_dates())
@settings(max_examples=150)
def test_plain_dates_have_the_bounds_of_the_edtf_library(text: str) -> None:
    span = date_span(text)
    assert (span.day_from, span.day_to) == strict_days_of_library(text)


@given(plain_dates(), plain_dates())
@settings(max_examples=150)
def test_intervals_have_the_bounds_of_the_edtf_library_or_are_reversed(start: str, end: str) -> None:
    first, last = strict_days_of_library(f"{start}/{end}")
    if first > last:
        with pytest.raises(DateError, match="ends before it begins"):
            date_span(f"{start}/{end}")
    else:
        span = date_span(f"{start}/{end}")
        assert (span.day_from, span.day_to) == (first, last)


@pytest.mark.parametrize(
    "text",
    SHAPES,
)
def test_each_shape_has_the_bounds_of_the_edtf_library(text: str) -> None:
    span = date_span(text)
    assert (span.day_from, span.day_to) == strict_days_of_library(text)


@given(plain_dates(), plain_dates())
@settings(max_examples=200)
def test_certain_days_lie_within_strict_bounds_and_these_within_soft_ends(start: str, end: str) -> None:
    try:
        spans = [date_span(start), date_span(f"{start}/{end}")]
    except DateError:
        spans = [date_span(start)]
    for span in spans:
        assert span.soft_from <= span.day_from <= span.day_to <= span.soft_to
        if span.certain_from is not None and span.certain_to is not None:
            assert span.day_from <= span.certain_from <= span.certain_to <= span.day_to


def test_a_day_is_certain_on_that_day() -> None:
    span = date_span("2019-09-03")
    assert (span.certain_from, span.certain_to) == days_of("2019-09-03", "2019-09-03")
    assert span.precision == "day"


@pytest.mark.parametrize("text", ["2019-09", "2019", "2019-21", "2019-09-XX", "2019-09-03~", "2019-09-03?"])
def test_no_day_is_certain_in_a_month_a_year_a_season_or_a_qualified_day(text: str) -> None:
    span = date_span(text)
    assert (span.certain_from, span.certain_to) == (None, None)


def test_an_interval_of_days_is_certain_throughout() -> None:
    span = date_span("2019-09-01/2019-09-10")
    assert (span.certain_from, span.certain_to) == days_of("2019-09-01", "2019-09-10")


def test_an_interval_of_months_is_certain_from_its_latest_start_to_its_earliest_end() -> None:
    span = date_span("2019-12/2020-01")
    assert (span.certain_from, span.certain_to) == days_of("2019-12-31", "2020-01-01")


def test_a_softened_end_of_an_interval_narrows_what_is_certain() -> None:
    span = date_span("2019-09-01~/2019-09-10")
    assert (span.certain_from, span.certain_to) == days_of("2019-09-06", "2019-09-10")
    assert (span.soft_from, span.soft_to) == days_of("2019-08-27", "2019-09-10")


def test_an_interval_whose_ends_may_overlap_has_no_certain_day() -> None:
    span = date_span("2019-09-01~/2019-09-05~")
    assert (span.certain_from, span.certain_to) == (None, None)


@pytest.mark.parametrize(
    ("text", "margin"), [("2020-01-15~", 5), ("2020-01?", 15), ("2020%", 183), ("2020", 0), ("2019-XX?", 183)]
)
def test_qualifiers_soften_both_ends_by_the_documented_margin(text: str, margin: int) -> None:
    span = date_span(text)
    assert (span.day_from - span.soft_from, span.soft_to - span.day_to) == (margin, margin)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("2020", False, False), ("2020~", True, False), ("2020?", False, True), ("2020%", True, True)],
)
def test_qualifiers_are_told_apart(text: str, approximate: bool, uncertain: bool) -> None:
    assert (date_span(text).approximate, date_span(text).uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not an EDTF date"),
        ("03/09/2019", "year first"),
        ("September 2019", "not an EDTF date"),
        ("2019-9-3", "not an EDTF date"),
        ("٢٠١٩", "not an EDTF date"),
        ("2019-02-29", "no such day"),
        ("2019-13", "no such month"),
        ("0000", "no such day"),
        ("2019/..", "open end"),
        ("../2019", "open end"),
        ("2019-09-03/", "open end"),
        ("/2019", "open end"),
        ("/", "open end"),
        ("2020/2019", "ends before it begins"),
        ("2019-09-10/2019-09-01", "ends before it begins"),
        ("[2019,2020]", "set of dates"),
        ("{2019,2020}", "set of dates"),
        ("2019-09-03T10:00:00", "times of day"),
        ("2019-24", "winter"),
        ("2019-41", "winter"),
        ("Y20190", "outside 0001 to 9999"),
        ("-0100", "outside 0001 to 9999"),
        ("2019/2020/2021", "two ends"),
        ("3/9/2019", "year first"),
        ("2019/soon", "'soon': not an EDTF date"),
        ("9" * 100_000, "not an EDTF date"),
        ("(" * 39, "not an EDTF date"),
    ],
)
def test_what_has_no_span_is_refused_with_a_reason_and_a_repair(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason) as raised:
        date_span(text)
    assert raised.value.value == text
    assert raised.value.repair


@given(st.text(max_size=30))
@settings(max_examples=200)
def test_any_text_gives_a_span_or_a_date_error(text: str) -> None:
    try:
        span = date_span(text)
    except DateError:
        return
    assert span.day_from <= span.day_to


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019-09-03", "3 September 2019"),
        ("2019-09", "September 2019"),
        ("2019", "2019"),
        ("2019-21", "spring 2019"),
        ("2019-09-XX", "between 1 September 2019 and 30 September 2019"),
        ("2020-01-15~", "about 15 January 2020"),
        ("2020-01-15?", "date uncertain: 15 January 2020"),
        ("2020-01%", "date uncertain: about January 2020"),
        ("2019-09-01/2019-09-10", "1–10 September 2019"),
        ("2019-09-03/2019-09-03", "3 September 2019"),
        ("2019-12/2020-01", "December 2019 – January 2020"),
        ("2020-01-09/2020-02-22", "9 January 2020 – 22 February 2020"),
        ("2019-09-01~/2019-09-10", "about 1 September 2019 – 10 September 2019"),
        ("2019/2020", "2019 – 2020"),
    ],
)
def test_dates_read_as_english(text: str, words: str) -> None:
    assert date_in_words(text) == words


def test_month_precision_overlaps_any_day_in_that_month() -> None:
    for day in (Day(2019, 9, 1), Day(2019, 9, 30)):
        assert possibly_within(date_span("2019-09"), Period(day, day))
        assert not certainly_within(date_span("2019-09"), Period(day, day))


def test_a_month_lies_certainly_in_a_period_that_holds_all_of_it() -> None:
    assert certainly_within(date_span("2019-09"), Period(Day(2019, 9, 1), Day(2019, 9, 30)))
    assert not certainly_within(date_span("2019-09"), Period(Day(2019, 9, 2), Day(2019, 9, 30)))


def test_a_date_outside_the_period_is_not_possibly_within_it() -> None:
    assert not possibly_within(date_span("2019-09"), Period(Day(2019, 10, 1), Day(2019, 10, 1)))
    assert not possibly_within(date_span("2019-09"), Period(None, Day(2019, 8, 31)))


def test_about_a_day_reaches_five_days_to_either_side() -> None:
    about = date_span("2020-01-15~")
    assert possibly_within(about, Period(Day(2020, 1, 20), None))
    assert not possibly_within(about, Period(Day(2020, 1, 21), None))
    assert not certainly_within(about, Period(Day(2020, 1, 15), Day(2020, 1, 15)))


@given(plain_dates(), st.none() | days, st.none() | days)
def test_what_is_certainly_within_is_possibly_within(text: str, first: Day | None, last: Day | None) -> None:
    if first and last and first > last:
        first, last = last, first
    period = Period(first, last)
    assert possibly_within(date_span(text), period) or not certainly_within(date_span(text), period)
    assert certainly_within(date_span(text), Period())


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(), "any date"),
        (Period(Day(2019, 9, 1)), "from 1 September 2019"),
        (Period(None, Day(2019, 9, 10)), "until 10 September 2019"),
        (Period(Day(2019, 9, 1), Day(2019, 9, 10)), "1–10 September 2019"),
        (Period(Day(2019, 9, 1), Day(2019, 9, 1)), "1 September 2019"),
    ],
)
def test_periods_describe_themselves(period: Period, words: str) -> None:
    assert period.in_words() == words


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DateError, match="ends before it begins"):
        Period(Day(2020, 1, 2), Day(2020, 1, 1))


@given(days)
def test_days_are_counted_from_1970(day: Day) -> None:
    assert day_date(day_number(day)) == day
    assert day_number(Day(1970, 1, 1)) == 0


def test_one_of_a_set_is_some_day_between_its_ends_and_certain_on_none() -> None:
    span = date_span("[2019-09-01..2019-09-04]")
    assert (day_date(span.day_from), day_date(span.day_to)) == (Day(2019, 9, 1), Day(2019, 9, 4))
    assert (span.certain_from, span.precision) == (None, "other")
    assert date_in_words(span.text) == "between 1 September 2019 and 4 September 2019"


def test_months_and_qualifiers_may_be_the_ends_of_a_set() -> None:
    span = date_span("[2019-09..2019-12~]")
    assert (day_date(span.day_from), day_date(span.day_to)) == (Day(2019, 9, 1), Day(2019, 12, 31))
    assert span.approximate


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[..2019]", "open end"),
        ("[2019..]", "open end"),
        ("[2020..2019]", "ends before it begins"),
        ("[2019..soon]", "not an EDTF date"),
        ("[2018,2019..2020]", "set of dates"),
    ],
)
def test_a_set_without_two_ends_in_order_is_refused(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        date_span(text)


@pytest.mark.parametrize(
    ("published", "day", "words"),
    [
        ("2020-02-03T10:15+03:00", "2020-02-03", "3 February 2020, 10:15 (UTC+03:00)"),
        ("2020-02-03T23:59Z", "2020-02-03", "3 February 2020, 23:59 (UTC)"),
        ("2020-02-03", "2020-02-03", "3 February 2020"),
        ("2020-02~", "2020-02~", "about February 2020"),
    ],
)
def test_a_publication_may_have_a_time_of_day_with_its_offset(published: str, day: str, words: str) -> None:
    assert without_time(published) == day
    assert published_in_words(published) == words
    assert (moment_of(published) is None) == (published == day)


@pytest.mark.parametrize("text", ["2020-02-03T10:15", "2020-02-03 10:15+03:00", "2020-02-03T25:00Z", "soon"])
def test_a_time_without_its_offset_gives_no_moment(text: str) -> None:
    assert moment_of(text) is None
    assert without_time(text) == text


def test_a_moment_in_another_place_keeps_its_own_day_and_its_order() -> None:
    late, early = moment_of("2020-02-04T01:00+03:00"), moment_of("2020-02-03T22:30Z")
    assert late is not None
    assert early is not None
    assert late < early


def test_what_is_reported_has_no_time_of_day() -> None:
    with pytest.raises(DateError):
        date_span("2020-02-03T10:15+03:00")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-1X", "2019-10-01", "2019-12-31"),
        ("2019-0X", "2019-01-01", "2019-09-30"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2019-02-2X", "2019-02-20", "2019-02-28"),
        ("2020-XX-29", "2020-01-29", "2020-12-29"),
    ],
)
def test_digits_that_are_not_given_span_all_that_they_can_be(text: str, first: str, last: str) -> None:
    span = date_span(text)
    assert (day_date(span.day_from).isoformat(), day_date(span.day_to).isoformat()) == (first, last)
    assert span.certain_from is None


def test_whatever_the_library_chokes_on_is_a_problem_of_the_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def choking(text: str) -> None:
        raise AttributeError(text)

    monkeypatch.setattr("edtf.parse_edtf", choking)
    with pytest.raises(DateError, match="not read here"):
        date_span("2018-~07")


def test_what_has_not_the_shape_of_a_date_never_reaches_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("edtf.parse_edtf", asked.append)
    for number in range(1_567_468_800, 1_567_468_900):
        with pytest.raises(DateError):
            date_span(str(number))
    assert asked == []
