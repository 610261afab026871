"""Rules on ids: each names one row, and what refers to a row finds it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from datelines.checks.known_ids import KnownIds
from datelines.checks.registry import rule
from datelines.checks.values import Cells, Mask, among, blank, repeated_rows, rows_where, stripped
from datelines.problems import WHOLE_LINE, Problem
from datelines.reading import Table, Tables

# Column that refers to a row -> the table whose id it holds.
_REFERENCES = {
    "outlet_id": "outlets",
    "speaker_id": "speakers",
    "source_id": "sources",
    "place_ids": "places",
    "event_id": "events",
    "report_id": "reports",
}


@rule("unique-ids")
def unique_ids(tables: Tables) -> Iterator[Problem]:
    """No two rows of a table have the same id."""
    for table in tables.tables.values():
        key = table.model.key
        if key is None:
            continue
        ids = stripped(table, key)
        for line, earlier, identifier in _repeated(table, ids.to_frame(), ~blank(ids), ids):
            why = f"already the id of line {earlier}"
            yield table.problem(line, key, identifier, why, "give one of them another id")


@rule("ids-resolve")
def ids_resolve(tables: Tables) -> Iterator[Problem]:
    """Every id that a row refers to is the id of a row. Rows that nothing refers to are fine."""
    known = {name: KnownIds(_ids(tables, name), name) for name in _REFERENCES.values()}
    for table in tables.tables.values():
        for column in table.model.columns():
            target = _REFERENCES.get(column)
            if target is None or target == table.name or not tables.readable(target):
                continue
            cells = table.frame[column]
            strange = _strange_ids(cells, known[target].ids)
            if not strange:
                continue
            for line, cell in rows_where(table, among(cells, strange), cells):
                for identifier in strange[cell]:
                    why = f"no row of {target}.csv has this id"
                    yield table.problem(line, column, identifier, why, known[target].repair(identifier))


@rule("relayed-by-resolves")
def relayed_by_resolves(tables: Tables) -> Iterator[Problem]:
    """relayed_by is the id of an outlet or of a speaker."""
    if not (tables.readable("outlets") and tables.readable("speakers")):
        return
    known = KnownIds(pd.concat([_ids(tables, "outlets"), _ids(tables, "speakers")]), "outlets")
    table = tables.tables["reports"]
    relayed = stripped(table, "relayed_by")
    lost = ~(blank(relayed) | among(relayed, known.ids))
    for line, identifier in rows_where(table, lost, relayed):
        why = "no row of outlets.csv or speakers.csv has this id"
        yield table.problem(line, "relayed_by", identifier, why, known.repair(identifier))


@rule("events-have-reports")
def events_have_reports(tables: Tables) -> Iterator[Problem]:
    """Every event has at least one report: nothing is stated without a source."""
    if not tables.readable("reports"):
        return
    events = tables.tables["events"]
    ids = stripped(events, "event_id")
    reported = among(ids, stripped(tables.tables["reports"], "event_id").tolist())
    for line, identifier in rows_where(events, ~(blank(ids) | reported), ids):
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


def _repeated(table: Table, keys: pd.DataFrame, within: Mask, shown: Cells) -> Iterator[tuple[int, int, str]]:
    """The line of each row that stands again, that of the first such row, and the cell to show."""
    for row, earlier in repeated_rows(keys, within):
        yield int(table.lines[row]), int(table.lines[earlier]), shown.iloc[row]


def _ids(tables: Tables, name: str) -> Cells:
    return stripped(tables.tables[name], tables.tables[name].model.key or "")


def _strange_ids(cells: Cells, known: frozenset[str]) -> dict[str, list[str]]:
    """The ids that are not known, by the raw cells in which they stand."""
    # A cell with `;` holds several ids, even where the whole of it is the id of some row.
    doubtful = dict.fromkeys(cell for cell in cells.tolist() if cell not in known or ";" in cell)
    found = {}
    for cell in doubtful:
        parts = filter(None, map(str.strip, cell.split(";")))
        if lost := [identifier for identifier in parts if identifier not in known]:
            found[cell] = lost
    return found
