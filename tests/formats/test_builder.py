"""What formats build their tables with: ids, shared rows, origins, dates from parts."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.formats.builder import ClaimsBuilder, slug, text_of
from datelines.formats.cells.dates import (
    date_ends,
    day_alone,
    edtf_of_parts,
    fitting_orders,
    interval,
    slashed_date,
)
from datelines.record.columns import SLUG
from datelines.record.dates import DateError
from datelines.record.package import bounds_of


@given(st.text())
def test_a_slug_of_any_text_is_an_id(text: str) -> None:
    assert re.fullmatch(SLUG, slug(text, "otherwise"))


def test_a_slug_of_a_long_or_foreign_text_is_short_and_latin() -> None:
    assert len(slug("a" * 10_000, "x")) == 60
    assert slug("إكزامبل", "x").isascii()
    assert slug("…", "x") == "x"


@given(st.lists(st.sampled_from(("a", "A!", "a 2", "b")), max_size=30))
def test_ids_are_never_given_twice_and_always_the_same(texts: list[str]) -> None:
    ids = [
        [builder.new_id("events", text) for text in texts]
        for builder in (ClaimsBuilder("f"), ClaimsBuilder("f"))
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(texts)


def test_an_outlet_is_one_row_however_its_name_is_written() -> None:
    builder = ClaimsBuilder("a.csv")
    assert builder.outlet("Example Gazette", 2) == builder.outlet(" example gazette ", 3)
    assert builder.outlet("Other", 4) != builder.outlet("Example Gazette", 5)
    imported = builder.imported("x", 2)
    assert imported.frames["outlets"]["name"].tolist() == ["Example Gazette", "Other"]
    assert imported.origins["outlets"].rows.tolist() == [2, 4]


def test_places_of_one_name_and_two_points_are_two() -> None:
    builder = ClaimsBuilder("a.csv")
    ids = [
        builder.place("A", 2, "35", "37"),
        builder.place("A", 3, "36", "37"),
        builder.place("a", 4, "35", "37"),
    ]
    assert ids == ["a", "a-2", "a"]


@pytest.mark.parametrize(
    ("path", "file"),
    [("a.csv", "a.csv"), ("a.xlsx [Sheet 1]", "a.xlsx"), ("a [1].csv", "a [1].csv"), ("[x]", "[x]")],
)
def test_the_document_of_a_claim_is_the_file_and_not_its_sheet(path: str, file: str) -> None:
    builder = ClaimsBuilder(path)
    builder.table_source()
    assert builder.imported("x", 1).frames["sources"]["document"].tolist() == [file]


def test_a_column_that_a_table_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="no column colour"):
        ClaimsBuilder("a.csv").add("events", 2, colour="red")


def test_cells_are_trimmed_and_the_others_blank() -> None:
    builder = ClaimsBuilder("a.csv")
    builder.add("events", 2, event_id="a", title="  A \n")
    frame = builder.imported("x", 1).frames["events"]
    assert frame["title"].tolist() == ["A"]
    assert frame["note"].tolist() == [""]


def test_kept_cells_stand_beside_their_report() -> None:
    builder = ClaimsBuilder("a.csv")
    assert builder.imported("x", 0).kept_columns is None
    builder.keep("a", {"Colour": "red"})
    builder.keep("b", {"Size": "7", "Colour": ""})
    kept = builder.imported("x", 2).kept_columns
    assert kept is not None
    assert kept.to_dict("list") == {"report_id": ["a", "b"], "Colour": ["red", ""], "Size": ["", "7"]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" a ", "a"),
        (True, "true"),
        (7, "7"),
        (35.0, "35.0"),
        (1e-05, "0.00001"),
        ([1, "ا"], '[1, "ا"]'),
    ],
)
def test_a_value_of_json_as_a_cell(value: object, text: str) -> None:
    assert text_of(value) == text
    assert text_of(json.loads(json.dumps(value))) == text


def test_bounds_span_the_years_that_can_be_shown() -> None:
    assert bounds_of(["2019-09-03", "2018-12/2020~", "-0043", "soon", "0000"]) == "2018-01-01/2020-12-31"
    assert bounds_of(["-0043", ""]) == ""


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("2019", "9", "3"), "2019-09-03"),
        (("2019", "9", ""), "2019-09"),
        (("2019", "", "3"), "2019"),
        (("1,066", "", ""), "1066"),
        (("-43", "", ""), "-0043"),
        (("-12000", "5", ""), "Y-12000"),
        (("2019", "Sept", ""), "2019-Sept"),
        (("once", "", ""), "once"),
        (("", "9", "3"), ""),
    ],
)
def test_a_date_of_parts_is_as_exact_as_they_are(parts: tuple[str, str, str], date: str) -> None:
    assert edtf_of_parts(*parts) == date


def test_the_ends_of_a_date_are_as_exact_as_they_are_written() -> None:
    assert date_ends("2019-09~") == ("2019-09", "2019-09")
    assert date_ends("2018-12/2019-01?") == ("2018-12", "2019-01")
    assert date_ends("2019-21") == ("2019-03-01", "2019-05-31")
    with pytest.raises(DateError):
        date_ends("-0043")


def test_an_interval_of_one_date_is_the_date() -> None:
    assert interval("2019", "2019") == interval("2019", "") == "2019"
    assert interval("2019", "2020") == "2019/2020"


def test_a_time_of_day_is_taken_off_a_date_and_nothing_else() -> None:
    assert day_alone("2019-09-03T10:00:00Z") == "2019-09-03"
    assert day_alone("2019-09") == "2019-09"
    assert day_alone("Tuesday 10:00") == "Tuesday 10:00"


def test_slashed_dates_are_read_in_one_order_or_not_at_all() -> None:
    assert slashed_date("3/9/2019", "day-first") == "2019-09-03"
    assert slashed_date("25/9/2019", "month-first") == ""
    assert fitting_orders(["25/9/2019", "2019-09-03"]) == ("day-first",)
    assert fitting_orders(["25/9/2019", "9/25/2019"]) == ()
