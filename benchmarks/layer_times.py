"""Times of the query layer on a store that holds a synthetic table, medians over different questions."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from benchmarks.asking import filtered, panned, windows
from benchmarks.bare import Bare
from benchmarks.questions import brushes, questions
from datelines.query import EventQuery
from datelines.store import Loaded

T = TypeVar("T")


class Times:
    """What pieces of work took, in ms: by the clock (`wall`), and processor time of all threads (`cpu`)."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def of(self, work: Callable[[], T]) -> T:
        """Do some work, note what it took, and give what it gives."""
        used, begun = time.process_time(), time.perf_counter()
        found = work()
        self.wall.append((time.perf_counter() - begun) * 1000)
        self.cpu.append((time.process_time() - used) * 1000)
        return found


def layer_times(loaded: Loaded, path: str) -> dict[str, Any]:
    """Milliseconds for a filter change, a pan and a brush (`timeline_ms`), for the questions of the filter
    change to DuckDB by hand (`bare_ms`), and what of each is processor time, of all threads. `path` is the
    file of the store. A pan is 0
    where the map draws everything at once, and asks for nothing. Raises bare.Disagreement."""
    whole = filtered(loaded, EventQuery())  # what is kept for all sessions is asked for by the first
    filters, pans, timelines, by_hand = Times(), Times(), Times(), Times()
    bare = Bare(path)
    try:
        for question in questions(loaded):
            # One after the other, so that what else the machine does is the same for both.
            answers = filters.of(partial(filtered, loaded, question.query))
            by_hand.of(partial(bare.ask, question, answers))
    finally:
        bare.close()
    for window in windows(whole.on_map):
        pans.of(partial(panned, loaded, EventQuery(), window))
    for query in brushes(loaded):
        timelines.of(partial(filtered, loaded, query))
    named = {"filter": filters, "pan": pans, "timeline": timelines, "bare": by_hand}
    wall = {f"{name}_ms": _median(times.wall) for name, times in named.items()}
    return wall | {f"{name}_cpu_ms": _median(times.cpu) for name, times in named.items()}


def _median(times: list[float]) -> float:
    return round(statistics.median(times), 1) if times else 0.0
