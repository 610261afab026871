"""Coordinates as people write them: read where they say one point, and never turned or mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.formats.cells.coordinates import coordinate_reading, pair_of, swapped


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("36.5", "36.5"),
        ("-0.25", "-0.25"),
        ("+36", "36"),
        ("−7.5", "-7.5"),
        ("36.5°", "36.5"),
        ("36.5 N", "36.5"),
        ("36.5° S", "-36.5"),
        ("W 7.5", "-7.5"),
        ("36.5;37", "36.5;37"),
        (";37", ";37"),
    ],
)
def test_decimal_degrees_are_read(cell: str, number: str) -> None:
    assert coordinate_reading(cell) == (number, "", "")


def test_a_decimal_comma_is_read_and_said() -> None:
    number, why, repair = coordinate_reading("36,5")
    assert number == "36.5"
    assert "read as a decimal point" in why
    assert repair


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("36°12'N", "degrees and minutes"),
        ("36:12:30", "degrees and minutes"),
        ("about 36", "not read"),
        ("1" * 100_000, "not read"),
    ],
)
def test_what_is_no_decimal_number_stays_as_it_is_and_is_said(cell: str, why: str) -> None:
    number, said, _ = coordinate_reading(cell)
    assert number == cell
    assert why in said


@pytest.mark.parametrize(
    "cell", ["36.5, 37.2", "(36.5 37.2)", "[36.5;37.2]", "36.5 N, 37.2 E", "37.2 E, 36.5 N"]
)
def test_a_pair_is_latitude_and_longitude(cell: str) -> None:
    assert pair_of(cell) == ("36.5", "37.2")


@pytest.mark.parametrize("cell", ["", "36.5", "36,5 37,2", "1, 2, 3", "a, b", " " * 100_000])
def test_what_is_no_pair_is_none(cell: str) -> None:
    assert pair_of(cell) is None


def test_only_an_impossible_pair_is_suspected_to_be_swapped() -> None:
    assert swapped("120.5", "37")
    assert not swapped("37", "120.5")
    assert not swapped("120.5", "100")
    assert not swapped("", "37")


@given(st.text(max_size=30))
def test_any_text_is_read_or_stays_as_it_is(text: str) -> None:
    number, why, _ = coordinate_reading(text)
    parts = zip(number.split(";"), text.split(";"), strict=True)
    assert why or all(float(new) is not None if new else not old.strip() for new, old in parts)
