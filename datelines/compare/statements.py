"""The versions of one statement: what several outlets carry from one speaker, and what each has of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from datelines.compare.figure_groups import event_order, speaker_name
from datelines.compare.sheet import citation, publication_order
from datelines.query.selection import Selection
from datelines.record.figures import figure_sentence
from datelines.record.records import Report
from datelines.store.schema import KINDS
from datelines.table.archive import Archive

READ = 5_000
"""Reports that are read to tell what the versions shown at once have of their statements. A source that
carries more of the same speaker (a whole database, for one) is not compared."""

Archives = Callable[[Collection[str]], Archive]
"""Gives an archive that holds at least the events of these ids."""

StatementKey = tuple[str, str]
"""What makes a statement one: the event and the speaker, by id."""

# A point: the event, and the figure in words (blank for the event as a whole).
_Point = tuple[str, str]

# What a statement stands in: the source, and the speaker there.
_Carrier = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A statement as one source carries it: the points it has, and those that are not in this version
    but in another."""

    source_id: str
    outlet_id: str
    citation: str
    relayed_by: str
    kept: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One speaker's statement in the versions of several outlets, in order of publication. `compared` is
    false where one of its sources carries too much for all of it to be read: then no version has points."""

    event_id: str
    title: str
    speaker: str
    versions: tuple[Version, ...]
    kept_by_all: tuple[str, ...]
    compared: bool = True


def number_of_statements(selection: Selection) -> int:
    """How many statements (event and speaker) sources of two outlets or more carry from the same speaker."""
    shared = _shared(selection).subquery()
    return int(selection.store.row(select(func.count()).select_from(shared))[0])


def shared_statements(selection: Selection, part: slice) -> tuple[StatementKey, ...]:
    """Those statements from number `part.start` to the one before `part.stop`, by date and then by the name
    of the speaker, each as the ids of its event and of its speaker."""
    store = selection.store
    shared = _shared(selection).subquery()
    page = (
        select(shared)
        .order_by(shared.c.event_number, shared.c.speaker_number)
        .limit(part.stop - part.start)
        .offset(part.start)
        .subquery()
    )
    events, speakers = store.schema.records["events"], store.schema.records["speakers"]
    rows = store.rows(
        select(page.c.event_number, speakers.c.name, events.c.event_id, speakers.c.speaker_id).select_from(
            page.join(events, events.c.event_number == page.c.event_number).join(
                speakers, speakers.c.speaker_number == page.c.speaker_number
            )
        )
    )
    return tuple((event_id, speaker_id) for _, _, event_id, speaker_id in sorted(map(tuple, rows)))


def statements(
    archives: Archives, selection: Selection, keys: Sequence[StatementKey], most: int = READ
) -> tuple[Statement, ...]:
    """The statements of `keys`, in their order.

    The filter decides which statements and sources are shown. What a version has is read in all reports
    of its source: a report that the filter hides must not look as if the source had left it out.
    """
    if not keys:
        return ()
    carried = _carried(selection, keys)
    said = _said_there(selection, [row for rows in carried.values() for row in rows], most)
    archive = archives(
        {event_id for event_id, _ in keys} | {row.event_id for rows in said.values() for row in rows}
    )
    reports = archive.report_by_id
    said_there = {carrier: [reports[row.report_id] for row in rows] for carrier, rows in said.items()}
    return tuple(
        _statement(archive, key[0], [reports[row.report_id] for row in carried[key]], said_there)
        for key in keys
    )


def _shared(selection: Selection) -> Select[Any]:
    names = ("kind_number", "event_number", "speaker_number", "outlet_number")
    reports = selection.kept.reports(*names).subquery().c
    return (
        select(reports.event_number, reports.speaker_number)
        .where(reports.kind_number == KINDS.index("statement") + 1, reports.speaker_number > 0)
        .group_by(reports.event_number, reports.speaker_number)
        .having(func.min(reports.outlet_number) != func.max(reports.outlet_number))
    )


_OF_REPORT = ("report_id", "event_id", "source_id", "speaker_id")
_NUMBERS = ("event_number", "source_number", "speaker_number")


def _carried(selection: Selection, keys: Sequence[StatementKey]) -> Mapping[StatementKey, list[Any]]:
    """The kept reports of each statement, by id."""
    store = selection.store
    events = store.numbers("events", {event_id for event_id, _ in keys})
    speakers = store.numbers("speakers", {speaker_id for _, speaker_id in keys})
    reports = selection.kept.reports(*_OF_REPORT, *_NUMBERS).subquery().c
    found: dict[StatementKey, list[Any]] = defaultdict(list)
    for row in store.rows(
        select(*reports).where(reports.event_number.in_(events), reports.speaker_number.in_(speakers))
    ):
        found[row.event_id, row.speaker_id].append(row)
    return {key: sorted(found[key], key=lambda row: str(row.report_id)) for key in keys}


def _said_there(selection: Selection, carried: Sequence[Any], most: int) -> Mapping[_Carrier, list[Any]]:
    """All reports of each source that rest on the same speaker, whatever the filter: those of the sources
    with fewest, as long as there are not more than `most`."""
    store = selection.store
    reports = store.schema.reports.c
    sources = {row.source_number: row.source_id for row in carried}
    speakers = {row.speaker_number: row.speaker_id for row in carried}
    there = (
        reports.first_row == 1,
        reports.source_number.in_(sorted(sources)),
        reports.speaker_number.in_(sorted(speakers)),
    )
    numbers = (reports.source_number, reports.speaker_number)
    sizes = store.rows(select(func.count(), *numbers).where(*there).group_by(*numbers))
    read: dict[int, list[int]] = defaultdict(list)
    found: dict[_Carrier, list[Any]] = {}
    for number, source, speaker in sorted(sizes):
        most -= number
        if most >= 0:
            read[source].append(speaker)
            found[sources[source], speakers[speaker]] = []
    if not found:
        return {}
    pairs = (
        and_(reports.source_number == source, reports.speaker_number.in_(those))
        for source, those in read.items()
    )
    asked = select(*(reports[name] for name in _OF_REPORT)).where(reports.first_row == 1, or_(*pairs))
    for row in store.rows(asked):
        found[row.source_id, row.speaker_id].append(row)
    return {carrier: sorted(rows, key=lambda row: str(row.report_id)) for carrier, rows in found.items()}


def relay_name(archive: Archive, report: Report) -> str:
    """Name of the outlet or speaker through whom the source has a report; blank where none is named."""
    relay = report.relayed_by or ""
    known = archive.outlet_by_id.get(relay) or archive.speaker_by_id.get(relay)
    return known.name if known else relay


def _statement(
    archive: Archive, event_id: str, reports: list[Report], said_there: Mapping[_Carrier, list[Report]]
) -> Statement:
    by_source: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_source[report.source_id].append(report)
    ordered = sorted(by_source, key=lambda name: publication_order(archive.source_by_id[name]))
    carriers = {name: (name, by_source[name][0].speaker_id or "") for name in ordered}
    compared = all(carrier in said_there for carrier in carriers.values())
    points = {
        name: _points(archive, event_id, said_there[carriers[name]]) if compared else {} for name in ordered
    }
    every = dict.fromkeys(point for own in points.values() for point in own)
    all_points = sorted(every, key=lambda point: (*event_order(archive.event_by_id[point[0]]), point[1]))
    versions = tuple(
        Version(
            source_id=name,
            outlet_id=archive.source_by_id[name].outlet_id,
            citation=citation(archive, archive.source_by_id[name]),
            relayed_by=", ".join(
                dict.fromkeys(filter(None, (relay_name(archive, report) for report in by_source[name])))
            ),
            kept=tuple(
                _in_words(archive, point, points[name][point])
                for point in all_points
                if point in points[name]
            ),
            left_out=tuple(
                _in_words(archive, point, False) for point in all_points if point not in points[name]
            ),
        )
        for name in ordered
    )
    return Statement(
        event_id=event_id,
        title=archive.event_by_id[event_id].title,
        speaker=speaker_name(archive, reports[0]),
        versions=versions,
        kept_by_all=tuple(
            _in_words(archive, point, any(own[point] for own in points.values()))
            for point in all_points
            if all(point in own for own in points.values())
        ),
        compared=compared,
    )


def _points(archive: Archive, statement_id: str, reports: list[Report]) -> dict[_Point, bool]:
    """What a source reports from the speaker, each point with whether it is only possibly this event."""
    found: dict[_Point, bool] = {}
    for report in reports:
        figures = archive.figures_by_report.get(report.report_id, ())
        points = [(report.event_id, figure_sentence(figure)) for figure in figures]
        # The statement as such is in every version, so it is not a point of its own.
        if report.event_id != statement_id:
            points.insert(0, (report.event_id, ""))
        for point in points:
            found[point] = found.get(point, True) and report.link_status == "possibly"
    return found


def _in_words(archive: Archive, point: _Point, doubtful: bool) -> str:
    event_id, figure = point
    title = archive.event_by_id[event_id].title
    return f"{title}{f': {figure}' if figure else ''}{' (possibly this event)' if doubtful else ''}"
