"""Reads XLSX workbooks, a table for each sheet with rows, without believing what the file says of itself."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date as Day
from datetime import datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from datelines.intake import limits
from datelines.intake.files import IntakeError, Opened, RawTable
from datelines.intake.headers import BLANKS, header_at, table_of_rows
from datelines.intake.zips import checked_zip, pieces
from datelines.problems import Problem

_TRIPPED_OVER = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl raises for a part that is not as it should be; it names no exception of its own."""
_LAST_ROW = 1_048_576
_LOOKED_AGAIN = 10_000
_CELL = re.compile(rb"<(?:\w+:)?(?:c|si)[ />]")
_FAR_ROW = re.compile(rb'\sr="[A-Z]{0,3}(\d{7,18})')
_READ_WHOLE = ("[Content_Types]", "_rels/", "docProps/", "xl/_rels/", "xl/styles", "xl/theme/", "xl/workbook")
_FORMULA = re.compile(rb"<c((?:\s[^<>]*)?)>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')


def workbook(name: str, content: bytes) -> Opened:
    """The sheets of a workbook that have rows. Numbers and dates come as text, `33` and `2019-09-03`.

    A formula that was never worked out has no value: its cell is blank, and a problem of the table names
    it. Raises IntakeError.
    """
    with checked_zip(name, content, limits.WORKBOOK_BYTES) as parts:
        _check_parts(name, parts)
        if not openpyxl.DEFUSEDXML:
            raise ImportError("without defusedxml, openpyxl would follow entities in a workbook")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(
                    io.BytesIO(content), read_only=True, data_only=True, keep_links=False
                )
                tables = tuple(_tables(name, book, parts))
        except IntakeError:
            raise
        except _TRIPPED_OVER as error:
            why = f"the workbook cannot be read ({type(error).__name__})"
            raise IntakeError(name, why, "open it in a spreadsheet and save it again as .xlsx") from error
    if not tables:
        raise IntakeError(name, "no sheet of the workbook has a row", "choose the file that has the rows")
    sheets = ", ".join(table.part for table in tables)
    return Opened(name, "workbook", f"Excel workbook with the sheets {sheets}", len(content), tables)


def _check_parts(name: str, parts: zipfile.ZipFile) -> None:
    """Raises IntakeError where there are too many cells, which are counted in the XML (this takes a second),
    where a part that is read as a whole is too large, or where a part is not what the directory says."""
    cells = 0
    for entry in parts.infolist():
        whole = entry.filename.startswith(_READ_WHOLE)
        if whole:
            what = f"the part {entry.filename!r} of the workbook"
            limits.check_size(name, entry.file_size, limits.WORKBOOK_PART_BYTES, what)
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        for piece in pieces(name, parts, entry):
            cells += 0 if whole else sum(1 for _ in _CELL.finditer(piece))
            _check_cells(name, cells)
            if any(int(found) > _LAST_ROW for found in _FAR_ROW.findall(piece)):
                why = f"a sheet has a row beyond {limits.counted(_LAST_ROW)}, where sheets end"
                raise IntakeError(name, why, "open it in a spreadsheet and save it again as .xlsx")


def _check_cells(name: str, cells: int) -> None:
    if cells > limits.WORKBOOK_CELLS:
        why = f"the workbook has more than {limits.counted(limits.WORKBOOK_CELLS)} cells"
        raise IntakeError(name, why, "save the sheet as CSV in UTF-8, which is read faster")


def _tables(name: str, book: openpyxl.Workbook, parts: zipfile.ZipFile) -> Iterator[RawTable]:
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    if len(sheets) > limits.LAYERS:
        why = f"the workbook has {len(sheets)} sheets, and {limits.LAYERS} are the most that is read"
        raise IntakeError(name, why, "keep only the sheets that you need")
    cells = 0
    for sheet in sheets:
        title = f"{name} [{sheet.title}]"
        rows, numbers = _rows(title, sheet)
        cells += sum(map(len, rows))
        _check_cells(name, cells)
        at = header_at(rows)
        if at is None:
            continue
        header = rows[at]
        width = max(len(row) for row in rows)
        header += [""] * (width - len(header))
        remarks = tuple(_unworked(title, header, numbers[at], parts, sheet))
        yield table_of_rows(title, sheet.title, header, rows[at + 1 :], numbers[at + 1 :], (), remarks)


def _rows(title: str, sheet: Any) -> tuple[list[list[str]], list[int]]:
    """The rows with a cell, without blank ends, and their numbers. Stops at the limits."""
    # What the sheet says of its size may be wrong, and would make every row as long.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    numbers: list[int] = []
    widest = 0
    for number, values in enumerate(sheet.iter_rows(max_row=_LAST_ROW, values_only=True), start=1):
        width = len(values)
        while width and (values[width - 1] is None or values[width - 1] == ""):
            width -= 1
        if width == 0:
            continue
        widest = max(widest, width)
        limits.check_shape(title, len(rows), widest)
        rows.append([_text(value) for value in values[:width]])
        numbers.append(number)
        if number % _LOOKED_AGAIN == 0:
            _check_cells(title, sum(map(len, rows)))
    return rows, numbers


def _text(value: Any) -> str:
    """A cell as a spreadsheet shows it where nothing special is set."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet keeps and shows: 0.30000000000000004 is 0.3.
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else format(value, ".15g")
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, Day | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip(BLANKS)


def _unworked(
    title: str, header: list[str], header_row: int, parts: zipfile.ZipFile, sheet: Any
) -> Iterator[Problem]:
    """A problem for each formula without a value."""
    path = str(sheet._worksheet_path).lstrip("/")
    xml = parts.read(path)
    if b"<f" not in xml:
        return
    for match in _FORMULA.finditer(xml):
        attributes = match.group(1)
        place = _REFERENCE.search(attributes)
        # A formula whose value is the empty text is worked out.
        if place is None or (b't="str"' in attributes and b"<v" in match.group(0)):
            continue
        letters, row = place.group(1).decode(), int(place.group(2))
        index = openpyxl.utils.column_index_from_string(letters) - 1
        if row <= header_row or index >= len(header):
            continue
        column = header[index].strip(BLANKS) or f"column {index + 1}"
        why = "a formula whose value is not in the file"
        repair = "open the workbook in a spreadsheet, save it, and try again"
        yield Problem(title, row, column, f"{letters}{row}", why, repair)
