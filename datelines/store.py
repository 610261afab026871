"""The data of a folder as loaded once for all sessions, and read again when a file of it changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property, lru_cache, partial
from pathlib import Path

import pandas as pd

from datelines.archive import Archive, archive_of, read_archive, titles_by_report
from datelines.dates import day_date
from datelines.outlines import Outline, outlines_of
from datelines.problems import DataError, Problem
from datelines.query import CHOICES, NO_PLACE, OWN_VOICE, EventQuery
from datelines.reading import Tables
from datelines.records import Outlet
from datelines.relation import Relation, relation_of
from datelines.selection import Selection
from datelines.text_columns import text_series
from datelines.vocabulary import EVENT_KINDS, EVENT_STATUSES

DATA_VARIABLE = "DATELINES_DATA"
SHIPPED_DATA = Path(__file__).parents[1] / "data"

SELECTIONS = 256
"""Selections kept for a folder, so that going back to a query costs nothing."""

KEPT_ROWS = 1_000_000
"""Rows that the kept selections of one folder may hold together, about 600 MB: of a table of 300,000 reports
three are kept."""

_Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, eq=False)
class Loaded:
    """A sound folder, ready to be queried: its records, its relation, and the outlines of its places."""

    archive: Archive
    relation: Relation
    outlines: Mapping[str, Outline]

    @property
    def bounds(self) -> tuple[Day, Day]:
        """First and last day that an event of the corpus may have."""
        span = self.archive.corpus.span
        return day_date(span.day_from), day_date(span.day_to)

    @cached_property
    def reporting_outlets(self) -> tuple[Outlet, ...]:
        """The outlets with a report, those with most first. An outlet that is only a relay is not among
        them."""
        found = self.relation.reports.drop_duplicates("report_id")["outlet_id"].value_counts()
        order = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return tuple(self.archive.outlet_by_id[str(outlet)] for outlet, _ in order)

    @cached_property
    def titles_by_report(self) -> Mapping[str, str]:
        """The title of its event for each report."""
        return titles_by_report(self.archive)

    def selection(self, query: EventQuery) -> Selection:
        """What the query selects; the same object for the same query."""
        return self._selections(query)

    @cached_property
    def _selections(self) -> Callable[[EventQuery], Selection]:
        # Of this object alone: a cache of the module would keep a session's own table when it has gone.
        most = max(2, min(SELECTIONS, KEPT_ROWS // max(1, len(self.relation.reports))))
        return lru_cache(most)(partial(Selection, self.archive, self.relation))

    def name_of(self, name: str, value: str) -> str:
        """The name of an id of a filter: `name_of("outlets", "tass")` is `TASS`."""
        return self.choices[name].get(value, value)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        """For each filter that chooses among ids, the ids that occur in reports with their names."""
        reports = self.relation.reports
        used = {name: reports[column].drop_duplicates() for name, column in _COLUMNS.items()}
        measures = self.relation.figures["measure"].drop_duplicates()
        ids = {name: frozenset(column) for name, column in used.items()}
        named = {
            "outlets": {outlet.outlet_id: outlet.name for outlet in self.reporting_outlets},
            "speakers": self._names("speakers", "speaker_id", used["speakers"]),
            "places": self._names("places", "place_id", used["places"]),
            "kinds": {kind: kind for kind in EVENT_KINDS if kind in ids["kinds"]},
            "measures": {measure: measure for measure in sorted(measures)},
            "statuses": {status: status for status in EVENT_STATUSES if status in ids["statuses"]},
        }
        if "" in ids["speakers"]:
            named["speakers"][OWN_VOICE] = "the outlet’s own voice"
        if "" in ids["places"]:
            named["places"][NO_PLACE] = "no place reported"
        return {
            name: dict(sorted(named[name].items(), key=lambda item: item[1].casefold())) for name in CHOICES
        }

    def _names(self, table: str, key: str, used: pd.Series) -> dict[str, str]:
        """The names of the ids that are used, in file order."""
        ids, names = (text_series(self.archive.cells(table, column)) for column in (key, "name"))
        kept = ids.isin(used)
        return dict(zip(ids[kept], names[kept], strict=True))


_COLUMNS = {
    "speakers": "speaker_id",
    "places": "place_id",
    "kinds": "kind",
    "statuses": "status",
}


def data_folder() -> Path:
    """The folder named by the environment variable DATELINES_DATA, or the shipped data."""
    return Path(os.environ.get(DATA_VARIABLE) or SHIPPED_DATA)


def read_folder(folder: Path) -> Loaded | tuple[Problem, ...]:
    """The folder's data, or every problem that keeps it from being shown. Read again only when the
    name, size or time of one of its files changes."""
    return _read(folder, _fingerprint(folder))


def loaded_folder() -> Loaded:
    """The data of `data_folder`. Raises DataError where it has problems."""
    loaded = read_folder(data_folder())
    if isinstance(loaded, tuple):
        raise DataError(loaded)
    return loaded


def loaded_tables(tables: Tables) -> Loaded:
    """Tables that are known to have no problem (a session's own, for one), ready to be queried. Only who
    is given the result keeps it.

    Raises DataError where a shape cannot be drawn.
    """
    return _loaded(archive_of(tables))


def _fingerprint(folder: Path) -> _Fingerprint:
    files = [*folder.glob("*.csv"), *folder.glob("*.json"), *(folder / "shapes").glob("*")]
    stats = ((path.as_posix(), path.stat()) for path in sorted(files))
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=2)
def _read(folder: Path, fingerprint: _Fingerprint) -> Loaded | tuple[Problem, ...]:
    try:
        return _loaded(read_archive(folder))
    except DataError as error:
        return error.problems


def _loaded(archive: Archive) -> Loaded:
    return Loaded(archive, relation_of(archive), outlines_of(archive))
