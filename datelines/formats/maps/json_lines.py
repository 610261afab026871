"""JSON Lines: an object for each report and figure, after a first line that says what the file is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from datelines.files.opened import Opened, RawTable, only_file
from datelines.files.parquet_files import ABOUT
from datelines.formats.maps.features import (
    FIGURE_ENDS,
    LOSES,
    imported_rows,
    located_frame,
    number_of,
    table_of_features,
)
from datelines.formats.maps.geometries import GEOMETRY
from datelines.formats.model import Format, Imported, Options
from datelines.share.extract import Extract

NAME = "jsonl"
_FEATURE = ("type", "properties", GEOMETRY)


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is JSON Lines; blank where none is."""
    found = _files(opened)
    if not found:
        return ""
    table = found[0].tables[0]
    kind = "features of GeoJSON, one on each line" if _are_features(table) else "an object on each line"
    return f"it is {found[0].said} with {kind}"


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The objects of one file, which may be features of GeoJSON. Raises IntakeError where there is none,
    several files, or no dates."""
    found = only_file(opened, _files(opened), "file of JSON Lines", "give one object on each line")
    table, about = _without_about(found.tables[0])
    return imported_rows(NAME, [_flattened(table) if _are_features(table) else table], options, about)


def write(extract: Extract) -> bytes:
    """The extract as UTF-8, blank cells left out, numbers as numbers, the geometry as GeoJSON."""
    frame, geometries = located_frame(extract)
    lines: list[dict[str, Any]] = [{ABOUT: dict(extract.remarks)}]
    for cells, geometry in zip(frame.to_dict("records"), geometries, strict=True):
        line: dict[str, Any] = {str(name): cell for name, cell in cells.items() if cell}
        for name in FIGURE_ENDS:
            number = number_of(line.get(name, ""))
            if number is not None:
                line[name] = int(number) if number.is_integer() else number
        if geometry is not None:
            line[GEOMETRY] = geometry
        lines.append(line)
    texts = (json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for line in lines)
    return "".join(f"{text}\n" for text in texts).encode("utf-8", "replace")


def _without_about(table: RawTable) -> tuple[RawTable, dict[str, Any]]:
    """The table without our first line, and what that says."""
    if ABOUT not in table.frame or not table.frame[ABOUT].iloc[0]:
        return table, {}
    try:
        about: Any = json.loads(table.frame[ABOUT].iloc[0])
    except (ValueError, RecursionError):
        about = {}
    frame = table.frame.iloc[1:].reset_index(drop=True)
    if not (frame[ABOUT] != "").any():
        frame = frame.drop(columns=ABOUT)
    return replace(table, frame=frame, rows=table.rows[1:]), about if isinstance(about, dict) else {}


def _are_features(table: RawTable) -> bool:
    return all(name in table.frame for name in _FEATURE) and bool((table.frame["type"] == "Feature").all())


def _flattened(table: RawTable) -> RawTable:
    """Features of GeoJSON as a table of their properties."""
    rows = table.frame.to_dict("records")
    features = [{str(name): _value(str(name), cell) for name, cell in row.items()} for row in rows]
    flat = table_of_features(table.name, table.part, features, table.problems)
    # Rows without properties and geometry are left out of the table: `rows` holds their numbers from 1.
    return replace(flat, rows=table.rows[flat.rows - 1], remarks=table.remarks)


def _value(name: str, cell: str) -> Any:
    try:
        return json.loads(cell) if name in ("properties", GEOMETRY) and cell else cell
    except (ValueError, RecursionError):
        return cell


def _files(opened: Sequence[Opened]) -> list[Opened]:
    return [file for file in opened if file.kind == "json-lines"]


FORMATS = (
    Format(
        name=NAME,
        title="JSON Lines",
        rank=68,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".jsonl",
        mime="application/jsonl",
        loses=LOSES,
    ),
)
