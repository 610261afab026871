"""What the readers of compiled databases share: columns, days, ids and sources, a whole column at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datelines.files.opened import Opened, RawTable
from datelines.formats import all_formats
from datelines.formats.databases.cells import Columns, iso_days, rows_that_are_claims
from datelines.formats.databases.claims import (
    ClaimRows,
    Claims,
    Compiled,
    Database,
    Figures,
    compiled,
    figures_of,
)
from datelines.formats.databases.places import places_of
from datelines.formats.databases.sources import cited_sources
from datelines.formats.model import Imported
from datelines.record.records import Place
from datelines.table.text import as_numbers, digits_of, fingerprints, on_one_line, written
from tests.imported_rows import problems_of, rows


def series(*cells: str) -> pd.Series:
    return pd.Series(list(cells), dtype="str")


def raw(**columns: list[str]) -> RawTable:
    frame = pd.DataFrame(columns, dtype="str")
    return RawTable("a.csv", "a", frame, np.arange(2, len(frame) + 2))


@pytest.mark.parametrize("name", ["ucdp-ged", "acled", "airwars"])
def test_the_three_databases_are_formats_that_can_be_read(name: str) -> None:
    found = all_formats()[name]
    assert found.read is not None
    assert found.recognise is not None
    assert found.write is None


def test_columns_are_found_whatever_case_and_underscores() -> None:
    columns = Columns(raw(**{"EVENT_ID": ["a"], "Event Type": ["b"]}))
    assert columns.header("event_id") == columns.header("gone", "EventID") == "EVENT_ID"
    assert columns.text("event_type").tolist() == ["b"]
    assert columns.header("gone", "") == ""
    assert columns.text("gone").tolist() == [""]


def test_a_blank_cell_is_filled_from_another_column_of_the_same_meaning() -> None:
    columns = Columns(raw(lon=["", "2", "3"], long=["1", "", "4"]))
    assert columns.text("longitude", "long", "lon").tolist() == ["1", "2", "4"]


def test_blanks_nulls_and_minus_one_are_blank_and_a_zero_is_not() -> None:
    columns = Columns(raw(n=["NULL", " 5.0 ", "-1", "-1.0", "0", "", "1,200"]))
    assert columns.number("n").tolist() == ["", "5", "", "", "0", "", "1,200"]
    assert columns.text("n").tolist()[:3] == ["", "5.0", "-1"]


def test_formulas_that_an_export_neutralised_are_restored_and_names_keep_their_apostrophe() -> None:
    columns = Columns(raw(n=["'=1+1", "''=1", "'Ain", "'-5"]))
    assert columns.text("n").tolist() == ["=1+1", "'=1", "'Ain", "-5"]


def test_a_problem_names_the_row_of_the_file_and_the_cells_as_they_stand() -> None:
    kept, skipped = rows_that_are_claims(raw(id=["#tag", "1", "2"], n=["", " 5 ", "7"]), "id")
    columns = Columns(raw(id=["#tag", "1", "2"], n=["", " 5 ", "7"]), kept)
    (problem,) = columns.problems(columns.number("n") == "5", ["n", "id"], "why", "repair")
    assert (problem.path, problem.line, problem.column, problem.value) == ("a.csv", 3, "n", " 5 , 1")
    assert [one.line for one in skipped] == [2]


def test_rows_with_a_gap_between_them_keep_their_numbers() -> None:
    table = raw(id=["1", "", "3", "ID"])
    kept, skipped = rows_that_are_claims(table, "id")
    assert Columns(table, kept).rows.tolist() == [2, 4]
    assert {one.line: one.why for one in skipped} == {
        3: "a row that has nothing in id is no claim",
        5: "the header again, not an event",
    }


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2019-09-03", "2019-09-03"),
        ("2019-09-03 00:00:00.000", "2019-09-03"),
        ("2019-09-03T12:00:00Z", "2019-09-03"),
        ("3 September 2019", "2019-09-03"),
        ("07 Jan 2022", "2022-01-07"),
        ("october-7-2023", "2023-10-07"),
        ("September 3rd, 2019", "2019-09-03"),
        ("3/9/2019", "3/9/2019"),
        ("2019-09", "2019-09"),
        ("3 Smarch 2019", "3 Smarch 2019"),
        ("on 3 September 2019", "on 3 September 2019"),
        ("", ""),
    ],
)
def test_days_are_read_where_they_can_be_read_in_one_way_only(cell: str, day: str) -> None:
    assert iso_days(series("2000-01-01", cell), None).tolist() == ["2000-01-01", day]


def test_only_plain_numbers_are_numbers() -> None:
    read = as_numbers(series("5", "-5.5", "1e3", "nan", "", "5,5")).tolist()
    assert read[:2] == [5.0, -5.5]
    assert np.isnan(read[2:]).all()


def test_texts_are_joined_row_by_row() -> None:
    assert written("a ", series("b", ""), "!").tolist() == ["a b!", "a !"]
    assert on_one_line(series("a\r\nb\tc", "a  b")).tolist() == ["a b c", "a b"]


def test_fingerprints_are_equal_for_equal_rows_only() -> None:
    marks = fingerprints(series("a", "a", "b", "ab"), series("b", "b", "a", ""))
    assert (marks[0] == marks[1], len(set(marks.tolist()))) == (True, 3)
    assert digits_of(marks, 6)[0] == f"{marks[0]:016x}"[:6]


def test_outlets_whose_names_would_give_one_id_are_told_apart() -> None:
    outlets = ["A.B.", "A B", "a b", "Base"]
    citations = pd.DataFrame(
        {"claim": range(4), "outlet": outlets, "published": "", "title": "T", "inferred": False}
    )
    found = cited_sources(citations, np.arange(2, 6), "base", "Base’s")
    ids = found.outlets["outlet_id"].tolist()
    assert len(set(ids)) == 3
    assert ids[0] == "a-b"
    assert "base" not in ids
    assert found.outlet_rows.tolist() == [2, 3, 5]


def database(figures: Sequence[Figures]) -> Imported:
    """Two claims of an invented database, with these figures."""
    columns = Columns(raw(id=["1", "2"], place=["Exampleville", "Exampleham"]))
    blank = series("", "")
    spots = pd.DataFrame({name: blank for name in Place.columns() if name != "place_id"})
    spots = spots.assign(name=columns.text("place"), kind="town", precision="1")
    words = series("Something reported", "Something else reported")
    claims = Claims(
        titles=words,
        dates=series("2019-09-03", "2019-09-04"),
        date_bases=series("stated", "stated"),
        date_notes=blank,
        kinds=series("other", "other"),
        summaries=words,
        places_as_reported=columns.text("place"),
    )
    none = pd.DataFrame({name: series() for name in ("outlet", "published", "title")})
    none = none.assign(claim=np.empty(0, dtype=np.int64), inferred=False)
    file = Opened("claims.csv", "delimited", "CSV", 1)
    return compiled(
        Compiled(
            dataset=Database("claims", "Claims", "", "", "An invented database.", "Claims, an export"),
            rows=ClaimRows(file, columns, series("claims-1", "claims-2"), read=2),
            claims=claims,
            places=places_of(columns, spots, ("latitude", "longitude", "country"), "the database"),
            figures=figures,
            cited=cited_sources(none, np.empty(0, dtype=np.int64), "claims", "the database’s"),
            held=[],
            ours={},
            mapping={},
            unread="",
        )
    )


def test_a_database_without_figures_is_imported(tmp_path: Path) -> None:
    given = database([])
    assert [row["report_id"] for row in rows(given, "reports")] == ["claims-1", "claims-2"]
    assert "figures" not in given.frames
    assert "figures" not in given.origins
    assert problems_of(given, tmp_path) == []


def test_figures_of_a_database_belong_to_the_rows_that_give_them() -> None:
    number, blank = series("", "5"), series("", "")
    given = database([figures_of(number, number, number, blank, "killed", "people")])
    (figure,) = rows(given, "figures")
    assert (figure["report_id"], figure["low"]) == ("claims-2", "5")
    assert given.origins["figures"].rows.tolist() == [3]
