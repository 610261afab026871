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
    conditions, searched, room = [], [], MATCHING
    for word in dict.fromkeys(words):
        others = _others(store, word)
        if others is None or len(others) > room:
            searched.append(word)
        else:
            room -= len(others)
            numbered = [_numbered(store, others)] if others else []
            conditions.append(or_(*(bits != 0 for bits in _bits(store, word)), *numbered))
    return TextSearch((*conditions, *_having(store, *searched)), costly=bool(searched))


def matching_reports(store: Store, *conditions: ColumnElement[bool]) -> Statement:
    """The numbers of the reports that meet the conditions, or of one more than MATCHING of them."""
    reports = store.schema.reports.c
    return select(reports.report_number).where(*conditions, reports.first_row == 1).limit(MATCHING + 1)


def _bits(store: Store, word: str) -> list[ColumnElement[int]]:
    """The bits of a row that tell that it has a common word in which this one stands."""
    masks = masks_of(whole_of(store).words, word)
    return [store.schema.reports.c[name].bitwise_and(mask) for name, mask in masks.items()]


def _others(store: Store, word: str) -> _Few:
    """The reports with a word that have no bit for it; None where they are many, or no word has a bit."""
    bits = _bits(store, word)
    if not bits:
        return None
    without = [found == 0 for found in bits]
    return _few(store, word, lambda: (*without, *_having(store, word)), rest=True)


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
