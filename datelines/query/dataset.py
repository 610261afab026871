"""The data that pages show, ready to be queried: a folder, a reader's own tables, or a store that was loaded.

Every view asks a `Store`. For a folder and own tables that is in the memory of this process, which keeps the
records beside it; of a store that was loaded elsewhere, the process keeps the outlets, the outlines of
places, and what was asked last.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from functools import cached_property, lru_cache, partial
from pathlib import Path

from sqlalchemy import func, select

from datelines import DATA_VARIABLE
from datelines.checks import read_archive
from datelines.places.outlines import Outline, outlines_of
from datelines.problems import DataError, Problem
from datelines.query.facets import Offer, choice_names, offer_of
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.record.dates import day_date
from datelines.record.records import Outlet
from datelines.store.archives import (
    Whole,
    archive_of_events,
    archive_of_shapes,
    archive_of_sources,
    outlets_of,
    whole_of,
)
from datelines.store.filling import memory_store, stored_tables
from datelines.store.opening import open_store
from datelines.store.relation import relation_of
from datelines.store.remembered import Remembered
from datelines.store.store import Store
from datelines.table.archive import Archive
from datelines.table.table import Tables

STORE_VARIABLE = "DATELINES_STORE"
SHIPPED_DATA = Path(__file__).parents[2] / "data"

SELECTIONS = 128
"""Selections that a dataset keeps, so that going back to a query costs nothing."""

ARCHIVES = 32
"""Archives of a few events that a store keeps; the largest have the 200 events that are compared at once."""

_Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Sound data. `store` is what views ask, `outlines` has the outline of each place that has a shape, by
    place id; `whole` has all records where this process has read them, None where they are in the store
    only."""

    store: Store
    outlines: Mapping[str, Outline]
    whole: Archive | None = None
    _selections: Remembered = field(default_factory=Remembered, init=False, repr=False)

    @property
    def said(self) -> Whole:
        """What the store knows of its data as a whole."""
        return whole_of(self.store)

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the digest of the data, which a citation gives."""
        return self.said.digest[:12]

    @cached_property
    def bounds(self) -> tuple[Day, Day]:
        """The first and the last day that any report may mean; those of the corpus where there is no
        report."""
        span = self.said.corpus.span
        reports = self.store.schema.reports.c
        first, last = self.store.row(select(func.min(reports.soft_from), func.max(reports.soft_to)))
        if first is None:
            first, last = span.day_from, span.day_to
        return day_date(int(first)), day_date(int(last))

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Every outlet, in the order of the file, also those that only relay."""
        return tuple(outlet for outlet, _ in self._outlets)

    @cached_property
    def reporting_outlets(self) -> tuple[Outlet, ...]:
        """The outlets with a report, the one with most first."""
        order = sorted(self._outlets, key=lambda found: (-found[1], found[0].outlet_id))
        return tuple(outlet for outlet, reports in order if reports)

    @cached_property
    def _outlets(self) -> tuple[tuple[Outlet, int], ...]:
        return outlets_of(self.store)

    def selection(self, query: EventQuery) -> Selection:
        """What the query selects; the same object for the same query."""
        # Not kept by the store: a selection refers to its store, which would then never be freed.
        return self._selections.one("selections", query, partial(Selection, self.store, query), SELECTIONS)

    def archive_of(self, event_ids: Collection[str]) -> Archive:
        """An archive with at least these events (which may be none) and all that is known about them. Its
        digest and corpus are those of all the data."""
        wanted = frozenset(event_ids)
        asked = partial(_archive_of, self.store, wanted)
        return self.whole or self.store.remembered.one("archives", wanted, asked, ARCHIVES)

    def archive_of_numbers(self, events: Collection[int]) -> Archive:
        """An archive with at least the events of these numbers; it is not kept."""
        return self.whole or archive_of_events(self.store, self.said, events)

    def archive_of_sources(self, sources: Collection[int]) -> Archive:
        """An archive with at least the sources of these numbers and their outlets."""
        return self.whole or archive_of_sources(self.store, self.said, sources)

    def offer(self, query: EventQuery) -> Offer:
        """What each filter offers under the query, with numbers of reports."""
        return offer_of(self.store, query)

    def known(self, name: str, ids: Collection[str]) -> frozenset[str]:
        """The ids of a filter (`outlets`) that occur in a report."""
        return frozenset(choice_names(self.store, name, ids)) if ids else frozenset()

    def knows_event(self, event_id: str) -> bool:
        """Whether there is such an event."""
        return bool(self.store.numbers("events", (event_id,)))

    def name_of(self, name: str, value: str) -> str:
        """The name of an id of a filter: `name_of("outlets", "tass")` is `TASS`; the id itself where it
        occurs in no report."""
        return choice_names(self.store, name, (value,)).get(value, value)


def _archive_of(store: Store, event_ids: frozenset[str]) -> Archive:
    return archive_of_events(store, whole_of(store), store.numbers("events", event_ids) if event_ids else ())


def data_folder() -> Path:
    """The folder named by the environment variable DATELINES_DATA, or the shipped data."""
    return Path(os.environ.get(DATA_VARIABLE) or SHIPPED_DATA)


def read_folder(folder: Path) -> Dataset | tuple[Problem, ...]:
    """The folder's data, or every problem that keeps it from being shown. It is read again only when the
    name, size or time of one of its files changes."""
    return _read(folder, _fingerprint(folder))


def loaded_tables(tables: Tables) -> Dataset:
    """Tables that are known to have no problem, such as a session's own, ready to be queried. Only the caller
    keeps the result.

    Raises DataError where a shape cannot be drawn.
    """
    return _loaded(Archive(tables))


def loaded_store(store: Store) -> Dataset:
    """A store that was loaded elsewhere, ready to be queried; its records stay there."""
    return Dataset(store, outlines_of(archive_of_shapes(store, whole_of(store))))


def read_store(url: str) -> Dataset:
    """The data in the store at an address; the same object until others are loaded into it.

    Raises StoreError where it cannot be read.
    """
    return _of_store(open_store(url))


def everybodys(url: str) -> Dataset | tuple[Problem, ...]:
    """The data that everyone sees: those of the store at an address, or of `data_folder` where that is ''; or
    every problem that keeps the folder from being shown. Raises StoreError where the store cannot be read."""
    return read_store(url) if url else read_folder(data_folder())


_of_store = lru_cache(maxsize=1)(loaded_store)


def _fingerprint(folder: Path) -> _Fingerprint:
    files = [*folder.glob("*.csv"), *folder.glob("*.json"), *(folder / "shapes").glob("*")]
    stats = ((path.as_posix(), path.stat()) for path in sorted(files))
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=2)
def _read(folder: Path, fingerprint: _Fingerprint) -> Dataset | tuple[Problem, ...]:
    try:
        return _loaded(read_archive(folder))
    except DataError as error:
        return error.problems


def _loaded(archive: Archive) -> Dataset:
    outlines = outlines_of(archive)
    return Dataset(memory_store(stored_tables(archive, relation_of(archive))), outlines, archive)
