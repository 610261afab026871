"""Rules on ids: each is the id of one row, and a reference to a row finds it; for an unknown id, the closest
known one is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from datelines.checks.cells import Cells, Mask, among, is_blank, repeated_rows, rows_where, stripped
from datelines.checks.rules import rule
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.columns import SLUG
from datelines.table.fit import CLOSE_ENOUGH
from datelines.table.table import Table, Tables
from datelines.words import joined

MOST_COMPARISONS = 5_000_000
"""Pairs of ids compared for one table, which takes a third of a second: 16,000 wrong ids with 300 known ones,
or 16 with 300,000. Where more are wrong than that, the whole column is wrong, and not a letter."""


@rule("unique-ids")
def unique_ids(tables: Tables) -> Iterator[Problem]:
    """No two rows of a table have the same id."""
    for table in tables.tables.values():
        key = table.model.key
        if key is None:
            continue
        ids = stripped(table, key)
        for line, earlier, identifier in _repeated(table, ids.to_frame(), ~is_blank(ids), ids):
            why = f"already the id of line {earlier}"
            yield table.problem(line, key, identifier, why, "give one of them another id")


@rule("ids-resolve")
def ids_resolve(tables: Tables) -> Iterator[Problem]:
    """Every id that a row refers to is the id of a row, unless it only groups rows (see `groups-resolve`).
    Rows that nothing refers to are fine."""
    yield from _unresolved(tables, needed=True)


@rule("groups-resolve", harmless=True)
def groups_resolve(tables: Tables) -> Iterator[Problem]:
    """An id that groups rows (`population_id`, `part_id`, `part_of`, `within`) is the id of a row. Where it
    is not, the rows with this id belong together all the same."""
    yield from _unresolved(tables, needed=False)


@rule("no-circles")
def no_circles(tables: Tables) -> Iterator[Problem]:
    """No row is a part of itself, directly or by way of others (`events.part_of`, `places.within`,
    `populations.within`)."""
    for table in tables.tables.values():
        key = str(table.model.key)
        for reference in table.model.references():
            if reference.table != table.model.table:
                continue
            ids, above = stripped(table, key), stripped(table, reference.column)
            parents = {
                one: parent for one, parent in zip(ids.tolist(), above.tolist(), strict=True) if parent
            }
            circles = [one for one in parents if _goes_round(one, parents)]
            for line, identifier, parent in rows_where(table, among(ids, circles), ids, above):
                why = f"{identifier} is then a part of itself"
                yield table.problem(
                    line, reference.column, parent, why, "name the wider one, or leave it blank"
                )


def _goes_round(start: str, parents: Mapping[str, str]) -> bool:
    seen, one = set[str](), start
    while one in parents and one not in seen:
        seen.add(one)
        one = parents[one]
    return one == start and one in parents


def _unresolved(tables: Tables, *, needed: bool) -> Iterator[Problem]:
    known: dict[str, _KnownIds] = {}
    for table in tables.tables.values():
        for reference in table.model.references():
            target = reference.table
            if target is None or reference.needed != needed or not tables.readable(target):
                continue
            there = known.setdefault(target, _KnownIds(_ids(tables, target), target))
            cells = table.frame[reference.column]
            strange = _strange_ids(cells, there.ids)
            if not strange:
                continue
            for line, cell in rows_where(table, among(cells, strange), cells):
                for identifier in strange[cell]:
                    why = f"no row of {target}.csv has this id"
                    yield table.problem(line, reference.column, identifier, why, there.repair(identifier))


@rule("relayed-by-resolves")
def relayed_by_resolves(tables: Tables) -> Iterator[Problem]:
    """relayed_by is the id of an outlet or of a speaker."""
    for table in tables.tables.values():
        for column, targets, *_ in table.model.references():
            if len(targets) == 1 or not all(map(tables.readable, targets)):
                continue
            known = _KnownIds(pd.concat([_ids(tables, target) for target in targets]), targets[0])
            ids = stripped(table, column)
            lost = ~(is_blank(ids) | among(ids, known.ids))
            for line, identifier in rows_where(table, lost, ids):
                why = f"no row of {joined((f'{target}.csv' for target in targets), 'or')} has this id"
                yield table.problem(line, column, identifier, why, known.repair(identifier))


@rule("events-have-reports")
def events_have_reports(tables: Tables) -> Iterator[Problem]:
    """Every event has at least one report: nothing is stated without a source."""
    if not tables.readable("reports"):
        return
    events = tables.tables["events"]
    ids = stripped(events, "event_id")
    reported = among(ids, stripped(tables.tables["reports"], "event_id").tolist())
    for line, identifier in rows_where(events, ~(is_blank(ids) | reported), ids):
        repair = "add its report, or remove the event"
        yield events.problem(line, "event_id", identifier, "no report is about this event", repair)


@rule("duplicate-reports")
def duplicate_reports(tables: Tables) -> Iterator[Problem]:
    """No two reports have the same event, source, speaker and locator."""
    table = tables.tables["reports"]
    columns = ("event_id", "source_id", "speaker_id", "locator")
    keys = pd.DataFrame({column: stripped(table, column) for column in columns})
    for line, earlier, identifier in _repeated(table, keys, table.fits, stripped(table, "report_id")):
        why = f"line {earlier} has the same event, source, speaker and locator"
        repair = "join the two rows, or correct the locator"
        yield table.problem(line, "report_id", identifier, why, repair)


@rule("duplicate-wording")
def duplicate_wording(tables: Tables) -> Iterator[Problem]:
    """No two rows of wording.csv are the same."""
    table = tables.tables["wording"]
    keys = pd.DataFrame({column: stripped(table, column) for column in table.model.columns()})
    for line, earlier, term in _repeated(table, keys, table.fits, keys["term"]):
        yield table.problem(line, WHOLE_LINE, term, f"the same as line {earlier}", "remove one of them")


class _KnownIds:
    """The ids of one table, and the repair for an unknown id, which is kept, since many rows may have that
    id."""

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
        """`write 'cafe-attack', or add the row`; where no known id is close, or MOST_COMPARISONS have been
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
        # Sorted, so that of two ids equally close the same one is proposed every time.
        return sorted(known for known in self.ids if re.fullmatch(SLUG, known))


def _repeated(table: Table, keys: pd.DataFrame, within: Mask, shown: Cells) -> Iterator[tuple[int, int, str]]:
    """The line of each repeated row, that of the first row like it, and the cell to show."""
    for row, earlier in repeated_rows(keys, within):
        yield int(table.lines[row]), int(table.lines[earlier]), shown.iloc[row]


def _ids(tables: Tables, name: str) -> Cells:
    return stripped(tables.tables[name], tables.tables[name].model.key or "")


def _strange_ids(cells: Cells, known: frozenset[str]) -> dict[str, list[str]]:
    """The ids that are not known, by the raw cell that has them."""
    # A cell with `;` holds several ids, even where all of it is the id of some row.
    doubtful = dict.fromkeys(cell for cell in cells.tolist() if cell not in known or ";" in cell)
    found = {}
    for cell in doubtful:
        parts = filter(None, map(str.strip, cell.split(";")))
        if lost := [identifier for identifier in parts if identifier not in known]:
            found[cell] = lost
    return found
