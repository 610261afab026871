"""Workbooks to be filled in: our tables with drop-downs and explained headers, blank or with an example."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from datelines.formats.flat.columns import FLAT_COLUMNS
from datelines.formats.tables.table_set import LISTS, README
from datelines.formats.tables.workbook import NUMBER_COLUMNS, README_HEADER, escaped
from datelines.record.records import TABLES, Part, Population, Record
from datelines.record.terms import EVENT_KINDS, Terms
from datelines.table.folder import read_tables

EXAMPLE_FOLDER = Path(__file__).parents[3] / "data" / "example"
"""Our tables with a few rows about Exampleville, which is invented."""
LAST_ROW = 2000
"""The last row to which the drop-downs reach; rows below it are read as well."""
FLAT_SHEET = "table"
FLAT_HEADERS: Mapping[str, str] = {
    "Date": "event.date",
    "Title": "event.title",
    "Kind": "event.kind",
    "Place": "place.name",
    "Latitude": "place.latitude",
    "Longitude": "place.longitude",
    "Country": "place.country",
    "Outlet": "outlet.name",
    "Headline": "source.title",
    "Published": "source.published",
    "Link": "source.url",
    "Speaker": "speaker.name",
    "Summary": "report.summary",
    "Killed": "count.killed",
    "Injured": "count.injured",
    "Displaced": "count.displaced",
    "Wording": "report.wording",
    "Note": "report.note",
}
"""Headers of the simple table -> the flat column that each is read as."""

_TEXT = "@"
_HEADER_FILL = PatternFill("solid", fgColor="FFE7EDF2")
_REQUIRED_FILL = PatternFill("solid", fgColor="FFFFE8B3")
_HELP = (
    ("What a row is", "What a source reported, never what happened."),
    ("Dates", "YYYY-MM-DD, YYYY-MM or YYYY; 2019-09-01/2019-09-10 for a span; ~ after a date for “about”."),
    ("Blank and 0", "Blank: not reported or not known. 0: a source reported zero."),
    ("Several values", "Join them with ; in one cell."),
    (
        "Colours",
        "A column with a yellow header must be filled in. Comments explain every header.",
    ),
    ("Long tables", f"Drop-downs reach to row {LAST_ROW}; rows below it are read as well."),
)
_TABLES_HELP = (
    (
        "Order",
        "Outlets, speakers, sources and places first; then events; then reports, figures and wording.",
    ),
    ("Ids", "Lower-case letters, digits and hyphens, such as market-2019-09-03. Other tabs refer to them."),
)
_FLAT_HELP = (
    ("One row", "One source's account of one event. Rows with the same date, title and place are one event."),
    ("Numbers", "33, at least 33, over 300, 33-36, about 30, up to 12, hundreds. “Many” is kept as wording."),
    ("Outlet", "Who published it. A row without one is attributed to this table itself."),
    ("Wording", "Labels that the source uses, as subject: label; subject: label."),
)


_GROUPING = (Population, Part)
"""Optional tables that have a tab all the same: figures are compared by them."""


def blank_workbook() -> bytes:
    """A workbook with a tab for each of our tables, to be filled in and read as `workbook`."""
    return tables_workbook({})


def example_workbook() -> bytes:
    """The same with the rows of EXAMPLE_FOLDER."""
    tables = read_tables(EXAMPLE_FOLDER).tables
    return tables_workbook(
        {name: pa.table(dict(table.columns)).to_pylist() for name, table in tables.items()}
    )


def blank_flat_workbook() -> bytes:
    """A workbook with one tab, a row for each report, to be filled in and read as `flat`."""
    return _flat_workbook()


def tables_workbook(
    rows: Mapping[str, Sequence[Mapping[str, str]]], help_lines: Sequence[tuple[str, str]] = ()
) -> bytes:
    """A workbook with a tab for each of our tables that holds these rows (column -> text, by table), with
    drop-downs for closed lists and ids. `help_lines` stand first on the tab README, as label and text."""
    book = _book((*help_lines, *_HELP, *_TABLES_HELP))
    lists = _Lists(book)
    for model in (model for model in TABLES if not model.optional or model in _GROUPING):
        sheet = book.create_sheet(model.table)
        for number, (name, field) in enumerate(model.model_fields.items(), start=1):
            words, terms = field.description or "", model.terms().get(name)
            _header(sheet, number, name, words, field.is_required(), terms)
            _column(sheet, number, name in NUMBER_COLUMNS)
            source = lists.range_of(model, name)
            if source:
                _drop_down(sheet, number, source, words)
        _fill(sheet, model.columns(), rows.get(model.table, ()))
    lists.hide()
    return _saved(book)


def _flat_workbook() -> bytes:
    book = _book((*_HELP, *_FLAT_HELP))
    lists = _Lists(book)
    sheet = book.create_sheet(FLAT_SHEET, 1)
    for number, (header, flat) in enumerate(FLAT_HEADERS.items(), start=1):
        _header(sheet, number, header, FLAT_COLUMNS[flat], flat == "event.date", None)
        _column(sheet, number, flat in ("place.latitude", "place.longitude"))
        if flat == "event.kind":
            _drop_down(sheet, number, lists.range_for("event kinds", EVENT_KINDS), FLAT_COLUMNS[flat])
    _fill(sheet, list(FLAT_HEADERS), ())
    lists.hide()
    return _saved(book)


def _book(rows: Sequence[tuple[str, str]]) -> Any:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = README
    sheet.append(README_HEADER)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 110
    return book


class _Lists:
    """The hidden tab that drop-downs take their terms from."""

    def __init__(self, book: Any) -> None:
        self._sheet = book.create_sheet(LISTS)
        self._ranges: dict[str, str] = {}
        self._book = book

    def range_of(self, model: type[Record], name: str) -> str:
        """The cells that hold what a column may have: terms, or the ids of another tab."""
        terms = model.terms().get(name)
        if terms:
            return self.range_for(f"{model.table} {name}", terms)
        targets = (one.table for one in model.references() if one.column == name and not one.several)
        # Ids are in the first column of each tab. A list is of one tab: a relay may be in either of two.
        return next((f"{target}!$A$2:$A${LAST_ROW}" for target in targets if target), "")

    def range_for(self, title: str, terms: Terms) -> str:
        """The cells of a closed list."""
        if title not in self._ranges:
            number = len(self._ranges) + 1
            for row, text in enumerate((title, *terms), start=1):
                self._sheet.cell(row, number, text)
            letter = get_column_letter(number)
            self._ranges[title] = f"{LISTS}!${letter}$2:${letter}${len(terms) + 1}"
        return self._ranges[title]

    def hide(self) -> None:
        """Put the tab last, out of sight."""
        self._sheet.sheet_state = "hidden"
        self._book.move_sheet(self._sheet, len(self._book.sheetnames))


def _header(sheet: Any, number: int, name: str, words: str, required: bool, terms: Terms | None) -> None:
    cell = sheet.cell(1, number, name)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
    cell.fill = _REQUIRED_FILL if required else _HEADER_FILL
    said = [words, *(f"{term}: {meaning}" for term, meaning in (terms or {}).items())]
    comment = Comment("\n".join(said), "Datelines")
    comment.width, comment.height = 360, 60 + 18 * len(said)
    cell.comment = comment


def _column(sheet: Any, number: int, numeric: bool) -> None:
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = max(12, len(str(sheet.cell(1, number).value)) + 4)
    if not numeric:
        # As text: a spreadsheet would make a day of `2019-09`, and a date of the range `3-5`.
        dimension.number_format = _TEXT


def _drop_down(sheet: Any, number: int, source: str, words: str) -> None:
    choice = DataValidation(type="list", formula1=f"={source}", allow_blank=True, showErrorMessage=True)
    choice.error = "Choose one of the list."
    choice.prompt, choice.showInputMessage = words[:250], True
    letter = get_column_letter(number)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)


def _fill(sheet: Any, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    sheet.freeze_panes = "B2"
    for line, row in enumerate(rows, start=2):
        for number, name in enumerate(columns, start=1):
            if text := row.get(name, ""):
                cell = sheet.cell(
                    line, number, float(text) if name.lower() in NUMBER_COLUMNS else escaped(text)
                )
                if name.lower() not in NUMBER_COLUMNS:
                    cell.number_format = _TEXT


def _saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
