"""The screen for data that cannot be shown: every problem, as `python -m datelines check` prints it.

The screen for a store that cannot be read: what is wrong, what to do, and how the page comes back.

The reader's choices stay where they are, in the link and in the session, so that the page that comes back is
the one that was left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

import streamlit as st

from components.shared import markup, own_state, view_state
from datelines.problems import Problem
from datelines.query.dataset import Dataset
from datelines.store.failures import Failure, StoreError


def show_problems(problems: Sequence[Problem]) -> None:
    """Draw the problems, all of them, with where each stands."""
    noun = "problem" if len(problems) == 1 else "problems"
    st.title(f"The data has {len(problems)} {noun}")
    st.write("Nothing is shown until they are mended. `python -m datelines check` prints the same list.")
    items = markup.joined(markup.html("<li>{text}</li>", text=problem) for problem in problems)
    markup.show(markup.html('<ol class="dl-problems">{items}</ol>', items=items))


SECONDS, MOST_SECONDS = 3, 60
"""After how many seconds a store is asked again. It is twice as many each time when it answers, and fails the
page all the same: a page that brings its store down must not do so every three seconds."""

AT_ONCE_SECONDS = 1
"""For so long one session's answer to whether the store is back holds for all of them."""

_TRIED, _CAUGHT = "store_tried", "store_caught"

P = ParamSpec("P")
T = TypeVar("T")


def show_store_problem(error: StoreError) -> NoReturn:
    """Draw what is wrong with the store, in the place of what was asked of it, and end the run of the page.
    The whole page runs again when the reader asks for it, and, if the failure may pass, when the store
    answers."""
    st.error(f"**{markup.plain(error.said)}** {error.repair}")
    seconds = _seconds_until_asked(time.monotonic())
    again = st.fragment(_show_again, run_every=seconds if error.retry else None)
    again(error, seconds, time.monotonic())
    st.stop()


def shown_where_it_fails(draw: Callable[P, T]) -> Callable[P, T]:
    """A function to be made a fragment, with the problem drawn in its place where the store fails it.

    Streamlit lets no exception out of a fragment, not even while the whole page runs: app.py cannot catch it.
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return draw(*args, **kwargs)
        except StoreError as error:
            show_store_problem(error)

    return drawn


def caught_for_the_page(callback: Callable[P, None]) -> Callable[P, None]:
    """A callback of a widget that asks the store. Callbacks run before app.py, which cannot catch what they
    raise: their failure is kept for `raise_caught`."""

    @wraps(callback)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except StoreError as error:
            view_state.keep(_CAUGHT, error)

    return called


def raise_caught() -> None:
    """Raise the StoreError of a callback that ran before this run of the page, if there is one, once."""
    error: StoreError | None = view_state.kept(_CAUGHT)
    if error:
        view_state.keep(_CAUGHT, None)
        raise error


def _show_again(error: StoreError, seconds: int, failed_at: float) -> None:
    asked = st.button("Try again")
    if error.retry:
        st.caption(f"The store is asked again every {seconds} seconds; your filters are kept.")
    # While the page fails, this is drawn within it: the store has just been asked.
    drawn_alone = time.monotonic() - failed_at > seconds / 2
    if asked or (error.retry and drawn_alone and _failure_now() is not error.failure):
        view_state.keep(_TRIED, None if asked else (time.monotonic(), min(2 * seconds, MOST_SECONDS)))
        st.rerun(scope="app")


@st.cache_data(ttl=AT_ONCE_SECONDS, show_spinner=False)
def _failure_now() -> Failure | None:
    """How the store fails just now, None where it answers. All sessions that wait ask once together."""
    try:
        found = own_state.reviewed()
        if isinstance(found, Dataset):
            found.store.check()
    except StoreError as error:
        return error.failure
    return None


def _seconds_until_asked(now: float) -> int:
    """How long to wait now: longer each time when the page that came back by itself has failed again."""
    tried_at, next_seconds = view_state.kept(_TRIED) or (now, SECONDS)
    return next_seconds if now - tried_at < MOST_SECONDS else SECONDS
