"""Rules on the form of cells and files: clean text, short phrases, canonical layout, voices with speakers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

import pyarrow as pa
import pyarrow.compute as pc

from datelines.checks.cells import Cells, Mask, is_blank, rows_where, same, stripped
from datelines.checks.rules import rule
from datelines.problems import WHOLE_LINE, Problem
from datelines.table.folder import canonical_text
from datelines.table.table import Table, Tables
from datelines.table.text import as_numpy, trimmed

MOST_WORDS = 6
SUMMARY_CHARACTERS = 300
_PHRASES = (("figures", "as_reported"), ("wording", "term"))
# Control characters (Unicode's Cc), and embeddings, overrides and isolates of direction, which can make a
# reviewed line read differently from what is stored.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LOCATOR = "[0-9]+(-[0-9]+)?(;[0-9]+(-[0-9]+)?)*"
_FORMAT = "run `python -m datelines format`"


@rule("trimmed-cells")
def trimmed_cells(tables: Tables) -> Iterator[Problem]:
    """No cell begins or ends with a blank."""
    for table in tables.tables.values():
        for line, column, cell in _cells_where(table, _untrimmed):
            yield table.problem(line, column, cell, "blanks before or after the text", _FORMAT)


@rule("no-control-characters")
def no_control_characters(tables: Tables) -> Iterator[Problem]:
    """No cell has a control character other than a line break, or one that turns the direction of text."""
    for table in tables.tables.values():
        for line, column, cell in _cells_where(table, _perhaps_hidden):
            hidden = _HIDDEN.search(cell.replace("\r\n", "\n"))
            if hidden:
                why = f"holds the control character U+{ord(hidden[0]):04X}"
                yield table.problem(line, column, cell, why, "remove it")


@rule("few-words")
def few_words(tables: Tables) -> Iterator[Problem]:
    """A phrase copied from a source (`as_reported`, `term`) has six words or fewer."""
    for name, column in _PHRASES:
        table = tables.tables[name]
        phrases = table.frame[column]
        # A word and a blank take two characters at least.
        for line, phrase in rows_where(table, _longer(phrases, 2 * MOST_WORDS), phrases):
            count = len(phrase.split())
            if count > MOST_WORDS:
                why = f"{count} words; {MOST_WORDS} are the most"
                yield table.problem(line, column, phrase, why, "keep the words that count")


@rule("short-summaries")
def short_summaries(tables: Tables) -> Iterator[Problem]:
    """A summary has 300 characters or fewer."""
    table = tables.tables["reports"]
    summaries = stripped(table, "summary")
    for line, summary in rows_where(table, _longer(summaries, SUMMARY_CHARACTERS), summaries):
        why = f"{len(summary)} characters; {SUMMARY_CHARACTERS} are the most"
        yield table.problem(line, "summary", summary, why, "shorten it")


@rule("canonical", harmless=True)
def canonical(tables: Tables) -> Iterator[Problem]:
    """Every file is in canonical form, with all columns in their order and the rows sorted, so that a diff
    shows changes of data only. A file that is not gives a remark: its data are read all the same, and
    `python -m datelines format` repairs it."""
    for name, table in tables.tables.items():
        # Rows that are not from a file have no layout, nor has an optional table that is absent.
        if not table.content or not tables.readable(name):
            continue
        wanted = canonical_text(table).encode()
        if table.content == wanted:
            continue
        pairs = zip_longest(table.content.split(b"\n"), wanted.split(b"\n"))
        line, found = next(
            (number, old or b"") for number, (old, new) in enumerate(pairs, start=1) if old != new
        )
        why = "not in canonical form from this line on"
        yield table.problem(line, WHOLE_LINE, found.decode("utf-8", "replace"), why, _FORMAT)


def _cells_where(table: Table, test: Callable[[pa.Array], pa.BooleanArray]) -> Iterator[tuple[int, str, str]]:
    """The line, column and text of each cell of the table for which the test is true.

    Works on Arrow's arrays: pandas takes ten times as long over the hundred columns of a small folder.
    """
    for column, cells in table.columns.items():
        mask = test(cells)
        if pc.any(mask).as_py():
            lines = table.lines[as_numpy(mask)].tolist()
            for line, cell in zip(lines, cells.filter(mask).to_pylist(), strict=True):
                yield line, column, cell


def _untrimmed(cells: pa.Array) -> pa.BooleanArray:
    return pc.not_equal(cells, trimmed(cells))


def _perhaps_hidden(cells: pa.Array) -> pa.BooleanArray:
    # The same characters in the notation of Arrow's engine, so that Python looks at few cells.
    signs = r"[\x00-\x09\x0b-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
    return pc.match_substring_regex(cells, signs)


def _longer(cells: Cells, most: int) -> Mask:
    return (cells.str.len() > most).to_numpy(dtype=bool)


@rule("readable-locators")
def readable_locators(tables: Tables) -> Iterator[Problem]:
    """A locator is paragraph numbers: `7`, `7-9`, or several of them joined by `;`."""
    table = tables.tables["reports"]
    locators = stripped(table, "locator")
    odd = table.fits & ~is_blank(locators) & ~locators.str.fullmatch(_LOCATOR).to_numpy(dtype=bool)
    for line, locator in rows_where(table, odd, locators):
        why = "not a list of paragraphs"
        yield table.problem(line, "locator", locator, why, "write it like 7, 7-9 or 7;9")


@rule("voices-have-speakers")
def voices_have_speakers(tables: Tables) -> Iterator[Problem]:
    """What is quoted or paraphrased has a speaker; what an outlet says in its own voice has none. Of an unknown
    voice the speaker may be unknown too."""
    table = tables.tables["reports"]
    voices, speakers = stripped(table, "voice"), stripped(table, "speaker_id")
    own, unnamed = same(voices, "own"), is_blank(speakers)
    for line, speaker in rows_where(table, table.fits & own & ~unnamed, speakers):
        why = "the voice is `own`, which has no speaker"
        repair = "leave it blank, or write `quoted` or `paraphrased`"
        yield table.problem(line, "speaker_id", speaker, why, repair)
    for line, voice in rows_where(table, table.fits & ~same(voices, "own", "unknown") & unnamed, voices):
        why = f"blank, but the voice is `{voice}`"
        repair = "name the speaker (an `unnamed-…` one if need be), or write `own`"
        yield table.problem(line, "speaker_id", "", why, repair)
