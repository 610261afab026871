"""Loads a folder of tables into a store: checked first, put in use when complete.

A flat Parquet file is loaded by `datelines.imports.flat_parquet`, in memory that does not grow with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from sqlalchemy import URL

from datelines.checks import check_tables, remarks_on
from datelines.problems import DataError, Problem
from datelines.store.filling import bulk_into, stored_tables
from datelines.store.relation import relation_of
from datelines.store.schema import ROW
from datelines.table.archive import Archive
from datelines.table.folder import read_tables
from datelines.words import Progress, part_of


@dataclass(frozen=True, slots=True)
class LoadDone:
    """What a load put in use: how many reports and events, the version of the data, and remarks on rows that
    were loaded unchanged."""

    reports: int
    events: int
    version: str
    remarks: tuple[Problem, ...] = ()


def load_folder(folder: Path, url: URL, progress: Progress, spark_folder: Path | None = None) -> LoadDone:
    """Load the tables of a folder. `spark_folder` is where a Spark server reads files that are written here.

    Raises DataError with every problem where there is any, LoadError where the store cannot be loaded,
    OSError where a file cannot be opened; then the store is as it was.
    """
    progress(0.0, "Reading the tables")
    tables = read_tables(folder)
    progress(0.2, "Checking the rows")
    problems = check_tables(tables)
    if problems:
        raise DataError(problems)
    progress(0.4, "Numbering the reports")
    archive = Archive(tables)
    stored = stored_tables(archive, relation_of(archive))
    with bulk_into(url, spark_folder) as bulk:
        for number, (name, rows) in enumerate(stored.items()):
            progress(0.6 + 0.2 * number / len(stored), f"Writing {name}")
            bulk.append(name, in_order_of_events(rows))
        bulk.complete(part_of(progress, 0.8, 1.0))
    progress(1.0, "Done")
    counts = len(stored["record_reports"]), len(stored["record_events"])
    return LoadDone(*counts, archive.version, tuple(remarks_on(tables)))


def in_order_of_events(rows: pa.Table) -> pa.Table:
    """A table of a store with its rows sorted by event, if they have one, so that those of one event lie
    together."""
    if not {"event_number", ROW} <= set(rows.column_names):
        return rows
    order = np.lexsort((rows[ROW].to_numpy(), rows["event_number"].to_numpy()))
    return rows.take(pa.array(order))
