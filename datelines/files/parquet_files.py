"""Reads Parquet and GeoParquet (1.1) as text cells; what its footer says is looked at before any row is."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from datelines.files import limits
from datelines.files.bounded import check_decoding
from datelines.files.opened import IntakeError, Opened
from datelines.files.tables import raw_table

ABOUT = "datelines:about"
"""Key of a file's metadata under which Datelines says what it is and how to cite it, as JSON."""
_BATCH = 5_000
_WORLD = ("CRS84", "4326")


def parquet(name: str, content: bytes) -> Opened:
    """The table of a Parquet file, rows numbered from 1; the geometry as GeoJSON. Raises IntakeError."""
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        footer = file.metadata
        groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
        limits.check_shape(name, footer.num_rows, footer.num_columns)
        size = sum(group.total_byte_size for group in groups)
        limits.check_size(name, max(size, 0), limits.UNPACKED_BYTES, "unpacked, the table")
        check_decoding(name, content)
        table = _rows(name, content, file)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, IntakeError):
            raise
        why = "the Parquet file is broken, or of a kind that is not read"
        raise IntakeError(name, why, "export it again, or as CSV") from error
    if not table.num_rows:
        raise IntakeError(name, "the table has no row", "choose the file that has the rows")
    geometry = _geometry_column(name, footer.metadata or {})
    columns = [
        _shapes(name, table[column]) if column == geometry else _text(table[column])
        for column in table.column_names
    ]
    header = ["geometry" if column == geometry else column for column in table.column_names]
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    raw = raw_table(name, PurePosixPath(name).stem, header, columns, numbers)
    said = f"{'GeoParquet' if geometry else 'Parquet'} with {limits.grouped(table.num_rows)} rows"
    return Opened(name, "parquet", said, len(content), (raw,), about=_about(footer.metadata or {}))


def _rows(name: str, content: bytes, file: pq.ParquetFile) -> pa.Table:
    """The rows, a few at a time: a short page can stand for a text that is repeated a million times. Texts
    are read as a dictionary and the numbers of its entries, and are spread out once it is known how long
    they are together."""
    texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
    coded = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts)
    batches, size, count, nested = [], 0, 0, 0
    for batch in coded.iter_batches(batch_size=_BATCH, use_threads=False):
        count += batch.num_rows
        limits.check_shape(name, count, batch.num_columns)
        columns = []
        for column in batch.columns:
            if pa.types.is_dictionary(column.type):
                size += _spread_size(column)
                limits.check_size(name, size, limits.UNPACKED_BYTES, "unpacked, the table")
                columns.append(_spread(column))
            else:
                size += column.nbytes
                nested += _values_in(column) if pa.types.is_nested(column.type) else 0
                limits.check_values(name, nested, "the lists of the table")
                columns.append(column)
        limits.check_size(name, size, limits.UNPACKED_BYTES, "unpacked, the table")
        batches.append(pa.RecordBatch.from_arrays(columns, names=batch.schema.names))
    empty = pa.table({column: pa.array([], pa.string()) for column in file.schema_arrow.names})
    return pa.Table.from_batches(batches) if batches else empty


def _values_in(column: pa.Array) -> int:
    """The values in a column of lists or structures, each of which becomes an object of Python."""
    kind = column.type
    if pa.types.is_struct(kind):
        return len(column) + sum(_values_in(part) for part in column.flatten())
    if pa.types.is_nested(kind):
        return len(column) + _values_in(column.values if pa.types.is_map(kind) else column.flatten())
    return len(column)


def _is_text(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_binary(plain))


def _spread_size(column: pa.DictionaryArray) -> int:
    if not _is_text(column.type):
        return int(len(column) * 8)
    return int(pc.sum(pc.take(pc.binary_length(column.dictionary), column.indices)).as_py() or 0)


def _spread(column: pa.DictionaryArray) -> pa.Array:
    kind = column.type.value_type
    large = {pa.string(): pa.large_string(), pa.binary(): pa.large_binary()}.get(kind, kind)
    return pc.take(column.dictionary.cast(large), column.indices)


def _text(column: pa.ChunkedArray) -> pd.Series:
    """A column as text: nothing for null, JSON for lists and the like, no `.0` behind whole numbers."""
    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        return pd.Series([_json(value) for value in column.to_pylist()], dtype="str")
    if pa.types.is_floating(kind):
        return pd.Series([_number(value) for value in column.to_pylist()], dtype="str")
    if pa.types.is_timestamp(kind):
        return pd.Series([_time(value) for value in column.to_pylist()], dtype="str")
    text = pc.fill_null(column.cast(pa.large_string()), "")
    return pd.Series(pc.utf8_trim_whitespace(text).to_pandas(), dtype="str")


def _number(value: float | None) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _time(value: Any) -> str:
    if value is None:
        return ""
    text = str(value.isoformat())
    return text.removesuffix("T00:00:00")


def _json(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    return json.dumps(value, ensure_ascii=False, default=str)


def _geometry_column(name: str, metadata: dict[bytes, bytes]) -> str:
    """The column that the `geo` metadata names, '' for none. Raises IntakeError for one that is not in
    degrees."""
    try:
        geo = json.loads(metadata.get(b"geo", b"{}"))
        column = str(geo.get("primary_column", ""))
        about = geo.get("columns", {}).get(column, {})
        crs = about.get("crs")
        code = str(crs["id"]["code"]) if crs else "CRS84"
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return ""
    if code not in _WORLD:
        raise IntakeError(name, f"the geometry is in the projection {code[:40]}", "export it in EPSG:4326")
    return column


def _about(metadata: Mapping[bytes, bytes]) -> dict[str, str]:
    """What a file of ours says of itself; nothing where the key is not there, or is not ours."""
    try:
        said = json.loads(metadata.get(ABOUT.encode(), b"{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(label): str(text) for label, text in said.items()} if isinstance(said, dict) else {}


def _shapes(name: str, column: pa.ChunkedArray) -> pd.Series:
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        raise IntakeError(name, "the geometry is not in WKB", "export it with the encoding WKB")
    shapes = shapely.from_wkb(np.array(column.to_pylist(), dtype=object), on_invalid="ignore")
    texts = shapely.to_geojson(shapely.force_2d(shapes))
    return pd.Series(["" if text is None else text for text in texts], dtype="str")
