"""Reading keeps rows, lines and problems, and never raises for content."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datelines.record.package import Corpus
from datelines.record.records import TABLES, Cited, Event, Outlet, Wording
from datelines.table.fit import read_record
from datelines.table.folder import read_tables, table_of, tables_of
from tests.rows import Row, records_in, rows_in


def events(**columns: list[str]) -> pd.DataFrame:
    """A frame of events in which only some columns are given."""
    length = len(next(iter(columns.values())))
    filled = {name: columns.get(name, [""] * length) for name in Event.columns()}
    return pd.DataFrame(filled, dtype="str")


def test_rows_become_records_with_their_lines(folder: Path) -> None:
    tables = read_tables(folder)
    outlets = [(row.line, outlet.outlet_id) for row, outlet in records_in(tables, Outlet)]
    assert outlets == [(2, "outlet-a"), (3, "outlet-b")]
    assert tables.problems == ()


def test_several_values_in_a_cell_become_a_tuple(folder: Path) -> None:
    events = {event.event_id: event for _, event in records_in(read_tables(folder), Event)}
    assert events["attacks-example-zone"].place_ids == ("example-zone", "example-district")


def test_a_line_is_the_physical_line_on_which_the_row_starts(folder: Path) -> None:
    (folder / "wording.csv").write_bytes(
        b'report_id,subject,term\r\nattack-exampleville-a,town,"two\r\nlines"\r\n'
        b"attack-exampleville-a,armed group,armed men\r\n"
    )
    assert [row.line for row in rows_in(read_tables(folder).tables["wording"])] == [2, 4]


def test_raw_cells_are_kept_as_they_stand(folder: Path) -> None:
    (folder / "wording.csv").write_text("report_id,subject,term\nattack-exampleville-a, town ,Zone A\n")
    (row,) = rows_in(read_tables(folder).tables["wording"])
    assert row.cells["subject"] == " town "
    assert isinstance(row.record, Wording)
    assert row.record.subject == "town"


def test_a_byte_order_mark_is_not_part_of_the_first_column(folder: Path) -> None:
    path = folder / "wording.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    tables = read_tables(folder)
    assert tables.problems == ()
    assert len(tables.tables["wording"].lines) == 2


def test_rows_around_a_bad_row_are_read(folder: Path) -> None:
    path = folder / "wording.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, rows[0], "only one cell", rows[1]]) + "\n")
    tables = read_tables(folder)
    assert [row.line for row in rows_in(tables.tables["wording"])] == [2, 4]
    assert [problem.line for problem in tables.unreadable] == [3]
    assert not tables.readable("wording")


def test_every_bad_cell_of_a_row_is_a_problem_of_its_own(folder: Path) -> None:
    path = folder / "outlets.csv"
    path.write_text(path.read_text().replace("outlet-b,Outlet B,agency", "Outlet B,,agencies"))
    problems = read_tables(folder).faulty
    assert [problem.column for problem in problems] == ["outlet_id", "name", "kind"]
    assert problems[2].repair == "write 'agency'"


def test_shapes_are_read_by_name(folder: Path) -> None:
    assert list(read_tables(folder).shapes) == ["example-zone.geojson"]


def test_the_corpus_has_defaults_where_no_datapackage_is_given(folder: Path) -> None:
    (folder / "datapackage.json").unlink()
    corpus = read_tables(folder).corpus
    assert (corpus.bounds, corpus.reviewers) == ("2011-03-01/2024-12-31", {"maintainers"})


@pytest.mark.parametrize(
    "content",
    ['{"datelines:bounds": ["2019-01-01", "2020-12-31"]}', '{"datelines:bounds": "2019-01-01/2020-12-31"}'],
)
def test_bounds_are_an_interval_or_a_pair_of_days(folder: Path, content: str) -> None:
    (folder / "datapackage.json").write_text(content)
    assert read_tables(folder).corpus.bounds == "2019-01-01/2020-12-31"


@pytest.mark.parametrize("content", ["{", "[]", '{"datelines:bounds": "2019"}', "[" * 100_000, "\xff"])
def test_a_strange_datapackage_leaves_the_defaults(folder: Path, content: str) -> None:
    (folder / "datapackage.json").write_bytes(content.encode("latin-1"))
    tables = read_tables(folder)
    assert tables.corpus.bounds == "2011-03-01/2024-12-31"
    assert bool(tables.problems) == (content != "[]")


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_no_bytes_make_reading_raise(folder: Path, content: bytes) -> None:
    (folder / "wording.csv").write_bytes(content)
    assert read_tables(folder).problems


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_no_rows_make_reading_raise(folder: Path, rows: str) -> None:
    (folder / "wording.csv").write_bytes(f"report_id,subject,term\n{rows}".encode("utf-8", "surrogatepass"))
    tables = read_tables(folder)
    assert tables.tables["wording"].content


def test_a_blank_line_is_told_between_the_bad_cells_around_it(folder: Path) -> None:
    path = folder / "outlets.csv"
    header, first, second = path.read_text(encoding="utf-8").splitlines()
    bad = [row.replace("newspaper", "x").replace("agency,,ar", "y,,ar") for row in (first, second)]
    path.write_text("\n".join([header, bad[0], "", bad[1]]) + "\n", encoding="utf-8")
    found = read_tables(folder).faulty
    assert [(problem.line, problem.value) for problem in found] == [(2, "x"), (3, ""), (4, "y")]


def test_a_row_with_a_cell_in_a_column_of_no_table_does_not_fit(folder: Path) -> None:
    (folder / "wording.csv").write_text("report_id,subject,term,more\na,town,Zone A,\nb,town,Zone B,x\n")
    tables = read_tables(folder)
    assert tables.tables["wording"].fits.tolist() == [True, False]
    assert tuple(tables.tables["wording"].frame.columns) == Wording.columns()
    assert [problem.column for problem in tables.unreadable] == ["more"]
    assert tables.faulty == ()


def test_a_column_that_the_header_lacks_is_said_once_and_no_row_fits_without_it(folder: Path) -> None:
    (folder / "wording.csv").write_text("report_id,subject\nattack-exampleville-a,town\nB,town\n")
    tables = read_tables(folder)
    assert not tables.tables["wording"].fits.any()
    assert [(problem.line, problem.column) for problem in tables.problems] == [(1, "term"), (3, "report_id")]


def test_a_table_keeps_raw_cells_as_a_frame_with_lines_beside_it(folder: Path) -> None:
    found = read_tables(folder).tables["events"]
    assert tuple(found.frame.columns) == Event.columns()
    assert all(str(kind) == "str" for kind in found.frame.dtypes)
    assert found.frame["event_id"].tolist() == [row.cells["event_id"] for row in rows_in(found)]
    assert found.lines.tolist() == [2, 3, 4]
    assert found.fits.tolist() == [True, True, True]


def test_a_frame_becomes_a_table_whose_problems_name_the_file_row_and_column_of_its_owner() -> None:
    frame = events(event_id=["a", "b"], title=["A", ""], date=["2019", "2019"], kind=["attack", "atack"])
    frame["date_basis"], frame["status"] = "stated", "draft"
    made, problems = table_of(Event, frame, path="mine.xlsx", lines=np.array([7, 9]), named={"kind": "Type"})
    assert [str(problem) for problem in problems] == [
        "mine.xlsx:9:title: '': must not be blank; fill it in",
        "mine.xlsx:9:Type: 'atack': not a term of this column; write 'attack'",
    ]
    assert made.fits.tolist() == [True, False]
    assert [row.line for row in rows_in(made)] == [7, 9]
    assert (made.path, made.content) == ("mine.xlsx", b"")


def test_a_frame_may_lack_columns_but_has_none_of_its_own() -> None:
    made, problems = table_of(
        Cited, pd.DataFrame({"report_id": ["a"]}, dtype="str"), path="x", lines=np.array([2])
    )
    assert made.frame["source_id"].tolist() == [""]
    assert [problem.column for problem in problems] == ["source_id"]
    with pytest.raises(ValueError, match="cited has no column 'more'"):
        table_of(Cited, pd.DataFrame({"more": ["a"]}), path="x", lines=np.array([2]))


def test_tables_that_are_not_given_are_empty(folder: Path) -> None:
    one = read_tables(folder).tables["outlets"]
    made = tables_of({"outlets": one}, Corpus(), {}, folder="mine")
    assert list(made.tables) == [model.table for model in TABLES]
    assert made.tables["outlets"] is one
    assert len(made.tables["events"].frame) == len(made.tables["events"].lines) == 0
    assert made.problems == ()


def test_only_the_rows_of_a_mask_are_kept_and_other_tables_whole(folder: Path) -> None:
    tables = read_tables(folder)
    part = tables.kept({"events": np.array([True, False, True])})
    assert [row.line for row in rows_in(part.tables["events"])] == [2, 4]
    assert part.tables["events"].frame.index.tolist() == [0, 1]
    assert part.tables["reports"] is tables.tables["reports"]
    assert len(tables.tables["events"].lines) == 3


def test_problems_of_the_whole_are_not_said_of_the_rows_that_are_kept(folder: Path) -> None:
    path = folder / "outlets.csv"
    path.write_text(path.read_text().replace("newspaper", "newspapers"))
    tables = read_tables(folder)
    assert tables.faulty
    assert tables.kept({"outlets": tables.tables["outlets"].fits}).problems == ()


_WIDTH = len(Wording.columns())


@given(st.lists(st.lists(st.text(max_size=5), min_size=_WIDTH, max_size=_WIDTH), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_frame_gives_the_rows_and_faults_that_its_rows_give_one_by_one(rows: list[list[str]]) -> None:
    frame = pd.DataFrame(rows, columns=pd.Index(Wording.columns()), dtype=object)
    made, problems = table_of(Wording, frame, path="x", lines=np.arange(len(rows)))
    alone = [dict(zip(Wording.columns(), row, strict=True)) for row in rows]
    assert rows_in(made) == [Row(line, row, read_record(Wording, row)[0]) for line, row in enumerate(alone)]
    assert list(problems) == [
        made.problem(line, fault.column, row[fault.column], fault.why, fault.repair)
        for line, row in enumerate(alone)
        for fault in read_record(Wording, row)[1]
    ]
