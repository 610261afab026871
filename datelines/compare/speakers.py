"""Speakers: how many of each outlet's reports are attributed to whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from datelines.compare.figure_groups import IN_OWN_VOICE, NO_SPEAKER
from datelines.query.query import NOT_RECORDED
from datelines.query.selection import Selection
from datelines.store.schema import UNSAID

SPEAKER_LINES = 5000
"""Lines that are listed, those of the speakers with most reports: nobody reads a longer table to its end."""


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """How many reports of an outlet, about how many events, are attributed to one speaker; the id is blank
    for the outlet's own voice, and NOT_RECORDED where it is not known who speaks."""

    speaker_id: str
    speaker: str
    outlet_id: str
    reports: int
    events: int


@dataclass(frozen=True, slots=True)
class Speakers:
    """The lines of the speakers with most reports, and how many speakers there are in all (the own voices of
    all outlets count as one)."""

    lines: tuple[SpeakerLine, ...]
    speakers: int

    @property
    def listed(self) -> int:
        """How many speakers have lines."""
        return len({line.speaker_id for line in self.lines})


def speaker_lines(selection: Selection, most: int = SPEAKER_LINES) -> Speakers:
    """A line for each speaker and outlet, by name of the speaker and then of the outlet, own voices last: of
    the speakers with most reports, as many as have at most `most` lines together, but at least one."""
    return _speakers(selection, lambda one: or_(one.lines_so_far <= most, one.rank == 1))


def leading_lines(selection: Selection, outlets: Collection[str], most: int) -> Speakers:
    """The lines of these outlets (ids) for the `most` speakers with most reports there, in the same order."""
    numbers = selection.store.numbers("outlets", outlets)
    return _speakers(selection, lambda one: one.rank <= most, numbers)


def _speakers(
    selection: Selection,
    wanted: Callable[[Any], ColumnElement[bool]],
    outlets: Sequence[int] | None = None,
) -> Speakers:
    """The lines of all outlets, or of some by number, for the speakers that are `wanted`: a condition on
    their `rank`, and on how many lines they have together with those before them (`lines_so_far`)."""
    said = selection.kept.reports("speaker_number", "outlet_number", "event_number").subquery().c
    counted = select(
        said.speaker_number,
        said.outlet_number,
        func.count().label("reports"),
        func.count(said.event_number.distinct()).label("events"),
    ).group_by(said.speaker_number, said.outlet_number)
    if outlets is not None:
        counted = counted.where(said.outlet_number.in_(outlets))
    pairs = counted.cte("pairs")
    totals = (
        select(pairs.c.speaker_number, func.sum(pairs.c.reports).label("total"), func.count().label("lines"))
        .group_by(pairs.c.speaker_number)
        .subquery()
        .c
    )
    order = (totals.total.desc(), totals.speaker_number)
    ranked = select(
        totals.speaker_number,
        func.row_number().over(order_by=order).label("rank"),
        func.sum(totals.lines).over(order_by=order, rows=(None, 0)).label("lines_so_far"),
        func.count().over().label("speakers"),
    ).subquery()
    store = selection.store
    outlet, speaker = store.schema.records["outlets"], store.schema.records["speakers"]
    rows = store.rows(
        select(
            pairs.c.speaker_number,
            speaker.c.speaker_id,
            speaker.c.name.label("speaker"),
            outlet.c.outlet_id,
            outlet.c.name.label("outlet"),
            pairs.c.reports,
            pairs.c.events,
            ranked.c.speakers,
        )
        .select_from(
            ranked.join(pairs, pairs.c.speaker_number == ranked.c.speaker_number)
            .join(outlet, outlet.c.outlet_number == pairs.c.outlet_number)
            .outerjoin(speaker, speaker.c.speaker_number == pairs.c.speaker_number)
        )
        .where(wanted(ranked.c))
    )
    lines = (
        SpeakerLine(*_speaker(row), row.outlet_id, row.reports, row.events)
        for row in sorted(rows, key=_order)
    )
    return Speakers(tuple(lines), int(rows[0].speakers) if rows else 0)


def _speaker(row: Any) -> tuple[str, str]:
    """Id and name of the speaker of a row."""
    if row.speaker_number == UNSAID:
        return NOT_RECORDED, NO_SPEAKER
    return row.speaker_id or "", row.speaker or IN_OWN_VOICE


def _order(row: Any) -> tuple[object, ...]:
    speaker, outlet = (row.speaker or "").casefold(), row.outlet.casefold()
    return not row.speaker_id, speaker, row.speaker_id or "", outlet, row.outlet_id
