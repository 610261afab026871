"""What the table declares of a qualifier holds wherever it is used; for charts, see test_figure_ranges.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datelines.checks.codebook import codebook_text
from datelines.checks.figures import figure_ends, figure_ends_in_order, figure_orders_of_magnitude
from datelines.formats.cells.numbers import Phrase, reading_of
from datelines.record import terms as v
from datelines.record.figures import figure_in_words, number_in_words, order_of_magnitude
from datelines.record.qualifiers import ORDERS, QUALIFIERS, Qualifier, ends_in, terms_where
from datelines.record.records import Figure
from datelines.table.folder import read_tables, table_of
from tests.builders import archive, ends_for

VALID = read_tables(Path(__file__).parent.parent / "data" / "valid")
PHRASES = [
    (qualifier, phrase)
    for qualifier in QUALIFIERS.values()
    for phrases in qualifier.phrases.values()
    for phrase in phrases
]
Number = float | None


def faulty_columns(qualifier: str, low: Number, high: Number) -> set[str]:
    """The columns of a figure that the rules on figures find fault with."""
    (row,) = VALID.tables["figures"].frame.head(1).to_dict("records")
    cells = {**row, "qualifier": qualifier, "low": cell(low), "high": cell(high)}
    table, faults = table_of(Figure, pd.DataFrame([cells]), path="figures.csv", lines=np.array([2]))
    assert not faults
    tables = replace(VALID, tables={**VALID.tables, "figures": table})
    rules = (figure_ends, figure_ends_in_order, figure_orders_of_magnitude)
    return {problem.column for rule in rules for problem in rule(tables)}


def cell(number: Number) -> str:
    return "" if number is None else f"{number:g}"


def figure(qualifier: str, low: Number, high: Number) -> Figure:
    cells = {"qualifier": qualifier, "low": cell(low), "high": cell(high)}
    (found,) = archive(figures=[cells]).figures
    return found


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_a_figure_with_the_ends_that_its_qualifier_needs_passes_the_checks(qualifier: str) -> None:
    assert faulty_columns(qualifier, *ends_for(qualifier)) == set()


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_a_figure_without_an_end_that_its_qualifier_needs_or_with_one_too_many_is_a_problem(
    qualifier: str,
) -> None:
    low, high = ends_for(qualifier)
    assert faulty_columns(qualifier, 40 if low is None else None, high) == {"low"}
    assert faulty_columns(qualifier, low, 40 if high is None else None) == {"high"}


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_two_numbers_are_a_problem_unless_the_qualifier_has_two_ends_that_differ(qualifier: str) -> None:
    assert (faulty_columns(qualifier, 3, 5) == set()) == (QUALIFIERS[qualifier].numbers == "two")
    assert faulty_columns(qualifier, 5, 3) != set()


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_the_same_number_twice_is_a_problem_unless_the_qualifier_has_equal_ends(qualifier: str) -> None:
    assert (faulty_columns(qualifier, 5, 5) == set()) == QUALIFIERS[qualifier].equal_ends


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_the_words_of_a_figure_hold_each_of_its_numbers(qualifier: str) -> None:
    ends = ends_for(qualifier)
    words = figure_in_words(figure(qualifier, *ends))
    assert all(number_in_words(end) in words for end in ends if end is not None)


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_words_speak_only_of_ends_that_a_figure_has_and_need_them(qualifier: str) -> None:
    facts = QUALIFIERS[qualifier]
    assert set(ends_in(facts.words)) <= {*["low"] * facts.needs_low, *["high"] * facts.needs_high}
    with pytest.raises(ValueError, match="needs a value"):
        figure_in_words(figure(qualifier, None, None))


def test_no_two_qualifiers_have_the_same_words() -> None:
    words = [figure_in_words(figure(term, *ends_for(term))) for term in QUALIFIERS]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(("qualifier", "phrase"), PHRASES)
def test_each_phrase_is_read_as_its_qualifier(qualifier: Qualifier, phrase: str) -> None:
    if qualifier.numbers == "order":
        low = 10 ** ORDERS[phrase]
        assert reading_of(phrase) == Phrase(qualifier.term, str(low), str(10 * low - 1))
        return
    low, high = (cell(end) for end in ends_for(qualifier.term))
    assert reading_of(phrase.format(low=low, high=high)) == Phrase(qualifier.term, low, high)


@pytest.mark.parametrize("qualifier", terms_where(lambda qualifier: qualifier.numbers != "order"), ids=str)
def test_a_figure_in_our_words_is_read_as_that_figure(qualifier: str) -> None:
    low, high = ends_for(qualifier)
    words = figure_in_words(figure(qualifier, low, high))
    assert reading_of(words) == Phrase(qualifier, cell(low), cell(high))


def test_a_phrase_stands_for_one_qualifier_and_is_in_lower_case() -> None:
    phrases = [phrase for _, phrase in PHRASES]
    assert len(set(phrases)) == len(phrases)
    assert [phrase for phrase in phrases if phrase != phrase.lower()] == []


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_of_magnitude_is_named_by_the_first_of_its_names(name: str) -> None:
    low = 10 ** ORDERS[name]
    named = order_of_magnitude(low, 10 * low - 1)
    assert named == next(first for first, power in ORDERS.items() if power == ORDERS[name])


def test_the_closed_list_and_the_codebook_have_every_qualifier_with_its_ends() -> None:
    assert {term: qualifier.meaning for term, qualifier in QUALIFIERS.items()} == v.QUALIFIER_TERMS
    assert Figure.terms()["qualifier"] is v.QUALIFIER_TERMS
    lines = codebook_text().splitlines()
    for term, qualifier in QUALIFIERS.items():
        assert f"| `{term}` | {qualifier.meaning} |" in lines
        (ends,) = [line for line in lines if line.startswith(f"| `{term}` |") and line.count("|") == 4]
        low, high = (part.strip() for part in ends.split("|")[2:4])
        assert (low == "blank", high == "blank") == (not qualifier.needs_low, not qualifier.needs_high)
