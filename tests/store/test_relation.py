"""The wide reports relation: a row per report and place, with integers that every engine compares alike."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.checks import read_archive
from datelines.record.dates import date_span, day_date
from datelines.store.relation import published_days, relation_of, report_date
from datelines.store.schema import MEASURE_BITS, UNSHARED, arrow_schema
from datelines.table.archive import Archive
from datelines.words import folded
from tests.builders import archive, crowded_archive
from tests.oracle import rows_of

FEW = settings(max_examples=40)
DAYS = ("day_from", "day_to", "certain_from", "certain_to", "soft_from", "soft_to")
SHIPPED = Path(__file__).parents[2] / "data"


def column(data: Archive, name: str) -> list[Any]:
    return [row[name] for row in rows_of(data)]


def test_an_event_at_two_places_gives_one_row_for_each_report_and_place() -> None:
    data = archive(
        places=[{"place_id": "a"}, {"place_id": "b"}],
        events=[{"place_ids": "a;b"}],
        reports=[{"report_id": "one"}, {"report_id": "two"}],
    )
    rows = [(row["report_id"], row["place_id"], row["first_row"]) for row in rows_of(data)]
    assert rows == [("one", "a", 1), ("one", "b", 0), ("two", "a", 1), ("two", "b", 0)]


def test_an_event_without_a_place_has_one_row_without_coordinates() -> None:
    (row,) = rows_of(archive())
    assert (row["place_id"], row["place_number"], row["drawn"]) == ("", 0, 0)
    assert {row[name] for name in ("latitude", "longitude", "cell_x", "cell_y")} == {None}


def test_every_report_of_the_archive_has_its_rows_and_no_other() -> None:
    data = crowded_archive()
    wanted = {
        (report.report_id, place_id)
        for report in data.reports
        for place_id in data.event_by_id[report.event_id].place_ids or ("",)
    }
    rows = [(row["report_id"], row["place_id"]) for row in rows_of(data)]
    assert set(rows) == wanted
    assert len(rows) == len(wanted)


def test_the_days_are_those_of_the_date_that_the_report_gives() -> None:
    data = archive(
        events=[{"date": "2019-09"}],
        reports=[
            {"report_id": "as-the-event"},
            {"report_id": "otherwise", "date_as_reported": "2019-09-15~"},
        ],
    )
    rows = {row["report_id"]: row for row in rows_of(data)}
    for name, date in (("as-the-event", "2019-09"), ("otherwise", "2019-09-15~")):
        span, row = date_span(date), rows[name]
        for day in ("day_from", "day_to", "soft_from", "soft_to"):
            assert row[day] == getattr(span, day)
    assert report_date(data.report_by_id["otherwise"], data.events[0]) == "2019-09-15~"
    assert report_date(data.report_by_id["as-the-event"], data.events[0]) == "2019-09"


def test_a_month_has_no_certain_day_and_a_day_has_itself() -> None:
    (month,), (day,) = (rows_of(archive(events=[{"date": date}])) for date in ("2019-09", "2019-09-03"))
    assert month["certain_from"] is month["certain_to"] is None
    assert day["certain_from"] == day["certain_to"] == day["day_from"] == day["day_to"]


def test_a_source_without_a_date_of_publication_has_no_published_day() -> None:
    assert published_days(archive(sources=[{"published": "1970-01-02"}])).tolist() == [1]
    (none,) = published_days(archive(sources=[{"published": "", "published_basis": ""}]))
    assert isnan(none)


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [("35.005", "37.019", (3701, 3500)), ("-0.001", "-0.001", (-1, -1)), ("0", "0", (0, 0))],
)
def test_a_point_lies_in_the_cell_below_it_on_both_sides_of_zero(
    latitude: str, longitude: str, cell: tuple[int, int]
) -> None:
    data = archive(
        places=[{"latitude": latitude, "longitude": longitude}],
        events=[{"place_ids": "town"}],
    )
    (row,) = rows_of(data)
    assert (row["cell_x"], row["cell_y"]) == cell


@pytest.mark.parametrize(
    ("points", "shared"),
    [
        ([(0.0, 0.0)], [UNSHARED]),
        ([(0.0, 0.0), (0.0, 0.0)], [UNSHARED, 0]),
        ([(0.0, 0.0), (0.0, 0.01)], [UNSHARED, 1]),
        ([(0.0, 0.63), (0.0, 0.64)], [UNSHARED, 7]),
        ([(0.0, 0.0), (0.0, -0.01)], [UNSHARED, UNSHARED]),
        ([(0.0, 0.0), (0.0, 0.04), (0.0, 0.05)], [UNSHARED, 3, 1]),
        ([(0.0, 0.0), None, (0.0, 0.02)], [UNSHARED, UNSHARED, 2]),
    ],
)
def test_a_row_shares_a_cell_from_the_size_on_that_holds_an_earlier_row_of_its_report(
    points: list[tuple[float, float] | None], shared: list[int]
) -> None:
    places = [
        {"place_id": f"p{n}"} | ({"latitude": str(at[0]), "longitude": f"{at[1] + 0.005:.3f}"} if at else {})
        for n, at in enumerate(points)
    ]
    event = {"place_ids": ";".join(place["place_id"] for place in places)}
    data = archive(places=places, events=[event], reports=[{"report_id": "one"}, {"report_id": "two"}])
    assert column(data, "shared_from") == shared * 2


def test_an_archive_without_rows_has_a_table_with_columns() -> None:
    reports = relation_of(archive(events=[], reports=[])).reports
    assert reports.schema == arrow_schema("reports")
    assert len(reports) == 0


@pytest.mark.parametrize(
    ("text", "latin"),
    [("Ḥmeimim", "hmeimim"), ("ДАМАСК", "damask"), ("حلب", "hlb"), ("Straße", "strasse"), ("", "")],
)
def test_folded_text_has_neither_case_nor_accents_nor_scripts(text: str, latin: str) -> None:
    assert folded(text) == latin


@FEW
@given(st.text(), st.text())
def test_text_is_folded_character_by_character(before: str, after: str) -> None:
    assert folded(before + after) == folded(before) + folded(after)
    assert folded(before).isascii()


def shipped() -> Archive:
    return read_archive(SHIPPED)


def month(day: int) -> int:
    return day_date(day).year * 12 + day_date(day).month - 1


def unusual() -> Archive:
    """Rows that name one another in no order, with blanks, folded scripts and several places."""
    return archive(
        speakers=[{"speaker_id": "speaker-a", "name": "Émile"}],
        places=[
            {"place_id": "b", "name": "Ḥmeimim", "names": "حميميم; Hmeymin", "latitude": "-0.001"},
            {"place_id": "a", "geometry": "x.geojson", "names": ";", "radius_km": "7"},
        ],
        events=[
            {"event_id": "z", "place_ids": "b;a", "title": "☃"},
            {"event_id": "y", "place_ids": " a ; a", "date": "2019-09"},
            {"event_id": "x"},
        ],
        reports=[
            {"report_id": "3", "event_id": "x", "speaker_id": "speaker-a", "place_as_reported": "Там"},
            {"report_id": "1", "event_id": "z", "date_as_reported": "2018~"},
            {"report_id": "2", "event_id": "z", "link_status": "different"},
            {"report_id": "0", "event_id": "y", "link_status": "possibly"},
        ],
        figures=[
            {"figure_id": str(number), "report_id": report, "measure": measure, "as_reported": words}
            for number, (report, measure, words) in enumerate(
                [
                    ("1", "killed", "sieben"),
                    ("3", "drones", "x"),
                    ("1", "injured", "Über"),
                    ("1", "killed", "☃"),
                ]
            )
        ],
        wording=[{"report_id": "0", "term": "ДАМАСК"}, {"report_id": "2", "term": "other"}],
    )


ARCHIVES = pytest.mark.parametrize("made", [archive, crowded_archive, unusual, shipped])


@ARCHIVES
def test_a_row_names_the_records_that_its_report_rests_on_and_their_numbers(
    made: Callable[[], Archive],
) -> None:
    data = made()
    assert relation_of(data).reports.schema == arrow_schema("reports")
    rows = rows_of(data)
    counted = {report.report_id for report in data.reports if report.link_status != "different"}
    assert {row["report_id"] for row in rows} == counted
    for row in rows:
        report = data.report_by_id[row["report_id"]]
        source, event = data.source_by_id[report.source_id], data.event_by_id[report.event_id]
        assert (row["event_id"], row["source_id"]) == (event.event_id, source.source_id)
        assert (row["outlet_id"], row["speaker_id"]) == (source.outlet_id, report.speaker_id or "")
        assert (row["kind"], row["status"]) == (event.kind, report.status)
        assert data.sources[row["source_number"] - 1] == source
        assert data.outlets[row["outlet_number"] - 1].outlet_id == source.outlet_id
        speakers = ["", *(speaker.speaker_id for speaker in data.speakers)]
        assert speakers[row["speaker_number"]] == row["speaker_id"]


@ARCHIVES
def test_a_row_has_the_days_figures_and_point_that_the_records_give(made: Callable[[], Archive]) -> None:
    data = made()
    for row in rows_of(data):
        report = data.report_by_id[row["report_id"]]
        event, place = data.event_by_id[report.event_id], data.place_by_id.get(row["place_id"])
        assert row["place_id"] in (event.place_ids or ("",))
        span = date_span(report_date(report, event))
        assert {name: row[name] for name in DAYS} == {name: getattr(span, name) for name in DAYS}
        assert (row["month_from"], row["month_to"]) == (month(span.soft_from), month(span.soft_to))
        measures = [figure.measure for figure in data.figures_by_report.get(report.report_id, ())]
        bits = {measure for n, measure in enumerate(MEASURE_BITS) if row["measure_bits"] >> n & 1}
        assert (row["figures"], bits) == (len(measures), set(measures))
        point = (place.latitude, place.longitude) if place else (None, None)
        assert (row["latitude"], row["longitude"]) == point
        assert row["drawn"] == bool(place and (place.geometry or place.latitude is not None))


@ARCHIVES
def test_the_text_of_a_row_has_all_that_is_searched_for_its_report(made: Callable[[], Archive]) -> None:
    data = made()
    for row in rows_of(data):
        report = data.report_by_id[row["report_id"]]
        source, event = data.source_by_id[report.source_id], data.event_by_id[report.event_id]
        said = [event.title, report.summary, report.place_as_reported or "", source.title]
        said += [data.outlet_by_id[source.outlet_id].name]
        said += [data.speaker_by_id[report.speaker_id].name] if report.speaker_id else []
        for place_id in event.place_ids:
            said += [data.place_by_id[place_id].name, *data.place_by_id[place_id].names]
        said += [wording.term for wording in data.wording_by_report.get(report.report_id, ())]
        said += [figure.as_reported for figure in data.figures_by_report.get(report.report_id, ())]
        assert set(row["text"].split()) == set(folded(" ".join(said)).split())


@ARCHIVES
def test_events_and_the_reports_of_each_are_in_order_of_their_days(made: Callable[[], Archive]) -> None:
    rows = rows_of(made())
    of_report = {row["report_id"]: (row["day_from"], row["day_to"], row["report_id"]) for row in rows}
    first: dict[str, tuple[int, int, str]] = {}
    for row in rows:
        days = (row["day_from"], row["day_to"], row["event_id"])
        first[row["event_id"]] = min(days, first.get(row["event_id"], days))
    order = [(first[row["event_id"]], of_report[row["report_id"]]) for row in rows]
    assert order == sorted(order)
    numbers = [(row["event_number"], row["report_number"]) for row in rows]
    assert numbers == sorted(numbers)


@ARCHIVES
def test_the_numbers_of_the_records_are_those_of_their_rows(made: Callable[[], Archive]) -> None:
    data = made()
    relation = relation_of(data)
    for table, numbers, name in (
        ("events", relation.events, "event"),
        ("reports", relation.numbers, "report"),
    ):
        of_id = dict(zip(data.cells(table, f"{name}_id").to_pylist(), numbers.tolist(), strict=True))
        assert sorted(of_id.values()) == list(range(1, len(of_id) + 1))
        assert all(row[f"{name}_number"] == of_id[row[f"{name}_id"]] for row in rows_of(data))


def test_an_event_without_a_counted_report_stands_at_its_own_date() -> None:
    events = [
        {"event_id": name, "date": date} for name, date in (("b", "2019-02"), ("a", "2019-03"), ("c", "2018"))
    ]
    reports = [
        {"report_id": "1", "event_id": "a"},
        {"report_id": "2", "event_id": "b", "link_status": "different"},
    ]
    assert relation_of(archive(events=events, reports=reports)).events.tolist() == [2, 3, 1]


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ({"reports": [{"event_id": "lost"}]}, "lost"),
        ({"reports": [{"source_id": "gone"}]}, "gone"),
        ({"events": [{"place_ids": "nowhere"}]}, "nowhere"),
    ],
)
def test_a_name_of_nothing_is_an_error_and_no_row(rows: dict[str, list[dict[str, str]]], lost: str) -> None:
    with pytest.raises(KeyError, match=lost):
        relation_of(archive(**rows))
