"""The layout of a delimited text, and the rows of it that do not match its header."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from datelines.intake import limits
from datelines.intake.files import IntakeError
from datelines.intake.headers import BLANKS
from datelines.problems import WHOLE_LINE, Problem

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """What separates cells, the cells of the header, how many records are above it, and their remarks. Where
    the file has no header and its column names are `given`, its first record is a row."""

    separator: str
    header: list[str]
    above: int
    remarks: tuple[str, ...] = ()
    given: bool = False

    @property
    def head(self) -> int:
        """How many records come before the first row."""
        return 0 if self.given else self.above + 1


@dataclass(slots=True)
class RaggedRows:
    """Collects the rows that do not match the header: `mended` ones have blank cells too many and are fine,
    the others are problems. `numbers` has all of them, `multiline` says that one has a line break."""

    name: str
    layout: Layout
    numbers: list[int] = field(default_factory=list)
    multiline: bool = False
    mended: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, number: int, cells: list[str], text: str) -> None:
        """A row that has more or fewer cells than the header. Raises IntakeError where there are too many."""
        self.numbers.append(number)
        self.multiline |= "\n" in text
        wanted = len(self.layout.header)
        if number <= self.layout.head or not any(cell.strip(BLANKS) for cell in cells):
            return
        if len(cells) > wanted and not any(cell.strip(BLANKS) for cell in cells[wanted:]):
            self.mended.append((number, cells[:wanted]))
            return
        whose = "the given columns are" if self.layout.given else "the header has"
        why = f"{len(cells)} cells, but {whose} {wanted}"
        repair = "put quotation marks round a cell that holds the separator, or add the missing cells"
        self.problem(number, text, why, repair)

    def problem(self, number: int, text: str, why: str, repair: str) -> None:
        """A row that cannot be told apart. Raises IntakeError where there are too many."""
        self.problems.append(Problem(self.name, number, WHOLE_LINE, text[:_SHOWN], why, repair))
        if len(self.problems) > limits.RAGGED_ROWS:
            why = f"more than {limits.counted(limits.RAGGED_ROWS)} rows do not match the header ({why})"
            raise IntakeError(self.name, why, "check the header, the separator and the quotation marks")


def quoted_well(record: str, separator: str) -> bool:
    """Whether a record of several lines is one: a quotation mark that is not closed would have joined two."""
    try:
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1
