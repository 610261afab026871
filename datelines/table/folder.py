"""A folder of our tables, read and written.

Reading raises nothing for content and loses nothing: rows that can be read are there even when others cannot,
every row with its line, every problem found. What the rows say about each other is for `datelines.checks`.

There is one way to write a table, its canonical form, so that a diff shows changes in the data and no others:
UTF-8, LF, RFC 4180 with quotation marks only where needed, columns in the order of the record, rows sorted by
id (wording: by all columns), cells without outer blanks, several values joined by `;` alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.problems import WHOLE_LINE, DataError, Problem
from datelines.record.package import Corpus, read_corpus
from datelines.record.records import TABLES, Record
from datelines.table.csv_file import cells_by_column
from datelines.table.fit import Fit, fit_of
from datelines.table.table import Table, Tables
from datelines.table.text import TEXT, blank, per_distinct, text_array, trimmed

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
    numbers, names = np.asarray(lines, dtype=np.int64), MappingProxyType(dict(named or {}))
    table = Table(model, path, content, columns, numbers, fit.fits, names)
    return table, tuple(_cell_problems(table, fit))


def tables_of(
    tables: Mapping[str, Table],
    corpus: Corpus,
    shapes: Mapping[str, bytes],
    folder: Path | str,
    faulty: tuple[Problem, ...] = (),
) -> Tables:
    """Tables that do not come from a folder, by name; those that are not given are empty. `folder` is where
    people are told that they are."""
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
    table = replace(table, columns=columns, lines=lines, fits=fits)
    # Of a needed column that the header lacks, or a strange one that it has, there is one problem already.
    of_cells = (problem for problem in _cell_problems(table, fit) if problem.column in cells)
    faulty += sorted(chain(blank_lines, of_cells), key=attrgetter("line"))
    return table


def _empty(model: type[Record], path: str, content: bytes = b"") -> Table:
    columns = dict.fromkeys(model.columns(), text_array([]))
    return Table(model, path, content, columns, np.empty(0, dtype=np.int64), np.empty(0, dtype=bool))


def _cell_problems(table: Table, fit: Fit) -> Iterator[Problem]:
    for row, (column, why, repair) in fit.misfits:
        value = table.columns[column][row].as_py()
        yield table.problem(table.lines[row], column, value, why, repair)


def canonical_text(table: Table) -> str:
    """The table in canonical form. Columns that its model does not have are left out; those that its file
    lacks are there, blank."""
    return _text_of_columns(table.model, table.columns)


def text_of_rows(model: type[Record], rows: Sequence[Mapping[str, str]]) -> str:
    """Rows of raw cells in canonical form, with the header of `model`."""
    return _text_of_columns(
        model, {column: text_array(row.get(column, "") for row in rows) for column in model.columns()}
    )


def canonical_cells(model: type[Record], column: str, cells: pa.Array) -> pa.Array:
    """Cells without outer blanks, with LF inside, and with several values joined by `;`."""
    # A lone CR inside a cell would not be quoted by the csv module, and would then end the row.
    if pc.any(pc.match_substring(cells, "\r")).as_py():
        cells = pc.replace_substring(pc.replace_substring(cells, "\r\n", "\n"), "\r", "\n")
    return per_distinct(cells, _joined) if column in model.several() else trimmed(cells)


def _joined(cell: str) -> str:
    return ";".join(part.strip() for part in cell.split(";") if part.strip())


def _text_of_columns(model: type[Record], columns: Mapping[str, pa.Array]) -> str:
    header = ",".join(model.columns())
    cells = {name: canonical_cells(model, name, columns[name]) for name in model.columns()}
    order = _order(model, cells)
    quoted = [_quoted(array if order is None else array.take(order)) for array in cells.values()]
    lines = pc.binary_join_element_wise(*quoted, pa.scalar(",", TEXT))
    return "\n".join([header, *lines.to_pylist(), ""])


def _order(model: type[Record], cells: Mapping[str, pa.Array]) -> pa.Array | None:
    """The order of the rows by id, or by all columns; None where they are in it. Arrow compares bytes of
    UTF-8, which gives the same order as Python's code points."""
    first = cells[model.key or model.columns()[0]]
    if pc.all(pc.less(first[:-1], first[1:]), min_count=0).as_py():
        return None
    # The whole row breaks ties, so that even rows that share an id come out in one order only.
    names = dict.fromkeys([model.key, *model.columns()] if model.key else model.columns())
    return pc.sort_indices(pa.table(dict(cells)), sort_keys=[(name, "ascending") for name in names])


def _quoted(cells: pa.Array) -> pa.Array:
    """The cells as RFC 4180 writes them, with quotation marks only where they are needed."""
    needed = pc.match_substring_regex(cells, '[",\n]')
    if not pc.any(needed).as_py():
        return cells
    mark = pa.scalar('"', TEXT)
    doubled = pc.replace_substring(cells, '"', '""')
    marked = pc.binary_join_element_wise(mark, doubled, mark, pa.scalar("", TEXT))
    return pc.if_else(needed, marked, cells)


def differences(tables: Tables) -> dict[Path, str]:
    """The canonical text of each file that is there and not in canonical form, by path."""
    present = (table for table in tables.tables.values() if table.content)
    texts = ((table, canonical_text(table)) for table in present)
    return {
        tables.folder / f"{table.name}.csv": text
        for table, text in texts
        if text.encode("utf-8") != table.content
    }


def write_canonical(tables: Tables) -> tuple[Path, ...]:
    """Bring the files into canonical form; all of them or none.

    Gives the paths that changed. Raises DataError when some file could not be read whole (rewriting it
    would lose cells), OSError when a file cannot be written.
    """
    if tables.unreadable:
        raise DataError(tables.unreadable)
    changed = differences(tables)
    _replace_all({path: text.encode() for path, text in changed.items()})
    return tuple(changed)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file; one that is there already is replaced whole, or not at all, and keeps its mode."""
    _replace_all({path: content})


def _replace_all(contents: Mapping[Path, bytes]) -> None:
    waiting: dict[Path, Path] = {}
    try:
        # All new files are on the disk before the first old one is replaced; each is beside its own, so that
        # replacing it stays within one file system.
        for path, content in contents.items():
            waiting[path] = path.with_name(f".{path.name}.{uuid4().hex[:8]}.new")
            waiting[path].write_bytes(content)
            if path.exists():
                waiting[path].chmod(path.stat().st_mode & 0o777)
        for path, new in waiting.items():
            os.replace(new, path)
    finally:
        for new in waiting.values():
            new.unlink(missing_ok=True)
