"""Marks of the map: the places to draw, each with the events reported there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from datelines.archive import Archive
from datelines.kept_rows import Flags, KeptRows, Numbers, distinct
from datelines.records import Place

MOST_LISTED = 200
"""Events that a mark or a cell lists by name; it says how many more there are."""


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
    """A place to draw with the events reported there, in order of date: the first MOST_LISTED of them.

    `unlisted` is the number of events beyond those; then `shares` holds, for each outlet, how many of
    all the events of the place it reports."""

    place: Place
    events: tuple[MarkedEvent, ...]
    unlisted: int = 0
    shares: tuple[tuple[str, int], ...] = ()

    @property
    def outlet_ids(self) -> tuple[str, ...]:
        """The outlets of the events, each once, sorted."""
        listed = {outlet for event in self.events for outlet in event.outlet_ids}
        return tuple(sorted(listed.union(outlet for outlet, _ in self.shares)))


def drawable(place: Place) -> bool:
    """Whether a place has something to draw: a point, or a shape."""
    return bool(place.geometry) or place.latitude is not None


def marks_of(
    archive: Archive, kept: KeptRows, wanted: Flags, marked: Callable[[int], MarkedEvent]
) -> tuple[Mark, ...]:
    """A mark for each place of the `wanted` rows, by id. `marked` makes an event by its number."""
    at = np.flatnonzero(wanted)
    places, events = distinct(kept.places.codes[at], kept.events.codes[at])
    order = np.argsort(places, kind="stable")
    places, events = places[order], events[order]
    numbers, begins = np.unique(places, return_index=True)
    ends = [*begins.tolist(), len(places)][1:]
    made = {}
    for place, first, end in zip(numbers.tolist(), begins.tolist(), ends, strict=True):
        # In order of date: the number of an event says its place in that order.
        own = np.sort(events[first:end])
        listed = tuple(marked(number) for number in own[:MOST_LISTED].tolist())
        more = len(own) - len(listed)
        shares = _shares(kept, own) if more else ()
        place_id = kept.places.ids[place]
        made[place_id] = Mark(archive.place_by_id[place_id], listed, more, shares)
    return tuple(made[place_id] for place_id in sorted(made))


def _shares(kept: KeptRows, events: Numbers) -> tuple[tuple[str, int], ...]:
    """How many of the events each outlet reports, by id."""
    rows = np.isin(kept.events.codes, events)
    _, outlets = distinct(kept.events.codes[rows], kept.outlets.codes[rows])
    numbers, counts = np.unique(outlets, return_counts=True)
    found = zip(numbers.tolist(), counts.tolist(), strict=True)
    return tuple(sorted((kept.outlets.ids[number], count) for number, count in found))
