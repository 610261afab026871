"""Reading Natural Earth out of Debian's qgis-common, and writing GeoJSON that git can compare.

Natural Earth 4.1.0, 1:10m cultural vectors, public domain, as processed by QGIS into `world_map.gpkg`
(Debian package qgis-common; docs/basemap.md says how to get it without installing QGIS).
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas
import numpy
import shapely
from shapely.geometry.base import BaseGeometry

DECIMALS = 3

GOVERNORATES = MappingProxyType(
    {
        "Aleppo": "Aleppo",
        "Ar Raqqah": "Raqqa",
        "As Suwayda'": "As-Suwayda",
        "Damascus": "Damascus",
        "Dar`a": "Daraa",
        "Dayr Az Zawr": "Deir ez-Zor",
        "Hamah": "Hama",
        "Hasaka (Al Haksa)": "Hasakah",
        "Homs (Hims)": "Homs",
        "Idlib": "Idlib",
        "Lattakia": "Latakia",
        "Quneitra": "Quneitra",
        "Rif Dimashq": "Rif Dimashq",
        "Tartus": "Tartus",
    }
)
"""Natural Earth's name of each Syrian governorate -> the English name used throughout Datelines."""


def read_layer(gpkg: Path, layer: str) -> geopandas.GeoDataFrame:
    """A layer of `world_map.gpkg` in WGS84 degrees: "states_provinces", "countries" or
    "disputed_borders". Raises pyogrio.errors.DataSourceError if the file is not there."""
    with warnings.catch_warnings():
        # The package's style table (no geometry) makes the reader warn; it is not used.
        warnings.simplefilter("ignore")
        return geopandas.read_file(gpkg, layer=layer)


def read_governorates(gpkg: Path) -> dict[str, BaseGeometry]:
    """The 14 Syrian governorates by English name, at Natural Earth's full resolution (WGS84)."""
    provinces = read_layer(gpkg, "states_provinces")
    syria = provinces[provinces["adm0_a3"] == "SYR"]
    return {
        GOVERNORATES[row.name]: row.geometry
        for row in syria[["name", "geometry"]].itertuples(index=False)
        if row.name in GOVERNORATES
    }


def rounded(geometry: BaseGeometry, decimals: int = DECIMALS) -> BaseGeometry:
    """The geometry with coordinates rounded point by point, so that outlines that shared an edge
    before still share it; 3 decimals are about 100 m. Outer rings run anticlockwise (RFC 7946)."""
    plain = shapely.transform(geometry, lambda points: numpy.round(points, decimals))
    plain = shapely.remove_repeated_points(plain)
    if not plain.is_valid:
        plain = shapely.make_valid(plain, method="structure", keep_collapsed=False)
    return shapely.orient_polygons(plain) if plain.geom_type.endswith("Polygon") else plain


def feature(properties: dict[str, Any], geometry: BaseGeometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """A GeoJSON Feature; `geometry` is rounded to `decimals`."""
    shape = json.loads(shapely.to_geojson(rounded(geometry, decimals)))
    # to_geojson prints the shortest float; rounding again drops the noise that make_valid may add.
    shape["coordinates"] = _rounded_lists(shape["coordinates"], decimals)
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _rounded_lists(value: Any, decimals: int) -> Any:
    if isinstance(value, list):
        return [_rounded_lists(item, decimals) for item in value]
    return round(value, decimals)


def write_features(path: Path, features: Iterable[dict[str, Any]]) -> None:
    """Writes a FeatureCollection, one feature on a line, so that a change shows as one line."""
    lines = ",\n".join(_compact(one) for one in features)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n"
    )


def write_feature(path: Path, one: dict[str, Any]) -> None:
    """Writes a single Feature on one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_compact(one) + "\n", encoding="utf-8", newline="\n")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
