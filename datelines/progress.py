"""How far long work has come, said to a person at a terminal or in a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from datelines.problems import printable

_BAR = 30


def bar_on(stream: TextIO) -> Callable[[float, str], None]:
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


def part_of(progress: Callable[[float, str], None], begin: float, end: float) -> Callable[[float, str], None]:
    """Progress of a part of the work, which takes the share from `begin` to `end` of the whole."""
    return lambda share, words: progress(begin + share * (end - begin), words)
