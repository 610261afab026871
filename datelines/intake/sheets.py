"""Reads the cells of a workbook's sheets as text: expat goes through the XML, openpyxl says what it means.

openpyxl's own way through a sheet builds objects for each element in Python, and goes through a sheet that
does not say its size twice: 12 s for 16,000 rows of 49 columns, where this takes 3 s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date as Day
from datetime import datetime, time
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from datelines.intake import limits

_STRING, _INLINE, _PLAIN, _ROW = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "is", "t", "row"))
_DEEPEST = 100
_HEAD = 65_536
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class Book(ExcelReader):  # type: ignore[misc]
    """What the sheets of a workbook share. `sheets` has the title and the path of each, in order.

    Raises ValueError and what else openpyxl raises for a part that is not as it should be.
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
                    row[at] = value if type(value) is str else cell_text(value)
                    if cell["data_type"] == "d" and cell["style_id"] in self._months:
                        hidden.append((at, row[at]))
                        row[at] = self._months[cell["style_id"]](value)
                yield number, row, hidden

    def _shown(self, style: int) -> Callable[[Any], str] | None:
        number_format = ReadOnlyCell(_Of(self.wb), 1, 1, None, "d", style).number_format
        return shown_without_day(str(number_format))


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
        """Called by `parse_row`. A text that stands in the cell itself is not made an object of rich text."""
        inline = element.find(_INLINE) if element.get("t") == "inlineStr" else None
        if inline is None:
            return dict(super().parse_cell(element))
        element.set("t", "str")
        return dict(super().parse_cell(element)) | {"value": _plain_text(inline)}


def _plain_text(element: Element) -> str:
    if len(element) == 1 and element[0].tag == _PLAIN:
        return element[0].text or ""
    return str(Text.from_tree(element).content)


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


def shown_without_day(number_format: str) -> Callable[[Any], str] | None:
    """How a date of this format is written where the format shows its year, perhaps its month, and no day:
    `mmm-yy` as `2019-09`, `yyyy` as `2019`. None for other formats. Source: ECMA-376, 18.8.31."""
    letters = set(_NOT_SHOWN.sub("", number_format.partition(";")[0]).lower())
    if "y" not in letters or letters & set("dhsbeg"):
        return None
    return _year_and_month if "m" in letters else _year


def _year_and_month(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, Day) else cell_text(value)


def _year(value: Any) -> str:
    return f"{value:%Y}" if isinstance(value, Day) else cell_text(value)


def cell_text(value: Any) -> str:
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
