"""Numbers the tables of a flat Parquet file piece by piece, so that memory does not grow with the file.

A piece is some events that follow one another in order, with all that their reports name. What is made of it
(datelines.relation, datelines.engine.filling) is numbered from 1: the numbers of the whole are those after
the events and reports before it, and the rows of what it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from datelines.archive import Archive
from datelines.corpus import Corpus
from datelines.engine.filling import stored_tables
from datelines.engine.flat_parquet_reading import OF_EVENTS, some_tables
from datelines.engine.found_problems import FoundProblems
from datelines.engine.schema import ROW
from datelines.engine.scratch_database import read
from datelines.problems import Problem
from datelines.records import Outlet, Place, Speaker
from datelines.relation import relation_of

_COUNTED = (Outlet, Speaker, Place)


@dataclass(frozen=True, slots=True)
class Piece:
    """The events from number `first` to `last`; `reports_before` is how many reports the earlier ones have,
    `reports` how many these have."""

    first: int
    last: int
    reports_before: int
    reports: int


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What a piece came to: its tables of the store by name, as files of Arrow, in the order of events; how
    many reports name each outlet, speaker and place, by table as rows and numbers; and the problems, if there
    are any, with how many are not said: then there is nothing else."""

    files: Mapping[str, Path]
    counts: Mapping[str, tuple[np.ndarray, np.ndarray]]
    problems: tuple[Problem, ...]
    unsaid: int


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What every piece is made from: the scratch file with the tables (datelines.engine.flat_parquet_tables),
    the path of the Parquet file, and what is said of the whole."""

    store: Path
    path: str
    corpus: Corpus
    shapes: Mapping[str, bytes]

    def of(self, reports: int) -> tuple[Piece, ...]:
        """Pieces of about so many reports; an event is never cut."""
        with read(self.store) as connection:
            found = connection.execute(
                "SELECT count(*) AS reports FROM reports GROUP BY event_number ORDER BY event_number"
            )
            before = np.concatenate([[0], np.cumsum(found.fetchnumpy()["reports"])]).astype(np.int64)
        # Each piece begins at the first event that has so many reports before it.
        cuts = np.searchsorted(before[:-1], np.arange(0, before[-1], reports))
        edges = [*np.unique(cuts[cuts < len(before) - 1]).tolist(), len(before) - 1]
        return tuple(
            Piece(first + 1, end, int(before[first]), int(before[end] - before[first]))
            for first, end in pairwise(edges)
        )

    def no_counts(self) -> dict[str, np.ndarray]:
        """For each table that has reports counted, a 0 for each of its rows."""
        with read(self.store) as connection:
            sizes = {
                model.table: connection.execute(f"SELECT count(*) FROM {model.table}").fetchone()
                for model in _COUNTED
            }
        return {name: np.zeros(size[0] if size else 0, np.int64) for name, size in sizes.items()}

    def made(self, piece: Piece, folder: Path) -> Made:
        """A piece checked and numbered, its tables written into `folder`."""
        some = some_tables(self.store, self.path, self.corpus, self.shapes, piece.first, piece.last)
        found = FoundProblems()
        found.update(some.problems())
        if found:
            return Made({}, {}, found.said, found.unsaid)
        archive = Archive(some.tables, stated_digest="that of the whole")
        stored = stored_tables(archive, relation_of(archive))
        files = {}
        for name in ("reports", *(f"record_{model.table}" for model in OF_EVENTS)):
            if len(stored[name]):
                files[name] = folder / f"{name}-{piece.first}.arrow"
                _write(_renumbered(name, stored[name], piece, some.rows), files[name])
        counted = {model.table: stored[f"record_{model.table}"]["reports"] for model in _COUNTED}
        counts = {name: (some.rows[name], reports.to_numpy()) for name, reports in counted.items()}
        return Made(files, counts, (), 0)


def _renumbered(name: str, table: pa.Table, piece: Piece, rows: Mapping[str, np.ndarray]) -> pa.Table:
    """A table of a piece with the numbers of the whole, in the order of events."""
    columns: dict[str, Any] = {column: table[column] for column in table.column_names}
    columns["event_number"] = columns["event_number"].to_numpy() + (piece.first - 1)
    if "report_number" in columns:
        columns["report_number"] = columns["report_number"].to_numpy() + piece.reports_before
    for of in ("outlet", "speaker", "place", "source"):
        if f"{of}_number" in columns:
            # 0, which stands for none, stays 0.
            whole = np.concatenate([[0], rows[f"{of}s"] + 1])
            columns[f"{of}_number"] = whole[columns[f"{of}_number"].to_numpy()]
    if ROW in columns:
        columns[ROW] = rows[name.removeprefix("record_")]
    arrays = [
        pa.array(columns[field.name]).cast(field.type)
        if isinstance(columns[field.name], np.ndarray)
        else columns[field.name]
        for field in table.schema
    ]
    made = pa.table(arrays, schema=table.schema)
    if ROW not in columns:
        return made
    return made.take(pa.array(np.lexsort((columns[ROW], columns["event_number"]))))


def _write(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
