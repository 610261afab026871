"""Columns of text do as Python does with each text, only all at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.table.text import (
    BLANKS,
    blank,
    distinct,
    joined_cells,
    numbers_of,
    per_distinct,
    positions,
    split,
    text_array,
    text_frame,
    trimmed,
)

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(BLANKS + ";"), max_size=6)


def test_the_blanks_are_those_of_python() -> None:
    assert set(BLANKS) == {chr(code) for code in range(0x110000) if chr(code).isspace()}


@given(st.lists(texts))
def test_texts_are_trimmed_and_split_as_python_does(cells: list[str]) -> None:
    array = text_array(cells)
    assert trimmed(array).to_pylist() == [cell.strip() for cell in cells]
    assert blank(array).tolist() == [not cell.strip() for cell in cells]
    values, counts = split(array)
    parts = [[part.strip() for part in cell.split(";") if part.strip()] for cell in cells]
    assert values.to_pylist() == [part for found in parts for part in found]
    assert counts.tolist() == [len(found) for found in parts]


@given(st.lists(texts))
def test_a_function_of_distinct_texts_is_one_of_all_of_them(cells: list[str]) -> None:
    asked: list[str] = []
    made = per_distinct(text_array(cells), lambda text: asked.append(text) or text.upper())  # type: ignore[func-returns-value]
    assert made.to_pylist() == [cell.upper() for cell in cells]
    assert asked == list(dict.fromkeys(cells))
    assert distinct(text_array(cells))[0] == asked


@given(st.lists(st.lists(texts, max_size=3)))
def test_runs_are_joined_and_a_run_of_none_is_null(runs: list[list[str]]) -> None:
    values = text_array(text for run in runs for text in run)
    counts = np.array([len(run) for run in runs], dtype=np.int64)
    assert joined_cells(values, counts, "--").to_pylist() == ["--".join(run) if run else None for run in runs]


def test_an_id_is_found_where_it_stands() -> None:
    assert positions(text_array(["b", "x", "a"]), text_array(["a", "b"])).tolist() == [1, -1, 0]


def test_plain_numbers_are_read_as_python_reads_them() -> None:
    found = numbers_of(text_array(["33.1", "", "-0", " ", "1" * 40]))
    assert np.array_equal(found, [33.1, np.nan, -0.0, np.nan, float("1" * 40)], equal_nan=True)
    with pytest.raises(ValueError, match="could not convert"):
        numbers_of(text_array(["seven"]))


@pytest.mark.parametrize(
    ("given_texts", "wanted"),
    [
        ([], []),
        (["a", None], ["a", ""]),
        (pd.Series(["a", float("nan"), 7], dtype=object), ["a", "", "7"]),
        (pd.Series(["a", None], dtype="category"), ["a", ""]),
        (["\ud800a", "\ud83d\ude00"], ["\ufffda", "\U0001f600"]),
    ],
)
def test_whatever_is_given_becomes_text(given_texts: list[str] | pd.Series, wanted: list[str]) -> None:
    array = text_array(given_texts)
    assert array.to_pylist() == wanted
    frame = text_frame({"text": array})
    assert frame["text"].tolist() == wanted
    assert str(frame["text"].dtype) == "str"
