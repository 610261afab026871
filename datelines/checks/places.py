"""Rules on places: coordinates come in pairs, with a source, in their country; areas are not drawn as
points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from datelines.checks.cells import Mask, is_blank, numbers_in, rows_where, same, stripped
from datelines.checks.rules import rule
from datelines.problems import Problem
from datelines.table.folder import SHAPES_FOLDER
from datelines.table.table import Table, Tables

AREA_KINDS = frozenset({"road", "district", "governorate", "zone", "country"})
_DRAWN = frozenset({"LineString", "MultiLineString", "MultiPolygon", "Polygon"})


@rule("coordinates-paired")
def coordinates_paired(tables: Tables) -> Iterator[Problem]:
    """A place has both a latitude and a longitude, or neither."""
    table = tables.tables["places"]
    without = {column: is_blank(stripped(table, column)) for column in ("latitude", "longitude")}
    unpaired = table.fits & (without["latitude"] != without["longitude"])
    for column, missing in without.items():
        for (line,) in rows_where(table, unpaired & missing):
            why = "blank, but the other coordinate is given"
            yield table.problem(line, column, "", why, "give both or neither")


@rule("coordinates-sourced")
def coordinates_sourced(tables: Tables) -> Iterator[Problem]:
    """Coordinates name where they were taken from."""
    table = tables.tables["places"]
    unsourced = _located(table) & is_blank(stripped(table, "coordinates_source"))
    for (line,) in rows_where(table, unsourced):
        why = "blank, but coordinates are given"
        yield table.problem(line, "coordinates_source", "", why, "name the source of the coordinates")


@rule("areas-are-not-points")
def areas_are_not_points(tables: Tables) -> Iterator[Problem]:
    """A road, district, governorate, zone or country with coordinates has an outline or a radius too, so
    that it is never drawn as a point."""
    table = tables.tables["places"]
    kinds = stripped(table, "kind")
    ringed = numbers_in(stripped(table, "radius_km"), table.fits) > 0
    drawn = ringed | ~is_blank(stripped(table, "geometry"))
    for line, kind in rows_where(table, _located(table) & same(kinds, *AREA_KINDS) & ~drawn, kinds):
        why = "would be drawn as a point, though it is not one"
        yield table.problem(line, "kind", kind, why, "give `geometry` or `radius_km`")


@rule("geometry-files")
def geometry_files(tables: Tables) -> Iterator[Problem]:
    """Each file named in `geometry` is in shapes/ and is GeoJSON of areas or lines."""
    table = tables.tables["places"]
    names = stripped(table, "geometry")
    faults: dict[str, str | None] = {}
    for line, name in rows_where(table, table.fits & ~is_blank(names), names):
        if name not in faults:
            content = tables.shapes.get(name)
            missing = f"no such .geojson file in {SHAPES_FOLDER}/"
            faults[name] = missing if content is None else _geojson_fault(content)
        if why := faults[name]:
            yield table.problem(line, "geometry", name, why, "correct the name or the file")


@rule("coordinates-in-country")
def coordinates_in_country(tables: Tables) -> Iterator[Problem]:
    """A point lies in the country that its row names (datelines.places.countries has the outlines)."""
    # Without a point there is nothing to import: geopandas alone takes a second.
    if not _located(tables.tables["places"]).any():
        return
    from datelines.checks.countries import check_countries

    yield from check_countries(tables)


def _located(table: Table) -> Mask:
    return table.fits & ~is_blank(stripped(table, "latitude"))


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
    if not fine:
        return "the file has no area and no line to draw"
    from datelines.places.outlines import drawn_shape

    return (
        None if drawn_shape(content) else "the file is neither areas alone nor lines alone that can be drawn"
    )
