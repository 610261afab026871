"""Parquet: the flat table in typed columns, the geometry of each row as GeoJSON text."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from datelines.files.opened import Opened, only_file
from datelines.files.parquet_files import ABOUT
from datelines.formats.maps.features import imported_rows, located_frame, typed_frame
from datelines.formats.maps.geometries import GEOMETRY
from datelines.formats.model import Format, Imported, Options
from datelines.share.extract import Extract

NAME = "parquet"
_SAID = "Parquet"


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is Parquet without geometries; blank where none is."""
    return recognised(opened, _SAID)


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The rows of one file. Raises IntakeError where there is none, several files, or no dates."""
    return imported_parquet(NAME, opened, _SAID, options)


def recognised(opened: Sequence[Opened], said: str) -> str:
    """Why a file is Parquet of the kind that opening it named (`Parquet`, `GeoParquet`)."""
    found = _files(opened, said)
    return f"it is a table in {found[0].said}" if found else ""


def imported_parquet(format_name: str, opened: Sequence[Opened], said: str, options: Options) -> Imported:
    """The rows of the one file that is Parquet of this kind. Raises IntakeError as `read` does."""
    found = only_file(opened, _files(opened, said), said, f"give a file in {said}")
    return imported_rows(format_name, found.tables, options, found.about)


def write(extract: Extract) -> bytes:
    """The extract as Parquet."""
    frame, geometries = located_frame(extract)
    texts: dict[int, str] = {id(one): json.dumps(one) for one in geometries if one is not None}
    cells = pd.Series([texts.get(id(one)) for one in geometries], dtype="str")
    table = pa.Table.from_pandas(typed_frame(frame).assign(**{GEOMETRY: cells}), preserve_index=False)
    return parquet_bytes_of(table, extract)


def parquet_bytes_of(table: pa.Table, extract: Extract) -> bytes:
    """A table as the bytes of a file that says what it is: each remark under a key of its own, where tools
    show it, and all of them under ABOUT."""
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


def _files(opened: Sequence[Opened], said: str) -> list[Opened]:
    return [file for file in opened if file.kind == "parquet" and file.said.split()[0] == said]


FORMATS = (
    Format(
        name=NAME,
        title="Parquet",
        rank=67,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".parquet",
        mime="application/vnd.apache.parquet",
        loses="nothing but what an outline says of itself (its note and its source)",
    ),
)
