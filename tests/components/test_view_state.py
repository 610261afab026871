"""Choices of the reader: which clicks are news, and where the steps lead. The pages' tests drive the rest."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

import pytest

from components import view_state
from components.timeline import MS
from components.view_state import EVENT
from datelines.dates import Period, day_number
from datelines.query import CHOICES

EVENTS = ("a", "b", "c")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session's state after its first run, without a session."""
    held: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", held)
    view_state._set_from({}, {name: {} for name in CHOICES})
    return held


@pytest.mark.parametrize(
    ("present", "by", "then"),
    [
        (None, 1, "a"),
        (None, -1, "c"),
        ("a", 1, "b"),
        ("c", 1, "a"),
        ("a", -1, "c"),
        ("filtered-out", 1, "a"),
        ("filtered-out", -1, "c"),
    ],
)
def test_steps_go_round_and_begin_at_either_end(
    state: dict[str, Any], present: str | None, by: int, then: str
) -> None:
    state[EVENT] = present
    view_state.step(EVENTS, by)
    assert state[EVENT] == then


def test_a_step_among_no_events_leads_nowhere(state: dict[str, Any]) -> None:
    view_state.step((), 1)
    assert state[EVENT] is None


def pick(state: dict[str, Any], event_id: str, choice: int, days: list[float] | None = None) -> None:
    """The timeline reports a pick made at a choice number, with a brush."""
    selection = {"bar": [{"event_id": event_id, "choice": choice}], "days": {"from": days or []}}
    state[view_state._timeline_key()] = {"selection": selection}
    view_state.choose_from_timeline()


def test_a_pick_that_stays_in_the_timeline_does_not_undo_a_later_choice(state: dict[str, Any]) -> None:
    pick(state, "a", state[view_state._CHOICE])
    assert state[EVENT] == "a"
    view_state.choose("b")
    pick(state, "a", 0, days=[0, MS])  # brushed now, while the old pick is still in the chart
    assert state[EVENT] == "b"


def test_the_same_bar_can_be_picked_again_after_another_choice(state: dict[str, Any]) -> None:
    pick(state, "a", state[view_state._CHOICE])
    view_state.choose("b")
    pick(state, "a", state[view_state._CHOICE])
    assert state[EVENT] == "a"


def test_a_brush_becomes_the_window_and_is_taken_off_with_it(state: dict[str, Any]) -> None:
    start = day_number(Day(2019, 9, 3)) * MS
    pick(state, "a", 0, days=[start, start + MS])
    assert state[view_state._WINDOW] == Period(Day(2019, 9, 3), Day(2019, 9, 4))
    pick(state, "a", 0)
    assert state[view_state._WINDOW] == Period()


@pytest.mark.parametrize(("rows", "then"), [([1], "b"), ([], None), ([7], None)])
def test_a_row_of_the_table_chooses_its_event(
    state: dict[str, Any], rows: list[int], then: str | None
) -> None:
    state["table"] = {"selection": {"rows": rows}}
    view_state.choose_from_table("table", EVENTS)
    assert state[EVENT] == then


def test_a_reset_takes_all_filters_off_and_keeps_the_event_and_the_tiles(state: dict[str, Any]) -> None:
    link = {
        "outlet": ["tass"],
        "text": ["drone"],
        "period": ["2019-09-01/.."],
        "days": ["2019-09-02/2019-09-03"],
    }
    view_state._set_from(link | {"event": ["b"]}, {name: {"tass": "TASS"} for name in CHOICES})
    assert (state["outlets"], state["text"], state[EVENT]) == (["tass"], "drone", "b")
    state[view_state.TILES] = True
    before = view_state._timeline_key()
    view_state.reset()
    assert state["outlets"] == []
    assert (state["text"], state["first"], state["certainly"]) == ("", None, False)
    assert state[view_state._WINDOW] == Period()
    assert (state[EVENT], state[view_state.TILES]) == ("b", True)
    assert view_state._timeline_key() != before


def test_a_link_sets_only_what_is_known(state: dict[str, Any]) -> None:
    link = {"outlet": ["tass", "gone"], "kind": ["<script>"], "period": ["x"], "certainly": ["maybe"]}
    view_state._set_from(link, {name: {"tass": "TASS"} for name in CHOICES})
    assert (state["outlets"], state["kinds"]) == (["tass"], [])
    assert (state["first"], state["last"], state["certainly"]) == (None, None, False)
