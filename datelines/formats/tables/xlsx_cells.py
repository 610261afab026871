"""Text of a workbook's cells: characters that XML cannot hold, and sheets that are no tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from datelines.files.opened import Opened, RawTable
from datelines.share.formulas import neutralised

README = "README"
LISTS = "lists"
XLSX_CELL_CHARACTERS = 32_767
"""Characters of a cell; the rest would be cut off without a word. Source: Excel specifications and limits."""

MOST_ROWS = 1_048_576
"""Rows of a tab, the header too. Source: Excel specifications and limits."""

# What XML 1.0 has no character for, carriage returns (which XML turns into line breaks), and lone surrogates.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TooLong(ValueError):
    """A text that no cell of a workbook holds, with its characters as they would be written."""

    def __init__(self, cell: str, characters: int) -> None:
        self.cell = cell
        super().__init__(f"{characters:,} characters, and a cell holds {XLSX_CELL_CHARACTERS:,}")


def escaped(cell: str) -> str:
    """The cell as a workbook holds it: no formula, illegal characters as `_x0007_`. Source: ECMA-376,
    ST_Xstring. Raises TooLong where it is too long for a cell."""
    text = _ESCAPED.sub(r"_x005F_x\1_", neutralised(cell))
    text = _ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(text) > XLSX_CELL_CHARACTERS:
        raise TooLong(cell, len(text))
    return text


def unescaped(cell: str) -> str:
    """The text that `escaped` wrote, still with the apostrophe before a formula."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)


def unescaped_tables(file: Opened) -> list[RawTable]:
    """The tables of a file, for a workbook without those of its README and lists, with plain text."""
    if file.kind != "workbook":
        return list(file.tables)
    return [_unescaped_table(table) for table in _data_sheets(file.tables)]


def _data_sheets(tables: Iterable[RawTable]) -> list[RawTable]:
    return [table for table in tables if table.part.strip().lower() not in (README.lower(), LISTS)]


def _unescaped_table(table: RawTable) -> RawTable:
    frame = table.frame
    columns = [name for name in frame if frame[name].str.contains("_x", regex=False).any()]
    if not columns:
        return table
    return replace(table, frame=frame.assign(**{str(name): frame[name].map(unescaped) for name in columns}))
