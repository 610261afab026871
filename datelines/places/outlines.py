"""What is drawn for a place that is not a point: its outline or line, and the point of its label."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pyarrow.compute as pc
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from datelines.problems import DataError
from datelines.table.archive import Archive
from datelines.table.text import as_numpy

TOLERANCE_DEGREES = 0.01
"""How far an outline sent to the browser is simplified: less than two pixels at the first zoom."""

GRID_DEGREES = 0.001
"""The grid to which coordinates are rounded before they are sent."""

_DRAWN: Mapping[str, Literal["area", "line"]] = MappingProxyType(
    {"Polygon": "area", "MultiPolygon": "area", "LineString": "line", "MultiLineString": "line"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """`geometry` is GeoJSON in WGS84 degrees; (`latitude`, `longitude`) is a point inside the area, or
    halfway along the line, where the number of events is written."""

    kind: Literal["area", "line"]
    geometry: Mapping[str, Any]
    latitude: float
    longitude: float


def outlines_of(archive: Archive) -> Mapping[str, Outline]:
    """The outline of each place that has a shape, by place id.

    Raises DataError where a shape is neither an area nor a line.
    """
    found, problems = {}, []
    table = archive.tables.tables["places"]
    shaped = as_numpy(pc.not_equal(archive.cells("places", "geometry"), ""))
    for position in np.flatnonzero(shaped).tolist():
        place, line = archive.places[position], archive.lines["places"][position]
        name = place.geometry or ""
        drawn = drawn_shape(archive.shapes[name])
        if drawn is None:
            why = "the shape is neither an area nor a line"
            repair = "give polygons alone, or lines alone"
            problems.append(table.problem(line, "geometry", name, why, repair))
        elif place.latitude is not None and place.longitude is not None:
            found[place.place_id] = _outline(drawn, place.latitude, place.longitude)
        else:
            found[place.place_id] = _outline(drawn, *_label_point(drawn))
    if problems:
        raise DataError(problems)
    return MappingProxyType(found)


def drawn_shape(content: bytes) -> BaseGeometry | None:
    """All geometries of a GeoJSON file as one area or one line; None where they are neither, or have no area or no
    length (a line of one point, a ring on one line)."""
    try:
        shapes = list(_shapes_in(json.loads(content)))
        kinds = {_DRAWN[shape.geom_type] for shape in shapes if not shape.is_empty}
        if len(kinds) != 1:
            return None
        # A ring that crosses itself would stop the simplification; what is left of it may be a line.
        parts = shapely.get_parts(shapely.get_parts([shapely.make_valid(shape) for shape in shapes]))
        kind = kinds.pop()
        drawn = shapely.union_all([part for part in parts if _DRAWN.get(part.geom_type) == kind])
    except (
        AttributeError,
        KeyError,
        TypeError,
        RuntimeError,
        ValueError,
        RecursionError,
        shapely.errors.ShapelyError,
    ):
        return None
    if drawn.geom_type == "MultiLineString":
        drawn = shapely.line_merge(drawn)  # so that halfway along a road is halfway along all of it
    sized = drawn.length > 0 if kind == "line" else drawn.area > 0
    return drawn if drawn.geom_type in _DRAWN and sized else None


def _shapes_in(value: Any) -> Iterator[BaseGeometry]:
    """The geometries of a GeoJSON value."""
    if value["type"] == "FeatureCollection":
        for feature in value["features"]:
            yield from _shapes_in(feature)
    elif value["type"] == "Feature":
        if value["geometry"] is not None:
            yield shapely.force_2d(shapely.from_geojson(json.dumps(value["geometry"])))
    else:
        yield shapely.force_2d(shapely.from_geojson(json.dumps(value)))


def _label_point(drawn: BaseGeometry) -> tuple[float, float]:
    """Latitude and longitude of the label: the pole of inaccessibility of an area (Garcia-Castellanos
    and Lombardo 2007, as shapely's maximum_inscribed_circle), the middle of a line."""
    if drawn.geom_type.endswith("LineString"):
        point = drawn.interpolate(0.5, normalized=True)
    else:
        largest = max(getattr(drawn, "geoms", [drawn]), key=lambda part: part.area)
        point = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.02), 0)
    return round(point.y, 4), round(point.x, 4)


def _outline(drawn: BaseGeometry, latitude: float, longitude: float) -> Outline:
    simple = shapely.set_precision(drawn.simplify(TOLERANCE_DEGREES), GRID_DEGREES)
    if simple.is_empty:  # smaller than the grid
        simple = drawn
    kind: Literal["area", "line"] = "line" if drawn.geom_type.endswith("LineString") else "area"
    return Outline(kind, mapping(simple), latitude, longitude)
