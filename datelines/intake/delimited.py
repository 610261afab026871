"""Reads text separated by commas, semicolons, tabs or bars, with the row number of every row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import PurePosixPath

from datelines.intake import limits
from datelines.intake.encodings import as_utf8
from datelines.intake.files import IntakeError, Opened, RawTable, labelled
from datelines.intake.headers import BLANKS, LOOKED_AT, header_at
from datelines.intake.ragged_rows import Layout
from datelines.intake.rows_at_once import NotAtOnce, rows_at_once
from datelines.intake.rows_one_by_one import rows_one_by_one

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_NAMED_SEPARATOR = re.compile(rb"\Asep=([,;\t|])\r?\n", re.IGNORECASE)
_SAMPLE_BYTES = 2_000_000
_BLANK_LINES = 100_000


def delimited(name: str, content: bytes, encoding: str | None = None, columns: Sequence[str] = ()) -> Opened:
    """The table of a delimited text. `columns` names those of a file without a header, whose first record is
    then a row of data. Raises IntakeError."""
    text, encoded = as_utf8(name, content, encoding)
    if text.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise IntakeError(name, "the file is a web page, not a table", "download the table itself")
    lines = max(text.count(b"\n"), text.count(b"\r"))
    if lines > limits.LINES:
        why = f"the text has {limits.counted(lines)} lines, and {limits.counted(limits.LINES)} are the most"
        raise IntakeError(name, why, "keep only the rows that you need, and try again")
    named = _NAMED_SEPARATOR.match(text)
    separator = named.group(1).decode() if named else ""
    text = text[named.end() :] if named else text
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    layout = _layout(name, text, separator, columns)
    table = _table(name, text, layout)
    said = f"text in {encoded}, separated by {SEPARATORS[layout.separator]}"
    if layout.given:
        said += ", without a header"
    elif layout.above:
        said += f", header in row {layout.above + 1}"
    return Opened(name, "delimited", said, len(content), (table,), about=labelled(layout.remarks))


def _layout(name: str, text: bytes, separator: str, columns: Sequence[str]) -> Layout:
    """What separates the cells of the first rows, and where the header is, unless it is given."""
    # The sample may end within a character.
    csv.field_size_limit(_SAMPLE_BYTES)
    sample = codecs.getincrementaldecoder("utf-8")().decode(text[:_SAMPLE_BYTES])
    separators = [separator] if separator else list(SEPARATORS)
    if columns:
        return _given_layout(name, sample, separators, list(columns))
    found = [_scored(sample, one) for one in separators]
    layout = max(filter(None, found), key=lambda one: one[0], default=(None, None))[1]
    if layout is None:
        raise IntakeError(name, "the file has no header in its first rows", "begin it with the column names")
    if max(map(len, layout.header)) > limits.CELL_CHARACTERS:
        raise IntakeError(name, "the header has a cell without end", "check the separator")
    if "\0" in "".join(layout.header):
        raise IntakeError(name, "the file is not a text", "save the table as CSV in UTF-8 or as .xlsx")
    limits.check_shape(name, 0, len(_without_blank_end(layout.header)))
    return layout


def _scored(sample: str, separator: str) -> tuple[tuple[bool, float, int, int], Layout] | None:
    """The layout with a separator, and how well it fits: a header of several cells, many rows as long as the
    header, a header near the top, many cells."""
    rows = _first_rows(sample, separator)
    at = header_at(rows)
    if at is None:
        return None
    width, below = len(rows[at]), [row for row in rows[at + 1 :] if row]
    alike = sum(len(row) == width for row in below) / len(below) if below else 0.0
    return (width > 1, alike, -at, width), Layout(separator, rows[at], at, _remarks(rows[:at]))


def _given_layout(name: str, sample: str, separators: Sequence[str], columns: list[str]) -> Layout:
    """The layout of a text without a header: the separator with which most rows have as many cells as there
    are `columns`."""
    alike = {one: sum(len(row) == len(columns) for row in _first_rows(sample, one)) for one in separators}
    best = max(separators, key=lambda one: alike[one])
    if not alike[best]:
        why = f"none of its first rows has {len(columns)} cells, one for each given column"
        raise IntakeError(name, why, "give the columns of this file, or take the file that has these")
    limits.check_shape(name, 0, len(columns))
    return Layout(best, columns, 0, given=True)


def _first_rows(sample: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), LOOKED_AT))
    return rows


def _remarks(rows: list[list[str]]) -> tuple[str, ...]:
    """What stands above the header in rows like `# Licence: CC BY 4.0`, of one cell each."""
    return tuple(row[0].lstrip("# ") for row in rows if row and row[0].startswith("#") and not any(row[1:]))


def _without_blank_end(header: list[str]) -> list[str]:
    filled = [index for index, cell in enumerate(header, start=1) if cell.strip(BLANKS)]
    return header[: filled[-1]] if filled else header


def _table(name: str, text: bytes, layout: Layout) -> RawTable:
    part = PurePosixPath(name).stem
    blank_lines = text.count(b"\n\n") + text.count(b"\n\r\n")
    # A blank line takes as much memory as a row where rows are read at once.
    if blank_lines > _BLANK_LINES or b"\0" in text or len(layout.header) > limits.COLUMNS:
        return rows_one_by_one(name, part, text, layout)
    try:
        return rows_at_once(name, part, text, layout)
    except NotAtOnce:
        return rows_one_by_one(name, part, text, layout)
