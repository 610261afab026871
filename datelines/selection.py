"""What one query selects, in the shapes that views draw: counts, marks, spans and table rows.

Map, timeline, table and sentence are all made here from the same kept rows, so they never disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import pandas as pd

from datelines.archive import Archive
from datelines.dates import date_in_words, date_span, day_date
from datelines.query import EventQuery
from datelines.records import Event, Place, Report
from datelines.relation import Relation, report_date

OTHERS = "other-outlets"
"""Stands on the timeline for the outlets without a lane of their own."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct events, reports, outlets and figures, and the events that have no place to draw."""

    events: int
    reports: int
    outlets: int
    figures: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """An event at a mark: its id, title, date in words, the outlets and the reports that are kept."""

    event_id: str
    title: str
    dated: str
    outlet_ids: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to draw with the events reported there, in order of date."""

    place: Place
    events: tuple[MarkedEvent, ...]

    @property
    def outlet_ids(self) -> tuple[str, ...]:
        """The outlets of the events, each once, sorted."""
        return tuple(sorted({outlet for event in self.events for outlet in event.outlet_ids}))


@dataclass(frozen=True, slots=True)
class Span:
    """A report on the timeline; days are integers since 1970-01-01, certain_* None where no day is."""

    report_id: str
    event_id: str
    outlet_id: str
    title: str
    dated: str
    summary: str
    day_from: int
    day_to: int
    certain_from: int | None
    certain_to: int | None
    soft_from: int
    soft_to: int


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


def drawable(place: Place) -> bool:
    """Whether a place has something to draw: a point, or a shape."""
    return bool(place.geometry) or place.latitude is not None


@dataclass(frozen=True, eq=False)
class Selection:
    """The reports that a query keeps. Everything is worked out when asked for, once."""

    archive: Archive
    relation: Relation
    query: EventQuery

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The kept rows of the wide reports relation."""
        return self.relation.reports[self.query.matches(self.relation.reports)]

    @cached_property
    def report_ids(self) -> frozenset[str]:
        """Ids of the kept reports."""
        return frozenset(self.rows["report_id"])

    @cached_property
    def event_ids(self) -> tuple[str, ...]:
        """Ids of the events of the kept reports, by the first day that a report gives."""
        return tuple(dict.fromkeys(self.rows["event_id"]))  # the relation is in that order

    @cached_property
    def outlet_ids(self) -> frozenset[str]:
        """Ids of the outlets of the kept reports."""
        return frozenset(self.rows["outlet_id"])

    def leading_outlets(self, most: int) -> tuple[str, ...]:
        """The outlets with most kept reports, at most `most`; ties by id."""
        unique = self.rows.drop_duplicates("report_id")["outlet_id"]
        reports = Counter(unique.tolist())
        return tuple(sorted(reports, key=lambda outlet: (-reports[outlet], outlet))[:most])

    @cached_property
    def counts(self) -> Counts:
        """How much is kept."""
        kept = self.relation.figures["report_id"].isin(self.report_ids)
        unplaced = sum(not self._drawn_places(self.archive.event_by_id[event]) for event in self.event_ids)
        return Counts(
            len(self.event_ids), len(self.report_ids), len(self.outlet_ids), int(kept.sum()), unplaced
        )

    @cached_property
    def unplaced_events(self) -> tuple[MarkedEvent, ...]:
        """The events that no mark shows, in order of date."""
        return tuple(
            self._marked(event_id)
            for event_id in self.event_ids
            if not self._drawn_places(self.archive.event_by_id[event_id])
        )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """One mark for each place that can be drawn, by id."""
        at_place: dict[str, list[MarkedEvent]] = {}
        for event_id in self.event_ids:
            for place in self._drawn_places(self.archive.event_by_id[event_id]):
                at_place.setdefault(place.place_id, []).append(self._marked(event_id))
        return tuple(Mark(self.archive.place_by_id[key], tuple(at_place[key])) for key in sorted(at_place))

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """One span for each kept report, by first day."""
        return tuple(span for span in all_spans(self.archive) if span.report_id in self.report_ids)

    def lane_spans(self, leading: Collection[str]) -> tuple[Span, ...]:
        """The spans as they stand in lanes: one for each outlet, event and date, and those of all outlets
        but the leading ones in one lane, under the outlet OTHERS (with a hundred outlets a lane for each
        could not be read). A span for several reports says how many."""
        together: dict[tuple[str, str, str], list[Span]] = {}
        for span in self.spans:
            lane = span.outlet_id if span.outlet_id in leading else OTHERS
            together.setdefault((lane, span.event_id, span.dated), []).append(span)
        return tuple(_lane_span(lane, spans) for (lane, _, _), spans in together.items())

    @cached_property
    def table(self) -> tuple[EventRow, ...]:
        """One row for each event, in order of date."""
        return tuple(self._row(event_id) for event_id in self.event_ids)

    @cached_property
    def coverage(self) -> tuple[tuple[str, str, int], ...]:
        """Outlet, month (`2019-09`) and the number of kept reports whose date could lie in that month.
        A report over several months counts in each, so the numbers are not to be added up."""
        months: Counter[tuple[str, str]] = Counter()
        for span in self.spans:
            first, last = day_date(span.day_from), day_date(span.day_to)
            for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
                months[span.outlet_id, f"{month // 12}-{month % 12 + 1:02d}"] += 1
        return tuple((outlet, month, number) for (outlet, month), number in sorted(months.items()))

    def sentence(self, names: Callable[[str, str], str]) -> str:
        """The selection in words with its counts: `58 events in 76 reports ...`."""
        counts, words = self.counts, self.query.sentence(names)
        subject = f"{counted(counts.events, 'event')} in {counted(counts.reports, 'report')}"
        return f"{subject}{', ' + words if words else ', without a filter'}."

    @cached_property
    def _by_event(self) -> dict[str, tuple[tuple[str, ...], int]]:
        unique = self.rows.drop_duplicates("report_id")
        groups: dict[str, list[str]] = {}
        for event_id, outlet_id in zip(unique["event_id"], unique["outlet_id"], strict=True):
            groups.setdefault(event_id, []).append(outlet_id)
        return {event_id: (tuple(sorted(set(found))), len(found)) for event_id, found in groups.items()}

    def _drawn_places(self, event: Event) -> list[Place]:
        """The places of an event that get a mark: of those chosen, if any are, the drawable ones."""
        wanted = self.query.places
        places = (self.archive.place_by_id[key] for key in event.place_ids if not wanted or key in wanted)
        return [place for place in places if drawable(place)]

    def _marked(self, event_id: str) -> MarkedEvent:
        event = self.archive.event_by_id[event_id]
        outlets, reports = self._by_event[event_id]
        return MarkedEvent(event_id, event.title, date_in_words(event.date), outlets, reports)

    def _row(self, event_id: str) -> EventRow:
        event, marked = self.archive.event_by_id[event_id], self._marked(event_id)
        places = "; ".join(self.archive.place_by_id[place_id].name for place_id in event.place_ids)
        outlets = "; ".join(self.archive.outlet_by_id[outlet].name for outlet in marked.outlet_ids)
        return EventRow(
            event_id, marked.dated, event.title, places, event.kind, outlets, marked.reports, event.status
        )


