"""Rules on dates: readable, within the bounds of the corpus, and in a possible order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from datelines.checks.cells import among, is_blank, last_rows, rows_where, same, spans, stripped
from datelines.checks.rules import rule
from datelines.problems import Problem
from datelines.record.dates import date_in_words, day_date
from datelines.table.table import Tables


@rule("dates-are-edtf")
def dates_are_edtf(tables: Tables) -> Iterator[Problem]:
    """Every date is EDTF (ISO 8601-2) with a first and a last day, in this order."""
    for table in tables.tables.values():
        timed = table.model.edtf_with_time()
        for column in table.model.edtf_columns():
            dates = stripped(table, column)
            faults = spans(dates, timed=column in timed).faults
            for line, text in rows_where(table, among(dates, faults), dates):
                yield table.problem(line, column, text, faults[text].reason, faults[text].repair)


@rule("dates-within-bounds")
def dates_within_bounds(tables: Tables) -> Iterator[Problem]:
    """What is reported lies within the bounds of the corpus (`datelines:bounds` in datapackage.json)."""
    bounds = tables.corpus.span
    why = f"outside the corpus ({date_in_words(tables.corpus.bounds)})"
    repair = "correct the date, or the bounds in datapackage.json"
    for table in tables.tables.values():
        for column in table.model.edtf_in_bounds():
            dates = stripped(table, column)
            dated = spans(dates)
            outside = dated.known & ((dated.day_from < bounds.day_from) | (dated.day_to > bounds.day_to))
            for line, text in rows_where(table, outside, dates):
                yield table.problem(line, column, text, why, repair)


@rule("published-before-retrieved")
def published_before_retrieved(tables: Tables) -> Iterator[Problem]:
    """A source is not published after the day on which it was read."""
    table = tables.tables["sources"]
    published, retrieved = stripped(table, "published"), stripped(table, "retrieved")
    dated, read = spans(published, timed=True), spans(retrieved.where(table.fits, ""))
    late = dated.known & read.known & (dated.day_from > read.day_from)
    for line, text, day in rows_where(table, late, published, retrieved):
        yield table.problem(
            line, "published", text, f"published after it was retrieved on {day}", "correct one of the two"
        )


@rule("published-not-before-event")
def published_not_before_event(tables: Tables) -> Iterator[Problem]:
    """A source is not published before the first day that its report can be about, as that source dates
    it or else as the event row does, unless the event is `planned`."""
    events, sources, table = (tables.tables[name] for name in ("events", "sources", "reports"))
    event_ids, own_dates = stripped(table, "event_id"), stripped(table, "date_as_reported")
    published = stripped(sources, "published")
    about = last_rows(stripped(events, "event_id"), events.fits, event_ids)
    cited = last_rows(stripped(sources, "source_id"), sources.fits, stripped(table, "source_id"))
    planned = same(stripped(events, "kind"), "planned")
    own, appeared = spans(own_dates), spans(published, timed=True).at(cited)
    given = spans(stripped(events, "date")).at(about)
    dated_here = ~is_blank(own_dates)
    known = appeared.known & np.where(dated_here, own.known, given.known)
    first_day = np.where(dated_here, own.day_from, given.day_from)
    # The softened end: a source dated "about 12 September" may have appeared on the 14th.
    early = table.fits & (about >= 0) & known & (appeared.soft_to < first_day)
    early[early] = ~planned[about[early]]
    rows = zip(
        rows_where(table, early, event_ids, own_dates),
        published.iloc[cited[early]].tolist(),
        first_day[early].tolist(),
        strict=True,
    )
    for (line, event_id, own_date), day_published, first in rows:
        why = f"its source was published on {day_published}, before {day_date(first)}"
        column, value = ("date_as_reported", own_date) if own_date else ("event_id", event_id)
        yield table.problem(line, column, value, why, "correct the date, or make the event `planned`")
