"""Grid cells of the map: where more places are in sight than can be drawn, counts of distinct events.

A cell is a square of the relation's finest grid (0.01 degree) or of a power of two of it, by the zoom. A
cell at the edge of the sight is counted whole. Integers only in the grouping, and the floor is written so
that every engine gives the same (design: never `//`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from datelines.kept_rows import KeptRows, Numbers, distinct

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


def corner(column: Numbers, size: int) -> Numbers:
    """Each coordinate rounded down to a multiple of `size`."""
    return column - ((column % size) + size) % size


def in_window(kept: KeptRows, window: Window, size: int) -> Numbers:
    """Positions among `kept.pointed` that lie in a cell of that size which reaches into the window."""
    x, y = kept.points
    west, south, east, north = (
        math.floor(edge / CELL_DEGREES) for edge in (window.west, window.south, window.east, window.north)
    )
    edges = corner(np.array([west, south, east, north], np.int64), size).tolist()
    inside = (x >= edges[0]) & (x < edges[2] + size) & (y >= edges[1]) & (y < edges[3] + size)
    return np.flatnonzero(inside)


def cells_of(kept: KeptRows, window: Window, most: int = MOST_CELLS) -> tuple[Cell, ...]:
    """The cells in the window, from south-west to north-east; of twice the size for as long as there are
    more than `most`."""
    across, up = kept.points
    size = window.size
    while True:
        inside = in_window(kept, window, size)
        x, y = across[inside], up[inside]
        first_x, first_y = corner(x, size), corner(y, size)
        # One number for each square; 2**20 is more than the squares of any row of the finest grid.
        squares, number = np.unique((first_y + 2**19) * 2**20 + first_x + 2**19, return_inverse=True)
        if len(squares) <= most:
            break
        size *= 2
    rows, number, many = kept.pointed[inside], number.astype(np.int64), len(squares)
    events, _ = distinct(number, kept.events.codes[rows])
    reports, report_codes = distinct(number, kept.reports.codes[rows])
    outlet_of_report = kept.outlets.codes[kept.first_rows]
    outlets = len(kept.outlets.ids)
    pairs, of_outlet = np.unique(reports * outlets + outlet_of_report[report_codes], return_counts=True)
    of_events, of_reports = np.bincount(events, minlength=many), np.bincount(reports, minlength=many)
    inner = _inner(x, y, number, many)
    begins = np.searchsorted(pairs // outlets, np.arange(many + 1)) if many else np.zeros(1, np.int64)
    made = []
    for square in range(many):
        own = slice(begins[square], begins[square + 1])
        shares = _shares(kept, (pairs[own] % outlets).tolist(), of_outlet[own].tolist())
        row, column = divmod(int(squares[square]), 2**20)
        total = int(of_reports[square])
        made.append(
            Cell(
                x=column - 2**19,
                y=row - 2**19,
                size=size,
                events=int(of_events[square]),
                reports=total,
                shares=shares,
                others=total - sum(count for _, count in shares),
                inner=inner[square],
            )
        )
    return tuple(made)


def _shares(kept: KeptRows, outlets: list[int], counts: list[int]) -> tuple[tuple[str, int], ...]:
    found = zip((kept.outlets.ids[outlet] for outlet in outlets), counts, strict=True)
    return tuple(sorted(found, key=lambda share: (-share[1], share[0]))[:MOST_SHARES])


def _inner(x: Numbers, y: Numbers, number: Numbers, many: int) -> list[tuple[int, int, int, int]]:
    greatest = np.iinfo(np.int64).max
    edges = []
    for column in (x, y):
        least, most = np.full(many, greatest), np.full(many, -greatest)
        np.minimum.at(least, number, column)
        np.maximum.at(most, number, column)
        edges.append((least.tolist(), most.tolist()))
    (west, east), (south, north) = edges
    return list(zip(west, south, east, north, strict=True))


def events_in(kept: KeptRows, x: int, y: int, size: int) -> list[int]:
    """The events (by number, in order of date) reported in the square with that corner and side."""
    across, up = kept.points
    inside = (across >= x) & (across < x + size) & (up >= y) & (up < y + size)
    found: list[int] = np.unique(kept.events.codes[kept.pointed[inside]]).tolist()
    return found
