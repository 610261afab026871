"""A session of one reader without Streamlit's server: its state, its link, and one run after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from components.shared import view_state
from components.shared.view_state import Known, View

Link = Mapping[str, list[str]]


class _Link(dict[str, list[str]]):
    """The parameters of a link, as st.query_params has them."""

    def get_all(self, name: str) -> list[str]:
        return self.get(name, [])

    def from_dict(self, link: Mapping[str, Iterable[str]]) -> None:
        self.clear()
        self.update({name: list(values) for name, values in link.items()})


class Session(dict[str, Any]):
    """The state of a session by the names of its widgets; a test writes what a browser would send."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.link = _Link()
        monkeypatch.setattr("streamlit.session_state", self)
        monkeypatch.setattr("streamlit.query_params", self.link)

    def run(self, link: Link | None = None, known: Known = view_state.nothing_known) -> View:
        """A run of the page: at another link, where one is given. Every event is known, and of the ids of
        filters those that `known` gives."""
        if link is not None:
            self.link.from_dict(link)
        return view_state.open_view(known, bool, "Explore")
