"""Reading keeps rows, lines and problems, and never raises for content."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datelines.reading import read_tables
from datelines.records import Event, Outlet, Wording


def test_rows_become_records_with_their_lines(folder: Path) -> None:
    tables = read_tables(folder)
    outlets = [(row.line, outlet.outlet_id) for row, outlet in tables.records(Outlet)]
    assert outlets == [(2, "outlet-a"), (3, "outlet-b")]
    assert tables.problems == ()


def test_several_values_in_a_cell_become_a_tuple(folder: Path) -> None:
    events = {event.event_id: event for _, event in read_tables(folder).records(Event)}
    assert events["attacks-example-zone"].place_ids == ("example-zone", "example-district")


def test_a_line_is_the_physical_line_on_which_the_row_starts(folder: Path) -> None:
    (folder / "wording.csv").write_bytes(
        b'report_id,subject,term\r\nattack-exampleville-a,town,"two\r\nlines"\r\n'
        b"attack-exampleville-a,armed group,armed men\r\n"
    )
    assert [row.line for row in read_tables(folder).rows("wording")] == [2, 4]


def test_raw_cells_are_kept_as_they_stand(folder: Path) -> None:
    (folder / "wording.csv").write_text("report_id,subject,term\nattack-exampleville-a, town ,Zone A\n")
    (row,) = read_tables(folder).rows("wording")
    assert row.cells["subject"] == " town "
    assert isinstance(row.record, Wording)
    assert row.record.subject == "town"


def test_a_byte_order_mark_is_not_part_of_the_first_column(folder: Path) -> None:
    path = folder / "wording.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    tables = read_tables(folder)
    assert tables.problems == ()
    assert len(tables.rows("wording")) == 2


def test_rows_around_a_bad_row_are_read(folder: Path) -> None:
    path = folder / "wording.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, rows[0], "only one cell", rows[1]]) + "\n")
    tables = read_tables(folder)
    assert [row.line for row in tables.rows("wording")] == [2, 4]
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
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_no_bytes_make_reading_raise(folder: Path, content: bytes) -> None:
    (folder / "wording.csv").write_bytes(content)
    assert read_tables(folder).problems


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_no_rows_make_reading_raise(folder: Path, rows: str) -> None:
    (folder / "wording.csv").write_bytes(f"report_id,subject,term\n{rows}".encode("utf-8", "surrogatepass"))
    tables = read_tables(folder)
    assert tables.tables["wording"].content
