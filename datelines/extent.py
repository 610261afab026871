"""What the map shows first: the corner points of the data, and the zoom at which they are in sight."""

from __future__ import annotations

import math
from typing import Any

import numpy.typing as npt

from datelines.map_cells import Window

Bounds = tuple[tuple[float, float], tuple[float, float]]
"""South-west and north-east corner as (latitude, longitude), in degrees."""

SCREEN = (520, 400)
"""Width and height in pixels that are taken for a map that has not said its own yet."""

NEAREST, FARTHEST = 9.0, 1.0
"""Zooms between which all data are brought into sight."""

_STEEPEST = 85.0
"""Web maps end at this latitude (Web Mercator, EPSG:3857)."""


def extent_of(latitudes: npt.NDArray[Any], longitudes: npt.NDArray[Any], home: Bounds) -> Bounds | None:
    """The least box round the points, in degrees: of those in or close to `home`, where half or more of
    them are (a few far places shall not push the others together), else of all. None without points."""
    if not len(latitudes):
        return None
    (south, west), (north, east) = home
    tall, wide = (north - south) / 10, (east - west) / 10
    near = (latitudes >= south - tall) & (latitudes <= north + tall)
    near &= (longitudes >= west - wide) & (longitudes <= east + wide)
    if near.sum() * 2 >= len(near):
        latitudes, longitudes = latitudes[near], longitudes[near]
    low, high = (float(latitudes.min()), float(longitudes.min())), (latitudes.max(), longitudes.max())
    return low, (float(high[0]), float(high[1]))


def window_of(bounds: Bounds) -> Window:
    """The window in which a map of the size SCREEN shows the box, a quarter wider on each side."""
    (south, west), (north, east) = bounds
    top, bottom = _mercator(north), _mercator(south)
    across = math.log2(SCREEN[0] * 360 / 256 / max(east - west, 1e-6))
    down = math.log2(SCREEN[1] * 2 * math.pi / 256 / max(top - bottom, 1e-9))
    zoom = max(FARTHEST, min(NEAREST, math.floor(min(across, down) * 4) / 4))
    wide = SCREEN[0] * 360 / 256 / 2**zoom
    tall = SCREEN[1] * 360 / 256 / 2**zoom
    middle = ((south + north) / 2, (west + east) / 2)
    return Window(
        max(middle[0] - tall * 0.75, -90.0),
        max(middle[1] - wide * 0.75, -180.0),
        min(middle[0] + tall * 0.75, 90.0),
        min(middle[1] + wide * 0.75, 180.0),
        zoom,
    )


def _mercator(latitude: float) -> float:
    bounded = math.radians(max(-_STEEPEST, min(_STEEPEST, latitude)))
    return math.log(math.tan(math.pi / 4 + bounded / 2))
