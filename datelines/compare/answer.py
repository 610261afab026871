"""What the reports of one event give for one thing that is counted: from the lowest to the highest figure,
and the one given most often. Nothing is averaged, rounded or reckoned: each figure keeps its qualifier."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datelines.compare.figure_groups import IN_OWN_VOICE, NO_SPEAKER, FigureGroup, FigureMark
from datelines.record.qualifiers import QUALIFIERS
from datelines.words import counted, joined

_DONE = {
    "killed": "killed",
    "injured": "injured",
    "killed-or-injured": "killed or injured",
    "detained": "detained",
    "displaced": "displaced",
    "evacuated": "reported to have left",
}
"""Measures of what was done to people, as they stand behind the people: `Turkish soldiers killed`."""

_NOT_SAID = frozenset(
    {"people", "other things", "length of a stretch of time", "distance between two places"}
)
"""Populations that say nothing of their own."""

MOST_OFTEN_NAMED = 3
"""Figures given equally often that are named; more of them say only that none stands out."""


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """What a group of comparable figures gives. `lowest`, `highest` and `most_often` are numbers with their
    qualifiers in words; `times` says how often each of `most_often` is given. `speakers` does not count
    reports in an outlet's own voice, which `own_voice` says there are."""

    counted: str
    lowest: str
    highest: str
    most_often: tuple[str, ...]
    times: int
    figures: int
    outlets: int
    speakers: int
    own_voice: bool

    @property
    def span(self) -> str:
        """From the lowest to the highest: `reports give 4 to 8`, `reports give “at least 6” to “up to
        14”`."""
        if self.lowest == self.highest:
            one = "the report gives" if self.figures == 1 else "reports give"
            return f"{one} {_marked(self.lowest)}"
        return f"reports give {_marked(self.lowest)} to {_marked(self.highest)}"

    @property
    def mode(self) -> str:
        """Which figure is given most often: `most often 4 (17 of 46 figures)`; '' for a single figure."""
        if self.figures == 1:
            return ""
        if self.times == self.figures:
            return f"in all {self.figures} figures"
        if self.times == 1:
            return f"no figure is given twice ({counted(self.figures, 'figure')})"
        if len(self.most_often) > MOST_OFTEN_NAMED:
            return f"none is given more than {self.times} times ({counted(self.figures, 'figure')})"
        each = " each" if len(self.most_often) > 1 else ""
        figures = f"{self.times}{each} of {self.figures} figures"
        return f"most often {joined(map(_marked, self.most_often))} ({figures})"

    @property
    def line(self) -> str:
        """The whole answer in one line: `Turkish soldiers killed: reports give 4 to 8; most often 4 (17 of 46
        figures)`."""
        return f"{self.counted}: {self.span}" + (f"; {self.mode}" if self.mode else "")


def answer_of(group: FigureGroup) -> FigureAnswer:
    """The answer of a group of comparable figures, which has at least one."""
    marks = group.marks
    given = Counter(mark.words for mark in marks)
    times = max(given.values())
    by_value = {mark.words: _low_order(mark) for mark in marks}
    names = {mark.speaker for mark in marks}
    # “Tens” reaches from 10 to 99: as both ends of an answer it would hide the numbers that were printed.
    numbers = [mark for mark in marks if QUALIFIERS[mark.qualifier].numbers != "order"] or marks
    return FigureAnswer(
        counted=counted_words(group),
        lowest=min(numbers, key=_low_order).words,
        highest=max(numbers, key=_high_order).words,
        most_often=tuple(sorted((one for one in given if given[one] == times), key=by_value.__getitem__)),
        times=times,
        figures=len(marks),
        outlets=len({mark.outlet_id for mark in marks}),
        speakers=len(names - {IN_OWN_VOICE, NO_SPEAKER}),
        own_voice=IN_OWN_VOICE in names,
    )


def counted_words(group: FigureGroup) -> str:
    """What a group counts: `Turkish soldiers killed`, `Drones: unmanned aircraft`, with its part and period
    where they are not the whole event."""
    population = group.population[:1].upper() + group.population[1:]
    done = _DONE.get(group.measure)
    if done:
        words = population if _words(done) & _words(population) else f"{population} {done}"
    elif group.measure in ("other", "fighters", "civilians", "drones") or _is_in(group.measure, population):
        words = population
    else:
        measure = group.measure.replace("-", " ")
        words = measure.capitalize() if population.lower() in _NOT_SAID else f"{population} ({measure})"
    if group.unit not in ("people", "items"):
        words += f", in {'per cent' if group.unit == 'percent' else group.unit}"
    if group.part:
        words += f", {group.part}"
    return words if group.scope == "event" else f"{words}, {group.period}"


def leading(groups: Sequence[FigureGroup], title: str) -> tuple[FigureGroup, ...]:
    """The groups of one event with the one that its title is about first: whose people and measure the title
    names. Then come those of the whole event before its parts, and those with most outlets and most
    figures."""
    named = _words(title)

    def order(group: FigureGroup) -> tuple[object, ...]:
        answer = answer_of(group)
        who = _words(group.population)
        about = bool(who) and who <= named and group.measure in named
        whole = not group.part and group.scope == "event"
        return (not (about and whole), -answer.outlets, not about, not whole, -answer.figures, group.key)

    return tuple(sorted(groups, key=order))


def _marked(words: str) -> str:
    """A number as it is; one with a qualifier in quotation marks, so that the whole is read as one."""
    return words if words[:1].isdecimal() else f"“{words}”"


def _low_order(mark: FigureMark) -> tuple[float, float, int]:
    return (_ends(mark)[0], _ends(mark)[1], _OPENNESS[mark.qualifier])


def _high_order(mark: FigureMark) -> tuple[float, float, int]:
    return (_ends(mark)[1], _ends(mark)[0], _OPENNESS[mark.qualifier])


def _ends(mark: FigureMark) -> tuple[float, float]:
    """Both ends of what was printed; an end that was not given is the other one, and none is thought up."""
    low = mark.low if mark.low is not None else mark.high
    high = mark.high if mark.high is not None else mark.low
    return (low or 0.0, high or 0.0)


def _openness(term: str) -> int:
    """Where two figures have one number, `under` and `up to` come before it, `at least` and `over` after
    it."""
    qualifier = QUALIFIERS[term]
    way = {"down": -1, "up": 1, None: 0}[qualifier.opens]
    return way * (2 if qualifier.strict else 1)


_OPENNESS = {term: _openness(term) for term in QUALIFIERS}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _is_in(measure: str, population: str) -> bool:
    return any(word.startswith(measure[:5].lower()) for word in _words(population))
