"""What the timeline draws of a selection: a bar for each report where there are few, counts where there are
many.

Bars are in lanes, one for each leading outlet and one for all others; the reports of an event and date share
a bar. The lanes begin with the days that most reports are about (the focus). Days are integers since
1970-01-01.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from datelines.query.periods import MOST_BINS, Bins, Counted, bins_of, counted_in
from datelines.query.rows import Kept
from datelines.record.dates import Period, date_in_words
from datelines.store.store import AnySelect, amounts, outlets
from datelines.words import counted

OTHERS = "other-outlets"
"""The lane of the outlets without a lane of their own."""

MOST_BARS = 1500
"""Bars that the timeline draws at most; where there would be more, it counts reports by period."""

_DAYS = ("day_from", "day_to", "certain_from", "certain_to", "soft_from", "soft_to")


@dataclass(frozen=True, slots=True)
class Span:
    """A report on the timeline, or several that share a lane, an event and a date (`reports` is their number);
    its certain_* days are None where none is certain."""

    report_id: str
    event_id: str
    outlet_id: str
    title: str
    dated: str
    summary: str
    day_from: int
    day_to: int
    certain_from: int | None
    certain_to: int | None
    soft_from: int
    soft_to: int
    reports: int = 1


@dataclass(frozen=True, slots=True)
class Focus:
    """The days that the lanes show before anything is brushed, and how many reports are wholly before
    them."""

    first: int
    last: int
    before: int


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The first possible days of reports, in order, with the number of `reports` that have each; `last` is
    the last possible day of all."""

    days: tuple[int, ...]
    reports: tuple[int, ...]
    last: int


def bars_of(kept: Kept, leading: Collection[str], period: Period = Period()) -> tuple[Span, ...] | None:
    """The spans in lanes of the reports possibly in the period, or None where they are too many."""
    inside = _possibly_in(kept, period)
    # Reports of an event and date share a bar; how many do is known only when the bars are made.
    most = 2 * MOST_BARS
    if amounts(kept.store).reports > MOST_BARS:
        ((reports, least),) = kept.answer(least_bars(kept, leading, most + 1, *inside))
        if int(reports or 0) > most or least > MOST_BARS:
            return None
    bars = in_lanes(_spans(kept, *inside), leading)
    return bars if len(bars) <= MOST_BARS else None


def event_bars_of(kept: Kept, leading: Collection[str], event_id: str | None) -> tuple[Span, ...]:
    """The spans in lanes of one event; none where none of its reports is kept."""
    numbers = kept.store.numbers("events", (event_id,)) if event_id else ()
    return in_lanes(_spans(kept, kept.column.event_number.in_(numbers)), leading) if numbers else ()


def day_counts_of(kept: Kept) -> DayCounts:
    """How many reports have each first day. Raises ValueError where no report is kept."""
    rows = sorted(kept.answer(reports_by_day(kept)), key=itemgetter(0))
    days, reports, lasts = zip(*rows, strict=True)
    return DayCounts(days, reports, max(lasts))


def focus_of(kept: Kept, counts: DayCounts) -> Focus:
    """The days that most reports are about."""
    first, before = first_in_focus(counts), 0
    if first > counts.days[0]:
        ((before,),) = kept.answer(reports_before(kept, first))
    return Focus(first, counts.last, before)


