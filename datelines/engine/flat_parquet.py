"""A Parquet file in the layout of the flat table (datelines.formats.flat_columns), before any row is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.parquet as pq

from datelines.engine.flat_parquet_records import sql_name
from datelines.formats.flat_columns import OPTIONAL_GROUPS, WRITTEN_COLUMNS, group_columns, group_model
from datelines.formats.placed_tables import GEOMETRY
from datelines.intake.files import IntakeError
from datelines.intake.parquet_files import ABOUT

_ALWAYS = ("event", "outlet", "source", "report")
"""Groups that every row has cells of."""

_IMPORT = "read it first with `python -m datelines import parquet FILE --to DIR`, and load DIR"


@dataclass(frozen=True, slots=True)
class FlatFile:
    """A file that has a row for each report and figure, with ids.

    `columns` are the flat columns that it has, each with the SQL that gives its cell as text (null where
    blank); `spare` those that no column of ours holds; `about` what the file says of itself.
    """

    path: Path
    rows: int
    columns: Mapping[str, str]
    spare: tuple[str, ...]
    about: Mapping[str, str]


def flat_file(path: Path) -> FlatFile:
    """What the footer of a file says. Raises IntakeError where it is no Parquet, or not in the flat layout
    with ids, OSError where it cannot be opened."""
    try:
        file = pq.ParquetFile(path)
        shape, footer = file.schema_arrow, file.metadata
    except (pa.ArrowException, ValueError) as error:
        why = "not a Parquet file, or one that is broken"
        raise IntakeError(path.as_posix(), why, "export it again") from error
    known = (*WRITTEN_COLUMNS, GEOMETRY)
    columns = {name: _text(path, shape.field(name)) for name in known if name in shape.names}
    missing = [name for name in _needed(columns) if name not in columns]
    if missing:
        listed = ", ".join(missing[:8]) + (", …" if len(missing) > 8 else "")
        why = f"not the flat table with ids that `export parquet` writes: it has no column {listed}"
        raise IntakeError(path.as_posix(), why, _IMPORT)
    if not footer.num_rows:
        raise IntakeError(path.as_posix(), "the table has no row", "choose the file that has the rows")
    spare = tuple(name for name in shape.names if name not in known)
    return FlatFile(path, footer.num_rows, MappingProxyType(columns), spare, _about(footer.metadata or {}))


def _needed(columns: Mapping[str, str]) -> list[str]:
    """The columns that must be there: of each group that there is, those that no record may leave blank."""
    present = {name.split(".")[0] for name in columns}
    return [
        flat
        for flat in WRITTEN_COLUMNS
        for group in [flat.split(".")[0]]
        if (group in _ALWAYS or group in present)
        and flat in group_columns(group)
        and (
            group_model(group).model_fields[group_columns(group)[flat]].is_required()
            # The outlets of cited sources stand beside them.
            or (group in OPTIONAL_GROUPS and group_columns(group)[flat] == group_model(group).key)
        )
    ]


def _text(path: Path, field: pa.Field) -> str:
    """The SQL that gives a column's cells as text, numbers as their cells are written (`7`, `30.5`)."""
    name, kind = sql_name(field.name), field.type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(plain) or pa.types.is_large_string(plain):
        return name
    if pa.types.is_floating(plain):
        whole = f"{name} = floor({name}) AND abs({name}) < 1e15"
        text = (
            f"CASE WHEN {whole} THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
        )
        return f"CASE WHEN isnan({name}) THEN NULL ELSE {text} END"
    if pa.types.is_integer(plain) or pa.types.is_date(plain) or pa.types.is_null(plain):
        return f"CAST({name} AS VARCHAR)"
    why = f"the column {field.name} holds {plain}, which is no text, number or day"
    raise IntakeError(path.as_posix(), why, _IMPORT)


def _about(metadata: Mapping[bytes, bytes]) -> Mapping[str, str]:
    try:
        said = json.loads(metadata.get(ABOUT.encode(), b"{}"))
    except (ValueError, RecursionError):
        return MappingProxyType({})
    found = {str(label): str(text) for label, text in said.items()} if isinstance(said, dict) else {}
    return MappingProxyType(found)
