"""Figures read as their source qualified them, unrounded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.record import terms as v
from datelines.record.figures import figure_in_words, figure_sentence, number_in_words
from datelines.record.records import Figure


def figure(**changes: Any) -> Figure:
    cells = {
        "figure_id": "figure-a",
        "report_id": "report-a",
        "measure": "killed",
        "population": "Example troops",
        "qualifier": "about",
        "low": 150,
        "high": 150,
        "unit": "people",
        "scope": "event",
        "as_reported": "about 150",
    }
    return Figure.model_validate(cells | changes)


def test_over_one_hour_is_one_hour_and_over_two_are_hours() -> None:
    cells = {"measure": "duration", "unit": "hours", "qualifier": "over", "high": None}
    assert figure_in_words(figure(**cells, low=1)) == "over 1 hour"
    assert figure_in_words(figure(**cells, low=2)) == "over 2 hours"


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "words"),
    [
        ("exact", 22, 22, "22"),
        ("exact", 0, 0, "0"),
        ("about", 1400, 1400, "about 1,400"),
        ("at-least", 7, None, "at least 7"),
        ("over", 300, None, "over 300"),
        ("at-most", None, 35, "up to 35"),
        ("under", None, 50, "under 50"),
        ("range", 22, 29, "22–29"),
        ("order", 100, 999, "hundreds (100–999)"),
        ("order", 10000, 99999, "tens of thousands (10,000–99,999)"),
        ("order", 20, 70, "20–70"),
    ],
)
def test_each_qualifier_has_its_words(
    qualifier: str, low: float | None, high: float | None, words: str
) -> None:
    assert figure_in_words(figure(qualifier=qualifier, low=low, high=high)) == words


@pytest.mark.parametrize(
    ("unit", "number", "words"),
    [
        ("km", 30.5, "about 30.5 km"),
        ("minutes", 40, "about 40 minutes"),
        ("minutes", 1, "about 1 minute"),
        ("hours", 1.5, "about 1.5 hours"),
        ("km2", 600, "about 600 km²"),
        ("metres", 25, "about 25 metres"),
        ("percent", 70, "about 70 per cent"),
        ("items", 3, "about 3"),
    ],
)
def test_units_follow_the_number(unit: str, number: float, words: str) -> None:
    assert figure_in_words(figure(unit=unit, low=number, high=number)) == words


@pytest.mark.parametrize("qualifier", v.QUALIFIER_TERMS)
def test_a_figure_without_a_value_is_never_put_into_words(qualifier: str) -> None:
    with pytest.raises(ValueError, match="needs a value"):
        figure_in_words(figure(qualifier=qualifier, low=None, high=None))


@given(st.floats(0, 1e15, allow_nan=False))
def test_no_number_is_rounded(number: float) -> None:
    assert float(number_in_words(number).replace(",", "")) == number


@pytest.mark.parametrize("measure", v.MEASURES)
@pytest.mark.parametrize("scope", v.SCOPES)
def test_every_measure_and_scope_has_a_sentence(measure: str, scope: str) -> None:
    sentence = figure_sentence(figure(measure=measure, scope=scope, scope_dates="2019-09"))
    assert "about 150" in sentence
    assert "Example troops" in sentence
    assert ("September 2019" in sentence) == (scope != "event")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "about 150 killed (Example troops)"),
        (
            {"scope": "period", "scope_dates": "2019-12/2020-01"},
            "about 150 killed (Example troops), for December 2019 – January 2020",
        ),
        ({"scope": "period"}, "about 150 killed (Example troops), for a period not dated in the source"),
        (
            {"scope": "since", "scope_dates": "2020-01-09"},
            "about 150 killed (Example troops), since 9 January 2020",
        ),
        (
            {"measure": "distance", "unit": "km", "low": 30, "high": 30},
            "distance about 30 km (Example troops)",
        ),
        ({"measure": "attacks", "low": 1, "high": 1}, "about 1 attack (Example troops)"),
        ({"measure": "attacks"}, "about 150 attacks (Example troops)"),
    ],
)
def test_a_sentence_says_what_is_counted_and_what_for(changes: dict[str, Any], sentence: str) -> None:
    assert figure_sentence(figure(**changes)) == sentence
