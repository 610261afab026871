"""Reads the placemarks of a KML (OGC 12-007r2) as a table, dates as they are written.

GDAL would read them too, but makes 1 September of `2019-09`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from datelines.files import limits
from datelines.files.opened import IntakeError, Opened, labelled
from datelines.files.tables import table_of_rows
from datelines.problems import Problem

KML_COLUMNS = ("name", "description", "when", "begin", "end", "address", "folder", "geometry")
"""The columns that every table of a KML has; those of its ExtendedData follow."""

_MULTIPLE = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}
_DEEPEST = 100


def kml(name: str, content: bytes) -> Opened:
    """A row for each placemark, numbered from 1. Raises IntakeError, for a DOCTYPE too: an entity of it
    could read files of ours, or grow without end."""
    limits.check_size(name, len(content), limits.KML_BYTES)
    if content.count(b"<") > limits.KML_TAGS:
        why = f"the KML has more than {limits.grouped(limits.KML_TAGS)} tags"
        raise IntakeError(name, why, "keep only the placemarks that you need, or use CSV")
    columns = dict.fromkeys(KML_COLUMNS)
    found: list[dict[str, str]] = []
    remarks: list[Problem] = []
    about: list[str] = []
    try:
        for number, (mark, folder) in enumerate(_placemarks(name, content, about), start=1):
            cells = _cells(mark)
            cells["folder"] = folder
            try:
                shape = _geometry(mark)
                cells["geometry"] = json.dumps(shape) if shape else ""
            except ValueError as error:
                why, repair = "coordinates that are not numbers", "write longitude,latitude in degrees"
                remarks.append(Problem(name, number, "geometry", str(error)[:80], why, repair))
            columns |= dict.fromkeys(cells)
            found.append(cells)
            limits.check_shape(name, len(found), len(columns))
    except IntakeError:
        raise
    except DefusedXmlException:
        why = "the file has a DOCTYPE or an entity, which KML has no use for"
        raise IntakeError(name, why, "export the file again without it") from None
    except (ParseError, ValueError, LookupError) as error:
        why = f"not XML that can be read ({error})"
        raise IntakeError(name, why, "export the KML again") from None
    if not found:
        raise IntakeError(name, "the KML has no placemark", "choose the file that has the placemarks")
    rows = [[cells.get(column, "") for column in columns] for cells in found]
    numbers = range(1, len(rows) + 1)
    part = PurePosixPath(name).stem
    table = table_of_rows(name, part, list(columns), rows, list(numbers), (), remarks)
    said = f"KML with {limits.grouped(len(rows))} placemarks"
    # A description is HTML.
    lines = labelled(unescape(line) for text in about for line in text.split("<br>"))
    return Opened(name, "vector", said, len(content), (table,), about=lines)


def _placemarks(name: str, content: bytes, about: list[str]) -> Iterator[tuple[Element, str]]:
    """Each placemark with the name of its folder; the description of the document is added to `about`. What
    was read is let go of."""
    path: list[Element] = []
    within = 0
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        tag = _tag(element)
        if event == "start":
            if not path and tag != "kml":
                raise IntakeError(name, f"the file is XML, but not KML (<{tag[:40]}>)", "choose a KML")
            within += 1 if within or tag == "Placemark" else 0
            path.append(element)
            if len(path) > _DEEPEST or within > limits.PLACEMARK_ELEMENTS:
                why = "a placemark has too many elements, or they are nested too deeply"
                raise IntakeError(name, why, "export the KML again")
            continue
        path.pop()
        if tag == "Placemark":
            folder = next((one for one in reversed(path) if _tag(one) == "Folder"), None)
            yield element, _child(folder, "name") if folder is not None else ""
            within = 0
        if tag == "description" and path and _tag(path[-1]) == "Document":
            about.append(element.text or "")
        # Only what a placemark still needs is kept: its own elements, and the name of its folder.
        if not within and path and tag != "name":
            path[-1].remove(element)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element | None, *tags: str) -> str:
    """The text at a path of tags, whatever their namespace."""
    for tag in tags:
        element = next((one for one in element if _tag(one) == tag), None) if element is not None else None
    return "".join(element.itertext()).strip() if element is not None else ""


def _cells(mark: Element) -> dict[str, str]:
    cells = {
        "name": _child(mark, "name"),
        "description": _child(mark, "description"),
        "when": _child(mark, "TimeStamp", "when"),
        "begin": _child(mark, "TimeSpan", "begin"),
        "end": _child(mark, "TimeSpan", "end"),
        "address": _child(mark, "address"),
    }
    for data in mark.iter():
        if _tag(data) in ("Data", "SimpleData") and (key := data.get("name")):
            value = _child(data, "value") if _tag(data) == "Data" else (data.text or "").strip()
            # A column of ours keeps its meaning; theirs of the same name stands beside it.
            cells[f"{key} (2)" if key in KML_COLUMNS else key] = value
    return cells


def _geometry(element: Element) -> dict[str, Any] | None:
    """The first geometry below an element as GeoJSON. Raises ValueError for what are not numbers."""
    for one in element:
        tag = _tag(one)
        if tag in ("Point", "LineString", "LinearRing"):
            line = _line(_child(one, "coordinates"))
            if not line:
                return None
            if tag == "Point":
                return {"type": "Point", "coordinates": line[0]}
            return {"type": "LineString", "coordinates": line}
        if tag == "Polygon":
            rings = [
                _line(_child(ring, "LinearRing", "coordinates")) for ring in one if "Boundary" in _tag(ring)
            ]
            return {"type": "Polygon", "coordinates": rings} if rings else None
        if tag == "MultiGeometry":
            return _several([shape for part in one if (shape := _geometry_of(part))])
    return None


def _geometry_of(part: Element) -> dict[str, Any] | None:
    holder = Element("holder")
    holder.append(part)
    return _geometry(holder)


def _several(shapes: list[dict[str, Any]]) -> dict[str, Any] | None:
    kinds = {shape["type"] for shape in shapes}
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    if len(kinds) == 1 and (kind := kinds.pop()) in _MULTIPLE:
        return {"type": _MULTIPLE[kind], "coordinates": [shape["coordinates"] for shape in shapes]}
    return {"type": "GeometryCollection", "geometries": shapes}


def _line(text: str) -> list[list[float]]:
    """`lon,lat,height lon,lat` as positions; the height is left out."""
    return [[float(number) for number in position.split(",")[:2]] for position in text.split()]
