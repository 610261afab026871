"""When outlets published after what they report, and how many reports lie in each week or month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date as Day

import numpy as np
from sqlalchemy import ColumnElement, Date, Integer, Subquery, cast, extract, func, literal, select

from datelines.compare.figure_groups import kept_reports
from datelines.query.selection import Selection
from datelines.record.dates import date_in_words, date_span, day_date, day_number
from datelines.record.records import Report
from datelines.store.relation import report_date
from datelines.table.archive import Archive

PERIODS = ("week", "month", "year")
"""Periods in which reports are counted, from short to long; weeks are those of ISO 8601, from Monday."""

CHARTED_PERIODS = 160
"""Periods side by side in a chart; with more, no label can be read, nor one dot told from the next."""

OUTLETS = 500
"""Outlets whose periods are counted at once, those with most reports."""

_MONDAY = 3  # 1970-01-01, day 0, was a Thursday: three days into its week


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
    """The lag of each report, by outlet and then by length.

    Left out: dates that name no day (a month, a season), unknown days of publication, planned events,
    and publications before the event, which tell of something else than a delay.
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
    ends = np.array([first, last], dtype=np.int64)
    for period in PERIODS[PERIODS.index(by) :]:
        first, last = _numbers(ends, period)
        if last - first < CHARTED_PERIODS:
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
    firsts = {period: _first_day(period, by) for _, period in counts}
    labels = {period: _label(first, by) for period, first in firsts.items()}
    return tuple(
        (outlet, labels[period], firsts[period], number)
        for (outlet, period), number in sorted(counts.items())
    )


def _spans(reports: Subquery, by: str) -> Subquery:
    """The outlet of each report, with the `first` and the `last` period of its date, by number from the one
    that holds 1970-01-01: found by the store, for there are ten times as many pairs of days as of months."""
    first, last = (_period(reports.c[day], by) for day in ("day_from", "day_to"))
    return select(reports.c.outlet_number, first.label("first"), last.label("last")).subquery()


def _period(day: ColumnElement[int], by: str) -> ColumnElement[int]:
    if by == "week":
        return cast(func.floor((day + _MONDAY) / 7.0), Integer)
    date = cast(literal("1970-01-01"), Date) + day
    years = extract("year", date) - 1970
    return cast(years if by == "year" else 12 * years + extract("month", date) - 1, Integer)


def _lag(archive: Archive, report: Report) -> Lag | None:
    event, source = archive.event_by_id[report.event_id], archive.source_by_id[report.source_id]
    dated = report_date(report, event)
    if event.kind == "planned" or not source.published or not (_days(dated) and _day(source.published)):
        return None
    happened, published = date_span(dated), date_span(source.published)
    days = published.day_to - happened.day_to
    if days < 0:
        return None
    return Lag(
        report_id=report.report_id,
        event_id=event.event_id,
        outlet_id=source.outlet_id,
        title=event.title,
        days=days,
        published=date_in_words(source.published),
        uncertain=any(span.approximate or span.uncertain for span in (happened, published)),
        inferred=source.published_basis == "inferred"
        or (not report.date_as_reported and event.date_basis == "inferred"),
    )


def _days(edtf: str) -> bool:
    """Whether the date is a day, or an interval between two days."""
    return all(map(_day, edtf.split("/")))


def _day(edtf: str) -> bool:
    return date_span(edtf).precision == "day"


def _numbers(days: np.ndarray, by: str) -> np.ndarray:
    """The number of the period in which each day lies: consecutive whole numbers, from 1970 on from 0."""
    if by == "week":
        return (days + _MONDAY) // 7
    unit = {"month": "M", "year": "Y"}[by]
    return days.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)


def _first_day(period: int, by: str) -> int:
    """The first day of a period, by its number."""
    if by == "week":
        return period * 7 - _MONDAY
    year, month = divmod(period, 12) if by == "month" else (period, 0)
    return day_number(Day(1970 + year, month + 1, 1))


def _label(first: int, by: str) -> str:
    day = day_date(first)
    year, week, _ = day.isocalendar()
    labels = {
        "week": f"{year:04d}-W{week:02d}",
        "month": f"{day.year:04d}-{day.month:02d}",
        "year": f"{day.year:04d}",
    }
    return labels[by]
