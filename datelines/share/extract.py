"""A selection as it goes into a file: its reports with all they rest on, and what the file says about them.

Where the records are in a store only, they are fetched for some events at a time, and a page exports no more
reports than it can write while a reader waits: the command `export` writes larger files. Formats that show
texts instead of tables have the accounts of an event in a sentence each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from functools import cached_property
from itertools import chain
from types import MappingProxyType

import pandas as pd
from sqlalchemy import select

from datelines.compare.sheet import Account, EventSheet
from datelines.query.dataset import Dataset
from datelines.query.query import EventQuery
from datelines.query.rows import Kept
from datelines.query.selection import Selection
from datelines.share.cite import cite_view
from datelines.share.rows import Slice
from datelines.store.archives import merged
from datelines.table.archive import Archive

FROM_A_PAGE = 50_000
"""Reports that a page exports from a store at once. The file is made in the memory of the server: a CSV of
this many takes 6 s and 0.2 GB, GeoJSON, the greediest format, 16 s and 1 GB."""

EVENTS = 2_000
"""Events whose records are fetched together."""

ReportsDone = Callable[[int], None]
"""Called with the number of reports fetched so far."""


@dataclass(frozen=True, eq=False)
class Extract:
    """What is exported: some reports of an archive, and what the file says about how they were chosen.
    `sentence` is the query in words, `link` leads to the same view, `on` is the day on which the file is
    made, `mapping` the choice of columns with which an own table was read."""

    archive: Archive
    report_ids: frozenset[str]
    sentence: str
    link: str
    licence: str
    citation: str
    on: Day
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def reviewers(self) -> tuple[str, ...]:
        """Who signed a row of these reports, sorted."""
        readers = (self._reports[column] for column in ("reviewed_by", "second_read_by"))
        return tuple(sorted({name for column in readers for name in column if name}))

    @cached_property
    def remarks(self) -> tuple[tuple[str, str], ...]:
        """What every file says about itself, as label and text."""
        reviewed = int((self._reports["status"] == "reviewed").sum())
        remarks = (
            ("What is in it", self.sentence),
            ("What a row is", "What a source reported, never what happened."),
            ("Review", f"{reviewed:,} of {len(self._reports):,} reports are marked as reviewed."),
            ("Data version", self.archive.version),
            ("Licence", self.licence),
            ("Cite as", self.citation),
            ("Link", self.link),
            ("Written on", self.on.isoformat()),
        )
        # A table in somebody's session has no link that leads to it.
        return tuple((label, words) for label, words in remarks if words)

    @cached_property
    def _reports(self) -> pd.DataFrame:
        frame = self.archive.tables.tables["reports"].frame
        return frame.loc[
            frame["report_id"].isin(self.report_ids), ["status", "reviewed_by", "second_read_by"]
        ]


def extract_of(
    loaded: Dataset, query: EventQuery, link: str, on: Day, progress: ReportsDone = lambda reports: None
) -> Extract:
    """The reports that the query keeps, to be written in a format; for `link` and `on` see Extract."""
    selection = loaded.selection(query)
    sentence = selection.sentence(loaded.name_of, whole=True)
    archives, report_ids = [], []
    for archive, ids in parts_of_extract(loaded, query, progress):
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


def too_many(loaded: Dataset, selection: Selection) -> int:
    """How many reports are selected, if that is more than a page exports; else 0. A folder and an own table,
    whose records are in memory anyway, are exported whole."""
    reports = selection.counts.reports
    return 0 if loaded.whole or reports <= FROM_A_PAGE else reports


def parts_of_extract(
    loaded: Dataset, query: EventQuery, progress: ReportsDone = lambda reports: None
) -> Iterator[Slice]:
    """The kept reports in parts, with their events in order of date; in a single part where all records are
    in memory."""
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


def accounts_in_words(sheet: EventSheet, extract: Extract) -> Iterator[tuple[Account, str]]:
    """The accounts of an event that belong to an extract, each with its sentence, which names the outlet, the
    speaker and every figure as reported."""
    for account in sheet.accounts:
        if account.report_id in extract.report_ids:
            speaker = f", on the word of {account.speaker}" if account.speaker else ""
            doubt = f" ({account.link_doubt})" if account.link_doubt else ""
            yield account, f"{account.outlet}{speaker}{doubt}: {account.summary}{reported(account)}"


def reported(account: Account) -> str:
    """The figures of an account as a sentence, with a space before it; '' for none."""
    figures = "; ".join(figure.sentence for figure in account.figures)
    return f" Reported: {figures}." if figures else ""
