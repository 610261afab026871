"""What every test leaves behind as it found it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def main_module_kept() -> Iterator[None]:
    """Streamlit's AppTest puts its script in the place of `__main__`; a process that a later test starts
    would run that script."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
