"""Who speaks: which speakers the outlets' reports rest on, and the versions of one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from datelines.archive import Archive
from datelines.event_sheet import citation, publication_order
from datelines.figure_groups import event_order, kept_reports, speaker_name, voice_name
from datelines.figures import figure_sentence
from datelines.records import Report

StatementKey = tuple[str, str]
"""What makes a statement one: the event and the speaker, by id."""

# A point: the event, and the figure in words (blank for the event as a whole).
_Point = tuple[str, str]

# What a statement stands in: the source, and the speaker there.
_Carrier = tuple[str, str | None]


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


def speaker_lines(archive: Archive, rows: pd.DataFrame) -> tuple[SpeakerLine, ...]:
    """Outlets by speakers, by name of the speaker and then of the outlet; own voices last. `rows` are kept
    rows of the wide reports relation."""
    unique = rows.drop_duplicates("report_id")
    pairs = unique.groupby(["speaker_id", "outlet_id"], sort=False, observed=True)
    reports, events = pairs["report_id"].size(), pairs["event_id"].nunique()
    lines = [
        SpeakerLine(speaker_id, voice_name(archive, speaker_id), outlet_id, int(number), int(about))
        for (speaker_id, outlet_id), number, about in zip(reports.index, reports, events, strict=True)
    ]
    names = {line.outlet_id: archive.outlet_by_id[line.outlet_id].name.casefold() for line in lines}
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


def shared_statements(archive: Archive, rows: pd.DataFrame) -> tuple[StatementKey, ...]:
    """The statements (event and speaker, by id) that sources of two outlets or more carry from the same
    speaker, by date and then by the speaker's name. `rows` are kept rows of the wide reports relation."""
    said = _said(rows)[["event_id", "speaker_id", "outlet_id"]].drop_duplicates()
    outlets = said.groupby(["event_id", "speaker_id"], observed=True).size()
    keys = [(str(event_id), str(speaker_id)) for event_id, speaker_id in outlets.index[outlets > 1]]
    order = {key: (event_order(archive.event_by_id[key[0]]), voice_name(archive, key[1])) for key in keys}
    return tuple(sorted(keys, key=order.__getitem__))


def statements(
    archive: Archive, rows: pd.DataFrame, every: pd.DataFrame, keys: Sequence[StatementKey]
) -> tuple[Statement, ...]:
    """The statements of `keys`, in their order. `rows` are kept rows of the wide reports relation, `every`
    all of them.

    The filter decides which statements and sources are shown. What a version has is read in all reports
    of its source: a report that the filter hides must not look as if the source had left it out.
    """
    said = _said(rows)
    of_events = said["report_id"][said["event_id"].isin({event_id for event_id, _ in keys})]
    carried: dict[StatementKey, list[Report]] = defaultdict(list)
    for report in kept_reports(archive, frozenset(of_events)):
        carried[report.event_id, report.speaker_id or ""].append(report)
    reports = [report for key in keys for report in carried[key]]
    there = every["source_id"].isin({report.source_id for report in reports})
    there &= every["speaker_id"].isin({report.speaker_id for report in reports})
    said_there: dict[_Carrier, list[Report]] = defaultdict(list)
    for report in kept_reports(archive, frozenset(every["report_id"][there])):
        said_there[report.source_id, report.speaker_id].append(report)
    return tuple(_statement(archive, key[0], carried[key], said_there) for key in keys)


def _said(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, one for each report, of events that are statements and of reports that name a speaker."""
    return rows[(rows["kind"] == "statement") & (rows["speaker_id"] != "")].drop_duplicates("report_id")


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
    carriers = {name: (name, by_source[name][0].speaker_id) for name in ordered}
    points = {name: _points(archive, event_id, said_there[carriers[name]]) for name in ordered}
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
