"""Records of a store: an `Archive` of a few events or sources, and what the store says of the whole.

An archive of some events holds all that is known of them, in the order of the files: their reports, figures,
wording and cited sources, and the sources, outlets, speakers and places that these name. It takes ten
statements, however many events there are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import ColumnElement, Row, select

from datelines.record.package import Corpus
from datelines.record.records import (
    TABLES,
    Cited,
    Event,
    Figure,
    Outlet,
    Place,
    Record,
    Report,
    Source,
    Speaker,
    Wording,
)
from datelines.store.schema import CORPUS, DIGEST, ROW, SHAPE
from datelines.store.store import Store
from datelines.table.archive import Archive
from datelines.table.folder import tables_of
from datelines.table.table import Table
from datelines.table.text import batches, text_array

IN_ONE_STATEMENT = 5_000
"""Numbers or ids that one statement looks for; PostgreSQL takes at most 65,535 values. More take a further
statement for each so many."""

FOLDER = Path("store")
"""Stands where the folder of the tables would."""

_Rows = Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Whole:
    """What a store says of all its data: the digest, what datapackage.json said, and the bytes of each
    shape."""

    digest: str
    corpus: Corpus
    shapes: Mapping[str, bytes]


def whole_of(store: Store) -> Whole:
    """What the table `about` says, read once of a store. Raises KeyError where it is not complete."""
    return store.remembered.one("whole", None, partial(_read_whole, store))


def _read_whole(store: Store) -> Whole:
    about = store.schema.about
    said: dict[str, str] = dict(store.rows(select(about.c.name, about.c.value)))
    corpus = json.loads(said[CORPUS])
    return Whole(
        said[DIGEST],
        Corpus(**{**corpus, "reviewers": frozenset(corpus["reviewers"])}),
        MappingProxyType(
            {name[len(SHAPE) :]: text.encode() for name, text in said.items() if name.startswith(SHAPE)}
        ),
    )


def archive_of_events(store: Store, whole: Whole, events: Collection[int]) -> Archive:
    """The archive of the events of these numbers; its digest and corpus are those of the whole."""
    if not events:
        return _archive(store, whole, {})
    found: dict[type[Record], _Rows] = {
        model: _looked_up(store, model, "event_number", events)
        for model in (Event, Report, Figure, Wording, Cited)
    }
    number = itemgetter(_columns(store, Report).index("source_number"))
    sources = {number(row) for row in found[Report]}
    number = itemgetter(_columns(store, Cited).index("source_number"))
    sources |= {number(row) for row in found[Cited]}
    found[Source] = _looked_up(store, Source, "source_number", sources)
    for model in (Outlet, Speaker, Place):
        found[model] = _looked_up(store, model, str(model.key), _ids_of(store, found, model))
    return _archive(store, whole, found)


def archive_of_sources(store: Store, whole: Whole, sources: Collection[int]) -> Archive:
    """An archive of the sources of these numbers and of their outlets, without any event."""
    found: dict[type[Record], _Rows] = {Source: _looked_up(store, Source, "source_number", sources)}
    found[Outlet] = _looked_up(store, Outlet, "outlet_id", _ids_of(store, found, Outlet))
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
    rows = _rows(store, Outlet)
    number = itemgetter(_columns(store, Outlet).index("reports"))
    outlets = _table(store, Outlet, rows)
    columns = [outlets.columns[name].to_pylist() for name in Outlet.columns()]
    records = (
        Outlet.model_validate(
            {name: cell for name, cell in zip(Outlet.columns(), cells, strict=True) if cell}
        )
        for cells in zip(*columns, strict=True)
    )
    return tuple(zip(records, map(number, rows), strict=True))


def _columns(store: Store, model: type[Record]) -> list[str]:
    return list(store.schema.records[model.table].c.keys())


def _rows(store: Store, model: type[Record], *conditions: ColumnElement[bool]) -> _Rows:
    table = store.schema.records[model.table]
    return sorted(store.rows(select(*table.c).where(*conditions)), key=itemgetter(0))


def _looked_up(store: Store, model: type[Record], column: str, values: Iterable[Any]) -> _Rows:
    """The rows of a table in which the column has one of the values (blank is none), in file order."""
    key = store.schema.records[model.table].c[column]
    found: list[Row[Any]] = []
    for some in batches(sorted(value for value in values if value), IN_ONE_STATEMENT):
        found += _rows(store, model, key.in_(some))
    return sorted(found, key=itemgetter(0))


def _cells(
    store: Store, found: Mapping[type[Record], _Rows], model: type[Record], column: str
) -> frozenset[str]:
    cell = itemgetter(_columns(store, model).index(column))
    return frozenset(cell(row) for row in found[model])


def _ids_of(store: Store, found: Mapping[type[Record], _Rows], model: type[Record]) -> set[str]:
    """The ids of the rows of `model` that the rows found so far refer to; '' may be among them."""
    ids: set[str] = set()
    for other in found:
        for reference in other.references():
            if model.table in reference.tables:
                cells = _cells(store, found, other, reference.column)
                parts = (part.strip() for cell in cells for part in cell.split(";"))
                ids.update(parts if reference.several else cells)
    return ids


def _archive(store: Store, whole: Whole, found: Mapping[type[Record], _Rows]) -> Archive:
    tables = {model.table: _table(store, model, rows) for model, rows in found.items() if rows}
    shaped = _cells(store, found, Place, "geometry") if Place in found else frozenset()
    shapes = {name: whole.shapes[name] for name in sorted(shaped) if name in whole.shapes}
    return Archive(tables_of(tables, whole.corpus, shapes, FOLDER), whole.digest)


def _merged(tables: Sequence[Table]) -> Table:
    """The rows of all, each once (a source may be in several), in file order."""
    # In an archive of a store the line of a row tells it from all others.
    lines, positions = np.unique(np.concatenate([table.lines for table in tables]), return_index=True)
    taken = pa.array(positions)
    columns = {
        name: pa.chunked_array([table.columns[name] for table in tables]).take(taken).combine_chunks()
        for name in tables[0].model.columns()
    }
    return replace(tables[0], columns=columns, lines=lines, fits=np.ones(len(lines), dtype=bool))


def _table(store: Store, model: type[Record], rows: _Rows) -> Table:
    names = _columns(store, model)
    given = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    columns = {name: text_array(given[name]) for name in model.columns()}
    # A store has no lines: the number that the row had in its file stands for them.
    lines = np.array(given[ROW], dtype=np.int64) + 2
    return Table(model, f"{FOLDER}/{model.table}.csv", b"", columns, lines, np.ones(len(lines), dtype=bool))


assert ROW not in {name for model in TABLES for name in model.columns()}
