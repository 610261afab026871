"""What of a long list is offered at once: the first of it, and the chosen always."""

from __future__ import annotations

from datelines.at_once import first_of
from datelines.facets import OFFERED


def test_the_first_of_a_list_are_kept_in_its_order_with_what_is_chosen() -> None:
    names = {letter: letter.upper() for letter in "abcd"}
    assert list(first_of(names, ["d", "gone"], 2)) == ["a", "b", "d"]
    assert first_of(names, []) == names
    assert len(names) < OFFERED
