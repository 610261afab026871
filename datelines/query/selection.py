"""What one query selects, in the shapes that views draw: counts, marks, cells, spans and table rows.

Map, timeline, table and sentence ask one store with the same conditions, so they never disagree. The store
does all counting, and gives no more than what is drawn. What each method gives is described at the function
that it calls.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

from datelines.query.counts import (
    Counts,
    OutletCount,
    compared_events,
    counts_by_outlet,
    counts_of,
    event_beside,
    kept_ids,
    kept_ids_of,
    place_among,
)
from datelines.query.events import EventPage, EventRow, MarkedEvent, cell_events_of, rows_of_part, unplaced_of
from datelines.query.map_grid import Bounds, Window
from datelines.query.map_marks import MOST_MARKS, CrowdedMap, Mark, OnMap, marks_of, more_places
from datelines.query.periods import Counted
from datelines.query.query import EventQuery
from datelines.query.rows import Kept
from datelines.query.timeline import (
    DayCounts,
    Focus,
    Span,
    bars_of,
    day_counts_of,
    event_bars_of,
    focus_of,
    lane_columns_of,
)
from datelines.record.dates import Period
from datelines.store.store import Store, amounts
from datelines.words import counted

ANSWERS = 512
"""Answers that a store keeps of the kinds that a selection has many of: pages of the table, bars of
periods."""

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Selection:
    """The reports that a query keeps. Everything is asked for when it is wanted, and once."""

    store: Store
    query: EventQuery

    @cached_property
    def counts(self) -> Counts:
        """How much is kept."""
        return counts_of(self.kept, self._by_outlet)

    @cached_property
    def outlet_ids(self) -> frozenset[str]:
        """Ids of the outlets of the kept reports."""
        return frozenset(outlet.outlet_id for outlet in self._by_outlet)

    def leading_outlets(self, most: int) -> tuple[str, ...]:
        """Ids of the `most` outlets with most kept reports; ties by id."""
        return tuple(outlet.outlet_id for outlet in self._by_outlet[:most])

    def sentence(self, names: Callable[[str, str], str], *, whole: bool = False) -> str:
        """The selection in words with its counts: `58 events (76 reports) reported by TASS.`, or, of the
        default query, `All events: 58 (76 reports).` The `whole` one names every choice
        (`EventQuery.sentence`)."""
        counts, words = self.counts, self.query.sentence(names, whole=whole)
        reports = f"({counted(counts.reports, 'report')})"
        if not words:
            return f"All events: {counts.events:,} {reports}."
        return f"{counted(counts.events, 'event')} {reports} {words}."

    @cached_property
    def report_ids(self) -> frozenset[str]:
        """Ids of all kept reports, however many: for exports only."""
        return kept_ids(self.kept)

    def reports_of(self, event_ids: Collection[str]) -> frozenset[str]:
        """Ids of the kept reports of some events."""
        return self._answer(kept_ids_of, frozenset(event_ids))

    def compared(self, event_id: str | None, most: int) -> tuple[str, ...]:
        """Ids of the events to compare, among them `event_id` (`counts.compared_events`)."""
        return self._answer(compared_events, event_id, most)

    def place_of(self, event_id: str | None) -> int | None:
        """How many events come before this one (`counts.place_among`)."""
        return self._answer(place_among, event_id)

    def neighbour(self, event_id: str | None, by: int) -> str | None:
        """The event after this one (`by` 1) or before it (-1), in a ring (`counts.event_beside`)."""
        return self._answer(event_beside, event_id, by)

    def table_rows(self, first: int, after: int) -> tuple[EventRow, ...]:
        """Rows of the table (`events.rows_of_part`)."""
        return self._answer(rows_of_part, first, min(after, self.counts.events))

    def unplaced(self, most: int) -> tuple[MarkedEvent, ...]:
        """The first events that no mark shows, in order of date."""
        return self._answer(unplaced_of, min(most, self.counts.unplaced))

    @cached_property
    def crowded(self) -> bool:
        """Whether there are more places than the map draws one by one."""
        return amounts(self.store).drawn > MOST_MARKS and more_places(self.kept, MOST_MARKS)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """A mark for each place that can be drawn, by id; none where there are too many (`on_map`)."""
        return () if self.crowded else marks_of(self.kept)

    def on_map(self, window: Window | None, home: Bounds, chosen: str | None = None) -> OnMap:
        """What the map draws in the window (`map_marks.CrowdedMap`): all marks, where there are few."""
        return self._crowded_map.drawn(window, home, chosen) if self.crowded else OnMap(self.marks)

    def cell_events(self, x: int, y: int, size: int, before: int = 0) -> EventPage:
        """A page of the events in a cell (`events.cell_events_of`)."""
        return self._answer(cell_events_of, x, y, size, before)

    def bars(self, leading: Sequence[str], period: Period = Period()) -> tuple[Span, ...] | None:
        """Bars of the timeline, None where they are too many (`timeline.bars_of`)."""
        return self._answer(bars_of, tuple(leading), period)

    def event_bars(self, leading: Sequence[str], event_id: str | None) -> tuple[Span, ...]:
        """Bars of one event (`timeline.event_bars_of`)."""
        return self._answer(event_bars_of, tuple(leading), event_id)

    @cached_property
    def day_counts(self) -> DayCounts:
        """How many reports have each first day. Raises ValueError where there are no reports."""
        return day_counts_of(self.kept)

    @cached_property
    def focus(self) -> Focus:
        """The days that most reports are about. Raises ValueError where there are no reports."""
        return focus_of(self.kept, self.day_counts)

    def columns(self, leading: Sequence[str], first: int, last: int) -> Counted:
        """Counts of the timeline between two days, by lane (`timeline.lane_columns_of`)."""
        return self._answer(lane_columns_of, tuple(leading), first, last)

    @cached_property
    def kept(self) -> Kept:
        """The rows of the store that the query keeps, for further statements."""
        return Kept(self.store, self.query)

    @cached_property
    def _by_outlet(self) -> tuple[OutletCount, ...]:
        return counts_by_outlet(self.kept)

    @cached_property
    def _crowded_map(self) -> CrowdedMap:
        return CrowdedMap(self.kept)

    def _answer(self, question: Callable[..., _T], *about: Any) -> _T:
        asked = partial(question, self.kept, *about)
        return self.store.remembered.one("answers", (self.query, question, *about), asked, ANSWERS)
