"""First reports by day, dates that differ, and the reports published in each week or month."""

from __future__ import annotations

from datetime import date

import pytest

from datelines.compare.timing import charted_period, coverage, dated_differently, first_reports
from datelines.record.dates import date_span, day_date, day_number, without_time
from datelines.store.relation import relation_of
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive
from tests.stores import nothing_of, selection_of


def everything(data: Archive) -> frozenset[str]:
    return frozenset(report.report_id for report in data.reports)


def published(*days: str, **rows: list[Cells]) -> Archive:
    """Reports of one event, each of a source and an outlet of its own, published on these days."""
    letters = "abcdefghij"[: len(days)]
    return archive(
        outlets=[{"outlet_id": one, "name": f"Outlet {one.upper()}"} for one in letters],
        sources=[
            {"source_id": one, "outlet_id": one, "published": day}
            for one, day in zip(letters, days, strict=True)
        ],
        reports=[{"report_id": one, "source_id": one} for one in letters],
        **rows,
    )


def counts(*days: str, by: str = "week") -> list[tuple[str, int]]:
    """Label and number of the periods in which reports of these days of publication count."""
    found: dict[str, int] = {}
    for _, label, _, number in coverage(selection_of(published(*days)), by).counts:
        found[label] = found.get(label, 0) + number
    return sorted(found.items())


# First reports


def firsts(data: Archive) -> list[tuple[str, str]]:
    return [(one.outlet_id, one.published) for one in first_reports(data, "event-a", everything(data))]


def test_outlets_stand_by_the_day_of_their_first_report() -> None:
    assert firsts(published("2020-02-04", "2020-02-03", "2020-02-03")) == [
        ("b", "3 February 2020"),
        ("c", "3 February 2020"),
        ("a", "4 February 2020"),
    ]


def test_within_a_day_only_printed_times_make_an_order_and_the_others_follow_by_name() -> None:
    data = published("2020-02-03", "2020-02-03T12:00+03:00", "2020-02-03", "2020-02-03T10:30Z")
    # 12:00 in Turkey is 09:00 UTC, before 10:30 UTC.
    assert [outlet for outlet, _ in firsts(data)] == ["b", "d", "a", "c"]


def test_an_outlet_has_one_first_report() -> None:
    data = archive(
        sources=[{"source_id": "later", "published": "2020-02-05"}, {"source_id": "first"}],
        reports=[{"report_id": "r0", "source_id": "later"}, {"report_id": "r1", "source_id": "first"}],
    )
    assert firsts(data) == [("outlet-a", "1 October 2019")]


@pytest.mark.parametrize("day", ["", "2020-02", "2020", "2020-02-03/2020-02-04"])
def test_a_report_whose_day_is_not_known_has_no_place_on_the_axis(day: str) -> None:
    assert firsts(published(day)) == []


@pytest.mark.parametrize(
    ("day", "near"), [("2020-02-03~", True), ("2020-02-03?", True), ("2020-02-03", False)]
)
def test_a_day_that_is_approximate_or_uncertain_says_so(day: str, near: bool) -> None:
    data = published(day)
    assert [one.near for one in first_reports(data, "event-a", everything(data))] == [near]


def test_only_kept_reports_of_the_event_are_read_and_none_of_another() -> None:
    data = published("2020-02-03", "2020-02-03")
    assert [one.outlet_id for one in first_reports(data, "event-a", frozenset({"b"}))] == ["b"]
    assert first_reports(data, "no-such-event", everything(data)) == ()
    other = archive(reports=[{"link_status": "different"}])
    assert first_reports(other, "event-a", everything(other)) == ()


# Dates that differ


def dated(*dates: str, event: str = "2020-01-15") -> list[list[tuple[str, int]]]:
    """The dates, with their reports, of the events that are dated differently."""
    data = archive(
        events=[{"date": event}],
        reports=[{"report_id": f"r{n}", "date_as_reported": one} for n, one in enumerate(dates)],
    )
    return [
        [(one.words, one.reports) for one in found.dates]
        for found in dated_differently(data, everything(data))
    ]


def test_an_event_is_one_line_with_each_date_that_reports_give_and_how_many() -> None:
    assert dated("", "2020-01-12", "") == [[("12 January 2020", 1), ("15 January 2020", 2)]]


@pytest.mark.parametrize("same", ["2020-01-15", "2020-01-15/2020-01-15", ""])
def test_the_same_date_repeated_or_written_otherwise_is_not_another(same: str) -> None:
    assert dated("", same) == []


@pytest.mark.parametrize("other", ["2020-01", "2020-01-15~", "2020"])
def test_a_less_exact_or_qualified_date_is_another(other: str) -> None:
    assert len(dated("", other)) == 1


def test_a_report_about_another_event_dates_nothing() -> None:
    data = archive(
        reports=[
            {"report_id": "a"},
            {"report_id": "b", "date_as_reported": "2020", "link_status": "different"},
        ]
    )
    assert dated_differently(data, everything(data)) == ()


def test_events_whose_dates_lie_furthest_apart_come_first_and_a_month_with_its_day_last() -> None:
    others = {"near": "2020-01-16", "within": "2020-01", "far": "2020-03-01"}
    data = archive(
        events=[{"event_id": one, "date": "2020-01-15"} for one in others],
        reports=[
            {"report_id": f"{one}-{n}", "event_id": one, "date_as_reported": day}
            for one, other in others.items()
            for n, day in enumerate(("", other))
        ],
    )
    assert [one.event_id for one in dated_differently(data, everything(data))] == ["far", "near", "within"]


