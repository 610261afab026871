"""Rules on ids: each names one row, and what refers to a row finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from datelines.cells import CLOSE_ENOUGH
from datelines.checks.registry import rule
from datelines.columns import SLUG
from datelines.problems import WHOLE_LINE, Problem
from datelines.reading import Tables
from datelines.records import Report, Wording

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
        if table.model.key is None:
            continue
        first: dict[str, int] = {}
        for row in table.rows:
            identifier = row.cells.get(table.model.key, "").strip()
            if identifier and first.setdefault(identifier, row.line) != row.line:
                why = f"already the id of line {first[identifier]}"
                yield table.problem(row.line, table.model.key, identifier, why, "give one of them another id")


@rule("ids-resolve")
def ids_resolve(tables: Tables) -> Iterator[Problem]:
    """Every id that a row refers to is the id of a row. Rows that nothing refers to are fine."""
    known = {name: _ids(tables, name) for name in _REFERENCES.values()}
    for table in tables.tables.values():
        for column in table.model.columns():
            target = _REFERENCES.get(column)
            if target is None or target == table.name or not tables.readable(target):
                continue
            for row in table.rows:
                for identifier in filter(None, map(str.strip, row.cells.get(column, "").split(";"))):
                    if identifier not in known[target]:
                        why = f"no row of {target}.csv has this id"
                        repair = _nearest(identifier, known[target], target)
                        yield table.problem(row.line, column, identifier, why, repair)


@rule("relayed-by-resolves")
def relayed_by_resolves(tables: Tables) -> Iterator[Problem]:
    """relayed_by is the id of an outlet or of a speaker."""
    if not (tables.readable("outlets") and tables.readable("speakers")):
        return
    known = _ids(tables, "outlets") | _ids(tables, "speakers")
    table = tables.tables["reports"]
    for row in table.rows:
        identifier = row.cells.get("relayed_by", "").strip()
        if identifier and identifier not in known:
            why = "no row of outlets.csv or speakers.csv has this id"
            repair = _nearest(identifier, known, "outlets")
            yield table.problem(row.line, "relayed_by", identifier, why, repair)


@rule("events-have-reports")
def events_have_reports(tables: Tables) -> Iterator[Problem]:
    """Every event has at least one report: nothing is stated without a source."""
    reported = {row.cells.get("event_id", "").strip() for row in tables.rows("reports")}
    events = tables.tables["events"]
    if not tables.readable("reports"):
        return
    for row in events.rows:
        identifier = row.cells.get("event_id", "").strip()
        if identifier and identifier not in reported:
            repair = "add its report, or remove the event"
            yield events.problem(row.line, "event_id", identifier, "no report is about this event", repair)


@rule("duplicate-reports")
def duplicate_reports(tables: Tables) -> Iterator[Problem]:
    """No two reports have the same event, source, speaker and locator."""
    first: dict[tuple[str | None, ...], int] = {}
    for row, report in tables.records(Report):
        same = (report.event_id, report.source_id, report.speaker_id, report.locator)
        if first.setdefault(same, row.line) != row.line:
            why = f"line {first[same]} has the same event, source, speaker and locator"
            repair = "join the two rows, or correct the locator"
            yield tables.tables["reports"].problem(row.line, "report_id", report.report_id, why, repair)


@rule("duplicate-wording")
def duplicate_wording(tables: Tables) -> Iterator[Problem]:
    """No two rows of wording.csv are the same."""
    first: dict[Wording, int] = {}
    for row, wording in tables.records(Wording):
        if first.setdefault(wording, row.line) != row.line:
            why = f"the same as line {first[wording]}"
            yield tables.tables["wording"].problem(
                row.line, WHOLE_LINE, wording.term, why, "remove one of them"
            )


def _ids(tables: Tables, name: str) -> frozenset[str]:
    key = tables.tables[name].model.key
    return frozenset(row.cells.get(key or "", "").strip() for row in tables.rows(name)) - {""}


def _nearest(identifier: str, known: frozenset[str], target: str) -> str:
    # Sorted, so that of two ids that are as near the same one is proposed every time.
    choices = sorted(known_id for known_id in known if re.fullmatch(SLUG, known_id))
    match = process.extractOne(identifier, choices, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return f"write {match[0]!r}, or add the row" if match else f"add the row to {target}.csv"
