"""The order of the code: app -> pages -> components -> datelines, and the rooms of the last two, never a
step back. See docs/architecture.md.

Each rule is a function of sources, so that a test can show that it finds what it forbids; a failing test
names every module that breaks its rule.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from datelines.record import records
from tests.rooms import COMPONENT_ROOMS, ROOMS

ROOT = Path(__file__).parents[1]
INTERFACE = frozenset({"streamlit", "folium", "altair", "streamlit_folium", "branca"})
"""What draws; datelines/ knows none of it."""

OF_A_PAGE = frozenset({"__future__", "pathlib", "streamlit", "components", "datelines"})
"""All that a page imports."""

LONGEST = 600
"""Lines of a module, at most. There is no lower limit: a module is as long as its thought."""

MOST_LOOSE = 4
"""Modules directly in datelines/, beside the rooms and the package itself."""

INTERFACES = {
    "formats": {"FORMATS", "NAME", "read", "recognise", "write"},
    "commands": {"add_parser", "run"},
}
"""Names that every module of a room has by design: what a format or a command is found by."""

Sources = Mapping[str, str]
"""Sources by dotted name of their module."""


def sources(package: str) -> Sources:
    """The sources of all modules of a package."""
    paths = sorted((ROOT / package).rglob("*.py"))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.read_text(
            encoding="utf-8"
        )
        for path in paths
    }


@cache
def tree_of(source: str) -> ast.Module:
    return ast.parse(source)


def nodes(source: str) -> Iterator[ast.AST]:
    return ast.walk(tree_of(source))


DOMAIN, COMPONENTS, PAGES, TESTS = (sources(one) for one in ("datelines", "components", "pages", "tests"))
SHOWN = {**DOMAIN, **COMPONENTS, **PAGES, "app": (ROOT / "app.py").read_text(encoding="utf-8")}
CODE = {**SHOWN, **sources("tools")}


def broken(rule: Callable[[str], object], modules: Sources) -> dict[str, object]:
    """What a rule finds in the modules that break it."""
    return {module: found for module, source in modules.items() if (found := rule(source))}


def imported(source: str) -> set[str]:
    """Every package that a source imports, anywhere in it."""
    found: set[str] = set()
    for node in nodes(source):
        if isinstance(node, ast.Import):
            found.update(name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("a relative import" if node.level else (node.module or "").split(".")[0])
    return found


def files_opened(source: str) -> list[str]:
    """The calls that open files: `open`, `read_text`, `read_csv`."""
    exact = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "glob", "rglob", "iterdir"}
    functions = [node.func for node in nodes(source) if isinstance(node, ast.Call)]
    called = [one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in functions]
    return [name for name in called if name in exact or name.startswith("read_")]


def definitions(source: str) -> list[str]:
    """Functions and classes; a lambda that only puts off one call, until a button is pressed, is none."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    found = [node for node in nodes(source) if isinstance(node, kinds)]
    deferred = {node for node in found if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Call)}
    return [type(node).__name__ for node in found if node not in deferred]


def names(source: str) -> set[str]:
    """Every name, attribute and keyword that the code uses; comments and docstrings do not count."""
    found: set[str] = set()
    for node in nodes(source):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
    return found


