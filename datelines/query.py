"""`EventQuery`: the reader's filters, the one object that feeds map, timeline, table and export.

It matches rows of the wide reports relation, says itself in a sentence, and goes into a link and back.
The default matches everything, and leaves nothing in the link.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date as Day

import numpy as np
import pandas as pd

from datelines.dates import DateError, Period
from datelines.relation import folded

OWN_VOICE = "own-voice"
"""Stands among the speakers for reports in the outlet's own voice, which name none."""

NO_PLACE = "no-place"
"""Stands among the places for reports of events without a place."""

Names = Mapping[str, str]


def _choices(parameter: str, column: str, before: str, blank: str = "") -> frozenset[str]:
    """A filter that keeps the rows whose `column` is one of the chosen ids; none chosen, no condition.
    `parameter` is its name in a link, `before` its words in the sentence, `blank` the id that stands
    for an empty cell."""
    facts = {"parameter": parameter, "column": column, "before": before, "blank": blank}
    return field(default_factory=frozenset, metadata=facts)


@dataclass(frozen=True, slots=True)
class EventQuery:
    """The reader's filters. `period` is possibly or (`certainly`) wholly in; `window` is the timeline's
    brush, which narrows everything but the timeline itself."""

    period: Period = Period()
    certainly: bool = False
    window: Period = Period()
    outlets: frozenset[str] = _choices("outlet", "outlet_id", "reported by")
    speakers: frozenset[str] = _choices("speaker", "speaker_id", "attributed to", OWN_VOICE)
    places: frozenset[str] = _choices("place", "place_id", "at", NO_PLACE)
    kinds: frozenset[str] = _choices("kind", "kind", "of the kind")
    measures: frozenset[str] = _choices("measure", "measures", "with figures for")
    statuses: frozenset[str] = _choices("status", "status", "with the review status")
    text: str = ""

    @property
    def is_default(self) -> bool:
        """Whether it matches everything."""
        return self == EventQuery()

    def without_window(self) -> EventQuery:
        """The same filters without the timeline's brush."""
        return replace(self, window=Period())

    def matches(self, reports: pd.DataFrame) -> np.ndarray:
        """Whether each row of the wide reports relation is kept, as booleans in row order."""
        kept = self._in_period(reports, self.period, self.certainly)
        kept &= self._in_period(reports, self.window, certainly=False)
        for name, facts in _CHOICES.items():
            chosen = getattr(self, name)
            if chosen and name == "measures":
                wanted = [reports["measures"].str.contains(f";{one};", regex=False) for one in chosen]
                kept &= np.logical_or.reduce(wanted)
            elif chosen:
                values = {"" if value == facts["blank"] else value for value in chosen}
                kept &= reports[facts["column"]].isin(values).to_numpy()
        for word in folded(self.text).split():
            kept &= reports["text"].str.contains(word, regex=False).to_numpy(dtype=bool)
        return kept

    @staticmethod
    def _in_period(reports: pd.DataFrame, period: Period, certainly: bool) -> np.ndarray:
        first, last = reports["soft_from"].to_numpy(), reports["soft_to"].to_numpy()
        starts, ends = (first, last) if certainly else (last, first)
        kept = np.ones(len(reports), dtype=bool)
        if period.day_from is not None:
            kept &= starts >= period.day_from
        if period.day_to is not None:
            kept &= ends <= period.day_to
        return kept

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
