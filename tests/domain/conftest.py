"""Folders of artificial tables: valid/, and copies of it to be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

TEST_DATA = Path(__file__).parent.parent / "data"
VALID = TEST_DATA / "valid"
DOCUMENTS = TEST_DATA / "documents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of tests/data/valid/ that a test may change."""
    copy = tmp_path / "tables"
    shutil.copytree(VALID, copy)
    return copy
