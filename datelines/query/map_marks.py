"""What the map draws of a selection: a mark for each place where there are few, grid cells where there are
many.

A mark has the events that are reported at its place; cells count the events in a square of the map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select

from datelines.query.events import MARKED, MOST_LISTED, MarkedEvent, described, marked_event
from datelines.query.map_grid import Bounds, Cell, Window, cells_of, extent_of_places, in_window, window_of
from datelines.query.rows import Kept
from datelines.record.records import Place
from datelines.store.store import AnySelect, amounts, outlets, places

MOST_MARKS = 500
"""Places that the map draws one by one; where there are more, it draws cells of what is in sight."""

MOST_IN_SIGHT = 150
"""Places in sight that are drawn one by one even where there are more than MOST_MARKS in all."""

MOST_SHAPES = 150
"""Areas without a point that are drawn beside cells: those with most events."""

SAMPLE = 20_000
"""Rows in which places are counted first: where these have too many places already, no more are read."""

WINDOWS_KEPT = 64
"""Windows of the map of which a store keeps the cells, about 0.2 MB each."""

EXTENTS_KEPT = 512
"""Selections of which a store keeps the extent."""

MOST_NAMED = 1_000
"""Events that all marks together list by name, shared evenly; what a mark does not need is left to the
others. 1,000 events are some 200 KB for the browser."""

MARK_SHARES = 9
"""Outlets of a mark whose shares are given, where not all of its events are listed: in a ring, more than
eight could not be distinguished."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to draw with the first events reported there, in order of date.

    `unlisted` is the number of further events. Where there are any, `shares` has the outlets that report most
    of the place's events, with how many, and `unnamed` is the number of further outlets."""

    place: Place
    events: tuple[MarkedEvent, ...]
    unlisted: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    unnamed: int = 0

    @property
    def outlet_ids(self) -> tuple[str, ...]:
        """The outlets of the events, each once, sorted; without those that are `unnamed`."""
        listed = {outlet for event in self.events for outlet in event.outlet_ids}
        return tuple(sorted(listed.union(outlet for outlet, _ in self.shares)))


@dataclass(frozen=True, slots=True)
class OnMap:
    """What the map draws: marks, or cells of the `window` and marks for areas. `window` is None where
    everything is drawn at once; `undrawn` is the number of areas that are left out; `extent` is what to show
    first, None where that follows from the marks."""

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
        """What is drawn in the window: marks of its places where these are few, else cells; in both cases
        also marks of areas, and of the places of the `chosen` event. Without a window, the map begins with
        that of the data, or of `home` where most of the places are."""
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
        """The condition for the rows of the MOST_SHAPES areas with most events, and how many further areas
        there are."""
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

    def _extent(self, home: Bounds) -> Bounds | None:
        found = partial(extent_of_places, self.kept, home)
        return self.kept.store.remembered.one("extents", (self.kept.query, home), found, EXTENTS_KEPT)

    def _in_sight(self, window: Window) -> tuple[bool, tuple[Cell, ...]]:
        found = partial(_in_sight, self.kept, window)
        return self.kept.store.remembered.one("windows", (self.kept.query, window), found, WINDOWS_KEPT)


def _in_sight(kept: Kept, window: Window) -> tuple[bool, tuple[Cell, ...]]:
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


def places_of_some(kept: Kept, most: int, *conditions: ColumnElement[bool]) -> AnySelect:
    """How many rows with a place to draw there are, at most `most`, and how many places they have. The engine
    chooses which rows: that does not matter where these are all, or have too many places already."""
    rows = _drawn(kept, conditions).limit(most).subquery().c.place_number
    return select(func.count(rows), func.count(rows.distinct()))


def places_of_all(kept: Kept, *conditions: ColumnElement[bool]) -> AnySelect:
    """How many places to draw there are."""
    return select(func.count(_drawn(kept, conditions).subquery().c.place_number.distinct()))


def areas_by_events(kept: Kept, most: int) -> AnySelect:
    """The areas without a point that have most events, each with the number of all areas."""
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


def _drawn(kept: Kept, conditions: tuple[ColumnElement[bool], ...]) -> AnySelect:
    return kept.rows("place_number").where(kept.column.drawn == 1, *conditions)


