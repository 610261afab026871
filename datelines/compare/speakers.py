"""Speakers: how many reports of each outlet are attributed to whom, and by way of whom they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from datelines.compare.chosen import compared_reports
from datelines.compare.figure_groups import IN_OWN_VOICE, NO_SPEAKER
from datelines.query.query import NOT_RECORDED
from datelines.query.selection import Selection
from datelines.store.schema import UNSAID

RELAYS = 500
"""Outlets and speakers named as where others have it from that are listed, those with most reports."""

SPEAKER_LINES = 5000
"""Lines that are listed, those of the speakers with most reports: nobody reads a longer table to its end."""


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """How many reports of an outlet, about how many events, are attributed to one speaker; the id is blank
    for the outlet's own voice."""

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


@dataclass(frozen=True, slots=True)
class Carried:
    """What one speaker, or one outlet that others name as where they have it from, said or wrote in how many
    reports; the outlets (id, reports) that carry it, those with most first."""

    key: str
    name: str
    reports: int
    outlets: tuple[tuple[str, int], ...]

    @property
    def attributed(self) -> bool:
        """Whether it is anybody's: no outlet's own voice, and no speaker that is not recorded."""
        return self.key not in ("", NOT_RECORDED)


def by_speaker(lines: Iterable[SpeakerLine]) -> tuple[Carried, ...]:
    """The lines of each speaker together, the speaker with most reports first; own voices and speakers that are
    not recorded last."""
    found: dict[str, list[SpeakerLine]] = defaultdict(list)
    for line in lines:
        found[line.speaker_id].append(line)
    carried = (
        _carried(key, own[0].speaker, [(line.outlet_id, line.reports) for line in own])
        for key, own in found.items()
    )
    return tuple(
        sorted(carried, key=lambda one: (not one.attributed, -one.reports, one.name.casefold(), one.key))
    )


def relays(selection: Selection, event_id: str | None = None, most: int = RELAYS) -> tuple[Carried, ...]:
    """The outlets and speakers by way of whom most reports came, at most `most`, those first."""
    store = selection.store
    own = compared_reports(selection, event_id, "report_number", "outlet_number").subquery().c
    records = store.schema.records["reports"].c
    named = (
        select(records.relayed_by, own.outlet_number)
        .select_from(
            own.report_number.table.join(records.row.table, records.report_number == own.report_number)
        )
        .where(func.coalesce(records.relayed_by, "") != "")
        .subquery()
        .c
    )
    total = func.count().label("total")
    leading = (
        select(named.relayed_by, total)
        .group_by(named.relayed_by)
        .order_by(total.desc(), named.relayed_by)
        .limit(most)
        .subquery()
        .c
    )
    counted = (
        select(named.relayed_by, named.outlet_number, func.count().label("reports"))
        .where(named.relayed_by.in_(select(leading.relayed_by)))
        .group_by(named.relayed_by, named.outlet_number)
        .subquery()
        .c
    )
    outlets = store.schema.records["outlets"]
    rows = store.rows(
        select(counted.relayed_by, outlets.c.outlet_id, counted.reports).select_from(
            counted.reports.table.join(outlets, outlets.c.outlet_number == counted.outlet_number)
        )
    )
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for relay, outlet, reports in rows:
        found[relay].append((outlet, reports))
    names = _names_of(selection, found)
    carried = (_carried(relay, names.get(relay, relay), own) for relay, own in found.items())
    return tuple(sorted(carried, key=lambda one: (-one.reports, one.name.casefold(), one.key)))


def speaker_lines(selection: Selection, event_id: str | None = None, most: int = SPEAKER_LINES) -> Speakers:
    """A line for each speaker and outlet, by name of the speaker and then of the outlet, own voices last: of
    the speakers with most reports, as many as have at most `most` lines together, but at least one. With an
    `event_id`, the reports of that event are counted."""
    said = compared_reports(selection, event_id, "speaker_number", "outlet_number", "event_number").subquery()
    counted = select(
        said.c.speaker_number,
        said.c.outlet_number,
        func.count().label("reports"),
        func.count(said.c.event_number.distinct()).label("events"),
    ).group_by(said.c.speaker_number, said.c.outlet_number)
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
        .where(or_(ranked.c.lines_so_far <= most, ranked.c.rank == 1))
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


def _carried(key: str, name: str, outlets: Iterable[tuple[str, int]]) -> Carried:
    ordered = tuple(sorted(outlets, key=lambda one: (-one[1], one[0])))
    return Carried(key, name, sum(number for _, number in ordered), ordered)


def _names_of(selection: Selection, relays: Iterable[str]) -> dict[str, str]:
    """The names of outlets and speakers by id; an id that is neither has none."""
    wanted = sorted(relays)
    found: dict[str, str] = {}
    for table, key in (("speakers", "speaker_id"), ("outlets", "outlet_id")):
        records = selection.store.schema.records[table].c
        found |= dict(
            map(
                tuple,
                selection.store.rows(select(records[key], records.name).where(records[key].in_(wanted))),
            )
        )
    return found
