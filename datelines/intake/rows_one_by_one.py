"""Reads a delimited text row by row, for what Arrow refuses: open quotation marks, NUL, cells without end."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np

from datelines.intake import limits
from datelines.intake.files import IntakeError, RawTable
from datelines.intake.headers import BLANKS, TextColumns, raw_table
from datelines.intake.ragged_rows import Layout, RaggedRows, quoted_well

_UNCLOSED = "a quotation mark is not closed, or stands inside a cell on its own"
_CHECK = "check the header, the separator and the quotation marks"


def rows_one_by_one(name: str, part: str, text: bytes, layout: Layout) -> RawTable:
    """The table of a text in UTF-8. A row that cannot be read is a problem, and reading goes on in the next
    line. Raises IntakeError at the limits."""
    ragged = RaggedRows(name, layout)
    width = _filled_width(layout.header)
    columns = TextColumns(width)
    numbers: list[int] = []
    for number, cells, broken in _records(name, text, layout.separator):
        if broken:
            ragged.problem(number, cells[0], broken, "close the quotation marks, or remove the row")
        elif number <= layout.head or not cells:
            continue
        elif any("\0" in cell for cell in cells):
            why = "the row holds a NUL character, which no text has"
            ragged.problem(number, layout.separator.join(cells), why, "remove it")
        elif len(cells) == len(layout.header):
            columns.add(cells[:width])
            numbers.append(number)
            limits.check_shape(name, len(numbers), width)
        else:
            ragged.add(number, cells, layout.separator.join(cells))
    for number, cells in ragged.mended:
        columns.add(cells[:width])
        numbers.append(number)
    order = np.argsort(np.array(numbers, dtype=np.int64), kind="stable")
    series = [column.iloc[order].reset_index(drop=True) for column in columns.series()]
    sorted_numbers = np.array(numbers, dtype=np.int64)[order]
    return raw_table(name, part, layout.header[:width], series, sorted_numbers, ragged.problems)


def _filled_width(header: list[str]) -> int:
    return max((index for index, cell in enumerate(header, start=1) if cell.strip(BLANKS)), default=0)


class _Lines(Iterator[str]):
    """The lines of a text from a position on; `starts` has those that were given since it was cleared."""

    def __init__(self, name: str, text: bytes) -> None:
        self.name, self.text, self.at = name, text, 0
        self.starts: list[int] = []

    def __next__(self) -> str:
        if self.at >= len(self.text):
            raise StopIteration
        end = self.end_of_line(self.at)
        if end - self.at > limits.LINE_BYTES:
            raise IntakeError(
                self.name, f"a line has more than {limits.megabytes(limits.LINE_BYTES)}", _CHECK
            )
        self.starts.append(self.at)
        line = self.text[self.at : end].decode()
        self.at = end
        return line

    def end_of_line(self, start: int) -> int:
        return self.text.find(b"\n", start) + 1 or len(self.text)


def _records(name: str, text: bytes, separator: str) -> Iterator[tuple[int, list[str], str]]:
    """Each record with its number, its cells, and '' or why it cannot be read: its first line is then the
    one cell, and reading goes on with the next line."""
    csv.field_size_limit(limits.CELL_CHARACTERS)
    lines = _Lines(name, text)
    reader, number, in_vain = csv.reader(lines, delimiter=separator), 0, 0
    while True:
        number += 1
        lines.starts.clear()
        try:
            cells = next(reader)
            fine = len(lines.starts) < 2 or quoted_well(text[lines.starts[0] : lines.at].decode(), separator)
        except StopIteration:
            return
        except csv.Error:
            fine = False
        if fine:
            yield number, cells, ""
            continue
        first = lines.starts[0]
        end = lines.end_of_line(first)
        # Each such row has been read to where its cell became too long: that many times is enough.
        in_vain += lines.at - end
        if in_vain > limits.READ_IN_VAIN:
            raise IntakeError(name, f"{_UNCLOSED} (first in row {number:,})", _CHECK)
        lines.at = end
        reader = csv.reader(lines, delimiter=separator)
        yield number, [text[first:end].decode()], _UNCLOSED
