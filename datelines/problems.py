"""A problem in the data: where it is, the text there, why it is one, and how to repair it.

Every module that looks at data gives values of this one kind, so that the command line, the pages and the
tests print and compare them in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from datelines.words import counted, printable, quoted

WHOLE_LINE = "-"
"""Column of a problem that is about a whole row or file."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem. `line` is the physical line (from 1) on which the row starts, `column` a column
    name or `-` for the whole row; `value` is the text there, as read."""

    path: str
    line: int
    column: str
    value: str
    why: str
    repair: str

    def __str__(self) -> str:
        """`path:line:column: 'value': why; repair`, always on one line."""
        text = f"{self.path}:{self.line}:{self.column}: {quoted(self.value)}: {self.why}; {self.repair}"
        return printable(text)


class DataError(ValueError):
    """Raised by what needs sound data (`checks.read_archive`); holds every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = f": {self.problems[0]}" if self.problems else ""
        super().__init__(f"{counted(len(self.problems), 'problem')} in the data{first}")
