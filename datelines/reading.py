"""Reads the eight tables of a folder: every row with its line, and every problem met on the way.

Nothing is raised for content and nothing is lost: rows that can be read are there even when others
cannot. What the rows say about each other is looked at in `datelines.checks`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pandas as pd
from pydantic import ValidationError

from datelines.cells import Fault, cell_faults
from datelines.corpus import Corpus, read_corpus
from datelines.problems import WHOLE_LINE, Problem
from datelines.records import TABLES, Record

SHAPES_FOLDER = "shapes"
R = TypeVar("R", bound=Record)
_SEPARATORS = {";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in its file: the physical line (from 1) on which it starts, the raw cells by
    column, and the record, or None where a cell does not fit its column."""

    line: int
    cells: Mapping[str, str]
    record: Record | None


@dataclass(frozen=True, eq=False)
class Table:
    """One file: its model, its path as shown to people, its bytes, and the rows that could be read."""

    model: type[Record]
    path: str
    content: bytes
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """File name without `.csv`."""
        return self.model.table

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The raw cells, a row for each of `rows`, a column of text for each of the model's columns."""
        columns = self.model.columns()
        cells = {name: [row.cells.get(name, "") for row in self.rows] for name in columns}
        return pd.DataFrame(cells, dtype="str", columns=pd.Index(columns))

    @cached_property
    def lines(self) -> np.ndarray:
        """The line of each row of `frame`."""
        return np.array([row.line for row in self.rows], dtype=np.int64)

    @cached_property
    def fits(self) -> np.ndarray:
        """Whether every cell of the row fits its column, for each row of `frame`."""
        return np.array([row.record is not None for row in self.rows], dtype=bool)

    def problem(self, line: int, column: str, value: str, why: str, repair: str) -> Problem:
        """A problem in this file."""
        return Problem(self.path, line, column, value, why, repair)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Everything read from one folder.

    `unreadable` are problems that keep cells from being told apart (such files cannot be rewritten
    either), `faulty` those of single cells. `shapes` holds the bytes of every file in shapes/.
    """

    folder: Path
    tables: Mapping[str, Table]
    shapes: Mapping[str, bytes]
    corpus: Corpus
    unreadable: tuple[Problem, ...]
    faulty: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem found while reading, by file and line."""
        return self.unreadable + self.faulty

    def readable(self, name: str) -> bool:
        """Whether every row of the table `name` could be told apart. Where not, other tables are not
        blamed for naming rows that were lost."""
        return all(problem.path != self.tables[name].path for problem in self.unreadable)

    def rows(self, name: str) -> tuple[Row, ...]:
        """Rows of the table `name` (`events`), in file order."""
        return self.tables[name].rows

    def records(self, model: type[R]) -> Iterator[tuple[Row, R]]:
        """The rows of `model`'s table that fit it, each with its record."""
        for row in self.tables[model.table].rows:
            if isinstance(row.record, model):
                yield row, row.record


def read_tables(folder: Path | str) -> Tables:
    """Read the eight tables, shapes/ and datapackage.json of `folder`.

    Raises OSError only where the operating system refuses a file that is there.
    """
    folder = Path(folder)
    unreadable: list[Problem] = []
    faulty: list[Problem] = []
    tables = {model.table: _read_table(folder, model, unreadable, faulty) for model in TABLES}
    corpus, corpus_problems = read_corpus(folder)
    faulty.extend(corpus_problems)
    return Tables(
        folder,
        MappingProxyType(tables),
        MappingProxyType(_read_shapes(folder / SHAPES_FOLDER)),
        corpus,
        tuple(unreadable),
        tuple(faulty),
    )


