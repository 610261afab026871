"""Long lists in parts: which lines are drawn, and the words about the others."""

from __future__ import annotations

from typing import Any

import pytest

from components.shared.long_table import AT_ONCE, show_compared, show_listed, show_long_table, show_part


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Captions and HTML in order."""
    words: list[str] = []
    for name in ("caption", "html"):
        monkeypatch.setattr(f"streamlit.{name}", words.append)
    return words


@pytest.fixture
def controls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The number inputs drawn; each answers with its `answer`, 1 to begin with."""
    drawn: list[dict[str, Any]] = [{"answer": 1}]

    def number_input(label: str, **options: Any) -> int:
        drawn.append({"label": label, **options})
        answer: int = drawn[0]["answer"]
        return answer

    monkeypatch.setattr("streamlit.number_input", number_input)
    return drawn


def test_a_list_that_fits_is_drawn_whole_without_a_control(
    said: list[str], controls: list[dict[str, Any]]
) -> None:
    assert show_part(AT_ONCE, "key") == slice(0, AT_ONCE)
    assert show_part(0, "key") == slice(0, 0)
    assert (said, len(controls)) == ([], 1)


@pytest.mark.parametrize(
    ("part", "first", "last", "words"),
    [
        (1, 0, 500, "Lines 1–500 of 1,204"),
        (2, 500, 1000, "Lines 501–1,000 of 1,204"),
        (3, 1000, 1204, "Lines 1,001–1,204 of 1,204"),
    ],
)
def test_a_long_list_is_drawn_in_parts_that_say_which_lines_they_hold(
    said: list[str], controls: list[dict[str, Any]], part: int, first: int, last: int, words: str
) -> None:
    controls[0]["answer"] = part
    assert show_part(1204, "key") == slice(first, last)
    assert said == [words]
    assert controls[1]["max_value"] == 3
    assert controls[1]["label"] == "Part (of 3)"


def test_every_line_is_in_exactly_one_part(said: list[str], controls: list[dict[str, Any]]) -> None:
    lines = []
    for part in (1, 2, 3):
        controls[0]["answer"] = part
        lines += list(range(1204))[show_part(1204, "key")]
    assert lines == list(range(1204))


def test_another_number_of_lines_begins_again_at_the_first_part(
    said: list[str], controls: list[dict[str, Any]]
) -> None:
    show_part(1204, "key")
    show_part(1203, "key")
    assert controls[1]["key"] != controls[2]["key"]


def test_only_the_lines_of_the_part_are_made(said: list[str], controls: list[dict[str, Any]]) -> None:
    made: list[int] = []
    controls[0]["answer"] = 2
    show_long_table(("Number",), range(AT_ONCE + 2), lambda n: [made.append(n), n][1:], "Numbers", "key")
    assert made == [AT_ONCE, AT_ONCE + 1]
    assert f"<td>{AT_ONCE}</td>" in said[-1]
    assert "<td>1</td>" not in said[-1]


def test_what_is_compared_is_said_only_where_it_is_not_all(said: list[str]) -> None:
    show_compared(78, 78)
    assert said == []
    show_compared(200, 16000)
    assert said[0].startswith("200 of 16,000 events are compared: those with the most outlets")
    assert "Narrow the filter to compare others; the download holds all." in said[0]
    show_compared(200, 16000, downloaded=False)
    assert said[1].endswith("Narrow the filter to compare others.")


def test_what_is_listed_is_said_only_where_it_is_not_all(said: list[str]) -> None:
    show_listed(20, 20, "outlets")
    assert said == []
    show_listed(500, 3204, "outlets with the most reports")
    assert said == ["Showing the 500 outlets with the most reports, of 3,204."]
