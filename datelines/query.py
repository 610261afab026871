"""`EventQuery`: the reader's filters, the one object that feeds map, timeline, table and export.

It matches rows of the wide reports relation, says itself in a sentence, and goes into a link and back.
The default matches everything, and leaves nothing in the link.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date as Day
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal

from datelines.dates import DateError, Period
from datelines.engine.schema import KINDS, MEASURE_BITS, STATUSES
from datelines.folding import folded

OWN_VOICE = "own-voice"
"""Stands among the speakers for reports in the outlet's own voice, which name none."""

NO_PLACE = "no-place"
"""Stands among the places for reports of events without a place."""

Numbers = Callable[[str, Collection[str]], Collection[int]]
"""The numbers of ids in a table of records, as `Store.numbers` finds them."""


def _choices(parameter: str, column: str, before: str, blank: str = "") -> frozenset[str]:
    """A filter that keeps the rows whose `column` has the number of one of the chosen ids; none chosen, no
    condition. `parameter` is its name in a link, `before` its words in the sentence, `blank` the id that
    stands for an empty cell."""
    facts = {"parameter": parameter, "column": column, "before": before, "blank": blank}
    return field(default_factory=frozenset, metadata=facts)


@dataclass(frozen=True, slots=True)
class EventQuery:
    """The reader's filters. `period` is possibly or (`certainly`) wholly in; `window` is the timeline's
    brush, which narrows everything but the timeline itself."""

    period: Period = Period()
    certainly: bool = False
    window: Period = Period()
    outlets: frozenset[str] = _choices("outlet", "outlet_number", "reported by")
    speakers: frozenset[str] = _choices("speaker", "speaker_number", "attributed to", OWN_VOICE)
    places: frozenset[str] = _choices("place", "place_number", "at", NO_PLACE)
    kinds: frozenset[str] = _choices("kind", "kind_number", "of the kind")
    measures: frozenset[str] = _choices("measure", "measure_bits", "with figures for")
    statuses: frozenset[str] = _choices("status", "status_number", "with the review status")
    text: str = ""

    @property
    def is_default(self) -> bool:
        """Whether it matches everything."""
        return self == EventQuery()

    def without_window(self) -> EventQuery:
        """The same filters without the timeline's brush."""
        return replace(self, window=Period())

    def conditions(self, reports: FromClause, numbers: Numbers) -> tuple[ColumnElement[bool], ...]:
        """What a row of the wide `reports` relation must meet, all of it; nothing for the default. Values are
        bound, never written into the statement; an id that `numbers` does not find is of no row."""
        columns = reports.c
        found = [
            *_in_period(columns, self.period, self.certainly),
            *_in_period(columns, self.window, certainly=False),
        ]
        for name, facts in _CHOICES.items():
            chosen, column = getattr(self, name), columns[facts["column"]]
            if chosen and name == "measures":
                bits = sum(1 << MEASURE_BITS.index(one) for one in chosen if one in MEASURE_BITS)
                found.append(column.bitwise_and(bits) != 0)
            elif chosen:
                found.append(column.in_(_numbers_of(name, chosen, facts["blank"], numbers)))
        for word in folded(self.text).split():
            # Not LIKE: engines differ in how a pattern is escaped, and in the case of letters.
            found.append(func.position(literal(word).op("IN")(columns.text)) > 0)
        return tuple(found)

    def sentence(self, names: Callable[[str, str], str]) -> str:
        """The filters in words, to follow a count of events: `reported by TASS, possibly between ...`.

        `names(filter, id)` gives the name of a chosen id. Empty for the default.
        """
        parts = [
            f"{facts['before']} {listed([names(name, value) for value in getattr(self, name)])}"
            for name, facts in _CHOICES.items()
            if getattr(self, name)
        ]
        if self.period != Period():
            parts.append(f"{'certainly' if self.certainly else 'possibly'} dated {self.period.in_words()}")
        if self.window != Period():
            parts.append(f"in the brushed days {self.window.in_words()}")
        if self.text.strip():
            parts.append(f"that mention “{' '.join(self.text.split())}”")
        return ", ".join(parts)

    def parameters(self) -> dict[str, list[str]]:
        """The query as parameters of a link, ids sorted, without what is default."""
        given = {
            facts["parameter"]: sorted(getattr(self, name))
            for name, facts in _CHOICES.items()
            if getattr(self, name)
        }
        for parameter, period in (("period", self.period), ("days", self.window)):
            if period != Period():
                given[parameter] = [f"{_iso(period.first)}/{_iso(period.last)}"]
        if self.certainly:
            given["certainly"] = ["yes"]
        if self.text:
            given["text"] = [self.text]
        return given


def query_from_parameters(
    parameters: Mapping[str, Sequence[str]], known: Mapping[str, Collection[str]] | None = None
) -> EventQuery:
    """The query that a link asks for. What cannot be read, or is not among the `known` ids of a filter
    (`outlets`, `places`, ...), is left out: a link may be older than the data."""
    chosen = {}
    for name, facts in _CHOICES.items():
        values = frozenset(parameters.get(facts["parameter"], ()))
        chosen[name] = values if known is None else values & frozenset(known[name])
    return EventQuery(
        period=_period(parameters.get("period", ())),
        certainly=list(parameters.get("certainly", ())) == ["yes"],
        window=_period(parameters.get("days", ())),
        text=" ".join(parameters.get("text", ()))[:200],
        **chosen,
    )


def listed(words: Sequence[str]) -> str:
    """Words in alphabetical order, joined as in a sentence: `A, B or C`."""
    ordered = sorted(words)
    return " or ".join([", ".join(ordered[:-1]), ordered[-1]] if len(ordered) > 1 else ordered)


def _in_period(columns: Any, period: Period, certainly: bool) -> Iterator[ColumnElement[bool]]:
    starts, ends = columns.soft_from, columns.soft_to
    if not certainly:
        starts, ends = ends, starts
    if period.day_from is not None:
        yield starts >= period.day_from
    if period.day_to is not None:
        yield ends <= period.day_to


def _numbers_of(name: str, chosen: Collection[str], blank: str, numbers: Numbers) -> list[int]:
    closed = {"kinds": KINDS, "statuses": STATUSES}.get(name)
    if closed is not None:
        return [closed.index(one) + 1 for one in sorted(chosen) if one in closed]
    none = [0] if blank in chosen else []
    return none + list(numbers(name, frozenset(chosen) - {blank}))


def _iso(day: Day | None) -> str:
    return day.isoformat() if day else ".."


def _period(values: Sequence[str]) -> Period:
    try:
        first, _, last = values[0].partition("/")
        return Period(*(None if end in ("..", "") else Day.fromisoformat(end) for end in (first, last)))
    except (IndexError, ValueError, DateError):
        return Period()


_CHOICES = {item.name: item.metadata for item in fields(EventQuery) if item.metadata}
CHOICES = tuple(_CHOICES)
"""Names of the filters that choose among ids."""
