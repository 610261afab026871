"""What `load` refuses of a flat Parquet file: what `check` finds, faulty ids, and cells of several values."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datelines.__main__ import main
from datelines.checks import check_tables
from datelines.checks.rules import HARMLESS
from datelines.files.opened import IntakeError
from datelines.formats.flat.columns import WRITTEN_COLUMNS
from datelines.imports.flat_parquet import layout, pieces
from datelines.imports.flat_parquet.load import UnsoundFile
from datelines.problems import Problem
from datelines.record.records import TABLES, Event, Record, Source
from datelines.store.opening import NotLoaded, open_store
from datelines.table.folder import read_tables
from tests.loads import Cells, duckdb_url, flat_rows, loaded, sound_archive, written

BROKEN = Path(__file__).parents[1] / "data" / "broken"

OTHERWISE = {
    "coordinates-in-country": "only a remark, as it is when a table is imported",
    "canonical": "of layout, which a Parquet file has none of",
    "events-have-reports": "an event without a report is in no row",
    "ids-resolve": "what a row names stands in the row itself",
    "unique-ids": "two rows with one id are one row, or differ: see below",
    "geometry-files": "an outline that is none is in no row, so that another reason is given",
    "reading-days-and-ids": "as with ids-resolve",
    "parts-of-their-event": "a flat file has the ids of parts, and not which event they are of",
    "agreement-adds-up": "of a file that is none of the tables",
} | {name: "only a remark" for name in HARMLESS if name != "canonical"}
"""Rules whose broken folder cannot be written as flat rows so that the rule is broken, and why."""

OF_FILES = tuple(path.name for path in BROKEN.iterdir() if path.name.startswith("reading-"))
OF_CELLS = ("reading-numbers", "reading-terms")
SAME = sorted({path.name for path in BROKEN.iterdir()} - {*OTHERWISE, *OF_FILES} | {*OF_CELLS})

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "WORKERS", 1)


@pytest.fixture
def rows(folder: Path) -> list[Cells]:
    """The sound rows of tests/data/valid/."""
    return flat_rows(read_tables(folder))


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return duckdb_url(tmp_path / "reports.duckdb")


def problems_of(rows: Sequence[Cells], store: str, folder: Path, piece: int = 2) -> tuple[Problem, ...]:
    """What the load of such rows says; the bounds and reviewers are those of a folder."""
    path = written(rows, folder.parent / "rows.parquet")
    with pytest.raises(UnsoundFile) as refused:
        loaded(path, store, corpus_folder=folder, piece=piece)
    with pytest.raises(NotLoaded):
        open_store(store)
    return refused.value.problems


def in_flat_words(problem: Problem, table: str) -> tuple[str, str, str]:
    """A problem of a folder's table as one of the flat table: column, value and reason without its lines."""
    (model,) = (model for model in TABLES if model.table == table)
    column = layout.flat_columns_of(model).get(problem.column, problem.column)
    return column, problem.value, without_lines(problem.why)


def without_lines(words: str) -> str:
    return re.sub(r"\b(?:line|row) \d+", "row", words)


@pytest.mark.parametrize("model", [model for model in TABLES if layout.groups_of(model)])
def test_every_cell_of_a_record_has_a_flat_column_in_every_group_that_gives_it(model: type[Record]) -> None:
    groups = layout.groups_of(model)
    assert len(groups) < layout.SPOTS
    for group in groups:
        columns = layout.flat_columns_of(model, group)
        assert tuple(columns) == model.columns()
        assert set(columns.values()) <= set(WRITTEN_COLUMNS)


def test_what_a_group_says_of_another_record_is_the_id_of_the_group_beside_it() -> None:
    assert layout.flat_columns_of(Source, "source")["outlet_id"] == "outlet.outlet_id"
    assert layout.flat_columns_of(Source, "cited")["outlet_id"] == "cited_outlet.outlet_id"
    assert layout.flat_columns_of(Event)["place_ids"] == "place.place_id"


@pytest.mark.parametrize("case", SAME)
def test_a_broken_table_is_refused_for_what_check_finds(case: str, folder: Path, store: str) -> None:
    shutil.copytree(BROKEN / case, folder, dirs_exist_ok=True)
    tables = read_tables(folder)
    wanted = {in_flat_words(problem, Path(problem.path).stem) for problem in check_tables(tables)}
    rows = flat_rows(tables)
    found = problems_of(rows, store, folder, piece=20)
    assert {(one.column, one.value, without_lines(one.why)) for one in found} == wanted
    for problem in found:
        assert problem.value.split(" to ")[0] in rows[problem.line - 1].get(problem.column, problem.value)


def test_every_rule_has_a_case_here_or_a_reason_why_not() -> None:
    assert {*SAME, *OTHERWISE, *OF_FILES} == {path.name for path in BROKEN.iterdir()}


def test_the_words_are_those_of_a_parquet_file(rows: list[Cells], store: str, folder: Path) -> None:
    rows[1]["outlet.name"] = " Outlet A "
    rows[0]["outlet.name"] = " Outlet A "
    (problem,) = problems_of([row for row in rows if row["outlet.name"] == " Outlet A "], store, folder)
    assert str(problem).startswith(f"{folder.parent}/rows.parquet:1:outlet.name: ' Outlet A ': ")
    assert problem.repair == "take them off"


