"""Plain GeoJSON: strangers' features, and that what we write comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.maps.geojson import read, recognise, write
from datelines.formats.maps.geometries import outline_of
from datelines.formats.model import Imported, Options
from tests.builders import archive, crowded_archive
from tests.extracts import OUTLINE, extract_of, flagged, problems_of

SAMPLES = Path(__file__).parents[1] / "data" / "formats" / "geojson"


def sample() -> Opened:
    return opened("strangers.geojson", (SAMPLES / "strangers.geojson").read_bytes())


def collection(*features: Any, **members: Any) -> Opened:
    value = {"type": "FeatureCollection", "features": list(features)} | members
    return opened("a.geojson", json.dumps(value).encode())


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    whole = {"date": "2019-09-03", "title": "Drones reported", "source": "Example Gazette"} | properties
    return {"type": "Feature", "properties": whole, "geometry": geometry}


def column(imported: Imported, table: str, name: str) -> list[str]:
    return imported.frames[table][name].tolist()


def test_a_collection_a_list_and_one_feature_tell_the_format() -> None:
    assert recognise([sample()]) == "it is a GeoJSON collection of 6 features"
    assert recognise([opened("a.json", json.dumps([feature()]).encode())])
    assert recognise([opened("a.json", json.dumps(feature()).encode())])


@pytest.mark.parametrize(
    "text", ["{}", "[]", "[4]", '{"type": "FeatureCollection"}', '{"type": "Point", "coordinates": [1, 2]}']
)
def test_other_json_is_not_taken_for_features(text: str) -> None:
    file = opened("a.json", text.encode())
    assert recognise([file]) == ""
    with pytest.raises(IntakeError, match="no collection of GeoJSON features"):
        read([file], Options())


def test_two_collections_and_features_without_dates_are_refused() -> None:
    with pytest.raises(IntakeError, match="one file at a time"):
        read([sample(), sample()], Options())
    with pytest.raises(IntakeError, match="date"):
        read([collection({"type": "Feature", "properties": {"title": "a"}, "geometry": None})], Options())


def test_features_of_a_stranger_become_reports_with_points_and_outlines() -> None:
    imported = read([sample()], Options())
    assert column(imported, "events", "date") == ["2019-09-03", "2019-09", "2019-10-01", "2019-10-02"]
    places = {row["name"]: row for row in imported.frames["places"].to_dict("records")}
    assert (places["Exampleville"]["latitude"], places["Exampleville"]["longitude"]) == ("35.25", "37.125")
    assert (places["Example District"]["kind"], places["Example District"]["precision"]) == ("zone", "5")
    (name,) = imported.shapes
    assert places["Example District"]["geometry"] == name
    assert outline_of(imported.shapes[name]) == {
        "type": "Polygon",
        "coordinates": [[[37, 35], [37.5, 35], [37.5, 35.4], [37, 35]]],
    }
    assert imported.corpus["title"] == "Reports near Exampleville"
    assert problems_of(imported) == []


def test_every_feature_is_kept_flagged_or_skipped() -> None:
    imported = read([sample()], Options())
    assert imported.read == 6
    assert sorted(problem.line for problem in imported.skipped) == [5, 6]
    assert 4 in flagged(imported)
    assert all(1 <= row <= 4 for row in flagged(imported))


def test_a_geometry_that_cannot_be_read_is_kept_as_text() -> None:
    imported = read([sample()], Options())
    assert any(problem.column == "geometry" and problem.line == 4 for problem in imported.flags)
    assert imported.kept_columns is not None
    assert [cell for cell in imported.kept_columns["geometry"] if cell] == [
        '{"type": "Point", "coordinates": []}'
    ]


def test_properties_that_we_have_no_column_for_are_kept() -> None:
    kept = read([sample()], Options()).kept_columns
    assert kept is not None
    assert kept["colour"][0] == "#f00"
    assert kept["tags"][0] == '["a", "b"]'


def test_several_points_of_a_feature_are_several_places() -> None:
    shape = {"type": "MultiPoint", "coordinates": [[37, 35], [38, 36]]}
    imported = read([collection(feature(shape))], Options())
    assert sorted(column(imported, "places", "latitude")) == ["35", "36"]
    assert len(column(imported, "events", "place_ids")[0].split(";")) == 2


def test_a_point_beside_an_outline_is_where_its_label_stands() -> None:
    line = {"type": "LineString", "coordinates": [[37, 35], [38, 36]]}
    shape = {
        "type": "GeometryCollection",
        "geometries": [{"type": "Point", "coordinates": [37.5, 35.5]}, line],
    }
    imported = read([collection(feature(shape, place="A road"))], Options())
    assert column(imported, "places", "latitude") == ["35.5"]
    assert len(imported.shapes) == 1
    assert problems_of(imported) == []


def test_impossible_coordinates_are_left_to_the_checks() -> None:
    imported = read([collection(feature({"type": "Point", "coordinates": [37, 135]}))], Options())
    assert "latitude" in {problem.column for problem in problems_of(imported)}


def test_a_coordinate_system_other_than_degrees_is_remarked_on() -> None:
    metres = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    degrees = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert any(
        problem.column == "crs" for problem in read([collection(feature(), crs=metres)], Options()).flags
    )
    assert not any(
        problem.column == "crs" for problem in read([collection(feature(), crs=degrees)], Options()).flags
    )


def test_each_chosen_report_is_one_feature() -> None:
    of = crowded_archive()
    content = write(extract_of(of, frozenset(sorted(of.report_by_id)[:5])))
    assert len(json.loads(content)["features"]) == 5


def test_a_point_that_somebody_moved_is_read() -> None:
    places = [
        {"place_id": "a", "latitude": "35", "longitude": "37"},
        {"place_id": "b", "latitude": "36", "longitude": "38"},
    ]
    value = json.loads(write(extract_of(archive(places=places, events=[{"place_ids": "a;b"}]))))
    value["features"][0]["geometry"]["coordinates"][1] = [38.5, 36.5]
    imported = read([opened("a.json", json.dumps(value).encode())], Options())
    assert column(imported, "places", "latitude") == ["35", "36.5"]


def test_a_shape_is_never_named_after_a_file_elsewhere() -> None:
    places = [{"place_id": "z", "geometry": "z.geojson"}]
    content = write(extract_of(archive({"z.geojson": OUTLINE}, places=places, events=[{"place_ids": "z"}])))
    assert list(read([opened("a.json", content)], Options()).shapes) == ["z.geojson"]
    assert not read(
        [opened("a.json", content.replace(b'"z.geojson"', b'"../../z.geojson"'))], Options()
    ).shapes


@pytest.mark.parametrize("figures", ["text", [4], [{"unknown": 1}], {"a": 1}, "[not json"])
def test_a_property_named_figures_that_is_not_ours_is_kept(figures: Any) -> None:
    imported = read([collection(feature(figures=figures))], Options())
    assert "figures" not in imported.frames
    assert imported.read == 1
