"""Finds the rows of checked tables that can be explored: without a problem, and not resting on one that has.

What rests on a row that is left out is left out too, and named, so that nothing is dropped silently.
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
from datelines.record.records import TABLES
from datelines.table.table import Table, Tables
from datelines.table.text import TEXT, text_array, trimmed

RowNumbers = npt.NDArray[np.int64]

_BETWEEN = pa.scalar("\x1f", TEXT)


@dataclass(frozen=True, eq=False)
class Dependents:
    """Rows of a table that are left out for others: the column that refers to those, what they are called,
    their table, and the position there of each (-1 where there is no such row, or all of several are out)."""

    table: str
    column: str
    kind: str
    cause_table: str
    rows: RowNumbers
    causes: RowNumbers


@dataclass(frozen=True, eq=False)
class SoundRows:
    """`masks` says of each row of each table whether it can be explored, `dependents` which are left out
    for other rows."""

    masks: Mapping[str, Mask]
    dependents: tuple[Dependents, ...]


def sound_rows(tables: Tables, problems: Iterable[Problem]) -> SoundRows:
    """The rows to explore, given every problem of `tables` (each said of its table's `path`).

    A problem of a whole file keeps no row out. An event is left out with its place or its last report; a
    report with its event, source, speaker or relay; a figure, a term or a cited source with its report.
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
    """The rows that the problems are of: those of the line with that value in that column, or every row of
    the line where none has it (several of our rows may come from one line of a user's file)."""
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
    """Leave out, in `masks`, what rests on rows that are left out; what that was."""
    references = ((model.table, reference) for model in TABLES for reference in model.references())
    for name, (column, targets, kind, _) in references:
        cells = trimmed(tables.tables[name].columns[column])
        known = pa.concat_arrays([_ids(tables, target).filter(pa.array(masks[target])) for target in targets])
        lost = masks[name] & _filled(cells) & ~_is_in(cells, known)
        rows = np.flatnonzero(lost)
        if not len(rows):
            continue
        ids, rows = _missing_ids(cells, rows, known)
        masks[name][rows] = False
        for target in targets:
            causes = _index_in(ids, _ids(tables, target))
            # Of several tables, the first takes the blame for an id that none of them has.
            here = causes >= 0 if target != targets[0] else np.ones(len(rows), dtype=bool)
            if len(targets) > 1 and target == targets[0]:
                elsewhere = _is_in(ids, pa.concat_arrays([_ids(tables, other) for other in targets[1:]]))
                here = (causes >= 0) | ~elsewhere
            if here.any():
                yield Dependents(name, column, kind, target, rows[here], causes[here])
    reported = trimmed(tables.tables["reports"].columns["event_id"]).filter(pa.array(masks["reports"]))
    rows = np.flatnonzero(masks["events"] & ~_is_in(_ids(tables, "events"), reported))
    if len(rows):
        masks["events"][rows] = False
        yield Dependents("events", "event_id", "report", "reports", rows, np.full(len(rows), -1))


def _missing_ids(cells: pa.Array, rows: RowNumbers, known: pa.Array) -> tuple[pa.Array, RowNumbers]:
    """The id of each row that is not known, and the rows that have one: a cell may hold several."""
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
