"""Reads the rows of a well-made delimited text with Arrow: 300,000 rows of 49 columns in some two seconds."""

from __future__ import annotations

import csv
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from datelines.intake import limits
from datelines.intake.files import IntakeError, RawTable
from datelines.intake.headers import BLANKS, raw_table
from datelines.intake.ragged_rows import Layout, RaggedRows, quoted_well

_BLOCK_BYTES = 4_000_000


class NotAtOnce(Exception):
    """The text has to be read row by row: Arrow cannot go on behind a quotation mark that is not closed."""


def rows_at_once(name: str, part: str, text: bytes, layout: Layout) -> RawTable:
    """The table of a text in UTF-8. Raises NotAtOnce, and IntakeError at the limits."""
    ragged = RaggedRows(name, layout)
    try:
        table = _read(name, text, layout, ragged)
    except pa.ArrowInvalid:
        raise NotAtOnce from None
    odd = np.array(ragged.numbers, dtype=np.int64)
    numbers = np.delete(np.arange(1, table.num_rows + len(odd) + 1, dtype=np.int64), odd - 1)
    longest = max((pc.max(pc.binary_length(column)).as_py() or 0 for column in table.columns), default=0)
    if longest > limits.CELL_CHARACTERS or not _told_apart(text, table, ragged):
        raise NotAtOnce
    above = int(np.searchsorted(numbers, layout.head, side="right"))
    table, numbers = table.slice(above), numbers[above:]
    if ragged.mended:
        cells = zip(*(row for _, row in ragged.mended), strict=True)
        mended = pa.table([list(column) for column in cells], names=table.column_names).cast(table.schema)
        numbers = np.concatenate([numbers, np.array([number for number, _ in ragged.mended])])
        order = np.argsort(numbers, kind="stable")
        table, numbers = pa.concat_tables([table, mended]).take(pa.array(order)), numbers[order]
    columns = [pc.utf8_trim(column, characters=BLANKS).to_pandas() for column in table.columns]
    return raw_table(name, part, layout.header, columns, numbers, ragged.problems)


def _read(name: str, text: bytes, layout: Layout, ragged: RaggedRows) -> pa.Table:
    """Every record with as many cells as the header, the header too; the others go to `ragged`."""
    names = [str(index) for index in range(len(layout.header))]
    stopped: list[Exception] = []

    def odd_row(row: pa.csv.InvalidRow) -> str:
        # What is raised here does not come through Arrow.
        try:
            if "\n" in row.text and not quoted_well(row.text, layout.separator):
                raise NotAtOnce
            cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=layout.separator), [])
            ragged.add(row.number, cells, row.text)
        except (NotAtOnce, IntakeError, csv.Error) as error:
            stopped.append(NotAtOnce() if isinstance(error, csv.Error) else error)
            return "error"
        return "skip"

    batches, count = [], 0
    try:
        reader = pa.csv.open_csv(
            pa.BufferReader(text),
            pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK_BYTES),
            pa.csv.ParseOptions(
                delimiter=layout.separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=odd_row,
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
        if not stopped:
            raise
    if stopped:
        raise stopped[0]
    return pa.Table.from_batches(batches)


def _told_apart(text: bytes, table: pa.Table, ragged: RaggedRows) -> bool:
    """Whether the rows with line breaks in their cells are rows: two stray quotation marks can make one
    row of two without any cell being missing."""
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if table.num_rows + len(ragged.numbers) == lines:
        return True
    if ragged.multiline:
        return False
    breaks = np.zeros(table.num_rows, dtype=np.int64)
    for column in table.columns:
        breaks += pc.count_substring(column, "\n").to_numpy()
    odd = np.array(ragged.numbers, dtype=np.int64) - 1
    lengths = np.insert(breaks + 1, odd - np.arange(len(odd)), 1)
    if lengths.sum() != lines:
        return False
    ends = np.append(np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n")) + 1, len(text))
    begins = np.insert(ends, 0, 0)
    last = np.cumsum(lengths)
    return all(
        quoted_well(
            text[begins[last[at] - lengths[at]] : ends[last[at] - 1]].decode(), ragged.layout.separator
        )
        for at in np.flatnonzero(lengths > 1)
    )
