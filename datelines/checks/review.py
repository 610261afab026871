"""Rules on the review: what is inferred is explained, what is reviewed is signed and can be looked up."""

from __future__ import annotations

from collections.abc import Iterator

from datelines import vocabulary
from datelines.checks.registry import rule
from datelines.checks.values import among, blank, rows_where, same, stripped
from datelines.problems import Problem
from datelines.reading import Tables
from datelines.records import TABLES

_BASES = tuple(
    (model.table, column)
    for model in TABLES
    for column, terms in model.terms().items()
    if terms is vocabulary.BASES
)
_REVIEWED = tuple(model.table for model in TABLES if "reviewed_by" in model.columns())
LOCATOR = "[0-9]+(-[0-9]+)?(;[0-9]+(-[0-9]+)?)*"


@rule("inferred-needs-note")
def inferred_needs_note(tables: Tables) -> Iterator[Problem]:
    """What is `inferred` has a note that says how."""
    for name, column in _BASES:
        table = tables.tables[name]
        inferred = same(stripped(table, column), "inferred")
        for (line,) in rows_where(table, table.fits & inferred & blank(stripped(table, "note"))):
            why = f"blank, but {column} is `inferred`"
            yield table.problem(line, "note", "", why, "write how it was inferred")


@rule("reviewed-is-signed")
def reviewed_is_signed(tables: Tables) -> Iterator[Problem]:
    """A row whose status is `reviewed` has reviewed_on and reviewed_by."""
    for name in _REVIEWED:
        table = tables.tables[name]
        reviewed = table.fits & same(stripped(table, "status"), "reviewed")
        for column in ("reviewed_on", "reviewed_by"):
            for (line,) in rows_where(table, reviewed & blank(stripped(table, column))):
                why = "blank, but the status is `reviewed`"
                yield table.problem(line, column, "", why, "fill it in, or write `draft`")


@rule("known-reviewers")
def known_reviewers(tables: Tables) -> Iterator[Problem]:
    """reviewed_by is a role or handle listed in `datelines:reviewers` of datapackage.json."""
    allowed = sorted(tables.corpus.reviewers)
    for name in _REVIEWED:
        table = tables.tables[name]
        reviewers = stripped(table, "reviewed_by")
        stranger = table.fits & ~same(reviewers, "", *allowed)
        for line, reviewer in rows_where(table, stranger, reviewers):
            why = "not a reviewer named in datapackage.json"
            repair = f"write one of {', '.join(allowed)}"
            yield table.problem(line, "reviewed_by", reviewer, why, repair)


@rule("reviewed-reports-located")
def reviewed_reports_located(tables: Tables) -> Iterator[Problem]:
    """Every report of a reviewed event names the paragraphs that it was taken from."""
    events, table = tables.tables["events"], tables.tables["reports"]
    reviewed = stripped(events, "event_id")[events.fits & same(stripped(events, "status"), "reviewed")]
    about_reviewed = among(stripped(table, "event_id"), reviewed.tolist())
    for (line,) in rows_where(table, table.fits & about_reviewed & blank(stripped(table, "locator"))):
        why = "blank, but the event is reviewed"
        yield table.problem(line, "locator", "", why, "write the paragraph, like 7 or 7-9")


@rule("readable-locators")
def readable_locators(tables: Tables) -> Iterator[Problem]:
    """A locator is paragraph numbers: `7`, `7-9`, or several of them joined by `;`."""
    table = tables.tables["reports"]
    locators = stripped(table, "locator")
    odd = table.fits & ~blank(locators) & ~locators.str.fullmatch(LOCATOR).to_numpy(dtype=bool)
    for line, locator in rows_where(table, odd, locators):
        why = "not a list of paragraphs"
        yield table.problem(line, "locator", locator, why, "write it like 7, 7-9 or 7;9")


@rule("voices-have-speakers")
def voices_have_speakers(tables: Tables) -> Iterator[Problem]:
    """What is quoted or paraphrased has a speaker; what an outlet says in its own voice has none."""
    table = tables.tables["reports"]
    voices, speakers = stripped(table, "voice"), stripped(table, "speaker_id")
    own, unnamed = same(voices, "own"), blank(speakers)
    for line, speaker in rows_where(table, table.fits & own & ~unnamed, speakers):
        why = "the voice is `own`, which has no speaker"
        repair = "leave it blank, or write `quoted` or `paraphrased`"
        yield table.problem(line, "speaker_id", speaker, why, repair)
    for line, voice in rows_where(table, table.fits & ~own & unnamed, voices):
        why = f"blank, but the voice is `{voice}`"
        repair = "name the speaker (an `unnamed-…` one if need be), or write `own`"
        yield table.problem(line, "speaker_id", "", why, repair)
