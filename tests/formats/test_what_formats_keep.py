"""What every format that is written and read keeps: who reviewed a row, and under which licence it is."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from datelines.files.opening import opened
from datelines.formats import all_formats
from datelines.formats.model import KEEP_ALL, CannotHold, Imported, Options
from datelines.formats.tables import workbook
from datelines.formats.tables.frames import frames_of_extract
from datelines.formats.timelines.timelinejs import FORMATS as TIMELINES
from datelines.record.package import UNKNOWN_LICENCE
from datelines.share.extract import Extract
from tests.builders import archive
from tests.extracts import OUTLINE, extract_of, held
from tests.imported_rows import flat_import, row

BOTH = [one.name for one in all_formats().values() if one.read and one.write]
OF_OTHERS = ("timelinejs", "timemap", "linked-places")
"""Formats that hold what their programs show, and not our tables."""
WHOLE = [name for name in BOTH if name not in OF_OTHERS]


def two_reviewed() -> Extract:
    """A reviewed event and a draft, of which another reviewer has signed the report."""
    place = {"place_id": "zone", "kind": "zone", "geometry": "zone.geojson", "precision": "5"}
    draft = {"status": "draft", "reviewed_on": "", "reviewed_by": ""}
    return extract_of(
        archive(
            {"zone.geojson": OUTLINE},
            places=[place],
            events=[{"event_id": "one", "place_ids": "zone"}, {"event_id": "two", **draft}],
            reports=[
                {"report_id": "r1", "event_id": "one"},
                {"report_id": "r2", "event_id": "two", "reviewed_by": "students"},
            ],
        )
    )


def read_back(name: str, extract: Extract) -> Imported:
    chosen = all_formats()[name]
    assert chosen.write is not None
    assert chosen.read is not None
    return chosen.read([opened(f"a{chosen.suffix}", chosen.write(extract))], Options())


@pytest.mark.parametrize("name", WHOLE)
def test_a_row_that_we_wrote_keeps_its_review_and_the_corpus_names_the_reviewers(name: str) -> None:
    extract = two_reviewed()
    imported = read_back(name, extract)
    assert held(imported.frames, ()) == held(frames_of_extract(extract), ())
    reviewers = imported.corpus["datelines:reviewers"]
    assert isinstance(reviewers, list)
    assert {"maintainers", "students"} >= set(reviewers) >= {"maintainers"}


@pytest.mark.parametrize("name", BOTH)
def test_the_licence_of_an_extract_comes_back_and_an_unknown_one_is_no_licence(name: str) -> None:
    extract = replace(two_reviewed(), licence="CC BY 4.0 <b>& more</b>; https://example.org/l?a=1")
    (licence,) = read_back(name, extract).corpus["licenses"]  # type: ignore[misc]
    assert licence["title"] == extract.licence
    assert "licenses" not in read_back(name, replace(extract, licence=UNKNOWN_LICENCE)).corpus


def test_the_sheet_of_a_timeline_keeps_the_licence_of_its_title_slide() -> None:
    sheet = next(one for one in TIMELINES if one.name == "timelinejs-csv")
    assert sheet.write is not None
    reader = all_formats()["timelinejs"].read
    assert reader is not None
    content = sheet.write(two_reviewed())
    found = reader([opened("a.csv", content)], Options())
    assert found.corpus["licenses"] == [{"title": "CC BY 4.0"}]
    untitled = b"".join(line for line in content.splitlines(True) if b"Licence" not in line)
    assert "licenses" not in reader([opened("a.csv", untitled)], Options()).corpus


@pytest.mark.parametrize("name", OF_OTHERS)
def test_a_format_of_others_says_what_it_loses_and_what_keeps_everything(name: str) -> None:
    assert all_formats()[name].loses.endswith(KEEP_ALL)
    assert {"workbook", "datapackage", "flat"} <= set(WHOLE)


@pytest.mark.parametrize("name", WHOLE)
def test_a_format_that_returns_everything_does_not_send_the_reader_elsewhere(name: str) -> None:
    assert KEEP_ALL not in all_formats()[name].loses


@pytest.mark.parametrize("name", OF_OTHERS)
def test_what_comes_back_from_a_format_of_others_is_a_draft(name: str) -> None:
    events = read_back(name, two_reviewed()).frames["events"]
    assert events["status"].tolist() == ["draft", "draft"]
    assert set(events["reviewed_by"]) == {""}


@pytest.mark.parametrize("name", OF_OTHERS)
def test_a_file_that_still_has_our_tables_in_it_opens_as_one_without_them(name: str) -> None:
    """Files were once written with a member `datelines`."""
    chosen, extract = all_formats()[name], two_reviewed()
    assert chosen.write is not None
    assert chosen.read is not None
    value = json.loads(chosen.write(extract))
    tables = {table: frame.to_dict("records") for table, frame in frames_of_extract(extract).items()}
    about = "The tables of Datelines that this file was made of, so that it can be read back without a loss."
    value["datelines"] = {"about": about, "version": "1", "tables": tables, "shapes": {"../a.geojson": "{}"}}
    file = opened(f"a{chosen.suffix}", json.dumps(value).encode())
    assert chosen.recognise is not None
    assert chosen.recognise([file])
    found, plain = chosen.read([file], Options()), read_back(name, extract)
    assert held(found.frames, ()) == held(plain.frames, ())
    assert (dict(found.shapes), found.flags) == (dict(plain.shapes), plain.flags)


def test_a_column_of_a_stranger_is_no_review_but_ours_is() -> None:
    text = "date,title,place,{}\n2019-09-03,Event,Exampleville,reviewed\n"
    stranger = flat_import(text.format("Event status"))
    assert row(stranger, "events")["status"] == "draft"
    assert stranger.kept_columns is not None
    assert stranger.kept_columns["Event status"].tolist() == ["reviewed"]
    assert row(flat_import(text.format("event.status")), "events")["status"] == "reviewed"


def noted(note: str) -> Extract:
    return extract_of(archive(reports=[{"report_id": "r1", "note": note}]))


def test_a_cell_too_long_for_a_workbook_is_named_and_one_that_just_fits_is_written() -> None:
    with pytest.raises(CannotHold) as raised:
        workbook.write(noted("x" * 32_768))
    assert (raised.value.format, raised.value.where) == (workbook.TITLE, "reports, row 'r1', column note")
    assert "32,768 characters, and a cell holds 32,767" in str(raised.value)
    book = load_workbook(io.BytesIO(workbook.write(noted("x" * 32_767))))
    assert "x" * 32_767 in [cell.value for cell in book["reports"][2]]


def test_a_table_with_more_rows_than_a_tab_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 11)
    workbook.write(two_reviewed())
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    with pytest.raises(CannotHold, match="the table README: a tab has 10 rows"):
        workbook.write(two_reviewed())