def _read_shapes(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.geojson"))}


def _read_table(folder: Path, model: type[Record], unreadable: list[Problem], faulty: list[Problem]) -> Table:
    path = folder / f"{model.table}.csv"
    empty = Table(model, path.as_posix(), b"", ())
    if not path.is_file() and model.optional:
        return empty
    if not path.is_file():
        why = "there is no such file" if folder.is_dir() else "there is no such folder"
        repair = f"add it with the header {','.join(model.columns())}"
        unreadable.append(empty.problem(1, WHOLE_LINE, path.name, why, repair))
        return empty
    content = path.read_bytes()
    table = Table(model, path.as_posix(), content, ())
    text = _decoded(table, unreadable)
    if text is None:
        return table
    lines = _records_with_lines(table, text, unreadable)
    header_line, header = next(lines, (1, []))
    if not _usable_header(table, header_line, header, unreadable):
        return table
    rows = []
    for line, values in lines:
        if not values:
            faulty.append(table.problem(line, WHOLE_LINE, "", "blank line", "remove it"))
        elif len(values) != len(header):
            why = f"{len(values)} cells, but the header has {len(header)}"
            repair = "put quotation marks round a cell with a comma in it, or add the missing commas"
            unreadable.append(table.problem(line, WHOLE_LINE, ",".join(values), why, repair))
        else:
            cells = dict(zip(header, values, strict=True))
            rows.append(_row(table, line, cells, faulty))
    return Table(model, path.as_posix(), content, tuple(rows))


def _row(table: Table, line: int, cells: dict[str, str], faulty: list[Problem]) -> Row:
    record, faults = read_record(table.model, cells)
    for column, why, repair in faults:
        # A column that the header lacks, or that the table does not have, is said once, of the header.
        if column in cells and column in table.model.columns():
            faulty.append(table.problem(line, column, cells[column], why, repair))
    return Row(line, MappingProxyType(cells), record)


def read_record(model: type[Record], cells: Mapping[str, str]) -> tuple[Record | None, list[Fault]]:
    """The record of raw cells (outer blanks ignored, blank cells not given), or None with a fault for
    each cell that does not fit its column."""
    given = {column: cell.strip() for column, cell in cells.items() if cell.strip()}
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        return None, cell_faults(model, error)


def _decoded(table: Table, unreadable: list[Problem]) -> str | None:
    """The text, with a stand-in where bytes cannot be read; None where nothing can be made of it.

    A byte order mark is dropped without a word: it changes no cell, and `canonical` reports it.
    """
    content = table.content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        why = "the file is in UTF-16"
        unreadable.append(table.problem(1, WHOLE_LINE, "", why, "save it as CSV in UTF-8"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        bad = content[error.start : error.end].hex(" ")
        why = f"not UTF-8 at byte {error.start + 1} of the file"
        unreadable.append(table.problem(line, WHOLE_LINE, f"byte {bad}", why, "save it as CSV in UTF-8"))
        text = content.decode("utf-8-sig", errors="replace")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if "\0" in line_text:
            why = "a NUL character, which no text has"
            unreadable.append(table.problem(number, WHOLE_LINE, line_text, why, "remove it"))
    return text.replace("\0", "")


def _records_with_lines(
    table: Table, text: str, unreadable: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Each CSV record with the physical line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            repair = "close the quotation marks, and write a quotation mark inside a cell twice"
            unreadable.append(table.problem(line, WHOLE_LINE, "", f"not CSV ({error})", repair))


def _usable_header(table: Table, line: int, header: list[str], unreadable: list[Problem]) -> bool:
    """Whether the rows below can be told apart; says why not otherwise."""
    expected = table.model.columns()
    wanted = ",".join(expected)

    def report(column: str, value: str, why: str, repair: str) -> None:
        unreadable.append(table.problem(line, column, value, why, repair))

    if not any(header):
        report(WHOLE_LINE, "", "the file is empty", f"begin it with the header {wanted}")
        return False
    separator = next((name for char, name in _SEPARATORS.items() if char in "".join(header)), None)
    if separator and not set(header) & set(expected):
        why = f"the cells are separated by a {separator}, not by a comma"
        report(WHOLE_LINE, ",".join(header), why, "save it as CSV with commas")
        return False
    for column in dict.fromkeys(column for column in header if header.count(column) > 1):
        report(column, column, "the header names this column twice", "remove one of the two")
    for column in expected:
        if column not in header:
            report(column, column, "the header lacks this column", f"write the header {wanted}")
    for column in header:
        if column not in expected:
            report(column or WHOLE_LINE, column, "no such column in this table", "remove or rename it")
    return len(set(header)) == len(header)
