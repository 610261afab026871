"""What views look up in a store again and again, read once: its outlets, places, and how much it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from datelines.engine.asking import Store
from datelines.engine.schema import Schema
from datelines.records import Place

MANY_REPORTS = 20_000
"""Reports of a store from which on its large tables are asked separately, and what was found in one statement
is asked of the next: of fewer, a further statement costs more than it saves."""

PLACES = 5_000
"""Places kept of a store once they were drawn: about 10 MB."""

Statement: TypeAlias = Select[*tuple[Any, ...]]
Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]
"""What is asked of a store, and what it answers: rows of any columns."""


@dataclass(frozen=True, slots=True)
class Named:
    """An outlet as views name it."""

    outlet_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many reports a store counts, how many places with a point or a shape it knows, and how many of
    these are areas: a shape without a point. No event needs to be at them."""

    reports: int
    drawn: int
    areas: int


def outlets(store: Store) -> Mapping[int, Named]:
    """Every outlet by number."""
    return store.remembered.one("outlets", None, partial(_outlets, store))


def amounts(store: Store) -> Amounts:
    """How much the store holds."""
    return store.remembered.one("amounts", None, partial(_amounts, store))


def places(store: Store, numbers: Collection[int]) -> dict[int, Place]:
    """The records of places by number."""
    return store.remembered.several("places", sorted(set(numbers)), partial(_places, store), PLACES)


def place_names(store: Store, ids: Collection[str]) -> dict[str, str]:
    """The names of places by id."""
    return store.remembered.several("place names", sorted(set(ids)), partial(_place_names, store), PLACES)


def answer(store: Store, statement: Statement) -> Rows:
    """All rows of a statement."""
    rows: Any = store.rows
    found: Rows = rows(statement)
    return found


def outlet_rows(schema: Schema) -> Statement:
    """Number, id and name of every outlet."""
    columns = schema.records["outlets"].c
    return select(columns.outlet_number, columns.outlet_id, columns.name)


def place_rows(schema: Schema, numbers: Collection[int]) -> Statement:
    """Number and cells of places."""
    columns = schema.records["places"].c
    cells = (columns[name] for name in Place.columns())
    return select(columns.place_number, *cells).where(columns.place_number.in_(numbers))


def place_name_rows(schema: Schema, ids: Collection[str]) -> Statement:
    """Id and name of places."""
    columns = schema.records["places"].c
    return select(columns.place_id, columns.name).where(columns.place_id.in_(ids))


def reports_held(schema: Schema) -> Statement:
    """How many reports the store counts."""
    return select(func.sum(schema.records["outlets"].c.reports))


def places_held(schema: Schema) -> Statement:
    """How many places have a point or a shape, and how many of them are areas."""
    columns = schema.records["places"].c
    drawn = or_(columns.latitude != "", columns.geometry != "")
    pointed = and_(columns.latitude != "", columns.longitude != "")
    return select(func.sum(_one_if(drawn)), func.sum(_one_if(drawn) - _one_if(pointed)))


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _outlets(store: Store) -> Mapping[int, Named]:
    rows = answer(store, outlet_rows(store.schema))
    return {number: Named(outlet_id, name) for number, outlet_id, name in rows}


def _amounts(store: Store) -> Amounts:
    ((reports,),) = answer(store, reports_held(store.schema))
    ((drawn, areas),) = answer(store, places_held(store.schema))
    return Amounts(int(reports or 0), int(drawn or 0), int(areas or 0))


def _places(store: Store, numbers: Collection[int]) -> dict[int, Place]:
    names = Place.columns()
    return {
        number: Place.model_validate({name: cell for name, cell in zip(names, cells, strict=True) if cell})
        for number, *cells in answer(store, place_rows(store.schema, numbers))
    }


def _place_names(store: Store, ids: Collection[str]) -> dict[str, str]:
    return dict(answer(store, place_name_rows(store.schema, ids)))
