"""How far long work has come, said to a person at a terminal or in a log."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO, TypeAlias

from anyascii import anyascii

VALUE_WIDTH = 80


def quoted(value: str, width: int = VALUE_WIDTH) -> str:
    """`value` in quotation marks, cut to `width` characters, with control characters escaped."""
    shown = value if len(value) <= width else value[: width - 1] + "…"
    return "'" + printable(shown) + "'"


def printable(text: str) -> str:
    """`text` with control, format and line-breaking characters escaped, so that it stays on one line."""
    # Cells come from strangers: escape sequences and right-to-left overrides must not reach a terminal.
    return "".join(_escaped(char) if unicodedata.category(char) in _UNPRINTABLE else char for char in text)


_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


Progress: TypeAlias = Callable[[float, str], None]
"""Told the share that is done, from 0 to 1, and what is being done."""

_BAR = 30


def bar_on(stream: TextIO) -> Progress:
    """A function of the share that is done, from 0 to 1, and of what is being done: it draws a bar on a
    terminal, and says each new step on anything else."""
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


def folded(text: str) -> str:
    """`text` without case, accents and scripts (`حميميم` and `Ḥmeimim` become Latin letters), for
    searching only; what is shown is always the text as recorded."""
    return anyascii(text).casefold()


def listed(words: Sequence[str]) -> str:
    """Words in alphabetical order, joined as in a sentence: `A, B or C`."""
    ordered = sorted(words)
    return " or ".join([", ".join(ordered[:-1]), ordered[-1]] if len(ordered) > 1 else ordered)


def joined(words: Iterable[str]) -> str:
    """Words in their order, as in a sentence: `A, B and C`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def counted(number: int, noun: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"
