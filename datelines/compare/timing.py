"""When: the day on which each outlet first reports an event, events that are dated differently, and how many
reports each outlet published in each week, month or year.

A report counts where it was published, and only there. Within a day there is no order unless the page printed
a time.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from datelines.compare.chosen import compared_reports
from datelines.compare.figure_groups import event_order, kept_reports
from datelines.query.periods import first_day_of, period_number, period_number_in_store
from datelines.query.selection import Selection
from datelines.record.dates import (
    DateSpan,
    date_in_words,
    date_span,
    day_date,
    moment_of,
    published_in_words,
    without_time,
)
from datelines.record.records import Event, Report, Source
from datelines.store.relation import report_date
from datelines.store.store import AnySelect
from datelines.table.archive import Archive

PERIODS = ("week", "month", "year")
"""Periods in which reports are counted, from short to long; weeks are those of ISO 8601, from Monday."""

CHARTED_PERIODS = 160
"""Periods side by side in a chart; with more, labels cannot be read and dots run into each other."""

OUTLETS = 500
"""Outlets whose periods are counted at once, those with most reports."""

_DAY = len("2020-02-03")
"""Characters of a day of publication; what is shorter names no day."""


@dataclass(frozen=True, slots=True)
class FirstReport:
    """An outlet's first report of an event: the day of publication since 1970-01-01, the moment where the page
    printed a time and its offset, and both in words. `near` says that the day is approximate, uncertain or
    inferred."""

    outlet_id: str
    report_id: str
    day: int
    moment: datetime | None
    published: str
    near: bool


@dataclass(frozen=True, slots=True)
class GivenDate:
    """A date that reports of an event give: in words, its first and last day since 1970-01-01, the outlets
    (by id) and the number of reports that give it."""

    words: str
    first: int
    last: int
    outlet_ids: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class DifferingDate:
    """An event that its reports date differently, with the dates that they give, the earliest first."""

    event_id: str
    title: str
    dates: tuple[GivenDate, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reports by outlet and period of publication: (outlet id, period, its first day since 1970-01-01,
    reports); and how many kept reports have no day, or for weeks none that is exact enough, to be counted."""

    counts: tuple[tuple[str, str, int, int], ...]
    undated: int


def first_reports(archive: Archive, event_id: str, report_ids: frozenset[str]) -> tuple[FirstReport, ...]:
    """The first of the given reports of an event in each outlet that has one with a known day of publication,
    by that day. Within a day those whose page printed a time come first, in order of time; the others follow by
    name, since their order is not known."""
    first: dict[str, FirstReport] = {}
    own = frozenset(report.report_id for report in archive.reports_by_event.get(event_id, ()))
    for report in kept_reports(archive, own & report_ids):
        found = _first_report(report, archive.source_by_id[report.source_id])
        known = first.get(found.outlet_id) if found else None
        if found and (known is None or _time_order(found) < _time_order(known)):
            first[found.outlet_id] = found
    return tuple(
        sorted(
            first.values(),
            key=lambda one: (*_time_order(one), archive.outlet_by_id[one.outlet_id].name.casefold()),
        )
    )


def event_outlets(archive: Archive, event_id: str, report_ids: frozenset[str]) -> frozenset[str]:
    """Ids of the outlets of the given reports of an event."""
    own = frozenset(report.report_id for report in archive.reports_by_event.get(event_id, ()))
    kept = kept_reports(archive, own & report_ids)
    return frozenset(archive.source_by_id[report.source_id].outlet_id for report in kept)


def dated_differently(archive: Archive, report_ids: frozenset[str]) -> tuple[DifferingDate, ...]:
    """The events whose reports give more than one date, those whose dates lie furthest apart first, those
    where one date holds another (a month, a day of it) last; each with its dates, the earliest first."""
    by_event: dict[str, list[Report]] = defaultdict(list)
    for report in kept_reports(archive, report_ids):
        by_event[report.event_id].append(report)
    found = []
    for event in sorted((archive.event_by_id[name] for name in by_event), key=event_order):
        dates = _given_dates(archive, event, by_event[event.event_id])
        if len(dates) > 1:
            found.append(DifferingDate(event.event_id, event.title, dates))
    return tuple(sorted(found, key=_apart))


def charted_period(selection: Selection, by: str, event_id: str | None = None) -> str:
    """The period `by`, or the shortest longer one of which at most CHARTED_PERIODS lie between the first and
    the last day of publication; `year` where even those are more."""
    published = _published(selection, event_id, by).subquery().c.day
    first, last = selection.store.row(select(func.min(published), func.max(published)))
    if first is None:
        return by
    for period in PERIODS[PERIODS.index(by) :]:
        if period_number(last, period) - period_number(first, period) < CHARTED_PERIODS:
            return period
    return PERIODS[-1]


