"""The text of the method page: docs/method.md, which readers of the repository see as well."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

METHOD_FILE = Path(__file__).parents[1] / "docs" / "method.md"


@lru_cache(maxsize=1)
def method_text() -> str:
    """The Markdown of docs/method.md. Raises OSError where it is missing."""
    return METHOD_FILE.read_text(encoding="utf-8")
