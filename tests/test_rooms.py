"""The rooms of the house in their order, and the rules that keep it: see docs/architecture.md.

Each rule is a function of sources, so that a test can show that it finds what it forbids.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from datelines.record import records

ROOT = Path(__file__).parents[1]
ROOMS = (
    ("words",),
    ("problems",),
    ("record",),
    ("table",),
    ("places",),
    ("checks",),
    ("store",),
    ("query",),
    ("compare",),
    ("share",),
    ("files",),
    ("formats",),
    ("imports",),
    ("commands",),
    ("__main__",),
)
"""The rooms of datelines/, from left to right; a room imports from rooms to its left only."""

COMPONENT_ROOMS = (("shared",), ("explore", "compare", "your_data"))
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


DOMAIN, COMPONENTS = sources("datelines"), sources("components")


def imports(source: str, modules: Sources) -> Iterator[str]:
    """The modules of ours that a source imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
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
    for node in ast.parse(source).body:
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
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        and len(tables & {key.value for key in node.keys if isinstance(key, ast.Constant)}) >= 3
    ]


TABLES = frozenset(model.table for model in records.TABLES)


def test_there_is_a_house_to_look_at() -> None:
    assert {module.split(".")[1] for module in DOMAIN if "." in module} == {
        room for together in ROOMS for room in together
    }
    assert {module.split(".")[1] for module in COMPONENTS if "." in module} == {
        room for together in COMPONENT_ROOMS for room in together
    }


def test_a_room_imports_only_from_rooms_to_its_left() -> None:
    assert steps_back(DOMAIN, ROOMS) == []
    assert steps_back(COMPONENTS, COMPONENT_ROOMS) == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circles({**DOMAIN, **COMPONENTS}) == []


def test_few_modules_are_loose_beside_the_rooms() -> None:
    loose = [path for path in (ROOT / "datelines").glob("*.py") if path.name != "__init__.py"]
    assert len(loose) <= MOST_LOOSE


@pytest.mark.parametrize("module", [*DOMAIN, *COMPONENTS])
def test_a_module_is_at_most_six_hundred_lines(module: str) -> None:
    assert len({**DOMAIN, **COMPONENTS}[module].splitlines()) <= LONGEST


def test_a_public_name_has_one_meaning() -> None:
    assert names_with_two_meanings(DOMAIN) == {}


@pytest.mark.parametrize("module", [one for one in DOMAIN if not one.startswith("datelines.record")])
def test_what_tables_there_are_is_said_in_the_records_alone(module: str) -> None:
    assert tables_named(DOMAIN[module], TABLES) == []


def test_the_rules_find_what_they_forbid() -> None:
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
