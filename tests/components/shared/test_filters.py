"""The filter bar: every choice where there are few, and a sentence where there are more than are listed."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date as Day
from typing import Any

import pytest

from components.shared.filters import show_filters
from datelines.query.query import CHOICES

OFFERED = {name: {"a": "Name A", "b": "Name B"} for name in CHOICES}
BOUNDS = (Day(2019, 1, 1), Day(2020, 12, 31))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The options of each list by its label, and all captions."""
    found: dict[str, Any] = {"captions": []}
    for name in ("text_input", "date_input", "toggle", "button"):
        monkeypatch.setattr(f"streamlit.{name}", lambda *_, **__: None)
    monkeypatch.setattr("streamlit.sidebar", nullcontext())
    monkeypatch.setattr("streamlit.expander", lambda *_, **__: nullcontext())
    monkeypatch.setattr("streamlit.caption", found["captions"].append)

    def multiselect(label: str, options: list[str], **_: Any) -> None:
        found[label] = options

    monkeypatch.setattr("streamlit.multiselect", multiselect)
    monkeypatch.setattr("streamlit.session_state", {name: [] for name in CHOICES})
    return found


def test_every_filter_offers_its_choices_and_says_nothing_more(drawn: dict[str, Any]) -> None:
    show_filters(OFFERED, BOUNDS)
    assert [drawn[choice.label] for choice in CHOICES.values()] == [["a", "b"]] * len(CHOICES)
    assert drawn["captions"] == []


def test_a_list_that_does_not_offer_all_says_how_many_there_are_and_where_to_look(
    drawn: dict[str, Any],
) -> None:
    show_filters(OFFERED, BOUNDS, of={"places": 20000})
    assert drawn["captions"] == [
        "Showing the 2 with the most reports, of 20,000. The free text above finds the others by name."
    ]


def test_the_labels_are_what_the_list_shows_and_the_help_says_what_the_numbers_count(
    monkeypatch: pytest.MonkeyPatch, drawn: dict[str, Any]
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.multiselect", lambda label, options, **more: given.update({label: more}))
    labels = OFFERED | {"outlets": {"a": "Name A (60)", "b": "Name B (0)"}}
    show_filters(labels, BOUNDS)
    shown = given["Outlets"]
    assert [shown["format_func"](key) for key in ("a", "b")] == ["Name A (60)", "Name B (0)"]
    assert "counts the reports that all other filters keep" in shown["help"]
