"""The rows of the store that a query keeps, as a part of the statements that count, group and list them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnCollection, ColumnElement, Table, select

from datelines.engine.asking import Store
from datelines.query import EventQuery
from datelines.stored import Rows, Statement, answer
from datelines.text_search import TextSearch, text_search

__all__ = ["Kept", "Rows", "Statement"]


@dataclass(frozen=True, eq=False)
class Kept:
    """The kept rows of the wide relation. A report is kept or dropped with all its rows, but for the filter
    of places: it may drop the first row of a report and keep another."""

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
        """Whether places are chosen, so that reports have to be told apart to be counted."""
        return bool(self.query.places)

    @property
    def costly(self) -> bool:
        """Whether each statement looks through all texts, which costs more than all else."""
        return self._text.costly

    def rows(self, *names: str) -> Statement:
        """These columns of the kept rows: one for each report and place."""
        return select(*(self.column[name] for name in names)).where(*self._conditions)

    def reports(self, *names: str) -> Statement:
        """These columns of the kept reports, one row for each. They may be any but those of a place."""
        if self.at_places:
            return self.rows(*dict.fromkeys(("report_number", *names))).distinct()
        return self.rows(*names).where(self.column.first_row == 1)

    def answer(self, statement: Statement) -> Rows:
        """All rows of a statement."""
        return answer(self.store, statement)

    @property
    def _reports(self) -> Table:
        return self.store.schema.reports

    @cached_property
    def _conditions(self) -> tuple[ColumnElement[bool], ...]:
        others = replace(self.query, text="").conditions(self._reports, self.store.numbers)
        return (*others, *self._text.conditions)

    @cached_property
    def _text(self) -> TextSearch:
        return text_search(self.store, self.query.text)
