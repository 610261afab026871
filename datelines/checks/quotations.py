"""Phrases recorded as printed (`as_reported`, `term`), looked for in the document that they are cited from.

A document is the text under review; its paragraphs are its non-blank lines, counted from 1. White space,
letter case and the shapes of quotation marks, apostrophes and dashes make no difference; everything else
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from datelines.problems import Problem
from datelines.record.records import Report
from datelines.table.archive import Archive
from datelines.table.table import Table
from datelines.words import counted, joined

COPIED_WORDS = 8
"""From this many words in a row, a summary copies its source."""

_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ′`´", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked for and what was not found: the number of `phrases`, of the `documents` searched, and
    of the phrases that the cited paragraphs lack (`not_found`)."""

    problems: tuple[Problem, ...]
    phrases: int
    documents: int
    not_found: int

    def sentence(self) -> str:
        """The closing line of the command."""
        searched = f"{counted(self.phrases, 'phrase')} in {counted(self.documents, 'document')}"
        return f"checked {searched}: {self.not_found} not found"


@dataclass(frozen=True)
class Document:
    """A text under review as its paragraphs, in the order printed."""

    paragraphs: tuple[str, ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The paragraphs as they are compared (`folded_text`)."""
        return tuple(folded_text(paragraph) for paragraph in self.paragraphs)

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every COPIED_WORDS words in a row, within a paragraph."""
        return frozenset(run for paragraph in self.folded for run in _runs(_words(paragraph)))

    def paragraphs_with(self, phrase: str) -> tuple[int, ...]:
        """Numbers of the paragraphs that hold `phrase` as whole words (`15 men` is not in `115 men`)."""
        wanted = re.compile(rf"(?<!\w){re.escape(folded_text(phrase))}(?!\w)")
        return tuple(number for number, text in enumerate(self.folded, start=1) if wanted.search(text))


def document_of(text: str) -> Document:
    """The document of a text: its lines that are not blank."""
    # Not str.splitlines, which also breaks at characters that an editor does not count as line ends.
    return Document(tuple(line for line in re.split(r"\r\n|\r|\n", text) if line.strip()))


def folded_text(text: str) -> str:
    """`text` as it is compared: one kind of blank, quotation mark, apostrophe and dash; no letter case."""
    return " ".join(text.translate(_FOLDED).split()).casefold()


def cited_paragraphs(locator: str) -> tuple[int, ...]:
    """The numbers of a locator: `7` gives (7,), `7-9;12` gives (7, 8, 9, 12).

    Raises ValueError for other text, and for a range that ends before it begins or is over 1,000 long.
    """
    numbers: list[int] = []
    for part in locator.split(";"):
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part.strip(), re.ASCII)
        if not match:
            raise ValueError(f"{locator!r} is not a list of paragraphs")
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last <= first + 1000:
            raise ValueError(f"{locator!r} ends before it begins, or is too long")
        numbers.extend(range(first, last + 1))
    return tuple(numbers)


def check_quotations(archive: Archive, *folders: Path | str) -> Verification:
    """Look up every phrase of the reports whose source has a text in one of `folders`: the file named in
    `document`, or for a page the file `<source_id>.txt`, a text of it kept by whoever read it.

    A document that is missing is a problem; a page without a text is passed over, since pages are not ours to
    keep. The phrases of a report without a locator are looked for in the whole text. Raises OSError where an
    existing file cannot be opened.
    """
    tables = archive.tables.tables
    documents, problems = _read_documents(archive, [Path(folder) for folder in folders])
    cited = [
        _Cited(line, report, documents[report.source_id])
        for line, report in zip(archive.lines["reports"], archive.reports, strict=True)
        if report.source_id in documents
    ]
    problems += [*_locator_problems(tables["reports"], cited), *_copying_problems(tables["reports"], cited)]
    by_report = {one.report.report_id: one for one in cited}
    phrases, missing = 0, []
    for table, line, report_id, column, phrase in _phrases(archive):
        if report_id not in by_report:
            continue
        phrases += 1
        fault = _missing_phrase(phrase, by_report[report_id])
        if fault:
            missing.append(tables[table].problem(line, column, phrase, *fault))
    return Verification((*problems, *missing), phrases, len(documents), len(missing))


