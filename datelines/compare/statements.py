"""The versions of one statement: what several outlets carry from one speaker, and what each has of it.

A version is compared point by point. A point is an event that the source reports from the same speaker, or a
figure that it gives for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from datelines.compare.figure_groups import event_order, speaker_name
from datelines.compare.matrix import by_several_outlets
from datelines.compare.sheet import citation, publication_order, relay_name
from datelines.query.selection import Selection
from datelines.record.figures import figure_sentence
from datelines.record.records import Report
from datelines.store.schema import KINDS
from datelines.store.store import AnySelect, Store
from datelines.table.archive import Archive

READ = 5_000
"""Reports that are read at most to compare the statements shown at once. A source that carries more reports
of the same speaker (a whole database, for example) is not compared."""

Archives = Callable[[Collection[str]], Archive]
"""Gives an archive that holds at least the events of these ids."""

StatementKey = tuple[str, str]
"""What identifies a statement: the event and the speaker, by id."""

_Carrier = tuple[str, str]
"""What carries a statement: a source, and the speaker in it, by id."""

_OF_REPORT = ("report_id", "event_id", "source_id", "speaker_id")
_NUMBERS = ("event_number", "source_number", "speaker_number")


@dataclass(frozen=True, slots=True)
class Version:
    """A statement as one source carries it: the points that this version includes, and those that only
    other versions have."""

    source_id: str
    outlet_id: str
    citation: str
    relayed_by: str
    included: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One speaker's statement in the versions of several outlets, in order of publication. `compared` is
    false where one of its sources carries too much for all of it to be read: then no version has points."""

    event_id: str
    title: str
    speaker: str
    versions: tuple[Version, ...]
    in_every_version: tuple[str, ...]
    compared: bool = True


class _Point(NamedTuple):
    """An event that a source reports, or one figure for it in words (blank for the event as a whole)."""

    event_id: str
    figure: str


_Points = Mapping[_Point, bool]
"""The points of a version, each with whether it is only possibly about its event."""


def number_of_statements(selection: Selection) -> int:
    """How many statements sources of two outlets or more carry from the same speaker."""
    shared = _shared(selection).subquery()
    return int(selection.store.row(select(func.count()).select_from(shared))[0])


def shared_statements(selection: Selection, part: slice) -> tuple[StatementKey, ...]:
    """Those statements from number `part.start` to the one before `part.stop`, by date and then by the name
    of the speaker."""
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
    """The statements of `keys`, in their order; at most `most` reports are read to compare their versions.

    The filter decides which statements and sources are shown. What a version has is read in all reports
    of its source: a report that the filter hides must not look as if the source had left it out.
    """
    if not keys:
        return ()
    carried = _carried(selection, keys)
    said = _said_there(selection.store, [row for rows in carried.values() for row in rows], most)
    archive = archives(
        {event_id for event_id, _ in keys} | {row.event_id for rows in said.values() for row in rows}
    )
    reports = archive.report_by_id
    said_there = {carrier: [reports[row.report_id] for row in rows] for carrier, rows in said.items()}
    return tuple(
        _statement(archive, key, [reports[row.report_id] for row in carried[key]], said_there) for key in keys
    )


def _shared(selection: Selection) -> AnySelect:
    kept = selection.kept
    said = kept.reports("event_number", "speaker_number", "outlet_number").where(
        kept.column.kind_number == KINDS.index("statement") + 1, kept.column.speaker_number > 0
    )
    return by_several_outlets(said, "event_number", "speaker_number")


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
    return {key: _by_id(found[key]) for key in keys}


def _said_there(store: Store, carried: Sequence[Any], most: int) -> Mapping[_Carrier, list[Any]]:
    """All reports in each source of `carried` that rest on the same speaker, whatever the filter, by id;
    without the carriers for which more than `most` reports would have to be read."""
    sources = {row.source_number: row.source_id for row in carried}
    speakers = {row.speaker_number: row.speaker_id for row in carried}
    read = _with_fewest_reports(store, sources, speakers, most)
    if not read:
        return {}
    reports = store.schema.reports.c
    carriers = (
        and_(reports.source_number == source, reports.speaker_number.in_(those))
        for source, those in read.items()
    )
    asked = select(*(reports[name] for name in _OF_REPORT)).where(reports.first_row == 1, or_(*carriers))
    found: dict[_Carrier, list[Any]] = {
        (sources[source], speakers[speaker]): [] for source, those in read.items() for speaker in those
    }
    for row in store.rows(asked):
        found[row.source_id, row.speaker_id].append(row)
    return {carrier: _by_id(rows) for carrier, rows in found.items()}


