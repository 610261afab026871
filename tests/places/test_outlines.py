"""Outlines: where the label of an area or a road stands, and how much of the shape is sent."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from datelines.places.outlines import GRID_DEGREES, TOLERANCE_DEGREES, Outline, outlines_of
from datelines.problems import DataError
from tests.builders import Cells, archive

FEW = settings(max_examples=40)
WINDING = LineString([(36.0 + n / 50, 35.0 + math.sin(n) / 200) for n in range(100)])
U_SHAPE = Polygon(
    [(36, 35), (37, 35), (37, 36), (36.9, 36), (36.9, 35.1), (36.1, 35.1), (36.1, 36), (36, 36)]
)
ISLANDS = MultiPolygon([Point(36, 35).buffer(0.05), Point(38, 35).buffer(0.5)])


def outlines(document: Any, **cells: str) -> dict[str, Outline]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    place: Cells = {"place_id": "zone", "geometry": "zone.geojson", **cells}
    data = archive(shapes={"zone.geojson": content}, places=[{"place_id": "a"}, place])
    return dict(outlines_of(data))


def outline(drawn: BaseGeometry, **cells: str) -> Outline:
    return outlines(mapping(drawn), **cells)["zone"]


@st.composite
def stars(draw: st.DrawFn) -> Polygon:
    """Areas of any shape round a point, without a crossing."""
    far = draw(st.lists(st.floats(0.05, 1.5), min_size=3, max_size=60))
    turn = 2 * math.pi / len(far)
    return Polygon([(37 + r * math.cos(n * turn), 35 + r * math.sin(n * turn)) for n, r in enumerate(far)])


def test_a_place_without_a_shape_has_no_outline() -> None:
    assert "a" not in outlines(mapping(U_SHAPE))
    assert dict(outlines_of(archive(places=[{}]))) == {}


@pytest.mark.parametrize("area", [U_SHAPE, ISLANDS])
def test_the_label_of_an_area_stands_inside_it_even_where_its_middle_does_not(area: BaseGeometry) -> None:
    drawn = outline(area)
    assert drawn.kind == "area"
    assert area.contains(Point(drawn.longitude, drawn.latitude))


@FEW
@given(stars())
def test_the_label_of_any_area_stands_inside_it(area: Polygon) -> None:
    drawn = outline(area)
    assert area.contains(Point(drawn.longitude, drawn.latitude))


def test_the_label_of_several_areas_stands_in_the_largest() -> None:
    drawn = outline(ISLANDS)
    assert ISLANDS.geoms[1].contains(Point(drawn.longitude, drawn.latitude))


def test_the_label_of_a_road_stands_halfway_along_it() -> None:
    bent = outline(LineString([(36, 35), (37, 35), (37, 37)]))
    assert bent.kind == "line"
    assert (bent.latitude, bent.longitude) == (35.5, 37)
    winding = outline(WINDING)
    assert WINDING.distance(Point(winding.longitude, winding.latitude)) < GRID_DEGREES


def test_the_label_of_a_road_in_pieces_stands_halfway_along_all_of_it() -> None:
    pieces = [
        LineString([(38, 35), (39, 35)]),
        LineString([(36, 35), (37, 35)]),
        LineString([(37, 35), (38, 35)]),
    ]
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(piece)} for piece in pieces]
    drawn = outlines({"type": "FeatureCollection", "features": features})["zone"]
    assert (drawn.kind, drawn.latitude, drawn.longitude) == ("line", 35, 37.5)


def test_coordinates_that_a_reviewer_gave_decide_where_the_label_stands() -> None:
    drawn = outline(U_SHAPE, latitude="35.05", longitude="36.5")
    assert (drawn.latitude, drawn.longitude) == (35.05, 36.5)


@pytest.mark.parametrize(
    "wrapped", [lambda g: g, lambda g: {"type": "Feature", "properties": {}, "geometry": g}]
)
def test_a_geometry_and_a_feature_are_the_same(wrapped: Any) -> None:
    drawn = outlines(wrapped(mapping(U_SHAPE)))["zone"]
    assert shape(drawn.geometry).equals(shape(outline(U_SHAPE).geometry))


def test_the_features_of_a_collection_are_one_outline() -> None:
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(part)} for part in ISLANDS.geoms]
    drawn = outlines({"type": "FeatureCollection", "features": features})["zone"]
    assert drawn.kind == "area"
    assert shape(drawn.geometry).area == pytest.approx(ISLANDS.area, rel=0.05)


@FEW
@given(stars())
def test_what_is_sent_stays_within_the_tolerance(area: Polygon) -> None:
    sent = shape(outline(area).geometry)
    assert not sent.is_empty
    assert shapely.hausdorff_distance(sent.boundary, area.boundary) <= TOLERANCE_DEGREES + 2 * GRID_DEGREES


def test_what_is_sent_has_fewer_points_of_three_decimals() -> None:
    circle = Point(37.12345, 35.12345).buffer(1, quad_segs=2000)
    sent = shapely.get_coordinates(shape(outline(circle).geometry))
    assert len(sent) < 200
    assert (abs(sent * 1000 - (sent * 1000).round()) < 1e-6).all()


@pytest.mark.parametrize(
    "tiny", [Polygon([(37, 35), (37.0003, 35), (37, 35.0003)]), LineString([(37, 35), (37.0003, 35.0001)])]
)
def test_a_shape_smaller_than_the_tolerance_is_still_drawn(tiny: BaseGeometry) -> None:
    assert not shape(outline(tiny).geometry).is_empty


def test_an_outline_that_crosses_itself_is_drawn_as_its_parts() -> None:
    drawn = outline(Polygon([(36, 35), (37, 36), (37, 35), (36, 36)]))
    assert drawn.kind == "area"
    assert shape(drawn.geometry).is_valid


def test_what_is_sent_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(outline(ISLANDS).geometry))["type"] == "MultiPolygon"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "document",
    [
        mapping(Point(37, 35)),
        {"type": "Feature", "properties": {}, "geometry": None},
        {"type": "FeatureCollection", "features": []},
        {"type": "FeatureCollection"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": "text"},
        {"type": "GeometryCollection", "geometries": [mapping(Point(37, 35)), mapping(WINDING)]},
        [1, 2],
    ],
)
def test_a_shape_that_is_neither_area_nor_line_is_a_problem_at_its_row(document: Any) -> None:
    with pytest.raises(DataError) as raised:
        outlines(document)
    (problem,) = raised.value.problems
    assert (problem.path, problem.line, problem.column) == ("memory/places.csv", 3, "geometry")
    assert problem.value == "zone.geojson"
