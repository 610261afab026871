"""The wide reports relation: a row per report and place, with integers that every engine compares alike."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.dates import date_span
from datelines.relation import COLUMNS, folded, relation_of, report_date
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
