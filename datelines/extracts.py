"""What a query selects, with all that a file made of it says of itself; and the same in parts.

Where the records are in a store only, they are fetched for some events at a time, and a page hands out no
more reports than it can make while a reader waits: the command `export` writes the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date as Day
from itertools import chain

from sqlalchemy import select

from datelines.citing import cite_view
from datelines.downloads import Part
from datelines.engine.records import merged
from datelines.formats.model import Extract
from datelines.kept import Kept
from datelines.query import EventQuery
from datelines.selection import Selection
from datelines.store import Loaded

FROM_A_PAGE = 50_000
"""Reports that a page exports from a store at once. Their file is made in the memory of the server: a CSV of
so many takes 6 s and 0.2 GB, GeoJSON, the greediest format, 16 s and 1 GB."""

EVENTS = 2_000
"""Events whose records are fetched together."""

Progress = Callable[[int], None]
"""Is told how many reports were fetched so far."""


def too_many(loaded: Loaded, selection: Selection) -> int:
    """How many reports are selected, where a page does not export so many; else 0. A folder and an own table,
    whose records are in memory anyway, are exported whole."""
    reports = selection.counts.reports
    return 0 if loaded.whole or reports <= FROM_A_PAGE else reports


def parts(loaded: Loaded, query: EventQuery, progress: Progress = lambda reports: None) -> Iterator[Part]:
    """The kept reports in parts, whose events follow one another in order of date; all in one where all
    records are in memory."""
    if loaded.whole:
        yield loaded.whole, loaded.selection(query).report_ids
        return
    store, last, fetched = loaded.store, 0, 0
    reports = Kept(store, query).reports("event_number", "report_id").subquery().c
    every = select(reports.event_number).distinct().order_by(reports.event_number).limit(EVENTS)
    while events := [row[0] for row in store.rows(every.where(reports.event_number > last))]:
        own = reports.event_number.between(events[0], events[-1])
        ids = frozenset(row[0] for row in store.rows(select(reports.report_id).where(own)))
        yield loaded.archive_of_numbers(events), ids
        last, fetched = events[-1], fetched + len(ids)
        progress(fetched)


def extract_of(
    loaded: Loaded, query: EventQuery, link: str, on: Day, progress: Progress = lambda reports: None
) -> Extract:
    """The reports that the query keeps, to be written in a format. `link` leads to the same view, `on` is
    the day on which the file is made."""
    selection = loaded.selection(query)
    sentence = selection.sentence(loaded.name_of)
    archives, report_ids = [], []
    for archive, ids in parts(loaded, query, progress):
        archives.append(archive)
        report_ids.append(ids)
    archive = archives[0] if len(archives) == 1 else merged(archives or [loaded.archive_of(())])
    return Extract(
        archive=archive,
        report_ids=frozenset(chain.from_iterable(report_ids)),
        sentence=sentence,
        link=link,
        licence=archive.corpus.licence,
        citation=cite_view(archive, sentence, link, on).text,
        on=on,
    )
