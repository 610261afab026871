"""Reads XLSX workbooks, a table for each sheet with rows, without believing what the file says of itself.

Expat goes through the XML and openpyxl says what a cell means. openpyxl's own way through a sheet builds
objects for each element in Python, and goes through a sheet that does not say its size twice: 12 s for 16,000
rows of 49 columns, where this takes 3 s.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date as Day
from datetime import datetime, time
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.parsers import expat

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from datelines.files import limits
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.tables import HEADER_BLANKS, column_names, header_at, table_of_rows
from datelines.files.zips import checked_zip, chunks
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
_STRING, _INLINE, _PLAIN, _ROW = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "is", "t", "row"))
_DEEPEST = 100
_HEAD = 65_536
# Not half a pair of surrogates, which no text holds.
_ESCAPED = re.compile("_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


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
                tables = tuple(_tables(name, _Book(io.BytesIO(content)), parts))
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
        for piece in chunks(name, parts, entry):
            cells += 0 if whole else sum(1 for _ in _CELL.finditer(piece))
            _check_cells(name, cells)
            if any(int(found) > _LAST_ROW for found in _FAR_ROW.findall(piece)):
                why = f"a sheet has a row beyond {limits.grouped(_LAST_ROW)}, where sheets end"
                raise IntakeError(name, why, "open it in a spreadsheet and save it again as .xlsx")


def _check_cells(name: str, cells: int) -> None:
    if cells > limits.WORKBOOK_CELLS:
        why = f"the workbook has more than {limits.grouped(limits.WORKBOOK_CELLS)} cells"
        raise IntakeError(name, why, "save the sheet as CSV in UTF-8, which is read faster")


def _tables(name: str, book: _Book, parts: zipfile.ZipFile) -> Iterator[RawTable]:
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


def _rows(
    title: str, book: _Book, path: str
) -> tuple[list[list[str]], list[int], list[tuple[int, int, str]]]:
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
        column = header[index].strip(HEADER_BLANKS) or f"column {index + 1}"
        why = "a formula whose value is not in the file"
        repair = "open the workbook in a spreadsheet, save it, and try again"
        yield Problem(title, row, column, f"{letters}{row}", why, repair)


class _Book(ExcelReader):  # type: ignore[misc]
    """What the sheets of a workbook share. `sheets` has the title and the path of each, in order.

    Raises _TRIPPED_OVER for a part that is not as it should be.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.sheets: list[tuple[str, str]] = []
        self.read()
        self._months = {style: shown for style in self.wb._date_formats if (shown := self._shown(style))}

    def read_strings(self) -> None:
        """Called by `read`: the texts that cells name by their number."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                strings = (one for one in _elements(source, 2) if one.tag == _STRING)
                self.shared_strings = [_plain_text(one) for one in strings]

    def read_worksheets(self) -> None:
        """Called by `read`: only where the sheets are, and no diagrams."""
        found = [(sheet.name, rel) for sheet, rel in self.parser.find_sheets()]
        self.sheets = [
            (name, rel.target)
            for name, rel in found
            if rel.target in self.valid_files and "chartsheet" not in rel.Type
        ]

    def rows(self, path: str) -> Iterator[tuple[int, list[str], list[tuple[int, str]]]]:
        """The rows of a sheet: the number, the cells without blank ends, and the dates (position, full date)
        whose day the spreadsheet does not show: they are cells like `2019-09`."""
        with self.archive.open(path) as source:
            parser = _Cells(
                source,
                self.shared_strings,
                data_only=True,
                epoch=self.wb.epoch,
                date_formats=self.wb._date_formats,
                timedelta_formats=self.wb._timedelta_formats,
            )
            for number, cells in parser.rows():
                filled = [cell for cell in cells if cell["value"] is not None and cell["value"] != ""]
                row = [""] * max((cell["column"] for cell in filled), default=0)
                hidden = []
                for cell in filled:
                    at, value = cell["column"] - 1, cell["value"]
                    row[at] = value if type(value) is str else _cell_text(value)
                    if cell["data_type"] == "d" and cell["style_id"] in self._months:
                        hidden.append((at, row[at]))
                        row[at] = self._months[cell["style_id"]](value)
                yield number, row, hidden

    def _shown(self, style: int) -> Callable[[Any], str] | None:
        number_format = ReadOnlyCell(_Of(self.wb), 1, 1, None, "d", style).number_format
        return _shown_without_day(str(number_format))


class _Of:
    """Stands for the sheet of a cell whose format is asked for."""

    def __init__(self, parent: Any) -> None:
        self.parent = parent


class _Cells(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's reading of cells, with the XML gone through by expat."""

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """The number of each row and what openpyxl reads in its cells."""
        for element in _elements(self.source, 3):
            if element.tag == _ROW:
                yield self.parse_row(element)
                self.row_dimensions.clear()

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Called by `parse_row`. A text in the cell itself is not made an object of rich text."""
        inline = element.find(_INLINE) if element.get("t") == "inlineStr" else None
        if inline is None:
            return dict(super().parse_cell(element))
        element.set("t", "str")
        return dict(super().parse_cell(element)) | {"value": _plain_text(inline)}


def _plain_text(element: Element) -> str:
    """The text of a string; a character that XML cannot hold is in it as `_x0007_` (ECMA-376, ST_Xstring)."""
    plain = len(element) == 1 and element[0].tag == _PLAIN
    text = (element[0].text or "") if plain else str(Text.from_tree(element).content)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _elements(source: IO[bytes], depth: int) -> Iterator[Element]:
    """The elements at a depth, the root being 1. What was read is let go of. Raises ValueError for XML with a
    DOCTYPE (whose entities could grow without end) and for elements that hold too many others."""
    _check_head(source)
    path: list[Element] = []
    within = 0
    for event, element in iterparse(source, ("start", "end")):
        if event == "start":
            path.append(element)
            within += 1
            if within > limits.ROW_ELEMENTS or len(path) > _DEEPEST:
                raise ValueError("too many elements in one, or nested too deeply")
            continue
        path.pop()
        if len(path) < depth:
            if len(path) == depth - 1:
                yield element
            within = 0
            if path:
                path[-1].clear()


def _check_head(source: IO[bytes]) -> None:
    """Raises ValueError where XML has a DOCTYPE, which stands before the first element in any encoding."""

    def refuse(*_: Any) -> None:
        raise ValueError("a DOCTYPE, which workbooks have no use for")

    begun: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _: begun.append(name)
    while not begun and (piece := source.read(_HEAD)):
        try:
            parser.Parse(piece)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from None
    source.seek(0)


def _shown_without_day(number_format: str) -> Callable[[Any], str] | None:
    """How a date of this format is written where the format shows its year, perhaps its month, and no day:
    `mmm-yy` as `2019-09`, `yyyy` as `2019`. None for other formats. Source: ECMA-376, 18.8.31."""
    letters = set(_NOT_SHOWN.sub("", number_format.partition(";")[0]).lower())
    if "y" not in letters or letters & set("dhsbeg"):
        return None
    return _year_and_month if "m" in letters else _year


def _year_and_month(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, Day) else _cell_text(value)


def _year(value: Any) -> str:
    return f"{value:%Y}" if isinstance(value, Day) else _cell_text(value)


def _cell_text(value: Any) -> str:
    """The value of a cell as a spreadsheet shows it where nothing special is set."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet keeps and shows: 0.30000000000000004 is 0.3.
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else format(value, ".15g")
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, Day | time):
        return value.isoformat()
    return str(value)
