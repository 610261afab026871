"""How long after an event each outlet published, and how many reports lie in each week, month or year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Subquery, func, select

from datelines.compare.figure_groups import kept_reports
from datelines.query.periods import first_day_of, period_number, period_number_in_store
from datelines.query.selection import Selection
from datelines.record.dates import date_span, day_date, published_in_words, without_time
from datelines.record.records import Report
from datelines.store.relation import report_date
from datelines.table.archive import Archive

PERIODS = ("week", "month", "year")
"""Periods in which reports are counted, from short to long; weeks are those of ISO 8601, from Monday."""

CHARTED_PERIODS = 160
"""Periods side by side in a chart; with more, labels cannot be read and dots run into each other."""

OUTLETS = 500
"""Outlets whose periods are counted at once, those with most reports."""


@dataclass(frozen=True, slots=True)
class Lag:
    """Whole days from the last day of the event, as this report dates it, to the day of publication.
    `published` is in words; `uncertain` where either date is qualified, `inferred` where a reviewer
    inferred either."""

    report_id: str
    event_id: str
    outlet_id: str
    title: str
    days: int
    published: str
    uncertain: bool
    inferred: bool = False


def publication_lags(archive: Archive, report_ids: frozenset[str]) -> tuple[Lag, ...]:
    """The lag of each of the reports that has one, by outlet and then by length.

    None have: dates that name no day (a month, a season), unknown days of publication, planned events,
    and publications before the event, where the difference is not a delay.
    """
    lags = (_lag(archive, report) for report in kept_reports(archive, report_ids))
    return tuple(
        sorted((lag for lag in lags if lag), key=lambda lag: (lag.outlet_id, lag.days, lag.report_id))
    )


def charted_period(selection: Selection, by: str) -> str:
    """The period `by`, or the shortest longer one of which at most CHARTED_PERIODS lie between the first and
    the last day of the kept reports; `year` where even those are more."""
    days = selection.kept.reports("day_from", "day_to").subquery().c
    first, last = selection.store.row(select(func.min(days.day_from), func.max(days.day_to)))
    if first is None:
        return by
    for period in PERIODS[PERIODS.index(by) :]:
        if period_number(last, period) - period_number(first, period) < CHARTED_PERIODS:
            return period
    return PERIODS[-1]


def coverage(
    selection: Selection, by: str = "week", most: int = OUTLETS
) -> tuple[tuple[str, str, int, int], ...]:
    """(outlet id, period, its first day since 1970-01-01, reports) for each `week` (`2019-W36`), `month`
    (`2019-09`) or `year` (`2019`) in which the date of a report could lie. Of more than `most` outlets those
    with most reports.

    A report over several periods counts in each, so the numbers are not to be added up. Raises
    ValueError for another period.
    """
    if by not in PERIODS:
        raise ValueError(f"{by!r}: not one of {', '.join(PERIODS)}")
    store = selection.store
    reports = selection.kept.reports("outlet_number", "day_from", "day_to").subquery()
    if len(selection.outlet_ids) > most:
        leading = store.numbers("outlets", selection.leading_outlets(most))
        reports = select(reports).where(reports.c.outlet_number.in_(leading)).subquery()
    spans = _spans(reports, by).c
    outlets = store.schema.records["outlets"]
    # Most reports lie in one period, so there are far fewer different spans than reports.
    groups = select(*spans, func.count().label("reports")).group_by(*spans).subquery()
    rows = store.rows(
        select(outlets.c.outlet_id, groups.c.first, groups.c.last, groups.c.reports).select_from(
            groups.join(outlets, outlets.c.outlet_number == groups.c.outlet_number)
        )
    )
    counts: Counter[tuple[str, int]] = Counter()
    for outlet, first, last, number in rows:
        for period in range(first, last + 1):
            counts[outlet, period] += number
    first_days = {period: first_day_of(period, by) for _, period in counts}
    labels = {period: _label(first, by) for period, first in first_days.items()}
    return tuple(
        (outlet, labels[period], first_days[period], number)
        for (outlet, period), number in sorted(counts.items())
    )


def _spans(reports: Subquery, by: str) -> Subquery:
    """The outlet of each report, with the numbers of the `first` and the `last` period of its date."""
    first, last = (period_number_in_store(reports.c[day], by) for day in ("day_from", "day_to"))
    return select(reports.c.outlet_number, first.label("first"), last.label("last")).subquery()


def _label(first: int, by: str) -> str:
    day = day_date(first)
    year, week, _ = day.isocalendar()
    labels = {
        "week": f"{year:04d}-W{week:02d}",
        "month": f"{day.year:04d}-{day.month:02d}",
        "year": f"{day.year:04d}",
    }
    return labels[by]


def _lag(archive: Archive, report: Report) -> Lag | None:
    event, source = archive.event_by_id[report.event_id], archive.source_by_id[report.source_id]
    dated = report_date(report, event)
    appeared = without_time(source.published or "")
    if event.kind == "planned" or not appeared or not (_days(dated) and _day(appeared)):
        return None
    happened, published = date_span(dated), date_span(appeared)
    days = published.day_to - happened.day_to
    if days < 0:
        return None
    return Lag(
        report_id=report.report_id,
        event_id=event.event_id,
        outlet_id=source.outlet_id,
        title=event.title,
        days=days,
        published=published_in_words(source.published or appeared),
        uncertain=any(span.approximate or span.uncertain for span in (happened, published)),
        inferred=source.published_basis == "inferred"
        or (not report.date_as_reported and event.date_basis == "inferred"),
    )


def _days(edtf: str) -> bool:
    """Whether the date is a day, or an interval between two days."""
    return all(map(_day, edtf.split("/")))


def _day(edtf: str) -> bool:
    return date_span(edtf).precision == "day"
