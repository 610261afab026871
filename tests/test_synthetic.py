"""The synthetic tables of the benchmarks: without a problem, and not to be taken for real ones."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks.synthetic.writing import write_synthetic
from datelines.checks import check_tables
from datelines.files.opening import opened
from datelines.formats import readable_formats
from datelines.formats.flat.columns import WRITTEN_COLUMNS
from datelines.formats.model import Options
from datelines.imports.run import imported
from datelines.imports.write import write_import
from datelines.table.folder import read_tables

REPORTS = 200


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synthetic") / "rows.parquet"
    write_synthetic(path, REPORTS)
    return path


def test_a_synthetic_table_is_imported_without_a_remark_and_has_no_problem(
    path: Path, tmp_path: Path
) -> None:
    found = imported(readable_formats()["parquet"], [opened(path.name, path.read_bytes())], Options())
    assert found.counts.read == found.counts.kept >= REPORTS
    assert found.problems == ()
    write_import(found, tmp_path / "data")
    tables = read_tables(tmp_path / "data")
    assert check_tables(tables) == []
    assert len(tables.tables["reports"].lines) == REPORTS


def test_the_columns_are_those_of_the_flat_table(path: Path) -> None:
    optional = ("relay_", "cited")
    columns = duckdb.connect().read_parquet(str(path)).columns
    assert columns == [name for name in WRITTEN_COLUMNS if not name.startswith(optional)]


@pytest.mark.parametrize("name", ["event.title", "outlet.name", "source.title", "report.summary"])
def test_names_say_that_they_are_synthetic(path: Path, name: str) -> None:
    rows = duckdb.connect().read_parquet(str(path))
    query = f"SELECT DISTINCT split_part(\"{name}\", ' ', 1) FROM rows"
    assert rows.query("rows", query).fetchall() == [("Synthetic",)]


def test_no_report_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one report"):
        write_synthetic(tmp_path / "rows.parquet", 0)
    assert list(tmp_path.iterdir()) == []