def draws_html(source: str) -> bool:
    """Whether `st.html` or `components.v1.html` is used."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "html"
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr)
        in ("st", "components", "v1")
        for node in nodes(source)
    )


def other_tests(source: str) -> set[str]:
    """The test modules that a source imports from."""
    modules = {node.module or "" for node in nodes(source) if isinstance(node, ast.ImportFrom)}
    return {module for module in modules if module.rpartition(".")[2].startswith("test_")}


def too_long(source: str) -> bool:
    return len(source.splitlines()) > LONGEST


def without_a_docstring(source: str) -> bool:
    return not ast.get_docstring(tree_of(source))


def read_outside(source: str) -> bool:
    """Whether a source names a folder beside the project."""
    # In two pieces, so that this line is not itself what it looks for.
    return "/work" + "/shared" in source or ".." + "/shared" in source


def imports(source: str, modules: Sources) -> Iterator[str]:
    """The modules of ours that a source imports, anywhere in it."""
    for node in nodes(source):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                deeper = f"{node.module}.{name.name}"
                yield deeper if deeper in modules else node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def steps_back(modules: Sources, rooms: tuple[tuple[str, ...], ...]) -> list[str]:
    """`a -> b` for each import of a module in a room that is not to the left, nor the same room."""
    floor = {room: number for number, together in enumerate(rooms) for room in together}
    found = []
    for module, source in modules.items():
        package, _, rest = module.partition(".")
        here = rest.split(".")[0]
        if not here:
            continue
        for target in imports(source, modules):
            if target.split(".")[0] != package or "." not in target:
                continue
            there = target.split(".")[1]
            if there != here and floor[there] >= floor[here]:
                found.append(f"{module} -> {target}")
    return found


def circles(modules: Sources) -> list[str]:
    """Modules that import one another in a circle while they are loaded (imports in functions wait)."""
    edges = {}
    for module, source in modules.items():
        tree = ast.parse(source)
        tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        edges[module] = {one for one in imports(ast.unparse(tree), modules) if one in modules} - {module}
    # What imports nothing that is left, or is imported by nothing that is left, is in no circle.
    while ends := edges.keys() - set().union(*edges.values()) | {
        module for module, found in edges.items() if not found & edges.keys()
    }:
        for module in ends:
            del edges[module]
    return sorted(edges)


def public_names(source: str) -> set[str]:
    """The public functions, classes and values that a module defines."""
    found = set()
    for node in tree_of(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return {name for name in found if not name.startswith("_")}


def names_with_two_meanings(modules: Sources) -> dict[str, list[str]]:
    """The public names that several modules define, but those of an interface of their room."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module, source in modules.items():
        allowed = INTERFACES.get(module.split(".")[1] if "." in module else "", set())
        for name in public_names(source) - allowed:
            homes[name].append(module)
    return {name: found for name, found in homes.items() if len(found) > 1}


def tables_named(source: str, tables: frozenset[str]) -> list[int]:
    """Lines of the dicts whose keys are names of our tables, three or more of them."""
    return [
        node.lineno
        for node in nodes(source)
        if isinstance(node, ast.Dict)
        and len(tables & {key.value for key in node.keys if isinstance(key, ast.Constant)}) >= 3
    ]


TABLES = frozenset(model.table for model in records.TABLES)


def test_there_is_a_house_to_look_at() -> None:
    for modules, rooms in ((DOMAIN, ROOMS), (COMPONENTS, COMPONENT_ROOMS)):
        found = {module.split(".")[1] for module in modules if "." in module}
        assert found == {room for together in rooms for room in together}
    assert len(PAGES) == len(list((ROOT / "pages").glob("*.py"))) > 0


def test_a_room_imports_only_from_rooms_to_its_left() -> None:
    assert steps_back(DOMAIN, ROOMS) == []
    assert steps_back(COMPONENTS, COMPONENT_ROOMS) == []


def test_the_domain_knows_neither_the_interface_nor_what_is_above_it() -> None:
    above = INTERFACE | {"components", "pages", "app"}
    assert broken(lambda source: imported(source) & above, DOMAIN) == {}


def test_a_component_knows_no_page_and_opens_no_file() -> None:
    assert broken(lambda source: imported(source) & {"pages", "app"}, COMPONENTS) == {}
    assert broken(files_opened, COMPONENTS) == {}


def test_a_page_puts_together_and_defines_nothing() -> None:
    assert broken(lambda source: imported(source) - OF_A_PAGE, PAGES) == {}
    assert broken(definitions, PAGES) == {}


def test_nothing_imports_relatively_or_from_tests_tools_or_benchmarks() -> None:
    beside = {"a relative import", "tests", "tools", "benchmarks"}
    assert broken(lambda source: imported(source) & beside, SHOWN) == {}


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circles({**DOMAIN, **COMPONENTS}) == []


def test_the_state_of_a_session_is_read_in_one_module() -> None:
    assert list(broken(lambda source: "session_state" in names(source), CODE)) == [
        "components.shared.view_state"
    ]


def test_text_becomes_html_in_one_module() -> None:
    unsafe = {"unsafe_allow_html", "unsafe_allow_javascript"}
    assert broken(lambda source: names(source) & unsafe, CODE) == {}
    assert list(broken(draws_html, CODE)) == ["components.shared.markup"]


def test_few_modules_are_loose_beside_the_rooms() -> None:
    loose = [path for path in (ROOT / "datelines").glob("*.py") if path.name != "__init__.py"]
    assert len(loose) <= MOST_LOOSE


