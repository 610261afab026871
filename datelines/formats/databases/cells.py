"""Columns of a compiled database's table: found by name, blanks and days read, and which rows are claims.

A column is always handled as a whole (datelines.table.text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.files.opened import RawTable
from datelines.formats.cells.dates import date_reading
from datelines.formats.model import DayOrder
from datelines.problems import WHOLE_LINE, Problem
from datelines.table.text import (
    groups,
    looked_up,
    on_one_line,
    repeated,
    replaced,
    slugs,
    text_column,
    written,
)

NULLS = ("NULL", "null", "NaN", "nan")
"""What database exports write where a cell is blank."""
_NEUTRALISED = r"^'('*[=+\-@])"
"""What an export writes for a cell that begins with a sign of a formula; `'Ain Issa` begins with a letter."""
ISO_DAY = r"^(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+Z?)?$"
_WORDED_DAYS = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?P<month>[A-Za-z]{3})[a-z]*\.?,?[ -](?P<year>\d{4})",
    r"(?P<month>[A-Za-z]{3})[a-z]*\.?[ -](?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ -](?P<year>\d{4})",
)
_MONTHS = {
    name: f"{number:02d}"
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}


def plain_header(header: str) -> str:
    """A header without what versions write in different ways: case, underscores, blanks."""
    return re.sub(r"[^0-9a-z]+", "", header.lower())


def _chosen(kept: np.ndarray) -> slice | np.ndarray:
    """The positions of the rows that are kept: as a slice where they lie together, which copies nothing."""
    positions = np.flatnonzero(kept)
    if len(positions) and positions[-1] - positions[0] + 1 == len(positions):
        return slice(int(positions[0]), int(positions[-1]) + 1)
    return positions


class Columns:
    """The rows of a foreign table by column name, whatever the case and the underscores.

    `rows` holds the row numbers in the file; `nulls` are the words that stand for a blank cell.
    """

    def __init__(self, table: RawTable, kept: np.ndarray | None = None, nulls: Sequence[str] = NULLS) -> None:
        self.name = table.name
        chosen = _chosen(kept) if kept is not None else slice(None)
        self.frame = table.frame.iloc[chosen].reset_index(drop=True)
        self.rows = table.rows[chosen]
        self._nulls = list(nulls)
        self._headers = {plain_header(str(header)): str(header) for header in reversed(table.frame.columns)}

    def __len__(self) -> int:
        return len(self.frame)

    def header(self, *names: str) -> str:
        """The header of the first of `names` that the table has; '' where it has none."""
        keys = [plain_header(name) for name in names]
        return next((self._headers[key] for key in keys if key and key in self._headers), "")

    def text(self, *names: str) -> pd.Series:
        """The cells of the first of `names` that the table has, and where one is blank, of the next: outer
        blanks off, nulls blank, formulas as they were before an export neutralised them; all blank where the
        table has none of them."""
        headers = dict.fromkeys(header for name in names if (header := self.header(name)))
        found = repeated("", len(self))
        for number, header in enumerate(headers):
            cells = self._cells(header)
            found = cells if number == 0 else found.where(found != "", cells)
        return found

    def _cells(self, header: str) -> pd.Series:
        cells = text_column(self.frame[header]).str.strip()
        if cells.str.startswith("'").any():
            cells = replaced(cells, _NEUTRALISED, r"\1")
        return cells.where(~cells.isin(self._nulls), "")

    def line(self, *names: str) -> pd.Series:
        """Like `text`, on one line: line breaks, tabs and runs of blanks become one blank."""
        return on_one_line(self.text(*names))

    def number(self, *names: str) -> pd.Series:
        """Like `text`, for counts: `5.0` as `5`, and -1, which means not given, blank."""
        cells = replaced(self.text(*names), r"^(-?\d+)\.0+$", r"\1")
        return cells.where(cells != "-1", "")

    def problems(self, where: pd.Series, names: Sequence[str], why: str, repair: str) -> list[Problem]:
        """A problem for each row that `where` marks, with its cells of `names` as the value."""
        found = np.flatnonzero(where.to_numpy())
        headers = [self.header(name) for name in names]
        values = [self.frame[header].iloc[found].astype(str).tolist() for header in headers if header]
        shown = [", ".join(cells) for cells in zip(*values, strict=True)] if values else [""] * len(found)
        column = next(filter(None, headers), WHOLE_LINE)
        lines = (int(line) for line in self.rows[found])
        return [
            Problem(self.name, line, column, value, why, repair)
            for line, value in zip(lines, shown, strict=True)
        ]


def rows_that_are_claims(table: RawTable, *needed: str) -> tuple[np.ndarray, list[Problem]]:
    """Which rows of the table can be claims, and a problem for each that cannot.

    Left out are rows with tags of the Humanitarian Exchange Language (HXL, hxlstandard.org), the header
    repeated, and rows that have nothing in any of the columns of `needed`.
    """
    every = Columns(table)
    names = [name for name in needed if every.header(name)]
    cells = [every.text(name) for name in names]
    tags = np.logical_or.reduce([cell.str.match(r"#[a-z]+").to_numpy() for cell in cells])
    again = np.logical_or.reduce(
        [
            (cell.str.lower() == every.header(name).lower()).to_numpy()
            for cell, name in zip(cells, names, strict=True)
        ]
    )
    blank = np.logical_and.reduce([(cell == "").to_numpy() for cell in cells])
    which = f"a row that has nothing in {', '.join(every.header(name) for name in names)} is no claim"
    reasons = (
        (tags, "a row of HXL tags, not an event", "none is needed"),
        (again & ~tags, "the header again, not an event", "none is needed"),
        (blank, which, "fill in one of them, if it is one"),
    )
    skipped = [
        problem
        for mask, why, repair in reasons
        for problem in every.problems(pd.Series(mask), names[:1], why, repair)
    ]
    return ~(tags | again | blank), skipped


def iso_days(cells: pd.Series, day_order: DayOrder | None) -> pd.Series:
    """Days as YYYY-MM-DD, from ISO 8601 with or without a time, and from what `date_reading` reads: words
    (`7 October 2023`, `october-7-2023`), and numbers (`7/10/2023`) where `day_order` says which is the day. A
    cell that cannot be read stays as it is."""
    found = replaced(cells, ISO_DAY, r"\1")
    others = found[~found.str.match(r"^\d{4}-\d{2}-\d{2}$") & (found != "")].unique()
    read = {cell: date_reading(cell, day_order).edtf for cell in others}
    return found.map(lambda cell: read.get(cell, cell)).astype("str") if read else found


def worded_days(cells: pd.Series) -> pd.Series:
    """The first day that is written with the name of a month in each cell, as YYYY-MM-DD; '' where there is
    none."""
    days = repeated("", len(cells))
    for pattern in _WORDED_DAYS:
        parts = groups(cells, pattern)
        month = looked_up(parts["month"].str.lower(), _MONTHS)
        read = parts["year"] + "-" + month + "-" + parts["day"].str.zfill(2)
        days = days.where((days != "") | (month == ""), read)
    return days


def edtf_of_days(first: pd.Series, last: pd.Series, merge: pd.Series) -> pd.Series:
    """EDTF of the days from `first` to `last` (ISO, or what stands there): a day, or an interval.

    Where `merge` is true, the event was on some day of them: `[first..last]`, EDTF's "one of a set", with a
    whole calendar month as `YYYY-MM` and a whole year as `YYYY`. Where one is blank, the other stands
    alone. Nothing is put in order.
    """
    both = (first != "") & (last != "") & (first != last)
    dates = first.where(first != "", last)
    dates = dates.where(~both, first + "/" + last)
    dates = dates.where(~(both & merge), "[" + first + ".." + last + "]")
    whole = both & merge & first.str.endswith("-01") & (first.str.slice(0, 4) == last.str.slice(0, 4))
    if not whole.any():
        return dates
    starts = pd.to_datetime(first[whole], format="%Y-%m-%d", errors="coerce")
    ends = pd.to_datetime(last[whole], format="%Y-%m-%d", errors="coerce")
    month = ends == starts + pd.offsets.MonthEnd(0)
    year = (starts.dt.day_of_year == 1) & (ends.dt.month == 12) & (ends.dt.day == 31)
    merged = first[whole].str.slice(0, 7).where(month, dates[whole])
    return dates.where(~whole, merged.where(~year, first[whole].str.slice(0, 4)))


def terms_of(
    codes: pd.Series, table: Mapping[str, tuple[str, ...]], otherwise: tuple[str, ...]
) -> Iterator[pd.Series]:
    """What the table says for each code, a column for each of its parts."""
    for part, other in enumerate(otherwise):
        yield looked_up(codes, {code: row[part] for code, row in table.items()}, other)


def ids_of(columns: Columns, names: Sequence[str], prefix: str) -> tuple[pd.Series, list[Problem]]:
    """Unique ids `prefix-cell` made from the first of the columns `names` that the table has, and remarks.

    A blank cell gives `prefix-row-17`, one that is in an earlier row too `prefix-cell-again-2`.
    """
    cells = columns.text(*names)
    made = slugs(cells)
    made = written(prefix, "-", made.where(made != "", written("row-", row_numbers(columns.rows))))
    count = made.groupby(made, sort=False).cumcount() + 1
    again = count > 1
    header = [columns.header(*names)]
    why = "an earlier row has this id too"
    flags = columns.problems(again & (cells != ""), header, why, "it is kept as an event of its own")
    why = "blank: the event gets its id from the row number"
    flags += columns.problems(cells == "", header, why, "fill it in")
    return made.where(~again, written(made, "-again-", row_numbers(count.to_numpy()))), flags


def row_numbers(rows: np.ndarray) -> pd.Series:
    """Whole numbers as text."""
    return text_column(pc.cast(pa.array(rows), pa.large_string()))
