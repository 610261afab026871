"""Grid cells of the map: where more places are in sight than can be drawn, counts of distinct events.

A cell is a square of the relation's finest grid (0.01 degree) or of a power of two of it, by the zoom. A
cell at the edge of the sight is counted whole. Integers only in the grouping; the side of a cell is a power
of two, so that its corner is a coordinate without its lowest bits, on both sides of zero and on every engine.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from datelines.kept import Kept, Statement
from datelines.stored import outlets

CELL_DEGREES = 0.01
MOST_CELLS = 500
"""Cells drawn at once: more could not be read."""

MOST_SHARES = 4
"""Outlets of a cell that are named with their share; the others are counted together."""

FINEST_ZOOM = 13
"""The zoom at which a cell of the finest grid is about 58 pixels wide."""

DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Window:
    """What the map shows: degrees, and the zoom of web maps (each step halves what is seen)."""

    south: float
    west: float
    north: float
    east: float
    zoom: float

    @property
    def level(self) -> int:
        """The zoom to the next whole number: for which the size of cells is chosen."""
        return max(0, min(DEEPEST, math.floor(self.zoom + 0.5)))

    @property
    def size(self) -> int:
        """Side of a cell in cells of the finest grid, a power of two: 41 to 82 pixels on the screen."""
        return 1 << max(0, FINEST_ZOOM - self.level)


@dataclass(frozen=True, slots=True)
class Cell:
    """A square with what is reported in it. `x` and `y` are its south-west corner and `size` its side, in
    cells of the finest grid; `inner` the least and greatest x and y (west, south, east, north) that hold a
    place. `shares` are the outlets with most reports there, and `others` the reports of all the rest."""

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
        """Whether all of it lies in one cell of the finest grid, so that no zoom divides it."""
        return self.inner[0] == self.inner[2] and self.inner[1] == self.inner[3]


def in_window(kept: Kept, window: Window, size: int) -> ColumnElement[bool]:
    """Whether a row lies in a cell of that size which reaches into the window."""
    west, south, east, north = (
        math.floor(edge / CELL_DEGREES) // size * size
        for edge in (window.west, window.south, window.east, window.north)
    )
    return _between(kept, (west, south), (east + size, north + size))


def in_square(kept: Kept, x: int, y: int, size: int) -> ColumnElement[bool]:
    """Whether a row lies in the square with that corner and side."""
    return _between(kept, (x, y), (x + size, y + size))


def events_by_cell(kept: Kept, window: Window, size: int, most: int) -> Statement:
    """x and y of the corner of a cell, its distinct events, and the least and the greatest x and y that hold
    a place: the cells in the window, or `most` of them."""
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


def outlets_by_cell(kept: Kept, window: Window, size: int) -> Statement:
    """x and y of the corner of a cell, an outlet, its reports there, and the reports of all outlets there:
    the MOST_SHARES outlets of each cell with most reports, those first in the file where they are even."""
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
    return select(*columns).where(ranked.nth <= MOST_SHARES)


def cells_of(kept: Kept, window: Window, most: int = MOST_CELLS) -> tuple[Cell, ...]:
    """The cells in the window, from south-west to north-east; of twice the size for as long as there are
    more than `most`."""
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


def _between(kept: Kept, low: tuple[int, int], high: tuple[int, int]) -> ColumnElement[bool]:
    x, y = kept.column.cell_x, kept.column.cell_y
    return and_(x >= low[0], x < high[0], y >= low[1], y < high[1])


def _in_cells(kept: Kept, window: Window, size: int, *names: str, once: bool = False) -> Any:
    """Columns of the kept rows in the window with the corner of their cell; a report `once` in each cell, if
    so."""
    column = kept.column
    corner = (column.cell_x.bitwise_and(-size).label("x"), column.cell_y.bitwise_and(-size).label("y"))
    rows = kept.rows(*names).add_columns(*corner).where(in_window(kept, window, size))
    if once:
        rows = rows.where(column.shared_from > size.bit_length() - 1)
    return rows.subquery()