def test_a_module_begins_with_what_it_is_and_is_not_too_long() -> None:
    assert broken(without_a_docstring, CODE) == {}
    assert broken(too_long, CODE) == {}


def test_a_module_is_named_after_what_it_holds_and_reads_nothing_outside_the_project() -> None:
    last = {module.rsplit(".", 1)[-1] for module in {**CODE, **TESTS}}
    assert last & {"util", "utils", "helpers", "misc", "common"} == set()
    assert broken(read_outside, {**CODE, **TESTS}) == {}


def test_what_several_tests_use_is_in_a_module_beside_them() -> None:
    assert broken(other_tests, TESTS) == {}


def test_a_public_name_has_one_meaning() -> None:
    assert names_with_two_meanings(DOMAIN) == {}


def test_what_tables_there_are_is_said_in_the_records_alone() -> None:
    others = {name: source for name, source in DOMAIN.items() if not name.startswith("datelines.record")}
    assert broken(lambda source: tables_named(source, TABLES), others) == {}


@pytest.mark.parametrize(
    ("rule", "source", "finds"),
    [
        (imported, "import streamlit as st", {"streamlit"}),
        (imported, "def f():\n    from folium.plugins import Draw", {"folium"}),
        (imported, "from . import page", {"a relative import"}),
        (imported, "import json", {"json"}),
        (files_opened, "from pathlib import Path\nPath('a').read_text()", ["read_text"]),
        (files_opened, "open('a')", ["open"]),
        (files_opened, "pd.read_csv('a')", ["read_csv"]),
        (files_opened, "opened(frame)", []),
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
        (other_tests, "from tests.query.test_query import queries", {"tests.query.test_query"}),
        (other_tests, "from tests.query.queries import queries", set()),
        (too_long, "a = 1\n" * (LONGEST + 1), True),
        (too_long, "a = 1\n" * LONGEST, False),
        (without_a_docstring, "# A comment.", True),
        (without_a_docstring, "'''What it holds.'''", False),
        (read_outside, "Path('.." + "/shared/a.csv')", True),
        (read_outside, "Path('shared/a.csv')", False),
    ],
)
def test_what_is_forbidden_in_a_module_is_found(
    rule: Callable[[str], object], source: str, finds: object
) -> None:
    assert rule(source) == finds
    assert broken(rule, {"a": source}) == ({"a": finds} if finds else {})


def test_a_step_back_is_found_and_a_step_to_the_left_is_none() -> None:
    rooms = (("record",), ("table",), ("checks",))
    left, right = "import os", "from datelines.record import dates"
    assert steps_back({"datelines.record.dates": left, "datelines.checks.ids": right}, rooms) == []
    back = {"datelines.record.dates": "from datelines.checks import ids", "datelines.checks.ids": left}
    assert steps_back(back, rooms) == ["datelines.record.dates -> datelines.checks.ids"]
    inside = "def f():\n    from datelines.checks.ids import known"
    assert steps_back({"datelines.table.fit": inside, "datelines.checks.ids": left}, rooms)
    sideways = (("shared",), ("explore", "compare"))
    assert steps_back(
        {"components.explore.a": "from components.compare import b", "components.compare.b": ""}, sideways
    )


def test_circles_are_found_and_chains_are_none() -> None:
    chain = {"p.a": "from p import b", "p.b": "from p import c", "p.c": ""}
    assert circles(chain) == []
    assert circles({**chain, "p.c": "from p.a import x"}) == ["p.a", "p.b", "p.c"]
    assert circles({**chain, "p.c": "def f():\n    from p.a import x"}) == []


def test_two_meanings_are_found_but_not_those_of_an_interface() -> None:
    assert names_with_two_meanings({"d.a": "def f(): ...", "d.b": "f = 1"}) == {"f": ["d.a", "d.b"]}
    assert names_with_two_meanings({"d.a": "def f(): ...", "d.b": "from d.a import f\n_f = 1"}) == {}
    formats = {"d.formats.a": "def read(): ...", "d.formats.b": "def read(): ..."}
    assert names_with_two_meanings(formats) == {}
    assert names_with_two_meanings({**formats, "d.store.c": "def read(): ..."}) == {}


def test_a_dict_of_tables_is_found() -> None:
    assert tables_named("a = {'events': 1, 'reports': 2, 'figures': 3}", TABLES) == [1]
    assert tables_named("a = {'events': 1, 'reports': 2}", TABLES) == []