def marks_of(kept: Kept, wanted: ColumnElement[bool] | None = None) -> tuple[Mark, ...]:
    """A mark for each place to draw of the kept rows that meet `wanted`, sorted by id; at most MOST_NAMED."""
    rows = _at_places(kept, wanted, "report_number", "event_number", "outlet_number")
    events = described(kept, events_at_places(kept, wanted), MARKED, rows)
    found: dict[int, list[MarkedEvent]] = defaultdict(list)
    every: dict[int, int] = {}
    for event in events:
        found[event.row.place_number].append(marked_event(kept, event))
        every[event.row.place_number] = event.row.events
    records = places(kept.store, found.keys())
    more = {number: every[number] - len(listed) for number, listed in found.items()}
    shares = _shares(kept, wanted, [number for number, unlisted in more.items() if unlisted])
    nothing: tuple[tuple[tuple[str, int], ...], int] = ((), 0)
    made = (
        Mark(records[number], tuple(listed), more[number], *shares.get(number, nothing))
        for number, listed in found.items()
    )
    return tuple(sorted(made, key=lambda mark: mark.place.place_id))


def events_at_places(kept: Kept, wanted: ColumnElement[bool] | None = None) -> Subquery:
    """Place, event, and how many `events` the place has: the first MOST_LISTED events of each place to draw,
    or fewer where all together would be more than MOST_NAMED."""
    at_places = _at_places(kept, wanted, "event_number").subquery()
    pairs = select(*at_places.c).distinct().subquery().c
    ranked = (
        select(
            pairs.place_number,
            pairs.event_number,
            func.row_number().over(partition_by=pairs.place_number, order_by=pairs.event_number).label("nth"),
            func.count().over(partition_by=pairs.place_number).label("events"),
        )
        .subquery()
        .c
    )
    return (
        select(ranked.place_number, ranked.event_number, ranked.events)
        .where(ranked.nth <= MOST_LISTED)
        .order_by(ranked.nth, ranked.place_number)
        .limit(MOST_NAMED)
        .subquery()
    )


def outlets_at_places(kept: Kept, wanted: ColumnElement[bool] | None, numbers: Collection[int]) -> AnySelect:
    """Place, outlet, how many of the place's events the outlet reports, and how many outlets the place has:
    of each place the MARK_SHARES outlets with most events; ties in the order of the file."""
    at_places = _at_places(kept, wanted, "event_number", "outlet_number")
    rows = at_places.where(kept.column.place_number.in_(numbers)).subquery().c
    by_outlet = (
        select(
            rows.place_number,
            rows.outlet_number,
            func.count(rows.event_number.distinct()).label("events"),
        )
        .group_by(rows.place_number, rows.outlet_number)
        .subquery()
        .c
    )
    order = (by_outlet.events.desc(), by_outlet.outlet_number)
    ranked = (
        select(
            by_outlet.place_number,
            by_outlet.outlet_number,
            by_outlet.events,
            func.count().over(partition_by=by_outlet.place_number).label("outlets"),
            func.row_number().over(partition_by=by_outlet.place_number, order_by=order).label("nth"),
        )
        .subquery()
        .c
    )
    return select(ranked.place_number, ranked.outlet_number, ranked.events, ranked.outlets).where(
        ranked.nth <= MARK_SHARES
    )


def _at_places(kept: Kept, wanted: ColumnElement[bool] | None, *names: str) -> AnySelect:
    drawn = kept.rows("place_number", *names).where(kept.column.drawn == 1)
    return drawn if wanted is None else drawn.where(wanted)


def _shares(
    kept: Kept, wanted: ColumnElement[bool] | None, numbers: Collection[int]
) -> dict[int, tuple[tuple[tuple[str, int], ...], int]]:
    """By number of the place: its shares, sorted by id of the outlet, and how many outlets are not among
    them."""
    if not numbers:
        return {}
    named = outlets(kept.store)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    every: dict[int, int] = {}
    for place, outlet, events, number in kept.answer(outlets_at_places(kept, wanted, numbers)):
        found[place].append((named[outlet].outlet_id, events))
        every[place] = number
    return {place: (tuple(sorted(own)), every[place] - len(own)) for place, own in found.items()}
