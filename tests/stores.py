"""Stores of hand-made archives, in memory, and what a query selects of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import event

from datelines.problems import DataError
from datelines.query.dataset import Dataset, data_folder, loaded_store, read_folder
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.store.store import Store
from datelines.table.archive import Archive
from tests import builders


def loaded_folder() -> Dataset:
    """The data of `data_folder`. Raises DataError where it has problems."""
    loaded = read_folder(data_folder())
    if isinstance(loaded, tuple):
        raise DataError(loaded)
    return loaded


@lru_cache(maxsize=8)
def store_of(data: Archive) -> Store:
    """The store of an archive, the same for the same archive."""
    return builders.store_of(data)


def selection_of(data: Archive, **filters: Any) -> Selection:
    """What filters select of an archive; a choice of ids may be given as any collection."""
    chosen = {
        name: frozenset(value) if isinstance(value, set | list | tuple) else value
        for name, value in filters.items()
    }
    return Selection(store_of(data), EventQuery(**chosen))


def nothing_of(data: Archive) -> Selection:
    """A selection without any report."""
    return selection_of(data, text="no such words anywhere")


def in_a_store(data: Archive) -> Dataset:
    """The archive as pages show what is in a store only: no records are held."""
    return loaded_store(store_of(data))


class Asked:
    """The statements that a store was asked while this was entered, as text with their values."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self.statements: list[tuple[str, str]] = []

    def __enter__(self) -> Asked:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        self.statements.append((statement, repr(values)))

    @property
    def twice(self) -> set[tuple[str, str]]:
        """Statements that were asked more than once with the same values."""
        return {one for one in self.statements if self.statements.count(one) > 1}


def event_ids(selection: Selection, first: int, after: int) -> tuple[str, ...]:
    """Ids of the events from number `first` (counted from 0) to the one before `after`, by date."""
    return tuple(row.event_id for row in selection.table_rows(first, after))
