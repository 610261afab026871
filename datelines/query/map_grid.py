"""The grid of the map, which counts distinct events where there are more places in sight than can be drawn;
and what the map shows first.

A cell is a square of the relation's finest grid (0.01 degree), or of a power of two of that, by the zoom. A
cell at the edge of the window is counted whole. Grouping uses integers only; since the side of a cell is a
power of two, its corner is a coordinate without the lowest bits, on both sides of zero and on every engine.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from datelines.query.rows import Kept
from datelines.store.relation import CELL_DEGREES
from datelines.store.store import AnySelect, outlets

MOST_CELLS = 500
"""Cells drawn at once: more could not be read."""

CELL_SHARES = 4
"""Outlets of a cell that are named with their shares; the others are counted together."""

FINEST_ZOOM = 13
"""The zoom at which a cell of the finest grid is about 58 pixels wide."""

DEEPEST = 24
"""The greatest zoom of web maps."""

Bounds = tuple[tuple[float, float], tuple[float, float]]
"""South-west and north-east corner as (latitude, longitude), in degrees."""

SCREEN = (520, 400)
"""Width and height in pixels that are assumed until the map reports its own."""

NEAREST, FARTHEST = 9.0, 1.0
"""The least and the greatest extent that the map begins with, as zooms."""

_STEEPEST = 85.0
"""Web maps end at this latitude (Web Mercator, EPSG:3857)."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the map shows: edges in degrees, and the zoom of web maps (each step halves the width)."""

    south: float
    west: float
    north: float
    east: float
    zoom: float

    @property
    def level(self) -> int:
        """The zoom rounded to a whole number, by which the size of cells is chosen."""
        return max(0, min(DEEPEST, math.floor(self.zoom + 0.5)))

    @property
    def size(self) -> int:
        """Side of a cell in cells of the finest grid, a power of two: 41 to 82 pixels on the screen."""
        return 1 << max(0, FINEST_ZOOM - self.level)


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the map with what is reported in it. `x` and `y` are its south-west corner and `size` is
    its side, in cells of the finest grid; `inner` are the ends (west, south, east, north) of the finest cells
    in it that have a place. `shares` are the outlets with most reports there, `others` the reports of all
    further outlets."""

    x: int
    y: int
    size: int
    events: int
    reports: int
    shares: tuple[tuple[str, int], ...]
    others: int
    inner: tuple[int, int, int, int]

    @property
    def whole(self) -> bool:
        """Whether all its places are in one cell of the finest grid, so that no zoom divides them."""
        return self.inner[0] == self.inner[2] and self.inner[1] == self.inner[3]


def cells_of(kept: Kept, window: Window, most: int = MOST_CELLS) -> tuple[Cell, ...]:
    """The cells in the window, from south-west to north-east; their size is doubled until there are at most
    `most`."""
    size = window.size
    while len(found := kept.answer(events_by_cell(kept, window, size, most + 1))) > most:
        size *= 2
    if not found:
        return ()
    named = outlets(kept.store)
    shares: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    reports: dict[tuple[int, int], int] = {}
    for x, y, outlet, own, every in kept.answer(outlets_by_cell(kept, window, size)):
        shares[x, y].append((named[outlet].outlet_id, own))
        reports[x, y] = int(every)
    return tuple(
        Cell(
            x,
            y,
            size,
            events,
            reports[x, y],
            tuple(sorted(shares[x, y], key=lambda share: (-share[1], share[0]))),
            reports[x, y] - sum(own for _, own in shares[x, y]),
            tuple(inner),
        )
        for x, y, events, *inner in sorted(found, key=lambda row: (row.y, row.x))
    )


def in_window(kept: Kept, window: Window, size: int) -> ColumnElement[bool]:
    """The condition that a row lies in a cell of that size which reaches into the window."""
    west, south, east, north = (
        math.floor(edge / CELL_DEGREES) // size * size
        for edge in (window.west, window.south, window.east, window.north)
    )
    return _between(kept, (west, south), (east + size, north + size))


def in_square(kept: Kept, x: int, y: int, size: int) -> ColumnElement[bool]:
    """The condition that a row lies in the square with that corner and side."""
    return _between(kept, (x, y), (x + size, y + size))


def events_by_cell(kept: Kept, window: Window, size: int, most: int) -> AnySelect:
    """The cells in the window, at most `most`: x and y of the corner, distinct events, and the least and
    greatest x and y with a place."""
    rows = _in_cells(kept, window, size, "event_number", "cell_x", "cell_y").c
    cells = select(
        rows.x,
        rows.y,
        func.count(rows.event_number.distinct()),
        func.min(rows.cell_x),
        func.min(rows.cell_y),
        func.max(rows.cell_x),
        func.max(rows.cell_y),
    )
    return cells.group_by(rows.x, rows.y).limit(most)


def outlets_by_cell(kept: Kept, window: Window, size: int) -> AnySelect:
    """x and y of the corner of a cell, an outlet, its reports there, and the reports of all outlets there: of
    each cell the CELL_SHARES outlets with most reports; ties in the order of the file."""
    if kept.at_places:
        rows = _in_cells(kept, window, size, "outlet_number", "report_number")
        rows = select(*rows.c).distinct().subquery()
    else:
        rows = _in_cells(kept, window, size, "outlet_number", once=True)
    by_outlet = (
        select(rows.c.x, rows.c.y, rows.c.outlet_number, func.count().label("reports"))
        .group_by(rows.c.x, rows.c.y, rows.c.outlet_number)
        .subquery()
        .c
    )
    cell = (by_outlet.x, by_outlet.y)
    order = (by_outlet.reports.desc(), by_outlet.outlet_number)
    ranked = (
        select(
            *cell,
            by_outlet.outlet_number,
            by_outlet.reports,
            func.sum(by_outlet.reports).over(partition_by=cell).label("every"),
            func.row_number().over(partition_by=cell, order_by=order).label("nth"),
        )
        .subquery()
        .c
    )
    columns = (ranked.x, ranked.y, ranked.outlet_number, ranked.reports, ranked.every)
    return select(*columns).where(ranked.nth <= CELL_SHARES)


def _between(kept: Kept, low: tuple[int, int], high: tuple[int, int]) -> ColumnElement[bool]:
    x, y = kept.column.cell_x, kept.column.cell_y
    return and_(x >= low[0], x < high[0], y >= low[1], y < high[1])


def _in_cells(kept: Kept, window: Window, size: int, *names: str, once: bool = False) -> Any:
    """Columns of the kept rows in the window, with the corner of their cell; with `once`, only one row of
    each report in each cell."""
    column = kept.column
    corner = (column.cell_x.bitwise_and(-size).label("x"), column.cell_y.bitwise_and(-size).label("y"))
    rows = kept.rows(*names).add_columns(*corner).where(in_window(kept, window, size))
    if once:
        rows = rows.where(column.shared_from > size.bit_length() - 1)
    return rows.subquery()


def extent_of_places(kept: Kept, home: Bounds) -> Bounds | None:
    """The smallest box around the places of the kept rows, in degrees: around those in or close to `home`, if these are
    at least half of them (a few far places shall not push the others together), else around all. None without a place.
    A second statement counts those close to `home`, but only where some may be and some not."""
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


def corners(kept: Kept) -> AnySelect:
    """The south, west, north and east end of all points of the kept rows; null where there is none."""
    rows = kept.rows("latitude", "longitude").where(kept.column.cell_x.is_not(None)).subquery().c
    return select(
        func.min(rows.latitude), func.min(rows.longitude), func.max(rows.latitude), func.max(rows.longitude)
    )


def corners_near(kept: Kept, near: Bounds) -> AnySelect:
    """How many places have a point, how many of these are in the box `near`, and the ends of the latter."""
    rows = kept.rows("place_number", "latitude", "longitude").where(kept.column.cell_x.is_not(None))
    row = rows.subquery().c
    # All rows of a place have the same point: the least is any of them.
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
    """The window of a map of the size SCREEN that shows the box, wider by a quarter of the map on each
    side."""
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
    """`home`, wider by a tenth on each side."""
    (south, west), (north, east) = home
    tall, wide = (north - south) / 10, (east - west) / 10
    return (south - tall, west - wide), (north + tall, east + wide)


def _mercator(latitude: float) -> float:
    bounded = math.radians(max(-_STEEPEST, min(_STEEPEST, latitude)))
    return math.log(math.tan(math.pi / 4 + bounded / 2))