def _lane_span(lane: str, spans: list[Span]) -> Span:
    first, outlets = spans[0], len({span.outlet_id for span in spans})
    if len(spans) == 1 and lane == first.outlet_id:
        return first
    by = f" by {counted(outlets, 'outlet')}" if lane == OTHERS else ""
    return replace(
        first,
        report_id=f"{lane}-{first.report_id}",
        outlet_id=lane,
        summary=f"{counted(len(spans), 'report')}{by}: choose the event to read them",
    )


@lru_cache(maxsize=2)
def all_spans(archive: Archive) -> tuple[Span, ...]:
    """The span of every report of the archive, by first day."""
    return tuple(
        sorted(
            (_span(archive, report) for report in archive.reports),
            key=lambda span: (span.day_from, span.day_to, span.event_id, span.report_id),
        )
    )


def _span(archive: Archive, report: Report) -> Span:
    event = archive.event_by_id[report.event_id]
    dated = date_span(report_date(report, event))
    return Span(
        report_id=report.report_id,
        event_id=event.event_id,
        outlet_id=archive.source_by_id[report.source_id].outlet_id,
        title=event.title,
        dated=date_in_words(dated.text),
        summary=report.summary,
        day_from=dated.day_from,
        day_to=dated.day_to,
        certain_from=dated.certain_from,
        certain_to=dated.certain_to,
        soft_from=dated.soft_from,
        soft_to=dated.soft_to,
    )


def counted(number: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"
