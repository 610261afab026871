"""A CSV file split into columns of cells, with a problem wherever that cannot be done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from datelines.problems import WHOLE_LINE, Problem
from datelines.table.table import Table
from datelines.table.text import TEXT, batches

_SEPARATORS = {";": "semicolon", "\t": "tab", "|": "vertical bar"}
_BATCH = 1_000
"""Rows held as Python lists at once; with more of them the garbage collector takes longer than the file."""


class CsvCells(NamedTuple):
    """The line on which each row starts, the raw cells by the columns of the header, and a problem for
    each blank line."""

    lines: np.ndarray
    cells: dict[str, pa.Array]
    blank_lines: list[Problem]


def cells_by_column(table: Table, unreadable: list[Problem]) -> CsvCells | None:
    """The cells of the table's `content` (RFC 4180, UTF-8); None where no row can be read.

    Whatever keeps the file from being split into cells is added to `unreadable`.
    """
    text = _decoded(table, unreadable)
    if text is None:
        return None
    rows = _records_with_lines(table, text, unreadable)
    header_line, header = next(rows, (1, []))
    if not _usable_header(table, header_line, header, unreadable):
        return None
    blank_lines: list[Problem] = []
    lines, cells = _columns(header, _usable_rows(table, rows, len(header), unreadable, blank_lines))
    return CsvCells(lines, cells, blank_lines)


def _usable_rows(
    table: Table,
    rows: Iterator[tuple[int, list[str]]],
    width: int,
    unreadable: list[Problem],
    blank_lines: list[Problem],
) -> Iterator[tuple[int, list[str]]]:
    """The rows with as many cells as the header, and a problem for each other row."""
    for line, values in rows:
        if not values:
            blank_lines.append(table.problem(line, WHOLE_LINE, "", "blank line", "remove it"))
        elif len(values) != width:
            why = f"{len(values)} cells, but the header has {width}"
            repair = "put quotation marks round a cell with a comma in it, or add the missing commas"
            unreadable.append(table.problem(line, WHOLE_LINE, ",".join(values), why, repair))
        else:
            yield line, values


def _columns(
    header: list[str], rows: Iterator[tuple[int, list[str]]]
) -> tuple[np.ndarray, dict[str, pa.Array]]:
    """The lines of the rows, and their cells by column: made a batch at a time, since Arrow needs a tenth of
    the memory of Python's texts."""
    lines: list[int] = []
    parts: list[list[pa.Array]] = [[] for _ in header]
    for batch in batches(rows, _BATCH):
        lines += [line for line, _ in batch]
        for part, cells in zip(parts, zip(*(values for _, values in batch), strict=True), strict=True):
            part.append(pa.array(cells, TEXT))
    whole = [pa.chunked_array(part, TEXT).combine_chunks() for part in parts]
    return np.array(lines, dtype=np.int64), dict(zip(header, whole, strict=True))


def _decoded(table: Table, unreadable: list[Problem]) -> str | None:
    """The text, with U+FFFD where bytes cannot be read; None where none of it can.

    A byte order mark is dropped without a notice: it changes no cell, and the rule `canonical` reports it.
    """
    content = table.content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        why = "the file is in UTF-16"
        unreadable.append(table.problem(1, WHOLE_LINE, "", why, "save it as CSV in UTF-8"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        bad = content[error.start : error.end].hex(" ")
        why = f"not UTF-8 at byte {error.start + 1} of the file"
        unreadable.append(table.problem(line, WHOLE_LINE, f"byte {bad}", why, "save it as CSV in UTF-8"))
        text = content.decode("utf-8-sig", errors="replace")
    if "\0" not in text:
        return text
    for number, line_text in enumerate(text.split("\n"), start=1):
        if "\0" in line_text:
            why = "a NUL character, which no text has"
            unreadable.append(table.problem(number, WHOLE_LINE, line_text, why, "remove it"))
    return text.replace("\0", "")


def _records_with_lines(
    table: Table, text: str, unreadable: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Each CSV record with the physical line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            repair = "close the quotation marks, and write a quotation mark inside a cell twice"
            unreadable.append(table.problem(line, WHOLE_LINE, "", f"not CSV ({error})", repair))


def _usable_header(table: Table, line: int, header: list[str], unreadable: list[Problem]) -> bool:
    """Whether the columns of the rows below are known, with a problem for each fault of the header."""
    expected = table.model.columns()
    wanted = ",".join(expected)

    def report(column: str, value: str, why: str, repair: str) -> None:
        unreadable.append(table.problem(line, column, value, why, repair))

    if not any(header):
        report(WHOLE_LINE, "", "the file is empty", f"begin it with the header {wanted}")
        return False
    separator = next((name for char, name in _SEPARATORS.items() if char in "".join(header)), None)
    if separator and not set(header) & set(expected):
        why = f"the cells are separated by a {separator}, not by a comma"
        report(WHOLE_LINE, ",".join(header), why, "save it as CSV with commas")
        return False
    for column in dict.fromkeys(column for column in header if header.count(column) > 1):
        report(column, column, "the header names this column twice", "remove one of the two")
    for column in expected:
        if column not in header and column in table.model.needed_columns():
            report(column, column, "the header lacks this column", f"write the header {wanted}")
    for column in header:
        if column not in expected:
            report(column or WHOLE_LINE, column, "no such column in this table", "remove or rename it")
    return len(set(header)) == len(header)
