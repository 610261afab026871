"""The synthetic tables of the benchmarks: the same from the same seed, plausible, and without a problem."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from benchmarks.synthetic import COMMON, TOPICS, sizes_of, write_synthetic
from datelines.checks import check_tables
from datelines.formats import readable_formats
from datelines.formats.flat_columns import WRITTEN_COLUMNS
from datelines.formats.model import Options
from datelines.import_writing import write_import
from datelines.importing import Import, imported
from datelines.intake.opening import opened
from datelines.reading import read_tables
from datelines.vocabulary import EVENT_KINDS, QUALIFIERS


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyRelation:
    """2,000 reports."""
    path = tmp_path_factory.mktemp("synthetic") / "rows.parquet"
    write_synthetic(path, 2_000, seed=3)
    return duckdb.connect().read_parquet(str(path))


@pytest.fixture(scope="module")
def import_of_thousand(tmp_path_factory: pytest.TempPathFactory) -> Import:
    """1,000 reports, imported as a stranger's file."""
    path = tmp_path_factory.mktemp("synthetic") / "rows.parquet"
    write_synthetic(path, 1_000)
    return imported(readable_formats()["parquet"], [opened(path.name, path.read_bytes())], Options())


def differences(one: Path, other: Path) -> int:
    """How many rows of `one` are not in the same place in `other`, or the other way round."""
    query = """
        SELECT count(*)
        FROM read_parquet($1, file_row_number = true) AS one
        FULL JOIN read_parquet($2, file_row_number = true) AS other USING (file_row_number)
        WHERE one IS DISTINCT FROM other
    """
    ((found,),) = duckdb.connect().execute(query, [str(one), str(other)]).fetchall()
    return int(found)


def counts(rows: duckdb.DuckDBPyRelation, expression: str, of: str) -> Mapping[str, int]:
    """The number of different `of` for each value of an expression."""
    query = f'SELECT {expression} AS value, count(DISTINCT "{of}") FROM rows GROUP BY value'
    return dict(rows.query("rows", query).fetchall())


def test_a_seed_gives_the_same_rows_in_the_same_order_on_any_number_of_threads(tmp_path: Path) -> None:
    # More events than DuckDB gives to one thread, 122,880 rows.
    reports = 530_000
    for threads in (1, 3):
        write_synthetic(tmp_path / f"{threads}.parquet", reports, seed=11, threads=threads)
    assert differences(tmp_path / "1.parquet", tmp_path / "3.parquet") == 0


def test_another_seed_gives_other_rows(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_synthetic(tmp_path / f"{seed}.parquet", 100, seed)
    assert differences(tmp_path / "1.parquet", tmp_path / "2.parquet") >= 100


@pytest.mark.parametrize("reports", [1, 2, 30, 4_567])
def test_there_are_as_many_reports_as_asked_for(tmp_path: Path, reports: int) -> None:
    write_synthetic(tmp_path / "rows.parquet", reports)
    found = duckdb.connect().read_parquet(str(tmp_path / "rows.parquet"))
    query = 'SELECT count(DISTINCT "report.report_id") FROM rows'
    assert found.query("rows", query).fetchall() == [(reports,)]


def test_no_report_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one report"):
        write_synthetic(tmp_path / "rows.parquet", 0)
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_the_file_is_left(tmp_path: Path) -> None:
    write_synthetic(tmp_path / "rows.parquet", 10)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


def test_the_columns_are_those_of_the_flat_table(rows: duckdb.DuckDBPyRelation) -> None:
    optional = ("relay_", "cited")
    assert rows.columns == [name for name in WRITTEN_COLUMNS if not name.startswith(optional)]


def test_every_row_is_imported_without_a_remark(import_of_thousand: Import) -> None:
    counted = import_of_thousand.counts
    assert counted.read == counted.kept > 1_000
    assert import_of_thousand.problems == ()


def test_an_import_has_no_problem(import_of_thousand: Import, tmp_path: Path) -> None:
    write_import(import_of_thousand, tmp_path / "data")
    tables = read_tables(tmp_path / "data")
    assert check_tables(tables) == []
    assert len(tables.tables["reports"].rows) == 1_000


def test_most_events_have_few_reports_and_some_have_many(rows: duckdb.DuckDBPyRelation) -> None:
    sizes = sorted(counts(rows, '"event.event_id"', "report.report_id").values())
    assert sizes[0] == 1
    assert sizes[len(sizes) // 2] <= 3
    assert 30 <= sizes[-1] <= 40
    assert 3 <= sum(sizes) / len(sizes) <= 6


def test_a_few_outlets_have_most_of_the_reports(rows: duckdb.DuckDBPyRelation) -> None:
    sizes = sorted(counts(rows, '"outlet.outlet_id"', "report.report_id").values(), reverse=True)
    assert len(sizes) == sizes_of(2_000)["outlets"]
    assert sum(sizes[:5]) > 0.4 * sum(sizes)


def test_dates_are_days_months_intervals_and_about_a_day(rows: duckdb.DuckDBPyRelation) -> None:
    shapes = counts(rows, "regexp_replace(\"event.date\", '[0-9]', 'n', 'g')", "event.event_id")
    assert set(shapes) == {"nnnn-nn-nn", "nnnn-nn", "nnnn-nn-nn/nnnn-nn-nn", "nnnn-nn-nn~", "nnnn-nn-nn?"}
    assert shapes["nnnn-nn-nn"] > sum(shapes.values()) / 2


def test_events_come_in_waves(rows: duckdb.DuckDBPyRelation) -> None:
    by_year = sorted(counts(rows, 'left("event.date", 4)', "event.event_id").values())
    assert len(by_year) == 14
    assert by_year[-1] > 5 * by_year[0]


def test_some_events_have_no_place_and_some_have_three_different_ones(rows: duckdb.DuckDBPyRelation) -> None:
    places = counts(rows, '"place.place_id"', "event.event_id")
    several = [cell.split(";") for cell in places if cell and ";" in cell]
    assert places[None] > 0  # type: ignore[index]
    assert {len(one) for one in several} == {2, 3}
    assert all(len(set(one)) == len(one) for one in several)


def test_every_qualifier_and_kind_occurs(rows: duckdb.DuckDBPyRelation) -> None:
    assert set(counts(rows, '"figure.qualifier"', "report.report_id")) == {None, *QUALIFIERS}
    assert set(counts(rows, '"event.kind"', "report.report_id")) == set(EVENT_KINDS)


def test_names_say_that_they_are_synthetic(rows: duckdb.DuckDBPyRelation) -> None:
    for name in ("event.title", "outlet.name", "source.title", "speaker.name", "report.summary"):
        assert {"Synthetic", None} >= set(counts(rows, f"split_part(\"{name}\", ' ', 1)", "report.report_id"))
    assert {"Place", None} >= set(counts(rows, "split_part(\"place.name\", ' ', 1)", "report.report_id"))


def test_a_word_of_the_text_keeps_most_reports_or_one_in_so_many(rows: duckdb.DuckDBPyRelation) -> None:
    for word, least, most in ((COMMON[0], 1_500, 1_700), (TOPICS[0], 40, 140)):
        found = counts(rows, f"contains(\"report.summary\", '{word}')", "report.report_id")
        assert least < found[True] < most  # type: ignore[index]
