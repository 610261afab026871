"""A table as it was read: raw cells by column, with rows and records made from them when asked for.

Records made from columns when they are asked for, in order, by id, and by what they belong to.

Tables of up to `table.AT_ONCE` rows make them once, as plain tuples and dicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, overload

import numpy as np
import pandas as pd
import pyarrow as pa

from datelines.problems import Problem
from datelines.record.package import Corpus
from datelines.record.records import Record
from datelines.table.fit import read_record
from datelines.table.text import distinct, text_array, text_frame, trimmed

R = TypeVar("R", bound=Record)
AT_ONCE = 20_000
"""Rows up to which a table makes its rows and records once and keeps them; larger ones make them when they
are asked for, since 300,000 records take half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in its file: the physical line (from 1) on which it starts, the raw cells by
    column, and the record, or None where a cell does not fit its column."""

    line: int
    cells: Mapping[str, str]
    record: Record | None


class StoredRows(Sequence[Row]):
    """Rows kept as columns of raw cells, those of the model, with `lines` and `fits` beside them."""

    def __init__(
        self, model: type[Record], columns: Mapping[str, pa.Array], lines: np.ndarray, fits: np.ndarray
    ) -> None:
        self.model, self.columns, self.lines, self.fits = model, columns, lines, fits

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The columns as a frame that shares their memory."""
        return text_frame(self.columns)

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self[position] for position in range(len(self))[index])
        position = range(len(self))[index]
        return self._kept[position] if self._kept else next(self._made(position, position + 1))

    def __iter__(self) -> Iterator[Row]:
        if self._kept:
            return iter(self._kept)
        parts = (range(len(self))[begin : begin + AT_ONCE] for begin in range(0, len(self), AT_ONCE))
        return (row for part in parts for row in self._made(part.start, part.stop))

    @cached_property
    def _kept(self) -> tuple[Row, ...]:
        return tuple(self._made(0, len(self))) if len(self) <= AT_ONCE else ()

    def _made(self, begin: int, end: int) -> Iterator[Row]:
        columns = [array.slice(begin, end - begin).to_pylist() for array in self.columns.values()]
        lines, fits = self.lines[begin:end].tolist(), self.fits[begin:end].tolist()
        for line, fit, values in zip(lines, fits, zip(*columns, strict=True), strict=True):
            cells = MappingProxyType(dict(zip(self.columns, values, strict=True)))
            yield Row(line, cells, read_record(self.model, cells)[0] if fit else None)


