"""Rules on dates: readable, within the corpus, and in an order that can have happened."""

from __future__ import annotations

from collections.abc import Iterator

from datelines.checks.registry import rule
from datelines.dates import DateError, DateSpan, date_in_words, date_span, day_date, day_number
from datelines.problems import Problem
from datelines.reading import Tables
from datelines.records import Event, Report, Source

_DATED = {"sources": "published", "events": "date", "reports": "date_as_reported", "figures": "scope_dates"}


@rule("dates-are-edtf")
def dates_are_edtf(tables: Tables) -> Iterator[Problem]:
    """Every date is EDTF (ISO 8601-2) with a first and a last day, in this order."""
    for name, column in _DATED.items():
        for row in tables.rows(name):
            text = row.cells.get(column, "").strip()
            try:
                if text:
                    date_span(text)
            except DateError as error:
                table = tables.tables[name]
                yield table.problem(row.line, column, text, error.reason, error.repair)


@rule("dates-within-bounds")
def dates_within_bounds(tables: Tables) -> Iterator[Problem]:
    """What is reported lies within the bounds of the corpus (`datelines:bounds` in datapackage.json)."""
    bounds = tables.corpus.span
    for name, column in _DATED.items():
        # A source may well be published after the last day that the corpus is about.
        if name == "sources":
            continue
        for row in tables.rows(name):
            text = row.cells.get(column, "").strip()
            span = _span(text)
            if span and (span.day_from < bounds.day_from or span.day_to > bounds.day_to):
                why = f"outside the corpus ({date_in_words(tables.corpus.bounds)})"
                repair = "correct the date, or the bounds in datapackage.json"
                yield tables.tables[name].problem(row.line, column, text, why, repair)


@rule("published-before-retrieved")
def published_before_retrieved(tables: Tables) -> Iterator[Problem]:
    """A source is not published after the day on which it was read."""
    for row, source in tables.records(Source):
        published = _span(source.published)
        if published and source.retrieved and published.day_from > day_number(source.retrieved):
            why = f"published after it was retrieved on {source.retrieved.isoformat()}"
            table = tables.tables["sources"]
            yield table.problem(row.line, "published", published.text, why, "correct one of the two")


@rule("published-not-before-event")
def published_not_before_event(tables: Tables) -> Iterator[Problem]:
    """A source is not published before the first day that its report can be about, as that source dates
    it or else as the event row does, unless the event is `planned`."""
    events = {event.event_id: event for _, event in tables.records(Event)}
    sources = {source.source_id: source for _, source in tables.records(Source)}
    for row, report in tables.records(Report):
        event, source = events.get(report.event_id), sources.get(report.source_id)
        if event is None or source is None or event.kind == "planned":
            continue
        reported, published = _span(report.date_as_reported or event.date), _span(source.published)
        # The softened end: a source dated "about 12 September" may have appeared on the 14th.
        if reported and published and published.soft_to < reported.day_from:
            why = f"its source was published on {published.text}, before {day_date(reported.day_from)}"
            repair = "correct the date, or make the event `planned`"
            column = "date_as_reported" if report.date_as_reported else "event_id"
            value = report.date_as_reported or report.event_id
            yield tables.tables["reports"].problem(row.line, column, value, why, repair)


def _span(text: str | None) -> DateSpan | None:
    """The span, or None where there is no date or none that can be read (`dates-are-edtf` says so)."""
    try:
        return date_span(text) if text else None
    except DateError:
        return None
