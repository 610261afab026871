"""What one query selects, in the shapes that views draw: counts, marks, cells, spans and table rows.

Map, timeline, table and sentence are all made here from the same kept rows, so they never disagree. What
is asked for many is reckoned in numbers (kept_rows); records are made only for what is on the screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from datelines.archive import Archive
from datelines.bins import Counted
from datelines.dates import Period, date_in_words, day_date
from datelines.extent import Bounds
from datelines.in_time import bars_of, columns_of, event_bars
from datelines.kept_rows import Flags, KeptRows, Numbers
from datelines.map_cells import Window, events_in
from datelines.marks import MOST_LISTED, Mark, MarkedEvent, drawable, marks_of
from datelines.on_map import MOST_MARKS, OnMap, in_sight
from datelines.query import EventQuery
from datelines.relation import Relation
from datelines.spans import OTHERS, Span, counted, in_lanes, spans_of

__all__ = ["OTHERS", "Mark", "MarkedEvent", "Selection", "Span", "counted", "drawable"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct events, reports, outlets and figures, and the events that have no place to draw."""

    events: int
    reports: int
    outlets: int
    figures: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in the table of the selection."""

    event_id: str
    dated: str
    title: str
    places: str
    kind: str
    outlets: str
    reports: int
    status: str


@dataclass(frozen=True, eq=False)
class Selection:
    """The reports that a query keeps. Everything is worked out when asked for, once."""

    archive: Archive
    relation: Relation
    query: EventQuery

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The kept rows of the wide reports relation."""
        return self.relation.reports.iloc[self._kept.positions]

    @cached_property
    def report_ids(self) -> frozenset[str]:
        """Ids of the kept reports."""
        return frozenset(self._kept.reports.ids)

    @property
    def event_ids(self) -> tuple[str, ...]:
        """Ids of the events of the kept reports, by the first day that a report gives."""
        return self._kept.events.ids  # the relation is in that order

    @property
    def outlet_ids(self) -> frozenset[str]:
        """Ids of the outlets of the kept reports."""
        return frozenset(self._kept.outlets.ids)

    def place_of(self, event_id: str | None) -> int | None:
        """How many events come before this one, or None where it is not selected."""
        return self._kept.events.code_of.get(event_id or "")

    def leading_outlets(self, most: int) -> tuple[str, ...]:
        """The outlets with most kept reports, at most `most`; ties by id."""
        ids, kept = self._kept.outlets.ids, self._kept
        number = np.bincount(kept.outlets.codes[kept.first_rows], minlength=len(ids)).tolist()
        reports = dict(zip(ids, number, strict=True))
        return tuple(sorted(reports, key=lambda outlet: (-reports[outlet], outlet))[:most])

    @cached_property
    def counts(self) -> Counts:
        """How much is kept."""
        kept = self._kept
        unplaced = int((~self._placed).sum())
        return Counts(
            len(kept.events.index),
            len(kept.reports.index),
            len(kept.outlets.index),
            kept.figures,
            unplaced,
        )

    @property
    def unplaced_events(self) -> tuple[MarkedEvent, ...]:
        """The events that no mark shows, in order of date."""
        return self.unplaced(len(self.event_ids))

    def unplaced(self, most: int) -> tuple[MarkedEvent, ...]:
        """The first events that no mark shows, at most `most`, in order of date."""
        return tuple(self._marked(event) for event in np.flatnonzero(~self._placed)[:most].tolist())

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """One mark for each place that can be drawn, by id."""
        return marks_of(self.archive, self._kept, self._kept.drawn, self._marked)

    @property
    def crowded(self) -> bool:
        """Whether there are more places than the map draws each at once."""
        return self._kept.places_drawn > MOST_MARKS

    def on_map(self, window: Window | None, home: Bounds, chosen: str | None = None) -> OnMap:
        """What the map draws in the window: all marks where they are few, else what is in sight of them, and
        the places of the chosen event (`on_map.in_sight`)."""
        if self.crowded:
            return in_sight(self.archive, self._kept, self._marked, window, home, self.place_of(chosen))
        return OnMap(self.marks)

    def cell_events(self, x: int, y: int, size: int) -> tuple[tuple[MarkedEvent, ...], int]:
        """The first MOST_LISTED events in a cell, in order of date, and how many more there are."""
        found = events_in(self._kept, x, y, size)
        return tuple(self._marked(event) for event in found[:MOST_LISTED]), max(0, len(found) - MOST_LISTED)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """One span for each kept report, by first day."""
        return spans_of(self.archive, self._kept.taken(self._kept.first_rows))

    def lane_spans(self, leading: Collection[str]) -> tuple[Span, ...]:
        """The spans as they stand in lanes (`spans.in_lanes`)."""
        return in_lanes(self.spans, leading)

    def bars(self, leading: Collection[str], period: Period = Period()) -> tuple[Span, ...] | None:
        """The spans in lanes of the reports possibly in the period, or None where they are too many."""
        return bars_of(self.archive, self._kept, leading, period)

    def event_bars(self, leading: Collection[str], event_id: str | None) -> tuple[Span, ...]:
        """The spans in lanes of one event; none where it is not selected."""
        at = self.place_of(event_id)
        return () if at is None else event_bars(self.archive, self._kept, leading, at)

    @property
    def report_days(self) -> tuple[Numbers, Numbers]:
        """First and last possible day of each report, by first day."""
        return self._kept.of_reports("day_from"), self._kept.of_reports("day_to")

    def columns(self, leading: Sequence[str], first: int, last: int) -> Counted:
        """Reports by lane (those of `leading`, then all others together) and period, between two days."""
        return columns_of(self._kept, leading, first, last)

    @property
    def table(self) -> tuple[EventRow, ...]:
        """One row for each event, in order of date."""
        return self.table_rows(0, len(self.event_ids))

    def table_rows(self, first: int, after: int) -> tuple[EventRow, ...]:
        """The rows of the table from number `first` (counted from 0) to the one before `after`."""
        return tuple(self._row(event) for event in range(first, min(after, len(self.event_ids))))

    @cached_property
    def coverage(self) -> tuple[tuple[str, str, int], ...]:
        """Outlet, month (`2019-09`) and the number of kept reports whose date could lie in that month.
        A report over several months counts in each, so the numbers are not to be added up."""
        kept, names = self._kept, ("outlet_id", "day_from", "day_to")
        columns = (kept.column(name, kept.first_rows).tolist() for name in names)
        alike = Counter(zip(*columns, strict=True))
        months: Counter[tuple[str, str]] = Counter()
        for (outlet, day_from, day_to), number in alike.items():
            first, last = day_date(day_from), day_date(day_to)
            for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
                months[outlet, f"{month // 12}-{month % 12 + 1:02d}"] += number
        return tuple((outlet, month, number) for (outlet, month), number in sorted(months.items()))

    def sentence(self, names: Callable[[str, str], str]) -> str:
        """The selection in words with its counts: `58 events in 76 reports ...`."""
        counts, words = self.counts, self.query.sentence(names)
        subject = f"{counted(counts.events, 'event')} in {counted(counts.reports, 'report')}"
        return f"{subject}{', ' + words if words else ', without a filter'}."

    @cached_property
    def _kept(self) -> KeptRows:
        return KeptRows(self.relation, np.flatnonzero(self.query.matches(self.relation.reports)))

    @cached_property
    def _placed(self) -> Flags:
        """For each event, whether one of its places (of those chosen, if any are) can be drawn."""
        placed = np.zeros(len(self._kept.events.index), bool)
        placed[self._kept.events.codes[self._kept.drawn]] = True
        return placed

    def _marked(self, number: int) -> MarkedEvent:
        event_id = self.event_ids[number]
        event, (outlets, reports) = self.archive.event_by_id[event_id], self._kept.accounts_of(number)
        return MarkedEvent(event_id, event.title, date_in_words(event.date), outlets, reports)

    def _row(self, number: int) -> EventRow:
        marked = self._marked(number)
        event = self.archive.event_by_id[marked.event_id]
        places = "; ".join(self.archive.place_by_id[place_id].name for place_id in event.place_ids)
        outlets = "; ".join(self.archive.outlet_by_id[outlet].name for outlet in marked.outlet_ids)
        return EventRow(
            event.event_id,
            marked.dated,
            event.title,
            places,
            event.kind,
            outlets,
            marked.reports,
            event.status,
        )
