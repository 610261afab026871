"""What the map draws of a selection in its present window: marks where they are few, cells where many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from datelines.archive import Archive
from datelines.extent import Bounds, extent_of, window_of
from datelines.kept_rows import Flags, KeptRows, distinct
from datelines.map_cells import Cell, Window, cells_of, in_window
from datelines.marks import Mark, MarkedEvent, marks_of

MOST_MARKS = 500
"""Places that the map draws each; where there are more, it draws cells of what is in sight."""

MOST_IN_SIGHT = 150
"""Where it draws cells: places in sight that it draws each again."""

MOST_SHAPES = 150
"""Areas without a point that are drawn beside cells: those with most events."""


@dataclass(frozen=True, slots=True)
class OnMap:
    """What the map draws: marks, or cells of the `window` and marks for areas. `window` is None where
    everything is drawn at once; `undrawn` is the number of areas that are left out; `extent` is what to
    show first, None where the marks themselves say it."""

    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...] = ()
    window: Window | None = None
    extent: Bounds | None = None
    undrawn: int = 0


def in_sight(
    archive: Archive,
    kept: KeptRows,
    marked: Callable[[int], MarkedEvent],
    window: Window | None,
    home: Bounds,
    chosen: int | None = None,
) -> OnMap:
    """What is drawn of more than MOST_MARKS places: marks of those in the window where these are few, else
    cells; and in both marks of areas, and of the places of the `chosen` event (by number). Without a
    window, it is the one that the map begins with: of the data, or of `home` where most of them are."""
    wanted, undrawn = _shapes(kept)
    if chosen is not None:
        wanted |= kept.drawn & (kept.events.codes == chosen)
    extent = _extent(kept, home)
    if extent is None:
        return OnMap(marks_of(archive, kept, wanted, marked), undrawn=undrawn)
    seen = window or window_of(extent)
    sight = kept.pointed[in_window(kept, seen, seen.size)]
    few = len(np.unique(kept.places.codes[sight])) <= MOST_IN_SIGHT
    wanted[sight] |= few
    cells = () if few else cells_of(kept, seen)
    return OnMap(marks_of(archive, kept, wanted, marked), cells, seen, extent, undrawn)


def _shapes(kept: KeptRows) -> tuple[Flags, int]:
    """The rows of the MOST_SHAPES areas without a point that have most events, and how many areas more
    there are."""
    wanted = kept.drawn.copy()
    wanted[kept.pointed] = False
    at = np.flatnonzero(wanted)
    places, _ = distinct(kept.places.codes[at], kept.events.codes[at])
    numbers, counts = np.unique(places, return_counts=True)
    chosen = numbers[np.argsort(-counts, kind="stable")][:MOST_SHAPES]
    return wanted & np.isin(kept.places.codes, chosen), len(numbers) - len(chosen)


def _extent(kept: KeptRows, home: Bounds) -> Bounds | None:
    """What to show first: each place counts once."""
    latitudes, longitudes = (
        kept.column(name, kept.point_rows).astype(float) for name in ("latitude", "longitude")
    )
    return extent_of(latitudes, longitudes, home)
