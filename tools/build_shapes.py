"""Builds data/shapes/: outlines of the places that are not points, from Natural Earth and town coordinates.

    python -m tools.build_shapes world_map.gpkg [--root FOLDER]

`world_map.gpkg` is Natural Earth from Debian's qgis-common (docs/basemap.md). Governorates and countries
are Natural Earth's. Zones have no published outline: how each is made is said in its note, below.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import geopandas
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from tools.natural_earth import feature, read_governorates, read_layer, write_feature

SIMPLIFIED_DEG = 0.008
METRES = "EPSG:32637"
"""UTM zone 37 north, in which distances round Idlib and Aleppo are true to a thousandth."""

# Longitude and latitude of towns, as in data/places.csv (GeoNames, CC BY 4.0).
LATAKIA, JISR, ARIHA = (35.79011, 35.53168), (36.31983, 35.81418), (36.60964, 35.81374)
SARAQIB, ALEPPO = (36.80591, 35.86447), (37.16117, 36.20124)
MAARRAT = (36.67693, 35.6483)

# The Euphrates from the Turkish to the Iraqi border, a schematic line through towns on its banks, as in
# data/gazetteer/geonames.csv: Jarabulus, Raqqa, Deir ez-Zor, Mayadin, Abu Kamal.
EUPHRATES = [
    (38.01111, 36.8175),
    (39.00788, 35.95283),
    (40.14084, 35.33588),
    (40.45154, 35.01982),
    (40.91854, 34.45226),
]

NATURAL_EARTH = "Natural Earth 4.1.0, public domain"
COUNTRIES = {"syria": "Syria", "turkey": "Turkey", "libya": "Libya"}


def shapes_of(gpkg: Path) -> dict[str, tuple[str, str, BaseGeometry]]:
    """Place id -> (note, source, geometry in WGS84 degrees)."""
    governorates = read_governorates(gpkg)
    found = {}
    for name in ("Idlib", "Aleppo", "Latakia", "Hama", "Homs", "Hasakah"):
        note = "Outline of the governorate, simplified."
        found[f"{name.lower()}-governorate"] = (note, NATURAL_EARTH, governorates[name])
    countries = read_layer(gpkg, "countries").set_index("NAME").geometry
    for place_id, name in COUNTRIES.items():
        found[place_id] = (
            "Outline, simplified; lines de facto.",
            NATURAL_EARTH,
            countries[name],
        )
    found["m4-highway"] = (
        "Schematic: straight lines by Latakia, Jisr al-Shughur, Ariha, Saraqib and Aleppo, not the road.",
        "Towns from GeoNames, CC BY 4.0",
        LineString([LATAKIA, JISR, ARIHA, SARAQIB, ALEPPO]),
    )
    found["m5-highway"] = (
        "Schematic: straight lines by Maarrat al-Numan, Saraqib and Aleppo; the road goes on to the south.",
        "Towns from GeoNames, CC BY 4.0",
        LineString([MAARRAT, SARAQIB, ALEPPO]),
    )
    found["idlib-deescalation-zone"] = (
        "Approximate, by the maintainers; no exact outline is published: Idlib and what is within 20 km.",
        NATURAL_EARTH,
        _zone(governorates),
    )
    found["western-aleppo-countryside"] = (
        "Approximate, drawn by the maintainers: governorate of Aleppo, within 30 km west of the city.",
        NATURAL_EARTH,
        _western_aleppo(governorates["Aleppo"]),
    )
    found["northeast-syria"] = (
        "Approximate, drawn by the maintainers: Syria north-east of a schematic line of the Euphrates.",
        NATURAL_EARTH,
        _north_east(governorates),
    )
    return found


def _zone(governorates: dict[str, BaseGeometry]) -> BaseGeometry:
    near = _within(governorates["Idlib"], 20)
    parts = [governorates[name].intersection(near) for name in ("Latakia", "Hama", "Aleppo")]
    return _largest(shapely.union_all([governorates["Idlib"], *parts]))


def _western_aleppo(aleppo: BaseGeometry) -> BaseGeometry:
    city = Point(ALEPPO)
    south, north, west = city.y - 1, city.y + 1, city.x - 1
    # Its eastern side is the meridian 3 km west of the city's point.
    east = _within(city, 3).bounds[0]
    return _largest(
        aleppo.intersection(_within(city, 30)).intersection(shapely.box(west, south, east, north))
    )


def _within(geometry: BaseGeometry, km: float) -> BaseGeometry:
    """What lies within `km` of a geometry in WGS84 degrees, itself included."""
    metres = geopandas.GeoSeries([geometry], crs="EPSG:4326").to_crs(METRES)
    return metres.buffer(km * 1000).to_crs("EPSG:4326").iloc[0]


def _north_east(governorates: dict[str, BaseGeometry]) -> BaseGeometry:
    corner = [(42.6, 34.3), (42.6, 37.5), (38.0, 37.5)]
    beyond = Polygon([*EUPHRATES, *corner])
    names = ("Hasakah", "Raqqa", "Deir ez-Zor", "Aleppo")
    return _largest(shapely.union_all([governorates[name] for name in names]).intersection(beyond))


def _largest(geometry: BaseGeometry) -> BaseGeometry:
    """The largest part: slivers along shared borders are no part of a place."""
    return max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.area)


def written_feature(place_id: str, note: str, source: str, geometry: BaseGeometry) -> dict[str, Any]:
    """The GeoJSON Feature of a place; countries are drawn small and simplified more."""
    tolerance = 0.05 if place_id in COUNTRIES else SIMPLIFIED_DEG
    simple = geometry if geometry.geom_type == "LineString" else geometry.simplify(tolerance)
    if place_id in COUNTRIES:
        simple = _largest(simple)
    return feature({"place_id": place_id, "note": note, "source": source}, simple)


def main() -> None:
    """Write every shape below the root folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gpkg", type=Path, help="Natural Earth as packaged in qgis-common")
    parser.add_argument("--root", type=Path, default=Path(), help="where data/ lies")
    given = parser.parse_args()
    for place_id, (note, source, geometry) in sorted(shapes_of(given.gpkg).items()):
        path = given.root / "data" / "shapes" / f"{place_id}.geojson"
        write_feature(path, written_feature(place_id, note, source, geometry))
        print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
