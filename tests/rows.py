"""Tables row by row, as a reader sees a file; the code under test works on whole columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from datelines.record.records import Record
from datelines.table.fit import read_record
from datelines.table.table import R, Table, Tables
from datelines.table.text import text_array


@dataclass(frozen=True)
class Row:
    """The line on which a row starts, its raw cells, and its record, or None where a cell does not fit."""

    line: int
    cells: Mapping[str, str]
    record: Record | None


def rows_in(table: Table) -> list[Row]:
    """The rows of a table, in file order."""
    cells = zip(*(array.to_pylist() for array in table.columns.values()), strict=True)
    rows = [dict(zip(table.columns, row, strict=True)) for row in cells]
    return [
        Row(line, row, read_record(table.model, row)[0] if fits else None)
        for line, fits, row in zip(table.lines.tolist(), table.fits.tolist(), rows, strict=True)
    ]


def records_in(tables: Tables, model: type[R]) -> list[tuple[Row, R]]:
    """The rows of a model's table that fit it, each with its record."""
    rows = rows_in(tables.tables[model.table])
    return [(row, row.record) for row in rows if isinstance(row.record, model)]


def table_of_rows(model: type[Record], path: str, rows: Sequence[Mapping[str, str]]) -> Table:
    """The table of raw cells, from line 2 on, each row looked at alone."""
    columns = {name: text_array(row.get(name, "") for row in rows) for name in model.columns()}
    fits = [read_record(model, row)[0] is not None for row in rows]
    return Table(model, path, b"", columns, np.arange(len(rows)) + 2, np.array(fits, dtype=bool))
