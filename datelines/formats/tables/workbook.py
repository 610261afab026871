"""A workbook (XLSX) with a tab for each of our tables, written and read back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.formats.model import CannotHold, Format, Imported, Options
from datelines.formats.tables.datapackage import shape_files
from datelines.formats.tables.frames import frames_of_extract
from datelines.formats.tables.table_set import (
    MAPPING_MEMBER,
    README,
    SHAPES_MEMBER,
    data_tables,
    imported_tables,
    why_ours,
)
from datelines.record.package import BOUNDS_MEMBER, REVIEWERS_MEMBER, members_of_remarks
from datelines.record.records import RECORDS, TABLES
from datelines.share.extract import Extract
from datelines.share.formulas import neutralised, restored

TITLE = "Workbook with a tab for each table (XLSX)"
SHAPES = "shapes"
NUMBER_COLUMNS = frozenset[str]().union(*(model.numbers() for model in TABLES))
"""Columns whose cells are written as numbers, so that a spreadsheet can sort them."""
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
README_HEADER = ("About this file", "Text")

_MEMBERS = {"Bounds of the dates": BOUNDS_MEMBER, "Reviewers": REVIEWERS_MEMBER, "Title": "title"}
_COLUMN = "Column "
_TEXT_FORMAT = "@"
# Source of both: Excel specifications and limits. What is too long would be cut off without a word.
_CELL_CHARACTERS, MOST_ROWS = 32_767, 1_048_576
# What XML 1.0 has no character for, carriage returns (which XML turns into line breaks), and lone surrogates.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _TooLong(ValueError):
    """A text that no cell of a workbook holds, with its characters as they would be written."""

    def __init__(self, cell: str, characters: int) -> None:
        self.cell = cell
        super().__init__(f"{characters:,} characters, and a cell holds {_CELL_CHARACTERS:,}")


def write(extract: Extract) -> bytes:
    """The tables of the extract as a workbook, with a README tab and one for the outlines of areas.

    Raises CannotHold where a cell is longer, or a table has more rows, than a workbook holds.
    """
    book = Workbook(write_only=True)
    try:
        _write_sheets(book, extract)
    finally:
        # A sheet that is left open while it is written is complained about later.
        for sheet in book.worksheets:
            sheet.close()
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write_sheets(book: Any, extract: Extract) -> None:
    _write_sheet(book, README, README_HEADER, _readme_rows(extract), widths=(24, 100))
    frames = frames_of_extract(extract)
    for name, frame in frames.items():
        if len(frame) or not RECORDS[name].optional:
            columns = [str(column) for column in frame.columns]
            _write_sheet(book, name, columns, zip(*(frame[name].tolist() for name in frame), strict=True))
    shapes = shape_files(extract, frames)
    if shapes:
        _write_sheet(book, SHAPES, ("name", "part", "geojson"), _shape_rows(shapes), widths=(32, 6, 80))


def _readme_rows(extract: Extract) -> list[tuple[str, str]]:
    corpus = extract.archive.corpus
    rows = [*extract.remarks, ("Bounds of the dates", corpus.bounds)]
    rows += [("Reviewers", ";".join(extract.reviewers))] if extract.reviewers else []
    rows += [("Title", corpus.title)] if corpus.title else []
    return rows + [(f"{_COLUMN}{ours}", theirs) for ours, theirs in extract.mapping.items()]


def _shape_rows(shapes: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """An outline in as many rows as it needs."""
    rows = []
    for name, content in shapes.items():
        for part, text in enumerate(_pieces(content.decode("utf-8", "replace").strip()), start=1):
            rows.append((name, str(part), text))
    return rows


def _pieces(text: str) -> list[str]:
    """The text in pieces that fit a cell. None begins or ends with a blank, which a reader takes off."""
    pieces = []
    while text:
        # Escaping may lengthen a cell: half of what fits is safe.
        end = _CELL_CHARACTERS // 2
        while end < len(text) and text[end - 1 : end + 1].strip() != text[end - 1 : end + 1]:
            end -= 1
        pieces.append(text[:end])
        text = text[end:]
    return pieces


def _write_sheet(
    book: Any,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int] = (),
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = widths[number - 1] if widths else max(12, min(len(name) + 4, 40))
        if name not in NUMBER_COLUMNS:
            dimension.number_format = _TEXT_FORMAT
    header = [WriteOnlyCell(sheet, value=name) for name in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    numeric = [name in NUMBER_COLUMNS for name in columns]
    for line, row in enumerate(rows, start=2):
        if line > MOST_ROWS:
            raise CannotHold(TITLE, f"the table {title}", f"a tab has {MOST_ROWS:,} rows at the most")
        cells = list(zip(columns, row, numeric, strict=True))
        try:
            sheet.append([_value(cell, number) for _, cell, number in cells])
        except _TooLong as error:
            column = next(name for name, cell, _ in cells if cell == error.cell)
            raise CannotHold(TITLE, f"{title}, row {row[0]!r}, column {column}", str(error)) from None


def escaped(cell: str) -> str:
    """The cell as a workbook holds it: no formula, illegal characters as `_x0007_`. Source: ECMA-376,
    ST_Xstring. Raises ValueError where it is too long for a cell."""
    text = _ESCAPED.sub(r"_x005F_x\1_", neutralised(cell))
    text = _ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(text) > _CELL_CHARACTERS:
        raise _TooLong(cell, len(text))
    return text


def _value(cell: str, number: bool) -> str | float | None:
    """A cell as it is written: a number only where the very same text comes back."""
    if not cell:
        return None
    if number:
        try:
            value = float(cell)
        except ValueError:
            return escaped(cell)
        if format(value, ".15g") == cell != "-0":
            return int(value) if value.is_integer() else value
    return escaped(cell)


def recognise(files: Sequence[Opened]) -> str:
    """Why the file is a workbook of our tables."""
    if len(files) != 1 or files[0].kind != "workbook":
        return ""
    return why_ours(data_tables(files[0])).replace("the tables", "the tabs", 1)


def read(files: Sequence[Opened], options: Options) -> Imported:
    """The rows of the tabs that are named like our tables. Raises IntakeError where there is no such tab."""
    if len(files) != 1 or files[0].kind != "workbook":
        name = files[0].name if files else "the file"
        raise IntakeError(name, "not one workbook", "choose one .xlsx file")
    tables = data_tables(files[0])
    data = [table for table in tables if table.part != SHAPES]
    members = {**readme_members(files[0]), SHAPES_MEMBER: _shapes(tables)}
    return imported_tables("workbook", data, options, members, {})


def readme_members(file: Opened) -> dict[str, Any]:
    """What the README tab says for reading: bounds, reviewers, title, and the mapping of columns."""
    sheet = next((table for table in file.tables if table.part == README), None)
    if sheet is None or sheet.frame.shape[1] < len(README_HEADER):
        return {}
    rows = [(label, restored(text)) for label, text in _pairs(sheet.frame)]
    members: dict[str, Any] = {_MEMBERS[label]: text for label, text in rows if label in _MEMBERS}
    members |= members_of_remarks(dict(rows))
    if REVIEWERS_MEMBER in members:
        members[REVIEWERS_MEMBER] = [one for one in members[REVIEWERS_MEMBER].split(";") if one]
    mapping = {label.removeprefix(_COLUMN): text for label, text in rows if label.startswith(_COLUMN)}
    return {**members, MAPPING_MEMBER: mapping} if mapping else members


def _pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame.iloc[:, 0].tolist(), frame.iloc[:, 1].tolist(), strict=True))


def _shapes(tables: Sequence[RawTable]) -> dict[str, str]:
    sheet = next((table for table in tables if table.part == SHAPES), None)
    if sheet is None or not {"name", "geojson"} <= set(sheet.frame.columns):
        return {}
    texts: dict[str, str] = {}
    for name, text in zip(sheet.frame["name"], sheet.frame["geojson"], strict=True):
        texts[name] = texts.get(name, "") + restored(text)
    return texts


FORMATS = (
    Format(
        name="workbook",
        title=TITLE,
        rank=11,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".xlsx",
        mime=MIME,
    ),
)
