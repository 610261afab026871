"""Long lists in parts: which lines are drawn, and the words about the others."""

from __future__ import annotations

from typing import Any

import pytest

from components.shared.long_table import AT_ONCE, FIRST, show_compared, show_listed, show_part, show_rows_of


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


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a session keeps."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", kept)
    return kept


@pytest.fixture
def buttons(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The buttons drawn; none is pressed."""
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr("streamlit.button", lambda label, **options: drawn.append({"label": label} | options))
    return drawn


def rows_made(lines: int, made: list[int]) -> None:
    def rows_of(part: slice) -> list[list[int]]:
        made.extend(range(lines)[part])
        return [[n] for n in range(lines)[part]]

    show_rows_of(("Number",), lines, rows_of, "Numbers", "key")


def test_the_first_rows_are_made_with_a_button_for_all(
    said: list[str], state: dict[str, Any], buttons: list[dict[str, Any]]
) -> None:
    made: list[int] = []
    rows_made(30, made)
    assert made == list(range(FIRST))
    assert [one["label"] for one in buttons] == ["20 of 30 rows: show all"]
    buttons[0]["on_click"](*buttons[0]["args"])
    made.clear()
    rows_made(30, made)
    assert made == list(range(30))
    assert len(buttons) == 1


def test_a_table_that_is_short_has_no_button(
    said: list[str], state: dict[str, Any], buttons: list[dict[str, Any]]
) -> None:
    rows_made(FIRST, [])
    assert buttons == []


def test_with_another_filter_the_first_rows_are_shown_again(
    said: list[str], state: dict[str, Any], buttons: list[dict[str, Any]]
) -> None:
    rows_made(30, [])
    buttons[0]["on_click"](*buttons[0]["args"])
    made: list[int] = []
    rows_made(31, made)
    assert len(made) == FIRST


def test_of_very_many_rows_more_are_shown_in_parts(
    said: list[str], state: dict[str, Any], buttons: list[dict[str, Any]], controls: list[dict[str, Any]]
) -> None:
    made: list[int] = []
    rows_made(AT_ONCE + 2, made)
    assert buttons[0]["label"] == f"20 of {AT_ONCE + 2} rows: show more"
    buttons[0]["on_click"](*buttons[0]["args"])
    controls[0]["answer"] = 2
    made.clear()
    rows_made(AT_ONCE + 2, made)
    assert made == [AT_ONCE, AT_ONCE + 1]


def test_each_cell_has_its_heading_for_where_a_row_is_a_block(
    said: list[str], state: dict[str, Any], buttons: list[dict[str, Any]]
) -> None:
    rows_made(1, [])
    assert '<td data-head="Number">0</td>' in said[-1]


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
