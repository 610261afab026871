"""The ids that the rows of a table have, and for one that none has the known id written most like it."""

from __future__ import annotations

import re
from functools import cached_property

from rapidfuzz import fuzz, process

from datelines.cells import CLOSE_ENOUGH
from datelines.checks.values import Cells
from datelines.columns import SLUG

MOST_COMPARISONS = 5_000_000
"""Pairs of ids compared for one table: a third of a second. So 16,000 wrong ids are compared with 300 known
ones, and 16 with 300,000; where more are wrong than that, a column is, not a letter."""


class KnownIds:
    """The ids of one table. What was found near a wrong id is kept, since it often stands in many rows."""

    def __init__(self, ids: Cells, table: str) -> None:
        """`ids` are stripped cells; `table` is the one that a row would be added to."""
        self._cells, self._table = ids, table
        self._repairs: dict[str, str] = {}
        self._compared = 0

    @cached_property
    def ids(self) -> frozenset[str]:
        """Each id once; a blank is none."""
        return frozenset(self._cells.tolist()) - {""}

    def repair(self, identifier: str) -> str:
        """`write 'cafe-attack', or add the row`; without a like id, or when MOST_COMPARISONS have been
        made, `add the row to events.csv`."""
        if identifier not in self._repairs:
            self._repairs[identifier] = self._sought(identifier)
        return self._repairs[identifier]

    def _sought(self, identifier: str) -> str:
        match = None
        if self._compared + len(self._choices) <= MOST_COMPARISONS:
            self._compared += len(self._choices)
            match = process.extractOne(
                identifier, self._choices, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH
            )
        return f"write {match[0]!r}, or add the row" if match else f"add the row to {self._table}.csv"

    @cached_property
    def _choices(self) -> list[str]:
        # Sorted, so that of two ids that are as near the same one is proposed every time.
        return sorted(known for known in self.ids if re.fullmatch(SLUG, known))
