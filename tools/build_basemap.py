"""Builds the base map: what is drawn under the events, and the country outlines that places are checked by.

    python -m tools.build_basemap world_map.gpkg [--root FOLDER]

`world_map.gpkg` is Natural Earth from Debian's qgis-common (docs/basemap.md). The same input gives the
same bytes. Lines are drawn as Natural Earth has them, that is de facto; see docs/basemap.md.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from tools.natural_earth import GOVERNORATES, feature, read_governorates, read_layer, rounded, write_features

VIEW = (28.0, 29.0, 48.0, 40.0)
"""West, south, east, north of the drawn map, in degrees."""

SIMPLIFIED_DEG = 0.01
NEAR_SIMPLIFIED_DEG = 0.005
WORLD_SIMPLIFIED_DEG = 0.2
NEAR = frozenset({"SY", "TR", "LB", "IQ", "JO", "IL", "PS", "CY"})
"""Syria and its neighbours keep the finer outline in the country check as well."""

LABELS = MappingProxyType(
    {
        # Longitude, latitude chosen by eye inside the drawn part, clear of the view's edges.
        "Syria": (38.6, 34.95),
        "Turkey": (34.5, 38.9),
        "Iraq": (43.2, 33.3),
        "Lebanon": (35.95, 33.95),
        "Jordan": (36.8, 31.2),
        "Israel": (34.85, 31.0),
        "West Bank": (35.25, 32.0),
        "Gaza Strip": (34.37, 31.42),
        "Cyprus": (33.1, 34.97),
        "Egypt": (30.2, 30.1),
        "Saudi Arabia": (41.2, 30.2),
        "Iran": (46.7, 35.3),
        "Kuwait": (47.6, 29.35),
        "Greece": (28.1, 36.3),
        "Azerbaijan": (47.4, 39.75),
        "Armenia": (45.8, 39.55),
    }
)
AREA_LABELS = MappingProxyType({"Golan Heights": (35.75, 32.98), "UN zone (UNDOF)": (35.86, 33.2)})

DE_FACTO = MappingProxyType(
    {
        frozenset({"Israel", "Syria"}): "De facto line (Golan Heights)",
        frozenset({"Israel", "West Bank"}): "De facto line (West Bank)",
        frozenset({"Israel", "Gaza Strip"}): "De facto line (Gaza Strip)",
        frozenset({"Cyprus", "Northern Cyprus"}): "De facto line (Cyprus)",
    }
)
"""Lines that Natural Earth draws between two areas and that are not agreed borders: drawn dashed."""

Segment = tuple[tuple[float, float], tuple[float, float]]


def provinces_in_view(gpkg: Path) -> geopandas.GeoDataFrame:
    """First-level divisions clipped to VIEW and simplified together, so that neighbours still share
    their edges. Columns: name, country, iso_a2 (None where Natural Earth has no code), geometry."""
    everywhere = read_layer(gpkg, "states_provinces")
    box = shapely.box(*VIEW)
    seen = everywhere[everywhere.intersects(box)].copy()
    # Polygons only: a province that touches the edge in a line or a point is not in view.
    seen["geometry"] = [_polygons(one) for one in seen.intersection(box)]
    seen = seen[~seen.is_empty]
    simple = shapely.coverage_simplify(seen.geometry.to_numpy(), SIMPLIFIED_DEG)
    frame = geopandas.GeoDataFrame(
        {
            "name": [_english(row.admin, row.name) for row in seen.itertuples()],
            "country": seen["admin"].to_list(),
            "iso_a2": [None if code == "-1" else code for code in seen["iso_a2"]],
        },
        geometry=[rounded(one) for one in simple],
        crs=seen.crs,
    )
    return frame.sort_values(["country", "name"], ignore_index=True)


def _english(country: str, name: str) -> str:
    return GOVERNORATES.get(name, "UN zone (UNDOF)") if country == "Syria" else name


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else shapely.MultiPolygon()


def border_lines(provinces: geopandas.GeoDataFrame) -> list[tuple[str, str, BaseGeometry]]:
    """Each border once, as (level, name, lines): `admin1` inside each country, `disputed` for DE_FACTO,
    `country` for other borders and for coasts.

    Works on the segments that outlines share after a common simplification; segments on the edge of
    the view are not borders and are left out.
    """
    owners: dict[Segment, list[str]] = defaultdict(list)
    for country, geometry in zip(provinces["country"], provinces.geometry, strict=True):
        for segment in _segments(geometry):
            owners[segment].append(country)
    drawn: dict[tuple[str, str], list[Segment]] = defaultdict(list)
    for segment, countries in owners.items():
        if not _on_edge(segment):
            drawn[_level(countries)].append(segment)
    return [(level, name, _merged(lines)) for (level, name), lines in sorted(drawn.items())]


def _level(countries: list[str]) -> tuple[str, str]:
    if len(countries) == 2 and countries[0] == countries[1]:
        return "admin1", countries[0]
    name = DE_FACTO.get(frozenset(countries))
    return ("disputed", name) if name else ("country", "Borders and coasts")


def _segments(geometry: BaseGeometry) -> Iterator[Segment]:
    for polygon in shapely.get_parts(geometry):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(float(x), float(y)) for x, y in ring.coords]
            for start, end in pairwise(points):
                yield (start, end) if start <= end else (end, start)


def _on_edge(segment: Segment) -> bool:
    (x1, y1), (x2, y2) = segment
    west, south, east, north = VIEW
    return (x1 == x2 and x1 in (west, east)) or (y1 == y2 and y1 in (south, north))


def _merged(lines: Iterable[Segment]) -> BaseGeometry:
    return shapely.line_merge(shapely.multilinestrings([list(line) for line in sorted(lines)]))


def drawn_features(gpkg: Path, provinces: geopandas.GeoDataFrame) -> list[dict[str, Any]]:
    """The features that the browser draws, in drawing order, distinguished by `level`: land, admin1,
    country, disputed. Only `land` is an area (without a stroke); the others are lines."""
    land = [
        feature({"level": "land", "name": name}, shapely.union_all(group.geometry.to_numpy()))
        for name, group in provinces.groupby("country")
    ]
    lines = [feature({"level": level, "name": name}, line) for level, name, line in border_lines(provinces)]
    claims = read_layer(gpkg, "disputed_borders")
    # The other claims in view are in Azerbaijan, and a stub of 4 m; all are off the subject.
    claims = claims[claims["adm0_a3_l"] == "ISR"]
    claimed = [
        feature({"level": "disputed", "name": name}, shapely.simplify(line, SIMPLIFIED_DEG / 2))
        for name, line in sorted(zip(claims["name"], claims.geometry, strict=True), key=lambda one: one[0])
    ]
    return [*land, *lines, *claimed]


def label_features(gpkg: Path) -> list[dict[str, Any]]:
    """Points for names: `level` country, admin1 (Syrian governorates) or area."""
    points = [("country", name, shapely.Point(at)) for name, at in LABELS.items()]
    for name, outline in sorted(read_governorates(gpkg).items()):
        # The centre of the largest circle inside: farthest from the lines that a name should not cross.
        points.append(("admin1", name, shapely.maximum_inscribed_circle(outline, 0.01).interpolate(0)))
    points += [("area", name, shapely.Point(at)) for name, at in AREA_LABELS.items()]
    return [feature({"level": level, "name": name}, point) for level, name, point in points]


def world_features(gpkg: Path) -> list[dict[str, Any]]:
    """Outlines of all countries for the country check; not drawn. `tolerance_deg` says how far outside
    an outline a point may lie: about what simplifying moved it, and about 1 km for the source itself."""
    countries = read_layer(gpkg, "countries")
    coarse = shapely.coverage_simplify(countries.geometry.to_numpy(), WORLD_SIMPLIFIED_DEG)
    fine = shapely.coverage_simplify(countries.geometry.to_numpy(), NEAR_SIMPLIFIED_DEG)
    features = []
    for code, name, near, far in zip(countries["iso_a2"], countries["NAME"], fine, coarse, strict=True):
        if code == "AQ":
            continue
        if code == "-1":
            name, code = "Without a country code", None
        elif code == "TK":
            name = "Tokelau"
        # On the coarse grid the smallest islands vanish; a country of such islands keeps all of them.
        gridded = _large_parts(shapely.set_precision(far, 0.01))
        is_near = code in NEAR or gridded.is_empty
        tolerance = 0.01 if is_near else WORLD_SIMPLIFIED_DEG
        properties = {"name": name, "iso_a2": code, "tolerance_deg": tolerance}
        features.append(feature(properties, near if is_near else gridded))
    return sorted(features, key=lambda one: one["properties"]["name"])


def _large_parts(geometry: BaseGeometry) -> BaseGeometry:
    """Without islands under 0.2 square degrees (about 2,000 km2), unless there are only such islands."""
    large = [part for part in shapely.get_parts(geometry) if part.area >= 0.2]
    return shapely.multipolygons(large) if large else geometry


def build_basemap(gpkg: Path, root: Path) -> None:
    """Writes data/basemap/ and static/basemap/ below `root`."""
    provinces = provinces_in_view(gpkg)
    rows = provinces.itertuples(index=False)
    write_features(
        root / "data/basemap/admin1.geojson",
        [feature({"name": r.name, "country": r.country, "iso_a2": r.iso_a2}, r.geometry) for r in rows],
    )
    write_features(
        root / "data/basemap/countries.geojson",
        [
            feature(
                {"name": name, "iso_a2": group["iso_a2"].iloc[0]},
                shapely.union_all(group.geometry.to_numpy()),
            )
            for name, group in provinces.groupby("country")
        ],
    )
    write_features(root / "data/basemap/world_countries.geojson", world_features(gpkg))
    write_features(root / "static/basemap/basemap.geojson", drawn_features(gpkg, provinces))
    write_features(root / "static/basemap/labels.geojson", label_features(gpkg))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gpkg", type=Path, help="path of world_map.gpkg (Debian package qgis-common)")
    parser.add_argument(
        "--root", type=Path, default=Path(__file__).parent.parent, help="folder of the project"
    )
    given = parser.parse_args()
    build_basemap(given.gpkg, given.root)


if __name__ == "__main__":
    main()
