"""The screens for data that cannot be shown.

For a folder with problems: every one of them, as `python -m datelines check` prints it. For a store that
cannot be read: what is wrong, what to do, and how the page comes back. The reader's choices stay where they
are, in the link and in the session, so that the page that comes back is the one that was left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

import streamlit as st

from components.shared import markup, own_state
from components.shared.view_state import SessionValue
from datelines.problems import Problem
from datelines.query.dataset import Dataset
from datelines.store.failures import Failure, StoreError

SECONDS, MOST_SECONDS = 3, 60
"""After how many seconds a store is tried again. The wait doubles, up to MOST_SECONDS, each time the store
answers but the page fails all the same: a page that brings its store down must not do so every 3 seconds."""

SHARED_SECONDS = 1
"""How long one session's answer to whether the store is back holds for all sessions."""

_TRIED: SessionValue[tuple[float, int] | None] = SessionValue("store_tried", None)
"""When the page last came back by itself (`time.monotonic`), and how many seconds to wait if it fails."""
_CAUGHT: SessionValue[StoreError | None] = SessionValue("store_caught", None)

P = ParamSpec("P")
T = TypeVar("T")


def show_problems(problems: Sequence[Problem]) -> None:
    """Draw all the problems of a folder, each with its file and row."""
    noun = "problem" if len(problems) == 1 else "problems"
    st.title(f"The data has {len(problems)} {noun}")
    st.write("Nothing is shown until they are fixed. `python -m datelines check` prints the same list.")
    items = markup.joined(markup.html("<li>{text}</li>", text=problem) for problem in problems)
    markup.show(markup.html('<ol class="dl-problems">{items}</ol>', items=items))


def show_store_problem(error: StoreError) -> NoReturn:
    """Draw what is wrong with the store in place of what it was asked for, and end the run of the page. The
    whole page runs again when the reader asks for it and, if the failure may pass, when the store answers."""
    st.error(f"**{markup.plain(error.said)}** {error.repair}")
    seconds = _seconds_until_asked(time.monotonic())
    again = st.fragment(_show_again, run_every=seconds if error.retry else None)
    again(error, seconds, time.monotonic())
    st.stop()


def shown_where_it_fails(draw: Callable[P, T]) -> Callable[P, T]:
    """A function to be made a fragment, which draws the problem in its place where the store fails.

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
    raise: their StoreError is kept for `raise_caught`."""

    @wraps(callback)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except StoreError as error:
            _CAUGHT.set(error)

    return called


def raise_caught() -> None:
    """Raise the StoreError of a callback that ran before this run of the page, if there is one, once."""
    error = _CAUGHT.get()
    if error:
        _CAUGHT.set(None)
        raise error


def _show_again(error: StoreError, seconds: int, failed_at: float) -> None:
    asked = st.button("Try again")
    if error.retry:
        st.caption(f"Trying again every {seconds} seconds; your filters are kept.")
    # While the page fails, this is drawn as a part of it: the store has just been asked.
    drawn_alone = time.monotonic() - failed_at > seconds / 2
    if asked or (error.retry and drawn_alone and _failure_now() is not error.failure):
        _TRIED.set(None if asked else (time.monotonic(), min(2 * seconds, MOST_SECONDS)))
        st.rerun(scope="app")


@st.cache_data(ttl=SHARED_SECONDS, show_spinner=False)
def _failure_now() -> Failure | None:
    """How the store fails just now; None where it answers. All waiting sessions share one question."""
    try:
        found = own_state.reviewed()
        if isinstance(found, Dataset):
            found.store.check()
    except StoreError as error:
        return error.failure
    return None


def _seconds_until_asked(now: float) -> int:
    """How long to wait now: longer each time the page came back by itself and failed again."""
    tried_at, next_seconds = _TRIED.get() or (now, SECONDS)
    return next_seconds if now - tried_at < MOST_SECONDS else SECONDS
