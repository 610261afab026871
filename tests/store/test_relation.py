"""The wide reports relation: a row per report and place, with integers that every engine compares alike."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datelines.checks import read_archive
from datelines.record.dates import date_span, day_date
from datelines.record.records import Report
from datelines.store.relation import published_days, relation_of, report_date
from datelines.store.schema import KINDS, MEASURE_BITS, REPORTS, STATUSES, UNSHARED, arrow_schema
from datelines.table.archive import Archive
from datelines.words import folded
from tests.builders import archive, crowded_archive
from tests.oracle import Row, rows_of

FEW = settings(max_examples=40)
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


def test_rows_are_in_order_of_events_and_these_of_the_first_day_that_a_report_gives() -> None:
    rows = rows_of(crowded_archive())
    numbers = [(row["event_number"], row["report_number"]) for row in rows]
    assert numbers == sorted(numbers)
    first: dict[int, int] = {}
    for row in rows:
        first[row["event_number"]] = min(row["day_from"], first.get(row["event_number"], row["day_from"]))
    assert list(first.values()) == sorted(first.values())


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


def rows_one_by_one(data: Archive) -> list[Row]:
    """The relation made report by report: what relation_of makes by whole columns."""
    found = []
    for report in data.reports:
        if report.link_status == "different":
            continue
        event, source = data.event_by_id[report.event_id], data.source_by_id[report.source_id]
        span = date_span(report_date(report, event))
        measures = [figure.measure for figure in data.figures_by_report.get(report.report_id, ())]
        places = [data.place_by_id[name] for name in event.place_ids] or [None]
        for place in sorted(places, key=lambda place: place.place_id if place else ""):
            latitude, longitude = (place.latitude, place.longitude) if place else (None, None)
            point = latitude is not None and longitude is not None
            found.append(
                {
                    "report_id": report.report_id,
                    "event_id": event.event_id,
                    "source_id": source.source_id,
                    "outlet_id": source.outlet_id,
                    "speaker_id": report.speaker_id or "",
                    "latitude": latitude,
                    "longitude": longitude,
                    "drawn": int(bool(place and (place.geometry or latitude is not None))),
                    "cell_x": int(longitude // 0.01) if point and longitude is not None else None,
                    "cell_y": int(latitude // 0.01) if point and latitude is not None else None,
                    "source_number": data.sources.index(source) + 1,
                    "outlet_number": data.outlets.index(data.outlet_by_id[source.outlet_id]) + 1,
                    "speaker_number": number_of(
                        data.speakers, data.speaker_by_id.get(report.speaker_id or "")
                    ),
                    "place_number": number_of(data.places, place),
                    "kind_number": KINDS.index(event.kind) + 1,
                    "status_number": STATUSES.index(report.status) + 1,
                    "measure_bits": sum(1 << MEASURE_BITS.index(measure) for measure in set(measures)),
                    "figures": len(measures),
                    "month_from": month(span.soft_from),
                    "month_to": month(span.soft_to),
                    "text": words_one_by_one(data, report),
                }
                | {name: getattr(span, name) for name in REPORTS if name != "text" and hasattr(span, name)}
            )
    return numbered(data, found)


def numbered(data: Archive, rows: list[Row]) -> list[Row]:
    """The rows in order, with the numbers of events and reports; who is not counted is numbered too."""

    def at(date: str) -> tuple[int, int]:
        return date_span(date).day_from, date_span(date).day_to

    first = {event.event_id: (*at(event.date), event.event_id) for event in data.events}
    for event_id in {row["event_id"] for row in rows}:
        own = [(row["day_from"], row["day_to"], event_id) for row in rows if row["event_id"] == event_id]
        first[event_id] = min(own)
    order = {
        report.report_id: (
            first[report.event_id],
            at(report_date(report, data.event_by_id[report.event_id])),
            report.report_id,
        )
        for report in data.reports
    }
    events, reports = sorted(first.values()), sorted(order.values())
    for row in rows:
        row["event_number"] = events.index(first[row["event_id"]]) + 1
        row["report_number"] = reports.index(order[row["report_id"]]) + 1
    in_order = sorted(rows, key=lambda row: row["report_number"])
    earlier: list[Row] = []
    for row in in_order:
        earlier = [one for one in earlier if one["report_id"] == row["report_id"]]
        row["first_row"] = int(not earlier)
        row["shared_from"] = min((shared_from(one, row) for one in earlier), default=UNSHARED)
        earlier.append(row)
    return in_order


def shared_from(one: Row, other: Row) -> int:
    cells = [(row["cell_x"], row["cell_y"]) for row in (one, other)]
    if cells[0][0] is None or cells[1][0] is None:
        return UNSHARED
    alike = (n for n in range(20) if len({(x >> n, y >> n) for x, y in cells}) == 1)
    return next(alike, UNSHARED)


def number_of(records: Any, record: Any) -> int:
    return list(records).index(record) + 1 if record else 0


def month(day: int) -> int:
    return day_date(day).year * 12 + day_date(day).month - 1


def words_one_by_one(data: Archive, report: Report) -> str:
    event, source = data.event_by_id[report.event_id], data.source_by_id[report.source_id]
    speaker = data.speaker_by_id.get(report.speaker_id or "")
    words = [event.title, report.summary, report.place_as_reported, source.title]
    words += [data.outlet_by_id[source.outlet_id].name, speaker.name if speaker else None]
    for place in (data.place_by_id[name] for name in event.place_ids):
        words += [place.name, *place.names]
    words += [wording.term for wording in data.wording_by_report.get(report.report_id, ())]
    words += [figure.as_reported for figure in data.figures_by_report.get(report.report_id, ())]
    return folded(" \n ".join(word for word in words if word))


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


@pytest.mark.parametrize("made", [archive, crowded_archive, unusual, shipped])
def test_whole_columns_give_what_rows_one_by_one_give(made: Callable[[], Archive]) -> None:
    data = made()
    wanted = rows_one_by_one(data)
    assert relation_of(data).reports == pa.Table.from_pylist(wanted, arrow_schema("reports"))


@pytest.mark.parametrize("made", [archive, crowded_archive, unusual, shipped])
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
