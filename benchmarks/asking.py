"""What Explore asks of the query layer: after a filter change, a pan of the map, a brush on the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datelines.bins import Bins
from datelines.extent import Bounds
from datelines.map_cells import Window
from datelines.on_map import OnMap
from datelines.query import EventQuery
from datelines.selection import Selection
from datelines.store import Loaded

HOME: Bounds = ((32.3, 35.5), (37.4, 42.4))
"""The box that the map begins with."""

LANES, TABLE_ROWS, UNPLACED = 7, 200, 100
"""Lanes of the timeline, rows of a page of the table, and events listed that no mark shows, as in Explore."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, as far as the bare queries must agree with it: the selection, what the map draws,
    the periods of the timeline (none where it draws bars), and the first events."""

    selection: Selection
    on_map: OnMap
    periods: tuple[Bins, ...]
    event_ids: tuple[str, ...]


def filtered(loaded: Loaded, query: EventQuery) -> Answers:
    """All that a filter change asks for: choices, counts, sentence, map, timeline, table, events without a
    place. A brush asks for the same, with its days as the window of the query."""
    loaded.offer(query)
    selection = loaded.selection(query)
    rows = selection.table_rows(0, TABLE_ROWS)
    selection.sentence(loaded.name_of)
    periods = _timeline(loaded, query)
    on_map = selection.on_map(None, HOME)
    selection.unplaced(UNPLACED)
    return Answers(selection, on_map, periods, tuple(row.event_id for row in rows))


def panned(loaded: Loaded, query: EventQuery, window: Window) -> OnMap:
    """All that a pan asks for: what is in sight now."""
    return loaded.selection(query).on_map(window, HOME)


def _timeline(loaded: Loaded, query: EventQuery) -> tuple[Bins, ...]:
    """The timeline shows what is selected without the brush, which says what part of it the lanes show."""
    every, window = loaded.selection(query.without_window()), query.window
    if not every.counts.events:
        return ()
    leading = every.leading_outlets(LANES)
    if every.bars(leading) is not None:
        return ()
    days, focus = every.day_counts, every.focus
    strip = every.columns(leading, days.days[0], days.last)
    if window.day_from is None or window.day_to is None:
        return (strip.bins, every.columns(leading, focus.first, focus.last).bins)
    if every.bars(leading, window):
        return (strip.bins,)
    return (strip.bins, every.columns(leading, window.day_from, window.day_to).bins)


def windows(on_map: OnMap) -> Sequence[Window]:
    """Windows that pans of a map bring into sight, two zooms closer than what it began with, no two alike;
    none where the map draws everything at once, and a pan asks for nothing."""
    whole = on_map.window
    if whole is None:
        return ()
    height, width = (whole.north - whole.south) / 4, (whole.east - whole.west) / 4
    return [
        Window(
            whole.south + row * height,
            whole.west + column * width,
            whole.south + (row + 1.5) * height,
            whole.west + (column + 1.5) * width,
            whole.zoom + 2,
        )
        for row in (0, 1, 2)
        for column in (0, 1, 2)
    ]
