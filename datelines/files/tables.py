"""Finds the header of a table, names its columns, and makes the table of rows of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.files import limits
from datelines.files.opened import IntakeError, RawTable
from datelines.problems import Problem

_BATCH = 10_000
_TEXT = pa.large_string()
LOOKED_AT = 20
"""Rows among which the header is looked for; a title or a remark may stand above it."""

HEADER_BLANKS = " \t\r\n\v\f\u00a0\ufeff\u200b"


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the header among the first rows of a table: the first row with two cells that are not
    blank, or else the first with one. None where all are blank."""
    filled = [sum(bool(cell.strip(HEADER_BLANKS)) for cell in row) for row in rows[:LOOKED_AT]]
    for least in (2, 1):
        for index, count in enumerate(filled):
            if count >= least:
                return index
    return None


def column_names(header: Sequence[str]) -> list[str]:
    """A name for each cell of a header: outer blanks off, blank ones `column 3`, repeated ones `name (2)`."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(header, start=1):
        plain = " ".join(cell.strip(HEADER_BLANKS).split()) or f"column {number}"
        name, copy = plain, 2
        while name in taken:
            name, copy = f"{plain} ({copy})", copy + 1
        taken.add(name)
        names.append(name)
    return names


def raw_table(
    name: str,
    part: str,
    header: Sequence[str],
    columns: Sequence[pd.Series],
    numbers: np.ndarray,
    problems: Sequence[Problem] = (),
    remarks: Sequence[Problem] = (),
) -> RawTable:
    """The table of columns of text (outer blanks off, blank cells ''), `numbers` the row of each.

    Rows without any cell are left out, as are columns without a header and without a cell. Raises
    IntakeError where there are too many.
    """
    limits.check_shape(name, len(numbers), len(header))
    lengths = (pc.max(pc.binary_length(pa.array(cells))).as_py() or 0 for cells in columns)
    if max(lengths, default=0) > limits.CELL_CHARACTERS:
        why = f"a cell has more than {limits.grouped(limits.CELL_CHARACTERS)} characters"
        raise IntakeError(name, why, "shorten it, or leave the column out")
    names = column_names(header)
    filled = [(cells != "").to_numpy(dtype=bool) for cells in columns]
    kept = [index for index, cell in enumerate(header) if cell.strip(HEADER_BLANKS) or filled[index].any()]
    frame = pd.concat([columns[index] for index in kept], axis=1, keys=[names[index] for index in kept])
    used = np.logical_or.reduce([filled[index] for index in kept]) if len(numbers) else np.zeros(0, bool)
    if not used.all():
        frame, numbers = frame[used].reset_index(drop=True), numbers[used]
    return RawTable(name, part, frame, numbers, tuple(problems), tuple(remarks), tuple(header))


def headed(table: RawTable, names: Sequence[str]) -> RawTable:
    """The table of a file that has no header: what was read as its header is its first row, and its columns
    have these names. Raises IntakeError where that row has not one cell for each."""
    if len(table.header) != len(names):
        why = f"its first row does not have {len(names)} cells, one for each given column"
        raise IntakeError(table.name, why, "give the columns of this file, or take the file that has these")
    blank = [""] * len(table.rows)
    columns = [
        pd.Series([cell.strip(HEADER_BLANKS), *table.frame.get(name, blank)], dtype="str")
        for cell, name in zip(table.header, column_names(table.header), strict=True)
    ]
    numbers = np.insert(table.rows, 0, table.header_row)
    return raw_table(table.name, table.part, names, columns, numbers, table.problems, table.remarks)


class TextColumns:
    """Columns of text that rows are added to. They are kept as Arrow arrays, which take a tenth of the
    memory of Python's texts."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._rows: list[Sequence[str]] = []
        self._parts: list[list[pa.Array]] = [[] for _ in range(width)]

    def add(self, cells: Sequence[str]) -> None:
        """A row; cells that are missing at its end are blank."""
        self._rows.append(cells)
        if len(self._rows) == _BATCH:
            self._pack()

    def series(self) -> list[pd.Series]:
        """The columns, outer blanks off."""
        self._pack()
        return [
            pc.utf8_trim(pa.chunked_array(part, _TEXT), HEADER_BLANKS).to_pandas() for part in self._parts
        ]

    def _pack(self) -> None:
        rows, self._rows = self._rows, []
        # The last row makes columns of cells that all others lack.
        columns = zip_longest(*rows, ("",) * self._width, fillvalue="")
        for part, column in zip(self._parts, columns, strict=False):
            part.append(pa.array(column[:-1], _TEXT))


def table_of_rows(
    name: str,
    part: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Sequence[int],
    problems: Sequence[Problem] = (),
    remarks: Sequence[Problem] = (),
) -> RawTable:
    """The same from rows of cells, which may be shorter than the header: what is missing is blank."""
    limits.check_shape(name, len(numbers), len(header))
    columns = TextColumns(len(header))
    for row in rows:
        columns.add(row)
    return raw_table(name, part, header, columns.series(), np.array(numbers, np.int64), problems, remarks)
