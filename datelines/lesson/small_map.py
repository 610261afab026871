"""A small map as SVG, for paper: borders, and the places of a lesson as exact as the data know them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from datelines.share.html import element

BASE_MAP = Path(__file__).parents[2] / "static/basemap/basemap.geojson"
WIDTH, HEIGHT = 360.0, 300.0
"""Of the drawing, in its own units."""
LEAST_DEGREES = 1.6
"""How wide the map is at least, so that a single place has its surroundings."""
_KM_PER_DEGREE = 111.32

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place to be drawn, in WGS84 degrees: a point, with the radius in kilometres within which it lies
    where that is not exact, or a `shape` (GeoJSON), named at the point."""

    name: str
    latitude: float
    longitude: float
    radius_km: float | None = None
    shape: Mapping[str, Any] | None = None


def small_map(places: Sequence[MapPlace], words: str) -> str:
    """The map as SVG; `words` say what it shows. Web Mercator, as the maps on the pages."""
    frame = _Frame.around(places)
    drawn: list[Markup] = [
        element("title", words),
        element("rect", width=f"{WIDTH:g}", height=f"{HEIGHT:g}", fill="#e4ebee"),
    ]
    for level, rings in _base_lines():
        line = "".join(frame.path(ring) for ring in rings if frame.touches(ring))
        if not line:
            continue
        style = {"land": ("#fff", "none", 0.0), "admin1": ("none", "#b5b1a8", 0.6)}.get(
            level, ("none", "#6b6963", 1.2)
        )
        drawn.append(element("path", d=line, fill=style[0], stroke=style[1], stroke_width=str(style[2])))
    for place in places:
        drawn += _mark(place, frame)
    size = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return str(element("svg", *drawn, xmlns="http://www.w3.org/2000/svg", viewBox=size, role="img"))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of the world is drawn: the middle in Mercator units, and units of the drawing for each."""

    x: float
    y: float
    scale: float

    @classmethod
    def around(cls, places: Sequence[MapPlace]) -> _Frame:
        corners = [corner for place in places for corner in _corners(place)] or [(38.0, 35.0)]
        xs, ys = zip(*(_mercator(corner) for corner in corners), strict=True)
        wide = max(max(xs) - min(xs), (max(ys) - min(ys)) * WIDTH / HEIGHT, LEAST_DEGREES)
        return cls((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, WIDTH / (1.5 * wide))

    def point(self, degrees: Sequence[float]) -> tuple[float, float]:
        x, y = _mercator(degrees)
        return (x - self.x) * self.scale + WIDTH / 2, (self.y - y) * self.scale + HEIGHT / 2

    def touches(self, ring: Ring) -> bool:
        xs, ys = zip(*map(self.point, ring), strict=True)
        return bool(max(xs) >= 0 and min(xs) <= WIDTH and max(ys) >= 0 and min(ys) <= HEIGHT)

    def path(self, ring: Ring) -> str:
        points = (self.point(one) for one in ring)
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _mercator(degrees: Sequence[float]) -> tuple[float, float]:
    longitude, latitude = degrees[0], degrees[1]
    return longitude, math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def _corners(place: MapPlace) -> Iterator[tuple[float, float]]:
    if place.shape:
        for ring in _rings(place.shape):
            yield from ((one[0], one[1]) for one in ring)
    else:
        degrees = (place.radius_km or 0) / _KM_PER_DEGREE
        for step in (-degrees, degrees):
            yield place.longitude + step, place.latitude + step


def _mark(place: MapPlace, frame: _Frame) -> Iterator[Markup]:
    x, y = frame.point((place.longitude, place.latitude))
    plum = "#a0296a"
    if place.shape:
        line = "".join(frame.path(ring) for ring in _rings(place.shape))
        yield element("path", d=line, fill="none", stroke=plum, stroke_width="1.6", stroke_dasharray="5 4")
    else:
        yield element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="5", fill=plum)
        if place.radius_km:
            wide = place.radius_km / _KM_PER_DEGREE / math.cos(math.radians(place.latitude)) * frame.scale
            yield element(
                "circle",
                cx=f"{x:.1f}",
                cy=f"{y:.1f}",
                r=f"{wide:.1f}",
                fill="none",
                stroke=plum,
                stroke_dasharray="5 4",
            )
    end = x > WIDTH * 0.7
    yield element(
        "text",
        place.name,
        x=f"{x - 8 if end else x + 8:.1f}",
        y=f"{y + 5:.1f}",
        font_size="15",
        font_family="Noto Sans",
        fill="#1f2529",
        text_anchor="end" if end else "start",
    )


@cache
def _base_lines() -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """Level and rings of each feature of the base map, land first."""
    features = json.loads(BASE_MAP.read_text(encoding="utf-8"))["features"]
    found = [(one["properties"]["level"], tuple(_rings(one["geometry"]))) for one in features]
    return tuple(sorted(found, key=lambda one: one[0] != "land"))


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The lines of a geometry, whatever its kind."""
    yield from _lines_in(geometry["coordinates"])


def _lines_in(coordinates: Any) -> Iterable[Ring]:
    if coordinates and isinstance(coordinates[0][0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _lines_in(part)
