"""What the readers of a lecture hall ask for: filter changes drawn from a seed, hardly one like another."""

from __future__ import annotations

import csv
import random
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date as Day
from datetime import timedelta
from pathlib import Path

Values = dict[str, str | tuple[str, ...]]
"""Texts, days and chosen labels by the keys of the widgets."""

CLEAR: Values = {"outlets": (), "places": (), "kinds": (), "first": (), "last": (), "text": ""}
"""No filter."""

SHARES = {"outlets": 0.25, "places": 0.2, "kinds": 0.15, "period": 0.25, "text": 0.15}
"""How often each filter is the one that a reader changes."""

NARROWED = 0.3
"""How often a change comes on top of the filters before it; else it takes their place."""


def words_of(folder: Path) -> list[str]:
    """The longer words in the titles of the events of a folder, for the free text."""
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        titles = " ".join(row["title"] for row in csv.DictReader(file))
    return sorted({word for word in titles.replace(",", " ").split() if len(word) > 4 and word.isalpha()})


class Filters:
    """The filter changes of one reader. `words` is what the free text may hold."""

    def __init__(self, seed: int, words: Sequence[str]) -> None:
        self.random = random.Random(seed)
        self._words = words

    def next(self, options: Mapping[str, Sequence[str]], days: tuple[Day, Day]) -> Values:
        """The widgets that change next. `options` are the labels that the lists offer, `days` the first and
        the last day to choose from."""
        draw = self.random
        changed = {} if draw.random() < NARROWED else dict(CLEAR)
        name = draw.choices(list(SHARES), list(SHARES.values()))[0]
        if name == "period":
            first, last = days
            breadth = (last - first).days
            begin = first + timedelta(draw.randrange(breadth))
            end = min(last, begin + timedelta(draw.randrange(20, breadth)))
            return changed | {"first": (begin.isoformat(),), "last": (end.isoformat(),)}
        if name == "text":
            return changed | {"text": draw.choice(self._words)}
        labels = [label for label in options[name] if not label.endswith(" (0)")]
        return changed | {name: tuple(draw.sample(labels, min(len(labels), draw.randint(1, 4))))}


class Asked:
    """How many of the views had been asked for before, among the last `kept` different ones: as a server
    answers them that keeps so many."""

    def __init__(self, kept: int = 256) -> None:
        self._kept, self._seen = kept, OrderedDict[str, None]()
        self.views = self.again = 0

    def note(self, link: str) -> None:
        """Count one view, by its link."""
        self.views += 1
        self.again += link in self._seen
        self._seen[link] = None
        self._seen.move_to_end(link)
        if len(self._seen) > self._kept:
            self._seen.popitem(last=False)
