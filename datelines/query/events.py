"""Events as views list them: which ones, in order of date, and what a list shows of each.

The first events are found among the first rows of the relation, which is in their order: sorting all events
takes 200 ms at ten million reports, sorting 8,000 rows takes 5. Where those rows have too few events,
everything is sorted after all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, func, select

from datelines.query.map_grid import in_square
from datelines.query.rows import Kept
from datelines.record.dates import date_in_words
from datelines.store.store import AnySelect, outlets, place_names

MARKED = ("event_id", "title", "date")
LISTED_COLUMNS = ("event_id", "date", "title", "place_ids", "kind", "status")
"""Cells of the record of an event that make a MarkedEvent, and an EventRow."""

MOST_LISTED = 200
"""Events that a mark lists by name; it gives the number of the others."""

CELL_LISTED = 100
"""Events on one page of the list of a cell."""

ROWS_OF_EVENT = 16
"""Rows of the relation that are read for each of the events wanted: an event has some four reports."""


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """An event at a mark: its id, title, date in words, and its kept outlets and number of kept reports."""

    event_id: str
    title: str
    dated: str
    outlet_ids: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events of a longer list, in order of date, and how many come before and after them."""

    events: tuple[MarkedEvent, ...]
    before: int
    after: int


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


def rows_of_part(kept: Kept, first: int, after: int) -> tuple[EventRow, ...]:
    """The rows of the table from number `first` (counted from 0) to the one before `after`."""
    if first >= after:
        return ()
    events = described(kept, first_events(kept, after).subquery(), LISTED_COLUMNS) if not first else ()
    if len(events) < after - first:
        events = described(kept, events_between(kept, first, after).subquery(), LISTED_COLUMNS)
    return event_rows(kept, events)


def unplaced_of(kept: Kept, number: int) -> tuple[MarkedEvent, ...]:
    """The first events that no mark shows; `number` must be no more than there are."""
    if not number:
        return ()
    events = described(kept, first_undrawn(kept, number).subquery(), MARKED)
    if len(events) < number:
        events = described(kept, all_undrawn(kept, number).subquery(), MARKED)
    return tuple(marked_event(kept, event) for event in events)


def cell_events_of(kept: Kept, x: int, y: int, size: int, before: int = 0) -> EventPage:
    """At most CELL_LISTED events in a square, after the first `before` of them; from the first on where there
    are fewer."""
    listed = events_in(kept, in_square(kept, x, y, size), CELL_LISTED, before).subquery()
    events = described(kept, listed, MARKED)
    if not events:
        return cell_events_of(kept, x, y, size) if before else EventPage((), 0, 0)
    after = events[0].row.events - before - len(events)
    return EventPage(tuple(marked_event(kept, event) for event in events), before, after)


def first_events(kept: Kept, number: int) -> AnySelect:
    """The numbers of the first events, at most `number`; there may be more events than are found."""
    rows = kept.rows("event_number").order_by(kept.column.event_number).limit(ROWS_OF_EVENT * number)
    return _distinct(rows.subquery()).limit(number)


def events_between(kept: Kept, first: int, after: int) -> AnySelect:
    """The numbers of the events from number `first` of the selection (counted from 0) to the one before
    `after`."""
    return _distinct(kept.rows("event_number").subquery()).limit(after - first).offset(first)


def first_undrawn(kept: Kept, number: int) -> AnySelect:
    """The numbers of the first events without a place to draw, at most `number`; there may be more of them
    than are found."""
    ordered = kept.column.event_number
    rows = kept.rows("event_number").where(kept.column.drawn == 0)
    perhaps = rows.order_by(ordered).limit(ROWS_OF_EVENT * number).subquery().c.event_number
    return _undrawn(kept, kept.column.event_number.in_(select(perhaps).distinct())).limit(number)


def all_undrawn(kept: Kept, number: int) -> AnySelect:
    """The numbers of the first events without a place to draw, at most `number`."""
    return _undrawn(kept).limit(number)


