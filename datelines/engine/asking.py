"""`Store`: an engine with the tables of one filling, and the one way to read from it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, select

from datelines.engine.errors import Failure, StoreError, failure_of, store_name, words_of
from datelines.engine.remembered import Remembered
from datelines.engine.schema import Schema

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Statement: TypeAlias = Select[*tuple[Any, ...]]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A statement, and a row of its answer, of any columns."""

NUMBERS = 1024
"""Sets of ids whose numbers are kept."""


@dataclass(frozen=True, eq=False)
class Store:
    """What views ask. `engine` reaches the database, `schema` names the tables in it, `remembered` is what
    was found of it. A store never changes: another filling is another store."""

    engine: Engine
    schema: Schema
    remembered: Remembered = field(default_factory=Remembered, repr=False)

    def rows(self, statement: Statement) -> Sequence[AnyRow]:
        """All rows of a statement, in its order. Raises StoreError where the store fails."""
        return answer(self.engine, lambda connection: connection.execute(statement).all())

    def row(self, statement: Statement) -> AnyRow:
        """The one row of a statement that gives one."""
        (found,) = self.rows(statement)
        return found

    def numbers(self, table: str, ids: Collection[str]) -> tuple[int, ...]:
        """The numbers of ids in a table of records (`outlets`), sorted; an id that is not there has none."""
        wanted = frozenset(ids)
        return self.remembered.one("numbers", (table, wanted), partial(self._found, table, wanted), NUMBERS)

    def _found(self, table: str, ids: frozenset[str]) -> tuple[int, ...]:
        if not ids:
            return ()
        columns = self.schema.records[table].c
        number, key = columns[f"{table[:-1]}_number"], columns[f"{table[:-1]}_id"]
        found = self.rows(select(number).where(key.in_(sorted(ids))))
        return tuple(sorted(row[0] for row in found))

    def check(self) -> None:
        """Ask what costs least. Raises StoreError where the store does not answer just now."""
        self.rows(select(self.schema.about.c.name).limit(1))


def answer(engine: Engine, question: Callable[[Connection], T]) -> T:
    """What `question` gives with a connection to the store; it only reads. Where the connection is lost, or
    was lost since it was used last, it is asked once more on a new one, and not again.

    Raises StoreError for every failure of the store, with the exception of its driver as the cause.
    """
    try:
        try:
            return _answered(engine, question)
        except StoreError as error:
            if error.failure is not Failure.LOST:
                raise
            _LOG.warning("%s: a connection was lost (%s), asked again", store_name(engine.url), _cause(error))
        return _answered(engine, question)
    except StoreError as error:
        _LOG.warning("%s (%s)", error.said, _cause(error))
        raise


def _answered(engine: Engine, question: Callable[[Connection], T]) -> T:
    asked = False
    try:
        with engine.connect() as connection:
            asked = True
            return question(connection)
    except Exception as error:
        failure = failure_of(error, asked)
        if failure is None:
            raise
        raise StoreError(failure, store_name(engine.url)) from error


def _cause(error: StoreError) -> str:
    """What the driver said, for who runs the server: its first line, which holds no password."""
    original = getattr(error.__cause__, "orig", None) or error.__cause__
    return f"{type(original).__name__}: {words_of(original)}".partition("\n")[0][:500]
