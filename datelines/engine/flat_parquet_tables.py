"""Brings a flat Parquet file into the nine tables, in a scratch file of DuckDB: what a folder would hold.

Every table has the `row` that a record would have in its canonical file (from 0), the `line` of the Parquet
file that it is from (from 1), and its cells as text. What belongs to an event has its `event_number`, as
`datelines.relation` numbers them, and stands in that order, so that the events can be read piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from datelines.engine.bulk import Progress
from datelines.engine.flat_parquet import FlatFile
from datelines.engine.flat_parquet_finding import (
    dates_of,
    find_figures,
    find_records,
    number_events,
    part_cells,
    shapes_of,
    show_rows,
)
from datelines.engine.flat_parquet_ids import find_id_problems
from datelines.engine.flat_parquet_records import ALSO_OF_REPORT, ROWS, SPOTS, flat_cells, said, sql_name
from datelines.engine.found_problems import FoundProblems
from datelines.engine.scratch_database import Scratch, written
from datelines.formats.flat_columns import WORDING
from datelines.records import Event, Figure, Outlet, Place, Record, Report, Source, Speaker

_STORE = "rows.duckdb"


@dataclass(frozen=True, eq=False)
class FlatTables:
    """The scratch file of a flat file: `store` is its path, `shapes` the outlines by file name, `dates` every
    distinct date of an event, report or figure, `reviewers` who signed a row."""

    file: FlatFile
    store: Path
    shapes: Mapping[str, bytes]
    dates: tuple[str, ...]
    reviewers: tuple[str, ...]


def flat_tables(file: FlatFile, folder: Path, found: FoundProblems, progress: Progress) -> FlatTables:
    """The tables of a file, in `folder`. What is wrong with its ids, and with cells that hold several values,
    is added to `found`. Raises duckdb.Error where the file or the disk does not bear it."""
    store = folder / _STORE
    with written(store) as scratch:
        show_rows(scratch, file, folder)
        dates = dates_of(scratch)
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Looking at places and cited sources", lambda: part_cells(scratch, file, found)),
            ("Finding outlets and sources", lambda: find_records(scratch, file, (Outlet, Speaker, Source))),
            ("Finding events and reports", lambda: find_records(scratch, file, (Place, Event, Report))),
            ("Finding figures", lambda: find_figures(scratch)),
            ("Looking at the ids", lambda: find_id_problems(scratch.connection, file, found)),
            ("Numbering the events", lambda: number_events(scratch, dates)),
            ("Sorting the events", lambda: _write_of_event(scratch, file, Event)),
            ("Sorting the reports", lambda: _write_of_event(scratch, file, Report)),
            ("Sorting figures and labels", lambda: _write_of_reports(scratch)),
            ("Sorting places and sources", lambda: _write_of_many(scratch, file)),
        )
        for number, (words, step) in enumerate(steps):
            progress(number / len(steps), words)
            step()
        signed = scratch.rows("SELECT reviewed_by FROM events UNION SELECT reviewed_by FROM reports")
        reviewers = tuple(sorted(name for (name,) in signed if name))
        return FlatTables(file, store, shapes_of(scratch, file), dates, reviewers)


def _write_of_event(scratch: Scratch, file: FlatFile, model: type[Record]) -> None:
    """Make the table `events` or `reports`."""
    also = ALSO_OF_REPORT if model is Report else ()
    scratch.run(
        f"""CREATE TABLE {model.table} AS
        SELECT event_number, row, spot // {SPOTS} AS line, {_listed(*model.columns(), *also)}
        FROM ({said(model, file.columns, cells=True)})
        JOIN (SELECT spot, row FROM first_{model.table}) USING (spot)
        JOIN (SELECT id AS event_id, event_number FROM numbers) USING (event_id)
        ORDER BY event_number, row"""
    )


def _write_of_reports(scratch: Scratch) -> None:
    """Make the tables `figures`, `wording` and `cited`."""
    names = flat_cells("figure")
    cells = ", ".join(f"{sql_name(names[one])} AS {sql_name(one)}" for one in Figure.columns())
    scratch.run(
        f"""CREATE TABLE figures AS
        SELECT event_number, row, line, {cells}
        FROM {ROWS}
        JOIN (SELECT line, row FROM first_figures) USING (line)
        JOIN numbers ON numbers.id = "event.event_id"
        ORDER BY event_number, row"""
    )
    scratch.run(
        f"""CREATE TABLE wording AS
        SELECT
            event_number,
            row_number() OVER (ORDER BY report_id, subject, term) - 1 AS row,
            line, report_id, subject, term
        FROM reports JOIN labels ON labels.cell = reports.{sql_name(WORDING)}
        ORDER BY event_number, row"""
    )
    scratch.run(
        """CREATE TABLE cited AS
        SELECT
            event_number,
            row_number() OVER (ORDER BY report_id, source_id) - 1 AS row,
            line, report_id, source_id
        FROM (
            SELECT *, unnest(string_split("cited.source_id", ';')) AS source_id
            FROM (SELECT event_number, line, report_id, "cited.source_id" FROM reports)
            WHERE "cited.source_id" <> ''
        )
        ORDER BY event_number, row"""
    )


def _write_of_many(scratch: Scratch, file: FlatFile) -> None:
    """Make the tables `outlets`, `speakers`, `places`, and `sources` with the first and the last event that
    names each."""
    for model in (Outlet, Speaker, Place):
        scratch.run(
            f"""CREATE TABLE {model.table} AS
            SELECT DISTINCT ON (row) {_said(model)}
            FROM ({said(model, file.columns, cells=True)})
            JOIN (SELECT id, spot, row FROM first_{model.table}) USING (id, spot)
            ORDER BY row"""
        )
    scratch.run(
        f"""CREATE TABLE sources AS
        SELECT from_event, to_event, {_said(Source)}
        FROM ({said(Source, file.columns, cells=True)})
        JOIN (SELECT id, spot, row FROM first_sources) USING (id, spot)
        JOIN (
            SELECT source_id AS id, min(event_number) AS from_event, max(event_number) AS to_event
            FROM (
                SELECT source_id, event_number FROM reports
                UNION ALL SELECT source_id, event_number FROM cited
            )
            GROUP BY source_id
        ) USING (id)
        ORDER BY from_event, row"""
    )


def _said(model: type[Record]) -> str:
    """SQL: row, line, group and cells of a record that rows of several groups say."""
    return f"row, spot // {SPOTS} AS line, spot % {SPOTS} AS said, {_listed(*model.columns())}"


def _listed(*columns: str) -> str:
    return ", ".join(map(sql_name, columns))
