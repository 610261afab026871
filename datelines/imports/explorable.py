"""Finds the rows of checked tables that can be explored: those without a problem that refer to no row with
one.

A row that refers to a row that is left out is left out too, and reported, so that nothing is dropped without
a notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datelines.checks.cells import Mask
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.columns import Reference
from datelines.record.records import TABLES
from datelines.table.table import Table, Tables
from datelines.table.text import TEXT, text_array, trimmed

RowNumbers = npt.NDArray[np.int64]

_BETWEEN = pa.scalar("\x1f", TEXT)


@dataclass(frozen=True, eq=False)
class Dependents:
    """Rows of a table that are left out because of others: the column that refers to the others, what these
    are called, their table, and the position there of each (-1 where there is no such row, or where all of
    several are left out)."""

    table: str
    column: str
    kind: str
    cause_table: str
    rows: RowNumbers
    causes: RowNumbers


@dataclass(frozen=True, eq=False)
class SoundRows:
    """`masks` has for each table which of its rows can be explored, `dependents` the rows that are left out
    because of others."""

    masks: Mapping[str, Mask]
    dependents: tuple[Dependents, ...]


def sound_rows(tables: Tables, problems: Iterable[Problem]) -> SoundRows:
    """The rows to explore, given every problem of `tables` (whose `path` is that of its table).

    A problem of a whole file leaves no row out. An event is left out with any of its places or its last
    report; a report with its event, source, speaker or relay; a figure, a term or a cited source with its
    report.
    """
    by_path: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_path[problem.path].append(problem)
    masks = {name: ~_faulty(table, by_path.get(table.path, [])) for name, table in tables.tables.items()}
    dependents: list[Dependents] = []
    if not all(mask.all() for mask in masks.values()):
        while found := list(_left_out(tables, masks)):
            dependents += found
    return SoundRows(MappingProxyType(masks), tuple(dependents))


def _faulty(table: Table, problems: list[Problem]) -> Mask:
    """The rows that have the problems: on the problem's line, those with its value in its column, or all
    where none has it (several of our rows may come from one line of a user's file)."""
    found = np.zeros(len(table.frame), dtype=bool)
    by_column: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_column[problem.column].append(problem)
    for column, part in by_column.items():
        lines = np.array([problem.line for problem in part], dtype=np.int64)
        if column != WHOLE_LINE and column in table.columns:
            wanted = _keys(lines, text_array(problem.value.strip() for problem in part))
            near = np.flatnonzero(np.isin(table.lines, lines))
            cells = trimmed(table.columns[column].take(pa.array(near)))
            keys = _keys(table.lines[near], cells)
            found[near[_is_in(keys, wanted)]] = True
            lines = lines[~_is_in(wanted, keys)]
        if len(lines):
            found |= np.isin(table.lines, lines)
    return found


def _left_out(tables: Tables, masks: dict[str, Mask]) -> Iterator[Dependents]:
    """Leave out, in `masks`, the rows that refer to rows that are left out; which rows these were."""
    for model in TABLES:
        for reference in model.references():
            yield from _left_out_with(tables, masks, model.table, reference)
    yield from _events_without_reports(tables, masks)


def _left_out_with(
    tables: Tables, masks: dict[str, Mask], name: str, reference: Reference
) -> Iterator[Dependents]:
    cells = trimmed(tables.tables[name].columns[reference.column])
    known = pa.concat_arrays(
        [_ids(tables, target).filter(pa.array(masks[target])) for target in reference.tables]
    )
    lost = np.flatnonzero(masks[name] & _filled(cells) & ~_is_in(cells, known))
    if not len(lost):
        return
    ids, rows = _missing_ids(cells, lost, known)
    masks[name][rows] = False
    causes = {target: _index_in(ids, _ids(tables, target)) for target in reference.tables}
    nowhere = np.logical_and.reduce([found < 0 for found in causes.values()])
    for target, found in causes.items():
        # An id that none of the tables has is reported as missing in the first.
        here = (found >= 0) | nowhere if target == reference.tables[0] else found >= 0
        if here.any():
            yield Dependents(name, reference.column, reference.called, target, rows[here], found[here])


def _events_without_reports(tables: Tables, masks: dict[str, Mask]) -> Iterator[Dependents]:
    reported = trimmed(tables.tables["reports"].columns["event_id"]).filter(pa.array(masks["reports"]))
    rows = np.flatnonzero(masks["events"] & ~_is_in(_ids(tables, "events"), reported))
    if len(rows):
        masks["events"][rows] = False
        yield Dependents("events", "event_id", "report", "reports", rows, np.full(len(rows), -1))


def _missing_ids(cells: pa.Array, rows: RowNumbers, known: pa.Array) -> tuple[pa.Array, RowNumbers]:
    """An unknown id of each row, and the rows that have one: a cell may hold several ids, all of them
    known."""
    lost = cells.take(pa.array(rows))
    several = pc.match_substring(lost, ";").to_numpy(zero_copy_only=False)
    if not several.any():
        return lost, rows
    kept = frozenset(known.to_pylist())
    ids = [
        next((part for part in map(str.strip, cell.split(";")) if part and part not in kept), "")
        for cell in lost.to_pylist()
    ]
    missing = np.array([bool(one) for one in ids], dtype=bool)
    return text_array(one for one in ids if one), rows[missing]


def _ids(tables: Tables, name: str) -> pa.Array:
    table = tables.tables[name]
    return trimmed(table.columns[table.model.key or ""])


def _keys(lines: RowNumbers, values: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pa.array(lines).cast(TEXT), values, _BETWEEN)


def _filled(cells: pa.Array) -> Mask:
    return np.asarray(pc.not_equal(cells, "").to_numpy(zero_copy_only=False), dtype=bool)


def _is_in(cells: pa.Array, known: pa.Array) -> Mask:
    return np.asarray(pc.is_in(cells, value_set=known).to_numpy(zero_copy_only=False), dtype=bool)


def _index_in(cells: pa.Array, known: pa.Array) -> RowNumbers:
    found = pc.fill_null(pc.index_in(cells, value_set=known), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)
