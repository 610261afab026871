"""Reported figures in the groups that can share an axis.

Figures are comparable if they have the same event, part of it, measure, population, scope and unit, and the
same dates unless they are for the event itself. Nothing is averaged, rounded or summed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from datelines.compare.sheet import relay_name, side_of
from datelines.record.dates import date_in_words, date_span, moment_of, published_in_words, without_time
from datelines.record.figures import figure_in_words
from datelines.record.records import Event, Figure, Report
from datelines.record.terms import MEASURES, SCOPES
from datelines.table.archive import Archive

IN_OWN_VOICE, NO_SPEAKER = "own voice", "speaker not recorded"
"""Take the place of a speaker's name: where the outlet speaks in its own voice, and where it is not known who
speaks."""

GroupKey = tuple[str, str, str, str, str, str, str]
"""Event, its part (blank for the whole), measure, population, scope, its dates in words (blank for the event
itself) and unit. Part and population are ids; where a figure has no population_id, its words."""

_WALKED = 5
"""Where more than a fifth of the reports is wanted, going through all costs less than looking up each: the
records of a large archive are made on demand, and many at once when all are gone through."""

_PERIODS = {"period": "", "since": "since ", "state": "as of "}
_UNDATED = {
    "period": "a period not dated in the source",
    "since": "since a day not dated in the source",
    "state": "a time not dated in the source",
}


@dataclass(frozen=True, slots=True)
class FigureMark:
    """A figure to draw: who reported it, to whom it is attributed, when it was published, and its ends as
    reported. `published` is in words, `published_day` its first day since 1970-01-01 (None if not known);
    `words` is the number with its qualifier; `doubtful` says that the report is only possibly about this
    event."""

    figure_id: str
    report_id: str
    outlet_id: str
    speaker: str
    published: str
    published_day: int | None
    words: str
    qualifier: str
    low: float | None
    high: float | None
    as_reported: str
    note: str
    doubtful: bool
    side: str = ""
    """Whom the speaker speaks for (`sheet.side_of`)."""
    relay: str = ""
    """By way of whom the report came, in words."""
    inferred_day: bool = False
    day_known: bool = False
    timed: bool = False
    """Whether the page prints a time of publication."""
    """Whether the page is dated to a day, and not to a month or a longer time."""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that are comparable, in order of the day of publication and, within a day, of value. `population` and
    `part` are in words, `part` blank for the whole event; `scope_dates` is EDTF, None for figures of the
    event itself; `differing` says that they are not all the same."""

    key: GroupKey
    event_id: str
    title: str
    measure: str
    population: str
    part: str
    scope: str
    scope_dates: str | None
    unit: str
    marks: tuple[FigureMark, ...]
    differing: bool

    @property
    def period(self) -> str:
        """What the figures are for: `the event itself`, `December 2019`, `since 9 January 2020`."""
        if self.scope == "event":
            return "the event itself"
        if self.scope_dates is None:
            return _UNDATED[self.scope]
        return _PERIODS[self.scope] + date_in_words(self.scope_dates)


def figure_groups(
    archive: Archive, report_ids: frozenset[str], *, differing_only: bool = False, least: int = 1
) -> tuple[FigureGroup, ...]:
    """The groups with at least `least` figures, by date of the event and then in the order of MEASURES;
    with `differing_only` those whose figures are not all the same."""
    found: dict[GroupKey, list[Figure]] = {}
    for report in kept_reports(archive, report_ids):
        for figure in archive.figures_by_report.get(report.report_id, ()):
            found.setdefault(comparable_key(figure, report.event_id), []).append(figure)
    groups = (_group(archive, key, figures) for key, figures in found.items() if len(figures) >= least)
    kept = [group for group in groups if group.differing or not differing_only]
    return tuple(sorted(kept, key=lambda group: _group_order(archive, group)))


def comparable_key(figure: Figure, event_id: str) -> GroupKey:
    """What figures that may share an axis have in common. Dates are compared in words, so that two
    spellings of one date count as the same."""
    dates = figure.scope_dates if figure.scope != "event" else None
    words = date_in_words(dates) if dates else ""
    counted = figure.population_id or figure.population
    return (event_id, figure.part_id or "", figure.measure, counted, figure.scope, words, figure.unit)


