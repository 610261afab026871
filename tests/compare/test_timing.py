"""The days from an event to its publication, and the reports of each week or month."""

from __future__ import annotations

from datetime import date

import pytest

from datelines.compare.timing import Lag, charted_period, coverage, publication_lags
from datelines.record.dates import date_span, day_date, day_number
from datelines.store.relation import relation_of, report_date
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive
from tests.stores import nothing_of, selection_of


def everything(data: Archive) -> frozenset[str]:
    return frozenset(report.report_id for report in data.reports)


def lags(happened: str, published: str, **cells: Cells) -> tuple[Lag, ...]:
    """The lag of one report; `event`, `source` and `report` change the cells of these rows."""
    data = archive(
        events=[{"date": happened} | cells.get("event", {})],
        sources=[{"published": published} | cells.get("source", {})],
        reports=[cells.get("report", {})],
    )
    return publication_lags(data, everything(data))


def counts(*dates: str, by: str = "week") -> list[tuple[str, int]]:
    """Label and number of the periods of one outlet whose reports have these dates."""
    data = archive(
        reports=[{"report_id": f"r{n}", "date_as_reported": dated} for n, dated in enumerate(dates)]
    )
    return [(label, number) for _, label, _, number in coverage(selection_of(data), by)]


@pytest.mark.parametrize(
    ("happened", "published", "days"),
    [
        ("2019-09-03", "2019-09-03", 0),
        ("2019-09-03", "2019-09-12", 9),
        ("2019-09-01/2019-09-10", "2019-09-12", 2),
        ("2020-02-28", "2020-03-01", 2),
        ("2019-12-31", "2020-01-01", 1),
    ],
)
def test_a_lag_is_counted_in_whole_days_from_the_last_day_of_the_event(
    happened: str, published: str, days: int
) -> None:
    (lag,) = lags(happened, published)
    assert (lag.days, lag.uncertain, lag.inferred) == (days, False, False)


def test_a_lag_names_its_report_event_outlet_and_day_of_publication() -> None:
    assert lags("2019-09-03", "2019-09-12") == (
        Lag("report-a", "event-a", "outlet-a", "Event A", 9, "12 September 2019", False),
    )


@pytest.mark.parametrize(
    ("happened", "published"),
    [
        ("2019-09", "2019-10-12"),
        ("2019", "2020-01-12"),
        ("2019-21", "2020-01-12"),
        ("2019-09-XX", "2020-01-12"),
        ("2019-08/2019-09-03", "2019-09-12"),
        ("2019-09-03", "2019-09"),
        ("2019-09-03", "2019-09-04/2019-09-05"),
        ("2019-09-03", ""),
        ("2019-09-03", "2019-09-02"),
        ("2019-09-01/2019-09-10", "2019-09-09"),
    ],
)
def test_a_date_that_names_no_day_or_a_publication_before_the_event_has_no_lag(
    happened: str, published: str
) -> None:
    assert lags(happened, published) == ()


def test_what_was_only_planned_has_no_lag() -> None:
    assert lags("2019-09-03", "2019-09-12", event={"kind": "planned"}) == ()


def test_the_reports_own_date_is_the_one_that_counts() -> None:
    (lag,) = lags("2019-09", "2019-09-12", report={"date_as_reported": "2019-09-10"})
    assert lag.days == 2
    assert lags("2019-09-03", "2019-09-12", report={"date_as_reported": "2019-09"}) == ()


@pytest.mark.parametrize(
    ("happened", "published"),
    [
        ("2019-09-03~", "2019-09-12"),
        ("2019-09-03", "2019-09-12?"),
        ("2019-09-01/2019-09-03%", "2019-09-12"),
    ],
)
def test_a_lag_from_a_qualified_date_is_uncertain(happened: str, published: str) -> None:
    (lag,) = lags(happened, published)
    assert (lag.days, lag.uncertain) == (9, True)


def test_a_lag_from_an_inferred_date_says_so() -> None:
    inferred = {"date_basis": "inferred"}
    (of_event,) = lags("2019-09-03", "2019-09-12", event=inferred)
    (of_source,) = lags("2019-09-03", "2019-09-12", source={"published_basis": "inferred"})
    assert of_event.inferred
    assert of_source.inferred
    (stated,) = lags("2019-09-01", "2019-09-12", event=inferred, report={"date_as_reported": "2019-09-03"})
    assert not stated.inferred


def test_lags_are_by_outlet_and_then_by_length_and_of_the_kept_reports_only() -> None:
    published = {"s0": "2019-09-05", "s1": "2019-09-04", "s2": "2019-09-12"}
    data = archive(
        outlets=[{"outlet_id": "a"}, {"outlet_id": "b"}],
        sources=[
            {"source_id": source, "outlet_id": "b" if source == "s1" else "a", "published": day}
            for source, day in published.items()
        ],
        reports=[{"report_id": f"r{n}", "source_id": f"s{n}"} for n in (2, 1, 0)]
        + [{"report_id": "other", "source_id": "s0", "link_status": "different"}],
    )
    found = publication_lags(data, everything(data))
    assert [(lag.outlet_id, lag.days) for lag in found] == [("a", 2), ("a", 9), ("b", 1)]
    assert [lag.report_id for lag in publication_lags(data, frozenset({"r1"}))] == ["r1"]
    assert publication_lags(data, frozenset()) == ()


