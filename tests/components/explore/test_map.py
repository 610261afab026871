"""What the reader did on the map: choices that are news, windows that stay, and questions asked once."""

from __future__ import annotations

import pytest

from components.explore.map import _QUESTION, _WINDOW, Question, hear
from components.shared import map_frame, view_state
from components.shared.view_state import EVENT
from datelines.query.map_grid import Window
from tests.sessions import Session

EDGES = [30.0, 35.0, 37.0, 44.0, 6.0]


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session after its first run."""
    session = Session(monkeypatch)
    session.run()
    return session


def say(state: Session, **properties: object) -> None:
    state[map_frame.KEY] = {"last_active_drawing": {"properties": properties}}
    hear()


def test_the_map_chooses_the_event_that_was_clicked_and_none_where_none_was(state: Session) -> None:
    hear()
    assert state[EVENT] is None
    say(state, event_id="b", choice=1)
    assert (state[EVENT], view_state.choices()) == ("b", 1)
    state[map_frame.KEY] = {"last_active_drawing": None}
    hear()
    assert state[EVENT] == "b"


def test_a_move_after_a_choice_does_not_choose_again(state: Session) -> None:
    say(state, event_id="b", choice=1)
    view_state.choose("c")
    say(state, event_id="b", choice=1, window=EDGES)
    assert state[EVENT] == "c"
    assert _WINDOW.get() == Window(*EDGES)
    say(state, event_id="b", choice=2, window=EDGES)
    assert state[EVENT] == "b"


def test_a_window_stays_until_the_next(state: Session) -> None:
    assert _WINDOW.get() is None
    say(state, window=EDGES)
    say(state, event_id="b", choice=1)
    assert _WINDOW.get() == Window(*EDGES)


def test_a_question_is_forgotten_with_the_next_move_or_choice(state: Session) -> None:
    say(state, cell=[1, 2, 4], before=100, asked=7)
    assert _QUESTION.get() == Question((1, 2, 4), 100, 7)
    say(state, window=EDGES, asked=7)
    assert _QUESTION.get() is None
    say(state, cell=[1, 2, 4], asked=8)
    say(state, event_id="b", choice=1, cell=[1, 2, 4], asked=8)
    assert _QUESTION.get() is None
