"""Figures by outlets: for each case that can be compared, what each outlet gives, and how far that lies from
what is reported most often.

A case is a group of comparable figures (`datelines.compare.figure_groups`): one event or part of it, one
population, one measure. Nothing is averaged: the figure that is reported most often is one that was printed,
and the distance of an open end is that of the number that was printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select

from datelines.compare.answer import MOST_OFTEN_NAMED, answer_of
from datelines.compare.differences import unlike
from datelines.compare.figure_groups import FigureGroup, FigureMark, figure_groups
from datelines.query.selection import Selection
from datelines.record.figures import number_in_words, order_of_magnitude
from datelines.record.qualifiers import QUALIFIERS
from datelines.store.store import AnySelect
from datelines.table.archive import Archive

NEAR, FAR = 0.1, 0.5
"""Shares of the commonest number up to which another lies one step, and two steps, from it."""

_SIGNS = {"about": "~", "at-least": "≥", "over": ">", "at-most": "≤", "under": "<"}
"""Qualifier -> the sign before its number in a narrow cell."""

_Given = tuple[str, float | None, float | None]
"""Qualifier and ends: what makes two figures the same."""


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure in a cell: its number with a `sign` for the qualifier (`≥40`), in `words`, the speakers to
    whom its reports attribute it, and how many reports give it; `step` is its distance from the commonest
    figure (0 the same number, 1 up to a tenth off, 2 up to a half, 3 more), `way` whether it is higher or
    lower."""

    sign: str
    words: str
    speakers: tuple[str, ...]
    reports: int
    step: int
    way: Literal["", "higher", "lower"]


@dataclass(frozen=True, slots=True)
class NumberCase:
    """One case with a cell for each outlet (by id) that gives a figure. `commonest` are the signs of the
    figures that are given most often, each `times`; none where no few of them stand out. `unlike` is how many
    figures are not the one given most often."""

    group: FigureGroup
    commonest: tuple[str, ...]
    times: int
    unlike: int
    cells: Mapping[str, tuple[CellFigure, ...]]

    @property
    def figures(self) -> int:
        """How many figures there are."""
        return len(self.group.marks)


def number_cases(
    archive: Archive, report_ids: frozenset[str], *, outlets: int = 2, differing_only: bool = True
) -> tuple[NumberCase, ...]:
    """The cases with figures of at least this many `outlets`, those with most figures unlike the commonest
    first, then those of most outlets; with `differing_only` those whose figures are not all the same."""
    groups = figure_groups(archive, report_ids, differing_only=differing_only, least=outlets)
    cases = [case for case in map(_case, groups) if len(case.cells) >= outlets]
    # A stable sort: ties stay in order of date.
    return tuple(sorted(cases, key=lambda case: (-case.unlike, -len(case.cells))))


def leading_columns(cases: Sequence[NumberCase], chosen: Sequence[str], most: int) -> tuple[str, ...]:
    """The outlets that get a column: the `chosen` ones, then those with figures in most cases, `most` in
    all; the number of their figures, then the id, decides between equals."""
    covered = Counter(outlet for case in cases for outlet in case.cells)
    given = Counter(mark.outlet_id for case in cases for mark in case.group.marks)
    others = sorted(
        (outlet for outlet in covered if outlet not in chosen),
        key=lambda outlet: (-covered[outlet], -given[outlet], outlet),
    )
    return (*chosen, *others)[:most]


def figure_sign(qualifier: str, low: float | None, high: float | None) -> str:
    """A figure for a narrow cell: `≥40`, `~25,000`, `30–35`, `hundreds`. Its unit is not in it."""
    if QUALIFIERS[qualifier].numbers == "order" and (order := order_of_magnitude(low, high)):
        return order
    if QUALIFIERS[qualifier].numbers != "one":
        return "–".join(number_in_words(end) for end in (low, high) if end is not None)
    number = high if low is None else low
    return _SIGNS.get(qualifier, "") + ("" if number is None else number_in_words(number))


