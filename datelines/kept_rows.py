"""The rows that a query keeps, as integers: what counts, marks, cells and bins are reckoned from.

A text of the relation (an id) becomes its number in order of appearance, so that a quarter of a million
rows are counted and grouped without a record or a text being made.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from datelines.relation import Relation

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_IDS = ("report_id", "event_id", "outlet_id", "place_id")


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of ids as numbers: `codes` has one for each row, `index` the id of each number."""

    codes: Numbers
    index: pd.Index[Any]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each number."""
        return tuple(self.index.tolist())

    @cached_property
    def code_of(self) -> dict[str, int]:
        """The number of each id."""
        return {name: number for number, name in enumerate(self.ids)}


@dataclass(frozen=True, eq=False)
class _Numbered:
    """All rows of a relation in numbers: by column of ids, and the report of each figure (-1: none)."""

    columns: dict[str, Coded]
    reports_of_figures: Numbers


_NUMBERED: dict[int, _Numbered] = {}
"""By identity of the reports frame, for as long as the frame is there."""


def _numbered(relation: Relation) -> _Numbered:
    key = id(relation.reports)
    if key not in _NUMBERED:
        columns = {name: _coded(relation.reports[name]) for name in _IDS}
        figures = columns["report_id"].index.get_indexer(pd.Index(relation.figures["report_id"]))
        _NUMBERED[key] = _Numbered(columns, figures.astype(np.int64))
        # Not a cache of functools: that would keep a session's own table when it has gone.
        weakref.finalize(relation.reports, _NUMBERED.pop, key, None)
    return _NUMBERED[key]


def _coded(column: pd.Series[Any]) -> Coded:
    codes, index = pd.factorize(column)
    return Coded(codes.astype(np.int64), pd.Index(index))


@dataclass(frozen=True, eq=False)
class KeptRows:
    """The rows of the wide reports relation at `positions`, in its order, worked out when asked for."""

    relation: Relation
    positions: Numbers

    def taken(self, rows: Numbers) -> pd.DataFrame:
        """Some of the kept rows, with all columns."""
        return self.relation.reports.iloc[self.positions[rows]]

    def column(self, name: str, rows: Numbers | None = None) -> npt.NDArray[Any]:
        """A column of the kept rows, or of some of them."""
        at = self.positions if rows is None else self.positions[rows]
        values: npt.NDArray[Any] = self.relation.reports[name].to_numpy()[at]
        return values

    @cached_property
    def events(self) -> Coded:
        """Events, by the first day that a report gives."""
        return self._coded("event_id")

    @cached_property
    def reports(self) -> Coded:
        """Reports, by first day."""
        return self._coded("report_id")

    @cached_property
    def outlets(self) -> Coded:
        """Outlets."""
        return self._coded("outlet_id")

    @cached_property
    def places(self) -> Coded:
        """Places; the id of rows without one is blank."""
        return self._coded("place_id")

    @cached_property
    def figures(self) -> int:
        """How many figures the kept reports give."""
        numbered = _numbered(self.relation)
        kept = np.zeros(len(numbered.columns["report_id"].index) + 1, bool)  # the last stands for none
        kept[numbered.columns["report_id"].codes[self.positions]] = True
        return int(kept[numbered.reports_of_figures].sum())

    @cached_property
    def drawn(self) -> Flags:
        """Whether the place of each row has a point or a shape."""
        return self.column("drawn").astype(bool)

    @cached_property
    def pointed(self) -> Numbers:
        """Positions of the rows whose place has a point."""
        return np.flatnonzero(pd.notna(self.column("cell_x")))

    @cached_property
    def points(self) -> tuple[Numbers, Numbers]:
        """x and y in the finest grid of the rows at those positions."""
        x, y = (self.column(name, self.pointed).astype(np.int64) for name in ("cell_x", "cell_y"))
        return x, y

    @cached_property
    def point_rows(self) -> Numbers:
        """The position of one row for each place with a point."""
        return self.pointed[~pd.Series(self.places.codes[self.pointed]).duplicated().to_numpy()]

    @cached_property
    def places_drawn(self) -> int:
        """How many distinct places can be drawn."""
        return len(np.unique(self.places.codes[self.drawn]))

    @cached_property
    def first_rows(self) -> Numbers:
        """The position of one row for each report, in order: a report at several places has several."""
        return np.flatnonzero(~pd.Series(self.reports.codes).duplicated().to_numpy())

    def of_reports(self, column: str) -> Numbers:
        """A column of whole numbers (such as `day_from`), with one value for each report."""
        return self.column(column, self.first_rows).astype(np.int64)

    @cached_property
    def reports_of_events(self) -> tuple[Numbers, Numbers]:
        """Outlet numbers of the reports, sorted by event, and where each event begins among them."""
        events = self.events.codes[self.first_rows]
        order = np.argsort(events, kind="stable")
        begins = np.searchsorted(events[order], np.arange(len(self.events.ids) + 1))
        return self.outlets.codes[self.first_rows][order], begins.astype(np.int64)

    def accounts_of(self, event: int) -> tuple[tuple[str, ...], int]:
        """The outlets of an event (by number), sorted, and how many of its reports are kept."""
        outlets, begins = self.reports_of_events
        found = outlets[begins[event] : begins[event + 1]]
        return tuple(sorted(self.outlets.ids[number] for number in set(found.tolist()))), len(found)

    def _coded(self, name: str) -> Coded:
        whole = _numbered(self.relation).columns[name]
        codes, numbers = pd.factorize(whole.codes[self.positions])
        return Coded(codes.astype(np.int64), whole.index.take(numbers))


def distinct(*columns: Numbers) -> tuple[Numbers, ...]:
    """The distinct rows of columns of whole numbers, not negative, in order of their first appearance."""
    if not len(columns[0]):
        return columns
    together: Any = columns[0]
    for column in columns[1:]:
        together = together * (int(column.max()) + 1) + column
    first = np.flatnonzero(~pd.Series(together).duplicated().to_numpy())
    return tuple(column[first] for column in columns)
