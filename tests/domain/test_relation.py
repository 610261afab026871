"""The wide reports relation: a row per report and place, with integers that every engine compares alike."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.archive import Archive
from datelines.dates import date_span
from datelines.records import Report
from datelines.relation import COLUMNS, folded, relation_of, report_date
from datelines.store import SHIPPED_DATA, Loaded, read_folder
from tests.builders import archive, crowded_archive


def test_an_event_at_two_places_gives_one_row_for_each_report_and_place() -> None:
    data = archive(
        places=[{"place_id": "a"}, {"place_id": "b"}],
        events=[{"place_ids": "a;b"}],
        reports=[{"report_id": "one"}, {"report_id": "two"}],
    )
    reports = relation_of(data).reports
    assert list(zip(reports["report_id"], reports["place_id"], strict=True)) == [
        ("one", "a"),
        ("one", "b"),
        ("two", "a"),
        ("two", "b"),
    ]


def test_an_event_without_a_place_has_one_row_without_coordinates() -> None:
    reports = relation_of(archive()).reports
    assert reports["place_id"].tolist() == [""]
    assert reports[["latitude", "longitude", "radius_km", "cell_x", "cell_y"]].isna().all(axis=None)


def test_every_report_of_the_archive_has_its_rows_and_no_other() -> None:
    data = crowded_archive()
    reports = relation_of(data).reports
    assert tuple(reports.columns) == COLUMNS
    wanted = {
        (report.report_id, place_id)
        for report in data.reports
        for place_id in data.event_by_id[report.event_id].place_ids or ("",)
    }
    rows = list(zip(reports["report_id"], reports["place_id"], strict=True))
    assert set(rows) == wanted
    assert len(rows) == len(wanted)


def test_rows_are_in_order_of_their_first_day() -> None:
    days = relation_of(crowded_archive()).reports["day_from"].tolist()
    assert days == sorted(days)


def test_the_days_are_those_of_the_date_that_the_report_gives() -> None:
    data = archive(
        events=[{"date": "2019-09"}],
        reports=[
            {"report_id": "as-the-event"},
            {"report_id": "otherwise", "date_as_reported": "2019-09-15~"},
        ],
    )
    reports = relation_of(data).reports.set_index("report_id")
    for name, date in (("as-the-event", "2019-09"), ("otherwise", "2019-09-15~")):
        span, row = date_span(date), reports.loc[name]
        for column in ("day_from", "day_to", "soft_from", "soft_to", "precision"):
            assert row[column] == getattr(span, column)
    assert report_date(data.report_by_id["otherwise"], data.events[0]) == "2019-09-15~"
    assert report_date(data.report_by_id["as-the-event"], data.events[0]) == "2019-09"


def test_a_month_has_no_certain_day_and_a_day_has_itself() -> None:
    month = relation_of(archive(events=[{"date": "2019-09"}])).reports.iloc[0]
    day = relation_of(archive(events=[{"date": "2019-09-03"}])).reports.iloc[0]
    assert pd.isna(month["certain_from"])
    assert pd.isna(month["certain_to"])
    assert day["certain_from"] == day["certain_to"] == day["day_from"] == day["day_to"]


def test_a_source_without_a_date_of_publication_has_no_published_day() -> None:
    dated = relation_of(archive(sources=[{"published": "1970-01-02"}])).reports
    undated = relation_of(archive(sources=[{"published": "", "published_basis": ""}])).reports
    assert dated["published_day"].tolist() == [1]
    assert undated["published_day"].isna().all()


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [("35.005", "37.019", (3701, 3500)), ("-0.001", "-0.001", (-1, -1)), ("0", "0", (0, 0))],
)
def test_a_point_lies_in_the_cell_below_it_on_both_sides_of_zero(
    latitude: str, longitude: str, cell: tuple[int, int]
) -> None:
    data = archive(
        places=[{"latitude": latitude, "longitude": longitude, "admin1": "Homs", "country": "Syria"}],
        events=[{"place_ids": "town"}],
    )
    row = relation_of(data).reports.iloc[0]
    assert (row["cell_x"], row["cell_y"]) == cell
    assert (row["admin1"], row["country"]) == ("Homs", "Syria")


def test_figures_stand_beside_the_reports_one_row_each() -> None:
    figures = relation_of(archive(figures=[{"low": "0", "high": "0"}])).figures
    assert figures["figure_id"].tolist() == ["figure-a"]
    assert figures["low"].tolist() == [0]


def test_an_archive_without_rows_has_frames_with_columns() -> None:
    relation = relation_of(archive(events=[], reports=[]))
    assert tuple(relation.reports.columns) == COLUMNS
    assert len(relation.reports) == 0
    assert "report_id" in relation.figures.columns


@pytest.mark.parametrize(
    ("text", "latin"),
    [("Ḥmeimim", "hmeimim"), ("ДАМАСК", "damask"), ("حلب", "hlb"), ("Straße", "strasse"), ("", "")],
)
def test_folded_text_has_neither_case_nor_accents_nor_scripts(text: str, latin: str) -> None:
    assert folded(text) == latin


@given(st.text(), st.text())
def test_text_is_folded_character_by_character(before: str, after: str) -> None:
    assert folded(before + after) == folded(before) + folded(after)
    assert folded(before).isascii()


def shipped() -> Archive:
    loaded = read_folder(SHIPPED_DATA)
    assert isinstance(loaded, Loaded), loaded
    return loaded.archive


def rows_one_by_one(data: Archive) -> list[tuple[object, ...]]:
    """The relation made report by report: what relation_of makes by whole columns."""
    found = []
    for report in data.reports:
        if report.link_status == "different":
            continue
        event, source = data.event_by_id[report.event_id], data.source_by_id[report.source_id]
        span = date_span(report_date(report, event))
        published = date_span(source.published).day_from if source.published else None
        measures = sorted({figure.measure for figure in data.figures_by_report.get(report.report_id, ())})
        for place in [data.place_by_id[name] for name in event.place_ids] or [None]:
            latitude, longitude = (place.latitude, place.longitude) if place else (None, None)
            point = latitude is not None and longitude is not None
            found.append(
                {
                    "report_id": report.report_id,
                    "event_id": event.event_id,
                    "source_id": source.source_id,
                    "outlet_id": source.outlet_id,
                    "speaker_id": report.speaker_id or "",
                    "kind": event.kind,
                    "place_id": place.place_id if place else "",
                    "admin1": (place and place.admin1) or "",
                    "country": (place and place.country) or "",
                    "published_day": published,
                    "latitude": latitude,
                    "longitude": longitude,
                    "radius_km": place.radius_km if place else None,
                    "drawn": bool(place and (place.geometry or latitude is not None)),
                    "cell_x": int(longitude // 0.01) if point and longitude is not None else None,
                    "cell_y": int(latitude // 0.01) if point and latitude is not None else None,
                    "status": report.status,
                    "link_status": report.link_status,
                    "measures": f";{';'.join(measures)};" if measures else "",
                    "text": words_one_by_one(data, report),
                }
                | {name: getattr(span, name) for name in COLUMNS if name != "text" and hasattr(span, name)}
            )
    order = ("day_from", "day_to", "event_id", "report_id", "place_id")
    found.sort(key=lambda row: tuple(row[name] for name in order))  # type: ignore[arg-type, return-value]
    return [tuple(row[name] for name in COLUMNS) for row in found]


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
    reports = relation_of(data).reports
    found = reports.astype(object).where(reports.notna(), None)
    assert list(found.itertuples(index=False, name=None)) == rows_one_by_one(data)
    assert reports.index.tolist() == list(range(len(reports)))


def test_blank_numbers_are_blank_and_columns_have_one_type_whatever_is_in_them() -> None:
    empty, full = relation_of(archive(events=[], reports=[])), relation_of(crowded_archive())
    assert empty.reports.dtypes.to_dict() == full.reports.dtypes.to_dict()
    assert empty.figures.dtypes.to_dict() == full.figures.dtypes.to_dict()
    assert relation_of(archive(figures=[{"low": ""}])).figures["low"].isna().all()


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
