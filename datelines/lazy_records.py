"""Records made from columns when they are asked for, in order, by id, and by what they belong to.

Tables of up to `table.AT_ONCE` rows make them once, as plain tuples and dicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from types import MappingProxyType
from typing import TypeVar, overload

import numpy as np
import pyarrow as pa

from datelines.records import Record
from datelines.table import AT_ONCE, R, Tables
from datelines.text_columns import distinct

T = TypeVar("T")
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


class LazyMapping(Mapping[str, T]):
    """Values made when they are asked for: `made` gives the value of the id at a position of `ids`."""

    def __init__(self, ids: Callable[[], Sequence[str]], made: Callable[[int], T]) -> None:
        self._ids, self._made = ids, made

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self._ids())}

    def __getitem__(self, name: str) -> T:
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


def _ready(found: LazyMapping[T], records: int) -> Mapping[str, T]:
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
