"""The timeline's data sets as tables, and what Vega draws of them with the constant specification."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

import pytest
import vl_convert

from components.explore.timeline import SCHEMAS, tables, timeline_spec
from components.shared.view_state import View
from datelines.query.timeline import Span
from datelines.record.dates import Period
from tests.components.explore.crowds import spec as crowded
from tests.components.explore.spans import STYLES, days, span


def spec(*spans: Span, **chosen: Any) -> dict[str, Any]:
    return timeline_spec(spans, STYLES, View(**chosen))


@pytest.mark.parametrize("made", [spec(span("2019-09-03"), span("2019-09~", 1)), crowded()])
def test_a_table_has_all_that_a_row_has_and_nothing_else(made: dict[str, Any]) -> None:
    for name, rows in made["datasets"].items():
        for row in rows:
            assert set(row) == set(SCHEMAS[name].names), name


def test_rows_come_back_from_the_table_as_they_were() -> None:
    data = spec(span("2019-09-03"), span("2019-09", 1))["datasets"]
    assert {name: table.to_pylist() for name, table in tables(data).items()} == data


def test_an_empty_table_has_the_same_columns_and_types() -> None:
    data = spec(span("2019-09-03"))["datasets"]
    full, empty = tables(data), tables(dict.fromkeys(data, ()))
    assert {name: table.schema for name, table in full.items()} == {n: t.schema for n, t in empty.items()}


def drawn(made: dict[str, Any]) -> str:
    """The SVG that Vega makes of the specification over its tables."""
    data = {name: table.to_pylist() for name, table in tables(made["datasets"]).items()}
    parts = [{**part, "width": 600} for part in made["vconcat"]]
    svg: str = vl_convert.vegalite_to_svg({**made, "vconcat": parts, "datasets": data})
    return svg


def test_vega_draws_each_report_with_its_name_and_the_title_that_is_data() -> None:
    recent = [days(1000 + n, 1001 + n, n) for n in range(19)]
    svg = drawn(spec(days(0, 1, 99), *recent, span("1972-11-01", 100, 1)))
    assert svg.count("Outlet 0: Title, ") >= 20
    assert "Outlet 1: Title, 1 November 1972" in svg
    assert "(1 earlier, left of the lanes)" in svg
    assert ">Outlet 0<" in svg
    assert "NaN" not in svg


def test_vega_draws_the_days_that_the_data_say() -> None:
    early, late = (drawn(spec(span(day), span(day, 1, 1))) for day in ("2019-09-03", "2020-02-03"))
    assert "3 Sep" in early
    assert "3 Sep" not in late
    assert "3 Feb" in late


def test_vega_draws_columns_and_the_strip_of_many_reports() -> None:
    svg = drawn(crowded())
    assert 'aria-label="Outlet A, 1 September 2019: 8 reports dated in it"' in svg
    assert "Outlet A, 2 September 2019: 4 reports dated in it, and 2 reports whose dates reach" in svg
    assert "Reports by day. Drag to select days" in svg


def test_the_dots_of_the_chosen_event_are_plum() -> None:
    assert 'stroke="#a0296a"' in drawn(spec(span("2019-09-03"), event_id="event-0"))
    assert 'stroke="#a0296a"' not in drawn(spec(span("2019-09-03"), event_id="event-1"))


def test_a_report_is_one_dot_and_the_peak_has_its_day_as_its_name() -> None:
    many = [span("2019-09-03", n) for n in range(6)]
    svg = drawn(spec(*many, span("2019-10-03", 9)))
    assert svg.count('stroke-linecap="round"') == 7
    assert ">3 Sep<" in svg


def test_the_brush_to_begin_with_is_drawn_on_the_strip() -> None:
    brushed = Period(Day(2019, 9, 3), Day(2019, 9, 4))
    plain, with_brush = (drawn(spec(days(18_000, 18_200), brush=one)) for one in (Period(), brushed))
    assert plain != with_brush
