"""What the map draws of a selection in its present window: marks where they are few, cells where many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from datelines.extent import Bounds, extent_of_places, window_of
from datelines.kept import Kept, Statement
from datelines.map_cells import Cell, Window, cells_of, in_window
from datelines.marks import Mark, marks_of
from datelines.stored import amounts

MOST_MARKS = 500
"""Places that the map draws each; where there are more, it draws cells of what is in sight."""

MOST_IN_SIGHT = 150
"""Where it draws cells: places in sight that it draws each again."""

MOST_SHAPES = 150
"""Areas without a point that are drawn beside cells: those with most events."""

SAMPLE = 20_000
"""Rows among which places are counted first: where these are of too many places, no more is looked at."""

WINDOWS = 8
"""Windows of a selection of which the cells are kept."""


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


@dataclass(frozen=True, eq=False)
class CrowdedMap:
    """The map of more than MOST_MARKS places."""

    kept: Kept

    def drawn(self, window: Window | None, home: Bounds, chosen: str | None = None) -> OnMap:
        """What is drawn: marks of the places in the window where these are few, else cells; and in both marks
        of areas, and of the places of the `chosen` event. Without a window, it is the one that
        the map begins with: of the data, or of `home` where most of them are."""
        areas, undrawn = self._areas
        extent = self._extent(home)
        if extent is None:
            return OnMap(self._marks((areas, self._at(chosen))), undrawn=undrawn)
        seen = window or window_of(extent)
        few, cells = self._in_sight(seen)
        sight = in_window(self.kept, seen, seen.size) if few else None
        return OnMap(self._marks((areas, self._at(chosen), sight)), cells, seen, extent, undrawn)

    def _marks(self, wanted: tuple[ColumnElement[bool] | None, ...]) -> tuple[Mark, ...]:
        given = [condition for condition in wanted if condition is not None]
        return marks_of(self.kept, or_(*given)) if given else ()

    def _at(self, chosen: str | None) -> ColumnElement[bool] | None:
        numbers = self.kept.store.numbers("events", (chosen,)) if chosen else ()
        return self.kept.column.event_number.in_(numbers) if numbers else None

    @cached_property
    def _areas(self) -> tuple[ColumnElement[bool] | None, int]:
        """Which rows are of the MOST_SHAPES areas with most events, and how many areas more there are."""
        held = amounts(self.kept.store).areas
        if not held:
            return None, 0
        areas = self.kept.column.cell_x.is_(None)
        if held <= MOST_SHAPES:
            return areas, 0
        rows = self.kept.answer(areas_by_events(self.kept, MOST_SHAPES))
        if not rows:
            return None, 0
        numbers = [row.place_number for row in rows]
        return and_(areas, self.kept.column.place_number.in_(numbers)), rows[0].areas - len(rows)

    @cached_property
    def _extent(self) -> Any:
        return lru_cache(1)(partial(extent_of_places, self.kept))

    @cached_property
    def _in_sight(self) -> Any:
        return lru_cache(WINDOWS)(partial(in_sight, self.kept))


def in_sight(kept: Kept, window: Window) -> tuple[bool, tuple[Cell, ...]]:
    """Whether the places in the window are few, and its cells where they are not."""
    few = not more_places(kept, MOST_IN_SIGHT, in_window(kept, window, window.size))
    return few, () if few else cells_of(kept, window)


def more_places(kept: Kept, most: int, *conditions: ColumnElement[bool]) -> bool:
    """Whether the kept rows that meet the conditions are of more than `most` places that can be drawn."""
    ((rows, places),) = kept.answer(places_of_some(kept, SAMPLE, *conditions))
    if places > most or rows < SAMPLE:
        return bool(places > most)
    ((places,),) = kept.answer(places_of_all(kept, *conditions))
    return bool(places > most)


def places_of_some(kept: Kept, most: int, *conditions: ColumnElement[bool]) -> Statement:
    """How many rows with a place to draw there are, `most` at most, and of how many places. Which rows these
    are is left to the engine: it does not matter where they are all, or of more places than it takes."""
    rows = _drawn(kept, conditions).limit(most).subquery().c.place_number
    return select(func.count(rows), func.count(rows.distinct()))


def places_of_all(kept: Kept, *conditions: ColumnElement[bool]) -> Statement:
    """How many places to draw there are."""
    return select(func.count(_drawn(kept, conditions).subquery().c.place_number.distinct()))


def areas_by_events(kept: Kept, most: int) -> Statement:
    """The areas without a point that have most events, each with how many areas there are in all."""
    rows = kept.rows("place_number", "event_number").where(
        kept.column.drawn == 1, kept.column.cell_x.is_(None)
    )
    row = rows.subquery().c
    events = func.count(row.event_number.distinct()).label("events")
    by_place = select(row.place_number, events).group_by(row.place_number).subquery().c
    return (
        select(by_place.place_number, func.count().over().label("areas"))
        .order_by(by_place.events.desc(), by_place.place_number)
        .limit(most)
    )


def _drawn(kept: Kept, conditions: tuple[ColumnElement[bool], ...]) -> Statement:
    return kept.rows("place_number").where(kept.column.drawn == 1, *conditions)