def coverage(
    selection: Selection, by: str = "week", event_id: str | None = None, most: int = OUTLETS
) -> Coverage:
    """How many kept reports (with `event_id` of that event) each outlet published in each `week`
    (`2019-W36`), `month` (`2019-09`) or `year` (`2019`). Of more than `most` outlets those with most reports.

    Raises ValueError for another period.
    """
    if by not in PERIODS:
        raise ValueError(f"{by!r}: not one of {', '.join(PERIODS)}")
    store = selection.store
    days = _published(selection, event_id, by).subquery()
    counted = select(days)
    if len(selection.outlet_ids) > most:
        leading = store.numbers("outlets", selection.leading_outlets(most))
        counted = counted.where(days.c.outlet_number.in_(leading))
    one = counted.subquery().c
    # Spans of days are grouped by the store, so that no more rows come than the chart has dots.
    period = period_number_in_store(one.day, by).label("period")
    groups = (
        select(one.outlet_number, period, func.count().label("reports"))
        .where(one.day.is_not(None))
        .group_by(one.outlet_number, period)
        .subquery()
    )
    outlets = store.schema.records["outlets"]
    rows = store.rows(
        select(outlets.c.outlet_id, groups.c.period, groups.c.reports).select_from(
            groups.join(outlets, outlets.c.outlet_number == groups.c.outlet_number)
        )
    )
    undated = store.row(select(func.count()).select_from(days).where(days.c.day.is_(None)))[0]
    first_days = {number: first_day_of(number, by) for _, number, _ in rows}
    return Coverage(
        tuple(
            (outlet, _label(first_days[number], by), first_days[number], reports)
            for outlet, number, reports in sorted(map(tuple, rows))
        ),
        int(undated),
    )


def _apart(event: DifferingDate) -> tuple[int, int]:
    """A key that sorts events by the days between the first date's end and the last date's begin, then by
    those between the begins."""
    firsts, lasts = [one.first for one in event.dates], [one.last for one in event.dates]
    return (min(lasts) - max(firsts), min(firsts) - max(firsts))


def _published(selection: Selection, event_id: str | None, by: str) -> AnySelect:
    """The outlet of each report with its day of publication: null where that is not known, or is a month or a
    year that does not lie in one period of this length."""
    reports = compared_reports(
        selection, event_id, "report_number", "outlet_number", "source_number"
    ).subquery()
    sources = selection.store.schema.records["sources"].c
    least = {"week": _DAY, "month": len("2020-02"), "year": len("2020")}[by]
    day = case((func.length(sources.published) >= least, sources.published_day))
    return select(reports.c.outlet_number, day.label("day")).select_from(
        reports.join(sources.row.table, sources.source_number == reports.c.source_number)
    )


def _label(first: int, by: str) -> str:
    day = day_date(first)
    year, week, _ = day.isocalendar()
    labels = {
        "week": f"{year:04d}-W{week:02d}",
        "month": f"{day.year:04d}-{day.month:02d}",
        "year": f"{day.year:04d}",
    }
    return labels[by]


def _time_order(one: FirstReport) -> tuple[int, bool, float]:
    return (one.day, one.moment is None, one.moment.timestamp() if one.moment else 0.0)


def _first_report(report: Report, source: Source) -> FirstReport | None:
    published = source.published or ""
    span = date_span(without_time(published)) if published else None
    if span is None or span.precision != "day":
        return None
    return FirstReport(
        outlet_id=source.outlet_id,
        report_id=report.report_id,
        day=span.day_from,
        moment=moment_of(published),
        published=published_in_words(published),
        near=span.approximate or span.uncertain or source.published_basis == "inferred",
    )


def _given_dates(archive: Archive, event: Event, reports: list[Report]) -> tuple[GivenDate, ...]:
    # Compared in words: another spelling of the same date is not another date.
    alike: dict[str, list[Report]] = defaultdict(list)
    spans: dict[str, DateSpan] = {}
    for report in reports:
        edtf = report_date(report, event)
        words = date_in_words(edtf)
        alike[words].append(report)
        spans.setdefault(words, date_span(edtf))
    return tuple(
        GivenDate(
            words,
            spans[words].day_from,
            spans[words].day_to,
            tuple(dict.fromkeys(archive.source_by_id[report.source_id].outlet_id for report in own)),
            len(own),
        )
        for words, own in sorted(
            alike.items(), key=lambda item: (spans[item[0]].day_from, spans[item[0]].day_to, item[0])
        )
    )
