"""What a selection has to be, reckoned row by row in plain Python: slow, and easy to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from datelines.query import events as listing
from datelines.query import map_marks
from datelines.query.counts import Counts
from datelines.query.events import EventRow, MarkedEvent
from datelines.query.map_marks import Mark
from datelines.query.periods import Bins
from datelines.query.query import CHOICES, EventQuery
from datelines.query.timeline import Span
from datelines.record.dates import DateSpan, Period, date_in_words
from datelines.store.relation import relation_of, report_date
from datelines.store.schema import KINDS, STATUSES
from datelines.table.archive import Archive
from datelines.words import folded

Row = dict[str, Any]
_DAYS = ("day_from", "day_to", "certain_from", "certain_to", "soft_from", "soft_to")


def possibly_within(span: DateSpan, period: Period) -> bool:
    """Whether some day that the date could mean, soft ends included, lies in the period."""
    after_start = period.day_from is None or span.soft_to >= period.day_from
    return after_start and (period.day_to is None or span.soft_from <= period.day_to)


def certainly_within(span: DateSpan, period: Period) -> bool:
    """Whether every day that the date could mean, soft ends included, lies in the period."""
    after_start = period.day_from is None or span.soft_from >= period.day_from
    return after_start and (period.day_to is None or span.soft_to <= period.day_to)


def rows_of(archive: Archive) -> list[Row]:
    """The wide relation as a dict for each row, with the terms and the id that its numbers stand for."""
    rows: list[Row] = relation_of(archive).reports.to_pylist()
    ids = ["", *archive.cells("places", "place_id").to_pylist()]
    for row in rows:
        row["place_id"] = ids[row["place_number"]]
        row["kind"], row["status"] = KINDS[row["kind_number"] - 1], STATUSES[row["status_number"] - 1]
    return rows


def ids_of(archive: Archive, name: str, row: Row) -> set[str]:
    """The ids of a filter that a row has, by the number in its column."""
    choice = CHOICES[name]
    number = row[choice.column]
    if choice.values:
        return {number or choice.blank}
    if choice.terms:
        return set(choice.terms_of(number))
    records = getattr(archive, name)
    return {getattr(records[number - 1], f"{choice.parameter}_id") if number else choice.blank}


def around(archive: Archive, place_id: str) -> set[str]:
    """The place and those that it lies within."""
    found: set[str] = set()
    while place_id in archive.place_by_id and place_id not in found:
        found.add(place_id)
        place_id = archive.place_by_id[place_id].within or ""
    return found


def wanted_by(archive: Archive, query: EventQuery, name: str, row: Row) -> set[str]:
    """The ids of a filter of which one has to be chosen for the row to be kept."""
    own = ids_of(archive, name, row)
    if name != "places" or query.alone:
        return own
    return own.union(*(around(archive, one) for one in own))


def keeps(archive: Archive, query: EventQuery, row: Row) -> bool:
    """Whether a query keeps a row of the relation."""

    def within(day_from: int | None, day_to: int | None, starts: int, ends: int) -> bool:
        return (day_from is None or starts >= day_from) and (day_to is None or ends <= day_to)

    ends = (row["soft_from"], row["soft_to"])
    period, window = query.period, query.window
    return (
        within(period.day_from, period.day_to, *(ends if query.certainly else ends[::-1]))
        and within(window.day_from, window.day_to, *ends[::-1])
        and all(
            chosen & wanted_by(archive, query, name, row)
            for name in CHOICES
            if (chosen := getattr(query, name))
        )
        and all(word in row["text"] for word in folded(query.text).split())
    )


@dataclass(frozen=True, eq=False)
class Oracle:
    """The selection of a query over the rows of an archive."""

    archive: Archive = field(repr=False)
    every: Sequence[Row] = field(repr=False)
    query: EventQuery

    @cached_property
    def rows(self) -> list[Row]:
        """The kept rows."""
        return [row for row in self.every if keeps(self.archive, self.query, row)]

    @cached_property
    def reports(self) -> list[Row]:
        """One row for each kept report, in order."""
        return list({row["report_id"]: row for row in reversed(self.rows)}.values())[::-1]

    @cached_property
    def event_ids(self) -> list[str]:
        """The events in order of date."""
        numbers = {row["event_id"]: row["event_number"] for row in self.rows}
        return sorted(numbers, key=numbers.__getitem__)

    @cached_property
    def of_event(self) -> dict[str, list[Row]]:
        """The reports of each event."""
        found = defaultdict(list)
        for row in self.reports:
            found[row["event_id"]].append(row)
        return found

    @cached_property
    def unplaced_ids(self) -> list[str]:
        """The events that no mark shows."""
        placed = {row["event_id"] for row in self.rows if row["drawn"]}
        return [event_id for event_id in self.event_ids if event_id not in placed]

    @property
    def counts(self) -> Counts:
        figures = self.archive.figures_by_report
        return Counts(
            len(self.event_ids),
            len(self.reports),
            len({row["outlet_id"] for row in self.reports}),
            sum(
                not self.query.measures or figure.measure in self.query.measures
                for row in self.reports
                for figure in figures.get(row["report_id"], ())
            ),
            len(self.unplaced_ids),
        )

    @property
    def leading(self) -> list[str]:
        """All outlets, those with most reports first."""
        number = Counter(row["outlet_id"] for row in self.reports)
        return sorted(number, key=lambda outlet: (-number[outlet], outlet))

    def compared(self, chosen: str | None, most: int) -> list[str]:
        def rank(event_id: str) -> tuple[int, int, int]:
            rows = self.of_event[event_id]
            return -len({row["outlet_id"] for row in rows}), -len(rows), rows[0]["event_number"]

        first = sorted(self.event_ids, key=rank)[:most]
        return first if chosen not in self.event_ids or chosen in first else [*first[:-1], str(chosen)]

    def marked(self, event_id: str) -> MarkedEvent:
        event, rows = self.archive.event_by_id[event_id], self.of_event[event_id]
        outlets = tuple(sorted({row["outlet_id"] for row in rows}))
        return MarkedEvent(event_id, event.title, date_in_words(event.date), outlets, len(rows))

    @property
    def table(self) -> list[EventRow]:
        names, outlets = self.archive.place_by_id, self.archive.outlet_by_id
        found = []
        for event_id in self.event_ids:
            event, marked = self.archive.event_by_id[event_id], self.marked(event_id)
            places = "; ".join(names[place_id].name for place_id in event.place_ids)
            by = "; ".join(outlets[outlet].name for outlet in marked.outlet_ids)
            row = EventRow(
                event_id, marked.dated, event.title, places, event.kind, by, marked.reports, event.status
            )
            found.append(row)
        return found

    def marks(self, wanted: Callable[[Row], bool] = lambda row: True) -> list[Mark]:
        """The marks of the rows that are wanted."""
        at: dict[str, set[str]] = defaultdict(set)
        numbers = {row["place_id"]: row["place_number"] for row in self.rows}
        for row in self.rows:
            if row["drawn"] and wanted(row):
                at[row["place_id"]].add(row["event_id"])
        own = {place: [event for event in self.event_ids if event in events] for place, events in at.items()}
        turns = sorted(
            (nth, numbers[place], place)
            for place, events in own.items()
            for nth in range(min(len(events), listing.MOST_LISTED))
        )
        listed = Counter(place for _, _, place in turns[: map_marks.MOST_NAMED])
        made = []
        for place in sorted(own):
            events, number = own[place], listed[place]
            shares = Counter(outlet for event in events for outlet in self.marked(event).outlet_ids)
            order = [outlet.outlet_id for outlet in self.archive.outlets]
            most = sorted(shares, key=lambda outlet: (-shares[outlet], order.index(outlet)))
            named = sorted(most[: map_marks.MARK_SHARES])
            more = len(events) > number
            made.append(
                Mark(
                    self.archive.place_by_id[place],
                    tuple(self.marked(event) for event in events[:number]),
                    len(events) - number,
                    tuple((outlet, shares[outlet]) for outlet in named) if more else (),
                    len(shares) - len(named) if more else 0,
                )
            )
        return made

    @property
    def spans(self) -> list[Span]:
        """One span for each report."""
        found = []
        for row in self.reports:
            report = self.archive.report_by_id[row["report_id"]]
            event = self.archive.event_by_id[row["event_id"]]
            dated, days = date_in_words(report_date(report, event)), (row[name] for name in _DAYS)
            ids = (row["report_id"], row["event_id"], row["outlet_id"])
            found.append(Span(*ids, event.title, dated, report.summary, *days))
        return found

    def cells(self, size: int) -> dict[tuple[int, int], list[Row]]:
        """The rows in each square of a grid."""
        found = defaultdict(list)
        for row in self.rows:
            if row["cell_x"] is not None:
                found[row["cell_x"] // size * size, row["cell_y"] // size * size].append(row)
        return found


def columns(rows: Iterable[Row], bins: Bins) -> tuple[list[int], list[int]]:
    """How many of the rows are dated in each period, and how many reach beyond it."""
    dated, possible = [], []
    ends = [(row["soft_from"], row["soft_to"]) for row in rows]
    for first, last in bins.days:
        inside = [first <= start and end <= last for start, end in ends]
        reached = [start <= last and end >= first for start, end in ends]
        dated.append(sum(inside))
        possible.append(sum(reached) - sum(inside))
    return dated, possible
