"""Rules on the review: what is inferred is explained, what is reviewed is signed, was read twice and can be
looked up.
"""

from __future__ import annotations

from collections.abc import Iterator

from datelines.checks.cells import among, is_blank, rows_where, same, stripped
from datelines.checks.rules import rule
from datelines.problems import Problem
from datelines.record.records import TABLES, Agreement
from datelines.record.terms import BASES
from datelines.table.agreement import read_agreement
from datelines.table.table import Tables

_BASES = tuple(
    (model.table, column) for model in TABLES for column, terms in model.terms().items() if terms is BASES
)
_REVIEWED = tuple(model.table for model in TABLES if "reviewed_by" in model.columns())


@rule("inferred-needs-note")
def inferred_needs_note(tables: Tables) -> Iterator[Problem]:
    """What is `inferred` has a note that says how."""
    for name, column in _BASES:
        table = tables.tables[name]
        inferred = same(stripped(table, column), "inferred")
        for (line,) in rows_where(table, table.fits & inferred & is_blank(stripped(table, "note"))):
            why = f"blank, but {column} is `inferred`"
            yield table.problem(line, "note", "", why, "write how it was inferred")


@rule("reviewed-is-signed")
def reviewed_is_signed(tables: Tables) -> Iterator[Problem]:
    """A row whose status is `reviewed` has reviewed_on and reviewed_by."""
    for name in _REVIEWED:
        table = tables.tables[name]
        reviewed = table.fits & same(stripped(table, "status"), "reviewed")
        for column in ("reviewed_on", "reviewed_by"):
            for (line,) in rows_where(table, reviewed & is_blank(stripped(table, column))):
                why = "blank, but the status is `reviewed`"
                yield table.problem(line, column, "", why, "fill it in, or write `draft`")


@rule("known-reviewers")
def known_reviewers(tables: Tables) -> Iterator[Problem]:
    """reviewed_by and second_read_by are roles or handles listed in `datelines:reviewers` of
    datapackage.json."""
    allowed = sorted(tables.corpus.reviewers)
    for name in _REVIEWED:
        table = tables.tables[name]
        for column in ("reviewed_by", "second_read_by"):
            reviewers = stripped(table, column)
            stranger = table.fits & ~same(reviewers, "", *allowed)
            for line, reviewer in rows_where(table, stranger, reviewers):
                why = "not a reviewer named in datapackage.json"
                repair = f"write one of {', '.join(allowed)}"
                yield table.problem(line, column, reviewer, why, repair)


@rule("second-reading-signed")
def second_reading_signed(tables: Tables) -> Iterator[Problem]:
    """second_read_on and second_read_by are filled in together, and only where the status is `reviewed`."""
    for name in _REVIEWED:
        table = tables.tables[name]
        on, by = (stripped(table, column) for column in ("second_read_on", "second_read_by"))
        status = stripped(table, "status")
        for line, day, reader in rows_where(table, table.fits & (is_blank(on) ^ is_blank(by)), on, by):
            column = "second_read_by" if day else "second_read_on"
            why = f"blank, but the other of the two is {day or reader}"
            yield table.problem(line, column, "", why, "fill in both, or leave both blank")
        unsettled = table.fits & ~is_blank(on) & ~is_blank(by) & ~same(status, "reviewed")
        for line, word in rows_where(table, unsettled, status):
            why = f"read a second time, but the status is `{word}`"
            yield table.problem(
                line, "status", word, why, "write `reviewed`, or leave out the second reading"
            )


@rule("reviewed-read-twice", harmless=True)
def reviewed_read_twice(tables: Tables) -> Iterator[Problem]:
    """A row whose status is `reviewed` was read by two readers. Rows of older folders, which record one
    reader only, give a remark."""
    for name in _REVIEWED:
        table = tables.tables[name]
        once = table.fits & same(stripped(table, "status"), "reviewed")
        for (line,) in rows_where(table, once & is_blank(stripped(table, "second_read_by"))):
            why = "blank, but the status is `reviewed`"
            yield table.problem(
                line, "second_read_by", "", why, "name the second reader, or write `read-once`"
            )


@rule("excerpts-end-somewhere")
def excerpts_end_somewhere(tables: Tables) -> Iterator[Problem]:
    """Of a source that was read in part (`excerpt`), read_to says how far."""
    table = tables.tables["sources"]
    excerpt = table.fits & same(stripped(table, "read"), "excerpt")
    for (line,) in rows_where(table, excerpt & is_blank(stripped(table, "read_to"))):
        why = "blank, but the source was read in part"
        yield table.problem(line, "read_to", "", why, "write the last paragraph, or how many characters")


@rule("reviewed-reports-located")
def reviewed_reports_located(tables: Tables) -> Iterator[Problem]:
    """Every report of a reviewed event names the paragraphs that it was taken from."""
    events, table = tables.tables["events"], tables.tables["reports"]
    reviewed = stripped(events, "event_id")[events.fits & same(stripped(events, "status"), "reviewed")]
    about_reviewed = among(stripped(table, "event_id"), reviewed.tolist())
    for (line,) in rows_where(table, table.fits & about_reviewed & is_blank(stripped(table, "locator"))):
        why = "blank, but the event is reviewed"
        yield table.problem(line, "locator", "", why, "write the paragraph, like 7 or 7-9")


@rule("agreement-adds-up")
def agreement_adds_up(tables: Tables) -> Iterator[Problem]:
    """In agreement.csv, the cells compared are those agreed and those of each outcome, together."""
    path = (tables.folder / f"{Agreement.table}.csv").as_posix()
    for line, row in read_agreement(tables.folder):
        if isinstance(row, str):
            yield Problem(path, line, "-", "", row, "make it with `second-reading agreement`")
        elif row.compared != row.agreed + row.first_right + row.second_right + row.neither:
            why = "not the sum of agreed, first_right, second_right and neither"
            yield Problem(
                path, line, "compared", str(row.compared), why, "make it with `second-reading agreement`"
            )
