"""Records read back from a store: an `Archive` of a few events or sources, and what the store knows of the
whole.

An archive of some events holds all that is known about them, in the order of the files: their reports,
figures, wording and cited sources, and the sources, outlets, speakers, places, parts and populations that
these name. It takes ten statements for up to 5,000 events, and one for each level of populations and of places.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import ColumnElement, select

from datelines.record.package import Corpus
from datelines.record.records import (
    TABLES,
    Cited,
    Event,
    Figure,
    Outlet,
    Part,
    Place,
    Population,
    Record,
    Report,
    Source,
    Speaker,
    Wording,
)
from datelines.store.schema import CORPUS, DIGEST, ROW, SHAPE
from datelines.store.store import AnyRow, Rows, Store
from datelines.table.archive import Archive
from datelines.table.folder import tables_of
from datelines.table.table import Table
from datelines.table.text import batches, text_array

IN_ONE_STATEMENT = 5_000
"""Numbers or ids that one statement looks up; more of them take further statements. PostgreSQL takes at most
65,535 values in one."""

WIDER_KEPT = 5_000
"""Rows of places and of populations that a store keeps: those that events refer to, and the wider ones."""

FOLDER = Path("store")
"""The folder that the tables of an archive name, since a store has none."""

_FIRST_LINE = 2
"""Line of the first row in a file, below the header."""

_in_file = attrgetter(ROW)
"""The place of a row in its file, from 0."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a store knows of its data as a whole: the digest, what datapackage.json says, and the bytes of
    each shape by the name of its file."""

    digest: str
    corpus: Corpus
    shapes: Mapping[str, bytes]


def whole_of(store: Store) -> Whole:
    """The table `about` of a store, read once. Raises KeyError where it is not complete."""
    return store.remembered.one("whole", None, partial(_read_whole, store))


def _read_whole(store: Store) -> Whole:
    about = store.schema.about
    known: dict[str, str] = dict(store.rows(select(about.c.name, about.c.value)))
    corpus = json.loads(known[CORPUS])
    return Whole(
        known[DIGEST],
        Corpus(**{**corpus, "reviewers": frozenset(corpus["reviewers"])}),
        MappingProxyType(
            {name[len(SHAPE) :]: text.encode() for name, text in known.items() if name.startswith(SHAPE)}
        ),
    )


def archive_of_events(store: Store, whole: Whole, events: Collection[int]) -> Archive:
    """The archive of the events of these numbers; its digest and corpus are those of the whole."""
    if not events:
        return _archive(store, whole, {})
    found: dict[type[Record], Rows] = {
        model: _looked_up(store, model, "event_number", events)
        for model in (Event, Report, Figure, Wording, Cited)
    }
    sources = {row.source_number for row in (*found[Report], *found[Cited])}
    found[Source] = _looked_up(store, Source, "source_number", sources)
    for model in (Outlet, Speaker, Part):
        found[model] = _looked_up(store, model, str(model.key), _ids_of(found, model))
    for wider in (Place, Population):
        found[wider] = _with_wider(store, wider, _ids_of(found, wider))
    return _archive(store, whole, found)


def _with_wider(store: Store, model: type[Place] | type[Population], ids: set[str]) -> Rows:
    """The places or populations of these ids, and the wider ones that they lie within."""
    found: dict[str, AnyRow] = {}
    tried: set[str] = set()
    while wanted := {one for one in ids if one} - tried:
        tried |= wanted
        asked = partial(_rows_by_id, store, model)
        rows = store.remembered.several(f"rows of {model.table}", sorted(wanted), asked, WIDER_KEPT)
        # An id may be of no row: it groups rows all the same.
        there = {one: row for one, row in rows.items() if row is not None}
        found |= there
        ids = {row.within for row in there.values()}
    return sorted(found.values(), key=_in_file)


def _rows_by_id(
    store: Store, model: type[Place] | type[Population], ids: Collection[str]
) -> dict[str, AnyRow | None]:
    found = {row._mapping[str(model.key)]: row for row in _looked_up(store, model, str(model.key), ids)}
    return dict.fromkeys(ids) | found


def archive_of_sources(store: Store, whole: Whole, sources: Collection[int]) -> Archive:
    """An archive of the sources of these numbers and of their outlets, without any event."""
    found: dict[type[Record], Rows] = {Source: _looked_up(store, Source, "source_number", sources)}
    found[Outlet] = _looked_up(store, Outlet, "outlet_id", _ids_of(found, Outlet))
    return _archive(store, whole, found)


def merged(archives: Sequence[Archive]) -> Archive:
    """One archive of everything that is in any of these archives of one store, one at least."""
    first = archives[0]
    tables = {model.table: _merged([one.tables.tables[model.table] for one in archives]) for model in TABLES}
    shapes = {name: content for one in archives for name, content in one.shapes.items()}
    return Archive(tables_of(tables, first.corpus, dict(sorted(shapes.items())), FOLDER), first.digest)


def archive_of_shapes(store: Store, whole: Whole) -> Archive:
    """An archive of the places that have a shape, and of nothing else."""
    places = store.schema.records[Place.table]
    return _archive(store, whole, {Place: _rows(store, Place, places.c.geometry != "")})


def outlets_of(store: Store) -> tuple[tuple[Outlet, int], ...]:
    """Every outlet in file order, with the number of reports that it has in the relation."""
    found = []
    for row in _rows(store, Outlet):
        cells = {name: cell for name in Outlet.columns() if (cell := row._mapping[name])}
        found.append((Outlet.model_validate(cells), row.reports))
    return tuple(found)


def _rows(store: Store, model: type[Record], *conditions: ColumnElement[bool]) -> Rows:
    table = store.schema.records[model.table]
    return sorted(store.rows(select(*table.c).where(*conditions)), key=_in_file)


def _looked_up(store: Store, model: type[Record], column: str, values: Iterable[Any]) -> Rows:
    """The rows of a table in which the column has one of the values (not 0, nor ''), in file order."""
    key = store.schema.records[model.table].c[column]
    found: list[AnyRow] = []
    for some in batches(sorted(value for value in values if value), IN_ONE_STATEMENT):
        found += _rows(store, model, key.in_(some))
    return sorted(found, key=_in_file)


def _ids_of(found: Mapping[type[Record], Rows], model: type[Record]) -> set[str]:
    """The ids of the rows of `model` that the rows found so far refer to; '' may be among them."""
    ids: set[str] = set()
    for other, rows in found.items():
        for reference in other.references():
            if model.table in reference.tables:
                cells = set(map(attrgetter(reference.column), rows))
                parts = (part.strip() for cell in cells for part in cell.split(";"))
                ids.update(parts if reference.several else cells)
    return ids


def _archive(store: Store, whole: Whole, found: Mapping[type[Record], Rows]) -> Archive:
    tables = {model.table: _table(store, model, rows) for model, rows in found.items() if rows}
    shaped = {row.geometry for row in found.get(Place, ())}
    shapes = {name: whole.shapes[name] for name in sorted(shaped) if name in whole.shapes}
    return Archive(tables_of(tables, whole.corpus, shapes, FOLDER), whole.digest)


def _table(store: Store, model: type[Record], rows: Rows) -> Table:
    names = store.schema.records[model.table].c.keys()
    cells = dict(zip(names, zip(*rows, strict=True), strict=True))
    columns = {name: text_array(cells[name]) for name in model.columns()}
    return _sound_table(model, columns, np.array(cells[ROW], dtype=np.int64) + _FIRST_LINE)


def _merged(tables: Sequence[Table]) -> Table:
    """The rows of all tables, each once (a source may be in several), in file order."""
    lines, positions = np.unique(np.concatenate([table.lines for table in tables]), return_index=True)
    model, taken = tables[0].model, pa.array(positions)
    columns = {
        name: pa.chunked_array([table.columns[name] for table in tables]).take(taken).combine_chunks()
        for name in model.columns()
    }
    return _sound_table(model, columns, lines)


def _sound_table(model: type[Record], columns: Mapping[str, pa.Array], lines: np.ndarray) -> Table:
    """A table of cells that were checked before they came into a store. In an archive of a store, `lines` are
    the rows' places in their file (the header is line 1), by which a row is known in any such archive."""
    return Table(model, f"{FOLDER}/{model.table}.csv", b"", columns, lines, np.ones(len(lines), dtype=bool))
