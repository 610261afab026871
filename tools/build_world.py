"""Builds the coarse world that the map draws beneath its own base map: outlines and names of countries.

    python -m tools.build_world world_map.gpkg [--root FOLDER]

`world_map.gpkg` is Natural Earth from Debian's qgis-common (docs/basemap.md). What tools.build_basemap draws
in detail is cut out, so that no line is drawn twice. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import geopandas
import shapely

from tools.build_basemap import LABELS, VIEW
from tools.natural_earth import feature, read_layer, write_features

SIMPLIFIED_DEG = 0.3
DECIMALS = 2
LEAST_AREA = 0.3
"""Islands smaller than this (square degrees) are left out, unless a country has no larger one."""

NAMED_FROM = ((400.0, 2.0), (60.0, 3.0), (15.0, 4.0), (3.0, 5.0))
"""Least area (square degrees) of a country -> the zoom from which its name is drawn; else SMALL_FROM."""

SMALL_FROM = 6.0


def coarse_countries(gpkg: Path) -> geopandas.GeoDataFrame:
    """Countries simplified together, without the part that the detailed base map draws. Columns: country,
    iso_a2 (`-1` where Natural Earth has no code), area (square degrees, before the cut), geometry."""
    countries = read_layer(gpkg, "countries")
    countries = countries[countries["iso_a2"] != "AQ"]
    names = ["Tokelau" if code == "TK" else name for code, name in countries[["iso_a2", "NAME"]].to_numpy()]
    simple = shapely.coverage_simplify(countries.geometry.to_numpy(), SIMPLIFIED_DEG)
    gridded = [_large_parts(shapely.set_precision(one, 10.0**-DECIMALS)) for one in simple]
    box = shapely.box(*VIEW)
    frame = geopandas.GeoDataFrame(
        {
            "country": names,
            "iso_a2": countries["iso_a2"].to_list(),
            "area": [one.area for one in gridded],
        },
        geometry=[_large_parts(shapely.difference(one, box)) for one in gridded],
        crs=countries.crs,
    )
    return frame[~frame.is_empty].sort_values(["country", "iso_a2"], ignore_index=True)


def _large_parts(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    large = [part for part in parts if part.area >= LEAST_AREA]
    return shapely.multipolygons(large or parts) if parts else shapely.MultiPolygon()


def world_features(countries: geopandas.GeoDataFrame) -> list[dict[str, Any]]:
    """The outlines in drawing order: `land` (one area of all countries, without a stroke: coasts this coarse
    are shown by the colours alone) and `country` (borders, each once)."""
    shapes = countries.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    shared = shapely.intersection(
        shapely.boundary(shapes[one[pairs]]), shapely.boundary(shapes[other[pairs]])
    )
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    borders = shapely.line_merge(shapely.union_all(lines))
    return [
        feature({"level": "land", "name": "World"}, shapely.union_all(shapes), DECIMALS),
        feature({"level": "country", "name": "Borders"}, borders, DECIMALS),
    ]


def name_features(countries: geopandas.GeoDataFrame) -> list[dict[str, Any]]:
    """A point for each name, inside the country where the most room is, with the zoom from which it is
    drawn. Only countries with a code of ISO 3166-1 are named, and those not that labels.geojson names."""
    found = []
    for row in countries.itertuples(index=False):
        if row.iso_a2 == "-1" or row.country in LABELS:
            continue
        largest = max(shapely.get_parts(row.geometry), key=lambda part: part.area)
        at = shapely.get_point(shapely.maximum_inscribed_circle(largest, 0.1), 0)
        zoom = next((zoom for least, zoom in NAMED_FROM if row.area >= least), SMALL_FROM)
        found.append(feature({"level": "country", "name": row.country, "from": zoom}, at, 1))
    return found


def build_world(gpkg: Path, root: Path) -> None:
    """Writes static/basemap/world.geojson and world_labels.geojson below `root`."""
    countries = coarse_countries(gpkg)
    write_features(root / "static/basemap/world.geojson", world_features(countries))
    write_features(root / "static/basemap/world_labels.geojson", name_features(countries))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gpkg", type=Path, help="path of world_map.gpkg (Debian package qgis-common)")
    parser.add_argument(
        "--root", type=Path, default=Path(__file__).parent.parent, help="folder of the project"
    )
    given = parser.parse_args()
    build_world(given.gpkg, given.root)


if __name__ == "__main__":
    main()
