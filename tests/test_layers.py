"""The order of the layers: app -> pages -> components -> datelines -> data, and never a step back.

Each rule is a function of a module's source, so that a test can show that it finds what it forbids.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INTERFACE = frozenset({"streamlit", "folium", "altair", "streamlit_folium", "branca"})
LONGEST = 600

Rule = Callable[[str], object]


def modules(*folders: str) -> list[str]:
    """Paths of the modules below the folders, relative to the root."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


DOMAIN, COMPONENTS, PAGES = modules("datelines"), modules("components"), modules("pages")
CODE = [*DOMAIN, *COMPONENTS, *PAGES, *modules("tools"), "app.py"]
TESTS = modules("tests")


def source_of(module: str) -> str:
    return (ROOT / module).read_text(encoding="utf-8")


def imported(source: str) -> set[str]:
    """Every package that the source imports, anywhere in it, with the module where it is one of ours."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("a relative import" if node.level else (node.module or "").split(".")[0])
    return found


def called(source: str) -> Iterator[str]:
    """The last name of every call: `open`, `read_text`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def opens_files(source: str) -> list[str]:
    exact = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "glob", "rglob", "iterdir"}
    return [name for name in called(source) if name in exact or name.startswith("read_")]


def definitions(source: str) -> list[str]:
    """Functions and classes; a lambda that only puts off one call, until a button is pressed, is none."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    deferred = {node for node in nodes if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Call)}
    return [type(node).__name__ for node in nodes if node not in deferred]


def names(source: str) -> set[str]:
    """Every name, attribute and keyword that the code uses; comments and docstrings do not count."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
    return found


def draws_html(source: str) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "html"
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr)
        in ("st", "components", "v1")
        for node in ast.walk(ast.parse(source))
    )


def test_there_is_something_to_look_at() -> None:
    assert min(len(DOMAIN), len(COMPONENTS), len(PAGES), len(TESTS)) >= 3


@pytest.mark.parametrize("module", DOMAIN)
def test_the_domain_knows_neither_the_interface_nor_what_is_above_it(module: str) -> None:
    assert imported(source_of(module)) & (INTERFACE | {"components", "pages", "app"}) == set()


@pytest.mark.parametrize("module", COMPONENTS)
def test_a_component_knows_no_page_and_opens_no_file(module: str) -> None:
    assert imported(source_of(module)) & {"pages", "app"} == set()
    assert opens_files(source_of(module)) == []


@pytest.mark.parametrize("module", PAGES)
def test_a_page_puts_together_and_defines_nothing(module: str) -> None:
    allowed = {"__future__", "pathlib", "streamlit", "components", "datelines"}
    assert imported(source_of(module)) <= allowed
    assert definitions(source_of(module)) == []


@pytest.mark.parametrize("module", [*DOMAIN, *COMPONENTS, *PAGES, "app.py"])
def test_nothing_imports_relatively_or_from_tests_tools_or_benchmarks(module: str) -> None:
    assert imported(source_of(module)) & {"a relative import", "tests", "tools", "benchmarks"} == set()


@pytest.mark.parametrize("module", CODE)
def test_the_state_of_a_session_is_read_in_one_module(module: str) -> None:
    assert ("session_state" in names(source_of(module))) == (module == "components/shared/view_state.py")


@pytest.mark.parametrize("module", CODE)
def test_text_becomes_html_in_one_module(module: str) -> None:
    assert "unsafe_allow_html" not in names(source_of(module))
    assert "unsafe_allow_javascript" not in names(source_of(module))
    assert draws_html(source_of(module)) == (module == "components/shared/markup.py")


@pytest.mark.parametrize("module", CODE)
def test_a_module_begins_with_what_it_is_and_is_short(module: str) -> None:
    source = source_of(module)
    assert ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) < LONGEST


@pytest.mark.parametrize("module", [*CODE, *TESTS])
def test_a_module_is_named_after_what_it_does_and_reads_nothing_outside_the_project(module: str) -> None:
    assert Path(module).stem not in ("util", "utils", "helpers", "misc", "common")
    # In two pieces, so that this line is not itself what it looks for.
    assert "/work" + "/shared" not in source_of(module)
    assert ".." + "/shared" not in source_of(module)


@pytest.mark.parametrize(
    ("rule", "source", "finds"),
    [
        (imported, "import streamlit as st", {"streamlit"}),
        (imported, "def f():\n    from folium.plugins import Draw", {"folium"}),
        (imported, "from . import page", {"a relative import"}),
        (imported, "import json", {"json"}),
        (opens_files, "from pathlib import Path\nPath('a').read_text()", ["read_text"]),
        (opens_files, "open('a')", ["open"]),
        (opens_files, "pd.read_csv('a')", ["read_csv"]),
        (opens_files, "opened(frame)", []),
        (definitions, "def f(): ...", ["FunctionDef"]),
        (definitions, "class A: ...", ["ClassDef"]),
        (definitions, "a = 1", []),
        (names, "st.session_state['a'] = 1", {"st", "session_state"}),
        (names, "f(unsafe_allow_html=True)", {"f", "unsafe_allow_html"}),
        (names, "'''session_state'''", set()),
        (draws_html, "st.html('<b>')", True),
        (draws_html, "st.components.v1.html('<b>')", True),
        (draws_html, "draw = st.html", True),
        (draws_html, "markup.html('<b>')", False),
    ],
)
def test_the_rules_find_what_they_forbid(rule: Rule, source: str, finds: object) -> None:
    assert rule(source) == finds
