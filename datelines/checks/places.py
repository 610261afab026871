"""Rules on places: coordinates that are whole, sourced and in their country; areas that look like areas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from datelines.checks.registry import rule
from datelines.problems import Problem
from datelines.reading import SHAPES_FOLDER, Tables
from datelines.records import Place

AREA_KINDS = frozenset({"road", "district", "governorate", "zone", "country"})
_DRAWN = frozenset({"LineString", "MultiLineString", "MultiPolygon", "Polygon"})


@rule("coordinates-paired")
def coordinates_paired(tables: Tables) -> Iterator[Problem]:
    """A place has both a latitude and a longitude, or neither."""
    for row, place in tables.records(Place):
        if (place.latitude is None) != (place.longitude is None):
            missing = "latitude" if place.latitude is None else "longitude"
            why = "blank, but the other coordinate is given"
            yield tables.tables["places"].problem(row.line, missing, "", why, "give both or neither")


@rule("coordinates-sourced")
def coordinates_sourced(tables: Tables) -> Iterator[Problem]:
    """Coordinates name where they were taken from."""
    for row, place in tables.records(Place):
        if place.latitude is not None and place.coordinates_source is None:
            why = "blank, but coordinates are given"
            table = tables.tables["places"]
            yield table.problem(row.line, "coordinates_source", "", why, "name the source of the coordinates")


@rule("areas-are-not-points")
def areas_are_not_points(tables: Tables) -> Iterator[Problem]:
    """A road, district, governorate, zone or country with coordinates has an outline or a radius too, so
    that it is never drawn as a point."""
    for row, place in tables.records(Place):
        drawn = place.geometry is not None or place.radius_km
        if place.kind in AREA_KINDS and place.latitude is not None and not drawn:
            why = "would be drawn as a point, though it is not one"
            repair = "give `geometry` or `radius_km`"
            yield tables.tables["places"].problem(row.line, "kind", place.kind, why, repair)


@rule("geometry-files")
def geometry_files(tables: Tables) -> Iterator[Problem]:
    """Each file named in `geometry` is in shapes/ and is GeoJSON of areas or lines."""
    for row, place in tables.records(Place):
        if place.geometry is None:
            continue
        content = tables.shapes.get(place.geometry)
        why = f"no such .geojson file in {SHAPES_FOLDER}/" if content is None else _geojson_fault(content)
        if why:
            repair = "correct the name or the file"
            yield tables.tables["places"].problem(row.line, "geometry", place.geometry, why, repair)


@rule("coordinates-in-country")
def coordinates_in_country(tables: Tables) -> Iterator[Problem]:
    """A point lies in the country that its row names (datelines.geography has the outlines)."""
    # Nothing to look up, nothing to import: geopandas alone takes a second.
    if not any(place.latitude is not None for _, place in tables.records(Place)):
        return
    from datelines.geography import check_countries

    yield from check_countries(tables)


def _geojson_fault(content: bytes) -> str | None:
    try:
        shape: Any = json.loads(content)
    except (ValueError, RecursionError):
        return "the file is not JSON"
    try:
        features = shape["features"] if shape["type"] == "FeatureCollection" else [shape]
        drawn = [feature.get("geometry") or feature for feature in features]
        fine = bool(drawn) and all(one["type"] in _DRAWN and one["coordinates"] for one in drawn)
    except (TypeError, KeyError, AttributeError):
        return "the file is JSON, but not GeoJSON"
    return None if fine else "the file has no area and no line to draw"
