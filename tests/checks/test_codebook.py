"""docs/codebook.md says of every table, column and term what the schema says."""

from __future__ import annotations

from pathlib import Path

import pytest

from datelines.checks.codebook import BEGIN, END, codebook_text, codebook_with
from datelines.checks.rules import CHECKS
from datelines.record.records import TABLES

CODEBOOK = Path(__file__).parents[2] / "docs" / "codebook.md"


def test_the_codebook_repeats_the_schema() -> None:
    text = CODEBOOK.read_text(encoding="utf-8")
    assert codebook_text() in text, "run: python -m datelines codebook --write docs/codebook.md"


def test_every_column_and_term_is_in_the_codebook() -> None:
    text = CODEBOOK.read_text(encoding="utf-8")
    for model in TABLES:
        assert f"### {model.table}.csv" in text
        for column in model.columns():
            assert f"| `{column}` | {model.model_fields[column].description} " in text
        for terms in model.terms().values():
            for term, meaning in terms.items():
                assert f"| `{term}` | {meaning} |" in text


def test_every_rule_is_in_the_codebook() -> None:
    text = CODEBOOK.read_text(encoding="utf-8")
    for name in CHECKS:
        assert f"| `{name}` | " in text


def test_writing_keeps_what_stands_around_the_generated_part() -> None:
    text = codebook_with(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert text == f"before\n{codebook_text()}after\n"
    assert codebook_with(text) == text


@pytest.mark.parametrize("text", ["", BEGIN, END])
def test_a_codebook_without_markers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="lacks the line"):
        codebook_with(text)
