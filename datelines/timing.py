"""When outlets published after what they report, and how many reports lie in each week or month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day

from datelines.archive import Archive
from datelines.dates import date_in_words, date_span, day_date, day_number
from datelines.figure_groups import kept_reports
from datelines.records import Report
from datelines.relation import report_date

PERIODS = ("week", "month")
"""Periods in which reports are counted; weeks are those of ISO 8601, from Monday."""

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


def coverage(
    archive: Archive, report_ids: frozenset[str], by: str = "week"
) -> tuple[tuple[str, str, int, int], ...]:
    """(outlet id, period, its first day since 1970-01-01, reports) for each `week` (`2019-W36`) or
    `month` (`2019-09`) in which the date of a report could lie.

    A report over several periods counts in each, so the numbers are not to be added up. Raises
    ValueError for another period.
    """
    if by not in PERIODS:
        raise ValueError(f"{by!r}: not one of {', '.join(PERIODS)}")
    counts: Counter[tuple[str, int]] = Counter()
    for report in kept_reports(archive, report_ids):
        span = date_span(report_date(report, archive.event_by_id[report.event_id]))
        outlet_id = archive.source_by_id[report.source_id].outlet_id
        first_days = _weeks if by == "week" else _months
        counts.update((outlet_id, first) for first in first_days(span.day_from, span.day_to))
    return tuple(
        (outlet_id, _label(first, by), first, number) for (outlet_id, first), number in sorted(counts.items())
    )


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


def _weeks(first: int, last: int) -> Iterator[int]:
    """The Mondays of the weeks from `first` to `last`."""
    yield from range(first - (first + _MONDAY) % 7, last + 1, 7)


def _months(first: int, last: int) -> Iterator[int]:
    """The first days of the months from `first` to `last`."""
    start, end = day_date(first), day_date(last)
    for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield day_number(Day(month // 12, month % 12 + 1, 1))


def _label(first: int, by: str) -> str:
    day = day_date(first)
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}" if by == "week" else f"{day:%Y-%m}"
