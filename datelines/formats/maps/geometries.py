"""Places as GeoJSON geometries (RFC 7946) and back: points, outlines, and several places in one geometry.

`placed_table` turns a table with geometries into a flat table with places: points become coordinates, areas
and lines become files for shapes/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from datelines.files.opened import RawTable
from datelines.formats.builder import LEAST_OF_OUTLINE, slug, text_of
from datelines.formats.flat.cells import in_one_cell, parted, parts_of_cell
from datelines.formats.flat.columns import COORDINATES, guessed_columns
from datelines.problems import Problem
from datelines.record.records import Place
from datelines.table.archive import Archive

Geometry = dict[str, Any]

_AREAS, _LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")
_DRAWN = frozenset((*_AREAS, *_LINES))
_FILE_NAME = re.compile(r"\w[\w.-]{0,100}\.geojson")
_PARTS = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}


def place_geometry(archive: Archive, place: Place) -> Geometry | None:
    """The outline of a place, or else its point; None where it has neither."""
    outline = outline_of(archive.shapes.get(place.geometry or "", b""))
    if outline is not None:
        return outline
    if place.latitude is None or place.longitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}


def joined_geometry(places: Iterable[Geometry | None]) -> Geometry | None:
    """The geometries of several places as one: a MultiPoint of points, else a collection in their order."""
    found = [one for one in places if one is not None]
    if len(found) < 2:
        return found[0] if found else None
    if all(one["type"] == "Point" for one in found):
        return {"type": "MultiPoint", "coordinates": [one["coordinates"] for one in found]}
    return {"type": "GeometryCollection", "geometries": found}


def outline_of(content: bytes) -> Geometry | None:
    """The area or line in a file of GeoJSON, several features as one; None where there is none."""
    try:
        shape: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    found = [one for one in _geometries(shape) if is_drawn(one)]
    if len(found) < 2:
        return found[0] if found else None
    for kinds, several in ((_AREAS, "MultiPolygon"), (_LINES, "MultiLineString")):
        if all(one["type"] in kinds for one in found):
            parts = [part for one in found for part in _parts_of_multi(one)]
            return {"type": several, "coordinates": [part["coordinates"] for part in parts]}
    return {"type": "GeometryCollection", "geometries": found}


def _geometries(shape: Any) -> list[Any]:
    if not isinstance(shape, dict):
        return []
    if shape.get("type") == "FeatureCollection" and isinstance(shape.get("features"), list):
        return [one for feature in shape["features"] for one in _geometries(feature)]
    return [shape.get("geometry")] if shape.get("type") == "Feature" else [shape]


def is_drawn(shape: Any) -> bool:
    """Whether a value is an area or a line with coordinates."""
    return isinstance(shape, dict) and shape.get("type") in _DRAWN and bool(shape.get("coordinates"))


def is_point(shape: Any) -> bool:
    """Whether a value is one point with coordinates."""
    if not isinstance(shape, dict) or shape.get("type") != "Point":
        return False
    position = shape.get("coordinates")
    return isinstance(position, list) and len(position) > 1


def parts_of(shape: Any) -> list[Geometry]:
    """The members of a collection, the points of a MultiPoint, or the geometry itself; none for null."""
    if not isinstance(shape, dict):
        return []
    if shape.get("type") == "GeometryCollection":
        members = shape.get("geometries")
        return [one for one in members if isinstance(one, dict)] if isinstance(members, list) else []
    return _parts_of_multi(shape) if shape.get("type") == "MultiPoint" else [shape]


def _parts_of_multi(shape: Mapping[str, Any]) -> list[Geometry]:
    single = _PARTS.get(str(shape.get("type")))
    coordinates = shape.get("coordinates")
    if single is None or not isinstance(coordinates, list):
        return [dict(shape)]
    return [{"type": single, "coordinates": one} for one in coordinates]


def parts_for(shape: Any, count: int) -> Sequence[Geometry] | None:
    """The geometries of `count` places that were joined; None where there is another number of them."""
    if count == 1 and isinstance(shape, dict):
        return [shape]
    parts = parts_of(shape)
    if len(parts) != count and len(parts) == 1:
        # KML knows no collection of areas but a MultiGeometry, which comes back as a MultiPolygon.
        parts = _parts_of_multi(parts[0])
    return parts if len(parts) == count else None


def point_cells(point: Mapping[str, Any]) -> tuple[str, str]:
    """Latitude and longitude of a point as text."""
    longitude, latitude, *_ = point["coordinates"]
    return text_of(latitude), text_of(longitude)


def is_file_name(name: str) -> bool:
    """Whether a stranger's name for a shape may become that of a file in shapes/: it has no folders."""
    return _FILE_NAME.fullmatch(name) is not None


