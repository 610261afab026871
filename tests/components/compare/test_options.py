"""The options of the Compare page: defaults leave nothing in a link, and a wrong value is the default."""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

import pytest

from components.shared import compare_options, view_state
from components.shared.compare_options import (
    BY,
    CASES,
    LABELS,
    ONE,
    OTHER,
    PINS,
    SECTION,
    default,
    given_options,
    option_parameters,
)
from components.shared.view_state import EVENT
from datelines.compare.timing import PERIODS
from datelines.query.query import CHOICES
from tests.builders import HOSTILE
from tests.sessions import Session

DEFAULTS = {SECTION: "numbers", CASES: "first", BY: "month"}


def known(name: str, ids: Collection[str]) -> frozenset[str]:
    """Two outlets are known."""
    return frozenset(ids) & {"a", "b"}


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session after a first run with an empty link."""
    session = Session(monkeypatch)
    session.run()
    return session


def test_a_link_without_options_asks_for_the_defaults() -> None:
    assert given_options({}) == DEFAULTS
    assert given_options({"outlet": ["tass"], "event": ["x"]}) == DEFAULTS
    assert {option: default(option) for option in LABELS} == DEFAULTS


def test_defaults_leave_nothing_in_the_link() -> None:
    assert option_parameters(DEFAULTS) == {}


def test_only_what_is_not_default_is_in_the_link() -> None:
    chosen = DEFAULTS | {SECTION: "words", CASES: "all"}
    assert option_parameters(chosen) == {"section": ["words"], "cases": ["all"]}


@pytest.mark.parametrize(
    ("section", "question"),
    [
        ("matrix", "numbers"),
        ("figures", "numbers"),
        ("wording", "words"),
        ("speakers", "who"),
        ("dating", "who"),
        ("coverage", "who"),
    ],
)
def test_a_link_to_an_earlier_section_leads_to_the_question_that_holds_it(
    section: str, question: str
) -> None:
    assert given_options({SECTION: [section], "differing": ["all"]}) == DEFAULTS | {SECTION: question}


@pytest.mark.parametrize("option", LABELS)
@pytest.mark.parametrize("wrong", ["no-such-value", "", "NUMBERS", " date", *HOSTILE])
def test_a_wrong_value_falls_back_to_the_default_and_leaves_the_others(option: str, wrong: str) -> None:
    other = next(name for name in LABELS if name != option)
    last = list(LABELS[other])[-1]
    assert given_options({option: [wrong], other: [last]}) == DEFAULTS | {other: last}


def test_a_parameter_without_a_value_or_with_several_does_no_harm() -> None:
    assert given_options({SECTION: []}) == DEFAULTS
    assert given_options({SECTION: ["words", "who"]})[SECTION] == "words"


@pytest.mark.parametrize("section", LABELS[SECTION])
def test_all_options_survive_the_way_through_a_link(section: str) -> None:
    others = [option for option in LABELS if option != SECTION]
    for values in product(*(LABELS[option] for option in others)):
        chosen = dict(zip(others, values, strict=True)) | {SECTION: section}
        assert given_options(option_parameters(chosen)) == chosen


def test_no_option_is_named_like_a_filter_or_a_choice() -> None:
    names = [*LABELS, PINS, ONE, OTHER]
    filters = {*CHOICES, *(choice.parameter for choice in CHOICES.values()), "from", "to", EVENT}
    assert len(names) == len(set(names))
    assert not filters & set(names)


def test_every_value_has_a_label_of_its_own() -> None:
    for labels in LABELS.values():
        assert all(labels.values())
        assert len(set(labels.values())) == len(labels)


def test_the_values_are_those_that_the_domain_knows() -> None:
    assert set(LABELS[BY]) == set(PERIODS)


def test_pins_and_the_pair_of_a_link_are_kept_where_the_outlets_are_known(state: Session) -> None:
    given = {PINS: ["b", "nobody", "a"], ONE: ["a"], OTHER: ["nobody"]}
    state.run(given, known)
    assert state[PINS] == ["b", "a"]
    assert (state[ONE], state[OTHER]) == ("a", None)


def test_a_new_link_without_options_takes_the_old_ones_off(state: Session) -> None:
    state.run({SECTION: ["words"], PINS: ["a"], ONE: ["a"], OTHER: ["b"]}, known)
    state.run({}, known)
    assert {option: state[option] for option in LABELS} == DEFAULTS
    assert state[PINS] == []
    assert (state[ONE], state[OTHER]) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "then"),
    [
        (None, None, ("b", "c")),
        ("a", None, ("a", "c")),
        (None, "a", ("b", "a")),
        (None, "b", ("c", "b")),
        ("c", "a", ("c", "a")),
        ("gone", "a", ("b", "a")),
        ("a", "gone", ("a", "c")),
        ("gone", "gone", ("b", "c")),
        ("c", "c", ("c", "b")),
    ],
)
def test_the_pair_is_always_two_outlets_and_at_first_those_that_differ_most(
    state: Session, one: str | None, other: str | None, then: tuple[str, str]
) -> None:
    state[ONE], state[OTHER] = one, other
    view_state.begin_pair(("a", "b", "c"), ("b", "c"))
    assert (state[ONE], state[OTHER]) == then


def test_an_event_that_the_page_does_not_offer_is_not_chosen(state: Session) -> None:
    state[EVENT] = "x"
    view_state.keep_event_among({"x": "X", "y": "Y"})
    assert state[EVENT] == "x"
    view_state.keep_event_among({"y": "Y"})
    assert state[EVENT] is None


def test_a_section_left_without_a_value_is_the_default() -> None:
    assert compare_options.given_options({SECTION: [""]})[SECTION] == default(SECTION)
