"""Which rows have a reader's free text, as conditions that cost as little as the store allows.

A search through all texts costs more than all else that is asked of them, and a filter change asks a dozen
questions. Where the reports with a text are few, they are looked for once and then named by number. Where
they are many, a word is common: most reports with it have the bit of a common word, and those that have it
only in a rarer one (`fire` in `crossfire`) are few again, and named by number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, or_, select

from datelines.common_words import MANY_REPORTS, masks_of
from datelines.engine.asking import Store
from datelines.engine.records import whole_of
from datelines.folding import folded
from datelines.query import EventQuery
from datelines.stored import Statement, amounts, answer

MATCHING = 2_000
"""Reports that one statement looks for, and all others name by number. At 1e6 reports, looking
through all texts takes 150 ms of processor time each time, looking for 1,000 numbers 12."""

TEXTS = 256
"""Texts and words that are kept for a store, each with what was found of it."""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What a row must meet to have a text, all of it; and whether that takes a search through all texts."""

    conditions: tuple[ColumnElement[bool], ...] = ()
    costly: bool = False


_Few = tuple[int, ...] | None
"""The numbers of some reports; None where they are more than MATCHING."""

_FOUND: WeakKeyDictionary[Store, dict[tuple[str, bool], _Few]] = WeakKeyDictionary()


def text_search(store: Store, text: str) -> TextSearch:
    """How the rows with every word of a text are found."""
    words = folded(text).split()
    if not words:
        return TextSearch()
    if amounts(store).reports < MANY_REPORTS:
        return TextSearch(_having(store, *words), costly=True)
    few = _few(store, " ".join(words), partial(_having, store, *words))
    if few is not None:
        return TextSearch((_numbered(store, few),))
    found = [_search(store, word) for word in dict.fromkeys(words)]
    conditions = tuple(condition for one in found for condition in one.conditions)
    return TextSearch(conditions, any(one.costly for one in found))


def matching_reports(store: Store, *conditions: ColumnElement[bool]) -> Statement:
    """The numbers of the reports that meet the conditions, or of one more than MATCHING of them."""
    reports = store.schema.reports.c
    return select(reports.report_number).where(*conditions, reports.first_row == 1).limit(MATCHING + 1)


def _search(store: Store, word: str) -> TextSearch:
    reports, masks = store.schema.reports.c, masks_of(whole_of(store).words, word)
    bits = [reports[name].bitwise_and(mask) for name, mask in masks.items()]
    without = (found == 0 for found in bits)
    others = _few(store, word, lambda: (*without, *_having(store, word)), rest=True) if bits else None
    if others is None:
        return TextSearch(_having(store, word), costly=True)
    more = [_numbered(store, others)] if others else []
    return TextSearch((or_(*(found != 0 for found in bits), *more),))


def _having(store: Store, *words: str) -> tuple[ColumnElement[bool], ...]:
    return EventQuery(text=" ".join(words)).conditions(store.schema.reports, store.numbers)


def _numbered(store: Store, reports: tuple[int, ...]) -> ColumnElement[bool]:
    return store.schema.reports.c.report_number.in_(reports)


def _few(
    store: Store, text: str, conditions: Callable[[], tuple[ColumnElement[bool], ...]], *, rest: bool = False
) -> _Few:
    """The reports that meet the conditions, looked for once: those with the text, or the `rest` of them
    beside those that its bits tell."""
    kept = _FOUND.setdefault(store, {})
    if (text, rest) not in kept:
        found = answer(store, matching_reports(store, *conditions()))
        if len(kept) >= TEXTS:
            kept.clear()
        kept[text, rest] = tuple(sorted(row[0] for row in found)) if len(found) <= MATCHING else None
    return kept[text, rest]