def shape_bytes(geometries: Sequence[Mapping[str, Any]]) -> bytes:
    """One or more areas or lines as a file for shapes/."""
    features = [{"type": "Feature", "properties": {}, "geometry": dict(one)} for one in geometries]
    whole = features[0] if len(features) == 1 else {"type": "FeatureCollection", "features": features}
    return (json.dumps(whole, separators=(",", ":")) + "\n").encode("ascii")


GEOMETRY = "geometry"
_POINT = ("place.latitude", "place.longitude")
_BESIDE = (*_POINT, COORDINATES)
_OUTLINE = {f"place.{name}": cell for name, cell in LEAST_OF_OUTLINE.items()}
_NEW = (*_BESIDE, "place.geometry", *_OUTLINE)


@dataclass(eq=False)
class PlacedTable:
    """`table` has our flat columns of places instead of geometries, `shapes` the areas and lines by file.

    A geometry that could not be read stays in its column, with one of `flags`.
    """

    table: RawTable
    shapes: dict[str, bytes] = field(default_factory=dict)
    flags: list[Problem] = field(default_factory=list)


def placed_table(table: RawTable) -> PlacedTable:
    """The places of a table whose column `geometry` holds GeoJSON texts.

    Where the table has our own columns of places, they say which place each part of a geometry is; a point
    that somebody moved is read from the geometry.
    """
    if GEOMETRY not in table.frame:
        return PlacedTable(table)
    columns = [str(name) for name in table.frame.columns if name != GEOMETRY]
    guessed = guessed_columns(columns)
    named = guessed["place.name"] or "place.name"
    beside = {ours: guessed[ours] for ours in _BESIDE if guessed[ours]}
    placing = _Placing(table, named, beside)
    ours = "place.place_id" in columns
    known: dict[tuple[str, ...], dict[str, str]] = {}
    held = [name for name in columns if name.startswith("place.") or name in (named, *beside.values())]
    rows = list(zip(*(table.frame[name] for name in (GEOMETRY, *held)), strict=True))
    made = []
    for index, (text, *cells) in enumerate(rows):
        # A report's figures repeat its geometry, and an area's outline may be long.
        key = (text, *cells)
        if key not in known:
            row = dict(zip(held, cells, strict=True))
            known[key] = placing.ours(text, row, index) if ours else placing.theirs(text, row, index)
        made.append(known[key])
    frame = table.frame.drop(columns=GEOMETRY)
    added = {name: [row.get(name, "") for row in made] for name in (*_NEW, named, *held, GEOMETRY)}
    filled = {name: cells for name, cells in added.items() if any(cells) or name in held}
    frame = frame.assign(**{name: pd.Series(cells, dtype="str") for name, cells in filled.items()})
    return PlacedTable(replace(table, frame=frame), placing.shapes, placing.flags)


