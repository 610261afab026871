"""What Explore asks of the query layer, and filters for a synthetic table to ask it with.

A filter is a query of ours beside the conditions that one writes by hand (benchmarks.bare)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from benchmarks.synthetic.rows import COMMON, TOPICS
from datelines.query.dataset import Dataset
from datelines.query.map_grid import Bounds, Window
from datelines.query.map_marks import OnMap
from datelines.query.periods import Bins
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.record.dates import Period, day_number
from datelines.store.schema import KINDS

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


def filtered(loaded: Dataset, query: EventQuery) -> Answers:
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


def panned(loaded: Dataset, query: EventQuery, window: Window) -> OnMap:
    """All that a pan asks for: what is in sight now."""
    return loaded.selection(query).on_map(window, HOME)


def _timeline(loaded: Dataset, query: EventQuery) -> tuple[Bins, ...]:
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


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and by filter what a row of `reports` must meet: a condition in SQL, and its value."""

    query: EventQuery
    conditions: Mapping[str, tuple[str, Any]]

    def where(self, but: str = "") -> tuple[str, list[Any]]:
        """All conditions, but that of one filter, and their values."""
        kept = [condition for name, condition in self.conditions.items() if name != but]
        return " AND ".join(["true", *(sql for sql, _ in kept)]), [value for _, value in kept]


def questions(loaded: Dataset, number: int = 4) -> Iterator[Question]:
    """Filter changes: texts that most reports have, texts that few have, outlets, kinds, periods; `number` of
    each. No two are alike, so that no answer is a kept one."""
    for word in (*COMMON[:number], *TOPICS[:number]):
        yield _question(EventQuery(text=word), text=("contains(text, ?)", word))
    outlets = [outlet.outlet_id for outlet in loaded.reporting_outlets[:number]]
    for most in range(1, len(outlets) + 1):
        chosen = outlets[:most]
        numbers = loaded.store.numbers("outlets", chosen)
        outlet = ("list_contains(?, outlet_number)", list(numbers))
        yield _question(EventQuery(outlets=frozenset(chosen)), outlets=outlet)
    for most in range(1, number + 1):
        kind = ("list_contains(?, kind_number)", list(range(1, most + 1)))
        yield _question(EventQuery(kinds=frozenset(KINDS[:most])), kinds=kind)
    first, last = loaded.bounds
    for part in range(1, number + 1):
        day = first + (last - first) * part // (2 * number)
        period = ("soft_to >= ?", day_number(day))
        yield _question(EventQuery(period=Period(first=day)), period=period)


def brushes(loaded: Dataset, number: int = 5) -> Iterator[EventQuery]:
    """Brushes across the timeline of everything, a tenth of it each."""
    first, last = loaded.bounds
    tenth = (last - first) / 10
    for part in range(number):
        begin = first + tenth * (part + 3)
        yield EventQuery(window=Period(begin, begin + tenth + timedelta(days=part)))


def _question(query: EventQuery, **conditions: tuple[str, Any]) -> Question:
    return Question(query, MappingProxyType(conditions))
