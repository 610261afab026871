"""The data of a folder as loaded once for all sessions, and read again when a file of it changes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property, lru_cache
from pathlib import Path

from datelines.archive import Archive, read_archive
from datelines.dates import day_date
from datelines.outlines import Outline, outlines_of
from datelines.problems import DataError, Problem
from datelines.query import CHOICES, NO_PLACE, OWN_VOICE, EventQuery
from datelines.records import Outlet
from datelines.relation import Relation, relation_of
from datelines.selection import Selection
from datelines.vocabulary import EVENT_KINDS, EVENT_STATUSES

DATA_VARIABLE = "DATELINES_DATA"
SHIPPED_DATA = Path(__file__).parents[1] / "data"

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
        order = self.selection(EventQuery()).leading_outlets(len(self.archive.outlets))
        return tuple(self.archive.outlet_by_id[outlet] for outlet in order)

    @cached_property
    def titles_by_report(self) -> dict[str, str]:
        """The title of its event for each report."""
        events = self.archive.event_by_id
        return {report.report_id: events[report.event_id].title for report in self.archive.reports}

    def selection(self, query: EventQuery) -> Selection:
        """What the query selects; the same object for the same query."""
        return _selection(self, query)

    def name_of(self, name: str, value: str) -> str:
        """The name of an id of a filter: `name_of("outlets", "tass")` is `TASS`."""
        return self.choices[name].get(value, value)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        """For each filter that chooses among ids, the ids that occur in reports with their names."""
        archive, reports = self.archive, self.relation.reports
        used = {name: set(reports[column]) for name, column in _COLUMNS.items()}
        measures = {figure.measure for figure in archive.figures}
        named = {
            "outlets": {outlet.outlet_id: outlet.name for outlet in self.reporting_outlets},
            "speakers": {s.speaker_id: s.name for s in archive.speakers if s.speaker_id in used["speakers"]},
            "places": {p.place_id: p.name for p in archive.places if p.place_id in used["places"]},
            "kinds": {kind: kind for kind in EVENT_KINDS if kind in used["kinds"]},
            "measures": {measure: measure for measure in sorted(measures)},
            "statuses": {status: status for status in EVENT_STATUSES if status in used["statuses"]},
        }
        if "" in used["speakers"]:
            named["speakers"][OWN_VOICE] = "the outlet’s own voice"
        if "" in used["places"]:
            named["places"][NO_PLACE] = "no place reported"
        return {
            name: dict(sorted(named[name].items(), key=lambda item: item[1].casefold())) for name in CHOICES
        }


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


def _fingerprint(folder: Path) -> _Fingerprint:
    files = [*folder.glob("*.csv"), *folder.glob("*.json"), *(folder / "shapes").glob("*")]
    stats = ((path.as_posix(), path.stat()) for path in sorted(files))
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=2)
def _read(folder: Path, fingerprint: _Fingerprint) -> Loaded | tuple[Problem, ...]:
    try:
        archive = read_archive(folder)
        return Loaded(archive, relation_of(archive), outlines_of(archive))
    except DataError as error:
        return error.problems


@lru_cache(maxsize=256)
def _selection(loaded: Loaded, query: EventQuery) -> Selection:
    return Selection(loaded.archive, loaded.relation, query)
