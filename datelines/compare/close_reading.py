"""Two outlets' accounts of one event, point by point: where they differ, what both say, what only one has.

Places are compared by what they are, not by how they are spelled. The words of the two are compared in
`datelines.compare.word_pairs`.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from datelines.compare.figure_groups import (
    GroupKey,
    as_given,
    comparable_key,
    kept_reports,
    population_name,
    speaker_name,
)
from datelines.compare.sheet import relay_name
from datelines.record.dates import date_in_words
from datelines.record.figures import figure_in_words
from datelines.record.records import Event, Report
from datelines.record.terms import UNITS
from datelines.store.relation import report_date
from datelines.table.archive import Archive

_Topic = tuple[str, Hashable]
"""What is compared: its aspect (of ASPECTS), and what distinguishes it from others of the same aspect."""

_Values = dict[Hashable, str]
"""The values that were found for a topic, in words; two values are the same where their keys are equal."""

_MARKS = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

ASPECTS = ("figure", "date", "place", "attribution", "voice")
"""What is compared, in this order."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the comparison: an aspect (of ASPECTS), its subject, and what each outlet says; blank
    for an outlet that does not have it in the part of its pages that was read."""

    aspect: str
    subject: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class CloseReading:
    """The points on which both outlets agree, those on which they differ, and those that only one has."""

    both: tuple[Point, ...]
    differ: tuple[Point, ...]
    only_first: tuple[Point, ...]
    only_second: tuple[Point, ...]


def close_reading(
    archive: Archive, event_id: str, first: str, second: str, report_ids: frozenset[str] | None = None
) -> CloseReading:
    """The accounts of the outlets `first` and `second` (ids), of the given reports or of all.

    The values of a subject that both outlets have are one point. The others are a point on which they differ
    if both have some, and a point of one outlet if only that one has. Raises KeyError for an unknown event or
    outlet, ValueError for the same outlet twice and for one without a report of the event.
    """
    if first == second:
        raise ValueError(f"{first}: a close reading takes two different outlets")
    subjects: dict[_Topic, str] = {}
    found = [
        _values(archive, _reports_of(archive, event_id, outlet_id, report_ids), subjects)
        for outlet_id in (first, second)
    ]
    both, differ, only_first, only_second = [], [], [], []
    for topic in sorted(subjects, key=lambda topic: (ASPECTS.index(topic[0]), subjects[topic].casefold())):
        aspect, subject = topic[0], subjects[topic]
        ours, theirs = found[0].get(topic, {}), found[1].get(topic, {})
        shared = [value for value in ours if value in theirs]
        if shared:
            both.append(Point(aspect, subject, _listed(ours, shared), _listed(theirs, shared)))
        ours_alone = _listed(ours, [value for value in ours if value not in theirs])
        theirs_alone = _listed(theirs, [value for value in theirs if value not in ours])
        if ours_alone and theirs_alone:
            differ.append(Point(aspect, subject, ours_alone, theirs_alone))
        elif ours_alone:
            only_first.append(Point(aspect, subject, ours_alone, ""))
        elif theirs_alone:
            only_second.append(Point(aspect, subject, "", theirs_alone))
    return CloseReading(tuple(both), tuple(differ), tuple(only_first), tuple(only_second))


def same_words(text: str) -> str:
    """A term as it is compared: case, blanks and the form of quotation marks do not count. Whether a term is
    in quotation marks does: an outlet uses them to keep a term at a distance."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).casefold().split())


def _reports(archive: Archive, event_id: str, report_ids: frozenset[str] | None) -> list[Report]:
    if event_id not in archive.event_by_id:
        raise KeyError(event_id)
    of_event = frozenset(report.report_id for report in archive.reports_by_event.get(event_id, ()))
    return list(kept_reports(archive, of_event if report_ids is None else of_event & report_ids))


def _reports_of(
    archive: Archive, event_id: str, outlet_id: str, report_ids: frozenset[str] | None
) -> list[Report]:
    if outlet_id not in archive.outlet_by_id:
        raise KeyError(outlet_id)
    reports = [
        report
        for report in _reports(archive, event_id, report_ids)
        if archive.source_by_id[report.source_id].outlet_id == outlet_id
    ]
    if not reports:
        raise ValueError(f"{outlet_id}: no report of {event_id} among the reports kept")
    return reports


def _values(archive: Archive, reports: list[Report], subjects: dict[_Topic, str]) -> Mapping[_Topic, _Values]:
    """The values in an outlet's reports by topic; the words for each topic are added to `subjects`."""
    found: dict[_Topic, _Values] = defaultdict(dict)
    for report in reports:
        for topic, subject, value, words in _compared(archive, report):
            subjects.setdefault(topic, subject)
            found[topic].setdefault(value, words)
    return found


def _compared(archive: Archive, report: Report) -> Iterator[tuple[_Topic, str, Hashable, str]]:
    """Everything that is compared in a report: topic, subject in words, value, value in words."""
    event = archive.event_by_id[report.event_id]
    for figure in archive.figures_by_report.get(report.report_id, ()):
        key = comparable_key(figure, event.event_id)
        yield ("figure", key), _figure_subject(archive, key), as_given(figure), figure_in_words(figure)
    dated = date_in_words(report_date(report, event))
    inferred = not report.date_as_reported and event.date_basis == "inferred"
    yield ("date", ""), "date", dated, f"{dated} (date inferred)" if inferred else dated
    if report.place_as_reported:
        place = report.place_as_reported
        yield ("place", ""), "place", _place_named(archive, event, place), place
    yield ("attribution", "speaker"), "speaker", report.speaker_id, speaker_name(archive, report)
    if report.relayed_by:
        yield ("attribution", "relay"), "relayed by", report.relayed_by, relay_name(archive, report)
    yield ("voice", ""), "voice", report.voice, report.voice


def _place_named(archive: Archive, event: Event, words: str) -> Hashable:
    """The place of the event that has these words as one of its names, else every place that has; else the
    words themselves."""
    wanted = same_words(words)
    known = [archive.place_by_id[place_id] for place_id in event.place_ids]
    here = [place.place_id for place in known if wanted in map(same_words, (place.name, *place.names))]
    if here:
        return here[0]
    named = frozenset(
        place.place_id for place in archive.places if wanted in map(same_words, (place.name, *place.names))
    )
    return named or wanted


def _figure_subject(archive: Archive, key: GroupKey) -> str:
    _, part_id, measure, counted, scope, dates, unit = key
    scoped = {"event": "", "period": ", for a period", "since": ", since a day", "state": ""}[scope]
    if dates:
        scoped = {"period": ", for ", "since": ", since ", "state": ", as of "}[scope] + dates
    of = "" if unit in ("people", "items") else f", in {UNITS[unit]}"
    part = archive.part_by_id.get(part_id)
    where = f", {part.name if part else part_id}" if part_id else ""
    return f"{measure.replace('-', ' ')} ({population_name(archive, counted)}{where}){of}{scoped}"


def _listed(values: _Values, chosen: list[Hashable]) -> str:
    return "; ".join(values[value] for value in chosen)