class _Placing:
    def __init__(self, table: RawTable, named: str, beside: Mapping[str, str]) -> None:
        self._table, self._named, self._beside = table, named, beside
        self.shapes: dict[str, bytes] = {}
        self.flags: list[Problem] = []

    def ours(self, text: str, row: Mapping[str, str], index: int) -> dict[str, str]:
        """The cells of our own columns, with the points as they stand in the geometry."""
        count = len(parts_of_cell(row["place.place_id"])) if row["place.place_id"] else 0
        names = (*_POINT, "place.geometry")
        split = {name: parted(row.get(name, ""), count) for name in names} if count else {}
        shape = self._shape(text, index)
        if shape is None or any(cells is None for cells in split.values()):
            return dict(row)
        latitudes, longitudes, files = ([*(split.get(name) or ())] for name in names)
        placed = [n for n in range(count) if files[n] or latitudes[n]]
        found = parts_for(shape, len(placed)) if placed else None
        if found is None:
            return dict(row) | ({} if placed else {"geometry": text})
        for number, one in zip(placed, found, strict=True):
            if is_file_name(files[number]) and not is_point(one):
                self.shapes.setdefault(files[number], shape_bytes(_drawn(one)))
            elif is_point(one) and not _same(point_cells(one), (latitudes[number], longitudes[number])):
                latitudes[number], longitudes[number] = point_cells(one)
        joins = zip(names, (latitudes, longitudes, files), strict=True)
        return dict(row) | {name: in_one_cell(cells) for name, cells in joins if name in row}

    def theirs(self, text: str, row: Mapping[str, str], index: int) -> dict[str, str]:
        """Cells for a geometry of a table that has no places of ours; what it has in such columns stays."""
        shape = self._shape(text, index)
        found = parts_of(shape)
        points = [one for one in found if is_point(one)]
        drawn = [one for one in found if is_drawn(one)]
        made: dict[str, str] = {}
        if shape is not None and len(points) + len(drawn) < max(len(found), 1):
            self._flag(index, text, "a geometry that is neither points, lines nor areas with coordinates")
            made[GEOMETRY] = text
        if not points:
            # What the table says beside the geometry, in columns of its own.
            made |= {ours: row[theirs] for ours, theirs in self._beside.items() if row[theirs]}
        else:
            both = zip(*(point_cells(one) for one in points), strict=True)
            made |= dict(zip(_POINT, (in_one_cell(cells) for cells in both), strict=True))
        if drawn and len(points) < 2:
            file = self._file(drawn, index)
            # The flat table names a point after its coordinates, and knows no name for an outline.
            made |= {
                "place.geometry": file,
                self._named: f"Outline {file.removesuffix('.geojson')}",
                **_OUTLINE,
            }
        elif drawn:
            self._flag(index, text, "several points and an outline: the outline is kept as text")
            made[GEOMETRY] = text
        return {**made, **{name: cell for name, cell in row.items() if cell}}

    def _file(self, drawn: Sequence[Geometry], index: int) -> str:
        content = shape_bytes(drawn)
        name = f"{slug(self._table.part, 'shape')}-{int(self._table.rows[index])}.geojson"
        self.shapes[name] = content
        return name

    def _shape(self, text: str, index: int) -> Any:
        """The geometry in a cell; None where it is blank or cannot be read, which is remarked on."""
        if not text or text == "null":
            return None
        try:
            shape: Any = json.loads(text)
        except (ValueError, RecursionError):
            self._flag(index, text, "not a geometry of GeoJSON")
            return None
        return shape

    def _flag(self, index: int, text: str, why: str) -> None:
        row = int(self._table.rows[index])
        repair = "correct the geometry, or give latitude and longitude"
        self.flags.append(Problem(self._table.name, row, GEOMETRY, text, why, repair))


def _drawn(shape: Geometry) -> list[Geometry]:
    found = [one for one in parts_of(shape) if is_drawn(one)]
    return found or [shape]


def _same(given: tuple[str, str], held: tuple[str, str]) -> bool:
    try:
        return [float(one) for one in given] == [float(one) for one in held]
    except ValueError:
        return text_of(given) == text_of(held)