def distance_from(number: float, low: float | None, high: float | None) -> tuple[int, int]:
    """How far a figure with these ends lies from a number, in steps (as in CellFigure), and on which side: 1
    above, -1 below, 0 at it. A number within a range is at no distance from it; an open end is taken at the
    number that was printed, since there is no other."""
    ends = [end for end in (low, high) if end is not None]
    if not ends or min(ends) <= number <= max(ends):
        return 0, 0
    nearest = min(ends) if number < min(ends) else max(ends)
    share = abs(nearest - number) / number if number else FAR * 2
    return (1 if share <= NEAR else 2 if share <= FAR else 3), (1 if nearest > number else -1)


def by_several_outlets(reports: AnySelect, *names: str) -> AnySelect:
    """The distinct values of the columns `names` that reports of two or more outlets have. `reports` selects
    these columns and `outlet_number`."""
    own = reports.subquery().c
    values = [own[name] for name in names]
    several = func.min(own.outlet_number) != func.max(own.outlet_number)
    return select(*values).group_by(*values).having(several)


def number_of_shared_events(selection: Selection) -> int:
    """How many events have reports of two or more outlets, which is what can be compared."""
    reports = selection.kept.reports("event_number", "outlet_number")
    shared = by_several_outlets(reports, "event_number").subquery()
    return int(selection.store.row(select(func.count()).select_from(shared))[0])


def _case(group: FigureGroup) -> NumberCase:
    answer = answer_of(group)
    stands_out = answer.times > 1 and len(answer.most_often) <= MOST_OFTEN_NAMED
    given = {mark.words: _given(mark) for mark in group.marks}
    commonest = [given[words] for words in answer.most_often] if stands_out else []
    by_outlet: dict[str, list[FigureMark]] = defaultdict(list)
    for mark in group.marks:
        by_outlet[mark.outlet_id].append(mark)
    return NumberCase(
        group=group,
        commonest=tuple(figure_sign(*one) for one in commonest),
        times=answer.times,
        unlike=unlike(group),
        cells={outlet: _cell(marks, commonest) for outlet, marks in by_outlet.items()},
    )


def _cell(marks: Sequence[FigureMark], commonest: Sequence[_Given]) -> tuple[CellFigure, ...]:
    alike: dict[_Given, list[FigureMark]] = defaultdict(list)
    for mark in marks:
        alike[_given(mark)].append(mark)
    found = []
    for given in sorted(alike, key=_in_order):
        own = alike[given]
        step, side = _distance(own[0], commonest)
        found.append(
            CellFigure(
                sign=figure_sign(*given),
                words=own[0].words,
                speakers=tuple(dict.fromkeys(mark.speaker for mark in own)),
                reports=len({mark.report_id for mark in own}),
                step=step,
                way="higher" if side > 0 else "lower" if side < 0 else "",
            )
        )
    return tuple(found)


def _distance(mark: FigureMark, commonest: Sequence[_Given]) -> tuple[int, int]:
    """The distance from the nearest of the commonest figures."""
    found = []
    for _, low, high in commonest:
        ends = [end for end in (low, high) if end is not None]
        mine = [end for end in (mark.low, mark.high) if end is not None]
        if max(ends) < min(mine):
            found.append(distance_from(max(ends), mark.low, mark.high))
        elif max(mine) < min(ends):
            found.append(distance_from(min(ends), mark.low, mark.high))
        else:
            found.append((0, 0))
    return min(found, key=lambda one: one[0], default=(0, 0))


def _given(mark: FigureMark) -> _Given:
    return (mark.qualifier, mark.low, mark.high)


def _in_order(given: _Given) -> tuple[float, float, str]:
    qualifier, low, high = given
    first = low if low is not None else high
    last = high if high is not None else low
    return (first or 0, last or 0, qualifier)