def events_in(kept: Kept, condition: ColumnElement[bool], number: int, before: int = 0) -> AnySelect:
    """The numbers of the events with a row that meets the condition, after the first `before` of them, at
    most `number`; each with the number of all such events."""
    rows = kept.rows("event_number").where(condition).subquery().c
    events = select(rows.event_number).distinct().subquery().c
    every = func.count().over().label("events")
    return select(events.event_number, every).order_by(events.event_number).limit(number).offset(before)


def accounts(kept: Kept, listed: Subquery, *names: str, rows: AnySelect | None = None) -> AnySelect:
    """For each row of `listed`, which has an `event_number`, one row for each outlet: the columns of
    `listed`, the number of the outlet, its kept reports of the event, and these cells of the record of the
    event.

    Each place of an event has all reports of the event. So where `listed` has a `place_number` too, the
    reports are counted in `rows` of such places, which are fewer.
    """
    own = (
        kept.reports("report_number", "event_number", "outlet_number") if rows is None else rows
    ).subquery()
    on, reports = own.c.event_number == listed.c.event_number, func.count()
    if rows is not None:
        on = and_(on, own.c.place_number == listed.c.place_number)
        reports = func.count(own.c.report_number.distinct())
    counted = (
        select(*listed.c, own.c.outlet_number, reports.label("reports"))
        .join_from(listed, own, on)
        .group_by(*listed.c, own.c.outlet_number)
        .subquery()
    )
    events = kept.records["events"]
    return select(*counted.c, *(events.c[name] for name in names)).join_from(
        counted, events, events.c.event_number == counted.c.event_number
    )


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """An event of a list: the row of `listed` with the cells of its record, the numbers of its outlets,
    sorted by id, and its number of kept reports."""

    row: Row[Any]
    outlets: tuple[int, ...]
    reports: int


def described(
    kept: Kept, listed: Subquery, names: Sequence[str], rows: AnySelect | None = None
) -> tuple[ListedEvent, ...]:
    """The events of `listed` with what `accounts` finds, in order of date; with `rows` of places, place by
    place."""
    named, found = outlets(kept.store), defaultdict[tuple[int, int], list[Row[Any]]](list)
    for row in kept.answer(accounts(kept, listed, *names, rows=rows)):
        found[0 if rows is None else row.place_number, row.event_number].append(row)
    made = []
    for _, of_event in sorted(found.items()):
        numbers = sorted((row.outlet_number for row in of_event), key=lambda number: named[number].outlet_id)
        made.append(ListedEvent(of_event[0], tuple(numbers), sum(row.reports for row in of_event)))
    return tuple(made)


def marked_event(kept: Kept, event: ListedEvent) -> MarkedEvent:
    """An event with the cells MARKED, as a mark shows it."""
    named, row = outlets(kept.store), event.row
    ids = tuple(named[number].outlet_id for number in event.outlets)
    return MarkedEvent(row.event_id, row.title, date_in_words(row.date), ids, event.reports)


def event_rows(kept: Kept, events: Sequence[ListedEvent]) -> tuple[EventRow, ...]:
    """Events with the cells LISTED_COLUMNS, as the table shows them."""
    named, places = outlets(kept.store), [_parts(event.row.place_ids) for event in events]
    names = place_names(kept.store, {place_id for ids in places for place_id in ids})
    return tuple(
        EventRow(
            event.row.event_id,
            date_in_words(event.row.date),
            event.row.title,
            "; ".join(names[place_id] for place_id in ids),
            event.row.kind,
            "; ".join(named[number].name for number in event.outlets),
            event.reports,
            event.row.status,
        )
        for event, ids in zip(events, places, strict=True)
    )


def _distinct(rows: Subquery) -> AnySelect:
    # Grouped, since Spark can sort distinct rows by columns of its output only.
    number = rows.c.event_number
    return select(number).group_by(number).order_by(number)


def _undrawn(kept: Kept, *conditions: ColumnElement[bool]) -> AnySelect:
    rows = kept.rows("event_number", "drawn").where(*conditions).subquery().c
    events = select(rows.event_number).group_by(rows.event_number).having(func.max(rows.drawn) == 0)
    return events.order_by(rows.event_number)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