def population_name(archive: Archive, counted: str) -> str:
    """Who or what is counted, in words: the name of a population by its id, any other text as it is."""
    population = archive.population_by_id.get(counted)
    return population.name if population else counted


def as_given(figure: Figure) -> tuple[str, float | None, float | None]:
    """The qualifier and the ends: figures with the same are the same (`over 60` is not `60`)."""
    return (figure.qualifier, figure.low, figure.high)


def kept_reports(archive: Archive, report_ids: frozenset[str] | None = None) -> tuple[Report, ...]:
    """The given reports, or all, in order of id, without those that a reviewer read as being about another
    event. Ids that the archive does not have are ignored."""
    names = archive.report_by_id if report_ids is None else report_ids
    found: Iterable[Report | None]
    if len(names) < len(archive.reports) / _WALKED:
        found = (archive.report_by_id.get(name) for name in names)
    else:
        found = (report for report in archive.reports if report.report_id in names)
    kept = (report for report in found if report and report.link_status != "different")
    return tuple(sorted(kept, key=lambda report: report.report_id))


def speaker_name(archive: Archive, report: Report) -> str:
    """Name of the speaker to whom a report attributes its claim; IN_OWN_VOICE where the outlet speaks for
    itself, NO_SPEAKER where neither is recorded."""
    speaker_id = report.speaker_id or ""
    speaker = archive.speaker_by_id.get(speaker_id)
    return speaker.name if speaker else speaker_id or (IN_OWN_VOICE if report.voice == "own" else NO_SPEAKER)


def event_order(event: Event) -> tuple[int, int, str]:
    """A key that sorts events by first day, then last, then id."""
    span = date_span(event.date)
    return (span.day_from, span.day_to, event.event_id)


def _group(archive: Archive, key: GroupKey, figures: list[Figure]) -> FigureGroup:
    event_id, part_id, measure, counted, scope, _, unit = key
    marks = sorted(
        (_mark(archive, figure) for figure in figures),
        key=_mark_order,
    )
    part = archive.part_by_id.get(part_id)
    return FigureGroup(
        key=key,
        event_id=event_id,
        title=archive.event_by_id[event_id].title,
        measure=measure,
        population=population_name(archive, counted),
        part=part.name if part else part_id,
        scope=scope,
        scope_dates=None if scope == "event" else figures[0].scope_dates,
        unit=unit,
        marks=tuple(marks),
        differing=len({as_given(figure) for figure in figures}) > 1,
    )


def _mark_order(mark: FigureMark) -> tuple[object, ...]:
    """By day, those without one last. The order within a day is not known, so that it goes by value there."""
    ends = [end for end in (mark.low, mark.high) if end is not None]
    day = (mark.published_day is None, mark.published_day or 0)
    return (*day, min(ends, default=0.0), max(ends, default=0.0), mark.outlet_id, mark.figure_id)


def _mark(archive: Archive, figure: Figure) -> FigureMark:
    report = archive.report_by_id[figure.report_id]
    source = archive.source_by_id[report.source_id]
    return FigureMark(
        figure_id=figure.figure_id,
        report_id=report.report_id,
        outlet_id=source.outlet_id,
        speaker=speaker_name(archive, report),
        published=published_in_words(source.published) if source.published else "not known",
        published_day=date_span(without_time(source.published)).day_from if source.published else None,
        words=figure_in_words(figure),
        qualifier=figure.qualifier,
        low=figure.low,
        high=figure.high,
        as_reported=figure.as_reported,
        note=figure.note or "",
        doubtful=report.link_status == "possibly",
        side=side_of(archive, report),
        relay=relay_name(archive, report),
        inferred_day=source.published_basis == "inferred",
        day_known=_is_a_day(source.published),
        timed=source.published is not None and moment_of(source.published) is not None,
    )


def _is_a_day(published: str | None) -> bool:
    span = date_span(without_time(published)) if published else None
    return span is not None and span.precision == "day" and span.day_from == span.day_to


def _group_order(archive: Archive, group: FigureGroup) -> tuple[object, ...]:
    measure, scope = list(MEASURES).index(group.measure), list(SCOPES).index(group.scope)
    dates = group.scope_dates or ""
    return (
        *event_order(archive.event_by_id[group.event_id]),
        measure,
        group.part,
        group.population,
        scope,
        dates,
        group.unit,
    )
