"""Reports on the timeline: one span each, and lanes in which those of an event and date stand together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from datelines.dates import date_in_words

OTHERS = "other-outlets"
"""Stands on the timeline for the outlets without a lane of their own."""


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


def span_of(
    report_id: str, event_id: str, outlet_id: str, title: str, summary: str, own: str, date: str, *days: Any
) -> Span:
    """The span of a report: its ids, the title of its event, its summary, the date that it gives where that
    is its own, the date of the event, and the days as Span has them."""
    return Span(report_id, event_id, outlet_id, title, date_in_words(own or date), summary, *days)


def in_lanes(spans: Sequence[Span], leading: Collection[str]) -> tuple[Span, ...]:
    """The spans as they stand in lanes: one for each outlet, event and date, and those of all outlets
    but the leading ones in one lane, under the outlet OTHERS (with a hundred outlets a lane for each
    could not be read). A span for several reports says how many."""
    together: dict[tuple[str, str, str], list[Span]] = {}
    for span in spans:
        lane = span.outlet_id if span.outlet_id in leading else OTHERS
        together.setdefault((lane, span.event_id, span.dated), []).append(span)
    return tuple(_lane_span(lane, spans) for (lane, _, _), spans in together.items())


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


def counted(number: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"