def test_one_id_with_different_cells_names_both_rows(rows: list[Cells], store: str, folder: Path) -> None:
    again = {**rows[0], "report.summary": "Another summary.", "report.note": "So."}
    found = problems_of([*rows, again], store, folder)
    last = len(rows) + 1
    assert [(one.line, one.column, one.value) for one in found] == [
        (last, "report.summary", "Another summary."),
        (last, "report.note", "So."),
        *([(last, "figure.figure_id", again["figure.figure_id"])] if again["figure.figure_id"] else []),
    ]
    assert (
        found[0].why
        == f"row 1 has {rows[0]['report.summary']!r} of the same id {rows[0]['report.report_id']!r}"
    )
    assert found[0].repair == "make the rows agree, or give another id"


@pytest.mark.parametrize(
    "column",
    [
        "event.title",
        "place.name",
        "outlet.kind",
        "source.title",
        "speaker.role",
        "report.wording",
        "place.place_id",
    ],
)
def test_every_table_is_looked_at_for_ids_that_rows_use_otherwise(
    rows: list[Cells], store: str, folder: Path, column: str
) -> None:
    first = next(number for number, row in enumerate(rows, start=1) if row[column])
    changed = {**rows[first - 1], "figure.figure_id": "", column: "x: y" if "wording" in column else "other"}
    changed |= {name: "" for name in changed if name.startswith("figure.")}
    found = problems_of([*rows, changed], store, folder)
    assert (len(rows) + 1, column) in [(one.line, one.column) for one in found]


@pytest.mark.parametrize(
    "column", ["event.event_id", "outlet.outlet_id", "source.source_id", "report.report_id"]
)
def test_a_row_without_an_id_is_named(rows: list[Cells], store: str, folder: Path, column: str) -> None:
    rows[0][column] = rows[2][column] = ""
    found = problems_of(rows, store, folder)
    assert [one.line for one in found if (one.column, one.why) == (column, "must not be blank")] == [1, 3]


@pytest.mark.parametrize(
    ("changes", "line", "column", "why"),
    [
        ({"speaker.speaker_id": "", "speaker.name": "X"}, 1, "speaker.name", "speaker.speaker_id is blank"),
        ({"relay_outlet.name": "X"}, 1, "relay_outlet.name", "relay_outlet.outlet_id is blank"),
        (
            {"relay_outlet.outlet_id": "other", "relay_outlet.name": "X"},
            1,
            "relay_outlet.outlet_id",
            "report.relayed_by of this row does not name it",
        ),
        ({"place.place_id": "", "place.name": "X"}, 1, "place.name", "place.place_id is blank"),
        ({"place.place_id": "a;;b", "place.name": "A;B"}, 1, "place.place_id", "not ids joined by `;`"),
        (
            {"place.place_id": "a;b", "place.name": "A;B;C"},
            1,
            "place.name",
            "not one value for each of 2 ids",
        ),
        ({"cited.source_id": "", "cited.title": "X"}, 1, "cited.title", "cited.source_id is blank"),
        (
            {"report.wording": "fighters"},
            1,
            "report.wording",
            "not labels as `subject: term`, joined by `; `",
        ),
        (
            {"report.wording": "a: b; c: "},
            1,
            "report.wording",
            "not labels as `subject: term`, joined by `; `",
        ),
        ({"place.names": "A; B"}, 1, "place.names", "not in canonical form"),
        ({"report.note": "one\r\ntwo"}, 1, "report.note", "not in canonical form"),
        ({"relay_outlet.kind": "rumour"}, 1, "relay_outlet.kind", "not a term of this column"),
        ({"cited_outlet.kind": "rumour"}, 1, "cited_outlet.kind", "not a term of this column"),
    ],
)
def test_what_would_be_lost_without_a_word_is_a_problem(
    rows: list[Cells],
    store: str,
    folder: Path,
    changes: Cells,
    line: int,
    column: str,
    why: str,
) -> None:
    # All rows of the one report, so that they agree.
    chosen = [row for row in rows if row["report.report_id"] == rows[0]["report.report_id"]]
    if column == "relay_outlet.kind":
        relay = {"report.relayed_by": "relay", "relay_outlet.outlet_id": "relay", "relay_outlet.name": "R"}
        changes = {**relay, "relay_outlet.about": "Artificial.", **changes}
    if column == "cited_outlet.kind":
        cited = {**_as(rows[0], "source", "cited"), **_as(rows[0], "outlet", "cited_outlet")}
        changes = {**cited, "cited.source_id": "other", "cited_outlet.outlet_id": "other", **changes}
    found = problems_of([{**row, **changes} for row in chosen], store, folder)
    assert (line, column, why) in [(one.line, one.column, one.why) for one in found]


