"""Words that many reports have, each with a bit of its own in the relation.

To look for a word in a million texts takes 150 ms of processor time, and a filter change asks a dozen
questions of the same rows; to compare bits takes 10. Which words have bits changes no answer
(`datelines.text_search`), so they are chosen from a sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import punctuation
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datelines.engine.schema import WORD_BITS
from datelines.text_columns import as_numpy, distinct

MANY_REPORTS = 20_000
"""Reports of a store from which on its common words have bits, and rare ones are looked up once: of fewer, a
further statement costs more than it saves."""

SAMPLED = 8_000
"""Reports among which common words are counted."""

SHORTEST = 3
"""Letters of the shortest word with a bit: nobody looks for `of`."""

BITS = 62
"""Words that one column holds: a long integer without its sign, and one to spare."""

MOST_WORDS = BITS * len(WORD_BITS)

_SLICE = 50_000
"""Texts that are taken apart at once."""

_Numbers: TypeAlias = npt.NDArray[np.int64]


def common_words(texts: pa.Array) -> tuple[str, ...]:
    """The words that most of the folded `texts` have, at most MOST_WORDS, those in most texts first; ties in
    the order of letters. SAMPLED texts are looked at, spread evenly."""
    step = max(1, -(-len(texts) // SAMPLED))
    own, word, text = _words_of(texts.take(pa.array(np.arange(0, len(texts), step))))
    distinct_words, number = np.unique(own, return_inverse=True)
    # A text counts once for each of its words, however often it has it.
    pairs = np.unique(text * len(distinct_words) + number[word])
    texts_with = np.bincount(pairs % len(distinct_words)) if len(pairs) else np.zeros(0, np.int64)
    order = np.argsort(-texts_with, kind="stable")
    long = [str(one) for one in distinct_words[order] if len(one) >= SHORTEST]
    return tuple(long[:MOST_WORDS])


def word_bits(texts: pa.Array, words: Sequence[str]) -> dict[str, _Numbers]:
    """The columns WORD_BITS: for each folded text the bits of those of the `words` that stand in it between
    blanks, punctuation taken off."""
    found = {name: np.zeros(len(texts), np.int64) for name in WORD_BITS}
    numbers = {word: number for number, word in enumerate(words)}
    for begin in range(0, len(texts) if words else 0, _SLICE):
        own, word, text = _words_of(texts.slice(begin, _SLICE))
        number = np.array([numbers.get(one, -1) for one in own], np.int64)[word]
        for column, name in enumerate(WORD_BITS):
            of_column = number // BITS == column
            bits = np.left_shift(1, number[of_column] % BITS)
            np.bitwise_or.at(found[name], begin + text[of_column], bits)
    return found


def masks_of(words: Sequence[str], part: str) -> dict[str, int]:
    """By column of WORD_BITS, the bits of the `words` that `part` stands in; a column without any is left
    out."""
    masks: dict[str, int] = {}
    for number, word in enumerate(words):
        if part in word:
            name = WORD_BITS[number // BITS]
            masks[name] = masks.get(name, 0) | 1 << number % BITS
    return masks


def _words_of(texts: pa.Array) -> tuple[list[str], _Numbers, _Numbers]:
    """The words of texts, some perhaps twice; and for each place where one stands its number among these, and
    that of the text."""
    lists = pc.ascii_split_whitespace(texts)
    words, word = distinct(lists.flatten())
    text = as_numpy(pc.list_parent_indices(lists))
    return [one.strip(punctuation) for one in words], word.astype(np.int64), text.astype(np.int64)
