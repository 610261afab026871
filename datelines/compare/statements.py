"""The versions of one statement: what several outlets carry from one speaker, and which points of it each has.

A statement has parts: whatever a source that carries it reports from the same speaker. Its points are the
events of those parts, the figures for them, and the subjects that they have a term for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, func, or_, select

from datelines.compare.chosen import compared_reports
from datelines.compare.figure_groups import speaker_name
from datelines.compare.sheet import citation, publication_order, read_in_words, relay_name
from datelines.query.selection import Selection
from datelines.record.figures import figure_sentence
from datelines.record.records import Report
from datelines.store.schema import KINDS
from datelines.store.store import Store
from datelines.table.archive import Archive

READ = 5_000
"""Reports that are read at most to compare the versions of a statement. A source that carries more reports of
the same speaker (a whole database, for example) is not compared."""

POINTS = 9
"""Points of a statement that stand in the grid, those of most outlets; the table of the data has all."""

Archives = Callable[[Collection[str]], Archive]
"""Gives an archive that holds at least the events of these ids."""

_Carrier = tuple[str, str]
"""What carries a statement: a source, and the speaker in it, by id."""

_OF_REPORT = ("report_id", "event_id", "source_id", "speaker_id")
_NUMBERS = ("event_number", "source_number", "speaker_number")

PointKind = Literal["part", "figure", "term"]


class _Point(NamedTuple):
    """What a version may have, as it is told from others: the kind of the point, and the event with the words
    of its figure, or the subject."""

    kind: PointKind
    about: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class StatementPoint:
    """A point in words, and the outlets (by id) that have it in the part of their pages that was read."""

    kind: PointKind
    words: str
    outlet_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Version:
    """A statement as one outlet carries it: by way of whom it has it (blank for none), how much was read of
    the pages, their citations, and the reports of all parts of the statement in them."""

    outlet_id: str
    relayed_by: str
    read: str
    citations: tuple[str, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One speaker's statement in the versions of several outlets, those with most points first. Points are
    those of most outlets first. `compared` is false where one of its sources carries too much for all of it
    to be read: then no version has points."""

    event_id: str
    title: str
    speaker: str
    versions: tuple[Version, ...]
    points: tuple[StatementPoint, ...]
    compared: bool = True

    def number_of(self, outlet_id: str, points: Iterable[StatementPoint]) -> int:
        """How many of some points an outlet has."""
        return sum(outlet_id in point.outlet_ids for point in points)

    @property
    def leading(self) -> tuple[StatementPoint, ...]:
        """The points of the grid: parts and terms, not each figure, at most POINTS."""
        return tuple(point for point in self.points if point.kind != "figure")[:POINTS]


def leading_statements(selection: Selection, most: int) -> tuple[str, ...]:
    """The events (ids) that are a statement which several outlets carry from one speaker, those of most
    outlets first, at most `most`."""
    kept, store = selection.kept, selection.store
    said = (
        kept.reports("event_number", "speaker_number", "outlet_number")
        .where(kept.column.kind_number == KINDS.index("statement") + 1, kept.column.speaker_number > 0)
        .subquery()
        .c
    )
    outlets = func.count(said.outlet_number.distinct()).label("outlets")
    by_speaker = (
        select(said.event_number, outlets)
        .group_by(said.event_number, said.speaker_number)
        .having(func.min(said.outlet_number) != func.max(said.outlet_number))
        .subquery()
        .c
    )
    greatest = func.max(by_speaker.outlets).label("outlets")
    leading = (
        select(by_speaker.event_number, greatest)
        .group_by(by_speaker.event_number)
        .order_by(greatest.desc(), by_speaker.event_number)
        .limit(most)
        .subquery()
        .c
    )
    events = store.schema.records["events"]
    rows = store.rows(
        select(leading.outlets, leading.event_number, events.c.event_id).select_from(
            leading.outlets.table.join(events, events.c.event_number == leading.event_number)
        )
    )
    return tuple(event_id for _, _, event_id in sorted(map(tuple, rows), key=lambda row: (-row[0], row[1])))


