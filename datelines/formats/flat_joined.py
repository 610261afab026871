"""Several values in one cell of the flat table: joined by `;`, told apart again without a loss.

A column about several places has one value for each, in one order (`36.1;35.9`). Inside such a value `;`
stands as `\\;` and a backslash as `\\\\`. Where there is one place only, its cells stand as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MARKS = re.compile(r"[\\;]")
_PART = re.compile(r"(?:[^\\;]|\\.|\\$)*", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;:])")


def joined(values: Sequence[str]) -> str:
    """The values as one cell: a single one as it is, several joined; blank where all are blank."""
    if len(values) == 1:
        return values[0]
    return ";".join(_MARKS.sub(r"\\\g<0>", value) for value in values) if any(values) else ""


def parted(cell: str, count: int) -> list[str] | None:
    """The `count` values of a cell, blank ones for a blank cell; None where it has another number."""
    if count == 1:
        return [cell]
    if not cell:
        return [""] * count
    values = parts(cell)
    return values if len(values) == count else None


def parts(cell: str) -> list[str]:
    """The values of a cell of several, outer blanks taken off."""
    if "\\" not in cell:
        return [part.strip() for part in cell.split(";")]
    return [_ESCAPED.sub(r"\1", part).strip() for part in _raw_parts(cell)]


def _raw_parts(cell: str) -> list[str]:
    found, at = [], 0
    while True:
        match = _PART.match(cell, at)
        end = match.end() if match else at
        found.append(cell[at:end])
        if end >= len(cell):
            return found
        at = end + 1


def wording_cell(pairs: Iterable[tuple[str, str]]) -> str:
    """Subjects and terms as `subject: term; subject: term`; `;`, `:` and backslashes in a subject, `;` and
    backslashes in a term have a backslash before them."""
    written = (
        re.sub(r"[\\;:]", r"\\\g<0>", subject) + ": " + _MARKS.sub(r"\\\g<0>", term)
        for subject, term in pairs
    )
    return "; ".join(written)


def wording_pairs(cell: str) -> list[tuple[str, str]]:
    """Subjects and terms of such a cell; the subject is '' where a part has no colon."""
    pairs = []
    for part in _raw_parts(cell) if "\\" in cell else cell.split(";"):
        subject, colon, term = _at_colon(part)
        words = [_ESCAPED.sub(r"\1", words).strip() for words in ((subject, term) if colon else ("", part))]
        if words[1]:
            pairs.append((words[0], words[1]))
    return pairs


def _at_colon(part: str) -> tuple[str, str, str]:
    match = re.match(r"((?:[^\\:]|\\.)*):(.*)", part, re.DOTALL)
    return (match[1], ":", match[2]) if match else (part, "", "")
