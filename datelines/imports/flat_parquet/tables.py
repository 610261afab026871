"""Brings a flat Parquet file into our tables, in a scratch file of DuckDB, by the SQL in records.sql,
and finds what is wrong with its ids by the SQL in problems.sql.

Cells that hold several values are split by the functions that read any flat table, once for each distinct
cell.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from datelines.files.opened import RawTable
from datelines.formats.flat.cells import parted, parts_of_cell, wording_cell, wording_labels
from datelines.formats.flat.columns import WORDING, group_columns
from datelines.formats.maps.geometries import GEOMETRY, placed_table
from datelines.imports.flat_parquet.layout import (
    ALSO_OF_REPORT,
    ALWAYS,
    SEVERAL,
    SPOTS,
    FlatFile,
    Found,
    filled,
    flat_columns_of,
    flat_view,
    given_views,
    groups_of,
    in_file,
    key_of,
    sql_name,
)
from datelines.problems import Problem
from datelines.record.dates import DateError, date_span
from datelines.record.records import (
    TABLES,
    Event,
    Figure,
    Outlet,
    Part,
    Place,
    Population,
    Record,
    Report,
    Source,
    Speaker,
    Wording,
)
from datelines.store.filling import quiet
from datelines.table.text import batches
from datelines.words import Progress

WRITING_MEMORY, READING_MEMORY = "1500MB", "600MB"
"""Memory that DuckDB may take while the tables are made, and while they are read; the rest is on the disk,
beside the scratch file."""

_PREFIX = "datelines-load-"
_BATCH = 20_000
_KEY_BLANK = "give the id, or none of the cells beside it"
_LABEL = tuple(name for name in Wording.columns() if name != "report_id")
_SHAPED = ("place.place_id", "place.latitude", "place.longitude", "place.geometry")

_WORDS = {
    "blank": ("must not be blank", "fill it in"),
    "beside_blank": ("{key} is blank", _KEY_BLANK),
    "unnamed_relay": (
        "report.relayed_by of this row does not name it",
        "name it in report.relayed_by, or leave its cells blank",
    ),
    "repeated_figure": ("already the id of row {first}", "give one of them another id"),
    "other_cell": (
        "row {first} has {other!r} of the same id {id!r}",
        "make the rows agree, or give another id",
    ),
}
"""By the name of each statement of problems.sql, why its rows are problems, and how to repair them."""


@dataclass(frozen=True, eq=False)
class FlatTables:
    """The tables of a flat file, in the scratch file `store`; `shapes` has the outlines by file name, `dates`
    every distinct date of an event, report or figure, `reviewers` everyone who signed a row."""

    file: FlatFile
    store: Path
    shapes: Mapping[str, bytes]
    dates: tuple[str, ...]
    reviewers: tuple[str, ...]


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder in the system's folder of temporary files (TMPDIR), removed at the end. Folders that
    killed processes left there are removed first."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/lock"):
        # A lock ends with its process. OSError: it is still held, or belongs to another user.
        with suppress(OSError), left.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left.parent, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder,
        Path(folder, "lock").open("w") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(folder)


def read(store: Path, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that reads a scratch file, in any process."""
    return _connected(store, READING_MEMORY, read_only=True, threads=threads)


def _connected(
    store: Path, memory: str, read_only: bool = False, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {"memory_limit": memory, **({"threads": threads} if threads else {})}
    # A folder for each process: two that spill into the same one would overwrite each other's files.
    config["temp_directory"] = str(store.with_name(f"spilled-{os.getpid()}"))
    connection = quiet(duckdb.connect(str(store), read_only=read_only, config=config))
    # Every table that depends on an order is sorted as it is made.
    connection.execute("SET preserve_insertion_order = false")
    return connection


def flat_tables(file: FlatFile, folder: Path, found: Found, progress: Progress) -> FlatTables:
    """The tables of a file, in `folder`. Problems of ids, and of cells that hold several values, are added to
    `found`. Raises duckdb.Error where the file is broken or the disk is full."""
    store = folder / "rows.duckdb"
    link, path = folder / "rows.parquet", file.path.as_posix()
    link.symlink_to(file.path.resolve())
    with _connected(store, WRITING_MEMORY) as connection:
        run = _Running(connection)
        run.rows("number_text")
        connection.execute(flat_view(file, link))
        dates = run.column("dates", dates=", ".join(map(sql_name, _dated())))
        steps: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Looking at places and cited sources", lambda: _part_cells(run, path, found)),
            ("Finding outlets and sources", lambda: _find(run, Outlet, Speaker, Source)),
            ("Finding events and reports", lambda: _find(run, Place, Event, Report)),
            ("Finding figures", lambda: run.rows("find_figures")),
            ("Looking at the ids", lambda: _find_id_problems(connection, path, found)),
            ("Numbering the events", lambda: _number_events(run, dates)),
            ("Sorting the events", lambda: run.rows("of_event", Event)),
            ("Sorting the reports", lambda: run.rows("of_event", Report)),
            ("Sorting figures and labels", lambda: run.each("figures", "wording", "cited")),
            ("Sorting populations and parts", lambda: _leave_empty(run, Population, Part)),
            ("Sorting places and sources", lambda: _sort_many(run)),
        )
        for number, (words, step) in enumerate(steps):
            progress(number / len(steps), words)
            step()
        return FlatTables(file, store, _shapes(run, file.path), dates, run.column("reviewers"))


