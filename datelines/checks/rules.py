"""The rules beyond single columns, by name: a check is a function that yields the problems it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from datelines.problems import Problem
from datelines.table.table import Tables

Check = Callable[[Tables], Iterator[Problem]]
CHECKS: dict[str, Check] = {}
"""Rule name -> check, in the order in which they were registered."""
HARMLESS: set[str] = set()
"""Names of the rules whose breach changes no value: it is only a remark, and the folder can still be shown,
exported and loaded."""


def rule(name: str, *, harmless: bool = False) -> Callable[[Check], Check]:
    """Register a check under `name`. Its docstring states the rule, as docs/codebook.md prints it;
    tests/data/broken/`name`/ breaks it."""

    def register(check: Check) -> Check:
        if name in CHECKS:
            raise ValueError(f"two checks are named {name!r}")
        CHECKS[name] = check
        if harmless:
            HARMLESS.add(name)
        return check

    return register
