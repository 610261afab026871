"""Who speaks: which speakers the outlets' reports rest on, and the versions of one statement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from datelines.archive import Archive
from datelines.event_sheet import citation, publication_order
from datelines.figure_groups import event_order, kept_reports, speaker_name
from datelines.figures import figure_sentence
from datelines.records import Report

# A point: the event, and the figure in words (blank for the event as a whole).
_Point = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """How many reports of an outlet, about how many events, rest on one speaker; the id is blank for
    the outlet's own voice."""

    speaker_id: str
    speaker: str
    outlet_id: str
    reports: int
    events: int


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
    """One speaker's statement in the versions of several outlets, in order of publication."""

    event_id: str
    title: str
    speaker: str
    versions: tuple[Version, ...]
    kept_by_all: tuple[str, ...]


def speaker_lines(archive: Archive, report_ids: frozenset[str]) -> tuple[SpeakerLine, ...]:
    """Outlets by speakers, by name of the speaker and then of the outlet; own voices last."""
    found: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in kept_reports(archive, report_ids):
        outlet_id = archive.source_by_id[report.source_id].outlet_id
        found[report.speaker_id or "", outlet_id].append(report)
    lines = [
        SpeakerLine(
            speaker_id=speaker_id,
            speaker=speaker_name(archive, reports[0]),
            outlet_id=outlet_id,
            reports=len(reports),
            events=len({report.event_id for report in reports}),
        )
        for (speaker_id, outlet_id), reports in found.items()
    ]
    names = {outlet.outlet_id: outlet.name.casefold() for outlet in archive.outlets}
    lines.sort(
        key=lambda line: (
            not line.speaker_id,
            line.speaker.casefold(),
            line.speaker_id,
            names[line.outlet_id],
            line.outlet_id,
        )
    )
    return tuple(lines)


def statements(archive: Archive, report_ids: frozenset[str]) -> tuple[Statement, ...]:
    """The statements that sources of two outlets or more carry from the same speaker, by date.

    The filter decides which statements and sources are shown. What a version has is read in all reports
    of its source: a report that the filter hides must not look as if the source had left it out.
    """
    carried: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in kept_reports(archive, report_ids):
        if report.speaker_id and archive.event_by_id[report.event_id].kind == "statement":
            carried[report.event_id, report.speaker_id].append(report)
    found = [
        _statement(archive, event_id, reports)
        for (event_id, _), reports in carried.items()
        if len({archive.source_by_id[report.source_id].outlet_id for report in reports}) > 1
    ]
    found.sort(key=lambda s: (event_order(archive.event_by_id[s.event_id]), s.speaker))
    return tuple(found)


def relay_name(archive: Archive, report: Report) -> str:
    """Name of the outlet or speaker through whom the source has a report; blank where none is named."""
    relay = report.relayed_by or ""
    known = archive.outlet_by_id.get(relay) or archive.speaker_by_id.get(relay)
    return known.name if known else relay


def _statement(archive: Archive, event_id: str, reports: list[Report]) -> Statement:
    by_source: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_source[report.source_id].append(report)
    ordered = sorted(by_source, key=lambda name: publication_order(archive.source_by_id[name]))
    points = {name: _points(archive, event_id, by_source[name][0]) for name in ordered}
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
    )


def _points(archive: Archive, statement_id: str, carrier: Report) -> dict[_Point, bool]:
    """What the source reports from the speaker, each point with whether it is only possibly this event."""
    found: dict[_Point, bool] = {}
    for report in kept_reports(archive):
        if (report.source_id, report.speaker_id) != (carrier.source_id, carrier.speaker_id):
            continue
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
