"""Ids and rows for a flat table: ids that it gives, rows that repeat an id, and blank cells filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from datelines.formats.builder import ClaimsBuilder
from datelines.formats.flat.cells import FlatCells
from datelines.formats.flat.columns import GROUPS, OPTIONAL_GROUPS, group_columns, group_model
from datelines.record.columns import SLUG

_SLUG = re.compile(SLUG)
CellValues = tuple[str, ...]


class FlatBuilder(ClaimsBuilder):
    """A ClaimsBuilder for the rows of one flat table, which may bring ids of its own.

    `group` arguments name the groups of `flat_columns`; their cells come as tuples in the group's order.
    """

    def __init__(self, cells: FlatCells) -> None:
        super().__init__(cells.path)
        self.cells = cells
        self._given: dict[tuple[str, str], str] = {}
        self._first: dict[tuple[str, str], tuple[CellValues, int]] = {}
        self._names = {group: tuple(group_columns(group).values()) for group in GROUPS}

    def reserve(self, table: str, ids: Iterable[str]) -> None:
        """Take the ids that the table itself gives, before any is made up: slugs as they are, others as the
        slugs that can be made of them."""
        distinct = list(dict.fromkeys(ids))
        slugs = {one for one in distinct if _SLUG.fullmatch(one)}
        self._used[table] |= slugs
        for one in distinct:
            if one and (table, one) not in self._given:
                self._given[table, one] = one if one in slugs else self.new_id(table, one)

    def given(self, table: str, identifier: str) -> str:
        """Our id for an id that the table gives and that was reserved."""
        return self._given[table, identifier]

    def knows(self, table: str, identifier: str) -> bool:
        """Whether the table gives this id."""
        return (table, identifier) in self._given

    def new_figure_id(self, report_id: str, measure: str) -> str:
        """An id for a new figure of a report."""
        made, number = f"{report_id}-{measure or 'figure'}", 1
        stem, used = made, self._used["figures"]
        while made in used:
            number += 1
            made = f"{stem}-{number}"
        used.add(made)
        return made

    def number(self, index: int) -> int:
        """The row number in the file."""
        return int(self.cells.rows[index])

    def once_given(
        self,
        table: str,
        group: str,
        cells: CellValues,
        index: int,
        fill: Callable[[dict[str, str]], None],
        apart: Sequence[str] = (),
        **more: str,
    ) -> str:
        """The row of an id that the table gives: the first of its rows counts, and later ones that say
        otherwise are remarked on, but for the columns `apart`. `fill` writes what must not be blank."""
        named = dict(zip(self._names[group], cells, strict=True))
        key = next(iter(named))
        identifier = self._given[table, named[key]]
        found = self._first.setdefault((table, identifier), (cells, index))
        if found[1] == index and (table, identifier) not in self._known:
            self._known[table, identifier] = identifier
            fill(named)
            self.add(table, self.number(index), **{**named, **more, key: identifier})
        elif found[0] != cells:
            self._remark_difference(group, found, cells, index, apart)
        return identifier

    def latest(self, table: str) -> dict[str, str]:
        """The row of `table` that was added last, whose cells can still be filled in."""
        return self._cells[table][-1]

    def _remark_difference(
        self, group: str, found: tuple[CellValues, int], cells: CellValues, index: int, apart: Sequence[str]
    ) -> None:
        for name, old, new in zip(self._names[group], found[0], cells, strict=True):
            if old != new and name not in apart:
                why = f"row {self.number(found[1])} says {old!r} of the same id {cells[0]!r}, and is followed"
                flat = f"{group}.{name}"
                self.cells.flag(index, flat, new, why, "make the rows agree, or give another id")
                self.cells.spare_cell(index, flat, new)

    def group_rows(self, group: str) -> list[CellValues]:
        """The cells of a group for each row of the table."""
        return list(zip(*(self.cells.column(flat) for flat in group_columns(group)), strict=True))

    def columns_of(self) -> dict[str, str]:
        """Our column (`events.date`) -> the header that it came from."""
        return {
            f"{group_model(group).table}.{name}": self.cells.headers[flat]
            for group in GROUPS
            if group not in OPTIONAL_GROUPS
            for flat, name in group_columns(group).items()
            if flat in self.cells.headers
        }


@lru_cache(maxsize=65536)
def same_name(text: str) -> str:
    """What a title or a name has in common with other spellings, without case, accents and runs of blanks:
    `Liege` and `Liège` are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def fill_blanks(defaults: Mapping[str, str]) -> Callable[[dict[str, str]], None]:
    """A function that writes the defaults where a row's cells are blank."""

    def fill(named: dict[str, Any]) -> None:
        for name, words in defaults.items():
            named[name] = named[name] or words

    return fill