def statement_of(
    archives: Archives, selection: Selection, event_id: str, most: int = READ
) -> Statement | None:
    """The statement that an event is, by the speaker whom most outlets carry; at most `most` reports are read
    to compare its versions. None where the event is no statement, or no two outlets carry one speaker.

    The filter decides which outlets are shown. What a version has is read in all reports of its source: a
    report that the filter hides must not look as if the source had left it out.
    """
    carried = _carried(selection, event_id)
    if not carried:
        return None
    said = _said_there(selection.store, carried, most)
    archive = archives({event_id} | {row.event_id for rows in said.values() for row in rows})
    own = [archive.report_by_id[row.report_id] for row in carried]
    speaker_id = str(carried[0].speaker_id)
    compared = all((report.source_id, speaker_id) in said for report in own)
    parts: dict[str, dict[str, Report]] = defaultdict(dict)
    for report in sorted(own, key=lambda one: publication_order(archive.source_by_id[one.source_id])):
        outlet = archive.source_by_id[report.source_id].outlet_id
        rows = said[report.source_id, speaker_id] if compared else [report]
        parts[outlet] |= {row.report_id: archive.report_by_id[row.report_id] for row in rows}
    has = {
        outlet: _points(archive, event_id, reports.values()) if compared else {}
        for outlet, reports in parts.items()
    }
    points = _in_order(archive, has)
    order = sorted(parts, key=lambda one: (-len(has[one]), archive.outlet_by_id[one].name.casefold(), one))
    return Statement(
        event_id=event_id,
        title=archive.event_by_id[event_id].title,
        speaker=speaker_name(archive, own[0]),
        versions=tuple(_version(archive, outlet, tuple(parts[outlet].values())) for outlet in order),
        points=points,
        compared=compared,
    )


def _carried(selection: Selection, event_id: str) -> list[Any]:
    """The kept reports of the statement, by id: those of the speaker whom most outlets carry."""
    kept = selection.kept
    asked = compared_reports(selection, event_id, *_OF_REPORT, *_NUMBERS, "outlet_number").where(
        kept.column.kind_number == KINDS.index("statement") + 1, kept.column.speaker_number > 0
    )
    by_speaker: dict[int, list[Any]] = defaultdict(list)
    for row in selection.store.rows(asked):
        by_speaker[row.speaker_number].append(row)

    def outlets(number: int) -> int:
        return len({row.outlet_number for row in by_speaker[number]})

    leading = max(by_speaker, key=lambda number: (outlets(number), -number), default=0)
    return _by_id(by_speaker[leading]) if leading and outlets(leading) > 1 else []


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


def _version(archive: Archive, outlet_id: str, reports: Sequence[Report]) -> Version:
    sources = list(dict.fromkeys(archive.source_by_id[report.source_id] for report in reports))
    relays = dict.fromkeys(relay_name(archive, report) for report in reports)
    return Version(
        outlet_id=outlet_id,
        relayed_by=", ".join(filter(None, relays)),
        read=", ".join(dict.fromkeys(filter(None, map(read_in_words, sources)))),
        citations=tuple(citation(archive, source) for source in sources),
        reports=tuple(reports),
    )


def _points(archive: Archive, statement_id: str, reports: Iterable[Report]) -> dict[_Point, bool]:
    """What an outlet reports from the speaker, each with whether it is only possibly about its event."""
    found: dict[_Point, bool] = {}
    for report in reports:
        if report.link_status == "different":
            continue
        figures = archive.figures_by_report.get(report.report_id, ())
        terms = archive.wording_by_report.get(report.report_id, ())
        points = [_Point("figure", report.event_id, figure_sentence(figure)) for figure in figures]
        points += [_Point("term", wording.subject) for wording in terms]
        # The statement as such is in every version, so it is not a point of its own.
        if report.event_id != statement_id:
            points.append(_Point("part", report.event_id))
        for point in points:
            doubtful = report.link_status == "possibly" and point.kind != "term"
            found[point] = found.get(point, True) and doubtful
    return found


def _in_order(archive: Archive, has: Mapping[str, Mapping[_Point, bool]]) -> tuple[StatementPoint, ...]:
    """The points of all outlets: those of most outlets first, then by kind and words."""
    outlets: dict[_Point, set[str]] = defaultdict(set)
    doubtful: set[_Point] = set()
    for outlet, points in has.items():
        for point, doubt in points.items():
            outlets[point].add(outlet)
            if doubt:
                doubtful.add(point)
    found = [
        StatementPoint(
            point.kind,
            _in_words(archive, point) + (" (possibly this event)" if point in doubtful else ""),
            frozenset(own),
        )
        for point, own in outlets.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.outlet_ids), one.kind, one.words.casefold())))


def _in_words(archive: Archive, point: _Point) -> str:
    if point.kind == "term":
        return f"A term for: {point.about}"
    title = archive.event_by_id[point.about].title
    return f"{title}: {point.figure}" if point.figure else title