@dataclass(frozen=True, eq=False)
class Table:
    """One file: its model, its path as shown to people, its bytes (b'' where it is not one of ours), and
    the rows that could be read.

    `named` gives the name that people know a column by, where it is not ours.
    """

    model: type[Record]
    path: str
    content: bytes
    rows: Sequence[Row]
    named: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """File name without `.csv`."""
        return self.model.table

    @property
    def frame(self) -> pd.DataFrame:
        """The raw cells, a row for each of `rows`, a column of text for each of the model's columns."""
        return self._stored.frame

    @property
    def lines(self) -> np.ndarray:
        """The line of each row of `frame`."""
        return self._stored.lines

    @property
    def fits(self) -> np.ndarray:
        """Whether every cell of the row fits its column, for each row of `frame`."""
        return self._stored.fits

    @property
    def columns(self) -> Mapping[str, pa.Array]:
        """The raw cells of each column, as Arrow arrays that share the memory of `frame`."""
        return self._stored.columns

    def sound_cells(self, column: str) -> pa.Array:
        """The cells of a column in the rows that fit, without outer blanks."""
        cells = self.columns[column]
        return trimmed(cells if self.fits.all() else cells.filter(pa.array(self.fits)))

    def kept(self, mask: np.ndarray) -> Table:
        """The rows for which `mask` is true. Its content is b'', since it is no file as it stands."""
        chosen = pa.array(mask)
        columns = {name: cells.filter(chosen) for name, cells in self.columns.items()}
        rows = StoredRows(self.model, columns, self.lines[mask], self.fits[mask])
        return replace(self, content=b"", rows=rows)

    def problem(self, line: int, column: str, value: str, why: str, repair: str) -> Problem:
        """A problem in this file."""
        return Problem(self.path, int(line), self.named.get(column, column), value, why, repair)

    @cached_property
    def _stored(self) -> StoredRows:
        if isinstance(self.rows, StoredRows):
            return self.rows
        return StoredRows(
            self.model,
            {name: text_array(row.cells.get(name, "") for row in self.rows) for name in self.model.columns()},
            np.array([row.line for row in self.rows], dtype=np.int64),
            np.array([row.record is not None for row in self.rows], dtype=bool),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Everything read from one folder, or made of files of another format.

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

    def rows(self, name: str) -> Sequence[Row]:
        """Rows of the table `name` (`events`), in file order."""
        return self.tables[name].rows

    def records(self, model: type[R]) -> Iterator[tuple[Row, R]]:
        """The rows of `model`'s table that fit it, each with its record."""
        for row in self.tables[model.table].rows:
            if isinstance(row.record, model):
                yield row, row.record

    def kept(self, masks: Mapping[str, np.ndarray]) -> Tables:
        """The tables with only the rows for which the mask of their name is true; a table without a mask
        keeps all. What was wrong with the whole is not said of the part: it has no problems of reading."""
        parts = {
            name: table.kept(masks[name]) if name in masks else table for name, table in self.tables.items()
        }
        return replace(self, tables=MappingProxyType(parts), unreadable=(), faulty=())


_T = TypeVar("_T")
_KEPT = 5_000
"""Records that a large table keeps once they were asked for: about 10 MB."""

_BATCH = 2_000


class LazyRecords(Sequence[R]):
    """The records of columns of cells without outer blanks that all fit."""

    def __init__(self, model: type[R], columns: Mapping[str, pa.Array]) -> None:
        self._model, self._columns = model, columns
        # Not of a method of our own: a cache that held `self` would outlive the session that it is for.
        self._record: Callable[[int], R] = lru_cache(_KEPT)(partial(_record, model, columns))

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[R, ...]: ...
    def __getitem__(self, index: int | slice) -> R | tuple[R, ...]:
        if isinstance(index, slice):
            return tuple(self._record(position) for position in range(len(self))[index])
        return self._record(range(len(self))[index])

    def __iter__(self) -> Iterator[R]:
        for begin in range(0, len(self), _BATCH):
            yield from _records(self._model, self._columns, begin, _BATCH)


class LazyMapping(Mapping[str, _T]):
    """Values made when they are asked for: `made` gives the value of the id at a position of `ids`."""

    def __init__(self, ids: Callable[[], Sequence[str]], made: Callable[[int], _T]) -> None:
        self._ids, self._made = ids, made

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self._ids())}

    def __getitem__(self, name: str) -> _T:
        return self._made(self._positions[name])

    def __contains__(self, name: object) -> bool:
        return name in self._positions

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)


def records_of(tables: Tables, model: type[R]) -> Sequence[R]:
    """The records of the rows that fit, in file order."""
    table = tables.tables[model.table]
    columns = {name: table.sound_cells(name) for name in model.columns()}
    records = LazyRecords(model, columns)
    return records if len(records) > AT_ONCE else tuple(records)


def by_id(tables: Tables, records: Sequence[R], model: type[R]) -> Mapping[str, R]:
    """The records by the key of their table."""
    key = model.key
    if key is None:
        raise ValueError(f"{model.table} has no key")
    ids = partial(_texts, tables, model, key)
    return _ready(LazyMapping(ids, records.__getitem__), len(records))


def by_owner(
    tables: Tables, records: Sequence[R], model: type[R], column: str
) -> Mapping[str, tuple[R, ...]]:
    """The records in groups, by the id in `column`; groups and records in file order."""
    owners, numbers = distinct(tables.tables[model.table].sound_cells(column))
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers, minlength=len(owners)))

    def group(number: int) -> tuple[R, ...]:
        begin = ends[number - 1] if number else 0
        return tuple(records[position] for position in order[begin : ends[number]].tolist())

    return _ready(LazyMapping(lambda: owners, group), len(records))


def _ready(found: LazyMapping[_T], records: int) -> Mapping[str, _T]:
    return found if records > AT_ONCE else MappingProxyType(dict(found))


def _texts(tables: Tables, model: type[Record], column: str) -> list[str]:
    texts: list[str] = tables.tables[model.table].sound_cells(column).to_pylist()
    return texts


def _record(model: type[R], columns: Mapping[str, pa.Array], position: int) -> R:
    return next(_records(model, columns, position, 1))


def _records(model: type[R], columns: Mapping[str, pa.Array], begin: int, count: int) -> Iterator[R]:
    parts = {name: array.slice(begin, count).to_pylist() for name, array in columns.items()}
    given = {name: cells for name, cells in parts.items() if any(cells)}
    for position in range(len(parts[model.columns()[0]])):
        yield model.model_validate(
            {name: cells[position] for name, cells in given.items() if cells[position]}
        )
