"""Our own tables, dropped as CSV files or packed in a ZIP: read as they stand, whoever saved them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.model import Options
from datelines.formats.tables import datapackage, table_set
from datelines.table.folder import read_tables
from tests.imported_rows import problems_of, row, rows
from tests.random_archives import assert_same_frames

DATA = Path(__file__).parent.parent / "data"
VALID = DATA / "valid"
LOOSE = DATA / "formats" / "tables"
REPORTS = b"report_id,event_id,source_id,voice,summary\nr,e,s,own,Seen.\n"
EVENTS = b"event_id,title,date\ne,Event,2019\n"


def dropped(**files: bytes) -> list[Opened]:
    return [opened(f"{name}.csv", content) for name, content in files.items()]


def files_of(folder: Path) -> list[Opened]:
    return [opened(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]


def zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, path.relative_to(folder).as_posix())
    return content.getvalue()


def test_dropped_tables_of_ours_are_recognised_by_their_names_and_ids() -> None:
    assert "events, reports" in table_set.recognise(dropped(reports=REPORTS, events=EVENTS))
    assert table_set.recognise(dropped(reports=REPORTS)) == ""
    assert table_set.recognise(dropped(reports=REPORTS, events=b"title,date\nA,2019\n")) == ""


def test_reviewed_tables_are_read_as_they_stand() -> None:
    tables = read_tables(VALID).tables
    found = table_set.read(files_of(VALID), Options())
    assert_same_frames(found.frames, {name: table.frame for name, table in tables.items()})
    assert (found.read, found.flags, found.skipped) == (4, (), ())
    assert found.origins["reports"].path == "reports.csv"
    assert found.origins["reports"].rows.tolist() == [2, 3, 4, 5]


def test_a_zip_of_a_folder_is_read_with_its_bounds_and_passes_the_checks(tmp_path: Path) -> None:
    file = opened("tables.zip", zipped(VALID))
    found = table_set.read([file, opened("example-zone.geojson", _outline())], Options())
    assert datapackage.recognise([file])
    assert found.corpus["datelines:bounds"] == "2011-03-01/2024-12-31"
    assert problems_of(found, tmp_path) == []


def _outline() -> bytes:
    return (VALID / "shapes" / "example-zone.geojson").read_bytes()


def test_headers_in_another_case_order_and_with_further_columns_are_read() -> None:
    found = table_set.read(files_of(LOOSE), Options())
    event = row(found, "events")
    assert (event["date"], event["date_basis"], event["kind"]) == ("2019-09-03", "stated", "attack")
    assert found.origins["events"].columns["date_basis"] == "date basis"
    kept = found.kept_columns
    assert kept is not None
    assert kept.to_dict("records") == [{"report_id": "market-a", "My column": "x", "events.region": "north"}]


def test_a_date_with_two_readings_is_said_with_its_row_and_column() -> None:
    files = dropped(reports=REPORTS, events=b"event_id,title,Date\ne,Event,3/9/2019\n")
    (flag,) = table_set.read(files, Options()).flags
    assert (flag.path, flag.line, flag.column, flag.value) == ("events.csv", 2, "Date", "3/9/2019")
    read = table_set.read(files, Options(day_order="day-first"))
    assert (row(read, "events")["date"], read.flags) == ("2019-09-03", ())


def test_a_table_with_another_name_is_not_read_and_that_is_said() -> None:
    found = table_set.read(dropped(reports=REPORTS, events=EVENTS, costs=b"a,b\n1,2\n"), Options())
    (flag,) = found.flags
    assert (flag.path, flag.value) == ("costs.csv", "costs")


def test_a_row_that_cannot_be_told_apart_is_skipped_with_its_reason() -> None:
    found = table_set.read(dropped(reports=REPORTS + b"a,b\n", events=EVENTS), Options())
    (skipped,) = found.skipped
    assert (skipped.path, skipped.line) == ("reports.csv", 3)
    assert found.read == 2


def test_a_copy_that_a_browser_numbered_is_known_and_two_of_a_kind_are_refused() -> None:
    files = [opened("reports (1).csv", REPORTS), opened("events.csv", EVENTS)]
    assert len(rows(table_set.read(files, Options()), "reports")) == 1
    with pytest.raises(IntakeError, match="are both the table"):
        table_set.read([*files, opened("reports.csv", REPORTS)], Options())


def test_without_reports_there_is_nothing_to_read() -> None:
    with pytest.raises(IntakeError, match="no table `reports`"):
        table_set.read(dropped(events=EVENTS), Options())


def with_outline(folder: Path, path: str, name: str = "example-zone.geojson") -> Opened:
    """A ZIP that somebody made by hand of a folder without datapackage.json, with one outline in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for one in sorted(folder.glob("*.csv")):
            archive.write(one, one.name)
        archive.writestr(f"{path}{name}", _outline())
    return opened("tables.zip", content.getvalue())


@pytest.mark.parametrize("path", ["shapes/", "my folder/shapes/"])
def test_a_zip_made_by_hand_keeps_the_outlines_of_its_folder_shapes(path: str) -> None:
    found = table_set.read([with_outline(VALID, path)], Options())
    assert found.shapes == {"example-zone.geojson": _outline()}


@pytest.mark.parametrize(
    ("path", "name"), [("other/", "a.geojson"), ("shapes/", "..geojson"), ("shapes/", "a b.txt")]
)
def test_other_files_of_a_zip_are_no_outlines(path: str, name: str) -> None:
    assert table_set.read([with_outline(VALID, path, name)], Options()).shapes == {}


def test_an_outline_in_a_package_stands_before_its_copy_in_the_description() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for one in sorted(VALID.glob("*.csv")):
            archive.write(one, one.name)
        copies = {"example-zone.geojson": "{}", "../up.geojson": "{}"}
        archive.writestr("datapackage.json", json.dumps({"datelines:shapes": copies}))
        archive.writestr("shapes/example-zone.geojson", _outline())
    found = datapackage.read([opened("tables.zip", content.getvalue())], Options())
    assert found.shapes == {"example-zone.geojson": _outline()}
