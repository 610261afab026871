"""Rules on the form of cells and files: clean text, short phrases, canonical layout."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from datelines.canonical import canonical_text
from datelines.checks.registry import rule
from datelines.problems import WHOLE_LINE, Problem
from datelines.reading import Tables

MOST_WORDS = 6
MOST_CHARACTERS = 300
_PHRASES = (("figures", "as_reported"), ("wording", "term"))
# Embeddings, overrides and isolates: they can make a reviewed line read otherwise than it is stored.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMAT = "run `python -m datelines format`"


@rule("trimmed-cells")
def trimmed_cells(tables: Tables) -> Iterator[Problem]:
    """No cell begins or ends with a blank."""
    for table in tables.tables.values():
        for row in table.rows:
            for column, cell in row.cells.items():
                if cell != cell.strip():
                    yield table.problem(row.line, column, cell, "blanks before or after the text", _FORMAT)


@rule("no-control-characters")
def no_control_characters(tables: Tables) -> Iterator[Problem]:
    """No cell has a control character other than a line break, or one that turns the direction of text."""
    for table in tables.tables.values():
        for row in table.rows:
            for column, cell in row.cells.items():
                hidden = next((char for char in cell.replace("\r\n", "\n") if _hidden(char)), None)
                if hidden is not None:
                    why = f"holds the control character U+{ord(hidden):04X}"
                    yield table.problem(row.line, column, cell, why, "remove it")


@rule("few-words")
def few_words(tables: Tables) -> Iterator[Problem]:
    """A phrase copied from a source (`as_reported`, `term`) has six words or fewer."""
    for name, column in _PHRASES:
        for row in tables.rows(name):
            phrase = row.cells.get(column, "")
            count = len(phrase.split())
            if count > MOST_WORDS:
                why = f"{count} words; {MOST_WORDS} are the most"
                yield tables.tables[name].problem(row.line, column, phrase, why, "keep the words that count")


@rule("short-summaries")
def short_summaries(tables: Tables) -> Iterator[Problem]:
    """A summary has 300 characters or fewer."""
    for row in tables.rows("reports"):
        summary = row.cells.get("summary", "").strip()
        if len(summary) > MOST_CHARACTERS:
            why = f"{len(summary)} characters; {MOST_CHARACTERS} are the most"
            yield tables.tables["reports"].problem(row.line, "summary", summary, why, "shorten it")


@rule("canonical")
def canonical(tables: Tables) -> Iterator[Problem]:
    """Every file is in canonical form (datelines.canonical), so that a diff shows changes of data only."""
    for name, table in tables.tables.items():
        wanted = canonical_text(table).encode()
        absent = table.model.optional and not table.content
        if absent or not tables.readable(name) or table.content == wanted:
            continue
        pairs = zip_longest(table.content.split(b"\n"), wanted.split(b"\n"))
        line, found = next(
            (number, old or b"") for number, (old, new) in enumerate(pairs, start=1) if old != new
        )
        why = "not in canonical form from this line on"
        yield table.problem(line, WHOLE_LINE, found.decode("utf-8", "replace"), why, _FORMAT)


def _hidden(char: str) -> bool:
    return char in _DIRECTION_MARKS or (char != "\n" and unicodedata.category(char) == "Cc")
