"""What every test leaves behind as it found it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A machine may be busy with other things: how long an example takes says nothing of the code.
settings.register_profile("datelines", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("datelines")


@pytest.fixture(autouse=True)
def main_module_kept() -> Iterator[None]:
    """Streamlit's AppTest puts its script in the place of `__main__`; a process that a later test starts
    would run that script."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


TEST_DATA = Path(__file__).parent / "data"
VALID = TEST_DATA / "valid"
DOCUMENTS = TEST_DATA / "documents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of tests/data/valid/ that a test may change."""
    copy = tmp_path / "tables"
    shutil.copytree(VALID, copy)
    return copy