# Coverage


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2019-09-03", "2019-W36"),
        ("2019-12-30", "2020-W01"),
        ("2021-01-03", "2020-W53"),
        ("1970-01-05", "1970-W02"),
        ("2020-02-03T23:30+03:00", "2020-W06"),
    ],
)
def test_a_report_counts_in_the_iso_week_in_which_it_was_published(day: str, week: str) -> None:
    assert counts(day) == [(week, 1)]


def test_a_report_over_a_long_period_counts_once_where_it_was_published() -> None:
    data = archive(
        events=[{"date": "2019-09-01/2020-03-31"}],
        sources=[{"published": "2020-03-20"}],
        reports=[{"date_as_reported": "2019-09/2020-03"}],
    )
    assert coverage(selection_of(data), "month").counts == (
        ("outlet-a", "2020-03", day_number(date(2020, 3, 1)), 1),
    )


def test_a_day_of_publication_that_is_not_exact_enough_is_counted_apart() -> None:
    data = published("2020-02-03", "2020-02", "2020", "")
    assert [coverage(selection_of(data), by).undated for by in ("week", "month", "year")] == [3, 2, 1]
    assert counts("2020-02-03", "2020-02", "2020", "", by="year") == [("2020", 3)]


def test_a_period_begins_with_its_monday_or_its_first_of_the_month() -> None:
    data = published("2019-09-05")
    assert coverage(selection_of(data), "week").counts == (
        ("a", "2019-W36", day_number(date(2019, 9, 2)), 1),
    )
    assert coverage(selection_of(data), "month").counts == (
        ("a", "2019-09", day_number(date(2019, 9, 1)), 1),
    )


def test_every_dated_report_counts_once() -> None:
    data = crowded_archive()
    expected: dict[tuple[str, str], int] = {}
    for report in data.reports:
        source = data.source_by_id[report.source_id]
        day = day_date(date_span(without_time(source.published or "")).day_from)
        key = (source.outlet_id, f"{day:%Y-%m}")
        expected[key] = expected.get(key, 0) + 1
    found = coverage(selection_of(data), "month").counts
    assert {(outlet, label): number for outlet, label, _, number in found} == expected


def test_a_report_of_an_event_at_two_places_counts_once() -> None:
    data = archive(places=[{"place_id": "a"}, {"place_id": "b"}], events=[{"place_ids": "a;b"}])
    assert len(relation_of(data).reports) == 2
    assert [line[3] for line in coverage(selection_of(data), "month").counts] == [1]
    assert [line[3] for line in coverage(selection_of(data, places={"a", "b"})).counts] == [1]


def test_of_many_outlets_those_with_most_reports_are_counted() -> None:
    data = archive(
        outlets=[{"outlet_id": "few"}, {"outlet_id": "many"}],
        sources=[{"source_id": "few", "outlet_id": "few"}, {"source_id": "many", "outlet_id": "many"}],
        reports=[
            {"report_id": f"r{n}", "source_id": source} for n, source in enumerate(("few", "many", "many"))
        ],
    )
    found = coverage(selection_of(data), most=1).counts
    assert [(outlet, number) for outlet, _, _, number in found] == [("many", 2)]
    assert len(coverage(selection_of(data), most=2).counts) == 2


def test_years_before_1970_are_counted_too() -> None:
    assert counts("1967-03-01", "1968", "1968-05", by="year") == [("1967", 1), ("1968", 2)]


@pytest.mark.parametrize(
    ("days", "by", "drawn"),
    [
        (("2019-01-01", "2020-12-31"), "week", "week"),
        (("2008-01-01", "2019-12-31"), "week", "month"),
        (("2008-01-01", "2019-12-31"), "month", "month"),
        (("2000-01-01", "2020-01-01"), "month", "year"),
        (("0900-01-01", "2020-01-01"), "week", "year"),
    ],
)
def test_a_long_time_is_charted_in_the_next_longer_period_that_can_be_read(
    days: tuple[str, str], by: str, drawn: str
) -> None:
    assert charted_period(selection_of(published(*days)), by) == drawn


def test_of_a_chosen_event_its_own_reports_alone_are_counted() -> None:
    data = archive(
        events=[{"event_id": "event-a"}, {"event_id": "b"}],
        reports=[{"report_id": "r0"}, {"report_id": "r1", "event_id": "b"}],
    )
    assert [line[3] for line in coverage(selection_of(data), "month").counts] == [2]
    assert [line[3] for line in coverage(selection_of(data), "month", "b").counts] == [1]


def test_without_reports_the_period_is_the_one_asked_for_and_nothing_is_counted() -> None:
    assert charted_period(nothing_of(archive()), "week") == "week"
    assert coverage(nothing_of(archive())).counts == ()


def test_coverage_is_not_of_reports_about_another_event() -> None:
    data = archive(reports=[{"report_id": "r0"}, {"report_id": "r1", "link_status": "different"}])
    assert [line[3] for line in coverage(selection_of(data)).counts] == [1]


def test_there_are_no_other_periods() -> None:
    with pytest.raises(ValueError, match="'day': not one of week, month, year"):
        coverage(selection_of(archive()), "day")
