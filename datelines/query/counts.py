"""How much a query keeps: its reports, events and outlets counted; the events with most outlets, and the
position of one event among all.

Each function that pages use is followed, below, by the statements that it asks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from datelines.query.rows import Kept
from datelines.store.store import AnySelect, outlets


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of distinct events, reports, outlets and figures (of the measures that are chosen, where some
    are); `unplaced` are events without a place to draw."""

    events: int
    reports: int
    outlets: int
    figures: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet with the numbers of its kept reports and of their figures, of the chosen measures alone where
    some are chosen."""

    outlet_id: str
    reports: int
    figures: int


def counts_by_outlet(kept: Kept) -> tuple[OutletCount, ...]:
    """The outlets of the kept reports, the one with most reports first; ties by id."""
    named = outlets(kept.store)
    found = (
        OutletCount(named[number].outlet_id, reports, int(figures))
        for number, reports, figures in kept.answer(reports_by_outlet(kept))
    )
    return tuple(sorted(found, key=lambda outlet: (-outlet.reports, outlet.outlet_id)))


def counts_of(kept: Kept, by_outlet: Sequence[OutletCount]) -> Counts:
    """How much is kept; `by_outlet` is what `counts_by_outlet` gives."""
    ((events, placed),) = kept.answer(events_kept(kept))
    return Counts(
        events,
        sum(outlet.reports for outlet in by_outlet),
        len(by_outlet),
        sum(outlet.figures for outlet in by_outlet),
        events - int(placed or 0),
    )


def kept_ids(kept: Kept) -> frozenset[str]:
    """Ids of all kept reports."""
    return frozenset(row[0] for row in kept.answer(report_ids(kept)))


def kept_ids_of(kept: Kept, event_ids: Collection[str]) -> frozenset[str]:
    """Ids of the kept reports of some events."""
    numbers = kept.store.numbers("events", event_ids)
    return frozenset(row[0] for row in kept.answer(report_ids(kept, numbers))) if numbers else frozenset()


def compared_events(kept: Kept, event_id: str | None, most: int) -> tuple[str, ...]:
    """Ids of the events with most outlets, at most `most`; a kept `event_id` is always among them, if need be
    in the place of the last."""
    numbers = [row[0] for row in kept.answer(events_by_outlets(kept, most))]
    chosen = _number(kept, event_id)
    if chosen and chosen not in numbers and kept.answer(rows_of_event(kept, chosen)):
        numbers[-1] = chosen
    ids: dict[int, str] = dict(kept.answer(event_ids(kept, numbers)))
    return tuple(ids[number] for number in numbers)


def place_among(kept: Kept, event_id: str | None) -> int | None:
    """How many kept events come before this one, or None where it has no kept report."""
    number = _number(kept, event_id)
    if not number:
        return None
    ((events, last),) = kept.answer(events_up_to(kept, number))
    return int(events) - 1 if last == number else None


def event_beside(kept: Kept, event_id: str | None, by: int) -> str | None:
    """The id of the event after this one (`by` 1) or before it (-1). Beyond the last comes the first, and the
    other way round; these also where this event is not kept. None where no event is."""
    ((beside, end, same),) = kept.answer(events_beside(kept, _number(kept, event_id), by))
    found = end if beside is None or same is None else beside
    return None if found is None else str(kept.answer(event_ids(kept, [found]))[0].event_id)


def reports_by_outlet(kept: Kept) -> AnySelect:
    """Number of an outlet, its reports, and their figures."""
    own = kept.reports("report_number", "outlet_number", "figures").subquery()
    if not kept.query.measures:
        sums = select(own.c.outlet_number, func.count(), func.sum(own.c.figures))
        return sums.group_by(own.c.outlet_number)
    figures = kept.records["figures"].c
    chosen = (
        select(figures.report_number, func.count().label("figures"))
        .where(figures.measure.in_(sorted(kept.query.measures)))
        .group_by(figures.report_number)
        .subquery()
    )
    # Every kept report has a figure of a chosen measure.
    return (
        select(own.c.outlet_number, func.count(), func.sum(chosen.c.figures))
        .join_from(own, chosen, own.c.report_number == chosen.c.report_number)
        .group_by(own.c.outlet_number)
    )


def events_kept(kept: Kept) -> AnySelect:
    """How many events there are, and how many of them have a place to draw (null where there is no event)."""
    rows = kept.rows("event_number", "drawn").subquery().c
    # Takes half the time of two count(distinct), each of which builds a set of its own.
    events = select(func.max(rows.drawn).label("drawn")).group_by(rows.event_number).subquery()
    return select(func.count(), func.sum(events.c.drawn)).select_from(events)


def events_up_to(kept: Kept, event: int) -> AnySelect:
    """How many events there are up to a number, that included, and the greatest number among them."""
    rows = kept.rows("event_number").where(kept.column.event_number <= event).subquery().c
    return select(func.count(rows.event_number.distinct()), func.max(rows.event_number))


def events_beside(kept: Kept, event: int, by: int) -> AnySelect:
    """Three numbers of events: the next after `event`, the first of all, and `event` itself; for a negative
    `by` the next before it and the last of all. Null where there is no such event."""
    number = kept.rows("event_number").subquery().c.event_number
    nearest, beyond = (func.min, number > event) if by > 0 else (func.max, number < event)
    return select(nearest(case((beyond, number))), nearest(number), nearest(case((number == event, number))))


def events_by_outlets(kept: Kept, most: int) -> AnySelect:
    """The numbers of the events with most outlets, then with most reports, then the earliest."""
    own = kept.reports("event_number", "outlet_number").subquery().c
    by_outlet = (
        select(own.event_number, func.count().label("reports"))
        .group_by(own.event_number, own.outlet_number)
        .subquery()
        .c
    )
    events = (
        select(
            by_outlet.event_number,
            func.count().label("outlets"),
            func.sum(by_outlet.reports).label("reports"),
        )
        .group_by(by_outlet.event_number)
        .subquery()
        .c
    )
    order = (events.outlets.desc(), events.reports.desc(), events.event_number)
    return select(events.event_number).order_by(*order).limit(most)


def rows_of_event(kept: Kept, event: int) -> AnySelect:
    """A row of an event, if any is kept."""
    return kept.rows("event_number").where(kept.column.event_number == event).limit(1)


def report_ids(kept: Kept, events: Collection[int] | None = None) -> AnySelect:
    """The ids of the kept reports of some events; without `events` of all of them, for exports only."""
    own = kept.reports("report_id")
    of_events = own if events is None else own.where(kept.column.event_number.in_(events))
    return select(of_events.subquery().c.report_id)


def event_ids(kept: Kept, numbers: Collection[int]) -> AnySelect:
    """Number and id of some events."""
    records = kept.records["events"].c
    return select(records.event_number, records.event_id).where(records.event_number.in_(numbers))


def _number(kept: Kept, event_id: str | None) -> int:
    """The number of an event; 0 for none."""
    (number,) = kept.store.numbers("events", (event_id,)) or (0,) if event_id else (0,)
    return number
