"""The workbook: a tab for each table that comes back as it was, and templates to fill in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from datelines.checks import read_archive
from datelines.files.opened import IntakeError
from datelines.files.opening import opened
from datelines.formats.flat import read
from datelines.formats.model import CannotHold, Imported, Options
from datelines.formats.tables import workbook
from datelines.formats.tables.frames import frames_of_extract
from datelines.formats.tables.template import (
    FLAT_HEADERS,
    blank_flat_workbook,
    blank_workbook,
    example_workbook,
)
from datelines.record.records import TABLES, Event
from datelines.record.terms import EVENT_KINDS
from datelines.share.extract import Extract
from datelines.share.formulas import neutralised, restored
from tests.builders import archive
from tests.extracts import extract_of
from tests.imported_rows import problems_of, row, rows
from tests.random_archives import STARTS, archive_of_rows, assert_same_frames

VALID = Path(__file__).parent.parent / "data" / "valid"


def read_back(extract: Extract) -> Imported:
    file = opened("extract.xlsx", workbook.write(extract))
    assert workbook.recognise([file])
    return workbook.read([file], Options())


def loaded(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_an_outline_longer_than_a_cell_is_kept_whole() -> None:
    shape = json.dumps({"type": "LineString", "coordinates": [[-1.5, 2]] * 9000, "name": "a,  b " * 3000})
    place = {"place_id": "road", "name": "Road", "kind": "road", "geometry": "road.geojson", "precision": "5"}
    data = read_archive(VALID)
    frames = {name: frame.to_dict("records") for name, frame in frames_of_extract(extract_of(data)).items()}
    frames["places"] = [{**one, **place, "place_id": one["place_id"]} for one in frames["places"]]
    extract = extract_of(archive_of_rows(frames, {"road.geojson": shape.encode()}))
    assert read_back(extract).shapes == {"road.geojson": shape.encode()}


def test_a_workbook_says_what_it_is_on_its_first_tab() -> None:
    extract = extract_of(read_archive(VALID))
    sheet = loaded(workbook.write(extract)).worksheets[0]
    said = dict(sheet.iter_rows(values_only=True))
    assert sheet.title == "README"
    assert said["What is in it"] == extract.sentence
    assert (said["Cite as"], said["Data version"]) == (extract.citation, extract.archive.version)


def test_numbers_are_numbers_dates_stay_text_and_nothing_is_a_formula() -> None:
    book = loaded(workbook.write(extract_of(read_archive(VALID))))
    places, events = book["places"], book["events"]
    kinds = {str(cell.value): cell.data_type for sheet in (places, events) for cell in sheet[2]}
    assert kinds["35.1"] == "n"
    assert kinds["2019-09-03"] == "s"
    assert events.freeze_panes == "A2"
    assert {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line} <= {"n", "s"}


@pytest.mark.parametrize("text", STARTS)
def test_a_cell_that_looks_like_a_formula_is_no_formula_and_comes_back(text: str) -> None:
    data = archive_of_rows(
        {
            "outlets": [{"outlet_id": "a", "name": text, "kind": "agency", "about": "x"}],
            "sources": [
                {"source_id": "s", "outlet_id": "a", "outlet_basis": "stated", "title": "T", "language": "en"}
            ],
            "events": [
                {"event_id": "e", "title": "E", "date": "2019", "date_basis": "stated", "kind": "attack"}
                | {"status": "draft"}
            ],
            "reports": [
                {"report_id": "r", "event_id": "e", "source_id": "s", "voice": "own", "summary": "S"}
                | {"link_status": "same", "status": "draft"}
            ],
        }
    )
    content = workbook.write(extract_of(data))
    cell = loaded(content)["outlets"]["B2"]
    assert cell.data_type == "s"
    assert not str(cell.value).startswith(("=", "+", "@"))
    assert row(workbook.read([opened("a.xlsx", content)], Options()), "outlets")["name"] == text


@given(st.text(max_size=20))
@example("\x00\x07\r\n")
@example("_x0007_")
@example("'=")
def test_any_text_is_written_for_a_cell_and_read_back(text: str) -> None:
    assert restored(unescape(workbook.escaped(text))) == text
    assert restored(neutralised(text)) == text
    assert not {char for char in workbook.escaped(text) if ord(char) < 32} - {"\t", "\n"}


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut() -> None:
    with pytest.raises(ValueError, match="32,767"):
        workbook.escaped("x" * 32_768)


def test_a_workbook_with_one_flat_tab_is_flat_and_no_set_of_tables() -> None:
    book = openpyxl.Workbook()
    for line in (("Date", "Place", "Outlet"), ("2019-09-03", "Exampleville", "Example Times")):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    file = opened("teacher.xlsx", content.getvalue())
    assert workbook.recognise([file]) == ""
    assert read.recognise([file])
    assert row(read.read([file], Options()), "places")["name"] == "Exampleville"
    with pytest.raises(IntakeError, match="no table `reports`"):
        workbook.read([file], Options())


# Templates


def test_the_example_of_the_template_is_read_and_passes_the_checks(tmp_path: Path) -> None:
    file = opened("example.xlsx", example_workbook())
    assert workbook.recognise([file])
    found = workbook.read([file], Options())
    assert (found.read, found.flags, found.skipped) == (2, (), ())
    assert problems_of(found, tmp_path) == []
    assert all("invented" in one["about"].lower() for one in rows(found, "outlets"))


def test_a_blank_template_that_is_filled_in_is_read(tmp_path: Path) -> None:
    book = loaded(blank_workbook())
    example_book = loaded(example_workbook())
    for model in TABLES:
        if not model.optional:
            assert [cell.value for cell in book[model.table][1]] == list(model.columns())
            for line in example_book[model.table].iter_rows(min_row=2, values_only=True):
                book[model.table].append(line)
    content = io.BytesIO()
    book.save(content)
    found = workbook.read([opened("filled.xlsx", content.getvalue())], Options())
    wanted = workbook.read([opened("example.xlsx", example_workbook())], Options())
    assert_same_frames(found.frames, wanted.frames)
    assert problems_of(found, tmp_path) == []


def test_a_blank_template_has_no_rows_and_explains_its_headers() -> None:
    content = blank_workbook()
    assert workbook.read([opened("blank.xlsx", content)], Options()).read == 0
    sheet = loaded(content)["events"]
    header = {cell.value: cell for cell in sheet[1]}
    assert "EDTF" in header["date"].comment.text
    assert "airstrike: " in header["kind"].comment.text
    assert sheet.freeze_panes == "B2"


def test_a_template_offers_the_terms_of_the_vocabulary_and_the_ids_of_other_tabs() -> None:
    book = loaded(blank_workbook())
    offered = {one.formula1 for one in book["reports"].data_validations.dataValidation}
    assert "=events!$A$2:$A$2000" in offered
    column = f"{get_column_letter(Event.columns().index('kind') + 1)}2:"
    choices = book["events"].data_validations.dataValidation
    (kinds,) = [one.formula1 for one in choices if str(one.sqref).startswith(column)]
    letter = kinds.split("$")[1]
    terms = [cell.value for cell in book["lists"][letter][1:] if cell.value]
    assert terms == list(EVENT_KINDS)
    assert book["lists"].sheet_state == "hidden"


def test_a_template_keeps_a_spreadsheet_from_turning_a_month_into_a_day() -> None:
    sheet = loaded(blank_workbook())["events"]
    assert sheet.column_dimensions["E"].number_format == "@"
    assert sheet["E1"].value == "date"


def test_the_simple_table_filled_in_is_read_as_flat_and_passes_the_checks(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_flat_workbook()))
    about = {"Date": "2019-09-03", "Title": "Attack on a market", "Kind": "attack", "Place": "Exampleville"}
    about |= {"Latitude": "10.5", "Longitude": "-30.25"}
    for number, cells in enumerate(
        (
            {**about, "Outlet": "Example Times", "Killed": "at least 7", "Wording": "attackers: armed men"},
            {**about, "Outlet": "Sample Agency", "Killed": "5", "Injured": "up to 20"},
            {**about, "Outlet": "Sample Agency", "Title": "People leaving", "Displaced": "thousands"},
        ),
        start=2,
    ):
        for header, cell in cells.items():
            book["table"].cell(number, list(FLAT_HEADERS).index(header) + 1, cell)
    content = io.BytesIO()
    book.save(content)
    file = opened("filled.xlsx", content.getvalue())
    assert read.recognise([file])
    found = read.read([file], Options())
    assert {flat_column: header for header, flat_column in FLAT_HEADERS.items()} == dict(found.mapping)
    assert (found.read, found.flags, found.skipped) == (3, (), ())
    assert problems_of(found, tmp_path) == []
    assert len(rows(found, "events")) == 2


def test_the_blank_simple_table_has_the_headers_alone() -> None:
    found = read.read([opened("blank.xlsx", blank_flat_workbook())], Options())
    assert (found.read, dict(found.frames)) == (0, {})


def noted(note: str) -> Extract:
    return extract_of(archive(reports=[{"report_id": "r1", "note": note}]))


def test_a_cell_too_long_is_named_and_one_that_just_fits_is_written() -> None:
    with pytest.raises(CannotHold) as raised:
        workbook.write(noted("x" * 32_768))
    assert (raised.value.format, raised.value.where) == (workbook.TITLE, "reports, row 'r1', column note")
    assert "32,768 characters, and a cell holds 32,767" in str(raised.value)
    book = loaded(workbook.write(noted("x" * 32_767)))
    assert "x" * 32_767 in [cell.value for cell in book["reports"][2]]


def test_a_table_with_more_rows_than_a_tab_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 11)
    workbook.write(noted(""))
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    with pytest.raises(CannotHold, match="the table README: a tab has 10 rows"):
        workbook.write(noted(""))
