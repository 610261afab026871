"""The archive: sound tables in memory, frozen, with their records, look-ups by id, and their version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from datelines.record.package import Corpus
from datelines.record.records import (
    Cited,
    Event,
    Figure,
    Outlet,
    Part,
    Place,
    Population,
    Report,
    Source,
    Speaker,
    Wording,
)
from datelines.table.folder import canonical_text
from datelines.table.table import R, Tables, by_id, by_owner, records_of


def _rows(model: type[R]) -> cached_property[Sequence[R]]:
    return cached_property(lambda archive: records_of(archive.tables, model))


def _by_key(model: type[R]) -> cached_property[Mapping[str, R]]:
    return cached_property(lambda archive: by_id(archive.tables, getattr(archive, model.table), model))


def _by(model: type[R], column: str) -> cached_property[Mapping[str, tuple[R, ...]]]:
    return cached_property(
        lambda archive: by_owner(archive.tables, getattr(archive, model.table), model, column)
    )


@dataclass(frozen=True, eq=False)
class Archive:
    """The records of `tables`, which have no problem, in file order, by id, and by the event or report that
    they belong to.

    Records are made when they are asked for; a column of a large table is read with `cells`. An archive of
    some events of a store (`datelines.store.archives`) has the digest of the whole that they are from as its
    `stated_digest`, which is '' where the digest is that of the tables themselves.
    """

    tables: Tables
    stated_digest: str = ""

    outlets = _rows(Outlet)
    speakers = _rows(Speaker)
    sources = _rows(Source)
    places = _rows(Place)
    events = _rows(Event)
    populations = _rows(Population)
    parts = _rows(Part)
    reports = _rows(Report)
    figures = _rows(Figure)
    wording = _rows(Wording)
    cited = _rows(Cited)

    outlet_by_id = _by_key(Outlet)
    speaker_by_id = _by_key(Speaker)
    source_by_id = _by_key(Source)
    place_by_id = _by_key(Place)
    event_by_id = _by_key(Event)
    population_by_id = _by_key(Population)
    part_by_id = _by_key(Part)
    report_by_id = _by_key(Report)

    # Of an event or a report without any, there is no entry.
    reports_by_event = _by(Report, "event_id")
    figures_by_report = _by(Figure, "report_id")
    wording_by_report = _by(Wording, "report_id")
    cited_by_report = _by(Cited, "report_id")

    @property
    def folder(self) -> Path:
        """The folder that the tables are from."""
        return self.tables.folder

    @property
    def corpus(self) -> Corpus:
        """What datapackage.json says about the whole."""
        return self.tables.corpus

    @property
    def shapes(self) -> Mapping[str, bytes]:
        """The bytes of every file in shapes/, by name."""
        return self.tables.shapes

    def cells(self, table: str, column: str) -> pa.Array:
        """A column of a table as text (blank ''), in the order of its records."""
        return self.tables.tables[table].sound_cells(column)

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


def digest(tables: Tables) -> str:
    """SHA-256, in hexadecimal, over names and canonical bytes of the tables and bytes of the shapes."""
    state = hashlib.sha256()
    contents = {
        f"{name}.csv": canonical_text(table).encode()
        for name, table in tables.tables.items()
        if len(table.lines) or not table.model.optional
    }
    contents |= {f"shapes/{name}": content for name, content in tables.shapes.items()}
    for name, content in sorted(contents.items()):
        # Name and length first, so that no two different folders give the same stream of bytes.
        state.update(f"{name}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()
