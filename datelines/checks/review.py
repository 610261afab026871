"""Rules on the review: what is inferred is explained, what is reviewed is signed and can be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datelines.checks.registry import rule
from datelines.problems import Problem
from datelines.reading import Tables
from datelines.records import Event, Report, Source

_BASES = ((Event, "date_basis"), (Source, "outlet_basis"), (Source, "published_basis"))
_REVIEWED = (Event, Report)
LOCATOR = re.compile(r"\d+(-\d+)?(;\d+(-\d+)?)*", re.ASCII)


@rule("inferred-needs-note")
def inferred_needs_note(tables: Tables) -> Iterator[Problem]:
    """What is `inferred` has a note that says how."""
    for model, column in _BASES:
        for row, record in tables.records(model):
            if getattr(record, column) == "inferred" and getattr(record, "note", None) is None:
                why = f"blank, but {column} is `inferred`"
                table = tables.tables[model.table]
                yield table.problem(row.line, "note", "", why, "write how it was inferred")


@rule("reviewed-is-signed")
def reviewed_is_signed(tables: Tables) -> Iterator[Problem]:
    """A row whose status is `reviewed` has reviewed_on and reviewed_by."""
    for model in _REVIEWED:
        for row, record in tables.records(model):
            for column in ("reviewed_on", "reviewed_by"):
                if getattr(record, "status", "") == "reviewed" and getattr(record, column) is None:
                    why = "blank, but the status is `reviewed`"
                    table = tables.tables[model.table]
                    yield table.problem(row.line, column, "", why, "fill it in, or write `draft`")


@rule("known-reviewers")
def known_reviewers(tables: Tables) -> Iterator[Problem]:
    """reviewed_by is a role or handle listed in `datelines:reviewers` of datapackage.json."""
    allowed = tables.corpus.reviewers
    for model in _REVIEWED:
        for row, record in tables.records(model):
            reviewer = getattr(record, "reviewed_by", None)
            if reviewer is not None and reviewer not in allowed:
                why = "not a reviewer named in datapackage.json"
                repair = f"write one of {', '.join(sorted(allowed))}"
                yield tables.tables[model.table].problem(row.line, "reviewed_by", reviewer, why, repair)


@rule("reviewed-reports-located")
def reviewed_reports_located(tables: Tables) -> Iterator[Problem]:
    """Every report of a reviewed event names the paragraphs that it was taken from."""
    reviewed = {event.event_id for _, event in tables.records(Event) if event.status == "reviewed"}
    for row, report in tables.records(Report):
        if report.event_id in reviewed and report.locator is None:
            why = "blank, but the event is reviewed"
            table = tables.tables["reports"]
            yield table.problem(row.line, "locator", "", why, "write the paragraph, like 7 or 7-9")


@rule("readable-locators")
def readable_locators(tables: Tables) -> Iterator[Problem]:
    """A locator is paragraph numbers: `7`, `7-9`, or several of them joined by `;`."""
    for row, report in tables.records(Report):
        if report.locator is not None and not LOCATOR.fullmatch(report.locator):
            why = "not a list of paragraphs"
            repair = "write it like 7, 7-9 or 7;9"
            yield tables.tables["reports"].problem(row.line, "locator", report.locator, why, repair)


@rule("voices-have-speakers")
def voices_have_speakers(tables: Tables) -> Iterator[Problem]:
    """What is quoted or paraphrased has a speaker; what an outlet says in its own voice has none."""
    table = tables.tables["reports"]
    for row, report in tables.records(Report):
        if report.voice == "own" and report.speaker_id is not None:
            why = "the voice is `own`, which has no speaker"
            repair = "leave it blank, or write `quoted` or `paraphrased`"
            yield table.problem(row.line, "speaker_id", report.speaker_id, why, repair)
        if report.voice != "own" and report.speaker_id is None:
            why = f"blank, but the voice is `{report.voice}`"
            repair = "name the speaker (an `unnamed-…` one if need be), or write `own`"
            yield table.problem(row.line, "speaker_id", "", why, repair)
