"""Problems of a table that may have millions: the first are kept, the others counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from datelines.problems import Problem

SAID = 1_000
"""Problems that are said one by one."""


@dataclass(eq=False)
class FoundProblems:
    """The first `most` problems that were added, each once, and how many more there are."""

    most: int = SAID
    unsaid: int = 0
    _said: dict[Problem, None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._said or self.unsaid)

    @property
    def said(self) -> tuple[Problem, ...]:
        """Those that are kept, by row."""
        return tuple(sorted(self._said, key=lambda problem: problem.line))

    def add(self, problem: Problem) -> None:
        """Keep or count a problem."""
        if problem in self._said:
            return
        if len(self._said) < self.most:
            self._said[problem] = None
        else:
            self.unsaid += 1

    def update(self, problems: Iterable[Problem], unsaid: int = 0) -> None:
        """Add problems, and a number of others."""
        for problem in problems:
            self.add(problem)
        self.unsaid += unsaid
