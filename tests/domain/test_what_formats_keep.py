"""What every format that is written and read keeps: who reviewed a row, and under which licence it is."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from datelines.corpus import UNKNOWN_LICENCE
from datelines.formats import all_formats, workbook
from datelines.formats.extracted import frames_of_extract
from datelines.formats.model import CannotHold, Extract, Imported, Options
from datelines.formats.timelinejs import FORMATS as TIMELINES
from datelines.intake.opening import opened
from tests.builders import archive
from tests.extracts import OUTLINE, extract_of, held
from tests.imports import flat_import, row

BOTH = [one.name for one in all_formats().values() if one.read and one.write]


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


@pytest.mark.parametrize("name", BOTH)
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


@pytest.mark.parametrize(
    ("name", "member", "change"),
    [
        ("timelinejs", "events", lambda slide: slide["text"].update(headline="Another")),
        ("timemap", "events", lambda one: one.update(date="01/02/2020")),
        ("linked-places", "features", lambda one: one["properties"].update(title="Another")),
    ],
)
def test_an_event_that_was_changed_since_is_a_draft_and_the_others_are_not(
    name: str, member: str, change: object
) -> None:
    chosen = all_formats()[name]
    assert chosen.write is not None
    assert chosen.read is not None
    assert callable(change)
    extract = extract_of(
        archive(
            events=[{"event_id": "one"}, {"event_id": "two"}],
            reports=[{"report_id": "r1", "event_id": "one"}, {"report_id": "r2", "event_id": "two"}],
        )
    )
    value = json.loads(chosen.write(extract))
    change(
        next(
            one
            for one in value[member]
            if "one"
            in (str(one.get("unique_id", one.get("id", ""))), one.get("properties", {}).get("event_id"))
        )
    )
    frames = chosen.read([opened(f"a{chosen.suffix}", json.dumps(value).encode())], Options()).frames
    events = frames["events"].set_index("event_id")
    assert events["status"].to_dict() == {"one": "draft", "two": "reviewed"}
    assert events["reviewed_by"].to_dict() == {"one": "", "two": "maintainers"}


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
        workbook.written(noted("x" * 32_768))
    assert (raised.value.format, raised.value.where) == (workbook.TITLE, "reports, row 'r1', column note")
    assert "32,768 characters, and a cell holds 32,767" in str(raised.value)
    book = load_workbook(io.BytesIO(workbook.written(noted("x" * 32_767))))
    assert "x" * 32_767 in [cell.value for cell in book["reports"][2]]


def test_a_table_with_more_rows_than_a_tab_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 11)
    workbook.written(two_reviewed())
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    with pytest.raises(CannotHold, match="the table README: a tab has 10 rows"):
        workbook.written(two_reviewed())
