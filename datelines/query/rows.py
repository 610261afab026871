"""The rows of the store that a query keeps, as a part of the statements that count, group and list them.

Looking through all texts costs more than everything else that a statement does, and a filter change asks a
dozen statements. So one of them finds the reports that have a reader's free text, and all others ask for
these reports: by number where they are few, else by a row of bits, one for each report of the store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnCollection,
    ColumnElement,
    LargeBinary,
    Table,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.types import TypeEngine, UserDefinedType

from datelines.query.query import EventQuery
from datelines.store.store import MANY_REPORTS, AnySelect, Rows, Store, amounts
from datelines.words import folded

MATCHING = 2_000
"""Reports that statements name by number at most: an index finds them, and a longer list is slower than
bits."""

TEXTS = 64
"""Free texts of which a store keeps the reports that have them: 125 KB each for a million reports."""

_GROUP = 32
"""Reports whose bits come as one number: 31,000 rows of a million reports, which are read in 30 ms."""


@dataclass(frozen=True, eq=False)
class Kept:
    """The rows of the wide relation that a query keeps. A report is kept or dropped with all its rows, except
    by the filter of places, which may drop the first row of a report and keep another."""

    store: Store
    query: EventQuery

    @property
    def column(self) -> ColumnCollection[str, ColumnElement[Any]]:
        """The columns of the relation, for a further condition."""
        return self._reports.c

    @property
    def records(self) -> Any:
        """The tables of records by name."""
        return self.store.schema.records

    @property
    def at_places(self) -> bool:
        """Whether places are chosen: then a report may have several rows and no first one."""
        return bool(self.query.places)

    @property
    def costly(self) -> bool:
        """Whether each statement looks through all texts, which costs more than all else together."""
        return self._text.costly

    def rows(self, *names: str) -> AnySelect:
        """These columns of the kept rows: one for each report and place."""
        return select(*(self.column[name] for name in names)).where(*self._conditions)

    def reports(self, *names: str) -> AnySelect:
        """These columns of the kept reports, one row for each report; not the columns of a place."""
        if self.at_places:
            return self.rows(*dict.fromkeys(("report_number", *names))).distinct()
        return self.rows(*names).where(self.column.first_row == 1)

    def answer(self, statement: AnySelect) -> Rows:
        """All rows of a statement."""
        return self.store.rows(statement)

    @property
    def _reports(self) -> Table:
        return self.store.schema.reports

    @cached_property
    def _conditions(self) -> tuple[ColumnElement[bool], ...]:
        others = replace(self.query, text="").conditions(self.store.schema, self.store.numbers)
        return (*others, *self._text.conditions)

    @cached_property
    def _text(self) -> _TextSearch:
        return _text_search(self.store, self.query.text)


class _Bit(UserDefinedType[bytes]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "BIT"


_ENGINES: dict[str, tuple[Literal["big", "little"], TypeEngine[Any]]] = {
    "duckdb": ("big", _Bit()),
    "postgresql": ("little", LargeBinary()),
}
"""Engines whose `get_bit` reads one bit of a value: which bit of a byte it calls the first, and the type of
the value. On other engines (Spark) each statement looks through all texts."""


@dataclass(frozen=True, slots=True)
class _TextSearch:
    """The conditions that a row with a text meets, all of them; and whether they look through all texts."""

    conditions: tuple[ColumnElement[bool], ...] = ()
    costly: bool = False


_Reports = tuple[int, ...] | bytes
"""The numbers of some reports, or a bit for each report of the store, from number 0."""


def _text_search(store: Store, text: str) -> _TextSearch:
    """How the rows with every word of a text are found."""
    words = " ".join(folded(text).split())
    if not words:
        return _TextSearch()
    if store.engine.dialect.name not in _ENGINES or amounts(store).reports < MANY_REPORTS:
        return _TextSearch(_having(store, words), costly=True)
    found = store.remembered.one("texts", words, partial(_found, store, words), TEXTS)
    number = store.schema.reports.c.report_number
    if isinstance(found, tuple):
        return _TextSearch((number.in_(found),))
    _, kind = _ENGINES[store.engine.dialect.name]
    return _TextSearch((func.get_bit(cast(literal(found, LargeBinary), kind), number) == 1,))


def matching_reports(store: Store, *conditions: ColumnElement[bool]) -> AnySelect:
    """The reports that meet the conditions, as bits: the number of each group of _GROUP report numbers, from
    0, with a bit for each of its reports."""
    reports = store.schema.reports.c
    bit = cast(literal(1), BigInteger).bitwise_lshift(reports.report_number.bitwise_and(_GROUP - 1))
    group = reports.report_number.bitwise_rshift(_GROUP.bit_length() - 1)
    rows = (
        select(group.label("number"), bit.label("bit"))
        .where(*conditions, reports.first_row == 1)
        .subquery()
        .c
    )
    return select(rows.number, func.bit_or(rows.bit)).group_by(rows.number)


def last_report(store: Store) -> AnySelect:
    """The greatest number of a report."""
    return select(func.max(store.schema.reports.c.report_number))


def _having(store: Store, words: str) -> tuple[ColumnElement[bool], ...]:
    return EventQuery(text=words).conditions(store.schema, store.numbers)


def _found(store: Store, words: str) -> _Reports:
    """The reports that have all of the words."""
    groups = store.rows(matching_reports(store, *_having(store, words)))
    bits = _bits(groups, store.row(last_report(store))[0] if groups else 0)
    if int(bits.sum()) <= MATCHING:
        return tuple(np.flatnonzero(bits).tolist())
    order, _ = _ENGINES[store.engine.dialect.name]
    return np.packbits(bits, bitorder=order).tobytes()


def _bits(groups: Rows, last: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """For each report number up to the last, from 0, whether its bit is set."""
    words = np.zeros(last // _GROUP + 1, np.dtype("<u4"))
    pairs = np.array([tuple(row) for row in groups], np.int64).reshape(-1, 2)
    words[pairs[:, 0]] = pairs[:, 1]
    return np.unpackbits(words.view(np.uint8), bitorder="little")
