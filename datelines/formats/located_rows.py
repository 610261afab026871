"""The flat table with the geometry of each row, for files that hold geometries or nested values; and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from datelines.formats.corpus_members import members_of_remarks
from datelines.formats.features import imported_features
from datelines.formats.flat import flat_frame
from datelines.formats.flat_headers import guessed_columns
from datelines.formats.formula_cells import neutralised
from datelines.formats.geometries import Geometry, joined_geometry, place_geometry
from datelines.formats.model import Extract, Imported, Options
from datelines.formats.placed_tables import GEOMETRY
from datelines.intake.files import IntakeError, RawTable
from datelines.problems import WHOLE_LINE, Problem

NUMBERS = ("figure.low", "figure.high")
"""Columns that hold one number or nothing."""

_OURS = "report.report_id"
_NUMBERED = "fid"
_DATE = "event.date"


def located_frame(extract: Extract) -> tuple[pd.DataFrame, list[Geometry | None]]:
    """The flat table of an extract, and for each of its rows where the event is reported: its point, several
    points, an outline, or None."""
    frame, archive = flat_frame(extract), extract.archive
    found: dict[str, Geometry | None] = {}
    for event_id in set(frame["event.event_id"]):
        event = archive.event_by_id[event_id]
        places = (place_geometry(archive, archive.place_by_id[one]) for one in event.place_ids)
        found[event_id] = joined_geometry(places)
    return frame, [found[event_id] for event_id in frame["event.event_id"]]


def typed_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with nothing in place of blank cells, and the columns of NUMBERS as numbers where every cell
    reads back as it was."""
    blank = frame == ""
    typed = frame.mask(blank)
    numbers = {name: frame[name].map(number_of) for name in NUMBERS if name in frame}
    whole = {name: cells for name, cells in numbers.items() if (cells.notna() | blank[name]).all()}
    return typed.assign(**{name: cells.astype(np.float64) for name, cells in whole.items()})


def number_of(cell: str) -> float | None:
    """The number in a cell; None where it would not read back as the same text."""
    try:
        number = float(cell)
    except ValueError:
        return None
    whole = number.is_integer() and abs(number) < 1e15
    return number if cell == (str(int(number)) if whole else repr(number)) else None


def shapes_of(geometries: Sequence[Geometry | None]) -> np.ndarray:
    """Geometries as those of shapely. A report's figures share one, so each is made once."""
    made: dict[int, Any] = {}
    for one in geometries:
        if one is not None and id(one) not in made:
            made[id(one)] = shapely.from_geojson(json.dumps(one))
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = [made.get(id(one)) for one in geometries]
    return shapes


def imported_rows(
    format_name: str, tables: Sequence[RawTable], options: Options, about: Mapping[str, Any] | None = None
) -> Imported:
    """The claims of tables with a row for each report (and figure), whose geometry is GeoJSON text. `about`
    is what a file of ours says of itself, as label and text.

    Of several tables the one with dates is read. Raises IntakeError where there is none, or more than one.
    """
    table = _dated_table(tables, options)
    imported = imported_features(format_name, _without_number(_kept_apostrophes(table)), options)
    why, repair = "no column of dates: this table is not read", "choose it alone to read it"
    others = (one for one in tables if one is not table and len(one.frame))
    flags = [Problem(one.name, 1, WHOLE_LINE, one.part, why, repair) for one in others]
    corpus = {**imported.corpus, **members_of_remarks(about)}
    return replace(imported, flags=(*table.remarks, *imported.flags, *flags), corpus=corpus)


def _dated_table(tables: Sequence[RawTable], options: Options) -> RawTable:
    if len(tables) == 1:
        return tables[0]
    dated = [table for table in tables if _has_dates(table, options)]
    if len(dated) == 1:
        return dated[0]
    names = ", ".join(table.name for table in dated or tables) or "the file"
    why = f"{len(dated) or 'none'} of the tables {names} have a column of dates, and one is read at a time"
    repair = "choose one table with a row for each report"
    raise IntakeError(tables[0].name if tables else "the file", why, repair)


def _has_dates(table: RawTable, options: Options) -> bool:
    columns = [str(name) for name in table.frame.columns]
    asked = options.columns.get(_DATE)
    return asked in columns if asked else bool(guessed_columns(columns)[_DATE])


def _without_number(table: RawTable) -> RawTable:
    """The table without the row numbers that GDAL adds, where they say no more than the order of the rows."""
    if _NUMBERED not in table.frame or table.frame[_NUMBERED].tolist() != [str(n) for n in table.rows]:
        return table
    return replace(table, frame=table.frame.drop(columns=_NUMBERED))


def _kept_apostrophes(table: RawTable) -> RawTable:
    """The table with one more apostrophe where a text begins with one before a sign: reading the flat table
    takes off the one that a spreadsheet would need."""
    frame = table.frame
    marked = [name for name in frame if name != GEOMETRY and frame[name].str.startswith("'").any()]
    return replace(table, frame=frame.assign(**{str(name): frame[name].map(neutralised) for name in marked}))
