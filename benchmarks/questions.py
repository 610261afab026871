"""Filters for a synthetic table, each as a query of ours and as conditions that one writes by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from benchmarks.synthetic import COMMON, TOPICS
from datelines.dates import Period, day_number
from datelines.engine.schema import KINDS
from datelines.query import EventQuery
from datelines.store import Loaded


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and by filter what a row of `reports` must meet: a condition in SQL, and its value."""

    query: EventQuery
    conditions: Mapping[str, tuple[str, Any]]

    def where(self, but: str = "") -> tuple[str, list[Any]]:
        """All conditions, but that of one filter, and their values."""
        kept = [condition for name, condition in self.conditions.items() if name != but]
        return " AND ".join(["true", *(sql for sql, _ in kept)]), [value for _, value in kept]


def questions(loaded: Loaded, number: int = 4) -> Iterator[Question]:
    """Filter changes: texts that most reports have, texts that few have, outlets, kinds, periods; `number` of
    each. No two are alike, so that no answer is a kept one."""
    for word in (*COMMON[:number], *TOPICS[:number]):
        yield _question(EventQuery(text=word), text=("contains(text, ?)", word))
    outlets = [outlet.outlet_id for outlet in loaded.reporting_outlets[:number]]
    for most in range(1, len(outlets) + 1):
        chosen = outlets[:most]
        numbers = loaded.store.numbers("outlets", chosen)
        outlet = ("list_contains(?, outlet_number)", list(numbers))
        yield _question(EventQuery(outlets=frozenset(chosen)), outlets=outlet)
    for most in range(1, number + 1):
        kind = ("list_contains(?, kind_number)", list(range(1, most + 1)))
        yield _question(EventQuery(kinds=frozenset(KINDS[:most])), kinds=kind)
    first, last = loaded.bounds
    for part in range(1, number + 1):
        day = first + (last - first) * part // (2 * number)
        period = ("soft_to >= ?", day_number(day))
        yield _question(EventQuery(period=Period(first=day)), period=period)


def brushes(loaded: Loaded, number: int = 5) -> Iterator[EventQuery]:
    """Brushes across the timeline of everything, a tenth of it each."""
    first, last = loaded.bounds
    tenth = (last - first) / 10
    for part in range(number):
        begin = first + tenth * (part + 3)
        yield EventQuery(window=Period(begin, begin + tenth + timedelta(days=part)))


def _question(query: EventQuery, **conditions: tuple[str, Any]) -> Question:
    return Question(query, MappingProxyType(conditions))
