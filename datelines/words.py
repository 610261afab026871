"""Small words that every room uses: numbers and lists in a sentence, text from strangers made printable, text
folded for searching, and how far long work has come."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TextIO, TypeAlias

from anyascii import anyascii

_WIDTH = 80
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BAR = 30

Progress: TypeAlias = Callable[[float, str], None]
"""Takes the share that is done, from 0 to 1, and what is being done."""


def counted(number: int, noun: str) -> str:
    """`1 problem`, `2 problems`, `1,000 problems`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def joined(words: Iterable[str], conjunction: str = "and") -> str:
    """Words in their order, as in a sentence: `A, B and C`; '' for none."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def listed(words: Iterable[str]) -> str:
    """Words in alphabetical order, as in a sentence: `A, B or C`; '' for none."""
    return joined(sorted(words), "or")


def quoted(value: str, width: int = _WIDTH) -> str:
    """`value` in quotation marks, cut to `width` characters, with control characters escaped."""
    shown = value if len(value) <= width else value[: width - 1] + "…"
    return "'" + printable(shown) + "'"


def printable(text: str) -> str:
    """`text` with control, format and line-breaking characters escaped, so that it stays on one line."""
    # Cells come from strangers: escape sequences and right-to-left overrides must not reach a terminal.
    return "".join(_escaped(char) if unicodedata.category(char) in _UNPRINTABLE else char for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def folded(text: str) -> str:
    """`text` in Latin letters without case or accents (also `حميميم` and `Ḥmeimim`), for searching only; what
    is shown is always the text as recorded."""
    return anyascii(text).casefold()


def bar_on(stream: TextIO) -> Progress:
    """Progress shown on a stream: as a bar on a terminal, otherwise as a line for each new step."""
    last = ""

    def show(share: float, words: str) -> None:
        nonlocal last
        if stream.isatty():
            done = round(share * _BAR)
            end = "\n" if share >= 1 else ""
            bar = f"\r[{'#' * done}{'.' * (_BAR - done)}] {share:4.0%} {printable(words)[:40]:40}"
            print(bar, end=end, file=stream, flush=True)
        elif words != last:
            print(printable(words), file=stream, flush=True)
        last = words

    return show


def part_of(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part of the work, which takes the share from `begin` to `end` of the whole."""
    return lambda share, words: progress(begin + share * (end - begin), words)
