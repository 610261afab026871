"""How many reports were published on each day, by whether their page prints the day, and what the peaks are
about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from datelines.query.selection import Selection
from datelines.record.dates import date_span, without_time

PEAKS = 3


@dataclass(frozen=True, slots=True)
class PublicationDay:
    """A day (since 1970-01-01) and its reports: those whose page prints it, and those for which it is
    inferred."""

    day: int
    stated: int
    inferred: int

    @property
    def reports(self) -> int:
        """Reports of the day."""
        return self.stated + self.inferred


@dataclass(frozen=True, slots=True)
class Publication:
    """The days in order; `coarse` counts reports on pages that are dated to a month or a longer time only,
    `undated` those on pages without a date. Neither is drawn."""

    days: tuple[PublicationDay, ...]
    coarse: int
    undated: int


@dataclass(frozen=True, slots=True)
class Peak:
    """One of the days with most reports, and the event that most of them are about."""

    day: int
    event_id: str
    title: str
    reports: int


def publication(selection: Selection) -> Publication:
    """The reports of a selection by their day of publication. A time is read as its day."""
    sources, own = selection.kept.records["sources"].c, selection.kept.reports("source_number").subquery()
    asked = (
        select(sources.published, sources.published_basis, func.count())
        .join_from(own, selection.kept.records["sources"], own.c.source_number == sources.source_number)
        .group_by(sources.published, sources.published_basis)
    )
    stated: dict[int, int] = {}
    inferred: dict[int, int] = {}
    coarse = undated = 0
    for published, basis, reports in selection.kept.answer(asked):
        span = date_span(without_time(published)) if published else None
        if span is None:
            undated += reports
        elif span.precision != "day" or span.day_from != span.day_to:
            coarse += reports
        else:
            counts = inferred if basis == "inferred" else stated
            counts[span.day_from] = counts.get(span.day_from, 0) + reports
    days = (
        PublicationDay(day, stated.get(day, 0), inferred.get(day, 0)) for day in sorted({*stated, *inferred})
    )
    return Publication(tuple(days), coarse, undated)


def peaks(selection: Selection, published: Publication, most: int = PEAKS) -> tuple[Peak, ...]:
    """The days with most reports, at most `most`, each with the event that most of its reports are about;
    ties go to the earlier day and event."""
    highest = sorted(published.days, key=lambda day: (-day.reports, day.day))[:most]
    return tuple(peak for day in highest if day.reports > 1 for peak in _peak(selection, day.day))


def _peak(selection: Selection, day: int) -> tuple[Peak, ...]:
    kept = selection.kept
    sources, events = kept.records["sources"], kept.records["events"]
    own = kept.reports("source_number", "event_number").subquery()
    of_day = (
        select(own.c.event_number, func.count().label("reports"))
        .join_from(own, sources, own.c.source_number == sources.c.source_number)
        .where(sources.c.published_day == day)
        .group_by(own.c.event_number)
        .subquery()
    )
    asked = (
        select(events.c.event_id, events.c.title, of_day.c.reports)
        .join_from(of_day, events, of_day.c.event_number == events.c.event_number)
        .order_by(of_day.c.reports.desc(), of_day.c.event_number)
        .limit(1)
    )
    return tuple(Peak(day, event_id, title, reports) for event_id, title, reports in kept.answer(asked))
