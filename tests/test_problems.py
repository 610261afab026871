"""A problem is one line that can be read by people and safely printed."""

from __future__ import annotations

from datelines.problems import DataError, Problem
from datelines.words import quoted


def test_a_problem_is_one_line_with_place_value_reason_and_repair() -> None:
    problem = Problem("data/events.csv", 3, "kind", "atack", "not a term", "write 'attack'")
    assert str(problem) == "data/events.csv:3:kind: 'atack': not a term; write 'attack'"


def test_long_values_are_cut_at_eighty_characters() -> None:
    assert quoted("a" * 80) == f"'{'a' * 80}'"
    assert quoted("a" * 81) == f"'{'a' * 79}…'"


def test_control_characters_never_reach_the_terminal() -> None:
    line = str(Problem("data/a.csv", 1, "-", "\x1b[2J\n\r\u202e\u2028\0", "why\n", "repair"))
    assert line == r"data/a.csv:1:-: '\x1b[2J\n\r\u202e\u2028\x00': why\n; repair"


def test_arabic_text_is_printed_as_it_is() -> None:
    assert quoted("حميميم") == "'حميميم'"


def test_a_data_error_holds_every_problem() -> None:
    problems = [Problem("a.csv", line, "-", "", "why", "repair") for line in (1, 2)]
    error = DataError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "2 problems in the data: a.csv:1:-: '': why; repair"
