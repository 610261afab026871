"""Reads XLSX workbooks, a table for each sheet with rows, without believing what the file says of itself."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from datelines.intake import limits
from datelines.intake.files import IntakeError, Opened, RawTable
from datelines.intake.headers import BLANKS, column_names, header_at, table_of_rows
from datelines.intake.sheets import Book
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
                tables = tuple(_tables(name, Book(io.BytesIO(content)), parts))
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


def _tables(name: str, book: Book, parts: zipfile.ZipFile) -> Iterator[RawTable]:
    if len(book.sheets) > limits.LAYERS:
        why = f"the workbook has {len(book.sheets)} sheets, and {limits.LAYERS} are the most that is read"
        raise IntakeError(name, why, "keep only the sheets that you need")
    cells = 0
    for sheet, path in book.sheets:
        title = f"{name} [{sheet}]"
        rows, numbers, hidden = _rows(title, book, path)
        cells += sum(map(len, rows))
        _check_cells(name, cells)
        at = header_at(rows)
        if at is None:
            continue
        header = rows[at]
        width = max(len(row) for row in rows)
        header += [""] * (width - len(header))
        remarks = [
            *_unworked(title, header, numbers[at], parts, path),
            *_days(title, header, numbers[at], hidden),
        ]
        yield table_of_rows(title, sheet, header, rows[at + 1 :], numbers[at + 1 :], (), remarks)


def _rows(title: str, book: Book, path: str) -> tuple[list[list[str]], list[int], list[tuple[int, int, str]]]:
    """The rows with a cell, their numbers, and row, position and full date of the cells whose day a
    spreadsheet does not show. Stops at the limits."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    hidden: list[tuple[int, int, str]] = []
    widest = 0
    for number, row, days in book.rows(path):
        if not row:
            continue
        widest = max(widest, len(row))
        limits.check_shape(title, len(rows), widest)
        rows.append(row)
        numbers.append(number)
        hidden += [(number, at, day) for at, day in days]
        if len(rows) % _LOOKED_AGAIN == 0:
            _check_cells(title, sum(map(len, rows)))
    return rows, numbers, hidden


def _days(
    title: str, header: list[str], header_row: int, hidden: list[tuple[int, int, str]]
) -> Iterator[Problem]:
    """A remark for each date below the header whose day is not shown."""
    names = column_names(header)
    for number, at, day in hidden:
        why = "a day in the file, of which the spreadsheet shows the month or year alone: read as it is shown"
        repair = "write the whole day, or format the column as text"
        if number > header_row:
            yield Problem(title, number, names[at], day, why, repair)


def _unworked(
    title: str, header: list[str], header_row: int, parts: zipfile.ZipFile, path: str
) -> Iterator[Problem]:
    """A problem for each formula without a value."""
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
