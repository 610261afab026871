"""The rules look at columns; read row by row, as they are stated, they find the same, however large."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.checks import check_tables
from datelines.checks import ids as known_ids
from datelines.checks.places import AREA_KINDS
from datelines.checks.rules import CHECKS
from datelines.record.dates import DateError, DateSpan, date_span, day_number, without_time
from datelines.record.figures import order_of_magnitude
from datelines.record.qualifiers import QUALIFIERS
from datelines.record.records import Event, Figure, Place, Report, Source, Wording
from datelines.table.folder import read_tables, table_of
from datelines.table.table import Tables
from tests.rows import records_in, rows_in, table_of_rows

VALID = read_tables(Path(__file__).parent.parent / "data" / "valid")
Found = Iterator[tuple[str, str, int, str]]
DATED = {"sources": "published", "events": "date", "reports": "date_as_reported", "figures": "scope_dates"}
TARGETS = {"outlet_id": "outlets", "speaker_id": "speakers", "source_id": "sources"} | {
    "place_ids": "places",
    "event_id": "events",
    "report_id": "reports",
    "part_of": "events",
    "population_id": "populations",
    "within": "populations",
    "part_id": "parts",
}
GROUPING = ("part_of", "population_id", "within", "part_id")
ODD_TERMS = """2019-09 2019-13-01 2030 2019-09-10/2019-09-01 2020-02-11~ soon 0 -1 12 999 33.5 1e3 100
reviewed draft inferred planned range over order about own quoted zone no-such-id a;b ; 7-9;12 p7 7-
maintainers somebody"""
ODD_TEXTS = ["", "é", "\u202e", "a\nb", "\x85", "\u2003", "a\r\nb", "\x1b", "word " * 7, "x" * 301]


@st.composite
def changed_tables(draw: st.DrawFn) -> Tables:
    """The valid tables with rows that stand twice or not at all, and with other cells."""
    rows = {name: [dict(row.cells) for row in rows_in(table)] for name, table in VALID.tables.items()}
    texts = sorted({cell for table in rows.values() for row in table for cell in row.values()})
    for _ in range(draw(st.integers(1, 12))):
        table = rows[draw(st.sampled_from([name for name in rows if rows[name]]))]
        row = draw(st.sampled_from(table))
        match draw(st.integers(0, 9)):
            case 0:
                table.append(dict(row))
            case 1 if len(table) > 1:
                table.remove(row)
            case _:
                column = draw(st.sampled_from(sorted(row)))
                text = draw(st.sampled_from([*texts, *ODD_TERMS.split(), *ODD_TEXTS]))
                row[column] = draw(st.sampled_from([text, text, row[column] + text, f" {text}"]))
    tables = {
        name: table_of_rows(valid.model, valid.path, rows[name]) for name, valid in VALID.tables.items()
    }
    return replace(VALID, tables=MappingProxyType(tables))


@settings(max_examples=40)
@given(changed_tables())
def test_rules_over_columns_find_what_they_find_row_by_row(tables: Tables) -> None:
    by_row = [*_of_cells(tables), *_of_ids(tables), *_of_dates(tables), *_of_figures(tables)]
    by_row += [*_of_reviews(tables), *_of_places(tables)]
    elsewhere = {"canonical", "geometry-files", "coordinates-in-country", "neutral-words", "short-titles"}
    elsewhere |= {"no-circles", "parts-of-their-event", "foreign-terms-glossed", "agreement-adds-up"}
    by_column = [
        (name, problem.path.rsplit("/", 1)[-1].removesuffix(".csv"), problem.line, problem.column)
        for name in CHECKS.keys() - elsewhere
        for problem in CHECKS[name](tables)
    ]
    assert sorted(by_column) == sorted(by_row)


def _of_cells(tables: Tables) -> Found:
    for name, table in tables.tables.items():
        for row in rows_in(table):
            for column, cell in row.cells.items():
                if cell != cell.strip():
                    yield "trimmed-cells", name, row.line, column
                shown = cell.replace("\r\n", "").replace("\n", "")
                if any(unicodedata.category(char) == "Cc" or char == "\u202e" for char in shown):
                    yield "no-control-characters", name, row.line, column
                if column in ("as_reported", "term") and len(cell.split()) > 6:
                    yield "few-words", name, row.line, column
                if column == "summary" and len(cell.strip()) > 300:
                    yield "short-summaries", name, row.line, column


def _of_ids(tables: Tables) -> Found:
    known = {
        name: [row.cells[table.model.key].strip() for row in rows_in(table) if table.model.key]
        for name, table in tables.tables.items()
    }
    for name, table in tables.tables.items():
        for number, row in enumerate(rows_in(table)):
            if table.model.key and known[name][number] in {*known[name][:number]} - {""}:
                yield "unique-ids", name, row.line, table.model.key
            for column in TARGETS.keys() & row.cells.keys() - {table.model.key}:
                for identifier in filter(None, map(str.strip, row.cells[column].split(";"))):
                    if identifier not in known[TARGETS[column]]:
                        rule = "groups-resolve" if column in GROUPING else "ids-resolve"
                        yield rule, name, row.line, column
    for row in rows_in(tables.tables["reports"]):
        if row.cells["relayed_by"].strip() not in ["", *known["outlets"], *known["speakers"]]:
            yield "relayed-by-resolves", "reports", row.line, "relayed_by"
    for row in rows_in(tables.tables["events"]):
        about = {report.cells["event_id"].strip() for report in rows_in(tables.tables["reports"])}
        if row.cells["event_id"].strip() not in about | {""}:
            yield "events-have-reports", "events", row.line, "event_id"
    keys = [(r.event_id, r.source_id, r.speaker_id, r.locator) for _, r in records_in(tables, Report)]
    for number, (row, _) in enumerate(records_in(tables, Report)):
        if keys[number] in keys[:number]:
            yield "duplicate-reports", "reports", row.line, "report_id"
    terms = list(records_in(tables, Wording))
    for number, (row, wording) in enumerate(terms):
        if wording in [earlier for _, earlier in terms[:number]]:
            yield "duplicate-wording", "wording", row.line, "-"


def _span(text: str | None) -> DateSpan | None:
    try:
        return date_span(text) if text else None
    except DateError:
        return None


def _of_dates(tables: Tables) -> Found:
    bounds = tables.corpus.span
    for name, column in DATED.items():
        for row in rows_in(tables.tables[name]):
            text = row.cells[column].strip()
            span = _span(without_time(text) if name == "sources" else text)
            if text and not span:
                yield "dates-are-edtf", name, row.line, column
            if (
                span
                and name != "sources"
                and not bounds.day_from <= span.day_from <= span.day_to <= bounds.day_to
            ):
                yield "dates-within-bounds", name, row.line, column
    for row, source in records_in(tables, Source):
        published = _span(without_time(source.published or ""))
        if published and source.retrieved and published.day_from > day_number(source.retrieved):
            yield "published-before-retrieved", "sources", row.line, "published"
    events = {event.event_id: event for _, event in records_in(tables, Event)}
    sources = {source.source_id: source for _, source in records_in(tables, Source)}
    for row, report in records_in(tables, Report):
        event, cited = events.get(report.event_id), sources.get(report.source_id)
        if event and cited and event.kind != "planned":
            reported, published = (
                _span(report.date_as_reported or event.date),
                _span(without_time(cited.published or "")),
            )
            if reported and published and published.soft_to < reported.day_from:
                column = "date_as_reported" if report.date_as_reported else "event_id"
                yield "published-not-before-event", "reports", row.line, column


def _of_figures(tables: Tables) -> Found:
    for row, figure in records_in(tables, Figure):
        low, high, qualifier = figure.low, figure.high, QUALIFIERS[figure.qualifier]
        both, equal = low is not None and high is not None, qualifier.equal_ends
        if (low is None) == qualifier.needs_low:
            yield "figure-ends", "figures", row.line, "low"
        if (high is None) == qualifier.needs_high or (both and equal and low != high):
            yield "figure-ends", "figures", row.line, "high"
        if both and not equal and (low > high or (low == high and qualifier.numbers == "two")):
            yield "figure-ends-in-order", "figures", row.line, "low"
        if both and qualifier.numbers == "order" and not order_of_magnitude(low, high):
            yield "figure-orders-of-magnitude", "figures", row.line, "low"


def _of_reviews(tables: Tables) -> Found:
    signed = {"reviewed_on", "reviewed_by"}
    for model in (Event, Source, Report):
        for row, _ in records_in(tables, model):
            cells = {column: cell.strip() for column, cell in row.cells.items()}
            for column in ("date_basis", "outlet_basis", "published_basis"):
                if cells.get(column) == "inferred" and not cells["note"]:
                    yield "inferred-needs-note", model.table, row.line, "note"
            for column in signed & cells.keys():
                if cells["status"] == "reviewed" and not cells[column]:
                    yield "reviewed-is-signed", model.table, row.line, column
            for column in ("reviewed_by", "second_read_by"):
                if cells.get(column) and cells[column] not in tables.corpus.reviewers:
                    yield "known-reviewers", model.table, row.line, column
            if model is Source and cells["read"] == "excerpt" and not cells["read_to"]:
                yield "excerpts-end-somewhere", model.table, row.line, "read_to"
            if model is not Source:
                yield from _of_second_readings(model.table, row.line, cells)
    reviewed = {event.event_id for _, event in records_in(tables, Event) if event.status == "reviewed"}
    for row, report in records_in(tables, Report):
        if report.event_id in reviewed and report.locator is None:
            yield "reviewed-reports-located", "reports", row.line, "locator"
        if report.locator and not re.fullmatch(r"[0-9]+(-[0-9]+)?(;[0-9]+(-[0-9]+)?)*", report.locator):
            yield "readable-locators", "reports", row.line, "locator"
        if (report.voice == "own") != (report.speaker_id is None):
            yield "voices-have-speakers", "reports", row.line, "speaker_id"


def _of_second_readings(table: str, line: int, cells: Mapping[str, str]) -> Found:
    on, by, status = (cells[column] for column in ("second_read_on", "second_read_by", "status"))
    if bool(on) != bool(by):
        yield "second-reading-signed", table, line, "second_read_by" if on else "second_read_on"
    elif on and status != "reviewed":
        yield "second-reading-signed", table, line, "status"
    if status == "reviewed" and not by:
        yield "reviewed-read-twice", table, line, "second_read_by"


def _of_places(tables: Tables) -> Found:
    for row, place in records_in(tables, Place):
        if (place.latitude is None) != (place.longitude is None):
            missing = "latitude" if place.latitude is None else "longitude"
            yield "coordinates-paired", "places", row.line, missing
        if place.latitude is not None and place.coordinates_source is None:
            yield "coordinates-sourced", "places", row.line, "coordinates_source"
        if (
            place.kind in AREA_KINDS
            and place.latitude is not None
            and not (place.geometry or place.radius_km)
        ):
            yield "areas-are-not-points", "places", row.line, "kind"


def _with_rows(count: int, **cells: str) -> Tables:
    """The valid tables with `count` events and reports more, the reports with these cells."""
    tables = dict(VALID.tables)
    for name in ("events", "reports"):
        valid = VALID.tables[name]
        rows = valid.frame.iloc[[0] * count].reset_index(drop=True)
        for column, text in ({"event_id": "event-{}", "report_id": "report-{}"} | cells).items():
            if column in rows:
                rows[column] = [text.format(number) for number in range(count)]
        frame = pd.concat([valid.frame, rows], ignore_index=True)
        lines = np.arange(len(frame)) + 2
        tables[name], _ = table_of(valid.model, frame, path=valid.path, lines=lines)
    return replace(VALID, tables=MappingProxyType(tables))


def test_what_is_not_from_a_file_has_no_layout_to_keep() -> None:
    tables = _with_rows(2)
    assert list(CHECKS["canonical"](tables)) == []
    unsorted = replace(tables.tables["events"], content=b"event_id\n")
    tables = replace(tables, tables=MappingProxyType({**tables.tables, "events": unsorted}))
    assert [problem.line for problem in CHECKS["canonical"](tables)] == [1]


def test_a_wrong_id_is_compared_once_however_many_rows_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_ids, "MOST_COMPARISONS", len(VALID.tables["sources"].lines))
    known = VALID.tables["sources"].frame["source_id"].iloc[0]
    found = list(CHECKS["ids-resolve"](_with_rows(50, source_id=f"{known}x")))
    assert {problem.repair for problem in found} == {f"write {known!r}, or add the row"}


def test_beyond_the_limit_of_comparisons_no_id_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_ids, "MOST_COMPARISONS", 3 * len(VALID.tables["sources"].lines))
    known = VALID.tables["sources"].frame["source_id"].iloc[0]
    repairs = [p.repair for p in CHECKS["ids-resolve"](_with_rows(5, source_id=known + "-{}"))]
    assert repairs == [f"write {known!r}, or add the row"] * 3 + ["add the row to sources.csv"] * 2


def test_a_list_of_exceptions_that_is_not_utf_8_is_a_problem(folder: Path) -> None:
    (folder / "coordinate_exceptions.csv").write_bytes(
        b"place_id,reason,added_on\nexampleville,caf\xe9,2026\n"
    )
    (line,) = map(str, check_tables(read_tables(folder)))
    assert "coordinate_exceptions.csv:1:-" in line
    assert "save it as CSV in UTF-8" in line