def _with_fewest_reports(
    store: Store, sources: Collection[int], speakers: Collection[int], most: int
) -> Mapping[int, list[int]]:
    """By number of the source the numbers of its speakers, those with fewest reports there first, as long as
    they have not more than `most` reports together."""
    reports = store.schema.reports.c
    carrier = (reports.source_number, reports.speaker_number)
    sizes = store.rows(
        select(func.count(), *carrier)
        .where(
            reports.first_row == 1,
            reports.source_number.in_(sorted(sources)),
            reports.speaker_number.in_(sorted(speakers)),
        )
        .group_by(*carrier)
    )
    read: dict[int, list[int]] = defaultdict(list)
    for number, source, speaker in sorted(sizes):
        most -= number
        if most >= 0:
            read[source].append(speaker)
    return read


def _by_id(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: str(row.report_id))


def _statement(
    archive: Archive,
    key: StatementKey,
    reports: Sequence[Report],
    said_there: Mapping[_Carrier, Sequence[Report]],
) -> Statement:
    event_id, speaker_id = key
    by_source: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda one: publication_order(archive.source_by_id[one.source_id])):
        by_source[report.source_id].append(report)
    compared = all((source_id, speaker_id) in said_there for source_id in by_source)
    points = {
        source_id: _points(archive, event_id, said_there[source_id, speaker_id]) if compared else {}
        for source_id in by_source
    }
    every = _in_order(archive, {point for own in points.values() for point in own})
    doubtful = {point for own in points.values() for point, doubt in own.items() if doubt}
    return Statement(
        event_id=event_id,
        title=archive.event_by_id[event_id].title,
        speaker=speaker_name(archive, reports[0]),
        versions=tuple(
            _version(archive, own, points[source_id], every) for source_id, own in by_source.items()
        ),
        in_every_version=tuple(
            _in_words(archive, point, point in doubtful)
            for point in every
            if all(point in own for own in points.values())
        ),
        compared=compared,
    )


def _version(archive: Archive, reports: Sequence[Report], own: _Points, every: Sequence[_Point]) -> Version:
    """The version of one source, whose points are `own`, among `every` point of all versions."""
    source = archive.source_by_id[reports[0].source_id]
    relays = dict.fromkeys(relay_name(archive, report) for report in reports)
    return Version(
        source_id=source.source_id,
        outlet_id=source.outlet_id,
        citation=citation(archive, source),
        relayed_by=", ".join(filter(None, relays)),
        included=tuple(_in_words(archive, point, own[point]) for point in every if point in own),
        left_out=tuple(_in_words(archive, point, False) for point in every if point not in own),
    )


def _points(archive: Archive, statement_id: str, reports: Iterable[Report]) -> _Points:
    """What a source reports from the speaker."""
    found: dict[_Point, bool] = {}
    for report in reports:
        figures = archive.figures_by_report.get(report.report_id, ())
        points = [_Point(report.event_id, figure_sentence(figure)) for figure in figures]
        # The statement as such is in every version, so it is not a point of its own.
        if report.event_id != statement_id:
            points.append(_Point(report.event_id, ""))
        for point in points:
            found[point] = found.get(point, True) and report.link_status == "possibly"
    return found


def _in_order(archive: Archive, points: Iterable[_Point]) -> list[_Point]:
    """By date of the event, the event as a whole before its figures."""
    return sorted(points, key=lambda point: (*event_order(archive.event_by_id[point.event_id]), point.figure))


def _in_words(archive: Archive, point: _Point, doubtful: bool) -> str:
    title = archive.event_by_id[point.event_id].title
    figure = f": {point.figure}" if point.figure else ""
    return f"{title}{figure}{' (possibly this event)' if doubtful else ''}"
