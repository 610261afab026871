"""AppTest as the server does it: pages come from st.navigation, never from the folder's name."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager


@pytest.fixture(autouse=True)
def navigation_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest forgets before each run that the app uses st.navigation, and would then run the file of the
    present page alone because its folder is called pages/. A server remembers; so does this."""
    original = PagesManager.__init__

    def remembering(self: PagesManager, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", remembering)