@pytest.mark.parametrize(
    ("dated", "weeks"),
    [
        ("2019-09-03", ["2019-W36"]),
        ("2019-09-08/2019-09-09", ["2019-W36", "2019-W37"]),
        ("2019-12-29/2019-12-30", ["2019-W52", "2020-W01"]),
        ("2020-12-31/2021-01-03", ["2020-W53"]),
        ("1969-12-31/1970-01-05", ["1970-W01", "1970-W02"]),
    ],
)
def test_a_report_counts_in_each_iso_week_in_which_its_date_could_lie(dated: str, weeks: list[str]) -> None:
    assert counts(dated) == [(week, 1) for week in weeks]


def test_a_month_counts_in_all_its_weeks() -> None:
    assert [week for week, _ in counts("2019-09")] == [f"2019-W{n}" for n in range(35, 41)]


def test_a_report_counts_in_each_month_in_which_its_date_could_lie() -> None:
    assert counts("2019-12/2020-01", "2020-01-15", by="month") == [("2019-12", 1), ("2020-01", 2)]


def test_a_period_begins_with_its_monday_or_its_first_of_the_month() -> None:
    data = archive(events=[{"date": "2019-09-05"}])
    (week,) = coverage(selection_of(data), "week")
    (month,) = coverage(selection_of(data), "month")
    assert week == ("outlet-a", "2019-W36", day_number(date(2019, 9, 2)), 1)
    assert month == ("outlet-a", "2019-09", day_number(date(2019, 9, 1)), 1)


def test_weeks_are_those_of_the_calendar() -> None:
    data = crowded_archive()
    for _, label, first, _ in coverage(selection_of(data), "week"):
        year, week, weekday = day_date(first).isocalendar()
        assert (label, weekday) == (f"{year}-W{week:02d}", 1)


def test_every_report_counts_in_the_weeks_of_all_its_days() -> None:
    data = crowded_archive()
    expected = {}
    for report in data.reports:
        span = date_span(report_date(report, data.event_by_id[report.event_id]))
        outlet = data.source_by_id[report.source_id].outlet_id
        days = range(span.day_from, span.day_to + 1)
        for week in {tuple(day_date(day).isocalendar())[:2] for day in days}:
            key = (outlet, f"{week[0]}-W{week[1]:02d}")
            expected[key] = expected.get(key, 0) + 1
    found = coverage(selection_of(data), "week")
    assert {(outlet, label): number for outlet, label, _, number in found} == expected


def test_a_report_of_an_event_at_two_places_counts_once() -> None:
    data = archive(
        places=[{"place_id": "a"}, {"place_id": "b"}], events=[{"place_ids": "a;b", "date": "2019-09-03"}]
    )
    assert len(relation_of(data).reports) == 2
    assert [number for _, _, _, number in coverage(selection_of(data), "month")] == [1]


def test_a_report_at_two_chosen_places_counts_once() -> None:
    data = archive(places=[{"place_id": "a"}, {"place_id": "b"}], events=[{"place_ids": "a;b"}])
    assert [line[3] for line in coverage(selection_of(data, places={"a", "b"}))] == [1]


def test_of_many_outlets_those_with_most_reports_are_counted() -> None:
    data = archive(
        outlets=[{"outlet_id": "few"}, {"outlet_id": "many"}],
        sources=[{"source_id": "few", "outlet_id": "few"}, {"source_id": "many", "outlet_id": "many"}],
        reports=[
            {"report_id": f"r{n}", "source_id": source} for n, source in enumerate(("few", "many", "many"))
        ],
    )
    assert [(outlet, number) for outlet, _, _, number in coverage(selection_of(data), most=1)] == [
        ("many", 2)
    ]
    assert len(coverage(selection_of(data), most=2)) == 2


def test_years_before_1970_are_counted_too() -> None:
    assert counts("1967/1968", "1968-05", by="year") == [("1967", 1), ("1968", 2)]


@pytest.mark.parametrize(
    ("dates", "by", "drawn"),
    [
        (("2019-01-01", "2020-12-31"), "week", "week"),
        (("2008-01-01", "2019-12-31"), "week", "month"),
        (("2008-01-01", "2019-12-31"), "month", "month"),
        (("2000-01-01", "2020-01-01"), "month", "year"),
        (("0900-01-01", "2020-01-01"), "week", "year"),
    ],
)
def test_a_long_time_is_charted_in_the_next_longer_period_that_can_be_read(
    dates: tuple[str, str], by: str, drawn: str
) -> None:
    data = archive(
        reports=[{"report_id": f"r{n}", "date_as_reported": dated} for n, dated in enumerate(dates)]
    )
    assert charted_period(selection_of(data), by) == drawn


def test_without_reports_the_period_is_the_one_asked_for() -> None:
    assert charted_period(nothing_of(archive()), "week") == "week"


def test_coverage_is_over_the_kept_reports_and_not_of_those_about_another_event() -> None:
    data = archive(reports=[{"report_id": "r0"}, {"report_id": "r1", "link_status": "different"}])
    assert [line[3] for line in coverage(selection_of(data))] == [1]
    assert coverage(nothing_of(data)) == ()


def test_there_are_no_other_periods() -> None:
    with pytest.raises(ValueError, match="'day': not one of week, month, year"):
        coverage(selection_of(archive()), "day")
