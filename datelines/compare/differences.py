"""Where reports of one event differ most: a ranking of events by the figures that are unlike the one given
most often, then by how far apart the days lie that reports give the event, then by how many places they name.

It says that reports differ, not who is right. A difference needs two outlets: one outlet that prints two
figures is no disagreement. Nothing is averaged; figures are compared as printed, with their qualifier. Of the
selection's events those with most outlets are looked at (`counts.compared_events`), so that the store is
asked for a bounded number of events."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from datelines.compare.answer import FigureAnswer, answer_of, leading
from datelines.compare.figure_groups import FigureGroup, figure_groups, kept_reports
from datelines.query.selection import Selection
from datelines.record.dates import date_in_words, date_span
from datelines.record.records import Report
from datelines.table.archive import Archive
from datelines.words import counted

EVENTS_LOOKED_AT = 120
"""Events that are looked at, those with most outlets."""

LEAST_OUTLETS = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """An event whose reports differ. `group` are the figures that are shown for it and `answer` what they
    give (both None where only days or places differ); `unlike` counts the figures that are not the one given
    most often. `days_apart` lie between the first and the last day that reports give the event, in days;
    `places` are how it is placed, as printed."""

    event_id: str
    title: str
    dated: str
    group: FigureGroup | None
    answer: FigureAnswer | None
    unlike: int
    days_apart: int
    places: int
    outlets: int

    @property
    def sentence(self) -> str:
        """The difference in neutral words: `Turkish soldiers killed: reports give 4 to 8`."""
        if self.answer and self.unlike:
            return f"{self.answer.counted}: {self.answer.span}"
        if self.days_apart:
            return f"reports date it {counted(self.days_apart, 'day')} apart"
        return f"reports describe the place in {self.places} ways"


def differing_events(
    selection: Selection, archive_of: Callable[[Collection[str]], Archive], most: int
) -> tuple[Difference, ...]:
    """The events of a selection whose reports differ, at most `most`, the greatest difference first.
    `archive_of` gives an archive that holds at least the events of some ids."""
    ids = selection.compared(None, EVENTS_LOOKED_AT) if selection.counts.events else ()
    archive, reports = archive_of(ids), selection.reports_of(ids)
    of_event: dict[str, list[FigureGroup]] = {}
    for group in figure_groups(archive, reports, least=2):
        of_event.setdefault(group.event_id, []).append(group)
    kept: dict[str, list[Report]] = {}
    for report in kept_reports(archive, reports):
        kept.setdefault(report.event_id, []).append(report)
    found = (_difference(archive, one, kept.get(one, []), of_event.get(one, [])) for one in ids)
    differing = [one for one in found if one and (one.unlike or one.days_apart or one.places > 1)]
    return tuple(sorted(differing, key=_order)[:most])


def _difference(
    archive: Archive, event_id: str, reports: list[Report], groups: list[FigureGroup]
) -> Difference | None:
    event = archive.event_by_id[event_id]
    outlets = {archive.source_by_id[report.source_id].outlet_id for report in reports}
    if len(outlets) < LEAST_OUTLETS:
        return None
    shown = _shown(groups, event.title)
    days = [date_span(report.date_as_reported or event.date) for report in reports]
    exact = [span for span in days if span.precision == "day"]
    return Difference(
        event_id=event_id,
        title=event.title,
        dated=date_in_words(event.date),
        group=shown,
        answer=answer_of(shown) if shown else None,
        unlike=unlike(shown) if shown else 0,
        days_apart=max(span.day_to for span in exact) - min(span.day_from for span in exact) if exact else 0,
        places=len({report.place_as_reported for report in reports if report.place_as_reported}),
        outlets=len(outlets),
    )


def unlike(group: FigureGroup) -> int:
    """How many figures of a group are not the one given most often; 0 where fewer than two outlets give
    one."""
    if len({mark.outlet_id for mark in group.marks}) < LEAST_OUTLETS:
        return 0
    return len(group.marks) - answer_of(group).times


def _shown(groups: list[FigureGroup], title: str) -> FigureGroup | None:
    """The figures shown for an event: those of its title where they differ, else those that differ most."""
    order = leading(groups, title)
    if not order or unlike(order[0]):
        return order[0] if order else None
    return max(order, key=unlike)


def _order(one: Difference) -> tuple[object, ...]:
    return (-one.unlike, -one.days_apart, -one.places, -one.outlets, one.event_id)
