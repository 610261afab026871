"""Loads a flat Parquet file into a store piece by piece: all of it checked, put in use when complete."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import BrokenExecutor
from pathlib import Path

import duckdb
from pyarrow import feather
from sqlalchemy import URL

from datelines.imports.flat_parquet.layout import Found, flat_file
from datelines.imports.flat_parquet.pieces import (
    REPORTS_AT_ONCE,
    Pieces,
    corpus_of_flat,
    digest_of,
    made_in_order,
    no_counts,
    remarks_of,
    whole_tables,
)
from datelines.imports.flat_parquet.tables import FlatTables, flat_tables, scratch_folder
from datelines.problems import DataError
from datelines.store.filling import Bulk, LoadError, broken_off, bulk_into
from datelines.store.load import LoadDone, in_order_of_events
from datelines.words import Progress, part_of


class UnsoundFile(DataError):
    """Raised for a Parquet file with problems: those that are listed, and the number of the others."""

    def __init__(self, found: Found) -> None:
        super().__init__(found.listed)
        self.unlisted = found.unlisted


def load_parquet(
    path: Path,
    url: URL,
    progress: Progress,
    *,
    corpus_folder: Path | None = None,
    spark_folder: Path | None = None,
    piece: int = REPORTS_AT_ONCE,
) -> LoadDone:
    """Load a flat Parquet file, `piece` reports at a time.

    `corpus_folder` has the datapackage.json with bounds, reviewers, title and licence; `spark_folder` is
    where a Spark server reads files that are written here. Raises IntakeError for another layout, UnsoundFile
    where there are problems, LoadError where the store cannot be loaded, OSError where the file cannot be
    opened; then the store is as it was.
    """
    progress(0.0, "Reading the file")
    file = flat_file(path)
    with scratch_folder() as scratch, bulk_into(url, spark_folder) as bulk:
        found = Found()
        try:
            tables = flat_tables(file, scratch, found, part_of(progress, 0.0, 0.4))
            return _load_tables(tables, scratch, bulk, found, progress, corpus_folder, piece)
        except BrokenExecutor as error:
            repair = "It may have run out of memory: free some, and load again."
            raise LoadError("A process of the load was ended by the system.", repair) from error
        except duckdb.Error as error:
            raise broken_off(url, error) from error


def _load_tables(
    tables: FlatTables,
    scratch: Path,
    bulk: Bulk,
    found: Found,
    progress: Progress,
    corpus_folder: Path | None,
    size: int,
) -> LoadDone:
    corpus = corpus_of_flat(tables, corpus_folder)
    pieces = Pieces(tables.store, tables.file.path.as_posix(), corpus, tables.shapes)
    wanted = pieces.of(size)
    counts = no_counts(tables.store)
    for number, made in enumerate(made_in_order(pieces, wanted, scratch)):
        progress(
            0.4 + 0.4 * number / len(wanted), f"Checking and writing piece {number + 1} of {len(wanted)}"
        )
        found.add(made.problems, made.unlisted)
        if not found:
            _take(made.files, bulk)
            for name, (rows, reports) in made.counts.items():
                counts[name][rows] += reports
    if found:
        raise UnsoundFile(found)
    progress(0.8, "Writing outlets, places and sources")
    digest = digest_of(tables)
    for name, rows in whole_tables(tables, corpus, counts, digest):
        bulk.append(name, rows)
    remarks = remarks_of(tables, corpus)
    bulk.complete(part_of(progress, 0.9, 1.0))
    progress(1.0, "Done")
    return LoadDone(sum(piece.reports for piece in wanted), wanted[-1].last, digest[:12], remarks)


def _take(files: Mapping[str, Path], bulk: Bulk) -> None:
    for name, path in files.items():
        bulk.append(name, in_order_of_events(feather.read_table(path, memory_map=True)))
        path.unlink()
