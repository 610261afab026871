"""Reports with where they are reported: as features that list their figures, and as rows of the flat table.

`report_features` and `imported_features` are for formats that hold nested values, `located_frame` and
`imported_rows` for those that hold a table with the geometry of each row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from datelines.files.opened import RawTable
from datelines.files.tables import table_of_rows
from datelines.formats.builder import text_of
from datelines.formats.flat.columns import group_columns
from datelines.formats.flat.read import dated_table, imported_from_flat
from datelines.formats.flat.write import flat_frame
from datelines.formats.maps.geometries import (
    GEOMETRY,
    Geometry,
    joined_geometry,
    place_geometry,
    placed_table,
)
from datelines.formats.model import Imported, Options
from datelines.problems import Problem
from datelines.record.package import members_of_remarks
from datelines.share.extract import Extract
from datelines.share.formulas import neutralised

FIGURES = "figures"
"""The property that lists a report's figures, so that it is one feature however many it gives."""
FIGURE_ENDS = ("figure.low", "figure.high")
"""Columns that hold one number or nothing."""
LOSES = (
    "the note and the source that an outline’s own file states, and the names of populations and parts, of "
    "which figures keep the ids"
)
"""What these formats cannot hold of an extract."""

_FIGURE = dict(group_columns("figure"))
_NAMED = "place.coordinates_source"
_NUMBERED = "fid"
_FLAT = {name: flat for flat, name in _FIGURE.items()}


@dataclass(frozen=True, slots=True)
class ReportFeature:
    """A report: its flat columns that are not blank, its figures, and where its event is reported."""

    report_id: str
    properties: Mapping[str, str]
    figures: tuple[Mapping[str, str], ...]
    geometry: Geometry | None


def report_features(extract: Extract) -> Iterator[ReportFeature]:
    """The reports of an extract, in the order of the flat table."""
    frame, geometries = located_frame(extract)
    figured = [name for name in frame.columns if name in _FIGURE]
    rows: dict[str, list[dict[str, str]]] = {}
    located: dict[str, Geometry | None] = {}
    for cells, geometry in zip(frame.to_dict("records"), geometries, strict=True):
        texts = {str(name): str(cell) for name, cell in cells.items() if cell}
        rows.setdefault(texts["report.report_id"], []).append(texts)
        located[texts["report.report_id"]] = geometry
    for report_id, lines in rows.items():
        figures = ({_FIGURE[name]: line[name] for name in figured if name in line} for line in lines)
        properties = {name: cell for name, cell in lines[0].items() if name not in _FIGURE}
        yield ReportFeature(report_id, properties, tuple(filter(None, figures)), located[report_id])


def table_of_features(
    name: str, part: str, features: Sequence[Mapping[str, Any]], problems: Sequence[Problem] = ()
) -> RawTable:
    """A table of the properties of features (members `properties`, `geometry`, `id`), numbered from 1."""
    columns: dict[str, None] = {}
    rows = []
    for feature in features:
        given = feature.get("properties")
        cells = {str(key): text_of(value) for key, value in given.items()} if isinstance(given, dict) else {}
        if text_of(feature.get("id")):
            cells.setdefault("id", text_of(feature["id"]))
        if feature.get("geometry") is not None:
            cells["geometry"] = json.dumps(feature["geometry"])
        columns |= dict.fromkeys(cells)
        rows.append(cells)
    cells_of = [[row.get(column, "") for column in columns] for row in rows]
    return table_of_rows(name, part, list(columns), cells_of, range(1, len(rows) + 1), problems)


def neutralised_table(table: RawTable) -> RawTable:
    """The table with an apostrophe where a spreadsheet would need one: reading the flat table takes it off,
    and would take off one of the text's own."""
    return replace(table, frame=table.frame.map(neutralised))


def figures_text(figures: Sequence[Mapping[str, str]]) -> str:
    """Figures as the text of one cell, where a format has no lists."""
    return json.dumps([dict(figure) for figure in figures], ensure_ascii=False)


def imported_features(format_name: str, table: RawTable, options: Options) -> Imported:
    """The claims of a table of features; a feature is one row whatever figures it has.

    Raises IntakeError as `datelines.formats.flat.read.imported_from_flat` does.
    """
    if "place.place_id" in table.frame and _NAMED not in table.frame:
        # Ours, with the source of no point given: the flat table would name the file as it.
        table = replace(table, frame=table.frame.assign(**{_NAMED: ""}))
    placed = placed_table(_with_figures(table))
    imported = imported_from_flat(format_name, [placed.table], options)
    repeated = len(placed.table.frame) - len(table.frame)
    return replace(
        imported,
        read=imported.read - repeated,
        flags=(*placed.flags, *imported.flags),
        shapes={**imported.shapes, **placed.shapes},
    )


def _with_figures(table: RawTable) -> RawTable:
    """The table with a row for each figure that a feature lists."""
    if FIGURES not in table.frame:
        return table
    figures = [_figures(cell) for cell in table.frame[FIGURES]]
    if not any(figures):
        return table
    counts = [max(len(one), 1) for one in figures]
    positions = [index for index, count in enumerate(counts) for _ in range(count)]
    lines = [line for one in figures for line in one or [{}]]
    # What is no list of ours stays where it is.
    left = [cell if not one else "" for cell, one in zip(table.frame[FIGURES], figures, strict=True)]
    frame = (
        table.frame.assign(**{FIGURES: pd.Series(left, dtype="str")}).iloc[positions].reset_index(drop=True)
    )
    if not any(left):
        frame = frame.drop(columns=FIGURES)
    added = {_FLAT[name]: [neutralised(line.get(name, "")) for line in lines] for name in _FLAT}
    frame = frame.assign(**{name: pd.Series(cells, dtype="str") for name, cells in added.items()})
    return replace(table, frame=frame, rows=table.rows[positions])


def _figures(cell: str) -> list[dict[str, str]]:
    """The figures that a cell lists as JSON; none where it is not a list of figures."""
    if not cell.startswith("["):
        return []
    try:
        given = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    fits = all(isinstance(one, dict) and one and one.keys() <= _FLAT.keys() for one in given)
    return [{name: text_of(value) for name, value in one.items()} for one in given] if fits else []


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
    numbers = {name: frame[name].map(number_of) for name in FIGURE_ENDS if name in frame}
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
    is what a file of ours says about itself, as label and text.

    Of several tables the one with dates is read. Raises IntakeError where there is none, or more than one.
    """
    table, remarks = dated_table(tables, options)
    imported = imported_features(format_name, _without_number(_kept_apostrophes(table)), options)
    corpus = {**imported.corpus, **members_of_remarks(about)}
    return replace(imported, flags=(*table.remarks, *imported.flags, *remarks), corpus=corpus)


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