def _as(row: Cells, group: str, other: str) -> Cells:
    """The cells of a group as those of another group."""
    names = (name.partition(".")[2] for name in row if name.startswith(f"{group}."))
    return {f"{other}.{name}": row[f"{group}.{name}"] for name in names}


def test_an_id_of_a_figure_stands_in_one_row(rows: list[Cells], store: str, folder: Path) -> None:
    first = next(number for number, row in enumerate(rows, start=1) if row["figure.figure_id"])
    found = problems_of([*rows, rows[first - 1]], store, folder)
    assert [(one.line, one.column, one.why) for one in found] == [
        (len(rows) + 1, "figure.figure_id", f"already the id of row {first}")
    ]


def test_a_row_of_a_report_without_figures_may_stand_twice(
    rows: list[Cells], store: str, folder: Path
) -> None:
    bare = next(row for row in rows if not row["figure.figure_id"])
    done = loaded(written([*rows, bare], folder.parent / "rows.parquet"), store, corpus_folder=folder)
    assert done.reports == len({row["report.report_id"] for row in rows})


def test_problems_of_all_pieces_are_said_together(rows: list[Cells], store: str, folder: Path) -> None:
    for row in rows:
        row["report.status"] = "perhaps"
    lines = {one.line for one in problems_of(rows, store, folder, piece=1) if one.column == "report.status"}
    ids = [row["report.report_id"] for row in rows]
    assert lines == {ids.index(one) + 1 for one in ids}


def test_of_many_problems_the_first_are_said_and_the_others_counted(
    tmp_path: Path, store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout.Found, "most", 3)
    rows = flat_rows(sound_archive(Random(2)).tables)
    for number, row in enumerate(rows):
        row["report.report_id"], row["report.status"] = f"report-{number}", "perhaps"
    path = written(rows, tmp_path / "rows.parquet", leave_out="figure")
    assert main(["load", str(path), "--store", store]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all("'perhaps': not a term of this column" in line for line in lines[:3])
    assert lines[3:] == [f"and {len(rows) - 3} more", f"{len(rows)} problems"]


def test_a_file_in_another_layout_is_sent_to_the_import(tmp_path: Path, store: str, capsys: Captured) -> None:
    path = tmp_path / "strangers.parquet"
    pq.write_table(pa.table({"date": ["2019-09-03"], "title": ["A"]}), path)
    assert main(["load", str(path), "--store", store]) == 2
    assert "`python -m datelines import parquet FILE --to DIR`, and load DIR" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no Parquet", "not a Parquet file"), (b"", "not a Parquet file")],
)
def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path, store: str, content: bytes, said: str) -> None:
    path = tmp_path / "rows.parquet"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=said):
        loaded(path, store)


def test_a_file_without_rows_or_with_cells_of_a_strange_kind_is_refused(
    rows: list[Cells], tmp_path: Path, store: str
) -> None:
    with pytest.raises(IntakeError, match="the table has no row"):
        loaded(written([], tmp_path / "none.parquet"), store)
    table = pq.read_table(written(rows, tmp_path / "rows.parquet"))
    lists = table.set_column(
        table.column_names.index("place.names"), "place.names", pa.array([["a"]] * len(rows))
    )
    pq.write_table(lists, tmp_path / "lists.parquet")
    with pytest.raises(IntakeError, match=r"place\.names holds list"):
        loaded(tmp_path / "lists.parquet", store)


def test_numbers_and_days_may_be_typed(rows: list[Cells], tmp_path: Path, store: str, folder: Path) -> None:
    table = pq.read_table(written(rows, tmp_path / "rows.parquet"))
    for name, kind in (
        ("figure.low", pa.float64()),
        ("figure.high", pa.float32()),
        ("event.reviewed_on", pa.date32()),
    ):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(kind))
    pq.write_table(table, tmp_path / "typed.parquet")
    typed = loaded(tmp_path / "typed.parquet", store, corpus_folder=folder)
    assert typed == loaded(tmp_path / "rows.parquet", store, corpus_folder=folder)


def test_columns_that_no_column_of_ours_holds_are_named(
    rows: list[Cells], tmp_path: Path, store: str, folder: Path, capsys: Captured
) -> None:
    table = pq.read_table(written(rows, tmp_path / "rows.parquet"))
    path = tmp_path / "more.parquet"
    pq.write_table(table.append_column("tags", pa.array(["x"] * len(rows))), path)
    arguments = ["load", str(path), "--store", store, "--corpus", str(folder)]
    assert main(arguments) == 0
    assert f"{path}:1:tags: '': no column of the flat table, and not loaded" in capsys.readouterr().err


def test_bounds_and_reviewers_are_those_of_the_rows_or_of_a_folder(
    rows: list[Cells], tmp_path: Path, store: str, folder: Path
) -> None:
    path = written(rows, tmp_path / "rows.parquet")
    loaded(path, store)
    for row in rows:
        row["event.reviewed_by"] = "somebody" if row["event.reviewed_by"] else ""
    changed = written(rows, tmp_path / "changed.parquet")
    loaded(changed, store)
    with pytest.raises(UnsoundFile, match="not a reviewer"):
        loaded(changed, store, corpus_folder=folder)
