"""Places as GeoJSON geometries (RFC 7946) and back: points, outlines, and several places in one geometry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datelines.archive import Archive
from datelines.formats.claims import text_of
from datelines.records import Place

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
