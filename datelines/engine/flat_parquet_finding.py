"""Finds the records in the rows of a flat Parquet file, and the order of its events.

For each table there is then `first_outlets`, ...: every id with the `spot` where it is said first, the `row`
that its record would have in the canonical file (from 0), and whether it is said otherwise elsewhere
(`differs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from datelines.dates import DateError, date_span
from datelines.engine.flat_parquet import FlatFile
from datelines.engine.flat_parquet_joined import Parted, labels, outlines
from datelines.engine.flat_parquet_records import ROWS, SPOTS, filled, own_groups, said, sql_name
from datelines.engine.found_problems import FoundProblems
from datelines.engine.scratch_database import Scratch
from datelines.formats.flat_columns import WORDING, WRITTEN_COLUMNS, group_columns
from datelines.formats.placed_tables import GEOMETRY
from datelines.records import Record

_LINK = "rows.parquet"
_LATEST = 2**24
"""More than the number of any day that a date can name."""

_DATES = ("event.date", "report.date_as_reported", "figure.scope_dates")
_SHAPED = ("place.place_id", "place.latitude", "place.longitude", "place.geometry")


def show_rows(scratch: Scratch, file: FlatFile, folder: Path) -> None:
    """Make the view ROWS of the file."""
    link = folder / _LINK
    link.symlink_to(file.path.resolve())  # a name without `*`, which DuckDB would look through folders for
    cells = ", ".join(
        f"coalesce({file.columns.get(flat, 'NULL')}, '') AS {sql_name(flat)}"
        for flat in (*WRITTEN_COLUMNS, GEOMETRY)
    )
    source = f"read_parquet($${link}$$, file_row_number = true)"
    scratch.run(f"CREATE VIEW {ROWS} AS SELECT file_row_number + 1 AS line, {cells} FROM {source}")


def part_cells(scratch: Scratch, file: FlatFile, found: FoundProblems) -> None:
    """Tell cells of several values apart: the tables `place_rows`, `cited_rows` and `labels`. What cannot be
    told apart is added to `found`."""
    path = file.path.as_posix()
    for name, groups in (("place_rows", ["place"]), ("cited_rows", ["cited", "cited_outlet"])):
        parted = Parted(path, [flat for group in groups for flat in group_columns(group)])
        if own_groups(file.columns, groups):
            for line, *cells in scratch.streamed(_distinct(parted.columns)):
                parted.add(line, cells)
        found.update(parted.problems)
        rows = ((line, *cells) for cells, line in parted.rows.items())
        scratch.table(name, ["line", *parted.columns], rows)
    of_wording = scratch.streamed(_distinct([WORDING]))
    scratch.table("labels", ["cell", "subject", "term"], labels(path, of_wording, found))


def find_records(scratch: Scratch, file: FlatFile, models: Sequence[type[Record]]) -> None:
    """Make `first_outlets`, ... for these records."""
    for model in models:
        found = said(model, file.columns, cells=False)
        scratch.run(
            f"""CREATE TABLE first_{model.table} AS
            SELECT id, spot, mark, differs, row_number() OVER (ORDER BY id) - 1 AS row
            FROM (
                SELECT id, min(spot) AS spot, arg_min(mark, spot) AS mark, min(mark) <> max(mark) AS differs
                FROM ({found}) GROUP BY id
            )"""
        )


def find_figures(scratch: Scratch) -> None:
    """Make `first_figures`: every row of the file that has a figure, of which each is another."""
    scratch.run(
        f"""CREATE TABLE first_figures AS
        SELECT line, id, row_number() OVER (ORDER BY id) - 1 AS row
        FROM (
            SELECT line, "figure.figure_id" AS id FROM {ROWS} WHERE {filled(group_columns("figure"))}
        )"""
    )


def dates_of(scratch: Scratch) -> tuple[str, ...]:
    """Every distinct date of an event, report or figure."""
    columns = " UNION ".join(f"SELECT {sql_name(flat)} AS text FROM {ROWS}" for flat in _DATES)
    return tuple(text for (text,) in scratch.rows(f"{columns} ORDER BY text") if text)


def number_events(scratch: Scratch, dates: Sequence[str]) -> None:
    """Make the table `numbers`: the number of each event, as datelines.relation has it."""
    scratch.table("dates", ["text", "time"], ((text, _time_of(text)) for text in dates))
    # Of each report the date that it gives, where it is counted with the event; else the event's own.
    scratch.run(
        f"""CREATE TABLE numbers AS
        SELECT id, row_number() OVER (ORDER BY time, id) AS event_number
        FROM (
            SELECT id, coalesce(min(CASE WHEN counted THEN time END), min(own)) AS time
            FROM (
                SELECT
                    "event.event_id" AS id,
                    "report.link_status" <> 'different' AS counted,
                    dated.time AS own,
                    coalesce(reported.time, dated.time) AS time
                FROM {ROWS}
                SEMI JOIN first_reports ON first_reports.spot = line * {SPOTS}
                LEFT JOIN dates AS dated ON dated.text = "event.date"
                LEFT JOIN dates AS reported ON reported.text = "report.date_as_reported"
            ) GROUP BY id
        )"""
    )


def shapes_of(scratch: Scratch, file: FlatFile) -> dict[str, bytes]:
    """The outlines that the places name, by the name of their file."""
    if not {GEOMETRY, *_SHAPED} <= file.columns.keys():
        return {}
    names = ", ".join(map(sql_name, _SHAPED))
    rows = scratch.rows(
        f"""SELECT {names}, arg_min({GEOMETRY}, line) FROM {ROWS}
        WHERE "place.geometry" <> '' AND {GEOMETRY} <> '' GROUP BY {names} ORDER BY min(line)"""
    )
    columns = zip((*_SHAPED, GEOMETRY), zip(*rows, strict=True), strict=True) if rows else ()
    return outlines(file.path.as_posix(), dict(columns))


def _distinct(columns: Sequence[str]) -> str:
    """SQL: the first row of each distinct set of cells that are not all blank, and the cells."""
    names = ", ".join(map(sql_name, columns))
    rows = f"SELECT min(line) AS line, {names} FROM {ROWS} WHERE {filled(columns)} GROUP BY {names}"
    return f"{rows} ORDER BY line"


def _time_of(text: str) -> int:
    """A number that grows with the first day of a date, then with its last; 0 where it cannot be read."""
    try:
        span = date_span(text)
    except DateError:
        return 0
    return span.day_from * _LATEST + span.day_to
