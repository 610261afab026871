"""Reads the layers of a GeoPackage (OGC 12-128r19) from memory: its tables, and nothing that would run.

A GeoPackage is an SQLite database, whose views and generated columns are code. SQLite itself reads it,
with everything but plain reading denied; values come as they are stored (GDAL would drop `2019-09` from a
column of dates).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
import pyproj
import shapely

from datelines.files import limits
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.tables import TextColumns, raw_table
from datelines.problems import Problem

_COUNTED_AT = 10_000
_ENTRY_STEPS = 20
_BATCH = 5_000
_BATCH_BYTES = 20 * limits.MEGABYTE
_FETCHED = 50
_WORLD = 4326
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA)
_ENVELOPES = (0, 32, 48, 48, 64)


def geopackage(name: str, content: bytes) -> Opened:
    """A table for each layer of features or attributes. Raises IntakeError."""
    limits.check_size(name, len(content), limits.GEOPACKAGE_BYTES)
    database = sqlite3.connect(":memory:")
    try:
        # Bytes 18 and 19 of 2 ask for a journal beside the file, which there is none of in memory.
        database.deserialize(content[:18] + b"\1\1" + content[20:])
        _harden(database)
        tables = tuple(_layers(name, database))
    except sqlite3.Error as error:
        why = f"the GeoPackage cannot be read ({error})"
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            why = "the GeoPackage takes more steps to read than any that has sound tables"
        raise IntakeError(name, why, "export it again, or as GeoJSON") from None
    finally:
        database.close()
    if not tables:
        raise IntakeError(name, "the GeoPackage has no layer with a row", "choose the file that has the rows")
    said = f"GeoPackage with the layers {', '.join(table.part for table in tables)}"
    return Opened(name, "vector", said, len(content), tables)


def _harden(database: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        database.execute(f"PRAGMA {pragma}")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * limits.CELL_CHARACTERS)
    # Of functions none is asked for here: one that is called is called by the file.
    database.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )


def _limit_steps(database: sqlite3.Connection, most: int) -> None:
    """Steps of SQLite's machine that are taken from here on, and not seconds: a slow computer reads the same
    files as a fast one."""
    counted = count(_COUNTED_AT, _COUNTED_AT)
    database.set_progress_handler(lambda: next(counted) > most, _COUNTED_AT)


def _layers(name: str, database: sqlite3.Connection) -> Iterator[RawTable]:
    # The first statement makes SQLite go through all that the file lists, and parse it.
    _limit_steps(database, limits.ENTRIES * _ENTRY_STEPS)
    listed = database.execute("SELECT name, type, sql FROM sqlite_master").fetchmany(limits.ENTRIES + 1)
    if len(listed) > limits.ENTRIES:
        why = f"the GeoPackage lists more than {limits.grouped(limits.ENTRIES)} tables and the like"
        raise IntakeError(name, why, "export the layer again, or as GeoJSON")
    _limit_steps(database, limits.GEOPACKAGE_STEPS)
    kinds = {row[0]: (row[1], row[2] or "") for row in listed}
    if any(kind == "view" for kind, _ in kinds.values()):
        why = "the GeoPackage has a view, which would run code of the file"
        raise IntakeError(name, why, "export the layer as a table, or as GeoJSON")
    if "gpkg_contents" not in kinds:
        raise IntakeError(name, "an SQLite database, but not a GeoPackage", "export the table as CSV")
    contents = database.execute(
        "SELECT table_name, data_type FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
    ).fetchmany(limits.LAYERS + 1)
    if len(contents) > limits.LAYERS:
        why = f"the GeoPackage has more than {limits.LAYERS} layers"
        raise IntakeError(name, why, "keep only the layers that you need")
    for layer, _ in contents:
        kind, created = kinds.get(layer, ("", ""))
        if kind != "table" or "virtual" in created[:40].lower():
            raise IntakeError(
                name, f"the layer {layer!r} is no plain table", "export it again, or as GeoJSON"
            )
        placed = "gpkg_geometry_columns" in kinds
        table = _layer(name, database, str(layer), _geometry_column(database, layer) if placed else ("", 0))
        if len(table.frame):
            yield table


def _layer(name: str, database: sqlite3.Connection, layer: str, located: tuple[str, int]) -> RawTable:
    title = f"{name} [{layer}]"
    quoted = '"' + layer.replace('"', '""') + '"'
    about = database.execute(f"PRAGMA table_xinfo({quoted})").fetchall()
    if any(column[6] in (2, 3) for column in about):
        raise IntakeError(name, f"the layer {layer!r} has computed columns", "export it again, or as GeoJSON")
    columns = [str(column[1]) for column in about]
    limits.check_shape(title, 0, len(columns))
    geometry, srs = located
    at = columns.index(geometry) if geometry in columns else -1
    projection = _projection(name, database, srs) if at >= 0 else None
    remarks: list[Problem] = []
    cells, read = TextColumns(len(columns)), 0
    for batch in _batches(title, database.execute(f"SELECT * FROM {quoted}")):
        limits.check_shape(title, read + len(batch), len(columns))
        shapes = _geojson(title, [row[at] for row in batch], projection, read, remarks) if at >= 0 else []
        for index, row in enumerate(batch):
            texts = [value if type(value) is str else _text(value) for value in row]
            if at >= 0:
                texts[at] = shapes[index]
            cells.add(texts)
        read += len(batch)
    numbers = np.arange(1, read + 1, dtype=np.int64)
    header = ["geometry" if index == at else column for index, column in enumerate(columns)]
    return raw_table(title, layer, header, cells.series(), numbers, (), remarks)


def _batches(title: str, rows: sqlite3.Cursor) -> Iterator[list[Any]]:
    """The rows, many at a time. Raises IntakeError where they are too large together: the pages of a broken
    file can stand for the same long text in every row."""
    batch: list[Any] = []
    size = before = 0
    while fetched := rows.fetchmany(_FETCHED):
        batch += fetched
        size += sum(
            len(value) for row in fetched for value in row if type(value) is str or type(value) is bytes
        )
        limits.check_size(title, size, limits.UNPACKED_BYTES, "unpacked, the layer")
        if len(batch) >= _BATCH or size - before > _BATCH_BYTES:
            yield batch
            batch, before = [], size
    if batch:
        yield batch


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _geometry_column(database: sqlite3.Connection, layer: str) -> tuple[str, int]:
    row = database.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
    ).fetchone()
    return (str(row[0]), int(row[1])) if row else ("", 0)


def _projection(name: str, database: sqlite3.Connection, srs: int) -> pyproj.Transformer | None:
    """What brings coordinates to degrees (WGS84), or None where they are. -1 and 0 are `undefined`."""
    if srs in (_WORLD, 0, -1):
        return None
    row = database.execute(
        "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (srs,)
    ).fetchone()
    try:
        # By its number alone: a definition in the file could name files of ours.
        if row is None or str(row[0]).upper() != "EPSG":
            raise ValueError
        return pyproj.Transformer.from_crs(int(row[1]), _WORLD, always_xy=True)
    except (ValueError, pyproj.exceptions.ProjError):
        why = f"the layer has a projection that is not known (srs_id {srs})"
        raise IntakeError(name, why, "export it in WGS84 (EPSG:4326)") from None


def _geojson(
    title: str,
    blobs: list[Any],
    projection: pyproj.Transformer | None,
    before: int,
    remarks: list[Problem],
) -> list[str]:
    """GeoPackage geometries (a header of 8 bytes, an envelope, then WKB) as GeoJSON text."""
    plain = np.array([_wkb(blob) for blob in blobs], dtype=object)
    shapes = shapely.force_2d(shapely.from_wkb(plain, on_invalid="ignore"))
    for at, (blob, shape) in enumerate(zip(blobs, shapes, strict=True)):
        if blob is not None and shape is None:
            why, repair = "a geometry that cannot be read", "export the layer again"
            remarks.append(Problem(title, before + at + 1, "geometry", "", why, repair))
    if projection is not None:
        shapes = shapely.transform(shapes, projection.transform, interleaved=False)
    texts = shapely.to_geojson(shapes)
    return ["" if text is None else str(text) for text in texts]


def _wkb(blob: Any) -> bytes | None:
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    kind = (flags >> 1) & 0b111
    if kind >= len(_ENVELOPES):
        return None
    return blob[8 + _ENVELOPES[kind] :]
