"""Labels of a side may stand in quotation marks only."""

from __future__ import annotations

import csv

import pytest

from datelines.checks.wording import LABELS_FILE, labels_in


@pytest.mark.parametrize(
    "text",
    [
        "Says that terrorists were killed.",
        "The regime’s forces entered the town.",
        "Rebel fighters withdrew.",
        "The army retook the town.",
        "The ministry claimed that five died.",
        "Says that 76 soldiers were neutralised.",
    ],
)
def test_a_label_in_our_own_voice_is_found(text: str) -> None:
    assert labels_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Says that “terrorists” were killed.",
        "The “regime’s forces” entered the town.",
        "Fighters of the National Liberation Front withdrew.",
        "The army took the town, which an outlet calls “liberated”.",
        "The ministry says that five died.",
        "A registered agent spoke.",
    ],
)
def test_a_label_in_quotation_marks_or_within_another_word_is_none(text: str) -> None:
    assert labels_in(text) == []


def test_every_label_has_a_reason() -> None:
    with LABELS_FILE.open(encoding="utf-8", newline="") as file:
        assert all(row["label"] and row["reason"] for row in csv.DictReader(file))
