"""The screen for a store that fails: what it says, that nothing follows it, and that it asks again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from components.shared import own_state, problems
from datelines.query.dataset import loaded_store
from datelines.store.failures import Failure, StoreError
from tests.builders import crowded_archive, store_of

SCRIPT = """
import streamlit as st
from components.shared import problems
from datelines.store.failures import Failure, StoreError
from datelines.query.dataset import loaded_store

st.session_state.setdefault("fails", {fails!r})
st.session_state["runs"] = st.session_state.get("runs", 0) + 1

@problems.shown_where_it_fails
def draw(where):
    if st.session_state["fails"] == where:
        raise StoreError(Failure[{failure!r}], "The store “a_b*c*” (PostgreSQL at host:5432)")
    st.write(f"drawn by the {{where}}")

def press():
    if st.session_state["fails"] == "callback":
        raise StoreError(Failure[{failure!r}], "The store")
    st.session_state["pressed"] = True

drawn = st.fragment(draw)
try:
    problems.raise_caught()
    st.button("Next", on_click=problems.caught_for_the_page(press))
    st.write("filters")
    draw("page")
    drawn("fragment")
    st.write("table")
except StoreError as error:
    problems.show_store_problem(error)
"""


def app(fails: str, failure: str = "UNREACHABLE") -> AppTest:
    """A page with a fragment, of which one part fails."""
    return AppTest.from_string(SCRIPT.format(fails=fails, failure=failure)).run()


def words(found: AppTest) -> str:
    """Everything that is written on the page."""
    return "\n".join(str(one.value) for one in (*found.markdown, *found.error, *found.caption))


def button_of(found: AppTest, label: str) -> Button:
    """The button of that label."""
    (button,) = (button for button in found.button if button.label == label)
    return button


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No answer of another test about the store."""
    st.cache_data.clear()
    yield
    st.cache_data.clear()


def test_a_page_that_does_not_fail_is_drawn_as_it_is() -> None:
    found = app("nowhere")
    assert words(found).split("\n") == ["filters", "drawn by the page", "drawn by the fragment", "table"]
    assert not found.error
    assert [button.label for button in found.button] == ["Next"]


@pytest.mark.parametrize("where", ["page", "fragment"])
def test_what_is_wrong_is_said_once_and_nothing_follows_it(where: str) -> None:
    found = app(where)
    (problem,) = found.error
    assert problem.value == (
        r"**The store “a\_b\*c\*” \(PostgreSQL at host\:5432\) cannot be reached\.** "
        "It may be stopped, or its address in DATELINES_STORE may be wrong."
    )
    assert "filters" in words(found)
    assert "table" not in words(found)
    assert "Traceback" not in words(found)
    assert not found.exception


@pytest.mark.parametrize("where", ["page", "fragment"])
def test_the_button_runs_the_whole_page_again(where: str) -> None:
    found = app(where)
    found.session_state["fails"] = "nowhere"
    button_of(found, "Try again").click().run()
    assert "table" in words(found)
    assert not found.error


@pytest.mark.parametrize(("failure", "again"), [("LOST", True), ("REFUSED", False), ("SLOW", False)])
def test_only_what_may_pass_by_itself_is_asked_again_by_itself(failure: str, again: bool) -> None:
    found = app("page", failure)
    assert ("Trying again every 3 seconds" in words(found)) == again
    assert button_of(found, "Try again")


def test_a_callback_that_fails_is_said_by_the_page_that_runs_after_it() -> None:
    found = app("callback")
    button_of(found, "Next").click().run()
    assert len(found.error) == 1
    assert not found.exception
    button_of(found, "Try again").click().run()
    assert "table" in words(found)
    assert "pressed" not in found.session_state


def test_a_callback_that_does_not_fail_does_what_it_did() -> None:
    found = app("nowhere")
    button_of(found, "Next").click().run()
    assert found.session_state["pressed"]
    assert not found.error


def test_whether_the_store_is_back_is_asked_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fail() -> None:
        asked.append("reviewed")
        raise StoreError(Failure.BUSY, "The store")

    monkeypatch.setattr(own_state, "reviewed", fail)
    assert problems._failure_now() is Failure.BUSY
    assert problems._failure_now() is Failure.BUSY
    assert asked == ["reviewed"]  # all sessions ask once together
    st.cache_data.clear()
    found = loaded_store(store_of(crowded_archive()))
    monkeypatch.setattr(own_state, "reviewed", lambda: found)
    assert problems._failure_now() is None


def test_a_page_that_fails_again_when_the_store_is_back_is_tried_less_and_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    assert problems._seconds_until_asked(1000.0) == 3
    problems._TRIED.set((1000.0, 6))
    assert problems._seconds_until_asked(1001.0) == 6
    assert problems._seconds_until_asked(1100.0) == 3
