"""Parquet: typed columns, strangers' tables, and that what we write comes back."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.maps.parquet import LOCATED_NAME, read, recognise, write
from datelines.formats.model import Options
from tests.builders import archive
from tests.extracts import extract_of, read_back


def parquet(**columns: list[Any]) -> Opened:
    content = io.BytesIO()
    pd.DataFrame(columns).to_parquet(content)
    return opened("strangers.parquet", content.getvalue())


@pytest.mark.parametrize(
    ("low", "high", "kept"),
    [("7", "", [7.0, None]), ("0", "0", [0.0, 0.0]), ("30.5", "", [30.5, None])],
)
def test_ends_of_figures_are_numbers_and_a_blank_is_none(low: str, high: str, kept: list[Any]) -> None:
    table = pq.read_table(io.BytesIO(write(extract_of(archive(figures=[{"low": low, "high": high}])))))
    assert [table["figure.low"].to_pylist()[0], table["figure.high"].to_pylist()[0]] == kept


def test_a_number_that_would_not_read_back_leaves_its_column_text() -> None:
    content = write(extract_of(archive(figures=[{"low": "0.00000001", "high": ""}])))
    assert pq.read_table(io.BytesIO(content))["figure.low"].to_pylist() == ["0.00000001"]
    imported = read_back("parquet", content)
    assert imported.frames["figures"]["low"].tolist() == ["0.00000001"]


def test_a_table_of_a_stranger_becomes_reports() -> None:
    file = parquet(
        date=[dt.date(2019, 9, 3), None, dt.date(2019, 10, 1)],
        title=["A", "B", "C"],
        source=["Gazette", "Agency", "Gazette"],
        lat=[35.25, None, 36.0],
        lon=[37.125, None, 38.5],
        tags=[["a", "b"], [], None],
    )
    assert recognise([file]) == "it is a table in Parquet with 3 rows"
    assert recognise([file], LOCATED_NAME) == ""
    imported = read([file], Options())
    assert imported.read == 3
    assert imported.frames["events"]["date"].tolist() == ["2019-09-03", "", "2019-10-01"]
    assert imported.frames["places"]["latitude"].tolist() == ["35.25", "36"]
    assert imported.kept_columns is not None
    assert imported.kept_columns["tags"][0] == '["a", "b"]'


def test_a_table_without_dates_two_files_and_another_format_are_refused() -> None:
    with pytest.raises(IntakeError, match="date"):
        read([parquet(title=["A"])], Options())
    dated = parquet(date=["2019-09-03"], title=["A"])
    with pytest.raises(IntakeError, match="a second Parquet"):
        read([dated, dated], Options())
    other = opened("a.csv", b"date,title\n2019-09-03,Drones\n")
    assert recognise([other]) == ""
    with pytest.raises(IntakeError, match="no Parquet"):
        read([other], Options())
