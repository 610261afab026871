"""Reports as features: each with its place as geometry and the columns of the flat table as properties."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from datelines.formats.claims import text_of
from datelines.formats.flat import flat_frame, imported_from_flat
from datelines.formats.flat_columns import group_columns
from datelines.formats.formula_cells import neutralised
from datelines.formats.geometries import Geometry, joined_geometry, place_geometry
from datelines.formats.model import Extract, Imported, Options
from datelines.formats.placed_tables import placed_table
from datelines.intake.files import RawTable
from datelines.intake.headers import table_of_rows
from datelines.problems import Problem

FIGURES = "figures"
"""The property that lists a report's figures, so that it is one feature however many it gives."""

_FIGURE = dict(group_columns("figure"))
_NAMED = "place.coordinates_source"
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
    frame = flat_frame(extract)
    archive = extract.archive
    figured = [name for name in frame.columns if name in _FIGURE]
    rows: dict[str, list[dict[str, str]]] = {}
    for cells in frame.to_dict("records"):
        texts = {str(name): str(cell) for name, cell in cells.items() if cell}
        rows.setdefault(texts["report.report_id"], []).append(texts)
    located: dict[str, Geometry | None] = {}
    for report_id, lines in rows.items():
        event = archive.event_by_id[archive.report_by_id[report_id].event_id]
        if event.event_id not in located:
            places = (place_geometry(archive, archive.place_by_id[one]) for one in event.place_ids)
            located[event.event_id] = joined_geometry(places)
        figures = ({_FIGURE[name]: line[name] for name in figured if name in line} for line in lines)
        properties = {name: cell for name, cell in lines[0].items() if name not in _FIGURE}
        yield ReportFeature(report_id, properties, tuple(filter(None, figures)), located[event.event_id])


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

    Raises IntakeError as `datelines.formats.flat.imported_from_flat` does.
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
