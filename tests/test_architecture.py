"""docs/architecture.md names every room, and no path or function that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.rooms import COMPONENT_ROOMS, ROOMS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

PATH = re.compile(
    r"`((?:app\.py|(?:datelines|components|pages|tests|static|benchmarks|tools|data)/)[\w/.]*)`"
)
NAMED = re.compile(r"`([\w/]+\.py)`: ((?:`[\w.]+`(?:, | and )?)+)")
"""A module with names of it: `datelines/query/rows.py`: `Kept`, `text_search`."""


def names_in(source: str) -> set[str]:
    """The functions and classes that a module defines, and its methods as `Class.method`."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


def wrong_names(text: str) -> list[str]:
    """`module: name` for each name that a text says is in a module, and that is not."""
    return [
        f"{path}: {name}"
        for path, names in NAMED.findall(text)
        for name in re.findall(r"`([\w.]+)`", names)
        if name not in names_in((ROOT / path).read_text(encoding="utf-8"))
    ]


def missing(text: str) -> list[str]:
    """The paths that a text names and that are not there."""
    return [path for path in PATH.findall(text) if not (ROOT / path).exists()]


def test_every_path_that_the_architecture_names_is_there() -> None:
    assert len(PATH.findall(TEXT)) > 40
    assert missing(TEXT) == []
    assert missing("`datelines/words.py` and `datelines/no_such_room/`") == ["datelines/no_such_room/"]


def test_every_function_that_the_architecture_names_is_in_its_module() -> None:
    assert len(NAMED.findall(TEXT)) > 20
    assert wrong_names(TEXT) == []
    assert wrong_names("`datelines/words.py`: `no_such_function`") == ["datelines/words.py: no_such_function"]


def test_every_room_has_its_line_in_the_architecture() -> None:
    rooms = [f"datelines/{room}" for together in ROOMS for room in together if room != "__main__"]
    rooms += [f"components/{room}" for together in COMPONENT_ROOMS for room in together]
    lines = [f"| `{room}{'/' if (ROOT / room).is_dir() else '.py'}` |" for room in rooms]
    assert [line for line in lines if line not in TEXT] == []
