"""Numbers as people write them in tables: read with their qualifier, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.formats.cells.numbers import Phrase, QuantityWord, Unread, reading_of
from datelines.record.qualifiers import QUALIFIERS


@pytest.mark.parametrize(
    ("phrase", "qualifier", "low", "high"),
    [
        ("33", "exact", "33", "33"),
        ("33.0", "exact", "33", "33"),
        ("1.5", "exact", "1.5", "1.5"),
        ("1,200", "exact", "1200", "1200"),
        ("1 200", "exact", "1200", "1200"),
        ("1\u00a0200", "exact", "1200", "1200"),
        ("1.200.000", "exact", "1200000", "1200000"),
        ("1.2 million", "exact", "1200000", "1200000"),
        ("six", "exact", "6", "6"),
        ("Twenty-two", "exact", "22", "22"),
        ("33 killed", "exact", "33", "33"),
        ("١٢", "exact", "12", "12"),
        ("nobody", "exact", "0", "0"),
        ("no people killed", "exact", "0", "0"),
        ("Zero", "exact", "0", "0"),
        ("0", "exact", "0", "0"),
        ("at least 33", "at-least", "33", ""),
        ("At least 33 people", "at-least", "33", ""),
        ("33+", "at-least", "33", ""),
        ("33 or more", "at-least", "33", ""),
        ("≥33", "at-least", "33", ""),
        ("over 300", "over", "300", ""),
        (">300", "over", "300", ""),
        ("more than a dozen", "over", "12", ""),
        ("up to 12", "at-most", "", "12"),
        ("no more than 12", "at-most", "", "12"),
        ("fewer than 12", "under", "", "12"),
        ("almost 12", "about", "12", "12"),
        ("about 30", "about", "30", "30"),
        ("c. 30", "about", "30", "30"),
        ("~30", "about", "30", "30"),
        ("nearly 50", "about", "50", "50"),
        ("a dozen", "about", "12", "12"),
        ("33or more", "at-least", "33", ""),
        ("minimum of 33", "at-least", "33", ""),
        ("33-36", "range", "33", "36"),
        ("33 — 36", "range", "33", "36"),
        ("from 33 to 36", "range", "33", "36"),
        ("33-33", "exact", "33", "33"),
        ("33–36", "range", "33", "36"),
        ("22 to 29", "range", "22", "29"),
        ("between 1,200 and 1,300", "range", "1200", "1300"),
        ("hundreds", "order", "100", "999"),
        ("hundreds of people", "order", "100", "999"),
        ("tens of thousands", "order", "10000", "99999"),
        ("dozens", "order", "10", "99"),
    ],
)
def test_a_phrase_is_a_number_with_its_qualifier(phrase: str, qualifier: str, low: str, high: str) -> None:
    assert reading_of(phrase) == Phrase(qualifier, low, high)


@pytest.mark.parametrize("phrase", ["", " ", "-", "?", "n/a", "not reported", "unknown"])
def test_a_blank_is_not_reported_and_no_zero(phrase: str) -> None:
    assert reading_of(phrase) is None


@pytest.mark.parametrize("phrase", ["none", "No", " nil "])
def test_none_alone_may_be_zero_or_no_figure_and_is_not_read(phrase: str) -> None:
    found = reading_of(phrase)
    assert isinstance(found, Unread)
    assert found.repair == "write 0 if the source reports zero, or leave it blank"


@pytest.mark.parametrize("phrase", ["numerous", "many", "Several", "some", "a few"])
def test_a_word_for_a_quantity_is_no_number(phrase: str) -> None:
    assert reading_of(phrase) == QuantityWord(phrase.lower())


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("1.200", "thousands or decimals"),
        ("1,5", "decimals or thousands"),
        ("33 (12 of them children)", "not read"),
        ("33 killed and 12 injured", "not read"),
        ("33 unconfirmed", "not read"),
        ("about33", "not read"),
        ("22to29", "not read"),
        ("1.200-1.300", "thousands or decimals"),
        ("over at least 30", "not read"),
        ("-5", "not read"),
        ("1e5", "not read"),
        ("=1+1", "not read"),
        ("2019-03-05", "a range such as 3-5"),
        ("5-Mar", "a range such as 3-5"),
        ("9" * 101, "not read"),
        ("1 to " * 5000, "not read"),
    ],
)
def test_what_could_be_another_number_is_not_read_and_said(phrase: str, why: str) -> None:
    found = reading_of(phrase)
    assert isinstance(found, Unread)
    assert why in found.why


def test_ends_in_the_wrong_order_are_kept_for_the_checks_to_say() -> None:
    assert reading_of("36-33") == Phrase("range", "36", "33")


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error_into_terms_of_ours(text: str) -> None:
    found = reading_of(text)
    if isinstance(found, Phrase):
        qualifier = QUALIFIERS[found.qualifier]
        assert (bool(found.low), bool(found.high)) == (qualifier.needs_low, qualifier.needs_high)
        assert all(end == "" or float(end) >= 0 for end in (found.low, found.high))


@given(st.integers(0, 10**9))
def test_plain_digits_and_grouped_digits_are_the_same_number(number: int) -> None:
    assert reading_of(f"{number:,}") == reading_of(str(number)) == Phrase("exact", str(number), str(number))


@pytest.mark.parametrize(
    ("cell", "qualifier", "low", "high"),
    [
        ("٣٣", "exact", "33", "33"),
        ("١٬٢٠٠", "exact", "1200", "1200"),
        ("أكثر من ٣٠", "over", "30", ""),
        ("اكثر من 30 قتيلا", "over", "30", ""),
        ("نحو ٣٠", "about", "30", "30"),
        ("على الأقل 5", "at-least", "5", ""),
        ("بين 10 و 20", "range", "10", "20"),
        ("عشرات", "order", "10", "99"),
        ("مئات", "order", "100", "999"),
        ("عشرات الآلاف", "order", "10000", "99999"),
        ("более 30 человек", "over", "30", ""),
        ("не менее 7", "at-least", "7", ""),
        ("десятки", "order", "10", "99"),
        ("en az 12", "at-least", "12", ""),
        ("yaklaşık 40 kişi", "about", "40", "40"),
        ("30'dan fazla", "over", "30", ""),
        ("yüzlerce", "order", "100", "999"),
        ("mindestens 4 Tote", "at-least", "4", ""),
        ("bis zu 12", "at-most", "", "12"),
        ("Hunderte", "order", "100", "999"),
        ("plus de 30 morts", "over", "30", ""),
        ("entre 10 et 12", "range", "10", "12"),
    ],
)
def test_numbers_are_read_in_the_languages_of_the_sources(
    cell: str, qualifier: str, low: str, high: str
) -> None:
    assert reading_of(cell) == Phrase(qualifier, low, high)


def test_a_word_for_many_is_no_number_in_any_language() -> None:
    assert reading_of("العديد") == QuantityWord("العديد")
    assert reading_of("mehrere") == QuantityWord("mehrere")
