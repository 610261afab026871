"""Hints that events of an imported table are perhaps one: near in words, day and place, of different outlets.

A person decides. Nothing is joined here: each pair is a remark that says how to join it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from datelines.problems import Problem
from datelines.record.dates import DateError, date_span
from datelines.table.table import Tables
from datelines.words import folded

NEAR_KM = 5.0
NEAR_DAYS = 1
NEAR_WORDS = 80.0
"""Similarity of two titles, or of two names of places (rapidfuzz ratio of the folded texts, 0 to 100)."""
MOST_OF_A_DAY = 60
"""Events of one day that are compared with each other: where there are more, a table has a series of its own."""
MOST_HINTS = 500
_EARTH_KM = 6371.0
_REPAIR = (
    "if they are one event, give both rows one `event_id` and the `link_status` possibly; else do nothing"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """An event as it is compared."""

    line: int
    title: str
    words: str
    day: int
    places: frozenset[str]
    names: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    outlets: frozenset[str]
    addresses: frozenset[str]


def perhaps_one_event(tables: Tables) -> Iterator[Problem]:
    """A remark on the later event of each pair that is perhaps one event, and on one page that gives several
    places on a day; at most MOST_HINTS."""
    events = tables.tables["events"]
    by_day: dict[int, list[_Told]] = defaultdict(list)
    for told in _told(tables):
        by_day[told.day].append(told)
    left = MOST_HINTS
    for day, of_day in sorted(by_day.items()):
        if len(of_day) > MOST_OF_A_DAY:
            continue
        later = by_day.get(day + NEAR_DAYS, [])
        others = [*of_day, *(later if len(later) <= MOST_OF_A_DAY else ())]
        for number, first in enumerate(of_day):
            for second in others[number + 1 :]:
                why = _why(first, second)
                if why and left:
                    left -= 1
                    yield events.problem(second.line, "title", second.title, why, _REPAIR)


def _why(first: _Told, second: _Told) -> str:
    if first.line == second.line or first.places == second.places == frozenset():
        return ""
    if first.addresses & second.addresses and first.day == second.day and not first.places & second.places:
        return f"the page of row {first.line} gives another place on this day: perhaps one event at several places"
    apart = first.outlets and second.outlets and not first.outlets & second.outlets
    if not apart or fuzz.ratio(first.words, second.words) < NEAR_WORDS or not _near(first, second):
        return ""
    when = "on the same day" if first.day == second.day else "a day apart"
    return f"perhaps one event with that of row {first.line} (“{first.title[:60]}”): near in words and place, {when}"


def _near(first: _Told, second: _Told) -> bool:
    if first.points and second.points:
        return any(_km(one, other) <= NEAR_KM for one in first.points for other in second.points)
    return any(fuzz.ratio(one, other) >= NEAR_WORDS for one in first.names for other in second.names)


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points, as on a plane: near each other that is enough."""
    north = math.radians(other[0] - one[0])
    east = math.radians(other[1] - one[1]) * math.cos(math.radians(one[0]))
    return _EARTH_KM * math.hypot(north, east)


def _told(tables: Tables) -> Iterator[_Told]:
    """The events that are dated to a day and have a title that their table gives."""
    places, sources = tables.tables["places"].frame, tables.tables["sources"].frame
    named = dict(zip(places["place_id"], places["name"], strict=True))
    pointed = dict(
        zip(places["place_id"], zip(places["latitude"], places["longitude"], strict=True), strict=True)
    )
    outlet = dict(zip(sources["source_id"], sources["outlet_id"], strict=True))
    # A source that is a file holds many events: it is no page about a day.
    pages = sources["url"].where(sources["document"] == "", "")
    address = dict(zip(sources["source_id"], pages, strict=True))
    reports = tables.tables["reports"].frame
    sources_of: dict[str, set[str]] = defaultdict(set)
    for event_id, source_id in zip(reports["event_id"], reports["source_id"], strict=True):
        sources_of[event_id].add(source_id)
    table = tables.tables["events"]
    columns = (table.frame[name] for name in ("event_id", "title", "date", "place_ids", "status"))
    for line, event_id, title, date, place_ids, status in zip(table.lines.tolist(), *columns, strict=True):
        day = _day(date)
        if day is None or status != "draft" or title.startswith("Reported event"):
            continue
        ids = [one for one in place_ids.split(";") if one]
        points = tuple(point for one in ids if (point := _point(*pointed.get(one, ("", "")))) is not None)
        of_event = sources_of[event_id]
        yield _Told(
            line=line,
            title=title,
            words=folded(title),
            day=day,
            places=frozenset(ids),
            names=tuple(folded(named[one]) for one in ids if one in named),
            points=points,
            outlets=frozenset(outlet[one] for one in of_event if one in outlet),
            addresses=frozenset(address[one] for one in of_event if address.get(one)),
        )


def _day(date: str) -> int | None:
    try:
        span = date_span(date)
    except DateError:
        return None
    return span.day_from if span.precision == "day" else None


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        return float(latitude), float(longitude)
    except ValueError:
        return None
