"""Dates as people and spreadsheets write them: read where there is one reading, and said otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.formats.cells.dates import date_reading
from datelines.formats.model import DayOrder
from datelines.record.dates import date_span
from tests.builders import DATES


@pytest.mark.parametrize("edtf", [*DATES, "2019-09-XX", "2019-21", "2020-01-15?", "201X"])
def test_edtf_stays_as_it_is(edtf: str) -> None:
    found = date_reading(edtf)
    assert (found.edtf, found.why) == (edtf, "")


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("3 September 2019", "2019-09-03"),
        ("3rd of Sept. 2019", "2019-09-03"),
        ("September 3, 2019", "2019-09-03"),
        ("3-Sep-2019", "2019-09-03"),
        ("Sept 2019", "2019-09"),
        ("1–10 September 2019", "2019-09-01/2019-09-10"),
        ("3 September 2019 to 5 September 2019", "2019-09-03/2019-09-05"),
        ("about 15 January 2020", "2020-01-15~"),
        ("2019/9/3", "2019-09-03"),
        ("20190903", "2019-09-03"),
        ("2019-09-01 00:00:00", "2019-09-01"),
        ("2019-09-01T00:00:00Z", "2019-09-01"),
        ("9/2019", "2019-09"),
        ("13/9/2019", "2019-09-13"),
        ("9/13/2019", "2019-09-13"),
        ("9/9/2019", "2019-09-09"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_date_with_one_reading_is_read(cell: str, edtf: str) -> None:
    found = date_reading(cell)
    assert (found.edtf, found.why) == (edtf, "")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("3/9/2019", "2019-09-03 or 2019-03-09"),
        ("3.9.2019", "2019-09-03 or 2019-03-09"),
        ("Sep-19", "a month of a year or a day of a month"),
        ("19-Sep", "a month of a year or a day of a month"),
        ("3/9/19", "two digits"),
        ("3-Sep-19", "two digits"),
        ("43711", "2019-09-03"),
        ("31 June 2019", "no such day"),
        ("13/13/2019", "no such day"),
        ("21/2019", "no such day"),
        ("2019-02-30", "no such day"),
        ("2019/..", "open end"),
        ("2019-09-10/2019-09-01", "ends before it begins"),
        ("unknown", "not read"),
        ("early September 2019", "a part of a month"),
        ("to " * 5000, "not read"),
    ],
)
def test_what_could_be_another_date_stays_as_it_is_and_is_said(cell: str, why: str) -> None:
    found = date_reading(cell)
    assert found.edtf == cell
    assert why in found.why
    assert found.repair


@pytest.mark.parametrize(("order", "edtf"), [("day-first", "2019-09-03"), ("month-first", "2019-03-09")])
def test_the_order_that_the_user_gives_settles_which_number_is_the_day(order: DayOrder, edtf: str) -> None:
    assert date_reading("3/9/2019", order).edtf == edtf


def test_an_order_does_not_turn_a_date_that_has_one_reading() -> None:
    assert date_reading("13/9/2019", "month-first").edtf == "2019-09-13"


def test_a_time_of_day_is_left_out_and_said() -> None:
    found = date_reading("2019-09-01 14:30")
    assert (found.edtf, found.why) == ("2019-09-01", "the time of day is not kept")


@given(st.text(max_size=30))
def test_any_text_is_read_as_a_date_of_ours_or_stays_as_it_is(text: str) -> None:
    found = date_reading(text)
    if found.edtf and not found.why:
        assert date_span(found.edtf)
    else:
        assert found.edtf == text or not text.strip()


def test_one_of_a_set_stays_as_it_is_and_an_open_one_is_told() -> None:
    found = date_reading("[2019-09-01..2019-09-04]")
    assert (found.edtf, found.why) == ("[2019-09-01..2019-09-04]", "")
    assert date_reading("[2019-09-01..]").why


def test_an_ambiguous_day_says_where_the_order_is_chosen_and_one_above_twelve_needs_none() -> None:
    found = date_reading("03/09/1914")
    assert found.edtf == "03/09/1914"
    assert found.repair == (
        "choose the order of day and month in step 3 (on the command line: --day-order), or write 1914-09-03"
    )
    assert date_reading("13/09/1914").edtf == "1914-09-13"


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("٣ أيلول ٢٠١٩", "2019-09-03"),
        ("٢٠١٩-٠٩-٠٣", "2019-09-03"),
        ("3 سبتمبر 2019", "2019-09-03"),
        ("17 تشرين الأول 2019", "2019-10-17"),
        ("كانون ثاني 2020", "2020-01"),
        ("أيلول/سبتمبر 2019", "2019-09"),
        ("نحو 3 ايلول 2019", "2019-09-03~"),
        ("3 сентября 2019 г.", "2019-09-03"),
        ("15 мая 2019", "2019-05-15"),
        ("3 Eylül 2019", "2019-09-03"),
        ("3 Kasim 2019", "2019-11-03"),
        ("3. März 2019", "2019-03-03"),
        ("3 Oktober 2019", "2019-10-03"),
        ("1er août 2019", "2019-08-01"),
        ("7 Jun-14 Jul 2019", "2019-06-07/2019-07-14"),
        ("June to July 2019", "2019-06/2019-07"),
        ("2019-1X", "2019-1X"),
    ],
)
def test_months_and_digits_of_other_languages_are_read(cell: str, edtf: str) -> None:
    assert (date_reading(cell).edtf, date_reading(cell).why) == (edtf, "")


@pytest.mark.parametrize(
    ("cell", "why", "repair"),
    [
        ("1567468800", "as seconds since 1970 it would be 2019-09-03", "write 2019-09-03"),
        ("15:00-18:00", "a time of day without a date", "write YYYY"),
        ("after 2019-09-03", "says no last day", "[2019-09-04..LAST]"),
        ("before September 2019", "says no first day", "[FIRST..2019-09]"),
        ("late September 2019", "no days of its own", "2019-09-21/2019-09-30"),
        ("about 520", "before or after our era", "0520~"),
        ("520 AC", "before or after our era", "-0519"),
        ("43711", "from 1904 as 2023-09-04", "write 2019-09-03"),
    ],
)
def test_where_more_than_one_reading_is_possible_the_repair_spells_them_out(
    cell: str, why: str, repair: str
) -> None:
    found = date_reading(cell)
    assert found.edtf == cell
    assert why in found.why
    assert repair in found.repair


@pytest.mark.parametrize(
    ("cell", "day", "other"),
    [
        ("2019-02-22 18:00:16.000 America/Los_Angeles", "2019-02-22", "2019-02-23"),
        ("2019-09-03T23:30:00-08:00", "2019-09-03", "2019-09-04"),
        ("2019-09-03T01:00:00+03:00", "2019-09-03", "2019-09-02"),
    ],
)
def test_a_time_zone_is_named_with_the_other_day_that_it_may_have_been(
    cell: str, day: str, other: str
) -> None:
    found = date_reading(cell)
    assert found.edtf == day
    assert other in found.why
    assert f"write {other}" in found.repair
    assert (
        date_reading("2019-09-03T12:00:00+03:00").repair
        == "look whether the day is that of the event's place"
    )
