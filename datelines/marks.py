"""Marks of the map: the places to draw, each with the events reported there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, func, select

from datelines.kept import Kept, Statement
from datelines.listing import MARKED, MOST_LISTED, MarkedEvent, marked_event, told
from datelines.records import Place
from datelines.stored import outlets, places

__all__ = ["Mark", "MarkedEvent", "marks_of"]

MOST_NAMED = 1_000
"""Events that all marks together list by name. Each has a like share; those that need less leave it to the
others. A list of 1,000 is some 200 KB on the wire, and a map shows one at a time."""

MOST_SHARES = 9
"""Outlets of a mark whose shares are told, where not all of its events are listed: more than eight could not
be told apart in a ring."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to draw with the events reported there, in order of date: the first of them.

    `unlisted` is the number of events beyond those; then `shares` holds, for the outlets with most, how many
    of all the events of the place they report, and `unnamed` is the number of outlets beyond those."""

    place: Place
    events: tuple[MarkedEvent, ...]
    unlisted: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    unnamed: int = 0

    @property
    def outlet_ids(self) -> tuple[str, ...]:
        """The outlets of the events, each once, sorted; of a mark with `unnamed` ones, not all."""
        listed = {outlet for event in self.events for outlet in event.outlet_ids}
        return tuple(sorted(listed.union(outlet for outlet, _ in self.shares)))


def marks_of(kept: Kept, wanted: ColumnElement[bool] | None = None) -> tuple[Mark, ...]:
    """A mark for each place to draw of the kept rows that meet `wanted`, by id; at most MOST_NAMED."""
    rows = _at_places(kept, wanted, "report_number", "event_number", "outlet_number")
    events = told(kept, events_at_places(kept, wanted), MARKED, rows)
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
    """Place, event, and how many `events` the place has in all: the first MOST_LISTED events of each place to
    draw; where that would be more than MOST_NAMED, as many of each as make that number."""
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


def outlets_at_places(kept: Kept, wanted: ColumnElement[bool] | None, numbers: Collection[int]) -> Statement:
    """Place, outlet, how many of the events of the place the outlet reports, and how many outlets the place
    has: the MOST_SHARES outlets of each place with most events, those first in the file where even."""
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
        ranked.nth <= MOST_SHARES
    )


def _at_places(kept: Kept, wanted: ColumnElement[bool] | None, *names: str) -> Statement:
    drawn = kept.rows("place_number", *names).where(kept.column.drawn == 1)
    return drawn if wanted is None else drawn.where(wanted)


def _shares(
    kept: Kept, wanted: ColumnElement[bool] | None, numbers: Collection[int]
) -> dict[int, tuple[tuple[tuple[str, int], ...], int]]:
    """The shares of places by number, by id of the outlet, and how many outlets they leave out."""
    if not numbers:
        return {}
    named = outlets(kept.store)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    every: dict[int, int] = {}
    for place, outlet, events, number in kept.answer(outlets_at_places(kept, wanted, numbers)):
        found[place].append((named[outlet].outlet_id, events))
        every[place] = number
    return {place: (tuple(sorted(own)), every[place] - len(own)) for place, own in found.items()}
