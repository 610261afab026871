"""A column that may be blank may be absent, and so may a table that a corpus can do without."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from datelines.__main__ import main
from datelines.checks import check_tables, read_archive, remarks_on
from datelines.files.opening import opened
from datelines.formats import readable_formats
from datelines.formats.model import Options
from datelines.formats.tables import workbook
from datelines.formats.tables.template import example_workbook
from datelines.imports.run import imported
from datelines.problems import DataError
from datelines.query.dataset import Dataset, read_folder
from datelines.record.records import TABLES, Record
from datelines.table.folder import read_tables
from tests.loads import duckdb_url

VALID = Path(__file__).parent.parent / "data" / "valid"
ABSENT_TABLES = ("figures", "wording")
ABSENT_COLUMNS = {
    "outlets": ("country", "language", "url"),
    "sources": ("via", "document"),
    "places": ("geonames_id",),
    "reports": ("relayed_by", "place_as_reported"),
}
Captured = pytest.CaptureFixture[str]


def without(path: Path, *columns: str) -> None:
    """Take columns out of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        kept = [name for name in reader.fieldnames or () if name not in columns]
        rows = list(reader)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, kept, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


@pytest.fixture
def sparse(folder: Path) -> Path:
    """The valid folder without two tables and some columns."""
    for name in ABSENT_TABLES:
        (folder / f"{name}.csv").unlink()
    for table, columns in ABSENT_COLUMNS.items():
        without(folder / f"{table}.csv", *columns)
    return folder


@pytest.mark.parametrize("model", TABLES[:-1])
def test_a_column_that_may_be_blank_may_be_absent_and_is_blank_then(
    folder: Path, model: type[Record]
) -> None:
    blank = [name for name in model.columns() if name not in model.needed_columns()]
    without(folder / f"{model.table}.csv", *blank)
    whole, found = read_tables(VALID).tables[model.table], read_tables(folder)
    table = found.tables[model.table]
    assert found.problems == ()
    assert all(not any(table.frame[name]) for name in blank)
    for name in model.needed_columns():
        assert table.frame[name].tolist() == whole.frame[name].tolist()
    assert table.fits.all()


@pytest.mark.parametrize("model", TABLES[:-1])
def test_a_needed_column_that_is_absent_is_a_problem(folder: Path, model: type[Record]) -> None:
    name = sorted(model.needed_columns())[0]
    without(folder / f"{model.table}.csv", name)
    (problem,) = read_tables(folder).unreadable
    assert (problem.line, problem.column, problem.why) == (1, name, "the header lacks this column")
    assert problem.repair == f"write the header {','.join(model.columns())}"


@pytest.mark.parametrize("name", ["speakers", "places", "figures", "wording"])
def test_a_table_that_a_corpus_can_do_without_has_no_rows_where_its_file_is_absent(
    folder: Path, name: str
) -> None:
    (folder / f"{name}.csv").unlink()
    tables = read_tables(folder)
    assert tables.problems == ()
    assert len(tables.tables[name].lines) == 0


@pytest.mark.parametrize("name", ["outlets", "sources", "events", "reports"])
def test_a_table_that_every_corpus_has_is_missed_where_its_file_is_absent(folder: Path, name: str) -> None:
    (folder / f"{name}.csv").unlink()
    with pytest.raises(DataError, match="there is no such file"):
        read_archive(folder)


def test_ids_of_an_absent_table_are_still_looked_for(folder: Path) -> None:
    (folder / "speakers.csv").unlink()
    whys = {problem.why for problem in check_tables(read_tables(folder)) if problem.column == "speaker_id"}
    assert whys == {"no row of speakers.csv has this id"}


def test_an_absent_table_is_the_same_data_as_one_without_rows(sparse: Path) -> None:
    version = read_archive(sparse).version
    for model in TABLES:
        if model.table in ABSENT_TABLES:
            (sparse / f"{model.table}.csv").write_text(",".join(model.columns()) + "\n")
    assert read_archive(sparse).version == version


def test_such_a_folder_is_checked_shown_exported_and_loaded(
    sparse: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check", str(sparse)]) == 0
    assert "no problems in" in capsys.readouterr().out
    shown = read_folder(sparse)
    assert isinstance(shown, Dataset)
    assert shown.name_of("outlets", "outlet-a") == "Outlet A"
    for name, file in (("datapackage", "a.zip"), ("flat", "a.csv"), ("workbook", "a.xlsx")):
        assert main(["export", name, str(tmp_path / file), "--data", str(sparse)]) == 0
    assert main(["load", str(sparse), "--store", duckdb_url(tmp_path / "a.duckdb")]) == 0


def test_format_writes_the_absent_columns_in_their_place_and_no_absent_table(sparse: Path) -> None:
    columns = {remark.path.rsplit("/", 1)[-1] for remark in remarks_on(read_tables(sparse))}
    assert columns == {f"{table}.csv" for table in ABSENT_COLUMNS}
    assert main(["format", str(sparse)]) == 0
    tables = read_tables(sparse)
    assert (check_tables(tables), remarks_on(tables)) == ([], [])
    for table in ABSENT_COLUMNS:
        header = (sparse / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == list(tables.tables[table].model.columns())
    assert not any((sparse / f"{name}.csv").exists() for name in ABSENT_TABLES)


def test_our_tables_dropped_or_packed_are_read_without_them_too(sparse: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for path in sorted(sparse.rglob("*.*")):
            packed.write(path, path.relative_to(sparse).as_posix())
    alone = [*sorted(sparse.glob("*.csv")), *(sparse / "shapes").iterdir()]
    dropped = [opened(path.name, path.read_bytes()) for path in alone]
    for name, files in (("tables", dropped), ("datapackage", [opened("a.zip", content.getvalue())])):
        result = imported(readable_formats()[name], files, Options())
        count = len(read_tables(VALID).tables["reports"].lines)
        assert len(result.sound.tables["reports"].lines) == count, name


def test_a_workbook_of_ours_is_read_without_them_too() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(example_workbook()))
    count = book["reports"].max_row - 1
    for name in ABSENT_TABLES:
        del book[name]
    sheet = book["outlets"]
    sheet.delete_cols([cell.value for cell in sheet[1]].index("url") + 1)
    content = io.BytesIO()
    book.save(content)
    file = opened("book.xlsx", content.getvalue())
    assert workbook.recognise([file])
    result = imported(readable_formats()["workbook"], [file], Options())
    assert len(result.sound.tables["reports"].lines) == count
