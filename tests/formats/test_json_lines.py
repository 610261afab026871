"""JSON Lines: objects and features of strangers, and that what we write comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.files.parquet_files import ABOUT
from datelines.formats.maps.json_lines import read, recognise, write
from datelines.formats.model import Options
from tests.builders import archive
from tests.extracts import extract_of, flagged, problems_of, read_back


def json_lines(*objects: Any) -> Opened:
    text = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in objects)
    return opened("strangers.jsonl", text.encode())


def lines_of(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().splitlines()]


def drones(**members: Any) -> dict[str, Any]:
    return {"date": "2019-09-03", "title": "Drones reported", "source": "Example Gazette"} | members


def test_the_first_line_says_where_the_file_is_from_and_is_no_report() -> None:
    content = write(extract_of(archive()))
    first, *others = lines_of(content)
    assert first == {ABOUT: dict(extract_of(archive()).remarks)}
    assert [one["report.report_id"] for one in others] == ["report-a"]
    imported = read_back("jsonl", content)
    assert (imported.read, imported.skipped, imported.flags) == (1, (), ())
    assert imported.corpus["licenses"] == [{"title": "CC BY 4.0"}]


def test_blank_cells_are_left_out_and_a_reported_zero_is_not() -> None:
    of = archive(figures=[{"low": "0", "high": ""}, {"figure_id": "f2", "low": "30.5", "high": "31"}])
    _, zero, other = lines_of(write(extract_of(of)))
    assert zero["figure.low"] == 0
    assert "figure.high" not in zero
    assert (other["figure.low"], other["figure.high"]) == (30.5, 31)
    assert "" not in zero.values()


def test_objects_of_a_stranger_become_reports_with_what_we_have_no_column_for() -> None:
    file = json_lines(
        drones(geometry={"type": "Point", "coordinates": [37.125, 35.25]}, tags=["a", "b"]),
        drones(title="Shelling reported", geometry={"type": "Point", "coordinates": [38.5, 36]}),
    )
    assert recognise([file]) == "it is JSON Lines in UTF-8 with an object on each line"
    imported = read([file], Options())
    assert imported.frames["places"]["latitude"].tolist() == ["35.25", "36"]
    assert imported.kept_columns is not None
    assert imported.kept_columns["tags"].tolist() == ['["a", "b"]', ""]
    assert problems_of(imported) == []


def test_a_line_that_is_no_object_is_skipped_with_its_number() -> None:
    imported = read([json_lines(drones(), "[1]", "not json", drones(title="B"))], Options())
    assert (imported.read, len(imported.frames["reports"])) == (4, 2)
    assert sorted(problem.line for problem in imported.skipped) == [2, 3]


def test_features_one_on_each_line_are_read_as_features() -> None:
    point = {"type": "Point", "coordinates": [37.125, 35.25]}
    file = json_lines(
        {"type": "Feature", "properties": drones(), "geometry": point},
        {"type": "Feature", "properties": {}, "geometry": None},
        {"type": "Feature", "properties": drones(title="B"), "geometry": {"type": "Point"}},
    )
    assert recognise([file]) == "it is JSON Lines in UTF-8 with features of GeoJSON, one on each line"
    imported = read([file], Options())
    assert imported.frames["events"]["title"].tolist() == ["Drones reported", "B"]
    assert imported.frames["places"]["longitude"].tolist()[0] == "37.125"
    assert imported.read == 3
    assert [problem.line for problem in imported.skipped] == [2]
    assert 3 in flagged(imported)


@pytest.mark.parametrize("about", ["text", [1], {"Licence": 4}, "{"])
def test_a_first_line_that_we_did_not_write_does_no_harm(about: Any) -> None:
    imported = read([json_lines({ABOUT: about}, drones())], Options())
    assert len(imported.frames["reports"]) == 1
    assert "licenses" not in imported.corpus


def test_objects_without_dates_two_files_and_another_format_are_refused() -> None:
    with pytest.raises(IntakeError, match="date"):
        read([json_lines({"title": "A"})], Options())
    with pytest.raises(IntakeError, match="a second file of JSON Lines"):
        read([json_lines(drones()), json_lines(drones())], Options())
    other = opened("a.csv", b"date,title\n2019-09-03,Drones\n")
    assert recognise([other]) == ""
    with pytest.raises(IntakeError, match="no file of JSON Lines"):
        read([other], Options())