def lane_columns_of(kept: Kept, leading: Sequence[str], first: int, last: int) -> Counted:
    """Reports by lane (the `leading` outlets, then all others together) and period, between two days."""
    number_of = {named.outlet_id: number for number, named in outlets(kept.store).items()}
    lanes, numbers = len(leading) + 1, [number_of.get(outlet, 0) for outlet in leading]
    # A lane and period have at most two columns, of which a browser describes some 2,000.
    bins = bins_of(first, last, min(MOST_BINS, 900 // lanes))
    return counted_in(bins, lanes, kept.answer(reports_by_bin(kept, numbers, bins)))


def span_of(
    report_id: str, event_id: str, outlet_id: str, title: str, summary: str, own: str, date: str, *days: Any
) -> Span:
    """The span of a report: its ids, the title of its event, its summary, its `own` date ('' where that is
    the `date` of the event), and the days as Span has them."""
    return Span(report_id, event_id, outlet_id, title, date_in_words(own or date), summary, *days)


def in_lanes(spans: Sequence[Span], leading: Collection[str]) -> tuple[Span, ...]:
    """The spans in lanes: one for each outlet, event and date; all but the leading outlets share the lane
    OTHERS, since a hundred lanes would be illegible. A span for several reports gives their number."""
    together: dict[tuple[str, str, str], list[Span]] = {}
    for span in spans:
        lane = span.outlet_id if span.outlet_id in leading else OTHERS
        together.setdefault((lane, span.event_id, span.dated), []).append(span)
    return tuple(_lane_span(lane, spans) for (lane, _, _), spans in together.items())


def _lane_span(lane: str, spans: list[Span]) -> Span:
    first, outlets = spans[0], len({span.outlet_id for span in spans})
    if len(spans) == 1 and lane == first.outlet_id:
        return first
    by = f" by {counted(outlets, 'outlet')}" if lane == OTHERS else ""
    return replace(
        first,
        report_id=f"{lane}-{first.report_id}",
        outlet_id=lane,
        reports=len(spans),
        summary=f"{counted(len(spans), 'report')}{by}: choose the event to read them",
    )


def first_in_focus(counts: DayCounts) -> int:
    """The first of the days that most reports are about.

    Where a few old dates would squeeze all others into a corner, it is the day after the last wide gap (a
    tenth of all days) that leaves out at most a tenth of the reports and at least half of the days; else the
    first day of all. The strip below the lanes always shows every report.
    """
    first, last = counts.days[0], counts.last
    few = sum(counts.reports) // 10
    found = first
    for (before, after), earlier in zip(pairwise(counts.days), accumulate(counts.reports), strict=False):
        wide = (after - before) * 10 >= last - first
        if wide and earlier <= few and (last - after) * 2 <= last - first:
            found = after
    return found


def focus_of_days(days: Sequence[tuple[int, int]]) -> Focus:
    """The focus of reports, each given as its first and its last possible day."""
    starts, last = Counter(first for first, _ in days), max(last for _, last in days)
    in_order = sorted(starts)
    first = first_in_focus(DayCounts(tuple(in_order), tuple(starts[day] for day in in_order), last))
    return Focus(first, last, sum(day_to < first for _, day_to in days))


def least_bars(
    kept: Kept, leading: Collection[str], most: int, *conditions: ColumnElement[bool]
) -> AnySelect:
    """How many reports there are, at most `most`, and how many bars they make at least: one for each event
    and lane."""
    numbers = [number for number, named in outlets(kept.store).items() if named.outlet_id in leading]
    names = ("event_number", "outlet_number")
    own = kept.reports(*names).where(*conditions).limit(most).subquery().c
    lane = case((own.outlet_number.in_(numbers), own.outlet_number), else_=0).label("lane")
    drawn = select(own.event_number, lane).subquery()
    together = select(func.count().label("reports")).select_from(drawn)
    bars = together.group_by(drawn.c.event_number, drawn.c.lane).subquery().c
    return select(func.sum(bars.reports), func.count())


def reports_by_day(kept: Kept) -> AnySelect:
    """First day, how many reports have it, and the last day of any of them."""
    own = kept.reports("day_from", "day_to").subquery().c
    return select(own.day_from, func.count(), func.max(own.day_to)).group_by(own.day_from)


def reports_before(kept: Kept, day: int) -> AnySelect:
    """How many reports are wholly before a day."""
    own = kept.reports("report_number").where(kept.column.day_to < day).subquery().c
    return select(func.count(own.report_number))


def reports_by_bin(kept: Kept, leading: Sequence[int], bins: Bins) -> AnySelect:
    """Lane, the begins of the periods of the first and of the last possible day, and the number of such
    reports. A period beyond the bins is that just before, or just after all of them.

    Reports are grouped by their days first: there are few distinct days, and calculating with these takes
    half the time at ten million reports.
    """
    names = ("month_from", "month_to") if bins.by_month else ("soft_from", "soft_to")
    column = kept.column
    begin, after = bins.begin, bins.begin + bins.number * bins.step
    inside = (column[names[1]] >= begin, column[names[0]] < after)
    own = kept.reports("outlet_number", *names).where(*inside).subquery().c
    lane = case(
        {number: at for at, number in enumerate(leading)}, value=own.outlet_number, else_=len(leading)
    )
    in_lanes = (
        select(
            (lane if leading else literal(0)).label("lane"),
            own[names[0]].label("first"),
            own[names[1]].label("last"),
        )
        .subquery()
        .c
    )
    days = (
        select(in_lanes.lane, in_lanes.first, in_lanes.last, func.count().label("reports"))
        .group_by(in_lanes.lane, in_lanes.first, in_lanes.last)
        .subquery()
        .c
    )
    floors = (
        select(
            days.lane,
            case((days.first < begin, begin - bins.step), else_=_floor(days.first, bins)).label("first"),
            case((days.last >= after, after), else_=_floor(days.last, bins)).label("last"),
            days.reports,
        )
        .subquery()
        .c
    )
    return select(floors.lane, floors.first, floors.last, func.sum(floors.reports)).group_by(
        floors.lane, floors.first, floors.last
    )


def reports_with_records(kept: Kept, *conditions: ColumnElement[bool]) -> AnySelect:
    """The numbers of reports, with the arguments of `span_of`."""
    ids = ("report_id", "event_id", "outlet_id")
    row = kept.reports("report_number", "event_number", *ids, *_DAYS).where(*conditions).subquery()
    reports, events = kept.records["reports"], kept.records["events"]
    cells = (events.c.title, reports.c.summary, reports.c.date_as_reported, events.c.date)
    return (
        select(row.c.report_number, *(row.c[name] for name in ids), *cells, *(row.c[name] for name in _DAYS))
        .join_from(row, reports, reports.c.report_number == row.c.report_number)
        .join(events, events.c.event_number == row.c.event_number)
    )


def _floor(day: ColumnElement[int], bins: Bins) -> ColumnElement[int]:
    into = ((day - bins.begin) % bins.step + bins.step) % bins.step
    return day - into


def _possibly_in(kept: Kept, period: Period) -> tuple[ColumnElement[bool], ...]:
    column, inside = kept.column, []
    if period.day_from is not None:
        inside.append(column.soft_to >= period.day_from)
    if period.day_to is not None:
        inside.append(column.soft_from <= period.day_to)
    return tuple(inside)


def _spans(kept: Kept, *conditions: ColumnElement[bool]) -> tuple[Span, ...]:
    rows = sorted(kept.answer(reports_with_records(kept, *conditions)), key=itemgetter(0))
    return tuple(span_of(*cells) for _, *cells in rows)
