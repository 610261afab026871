"""Reads the tables of a folder, or takes them from frames: every row with its line, and every problem met.

Nothing is raised for content and nothing is lost: rows that can be read are there even when others
cannot. What the rows say about each other is looked at in `datelines.checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa

from datelines.corpus import Corpus, read_corpus
from datelines.csv_cells import cells_by_column
from datelines.fitting import Fit, fit_of, read_record
from datelines.problems import WHOLE_LINE, Problem
from datelines.records import TABLES, Record
from datelines.table import R, Row, StoredRows, Table, Tables
from datelines.text_columns import blank, text_array

__all__ = [
    "SHAPES_FOLDER",
    "R",
    "Row",
    "Table",
    "Tables",
    "read_record",
    "read_tables",
    "table_of",
    "tables_of",
]

SHAPES_FOLDER = "shapes"


def table_of(
    model: type[Record],
    frame: pd.DataFrame,
    *,
    path: str,
    lines: np.ndarray,
    named: Mapping[str, str] | None = None,
    content: bytes = b"",
) -> tuple[Table, tuple[Problem, ...]]:
    """The table of a frame of text cells, and a problem for each cell that does not fit its column.

    `lines` are the row numbers of `frame` in the file `path`, `named` the names there of our columns.
    Columns that the frame lacks are blank. Raises ValueError for a column that the model does not have.
    """
    strange = [name for name in frame.columns if name not in model.columns()]
    if strange:
        raise ValueError(f"{model.table} has no column {', '.join(map(repr, strange))}")
    none = text_array([""] * len(frame))
    columns = {name: text_array(frame[name]) if name in frame else none for name in model.columns()}
    fit = fit_of(model, columns)
    table = _stored(model, path, content, columns, np.asarray(lines, dtype=np.int64), fit.fits, named or {})
    return table, tuple(_cell_problems(table, fit))


def tables_of(
    tables: Mapping[str, Table],
    corpus: Corpus,
    shapes: Mapping[str, bytes],
    folder: Path | str,
    faulty: tuple[Problem, ...] = (),
) -> Tables:
    """Tables that do not come from a folder, by name; those that are not given are empty. `folder` is what
    people see as the place where they are."""
    folder = Path(folder)
    every = {
        model.table: tables.get(model.table) or _empty(model, (folder / f"{model.table}.csv").as_posix())
        for model in TABLES
    }
    return Tables(folder, MappingProxyType(every), MappingProxyType(dict(shapes)), corpus, (), tuple(faulty))


def read_tables(folder: Path | str) -> Tables:
    """Read the tables, shapes/ and datapackage.json of `folder`.

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
    empty = _empty(model, path.as_posix())
    if not path.is_file() and model.may_be_absent:
        return empty
    if not path.is_file():
        why = "there is no such file" if folder.is_dir() else "there is no such folder"
        repair = f"add it with the header {','.join(model.columns())}"
        unreadable.append(empty.problem(1, WHOLE_LINE, path.name, why, repair))
        return empty
    content = path.read_bytes()
    table = _empty(model, path.as_posix(), content)
    found = cells_by_column(table, unreadable)
    if found is None:
        return table
    lines, cells, blank_lines = found
    none = text_array([""] * len(lines))
    columns = {name: cells.get(name, none) for name in model.columns()}
    fit = fit_of(model, columns)
    fits = fit.fits.copy()
    for name in cells:
        if name not in columns:
            fits &= blank(cells[name])
    table = _stored(model, path.as_posix(), content, columns, lines, fits)
    # A needed column that the header lacks, or one that the table does not have, is said once, of the header.
    of_cells = (problem for problem in _cell_problems(table, fit) if problem.column in cells)
    faulty += sorted(chain(blank_lines, of_cells), key=attrgetter("line"))
    return table


def _empty(model: type[Record], path: str, content: bytes = b"") -> Table:
    none = text_array([])
    columns = dict.fromkeys(model.columns(), none)
    return _stored(model, path, content, columns, np.empty(0, dtype=np.int64), np.empty(0, dtype=bool))


def _stored(
    model: type[Record],
    path: str,
    content: bytes,
    columns: Mapping[str, pa.Array],
    lines: np.ndarray,
    fits: np.ndarray,
    named: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    return Table(model, path, content, StoredRows(model, columns, lines, fits), MappingProxyType(dict(named)))


def _cell_problems(table: Table, fit: Fit) -> Iterator[Problem]:
    for row, (column, why, repair) in fit.misfits:
        value = table.columns[column][row].as_py()
        yield table.problem(table.lines[row], column, value, why, repair)
