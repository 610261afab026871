"""Rules on our own words: titles short enough to be read at a glance, no side's labels outside quotation
marks, and English beside every term of another language.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow.compute as pc

from datelines.checks.cells import Cells, Mask, is_blank, last_rows, rows_where, same, stripped
from datelines.checks.rules import rule
from datelines.problems import Problem
from datelines.table.table import Tables
from datelines.table.text import as_numpy, text_array

LABELS_FILE = Path(__file__).parent / "side_labels.csv"
"""The labels that stand in quotation marks only: the word as it begins, the kind of label, and the reason."""

TITLE_CHARACTERS = 60
_OWN_WORDS = (
    ("events", "title"),
    ("events", "title_long"),
    ("events", "note"),
    ("reports", "summary"),
    ("parts", "name"),
    ("populations", "name"),
    ("outlets", "about"),
)
_QUOTED = re.compile('“[^”]*”|"[^"]*"|‘[^’]*’(?![a-z])')


@rule("short-titles", harmless=True)
def short_titles(tables: Tables) -> Iterator[Problem]:
    """The title of an event has 60 characters or fewer; more goes into title_long."""
    table = tables.tables["events"]
    titles = stripped(table, "title")
    for line, title in rows_where(table, (titles.str.len() > TITLE_CHARACTERS).to_numpy(dtype=bool), titles):
        why = f"{len(title)} characters; {TITLE_CHARACTERS} are the most"
        yield table.problem(
            line, "title", title, why, "name place, act and day; the rest goes into title_long"
        )


@rule("neutral-words", harmless=True)
def neutral_words(tables: Tables) -> Iterator[Problem]:
    """Our own words have no label of one side outside quotation marks (the list, with the reason for each, is
    `datelines/checks/side_labels.csv`). Drafts, as strangers' rows are, are not looked at."""
    for name, column in _OWN_WORDS:
        table = tables.tables[name]
        cells = stripped(table, column)
        ours = table.fits & ~is_blank(cells)
        if "status" in table.model.columns():
            ours &= ~same(stripped(table, "status"), "draft")
        ours[ours] = _perhaps_labelled(cells[ours])
        for line, text in rows_where(table, ours, cells):
            for word, reason in labels_in(text):
                repair = "use a neutral word, or the outlet's in quotation marks"
                yield table.problem(line, column, text, f"{word!r} outside quotation marks: {reason}", repair)


@rule("foreign-terms-glossed", harmless=True)
def foreign_terms_glossed(tables: Tables) -> Iterator[Problem]:
    """A term from a source in another language than English has its English beside it (`gloss`)."""
    table, reports, sources = (tables.tables[name] for name in ("wording", "reports", "sources"))
    report = last_rows(stripped(reports, "report_id"), reports.fits, stripped(table, "report_id"))
    source = last_rows(stripped(sources, "source_id"), sources.fits, stripped(reports, "source_id"))
    foreign = ~stripped(sources, "language").str.startswith("en").to_numpy(dtype=bool)
    drafts = same(stripped(reports, "status"), "draft")
    terms = stripped(table, "term")
    there = table.fits & (report >= 0)
    there[there] = (source[report[there]] >= 0) & ~drafts[report[there]]
    there[there] = foreign[source[report[there]]]
    for line, term in rows_where(table, there & is_blank(stripped(table, "gloss")), terms):
        yield table.problem(line, "gloss", "", f"blank, but {term!r} is not English", "write it in English")


def labels_in(text: str) -> list[tuple[str, str]]:
    """Each label of a side that a text of ours has outside quotation marks, with the reason why it is one."""
    own = _QUOTED.sub(" ", text)
    return [(found[0], reason) for label, reason in _labels() if (found := label.search(own))]


@cache
def _labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    with LABELS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            (re.compile(rf"\b{row['label']}\b", re.IGNORECASE), row["reason"]) for row in csv.DictReader(file)
        )


def _perhaps_labelled(cells: Cells) -> Mask:
    # Arrow's engine, so that Python looks at few cells.
    every = "|".join(label.pattern for label, _ in _labels())
    return as_numpy(pc.match_substring_regex(text_array(cells), every, ignore_case=True))
