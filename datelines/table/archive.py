"""The sound, frozen data of one folder: every record, ways to look them up, and the version of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from datelines.record.package import Corpus
from datelines.record.records import Cited, Event, Figure, Outlet, Place, Report, Source, Speaker, Wording
from datelines.table.folder import canonical_text
from datelines.table.table import Tables, by_id, by_owner, records_of


@dataclass(frozen=True, eq=False)
class Archive:
    """The records of `tables` in file order, with look-ups by id.

    Of large tables the records are made when they are asked for: who needs a column of many rows takes it
    from `cells`. An archive of some events of a store (`datelines.store.archives`) states the digest of the
    whole that they are from: `stated_digest`, '' where it is that of the tables themselves.
    """

    tables: Tables
    stated_digest: str = ""

    @property
    def folder(self) -> Path:
        """The folder that the tables are from."""
        return self.tables.folder

    @property
    def corpus(self) -> Corpus:
        """What datapackage.json says of the whole."""
        return self.tables.corpus

    @property
    def shapes(self) -> Mapping[str, bytes]:
        """The bytes of every file in shapes/, by name."""
        return self.tables.shapes

    def cells(self, table: str, column: str) -> pa.Array:
        """A column of a table as text (blank ''), in the order of its records."""
        return self.tables.tables[table].sound_cells(column)

    @cached_property
    def outlets(self) -> Sequence[Outlet]:
        """The rows of outlets.csv."""
        return records_of(self.tables, Outlet)

    @cached_property
    def speakers(self) -> Sequence[Speaker]:
        """The rows of speakers.csv."""
        return records_of(self.tables, Speaker)

    @cached_property
    def sources(self) -> Sequence[Source]:
        """The rows of sources.csv."""
        return records_of(self.tables, Source)

    @cached_property
    def places(self) -> Sequence[Place]:
        """The rows of places.csv."""
        return records_of(self.tables, Place)

    @cached_property
    def events(self) -> Sequence[Event]:
        """The rows of events.csv."""
        return records_of(self.tables, Event)

    @cached_property
    def reports(self) -> Sequence[Report]:
        """The rows of reports.csv."""
        return records_of(self.tables, Report)

    @cached_property
    def figures(self) -> Sequence[Figure]:
        """The rows of figures.csv."""
        return records_of(self.tables, Figure)

    @cached_property
    def wording(self) -> Sequence[Wording]:
        """The rows of wording.csv."""
        return records_of(self.tables, Wording)

    @cached_property
    def cited(self) -> Sequence[Cited]:
        """The rows of cited.csv."""
        return records_of(self.tables, Cited)

    @cached_property
    def outlet_by_id(self) -> Mapping[str, Outlet]:
        """Each outlet by outlet_id."""
        return by_id(self.tables, self.outlets, Outlet)

    @cached_property
    def speaker_by_id(self) -> Mapping[str, Speaker]:
        """Each speaker by speaker_id."""
        return by_id(self.tables, self.speakers, Speaker)

    @cached_property
    def source_by_id(self) -> Mapping[str, Source]:
        """Each source by source_id."""
        return by_id(self.tables, self.sources, Source)

    @cached_property
    def place_by_id(self) -> Mapping[str, Place]:
        """Each place by place_id."""
        return by_id(self.tables, self.places, Place)

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """Each event by event_id."""
        return by_id(self.tables, self.events, Event)

    @cached_property
    def report_by_id(self) -> Mapping[str, Report]:
        """Each report by report_id."""
        return by_id(self.tables, self.reports, Report)

    @cached_property
    def reports_by_event(self) -> Mapping[str, tuple[Report, ...]]:
        """The reports of each event that has any, by event_id."""
        return by_owner(self.tables, self.reports, Report, "event_id")

    @cached_property
    def figures_by_report(self) -> Mapping[str, tuple[Figure, ...]]:
        """The figures of each report that has any, by report_id."""
        return by_owner(self.tables, self.figures, Figure, "report_id")

    @cached_property
    def wording_by_report(self) -> Mapping[str, tuple[Wording, ...]]:
        """The wording of each report that has any, by report_id."""
        return by_owner(self.tables, self.wording, Wording, "report_id")

    @cached_property
    def cited_by_report(self) -> Mapping[str, tuple[Cited, ...]]:
        """The cited sources of each report that has any, by report_id."""
        return by_owner(self.tables, self.cited, Cited, "report_id")

    @cached_property
    def lines(self) -> Mapping[str, tuple[int, ...]]:
        """The physical line of each record by table, in the order of the records."""
        tables = self.tables.tables
        return MappingProxyType(
            {name: tuple(table.lines[table.fits].tolist()) for name, table in tables.items()}
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical tables and of the shapes: equal data, equal digest."""
        return self.stated_digest or digest(self.tables)

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the digest, to be cited with a view."""
        return self.digest[:12]


def archive_of(tables: Tables) -> Archive:
    """The archive of tables that are known to have no problem."""
    return Archive(tables)


def digest(tables: Tables) -> str:
    """SHA-256, in hexadecimal, over names and canonical bytes of the tables and bytes of the shapes."""
    state = hashlib.sha256()
    present = {
        name: table for name, table in tables.tables.items() if len(table.lines) or not table.model.optional
    }
    contents = {f"{name}.csv": canonical_text(table).encode() for name, table in present.items()}
    contents |= {f"shapes/{name}": content for name, content in tables.shapes.items()}
    for name, content in sorted(contents.items()):
        # Name and length first, so that no two different folders give the same stream of bytes.
        state.update(f"{name}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()
