"""What the reader did on the map: which event was chosen there, what it shows, which list was asked for."""

from __future__ import annotations

from components import map_view, view_state
from components.map_view import CellKey
from datelines.map_cells import Window

_WINDOW, _QUESTION, _HEARD = "map_window", "map_question", "map_heard"


def hear() -> None:
    """The map was clicked, or moved where it draws a part of the places."""
    said = map_view.said(view_state.value_of(map_view.KEY))
    view_state.keep(_WINDOW, said.window or window())
    view_state.keep(_QUESTION, (said.cell, said.before, said.asked) if said.cell else None)
    # The choice stays in what the map says; only a number that was not heard yet is news.
    if said.event_id and said.choice != view_state.kept(_HEARD):
        view_state.keep(_HEARD, said.choice)
        view_state.keep(_QUESTION, None)
        view_state.choose(said.event_id)


def window() -> Window | None:
    """What the map shows, as far as it has said."""
    found: Window | None = view_state.kept(_WINDOW)
    return found


def question() -> tuple[CellKey, int, int] | None:
    """The cell whose list the reader asked for, how many events come before the page of it that is wanted,
    and the number of the question."""
    found: tuple[CellKey, int, int] | None = view_state.kept(_QUESTION)
    return found
