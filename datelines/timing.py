"""When outlets published after what they report, and how many reports lie in each week or month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date as Day

import numpy as np
import pandas as pd

from datelines.archive import Archive
from datelines.dates import date_in_words, date_span, day_date, day_number
from datelines.figure_groups import kept_reports
from datelines.records import Report
from datelines.relation import report_date

PERIODS = ("week", "month", "year")
"""Periods in which reports are counted, from short to long; weeks are those of ISO 8601, from Monday."""

CHARTED_PERIODS = 160
"""Periods side by side in a chart; with more, no label can be read, nor one dot told from the next."""

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


def charted_period(rows: pd.DataFrame, by: str) -> str:
    """The period `by`, or the shortest longer one of which at most CHARTED_PERIODS lie between the first and
    the last day of the rows (of the wide reports relation); `year` where even those are more."""
    if rows.empty:
        return by
    ends = np.array([rows["day_from"].min(), rows["day_to"].max()], dtype=np.int64)
    for period in PERIODS[PERIODS.index(by) :]:
        first, last = _numbers(ends, period)
        if last - first < CHARTED_PERIODS:
            return period
    return PERIODS[-1]


def coverage(rows: pd.DataFrame, by: str = "week") -> tuple[tuple[str, str, int, int], ...]:
    """(outlet id, period, its first day since 1970-01-01, reports) for each `week` (`2019-W36`), `month`
    (`2019-09`) or `year` (`2019`) in which the date of a report could lie. `rows` are kept rows of the wide
    reports relation.

    A report over several periods counts in each, so the numbers are not to be added up. Raises
    ValueError for another period.
    """
    if by not in PERIODS:
        raise ValueError(f"{by!r}: not one of {', '.join(PERIODS)}")
    unique = rows.drop_duplicates("report_id")
    spans = pd.DataFrame(
        {
            "outlet": unique["outlet_id"],
            "first": _numbers(unique["day_from"].to_numpy(dtype=np.int64), by),
            "last": _numbers(unique["day_to"].to_numpy(dtype=np.int64), by),
        }
    )
    counts: Counter[tuple[str, int]] = Counter()
    # Most reports lie in one period, so there are far fewer different spans than reports.
    together = spans.groupby(["outlet", "first", "last"], observed=True).size().reset_index(name="reports")
    for outlet, first, last, number in together.itertuples(index=False, name=None):
        for period in range(first, last + 1):
            counts[outlet, period] += number
    firsts = ((outlet, _first_day(period, by), number) for (outlet, period), number in counts.items())
    return tuple((outlet, _label(first, by), first, number) for outlet, first, number in sorted(firsts))


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
