"""Where reports of one event differ most: a ranking of events by the figures that are unlike the one given
most often, then by how far apart the days lie that reports give the event, then by how many of its places
they name, then by outlets.

It says that reports differ, not who is right. A difference needs two outlets: one outlet that prints two
figures is no disagreement. Nothing is averaged; figures are compared as printed, with their qualifier. Dates
lie apart only where they share no day: a month and a day in it do not. Places are compared as records and not
as spellings: “Idlib” and “إدلب” are one. Of the selection's events those with most outlets are looked at
(`counts.compared_events`), so that the store is asked for a bounded number of events; what was found is kept
with the store."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from datelines.compare.answer import FigureAnswer, answer_of, leading
from datelines.compare.figure_groups import FigureGroup, figure_groups, kept_reports
from datelines.query.selection import Selection
from datelines.record.dates import date_in_words, date_span
from datelines.record.records import Event, Report
from datelines.table.archive import Archive
from datelines.words import counted, folded, joined

EVENTS_LOOKED_AT = 120
"""Events that are looked at, those with most outlets."""

LEAST_OUTLETS = 2

QUERIES_KEPT = 8
"""Queries whose differences a store keeps."""


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
    places: tuple[str, ...]
    outlets: int

    @property
    def sentence(self) -> str:
        """The difference in neutral words: `Turkish soldiers killed: reports give 4 to 8`."""
        if self.answer and self.unlike:
            return f"{self.answer.counted}: {self.answer.span}"
        if self.days_apart:
            return f"reports date it {counted(self.days_apart, 'day')} apart"
        return f"reports name {joined(self.places)}"


def differing_events(
    selection: Selection, archive_of: Callable[[Collection[str]], Archive], most: int
) -> tuple[Difference, ...]:
    """The events of a selection whose reports differ, at most `most`, the greatest difference first.
    `archive_of` gives an archive that holds at least the events of some ids."""
    asked = partial(_differing, selection, archive_of)
    # Differences hold records and nothing that leads back to the store.
    return selection.store.remembered.one("differences", selection.query, asked, QUERIES_KEPT)[:most]


def _differing(
    selection: Selection, archive_of: Callable[[Collection[str]], Archive]
) -> tuple[Difference, ...]:
    ids = selection.compared(None, EVENTS_LOOKED_AT) if selection.counts.events else ()
    archive, reports = archive_of(ids), selection.reports_of(ids)
    of_event: dict[str, list[FigureGroup]] = {}
    for group in figure_groups(archive, reports, least=2):
        of_event.setdefault(group.event_id, []).append(group)
    kept: dict[str, list[Report]] = {}
    for report in kept_reports(archive, reports):
        kept.setdefault(report.event_id, []).append(report)
    found = (_difference(archive, one, kept.get(one, []), of_event.get(one, [])) for one in ids)
    differing = (one for one in found if one and (one.unlike or one.days_apart or len(one.places) > 1))
    return tuple(sorted(differing, key=_order))


def _difference(
    archive: Archive, event_id: str, reports: list[Report], groups: list[FigureGroup]
) -> Difference | None:
    event = archive.event_by_id[event_id]
    outlets = {archive.source_by_id[report.source_id].outlet_id for report in reports}
    if len(outlets) < LEAST_OUTLETS:
        return None
    shown = _shown(groups, event.title)
    return Difference(
        event_id=event_id,
        title=event.title,
        dated=date_in_words(event.date),
        group=shown,
        answer=answer_of(shown) if shown else None,
        unlike=unlike(shown) if shown else 0,
        days_apart=_days_apart(event, reports),
        places=_places_named(archive, event, reports),
        outlets=len(outlets),
    )


def _days_apart(event: Event, reports: list[Report]) -> int:
    """The distance between the report that dates the event last and the one that dates it first; a report
    without a date of its own gives that of the event."""
    spans = [date_span(report.date_as_reported or event.date) for report in reports]
    return max(0, max(span.day_from for span in spans) - min(span.day_to for span in spans))


def _places_named(archive: Archive, event: Event, reports: list[Report]) -> tuple[str, ...]:
    """The places of the event that reports name, by any name in any script. What is not a name of one of
    them is not compared: it may be the same place in other words."""
    places = [archive.place_by_id[place_id] for place_id in event.place_ids]
    named = {folded(name): place.name for place in places for name in (place.name, *place.names)}
    printed = {folded(report.place_as_reported) for report in reports if report.place_as_reported}
    return tuple(sorted({named[words] for words in printed if words in named}))


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
    return (-one.unlike, -one.days_apart, -len(one.places), -one.outlets, one.event_id)
