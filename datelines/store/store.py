"""`Store`: an engine with the tables of one filling, and the one way to read from it.

What views look up again and again is read once: outlets, places, and how much the store holds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, case, func, or_, select

from datelines.record.records import RECORDS, Outlet, Place
from datelines.store.failures import Failure, StoreError, failure_of, store_name, words_of
from datelines.store.remembered import Remembered
from datelines.store.schema import Schema, number_column

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
Rows: TypeAlias = Sequence[AnyRow]
"""A statement, a row of its answer, and all of them; of any columns."""

MANY_REPORTS = 20_000
"""Reports of a store from which on its large tables are asked separately, and what one statement found is put
into the next: with fewer, a further statement costs more than it saves."""

NUMBERS_KEPT = 1024
"""Sets of ids whose numbers are kept."""

PLACES = 5_000
"""Places of a store that are kept once they were drawn: about 10 MB."""


@dataclass(frozen=True, eq=False)
class Store:
    """What views ask. `engine` reaches the database, `schema` names the tables in it, `remembered` keeps what
    was found there. A store never changes: another filling is another store."""

    engine: Engine
    schema: Schema
    remembered: Remembered = field(default_factory=Remembered, repr=False)

    def rows(self, statement: AnySelect) -> Rows:
        """All rows of a statement, in its order. Raises StoreError where the store fails."""
        return with_connection(self.engine, lambda connection: connection.execute(statement).all())

    def row(self, statement: AnySelect) -> AnyRow:
        """The one row of a statement that gives one."""
        (found,) = self.rows(statement)
        return found

    def numbers(self, table: str, ids: Collection[str]) -> tuple[int, ...]:
        """The numbers of ids in a table of records (`outlets`), sorted; an id that is not there has none."""
        wanted = frozenset(ids)
        return self.remembered.one(
            "numbers", (table, wanted), partial(self._found, table, wanted), NUMBERS_KEPT
        )

    def _found(self, table: str, ids: frozenset[str]) -> tuple[int, ...]:
        if not ids:
            return ()
        model, columns = RECORDS[table], self.schema.records[table].c
        number, key = columns[number_column(model)], columns[str(model.key)]
        found = self.rows(select(number).where(key.in_(sorted(ids))))
        return tuple(sorted(row[0] for row in found))

    def check(self) -> None:
        """Ask the cheapest question. Raises StoreError where the store does not answer now."""
        self.rows(select(self.schema.about.c.name).limit(1))


def with_connection(engine: Engine, question: Callable[[Connection], _T]) -> _T:
    """What `question` gives for a connection to the store; it only reads. Where the connection is lost, or
    was lost since its last use, the question is asked once more on a new one, and not again.

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


def _answered(engine: Engine, question: Callable[[Connection], _T]) -> _T:
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
    """What the driver said, for the log of the server: its first line, which holds no password."""
    original = getattr(error.__cause__, "orig", None) or error.__cause__
    return f"{type(original).__name__}: {words_of(original)}".partition("\n")[0][:500]


@dataclass(frozen=True, slots=True)
class Named:
    """An outlet as views name it."""

    outlet_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many reports a store holds; how many places it knows that have a point or a shape, and how many of
    these are areas: a shape without a point. There may be no event at them."""

    reports: int
    drawn: int
    areas: int


def outlets(store: Store) -> Mapping[int, Named]:
    """Every outlet by number."""
    return store.remembered.one("outlets", None, partial(_outlets, store))


def amounts(store: Store) -> Amounts:
    """How much the store holds."""
    return store.remembered.one("amounts", None, partial(_amounts, store))


def any_inside(store: Store) -> bool:
    """Whether any place lies within another."""
    return store.remembered.one("any inside", None, partial(_any_inside, store))


def places(store: Store, numbers: Collection[int]) -> dict[int, Place]:
    """The records of places by number."""
    return store.remembered.several("places", sorted(set(numbers)), partial(_places, store), PLACES)


def place_names(store: Store, ids: Collection[str]) -> dict[str, str]:
    """The names of places by id."""
    return store.remembered.several("place names", sorted(set(ids)), partial(_place_names, store), PLACES)


def _outlets(store: Store) -> Mapping[int, Named]:
    columns = store.schema.records[Outlet.table].c
    rows = store.rows(select(columns.outlet_number, columns.outlet_id, columns.name))
    return {number: Named(outlet_id, name) for number, outlet_id, name in rows}


def _amounts(store: Store) -> Amounts:
    (reports,) = store.row(select(func.sum(store.schema.records[Outlet.table].c.reports)))
    columns = store.schema.records[Place.table].c
    drawn = or_(columns.latitude != "", columns.geometry != "")
    pointed = and_(columns.latitude != "", columns.longitude != "")
    sums = select(func.sum(_one_if(drawn)), func.sum(_one_if(drawn) - _one_if(pointed)))
    shown, areas = store.row(sums)
    return Amounts(int(reports or 0), int(shown or 0), int(areas or 0))


def _any_inside(store: Store) -> bool:
    return bool(store.rows(select(store.schema.inside.c.place_number).limit(1)))


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _places(store: Store, numbers: Collection[int]) -> dict[int, Place]:
    names, columns = Place.columns(), store.schema.records[Place.table].c
    wanted = select(columns.place_number, *(columns[name] for name in names))
    return {
        number: Place.model_validate({name: cell for name, cell in zip(names, cells, strict=True) if cell})
        for number, *cells in store.rows(wanted.where(columns.place_number.in_(numbers)))
    }


def _place_names(store: Store, ids: Collection[str]) -> dict[str, str]:
    columns = store.schema.records[Place.table].c
    wanted = select(columns.place_id, columns.name).where(columns.place_id.in_(ids))
    return dict(store.rows(wanted))
