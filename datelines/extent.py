"""What the map shows first: the corner points of the data, and the zoom at which they are in sight."""

from __future__ import annotations

import math
from typing import Any

import numpy.typing as npt
from sqlalchemy import and_, case, func, select

from datelines.kept import Kept, Statement
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
    (south, west), (north, east) = _near(home)
    near = (latitudes >= south) & (latitudes <= north)
    near &= (longitudes >= west) & (longitudes <= east)
    if near.sum() * 2 >= len(near):
        latitudes, longitudes = latitudes[near], longitudes[near]
    low, high = (float(latitudes.min()), float(longitudes.min())), (latitudes.max(), longitudes.max())
    return low, (float(high[0]), float(high[1]))


def extent_of_places(kept: Kept, home: Bounds) -> Bounds | None:
    """What `extent_of` finds for the places of the kept rows, each once. They are told apart only where some
    may be close to `home` and some not."""
    ((south, west, north, east),) = kept.answer(corners(kept))
    if south is None:
        return None
    box, near = ((south, west), (north, east)), _near(home)
    inside = all(near[0][axis] <= box[0][axis] and box[1][axis] <= near[1][axis] for axis in (0, 1))
    outside = any(near[1][axis] < box[0][axis] or box[1][axis] < near[0][axis] for axis in (0, 1))
    if inside or outside:
        return box
    ((every, close, south, west, north, east),) = kept.answer(corners_near(kept, near))
    return ((south, west), (north, east)) if int(close) * 2 >= every else box


def corners(kept: Kept) -> Statement:
    """South, west, north and east end of all points of the kept rows; null where there is none."""
    rows = kept.rows("latitude", "longitude").where(kept.column.cell_x.is_not(None)).subquery().c
    return select(
        func.min(rows.latitude), func.min(rows.longitude), func.max(rows.latitude), func.max(rows.longitude)
    )


def corners_near(kept: Kept, near: Bounds) -> Statement:
    """How many places have a point, how many of these lie in the box `near`, and the ends of those."""
    rows = kept.rows("place_number", "latitude", "longitude").where(kept.column.cell_x.is_not(None))
    row = rows.subquery().c
    # A place has one point: the least of its rows is that of each of them.
    places = (
        select(func.min(row.latitude).label("latitude"), func.min(row.longitude).label("longitude"))
        .group_by(row.place_number)
        .subquery()
        .c
    )
    latitude, longitude = places.latitude, places.longitude
    (south, west), (north, east) = near
    close = and_(latitude >= south, latitude <= north, longitude >= west, longitude <= east)
    return select(
        func.count(),
        func.sum(case((close, 1), else_=0)),
        func.min(case((close, latitude))),
        func.min(case((close, longitude))),
        func.max(case((close, latitude))),
        func.max(case((close, longitude))),
    )


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


def _near(home: Bounds) -> Bounds:
    """`home` and a tenth of its breadth around it."""
    (south, west), (north, east) = home
    tall, wide = (north - south) / 10, (east - west) / 10
    return (south - tall, west - wide), (north + tall, east + wide)


def _mercator(latitude: float) -> float:
    bounded = math.radians(max(-_STEEPEST, min(_STEEPEST, latitude)))
    return math.log(math.tan(math.pi / 4 + bounded / 2))
