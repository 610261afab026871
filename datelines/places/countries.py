"""Outlines of countries (Natural Earth), and which points lie in them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import geopandas
import numpy as np
import numpy.typing as npt
import shapely

BASEMAP = Path(__file__).parents[2] / "data" / "basemap"
COUNTRIES_FILE = BASEMAP / "world_countries.geojson"
Points: TypeAlias = npt.NDArray[Any]


@lru_cache(maxsize=1)
def country_outlines() -> geopandas.GeoDataFrame:
    """Natural Earth's countries: name, geometry in WGS84 degrees, and `tolerance_deg`, by which each was
    simplified when tools/build_basemap.py cut it. Raises OSError where the file is missing."""
    if not COUNTRIES_FILE.is_file():
        raise FileNotFoundError(f"{COUNTRIES_FILE}: run tools/build_basemap.py")
    return geopandas.read_file(COUNTRIES_FILE, columns=["name", "tolerance_deg"])


def inside(
    outlines: geopandas.GeoDataFrame, points: Points, countries: npt.NDArray[Any]
) -> npt.NDArray[np.bool_]:
    """Whether each point is in the outline of its country, or as near to it as that was simplified."""
    tree = shapely.STRtree(points)
    near, found = tree.query(
        outlines.geometry.to_numpy(), predicate="dwithin", distance=outlines["tolerance_deg"].to_numpy()
    )
    own = outlines["name"].to_numpy()[near] == countries[found]
    lies_inside = np.zeros(len(points), dtype=bool)
    lies_inside[found[own]] = True
    return lies_inside


def countries_of(outlines: geopandas.GeoDataFrame, points: Points) -> list[str]:
    """The first country that contains each point; '' at sea."""
    around, found = shapely.STRtree(points).query(outlines.geometry.to_numpy(), predicate="contains")
    names = [""] * len(points)
    for outline, point in sorted(zip(around.tolist(), found.tolist(), strict=True), reverse=True):
        names[point] = outlines["name"].iloc[outline]
    return names
