"""Cells of the flat table that hold several values, told apart: places, cited sources, labels and outlines.

Each distinct cell is told apart once, by the functions that read the flat table anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from datelines.engine.found_problems import FoundProblems
from datelines.formats.flat_columns import WORDING
from datelines.formats.flat_joined import parted, parts, wording_cell, wording_pairs
from datelines.formats.placed_tables import GEOMETRY, placed_table
from datelines.intake.files import RawTable
from datelines.problems import Problem

Cells = tuple[str, ...]
KEY_BLANK = "give the id, or none of the cells beside it"


class Parted:
    """Values that stand beside each other in several cells of a row, one for each id of the first cell.

    `rows` has each distinct set of values with the first row of the file that has it, `problems` what could
    not be told apart.
    """

    def __init__(self, path: str, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self.rows: dict[Cells, int] = {}
        self.problems: list[Problem] = []
        self._path = path

    def add(self, line: int, cells: Sequence[str]) -> None:
        """The cells of a row of the file, in the order of `columns`."""
        key = self.columns[0]
        ids = parts(cells[0]) if cells[0] else []
        if not ids:
            flat, cell = next((flat, cell) for flat, cell in zip(self.columns, cells, strict=True) if cell)
            self._problem(line, flat, cell, f"{key} is blank", KEY_BLANK)
            return
        if ";".join(filter(None, ids)) != cells[0]:
            self._problem(
                line, key, cells[0], "not ids joined by `;`", f"write {';'.join(filter(None, ids))}"
            )
            return
        values = [self._values(line, *cell, len(ids)) for cell in zip(self.columns, cells, strict=True)]
        for one in zip(*values, strict=True):
            self.rows[one] = min(line, self.rows.get(one, line))

    def _values(self, line: int, flat: str, cell: str, count: int) -> list[str]:
        values = parted(cell, count)
        if values is None:
            why = f"not one value for each of {count} ids"
            self._problem(line, flat, cell, why, "join as many values by `;` as there are ids")
        return values or [""] * count

    def _problem(self, line: int, flat: str, cell: str, why: str, repair: str) -> None:
        self.problems.append(Problem(self._path, line, flat, cell, why, repair))


def labels(
    path: str, rows: Iterable[tuple[int, str]], found: FoundProblems
) -> Iterator[tuple[str, str, str]]:
    """Cell, subject and term for each label of distinct cells of WORDING, given with their first row. A cell
    that is not wholly labels is added to `found`."""
    for line, cell in rows:
        pairs = wording_pairs(cell)
        written = wording_cell(pairs)
        if written != cell:
            why, repair = "not labels as `subject: term`, joined by `; `", f"write it like {written!r}"
            found.add(Problem(path, line, WORDING, cell, why, repair))
        yield from ((cell, subject, term) for subject, term in pairs)


def outlines(path: str, cells: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """The outlines of places by the name of their file, from columns of places and GEOMETRY."""
    frame = pd.DataFrame({name: pd.Series(list(column), dtype="str") for name, column in cells.items()})
    if GEOMETRY not in frame:
        return {}
    numbers = np.arange(1, len(frame) + 1)
    return dict(placed_table(RawTable(path, PurePosixPath(path).stem, frame, numbers)).shapes)
