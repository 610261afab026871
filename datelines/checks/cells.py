"""A table's cells as columns, for rules that look at all rows at once: text, numbers, dates, and repeated
rows. Only the rows found faulty are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from datelines.record.dates import DateError, DateSpan, date_span, without_time
from datelines.table.table import Table
from datelines.table.text import numbers_of, text_array

Cells: TypeAlias = "pd.Series[str]"
Mask: TypeAlias = npt.NDArray[np.bool_]
Days: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


class DateFault(NamedTuple):
    """Why a text is not a date that can be used."""

    reason: str
    repair: str


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """The EDTF dates of a column: whether a cell is a date that can be read (`known`), its strict bounds
    and softened end as days since 1970-01-01 (0 where not known), and by text why it is not a date."""

    known: Mask
    day_from: Days
    day_to: Days
    soft_to: Days
    faults: dict[str, DateFault]

    def at(self, rows: npt.NDArray[np.intp]) -> Spans:
        """The spans at these positions; -1 means no row, whose span is not known."""
        known = rows >= 0
        known[known] = self.known[rows[known]]
        day_from, day_to, soft_to = (
            _taken(days, rows) for days in (self.day_from, self.day_to, self.soft_to)
        )
        return Spans(known, day_from, day_to, soft_to, self.faults)


def stripped(table: Table, column: str) -> Cells:
    """The cells of a column without outer blanks, as its records have them; '' where blank."""
    return table.frame[column].str.strip()


def same(cells: Cells, *terms: str) -> Mask:
    """Where a cell is one of `terms`."""
    return cells.isin(list(terms)).to_numpy(dtype=bool)


def is_blank(cells: Cells) -> Mask:
    """Where a cell is blank."""
    return same(cells, "")


def among(cells: Cells, known: Iterable[str]) -> Mask:
    """Where a cell is one of the `known`, of which there may be as many as there are cells (pandas' isin is
    made for a few)."""
    every = frozenset(known)
    return np.fromiter((cell in every for cell in cells.tolist()), dtype=bool, count=len(cells))


def numbers_in(cells: Cells, within: Mask) -> Floats:
    """The numbers of the rows `within`, whose cells fit their column; NaN where blank, and in other rows."""
    found = np.full(len(cells), np.nan)
    found[within] = numbers_of(text_array(cells[within]))
    return found


def spans(cells: Cells, *, timed: bool = False) -> Spans:
    """The spans of stripped cells, which may have a time of day where they are `timed`. Each distinct text is
    parsed once, in this run and the next."""
    codes, texts = pd.factorize(cells)
    read = [_read_date(without_time(text) if timed else text) for text in texts]
    dates = [one if isinstance(one, DateSpan) else None for one in read]

    def column(name: str) -> Days:
        return np.array([getattr(date, name) if date else 0 for date in dates], dtype=np.int64)[codes]

    known = np.array([date is not None for date in dates], dtype=bool)[codes]
    faults = {text: one for text, one in zip(texts, read, strict=True) if isinstance(one, DateFault)}
    return Spans(known, column("day_from"), column("day_to"), column("soft_to"), faults)


def rows_where(table: Table, mask: Mask, *columns: Cells) -> Iterator[tuple[Any, ...]]:
    """The line of each row of the mask, and its cells in these columns."""
    if not mask.any():
        return iter(())  # the usual case, and taking no rows out of a column takes as long as taking a few
    cells = (column[mask].tolist() for column in columns)
    return zip(table.lines[mask].tolist(), *cells, strict=True)


def repeated_rows(keys: pd.DataFrame, within: Mask) -> Iterator[tuple[int, int]]:
    """The position of each of the rows `within` whose cells are those of a row above, and the position of
    the first row that has them."""
    rows = np.flatnonzero(within)
    again = rows[keys[within].duplicated(keep=False).to_numpy()]
    first: dict[tuple[str, ...], int] = {}
    for row, *cells in zip(again.tolist(), *(keys[name].iloc[again] for name in keys), strict=True):
        earlier = first.setdefault(tuple(cells), row)
        if earlier != row:
            yield row, earlier


def last_rows(keys: Cells, within: Mask, wanted: Cells) -> npt.NDArray[np.intp]:
    """For each of the `wanted` ids the position of the last row `within` that has it, -1 where none."""
    rows = np.flatnonzero(within)
    rows = rows[~keys.iloc[rows].duplicated(keep="last").to_numpy()]
    return _taken(rows, pd.Index(keys.iloc[rows]).get_indexer(pd.Index(wanted)), missing=-1)


def _taken(values: npt.NDArray[Any], rows: npt.NDArray[np.intp], missing: int = 0) -> npt.NDArray[Any]:
    found = np.full(len(rows), missing, dtype=values.dtype)
    found[rows >= 0] = values[rows[rows >= 0]]
    return found


@lru_cache(maxsize=65536)
def _read_date(text: str) -> DateSpan | DateFault | None:
    # Faults are kept too: the library takes 1-10 ms to refuse a strange text, and several rules ask.
    try:
        return date_span(text) if text else None
    except DateError as error:
        return DateFault(error.reason, error.repair)
