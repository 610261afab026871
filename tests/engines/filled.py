"""Stores of the same data on different engines: filled as `python -m datelines load` fills them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

from datelines.store.filling import bulk_into, stored_tables
from datelines.store.opening import forget_opened, open_store
from datelines.store.relation import relation_of
from datelines.store.store import Store
from datelines.table.archive import Archive


def fill(url: str, archive: Archive, spark_folder: Path | None = None) -> None:
    """Put an archive into the store at an address, in the place of what it held; no rule is applied."""
    with bulk_into(make_url(url), spark_folder) as bulk:
        for name, rows in stored_tables(archive, relation_of(archive)).items():
            bulk.append(name, rows)
        bulk.complete(lambda share, said: None)


def filled_store(url: str, archive: Archive, spark_folder: Path | None = None) -> Store:
    """The store at an address, filled with an archive."""
    fill(url, archive, spark_folder)
    forget_opened()
    return open_store(url)
