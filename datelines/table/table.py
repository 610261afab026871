"""Tables as they were read, as columns of raw cells, and the records of their rows: in order, by id, and by
the row that they belong to.

The records of a table of up to AT_ONCE rows are made once, as a plain tuple and dicts; those of a larger one
when they are asked for, since 300,000 records take half a gigabyte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, overload

import numpy as np
import pandas as pd
import pyarrow as pa

from datelines.problems import Problem
from datelines.record.package import Corpus
from datelines.record.records import Record
from datelines.table.text import distinct, text_frame, trimmed

R = TypeVar("R", bound=Record)
_T = TypeVar("_T")
AT_ONCE = 20_000
"""Rows of a table up to which all its records are made at once."""

_KEPT = 5_000
"""Records that a larger table keeps once they were asked for: about 10 MB."""

_BATCH = 2_000
"""Records that are made together where all are gone through."""


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of one file: the raw cells of each of the model's columns, and for each row the physical line
    (from 1) on which it starts, and whether every cell `fits` its column.

    `path` is what people are shown, `content` the bytes of the file (b'' where it is not one of ours),
    `named` the name by which people know a column, where it is not ours.
    """

    model: type[Record]
    path: str
    content: bytes
    columns: Mapping[str, pa.Array]
    lines: np.ndarray
    fits: np.ndarray
    named: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """File name without `.csv`."""
        return self.model.table

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The columns as a frame of text, which shares their memory."""
        return text_frame(self.columns)

    def sound_cells(self, column: str) -> pa.Array:
        """The cells of a column in the rows that fit, without outer blanks."""
        cells = self.columns[column]
        return trimmed(cells if self.fits.all() else cells.filter(pa.array(self.fits)))

    def kept(self, mask: np.ndarray) -> Table:
        """The rows for which `mask` is true. Its content is b'': no file has just these rows."""
        chosen = pa.array(mask)
        columns = {name: cells.filter(chosen) for name, cells in self.columns.items()}
        return replace(self, content=b"", columns=columns, lines=self.lines[mask], fits=self.fits[mask])

    def problem(self, line: int, column: str, value: str, why: str, repair: str) -> Problem:
        """A problem in this file."""
        return Problem(self.path, int(line), self.named.get(column, column), value, why, repair)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """All tables of one folder, or made from files of another format.

    `unreadable` are problems that keep a file from being split into cells (it cannot be rewritten either),
    `faulty` those of single cells. `shapes` holds the bytes of every file in shapes/.
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
        """Whether every row of the table `name` could be read. Where not, other tables are not blamed for
        naming rows that were lost."""
        return all(problem.path != self.tables[name].path for problem in self.unreadable)

    def kept(self, masks: Mapping[str, np.ndarray]) -> Tables:
        """The tables with only the rows for which the mask of their name is true; a table without a mask
        keeps all. The problems of the whole are not those of the part, which has none."""
        parts = {
            name: table.kept(masks[name]) if name in masks else table for name, table in self.tables.items()
        }
        return replace(self, tables=MappingProxyType(parts), unreadable=(), faulty=())


class LazyRecords(Sequence[R]):
    """The records of columns of cells that all fit, without outer blanks, each made when it is asked for."""

    def __init__(self, model: type[R], columns: Mapping[str, pa.Array]) -> None:
        self._model, self._columns = model, columns
        # Not a cache of a method of our own: it would hold `self`, and outlive the session that it is for.
        self._record: Callable[[int], R] = lru_cache(_KEPT)(
            lambda position: next(_records(model, columns, position, 1))
        )

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
    """Values by id, each made when it is asked for: `made` gives the value for a position in `ids`."""

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
    """The records by the key of their table. Raises ValueError for a table without one."""
    if model.key is None:
        raise ValueError(f"{model.table} has no key")
    ids = tables.tables[model.table].sound_cells(model.key)
    return _ready(LazyMapping(ids.to_pylist, records.__getitem__), len(records))


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


def _records(model: type[R], columns: Mapping[str, pa.Array], begin: int, count: int) -> Iterator[R]:
    parts = {name: array.slice(begin, count).to_pylist() for name, array in columns.items()}
    given = {name: cells for name, cells in parts.items() if any(cells)}
    for position in range(len(parts[model.columns()[0]])):
        yield model.model_validate(
            {name: cells[position] for name, cells in given.items() if cells[position]}
        )
