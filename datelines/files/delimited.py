"""Reads text separated by commas, semicolons, tabs or bars, with the row number of every row.

A text in which every record has as many cells as the header is read by Arrow: 300,000 rows of 49 columns take
some three seconds of processor time. Any other text (rows too short or too long, blank lines, quotation
marks that are not closed, NUL) is read record by record, which takes three to four times as long; each record
that cannot be read is listed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from datelines.files import limits
from datelines.files.encodings import as_utf8
from datelines.files.opened import IntakeError, Opened, RawTable, labelled
from datelines.files.tables import HEADER_BLANKS, LOOKED_AT, TextColumns, headed, header_at, raw_table
from datelines.problems import WHOLE_LINE, Problem

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_NAMED_SEPARATOR = re.compile(rb"\Asep=([,;\t|])\r?\n", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_SAMPLE_BYTES = 2_000_000
_BLOCK_BYTES = 4_000_000
_SHOWN = 200
_UNCLOSED = "a quotation mark is not closed, or stands inside a cell on its own"
_CHECK = "check the header, the separator and the quotation marks"


@dataclass(frozen=True, slots=True)
class _Layout:
    """What separates cells, the cells of the header, how many records are above it, and their remarks."""

    separator: str
    header: list[str]
    above: int
    remarks: tuple[str, ...]

    @property
    def head(self) -> int:
        """How many records come before the first row."""
        return self.above + 1

    @property
    def width(self) -> int:
        """How many columns are read: all, or of too many those up to the last that has a name."""
        named = (at for at, cell in enumerate(self.header, start=1) if cell.strip(HEADER_BLANKS))
        return len(self.header) if len(self.header) <= limits.COLUMNS else max(named)


def delimited(name: str, content: bytes, encoding: str | None = None, columns: Sequence[str] = ()) -> Opened:
    """The table of a delimited text. `columns` names those of a file without a header, whose first record is
    then a row of data. Raises IntakeError."""
    text, encoded = as_utf8(name, content, encoding)
    if text.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise IntakeError(name, "the file is a web page, not a table", "download the table itself")
    lines = max(text.count(b"\n"), text.count(b"\r"))
    if lines > limits.LINES:
        why = f"the text has {limits.grouped(lines)} lines, and {limits.grouped(limits.LINES)} are the most"
        raise IntakeError(name, why, "keep only the rows that you need, and try again")
    named = _NAMED_SEPARATOR.match(text)
    separator = named.group(1).decode() if named else ""
    text = text[named.end() :] if named else text
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    layout = _layout(name, text, separator, len(columns))
    part = PurePosixPath(name).stem
    table = _read_at_once(name, part, text, layout) or _read_by_record(name, part, text, layout)
    table = replace(table, header_row=layout.head)
    said = f"text in {encoded}, separated by {_SEPARATORS[layout.separator]}"
    if columns:
        table = headed(table, columns)
        said += ", without a header"
    elif layout.above:
        said += f", header in row {layout.above + 1}"
    return Opened(name, "delimited", said, len(content), (table,), about=labelled(layout.remarks))


def _layout(name: str, text: bytes, separator: str, wanted: int) -> _Layout:
    """What separates the cells of the first rows, and where the header is; `wanted` is how many columns there
    are, 0 where that is not known."""
    # The sample may end within a character.
    csv.field_size_limit(_SAMPLE_BYTES)
    sample = codecs.getincrementaldecoder("utf-8")().decode(text[:_SAMPLE_BYTES])
    separators = [separator] if separator else list(_SEPARATORS)
    found = [_scored(sample, one, wanted) for one in separators]
    layout = max(filter(None, found), key=lambda one: one[0], default=(None, None))[1]
    if layout is None:
        raise IntakeError(name, "the file has no header in its first rows", "begin it with the column names")
    if max(map(len, layout.header)) > limits.CELL_CHARACTERS:
        raise IntakeError(name, "the header has a cell without end", "check the separator")
    if "\0" in "".join(layout.header):
        raise IntakeError(name, "the file is not a text", "save the table as CSV in UTF-8 or as .xlsx")
    limits.check_shape(name, 0, layout.width)
    return layout


def _scored(sample: str, separator: str, wanted: int) -> tuple[tuple[bool, float, int, int], _Layout] | None:
    """The layout with a separator, and how well it fits: a header of several cells (or as many as wanted),
    many rows as long as the header, a header near the top, many cells."""
    rows = _first_rows(sample, separator)
    at = header_at(rows)
    if at is None:
        return None
    width, below = len(rows[at]), [row for row in rows[at + 1 :] if row]
    alike = sum(len(row) == width for row in below) / len(below) if below else 0.0
    fits = width == wanted if wanted else width > 1
    return (fits, alike, -at, width), _Layout(separator, rows[at], at, _remarks(rows[:at]))


def _first_rows(sample: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), LOOKED_AT))
    return rows


def _remarks(rows: list[list[str]]) -> tuple[str, ...]:
    """The rows above the header that are like `# Licence: CC BY 4.0`, of one cell each."""
    return tuple(row[0].lstrip("# ") for row in rows if row and row[0].startswith("#") and not any(row[1:]))


def _read_at_once(name: str, part: str, text: bytes, layout: _Layout) -> RawTable | None:
    """The table as Arrow reads it; None where it refuses a record, or may have joined several. Raises
    IntakeError at the limits."""
    if b"\0" in text or len(layout.header) > limits.COLUMNS:
        return None
    lines = _Lines(name, text)
    if any(broken for _, _, broken in islice(_records(lines, layout.separator), layout.head)):
        return None
    begin, end = lines.at, len(text.rstrip(b"\r\n"))
    if len(layout.header) == 1 and _BLANK_LINE.search(text, begin, end):
        # Of one column alone, Arrow takes a blank line for a row.
        return None
    names = [str(at) for at in range(len(layout.header))]
    batches, count = [], 0
    try:
        reader = pa.csv.open_csv(
            pa.BufferReader(memoryview(text)[begin:end]),
            pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK_BYTES),
            pa.csv.ParseOptions(
                delimiter=layout.separator, newlines_in_values=True, ignore_empty_lines=False
            ),
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
        for batch in reader:
            count += batch.num_rows
            limits.check_shape(name, count, len(names))
            batches.append(batch)
    except pa.ArrowInvalid:
        return None
    table = pa.Table.from_batches(batches)
    longest = max((pc.max(pc.binary_length(column)).as_py() or 0 for column in table.columns), default=0)
    if longest > limits.CELL_CHARACTERS or not _separates_records(text, begin, end, table, layout.separator):
        return None
    columns = [pc.utf8_trim(column, characters=HEADER_BLANKS).to_pandas() for column in table.columns]
    numbers = np.arange(table.num_rows, dtype=np.int64) + layout.head + 1
    return raw_table(name, part, layout.header, columns, numbers)


def _separates_records(text: bytes, begin: int, end: int, table: pa.Table, separator: str) -> bool:
    """Whether each row is one record of the text from `begin` to `end`: two stray quotation marks can make
    one row of two records without any cell being missing."""
    lines = text.count(b"\n", begin, end) + 1
    if table.num_rows == lines:
        return True
    lengths = np.ones(table.num_rows, dtype=np.int64)
    for column in table.columns:
        lengths += pc.count_substring(column, "\n").to_numpy()
    if lengths.sum() != lines:
        return False
    signs = np.frombuffer(text, dtype=np.uint8, count=end - begin, offset=begin)
    ends = np.append(np.flatnonzero(signs == ord("\n")) + begin + 1, end)
    last = np.cumsum(lengths) - 1
    first = last - lengths + 1
    begins = np.insert(ends, 0, begin)
    return all(
        _is_quoted_well(text[begins[first[row]] : ends[last[row]]].decode(), separator)
        for row in np.flatnonzero(lengths > 1)
    )


def _is_quoted_well(record: str, separator: str) -> bool:
    """Whether a record of several lines is one: a quotation mark that is not closed would have joined two."""
    try:
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1


def _read_by_record(name: str, part: str, text: bytes, layout: _Layout) -> RawTable:
    """The table record by record. One that cannot be read is a problem, and reading goes on in the next line.
    Raises IntakeError at the limits."""
    columns = TextColumns(layout.width)
    numbers: list[int] = []
    problems: list[Problem] = []
    for number, cells, broken in _records(_Lines(name, text), layout.separator):
        if not broken and (number <= layout.head or not any(cell.strip(HEADER_BLANKS) for cell in cells)):
            continue
        wrong = (broken, "close the quotation marks, or remove the row") if broken else _wrong(cells, layout)
        if wrong is None:
            columns.add(cells[: layout.width])
            numbers.append(number)
            limits.check_shape(name, len(numbers), layout.width)
            continue
        shown = layout.separator.join(cells)[:_SHOWN]
        problems.append(Problem(name, number, WHOLE_LINE, shown, *wrong))
        if len(problems) > limits.RAGGED_ROWS:
            why = f"more than {limits.grouped(limits.RAGGED_ROWS)} rows do not match the header ({wrong[0]})"
            raise IntakeError(name, why, _CHECK)
    header = layout.header[: layout.width]
    return raw_table(name, part, header, columns.series(), np.array(numbers, dtype=np.int64), problems)


def _wrong(cells: list[str], layout: _Layout) -> tuple[str, str] | None:
    """Why a record is no row of the table, and what would help; None where it is one. Blank cells too many
    do not matter."""
    if any("\0" in cell for cell in cells):
        return "the row holds a NUL character, which no text has", "remove it"
    wanted = len(layout.header)
    if len(cells) >= wanted and not any(cell.strip(HEADER_BLANKS) for cell in cells[wanted:]):
        return None
    repair = "put quotation marks round a cell that holds the separator, or add the missing cells"
    return f"{len(cells)} cells, but the header has {wanted}", repair


class _Lines(Iterator[str]):
    """The lines of a text from the position `at` on; `starts` has those that were given since it was
    cleared."""

    def __init__(self, name: str, text: bytes) -> None:
        self.name, self.text, self.at = name, text, 0
        self.starts: list[int] = []

    def __next__(self) -> str:
        if self.at >= len(self.text):
            raise StopIteration
        end = self.end_of_line(self.at)
        if end - self.at > limits.LINE_BYTES:
            why = f"a line has more than {limits.megabytes(limits.LINE_BYTES)}"
            raise IntakeError(self.name, why, _CHECK)
        self.starts.append(self.at)
        line = self.text[self.at : end].decode()
        self.at = end
        return line

    def end_of_line(self, start: int) -> int:
        return self.text.find(b"\n", start) + 1 or len(self.text)


def _records(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str], str]]:
    """Each record with its number, its cells, and '' or why it cannot be read: its first line is then the
    one cell, and reading goes on with the next line."""
    csv.field_size_limit(limits.CELL_CHARACTERS)
    text = lines.text
    reader, number, in_vain = csv.reader(lines, delimiter=separator), 0, 0
    while True:
        number += 1
        lines.starts.clear()
        try:
            cells = next(reader)
            whole = len(lines.starts) < 2 or _is_quoted_well(
                text[lines.starts[0] : lines.at].decode(), separator
            )
        except StopIteration:
            return
        except csv.Error:
            whole = False
        if whole:
            yield number, cells, ""
            continue
        first = lines.starts[0]
        end = lines.end_of_line(first)
        # Each such record has been read to where its cell became too long: that many times is enough.
        in_vain += lines.at - end
        if in_vain > limits.READ_IN_VAIN:
            raise IntakeError(lines.name, f"{_UNCLOSED} (first in row {number:,})", _CHECK)
        lines.at = end
        reader = csv.reader(lines, delimiter=separator)
        yield number, [text[first:end].decode()], _UNCLOSED
