"""Words with a bit: which they are, which texts have them, and what a part of a word says of texts."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines import common_words as module
from datelines.common_words import BITS, MOST_WORDS, common_words, masks_of, word_bits
from datelines.engine.schema import WORD_BITS
from datelines.text_columns import TEXT


def texts(*said: str) -> pa.Array:
    return pa.array(said, TEXT)


def words_in(bits: dict[str, int], words: tuple[str, ...]) -> set[str]:
    """The words whose bits are set."""
    places = {(name, bit): number for number, (name, bit) in enumerate(every_bit())}
    return {
        words[places[name, bit]] for name, of_text in bits.items() for bit in range(63) if of_text >> bit & 1
    }


def every_bit() -> list[tuple[str, int]]:
    return [(name, bit) for name in WORD_BITS for bit in range(BITS)]


def test_the_words_that_most_texts_have_come_first_and_ties_in_the_order_of_letters() -> None:
    assert common_words(texts("idlib town", "town aleppo", "town")) == ("town", "aleppo", "idlib")


def test_a_text_counts_once_for_a_word_that_it_has_often() -> None:
    assert common_words(texts("raid raid, raid", "town", "(town)")) == ("town", "raid")


def test_a_word_of_two_letters_has_no_bit() -> None:
    assert common_words(texts("of the", "of")) == ("the",)


def test_no_more_words_have_bits_than_there_are_bits() -> None:
    many = [f"word{number:03}" for number in range(MOST_WORDS + 9)]
    found = common_words(texts(" ".join(many), " ".join(many[:-9])))
    assert sorted(found) == many[:-9]
    every = word_bits(texts(" ".join(many)), found)
    assert words_in({name: int(bits[0]) for name, bits in every.items()}, found) == set(found)


@pytest.mark.parametrize("none", [(), ("",), (" \n ", "... -")])
def test_texts_without_a_word_have_none(none: tuple[str, ...]) -> None:
    assert common_words(texts(*none)) == ()
    assert all((bits == 0).all() and len(bits) == len(none) for bits in word_bits(texts(*none), ()).values())


def test_many_texts_are_sampled_from_the_first_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAMPLED", 4)
    said = ["early"] * 5 + ["late"] * 5
    assert common_words(texts(*said)) == ("early", "late")


@pytest.mark.parametrize("size", [1, 2, 50_000])
def test_a_text_has_the_bits_of_its_words_without_their_punctuation(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(module, "_SLICE", size)
    words = ("town", "raid", "al-hawl", "seen")
    bits = word_bits(texts('"raid", seen.', "", "townsfolk", "al-hawl:\n town;"), words)
    found = [words_in({name: int(column[at]) for name, column in bits.items()}, words) for at in range(4)]
    assert found == [{"raid", "seen"}, set(), set(), {"al-hawl", "town"}]


WORDS = st.text(alphabet="ab,.", min_size=1, max_size=4)


@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8), WORDS)
def test_a_text_with_a_bit_of_a_part_of_a_word_has_that_part(said: list[str], part: str) -> None:
    words = common_words(texts(*said))
    bits, masks = word_bits(texts(*said), words), masks_of(words, part)
    for at, text in enumerate(said):
        told = any(int(bits[name][at]) & mask for name, mask in masks.items())
        assert told <= (part in text)
        assert told == any(part in word for word in words if word in _bare(text))


def _bare(text: str) -> set[str]:
    return {word.strip(",.") for word in text.split()}


def test_a_part_that_stands_in_no_word_has_no_bits() -> None:
    assert masks_of(("town", "raid"), "idlib") == {}
    assert masks_of(("town", "raid"), "ow") == {WORD_BITS[0]: 1}