class _Running:
    """Runs the statements of records.sql by their names."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, name: str, model: type[Record] | None = None, /, **given: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that gives few, filled in as `statement` does."""
        return self.connection.execute(statement("records", name, model, **given)).fetchall()

    def each(self, *names: str) -> None:
        """Run several statements."""
        for name in names:
            self.rows(name)

    def column(self, name: str, /, **given: str) -> tuple[str, ...]:
        """The first column of a statement."""
        return tuple(row[0] for row in self.rows(name, None, **given))

    def streamed(self, name: str, /, **given: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement that may give many."""
        # On a connection of its own, since tables made from the rows are written meanwhile.
        found = quiet(self.connection.cursor()).execute(statement("records", name, None, **given))
        while rows := found.fetchmany(_BATCH):
            yield from rows

    def table(self, name: str, shape: pa.Schema, rows: Iterable[tuple[Any, ...]]) -> None:
        """Make a table of rows, of which there may be many."""
        self.connection.register("arrived", shape.empty_table())
        self.connection.execute(f"CREATE TABLE {name} AS FROM arrived")
        for some in batches(rows, _BATCH):
            cells = zip(zip(*some, strict=True), shape.types, strict=True)
            arrays = [pa.array(values, kind) for values, kind in cells]
            self.connection.register("arrived", pa.table(arrays, schema=shape))
            self.connection.execute(f"INSERT INTO {name} FROM arrived")
        self.connection.unregister("arrived")


@cache
def _statements(file: str) -> Mapping[str, str]:
    """The statements of a file beside this one, by the names in their comments (`-- find: …`)."""
    text = Path(__file__).with_name(f"{file}.sql").read_text(encoding="utf-8")
    _, *found = re.split(r"^-- (\w+): .*\n", text, flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


def statement(file: str, name: str, model: type[Record] | None = None, /, **given: str) -> str:
    """A statement of records.sql or problems.sql, filled in with the table and the key of a record, and with
    what is `given`."""
    own = {"table": model.table, "key": model.key} if model else {}
    return _statements(file)[name].format(spots=SPOTS, **own, **given)


def _find(run: _Running, *models: type[Record]) -> None:
    for model in models:
        run.rows("find", model)


def _sort_many(run: _Running) -> None:
    for model in (Outlet, Speaker, Place):
        run.rows("of_many", model)
    run.rows("sources")


def _leave_empty(run: _Running, *models: type[Record]) -> None:
    for model in models:
        columns = ", ".join(f"{sql_name(name)} VARCHAR" for name in model.columns())
        run.rows("none", model, columns=columns)


def _dated() -> list[str]:
    """The flat columns with the dates of what is reported."""
    return [
        flat_columns_of(model)[name] for model in (Event, Report, Figure) for name in model.edtf_in_bounds()
    ]


def _number_events(run: _Running, dates: Sequence[str]) -> None:
    """Make the table `numbers`, from a table `dates` of each distinct date with its first and last day."""
    shape = pa.schema([("text", pa.string()), ("days", pa.list_(pa.int64()))])
    run.table("dates", shape, ((text, _days_of(text)) for text in dates))
    run.rows("number_events")


def _days_of(text: str) -> list[int] | None:
    """The first and last day of a date; None where it cannot be read, which checking its piece will
    report."""
    try:
        span = date_span(text)
    except DateError:
        return None
    return [span.day_from, span.day_to]


def _part_cells(run: _Running, path: str, found: Found) -> None:
    """Make the tables `place_rows`, `cited_rows` and `labels`, and the views of records, which need them."""
    for name in dict.fromkeys(SEVERAL.values()):
        columns = [flat for group in SEVERAL if SEVERAL[group] == name for flat in group_columns(group)]
        shape = pa.schema([("line", pa.int64()), *((column, pa.string()) for column in columns)])
        run.table("given_here", shape, _parted(path, columns, _distinct(run, columns), found))
        run.rows("several", name=name, columns=", ".join(map(sql_name, columns)))
        run.connection.execute("DROP TABLE given_here")
    shape = pa.schema([(name, pa.string()) for name in ("cell", *_LABEL)])
    run.table("labels", shape, _labels(path, _distinct(run, [WORDING]), found))
    for view in given_views():
        run.connection.execute(view)


def _distinct(run: _Running, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return run.streamed("distinct_cells", columns=", ".join(map(sql_name, columns)), filled=filled(columns))


def _parted(
    path: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], found: Found
) -> Iterator[tuple[Any, ...]]:
    """Row and values for each id in the first of these columns, whose cells have a value for each id. Cells
    that cannot be split so are added to `found`."""
    key = columns[0]
    for line, *cells in rows:
        ids = list(filter(None, parts_of_cell(cells[0])))
        if not ids or ";".join(ids) != cells[0]:
            strange = "not ids joined by `;`", f"write {';'.join(ids)}"
            why, repair = strange if ids else (f"{key} is blank", _KEY_BLANK)
            flat, cell = next((flat, cell) for flat, cell in zip(columns, cells, strict=True) if cell)
            found.add([Problem(path, line, flat, cell, why, repair)])
            continue
        values = [parted(cell, len(ids)) for cell in cells]
        for flat, cell, some in zip(columns, cells, values, strict=True):
            if some is None:
                why = f"not one value for each of {len(ids)} ids"
                repair = "join as many values by `;` as there are ids"
                found.add([Problem(path, line, flat, cell, why, repair)])
        yield from zip([line] * len(ids), *(some or [""] * len(ids) for some in values), strict=True)


def _labels(path: str, rows: Iterable[tuple[int, str]], found: Found) -> Iterator[tuple[str, ...]]:
    """Each label in distinct cells of WORDING, with its cell before it. A cell that is not made of labels
    only is added to `found`."""
    for line, cell in rows:
        labels = wording_labels(cell)
        written = wording_cell(labels)
        if written != cell:
            why, repair = "not labels as `subject: term`, joined by `; `", f"write it like {written!r}"
            found.add([Problem(path, line, WORDING, cell, why, repair)])
        yield from ((cell, *label) for label in labels)


def _shapes(run: _Running, path: Path) -> dict[str, bytes]:
    """The outlines that the places name, by the name of their file."""
    rows = run.rows("outlines", columns=", ".join(map(sql_name, _SHAPED)))
    if not rows:
        return {}
    columns = dict(zip((*_SHAPED, GEOMETRY), zip(*rows, strict=True), strict=True))
    frame = pd.DataFrame({name: pd.Series(list(cells), dtype="str") for name, cells in columns.items()})
    raw = RawTable(path.as_posix(), path.stem, frame, np.arange(1, len(rows) + 1))
    return dict(placed_table(raw).shapes)


def _find_id_problems(connection: duckdb.DuckDBPyConnection, path: str, found: Found) -> None:
    """Add every problem of ids that the statements of problems.sql find."""

    def look(name: str, model: type[Record] | None = None, **given: str) -> None:
        wanted = statement("problems", name, model, **given).rstrip().rstrip(";")
        rows = connection.execute(f'FROM ({wanted}) ORDER BY line, "column" LIMIT {found.most}')
        names = [column[0] for column in rows.description]
        listed = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        why, repair = _WORDS[name]
        for row in listed:
            place = (model.table if model else path, row["line"], row["column"], row["value"])
            one = Problem(*place, why.format(**row), repair)
            found.add([in_file(one, path) if model else one])
        if len(listed) == found.most:
            every = connection.execute(f"SELECT count(*) FROM ({wanted})").fetchall()
            found.unlisted += every[0][0] - found.most

    for group in ALWAYS:
        look("blank", key=key_of(group))
    for group in ("speaker", "relay_outlet", "relay_speaker"):
        _, *others = group_columns(group)
        cases = (f"WHEN {sql_name(flat)} <> '' THEN ['{flat}', {sql_name(flat)}]" for flat in others)
        look("beside_blank", key=key_of(group), first_filled=f"CASE {' '.join(cases)} END")
    for group in ("relay_outlet", "relay_speaker"):
        look("unnamed_relay", key=key_of(group))
    for model in (one for one in TABLES if groups_of(one) and one is not Figure):
        if connection.execute(f"SELECT bool_or(differs) FROM first_{model.table}").fetchone() == (True,):
            also = ALSO_OF_REPORT if model is Report else ()
            cells = (
                f"['{name}', given.{sql_name(name)}, earlier.{sql_name(name)}]"
                for name in (*model.columns(), *also)
            )
            look("other_cell", model, cells=", ".join(cells))
    look("repeated_figure")
