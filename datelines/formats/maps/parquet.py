"""Parquet, with the geometry of each row as GeoJSON text, and GeoParquet (1.0), with geometries in WKB.

Both hold the flat table in typed columns.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import partial

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from datelines.files.opened import Opened, only_file
from datelines.files.parquet_files import ABOUT
from datelines.formats.maps.features import LOSES, imported_rows, located_frame, shapes_of, typed_frame
from datelines.formats.maps.geometries import GEOMETRY
from datelines.formats.model import Format, Imported, Options
from datelines.share.extract import Extract

NAME = "parquet"
LOCATED_NAME = "geoparquet"
_SAID = {NAME: "Parquet", LOCATED_NAME: "GeoParquet"}
_MIME = "application/vnd.apache.parquet"


def recognise(opened: Sequence[Opened], name: str = NAME) -> str:
    """Why a file is in the format `name`: Parquet without geometries, or GeoParquet; blank where none is."""
    found = _files(opened, name)
    return f"it is a table in {found[0].said}" if found else ""


def read(opened: Sequence[Opened], options: Options, name: str = NAME) -> Imported:
    """The rows of the one file in the format `name`. Raises IntakeError where there is none, several files,
    or no dates."""
    said = _SAID[name]
    found = only_file(opened, _files(opened, name), said, f"give a file in {said}")
    return imported_rows(name, found.tables, options, found.about)


def _files(opened: Sequence[Opened], name: str) -> list[Opened]:
    return [file for file in opened if file.kind == "parquet" and file.said.split()[0] == _SAID[name]]


def write(extract: Extract) -> bytes:
    """The extract as Parquet."""
    frame, geometries = located_frame(extract)
    texts: dict[int, str] = {id(one): json.dumps(one) for one in geometries if one is not None}
    cells = pd.Series([texts.get(id(one)) for one in geometries], dtype="str")
    table = pa.Table.from_pandas(typed_frame(frame).assign(**{GEOMETRY: cells}), preserve_index=False)
    return _with_remarks(table, extract)


def write_located(extract: Extract) -> bytes:
    """The extract as GeoParquet in WGS 84 (EPSG:4326); rows without a place have no geometry."""
    frame, geometries = located_frame(extract)
    layer = gpd.GeoDataFrame(typed_frame(frame), geometry=shapes_of(geometries), crs="EPSG:4326")
    content = io.BytesIO()
    layer.to_parquet(content, index=False)
    # geopandas writes what makes it GeoParquet, and takes no further metadata.
    return _with_remarks(pq.read_table(content), extract)


def _with_remarks(table: pa.Table, extract: Extract) -> bytes:
    """The table as a file that says what it is: each remark under a key of its own, where tools show it, and
    all of them under ABOUT."""
    remarks = dict(extract.remarks)
    told = {**remarks, ABOUT: json.dumps(remarks, ensure_ascii=False)}
    encoded = {key.encode(): text.encode() for key, text in told.items()}
    content = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), **encoded}),
        content,
        compression="zstd",
    )
    return content.getvalue()


FORMATS = (
    Format(
        name=LOCATED_NAME,
        title="GeoParquet",
        rank=66,
        recognise=partial(recognise, name=LOCATED_NAME),
        read=partial(read, name=LOCATED_NAME),
        write=write_located,
        suffix=".geoparquet",
        mime=_MIME,
        loses=LOSES,
    ),
    Format(
        name=NAME,
        title="Parquet",
        rank=67,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".parquet",
        mime=_MIME,
        loses=LOSES,
    ),
)
