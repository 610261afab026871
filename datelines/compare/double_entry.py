"""Double entry: two readings of the same pages, compared cell by cell.

The first reading is what the tables hold; the second is written by a reader who has not seen it. Their rows
have no ids in common, so rows are paired first: reports of one source by event, speaker, paragraphs and
numbers, figures of one source by number and phrase, terms by their words. The best pairs are taken first; a
row without a partner is a difference of its own. Then each column that a reader decides is compared.

A cell that both left blank is not counted. Not compared: ids, notes and summaries (free text: the second
reader checks the summary against the page), and who reviewed the row.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Row = Mapping[str, str]
"""The cells of a row as text, by column; a column that is absent is blank."""

SOURCE_FIELDS = ("title", "outlet_basis", "published", "published_basis")
REPORT_FIELDS = ("event_id", "speaker_id", "relayed_by", "voice", "date_as_reported", "place_as_reported")
FIGURE_FIELDS = (
    "measure",
    "population_id",
    "part_id",
    "qualifier",
    "low",
    "high",
    "unit",
    "scope",
    "scope_dates",
)
WHOLE_ROW = "row"
"""The field of a comparison that says whether both readers recorded the row at all."""


@dataclass(frozen=True)
class PageReading:
    """What one reader recorded of some sources: rows of the tables of the same names. `headings` gives the
    event under whose heading an event is listed (`events.part_of`): a report filed under a part by one reader
    and under its heading by the other is no difference."""

    sources: Sequence[Row]
    reports: Sequence[Row]
    figures: Sequence[Row] = ()
    wording: Sequence[Row] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


class Compared(NamedTuple):
    """One cell that both readers had to decide: `field` is `table.column`, or `table.row` for the row itself.
    `row` and `second_row` are the ids that each reader gave the row (a term, for wording), '' where that
    reader has no such row."""

    source_id: str
    field: str
    row: str
    second_row: str
    first: str
    second: str
    agreed: bool


def compare_readings(first: PageReading, second: PageReading) -> list[Compared]:
    """Every cell that the two readers had to decide, for the sources of the second reading, by source.

    Args:
        first: The reading that the tables hold; sources that the second does not have are passed over.
        second: The reading to hold against it.
    """
    headings = {**first.headings, **second.headings}
    found: list[Compared] = []
    firsts = {row["source_id"]: row for row in first.sources}
    for theirs in second.sources:
        source = theirs["source_id"]
        ours = firsts.get(source, {"source_id": source})
        found += _cells(source, "sources", SOURCE_FIELDS, (source, ours), (source, theirs), _same_words)
        found += _compare_source(source, first, second, headings)
    return found


def agreement(
    cells: Iterable[tuple[str, bool]], outcomes: Iterable[tuple[str, str]]
) -> list[dict[str, str | int]]:
    """How often the readers agreed, by field, in the columns of agreement.csv.

    Args:
        cells: The field of each cell compared, and whether the readers agreed.
        outcomes: Field and outcome of each settled difference: `first` or `second` (that reader was right),
            `neither`, or `both` (two ways to write one thing: counted as agreed).
    """
    compared, agreed = Counter[str](), Counter[str]()
    for name, same in cells:
        compared[name] += 1
        agreed[name] += same
    settled = Counter(outcomes)
    return [
        {
            "field": name,
            "compared": number,
            "agreed": agreed[name] + settled[name, "both"],
            "first_right": settled[name, "first"],
            "second_right": settled[name, "second"],
            "neither": settled[name, "neither"],
        }
        for name, number in compared.items()
    ]


def _compare_source(
    source: str, first: PageReading, second: PageReading, headings: Mapping[str, str]
) -> list[Compared]:
    ours = [row for row in first.reports if row["source_id"] == source]
    theirs = [row for row in second.reports if row["source_id"] == source]
    our_figures, their_figures = _owned(first.figures, ours), _owned(second.figures, theirs)
    our_terms, their_terms = _owned(first.wording, ours), _owned(second.wording, theirs)

    def alike(mine: Row, other: Row) -> int:
        numbers = _ends(our_figures, mine) & _ends(their_figures, other)
        return _report_score(mine, other, sum(numbers.values()), headings)

    def same_event(name: str, mine: str, other: str) -> bool:
        if name != "event_id":
            return _same_words(name, mine, other)
        return headings.get(mine, mine) == headings.get(other, other)

    found = []
    for mine, other in _paired(ours, theirs, alike):
        ids = (_cell(mine, "report_id"), mine), (_cell(other, "report_id"), other)
        found += _cells(source, "reports", REPORT_FIELDS, *ids, same_event)
    for mine, other in _paired(our_figures, their_figures, _figure_score):
        ids = (_cell(mine, "figure_id"), mine), (_cell(other, "figure_id"), other)
        found += _cells(source, "figures", FIGURE_FIELDS, *ids, _same_words)
    for mine, other in _paired(our_terms, their_terms, _term_score):
        ids = (_cell(mine, "term"), mine), (_cell(other, "term"), other)
        found += _cells(source, "wording", (), *ids, _same_words)
    return found


def _cells(
    source: str,
    table: str,
    fields: Sequence[str],
    first: tuple[str, Row | None],
    second: tuple[str, Row | None],
    same: Callable[[str, str, str], bool],
) -> list[Compared]:
    (row, ours), (second_row, theirs) = first, second
    found = []
    if table != "sources":
        both = ours is not None and theirs is not None
        found.append(
            Compared(source, f"{table}.{WHOLE_ROW}", row, second_row, _told(ours), _told(theirs), both)
        )
    if ours is None or theirs is None:
        return found
    for name in fields:
        mine, other = _cell(ours, name), _cell(theirs, name)
        if mine or other:
            found.append(
                Compared(source, f"{table}.{name}", row, second_row, mine, other, same(name, mine, other))
            )
    return found


def _told(row: Row | None) -> str:
    """What a whole row is about, for whoever settles a difference."""
    if row is None:
        return ""
    columns = ("event_id", "summary") if "summary" in row else ("measure", "as_reported", "subject", "term")
    return ": ".join(_cell(row, column) for column in columns if _cell(row, column))


def _paired(
    ours: Sequence[Row], theirs: Sequence[Row], score: Callable[[Row, Row], int]
) -> list[tuple[Row | None, Row | None]]:
    """Pairs, the best score first; a score of 0 is no pair. Rows without a partner follow."""
    scores = sorted(
        (-score(mine, other), i, j) for i, mine in enumerate(ours) for j, other in enumerate(theirs)
    )
    partner: dict[int, int] = {}
    for value, i, j in scores:
        if value < 0 and i not in partner and j not in partner.values():
            partner[i] = j
    taken = set(partner.values())
    pairs: list[tuple[Row | None, Row | None]] = [
        (mine, theirs[partner[i]] if i in partner else None) for i, mine in enumerate(ours)
    ]
    return pairs + [(None, other) for j, other in enumerate(theirs) if j not in taken]


def _report_score(mine: Row, other: Row, numbers: int, headings: Mapping[str, str]) -> int:
    events = _cell(mine, "event_id"), _cell(other, "event_id")
    event = headings.get(events[0], events[0]) == headings.get(events[1], events[1])
    speaker = _cell(mine, "speaker_id") == _cell(other, "speaker_id")
    lines = bool(_paragraphs(mine) & _paragraphs(other))
    if not (event or numbers or (speaker and lines)):
        return 0
    voice = _cell(mine, "voice") == _cell(other, "voice")
    return 10 * event + 4 * speaker + 3 * numbers + 2 * lines + voice


def _figure_score(mine: Row, other: Row) -> int:
    ends = _number(mine, "low") == _number(other, "low") and _number(mine, "high") == _number(other, "high")
    phrases = _overlap(_cell(mine, "as_reported"), _cell(other, "as_reported"))
    if not (ends or phrases):
        return 0
    same = sum(_cell(mine, name) == _cell(other, name) for name in ("measure", "population_id", "unit"))
    return 4 * ends + 4 * phrases + same


def _term_score(mine: Row, other: Row) -> int:
    phrases = _overlap(_cell(mine, "term"), _cell(other, "term"))
    return phrases * (2 + (_cell(mine, "subject") == _cell(other, "subject")))


def _owned(rows: Collection[Row], reports: Sequence[Row]) -> list[Row]:
    owners = {row["report_id"] for row in reports}
    return [row for row in rows if row["report_id"] in owners]


def _ends(figures: Sequence[Row], report: Row) -> Counter[tuple[str, str, str]]:
    return Counter(
        (_cell(row, "measure"), _number(row, "low"), _number(row, "high"))
        for row in figures
        if row["report_id"] == report["report_id"]
    )


def _paragraphs(row: Row) -> set[int]:
    found: set[int] = set()
    for part in filter(None, _cell(row, "locator").split(";")):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        found.update(range(ends[0], ends[-1] + 1) if ends else ())
    return found


def _cell(row: Row | None, column: str) -> str:
    return "" if row is None else str(row.get(column) or "").strip()


def _number(row: Row, column: str) -> str:
    text = _cell(row, column)
    return text.removesuffix(".0")


def _fold(text: str) -> str:
    """Letters and digits alone, in small letters: what is left of a phrase without its marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def _overlap(mine: str, other: str) -> bool:
    one, two = _fold(mine), _fold(other)
    return bool(one and two) and (f" {one} " in f" {two} " or f" {two} " in f" {one} ")


def _same_words(name: str, mine: str, other: str) -> bool:
    if name in ("low", "high"):
        return mine.removesuffix(".0") == other.removesuffix(".0")
    if name == "title" and "[" in (mine[:1], other[:1]):
        return True  # a title that we made, since the stored page shows none
    if name in ("title", "place_as_reported"):
        return _fold(mine) == _fold(other)
    return mine == other