class _Cited(NamedTuple):
    """A report with its line, and the document that it is cited from."""

    line: int
    report: Report
    document: Document


def _read_documents(archive: Archive, folders: list[Path]) -> tuple[dict[str, Document], list[Problem]]:
    """The texts by source id."""
    documents: dict[str, Document] = {}
    problems = []
    table = archive.tables.tables["sources"]
    for line, source in zip(archive.lines["sources"], archive.sources, strict=True):
        name = source.document or f"{source.source_id}.txt"
        # A plain name only: a table must not make us open files elsewhere on the machine.
        found = [folder / name for folder in folders if Path(name).name == name and (folder / name).is_file()]
        if not found:
            if source.document:
                why = f"no such document in {joined((folder.as_posix() for folder in folders), 'or')}"
                repair = "correct the name, or add the document"
                problems.append(table.problem(line, "document", name, why, repair))
            continue
        path = found[0]
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            why = f"the document is not UTF-8 at byte {error.start + 1}"
            problems.append(table.problem(line, "document", name, why, "save it in UTF-8"))
            continue
        documents[source.source_id] = document_of(text)
    return documents, problems


def _phrases(archive: Archive) -> Iterator[tuple[str, int, str, str, str]]:
    for line, figure in zip(archive.lines["figures"], archive.figures, strict=True):
        yield "figures", line, figure.report_id, "as_reported", figure.as_reported
    for line, wording in zip(archive.lines["wording"], archive.wording, strict=True):
        yield "wording", line, wording.report_id, "term", wording.term


def _missing_phrase(phrase: str, cited: _Cited) -> tuple[str, str] | None:
    """Why the phrase is not where the report says and what to do; None where it is."""
    found, locator = cited.document.paragraphs_with(phrase), cited.report.locator
    try:
        paragraphs = cited_paragraphs(locator) if locator else None
    except ValueError:
        return None  # the locator has a problem of its own
    if found and (paragraphs is None or set(found) & set(paragraphs)):
        return None
    searched = "the whole document" if paragraphs is None else f"paragraph {locator}"
    name = f"{searched} ({cited.report.report_id})"
    if found:
        numbers = ", ".join(map(str, found))
        return f"not in {name}, found in paragraph {numbers}", "fix the locator"
    return f"not in {name}, nor elsewhere in the document", "write the words as printed"


def _locator_problems(reports: Table, cited: Iterable[_Cited]) -> Iterator[Problem]:
    for line, report, document in cited:
        if report.locator is None:
            continue
        last = len(document.paragraphs)
        try:
            outside = [number for number in cited_paragraphs(report.locator) if not 1 <= number <= last]
            why = f"the document has paragraphs 1 to {last}" if outside else None
        except ValueError:
            why = "not a list of paragraphs"
        if why:
            repair = "write the paragraph, like 7 or 7-9"
            yield reports.problem(line, "locator", report.locator, why, repair)


def _copying_problems(reports: Table, cited: Iterable[_Cited]) -> Iterator[Problem]:
    for line, report, document in cited:
        runs = _runs(_words(folded_text(report.summary)))
        copied = next((run for run in runs if run in document.runs), None)
        if copied:
            why = f"copies {COPIED_WORDS} words or more in a row from the document ({' '.join(copied)})"
            yield reports.problem(line, "summary", report.summary, why, "say it in words of our own")


def _words(folded: str) -> list[str]:
    return re.findall(r"\w+", folded)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + COPIED_WORDS]) for at in range(len(words) - COPIED_WORDS + 1))
