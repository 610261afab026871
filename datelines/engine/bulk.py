"""Filling a store anew: a `Bulk` takes the tables piece by piece, and puts all of them in use at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias

import pyarrow as pa
from sqlalchemy import URL

from datelines.engine.errors import store_name, words_of

Progress: TypeAlias = Callable[[float, str], None]
"""Takes the share that is done, from 0 to 1, and what is being done."""


class LoadError(Exception):
    """A load that was refused or broken off: `said` and `repair`, a sentence each. What the store held before
    is still in use."""

    def __init__(self, said: str, repair: str) -> None:
        self.said, self.repair = said, repair
        super().__init__(f"{said} {repair}")


class Bulk(Protocol):
    """New tables of a store that nobody reads yet. Left without `complete`, they are removed."""

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows to a table of the store (`reports`, `record_events`), in order, with its Arrow schema."""

    def complete(self, progress: Progress) -> None:
        """Make indexes, put the new tables in use in the place of the old ones, and remove what is older than
        these."""


def bulk_into(url: URL, spark_folder: Path | None) -> AbstractContextManager[Bulk]:
    """New tables for the store at `url`. `spark_folder` is where a Spark server reads files that are written
    here. Raises LoadError where a store of this kind cannot be filled, or another load is under way."""
    kind = url.get_backend_name()
    if kind == "duckdb":
        from datelines.engine.bulk_duckdb import new_file

        return new_file(url)
    if kind == "postgresql":
        from datelines.engine.bulk_postgresql import new_tables

        return new_tables(url)
    if kind == "hive":
        from datelines.engine.spark import new_spark_tables

        return new_spark_tables(url, spark_folder)
    kinds = "duckdb:////path/x.duckdb, postgresql+psycopg://host/database or hive://host:port/database"
    raise LoadError(f"A store of the kind {kind!r} cannot be loaded.", f"Give one like {kinds}.")


def busy(url: URL) -> LoadError:
    """What is said where another load is under way."""
    repair = "Wait until it has ended, or stop it, and load again."
    return LoadError(f"{store_name(url)} is being loaded by another process.", repair)


def broken_off(url: URL, error: BaseException) -> LoadError:
    """What is said where the store or the disk failed: the first line of its own message."""
    words = words_of(getattr(error, "orig", None) or error).strip().splitlines()
    reason = words[0] if words else type(error).__name__
    said = f"{store_name(url)} was not loaded: {reason.rstrip('.')}."
    return LoadError(said, "What it held before is still in use; load again when the cause is gone.")
