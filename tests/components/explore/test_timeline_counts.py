"""Columns of the timeline: heights by number on one scale, words that say both numbers, bars where few."""

from __future__ import annotations

import json
from datetime import date as Day
from typing import Any

import pytest

from components.explore.timeline import picked_event
from components.explore.timeline_lanes import (
    FAINT,
    LEAST,
    Crowd,
    column_lanes,
    column_values,
    drawn_of,
    in_words,
    strip_values,
)
from components.explore.timeline_spec import MS
from components.shared.palette import outlet_styles
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.query.timeline import OTHERS
from datelines.record.dates import Period
from tests.builders import HOSTILE, crowded_archive, store_of
from tests.components.explore.crowds import START, STYLES, counted, crowd, spec
from tests.stores import event_ids


def values(one: Crowd) -> list[dict[str, Any]]:
    return column_values(one, column_lanes(one, STYLES), STYLES)


@pytest.mark.parametrize(
    ("dated", "possible", "words"),
    [
        (1, 0, "1 report dated in it"),
        (1200, 1, "1,200 reports dated in it, and 1 report whose date reaches beyond it"),
        (2, 3, "2 reports dated in it, and 3 reports whose dates reach beyond it"),
        (0, 2, "2 reports whose dates reach beyond it"),
    ],
)
def test_a_column_says_both_of_its_numbers(dated: int, possible: int, words: str) -> None:
    assert in_words(dated, possible) == words


def test_columns_of_all_lanes_have_one_scale_and_none_vanishes() -> None:
    drawn = values(crowd([[8, 4], [0, 0], [0, 1]], [[0, 0], [0, 0], [0, 1000]]))
    assert [(value["outlet"], value["dates"]) for value in drawn] == [
        ("Outlet A", "1 September 2019"),
        ("Outlet A", "2 September 2019"),
        ("3 other outlets", "2 September 2019"),
    ]
    eight, four, many = drawn
    assert eight["base"] - eight["solid"] == pytest.approx(LEAST)
    assert many["base"] - many["solid"] == pytest.approx(LEAST)
    assert many["solid"] - many["top"] > 4
    assert eight["top"] == eight["solid"]
    assert four["from"] == (START + 1) * MS == eight["to"]
    assert eight["label"] == "Outlet A, 1 September 2019: 8 reports dated in it"


def test_a_lane_is_there_for_each_outlet_with_a_report_and_keeps_its_place() -> None:
    one = crowd([[1, 0], [0, 0], [0, 1]], [[0, 0], [0, 0], [0, 0]])
    lanes = column_lanes(one, STYLES)
    assert [lane.outlet_id for lane in lanes] == ["a", OTHERS]
    assert lanes[0].bottom == lanes[1].top


def test_the_strip_stacks_what_is_possible_on_what_is_dated() -> None:
    drawn = strip_values(counted([[1, 0], [2, 0], [0, 0]], [[1, 1], [0, 0], [0, 0]]))
    assert [
        (value["from"] // MS - START, value["base"], value["top"], value["opacity"] == FAINT)
        for value in drawn
    ] == [
        (0, 0, 0.75, False),
        (0, 0.75, 1.0, True),
        (1, 0.0, 0.25, True),
    ]


def selection() -> Selection:
    return Selection(store_of(crowded_archive()), EventQuery())


def drawn(window: Period, chosen: str | None = None) -> tuple[Any, Crowd | None]:
    found = selection()
    return drawn_of(found, found.leading_outlets(2), window, chosen)


def test_few_reports_are_bars() -> None:
    bars, many = drawn(Period())
    assert many is None
    assert len(bars) > 20


def test_many_reports_are_columns_and_bars_again_where_few_are_brushed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("datelines.query.timeline.MOST_BARS", 20)
    bars, many = drawn(Period())
    assert bars == ()
    assert many is not None
    assert many.columns is not None
    assert many.columns.bins.unit == "week"
    bars, many = drawn(Period(Day(2018, 12, 1), Day(2018, 12, 9)))
    assert bars
    assert many is not None
    assert many.columns is None
    assert many.strip.dated.sum() > len(bars)


def test_a_brush_over_many_counts_them_by_finer_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datelines.query.timeline.MOST_BARS", 1)
    (chosen,) = event_ids(selection(), 3, 4)
    bars, many = drawn(Period(Day(2019, 9, 1), Day(2019, 9, 30)), chosen)
    assert many is not None
    assert many.columns is not None
    assert (many.columns.bins.unit, many.columns.bins.number) == ("day", 30)
    assert {bar.event_id for bar in bars} == {chosen}


def test_the_specification_is_json_with_the_same_brush_and_picks() -> None:
    made = spec()
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    names = [
        param["name"]
        for part in (*made["vconcat"][0]["layer"], made["vconcat"][1])
        for param in part.get("params", [])
    ]
    assert sorted(names) == ["bar", "days", "glyph"]
    assert made["vconcat"][1]["encoding"]["x"]["field"] == "from"


def test_a_click_on_a_column_picks_no_event() -> None:
    assert picked_event({"selection": {"bar": [{"from": 1, "to": 2}]}}) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_the_name_of_an_outlet_stands_in_the_datasets_alone(text: str) -> None:
    hostile, plain = (
        spec(outlet_styles([("a", name)]) | {OTHERS: STYLES[OTHERS]}) for name in (text, "plain")
    )
    data = hostile.pop("datasets")
    plain.pop("datasets")
    assert hostile == plain
    assert data["columns"][0]["outlet"] == text
