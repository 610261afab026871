"""The timeline: lanes without overlaps, uncertainty drawn as it is, picks and brushes read back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from components.explore.timeline import (
    brushed_period,
    hear,
    picked_event,
    show_timeline,
    timeline_spec,
)
from components.explore.timeline_lanes import (
    LEAST_LANE,
    MOST_PEAKS,
    TALLEST_DOT,
    focus_of,
    lanes,
    peaks_of,
)
from components.explore.timeline_spec import HEIGHT, MS
from components.shared import view_state
from components.shared.palette import outlet_styles
from components.shared.view_state import EVENT, View
from datelines.query.timeline import Span
from datelines.record.dates import Period, day_date, day_number
from tests.builders import DATES, HOSTILE
from tests.components.explore.spans import STYLES, days, span

FEW = settings(max_examples=40)


@some.composite
def corpora(draw: some.DrawFn) -> list[Span]:
    drawn = draw(
        some.lists(some.tuples(some.sampled_from(DATES), some.integers(0, 3)), min_size=1, max_size=40)
    )
    return [span(date, number, outlet) for number, (date, outlet) in enumerate(drawn)]


def spec(*spans: Span, **chosen: Any) -> dict[str, Any]:
    """The specification of the spans for a view with these choices."""
    return timeline_spec(spans, STYLES, View(**chosen))


def bar(date: str, **changes: Any) -> dict[str, Any]:
    """The values that draw one report."""
    drawn: dict[str, Any] = spec(span(date, **changes))["datasets"]["reports"][0]
    return drawn


def layers_of(made: dict[str, Any], value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The layers of the lanes that draw a value: its filters are so plain that Python can read them."""
    for layer in made["vconcat"][0]["layer"]:
        if layer["data"]["name"] == "reports":
            if any("aggregate" in step for step in layer["transform"]):
                continue  # a band behind the reports, which draws none of them
            tests = [step["filter"] for step in layer["transform"]]
            python = [re.sub(r"datum\.(\w+)", r"datum['\1']", test).replace("||", " or ") for test in tests]
            python = [test.replace("!==", "!=").replace("===", "==") for test in python]
            if all(eval(test, {"datum": value}) for test in python):
                yield layer


def drawn_as(date: str) -> list[tuple[str, str, bool]]:
    """Mark, first field and faintness of each layer that draws a report dated so."""
    made = spec(span(date))
    found = []
    for layer in layers_of(made, made["datasets"]["reports"][0]):
        faint = layer["mark"].get("opacity", 1) < 0.5
        found.append((layer["mark"]["type"], layer["encoding"]["x"]["field"], faint))
    return found


@pytest.mark.parametrize(
    ("date", "drawn"),
    [
        ("2019-09-03", [("rule", "mid", False)]),
        ("2019-09", [("rule", "from", True)]),
        ("2019", [("rule", "from", True)]),
        ("2019-09-01/2019-09-10", [("rule", "from", True), ("rule", "certain_from", False)]),
        ("2019-08/2019-10", [("rule", "from", True), ("rule", "certain_from", False)]),
        ("2019-09/2019-10", [("rule", "from", True), ("rule", "certain_from", False)]),
        ("2019-09-03~", [("rule", "soft_from", True), ("rule", "from", True)]),
        ("2019-09~", [("rule", "soft_from", True), ("rule", "from", True)]),
        (
            "2019-09-01/2019-09-20~",
            [("rule", "soft_from", True), ("rule", "from", True), ("rule", "certain_from", False)],
        ),
    ],
)
def test_a_day_is_a_dot_a_month_faint_an_interval_solid_and_about_has_soft_ends(
    date: str, drawn: list[tuple[str, str, bool]]
) -> None:
    assert drawn_as(date) == drawn


def test_an_interval_is_drawn_to_the_end_of_its_last_day() -> None:
    drawn = bar("2019-09-01/2019-09-10")
    start = day_number(Day(2019, 9, 1)) * MS
    assert drawn["from"] == drawn["certain_from"] == drawn["soft_from"] == start
    assert drawn["to"] == drawn["certain_to"] == drawn["soft_to"] == start + 10 * MS


def test_a_month_is_certain_on_no_day() -> None:
    drawn = bar("2019-09")
    assert (drawn["certain_from"], drawn["certain_to"], drawn["drawn"]) == (None, None, "faint")
    assert drawn["to"] - drawn["from"] == 30 * MS


def test_an_interval_of_months_is_solid_only_where_it_is_certain() -> None:
    drawn = bar("2019-08/2019-10")
    assert drawn["certain_from"] == day_number(Day(2019, 8, 31)) * MS
    assert drawn["certain_to"] == day_number(Day(2019, 10, 2)) * MS
    assert drawn["from"] < drawn["certain_from"] < drawn["certain_to"] < drawn["to"]


def test_about_a_day_is_wider_at_both_ends() -> None:
    drawn = bar("2019-09-03~")
    assert drawn["soft_from"] == drawn["from"] - 5 * MS
    assert drawn["soft_to"] == drawn["to"] + 5 * MS


def test_the_dot_of_a_day_stands_at_its_noon() -> None:
    drawn = bar("2019-09-03")
    assert drawn["drawn"] == "day"
    assert drawn["mid"] == drawn["from"] + MS / 2


@FEW
@given(corpora())
def test_every_report_is_drawn_and_what_is_certain_lies_within_what_is_possible(spans: list[Span]) -> None:
    made = spec(*spans)
    values = made["datasets"]["reports"]
    assert [value["event_id"] for value in values] == [each.event_id for each in spans]
    for value in values:
        assert list(layers_of(made, value))
        assert value["soft_from"] <= value["from"] <= value["to"] <= value["soft_to"]
        assert value["drawn"] == "day" or value["from"] <= value["mid"] <= value["to"]
        if value["certain_from"] is not None:
            assert value["from"] <= value["certain_from"] < value["certain_to"] <= value["to"]


@FEW
@given(corpora(), some.floats(0.1, 60))
def test_reports_on_one_row_of_a_lane_do_not_overlap(spans: list[Span], breadth: float) -> None:
    rows = lanes(spans, STYLES, breadth).rows
    assert rows.keys() == {each.report_id for each in spans}
    for one, other in combinations(spans, 2):
        if rows[one.report_id] == rows[other.report_id]:
            assert one.outlet_id == other.outlet_id
            assert one.soft_to < other.soft_from or other.soft_to < one.soft_from


def test_reports_of_one_day_are_stacked_up_from_the_base_line_and_periods_hang_below() -> None:
    spans = [days(5, 5, 0), days(5, 5, 1), days(5, 5, 2), days(1, 9, 3)]
    placed = lanes(spans, STYLES, 1)
    rows = [placed.rows[f"report-{n}"][0] for n in range(4)]
    assert rows[2] < rows[1] < rows[0] < placed.lanes[0].base < rows[3]
    assert rows[0] - rows[1] == pytest.approx(placed.dot)


def test_reports_that_share_a_place_on_the_timeline_have_a_dot_each() -> None:
    placed = lanes([replace(days(5, 5, 0), reports=4), days(5, 5, 1)], STYLES, 1)
    low, high = placed.rows["report-0"]
    assert low - high == pytest.approx(3 * placed.dot)
    assert placed.rows["report-1"][0] == pytest.approx(high - placed.dot)


def test_all_lanes_have_one_scale_and_fill_no_more_than_their_height() -> None:
    spans = [replace(days(5, 5, 0), reports=200), replace(days(5, 5, 1, 1), reports=20), days(1, 9, 2, 2)]
    placed = lanes(spans, STYLES, 1)
    tall = [low - high for low, high in (placed.rows["report-0"], placed.rows["report-1"])]
    assert tall[0] / 199 == pytest.approx(tall[1] / 19)
    assert placed.lanes[-1].bottom <= HEIGHT + 0.1
    assert all(lane.bottom - lane.top >= LEAST_LANE - 0.01 for lane in placed.lanes)


def test_the_days_with_most_reports_are_named_where_their_names_do_not_cover_each_other() -> None:
    many = [(5, 30), (6, 29), (40, 20), (80, 10), (120, 9), (160, 8), (200, 4)]
    spans = [replace(days(day, day, n), reports=reports) for n, (day, reports) in enumerate(many)]
    found = peaks_of(spans, lanes(spans, STYLES, 1), 20)
    assert [day for day, _ in found] == [5, 40, 80, 120]
    assert len(found) == MOST_PEAKS
    few = [replace(days(5, 5), reports=4)]
    assert peaks_of(few, lanes(few, STYLES, 1), 20) == []


def test_the_lanes_reach_back_to_the_chosen_event() -> None:
    recent = [days(1000 + n, 1001 + n, n) for n in range(19)]
    (lane,) = spec(days(0, 1, 99), *recent, event_id="event-99")["datasets"]["lanes"]
    assert lane["shown_from"] < 0
    (lane,) = spec(days(0, 1, 99), *recent)["datasets"]["lanes"]
    assert lane["shown_from"] > 900 * MS


@given(corpora())
def test_lanes_follow_one_another_in_the_order_of_the_styles_and_hold_their_rows(spans: list[Span]) -> None:
    placed = lanes(spans, STYLES, 1)
    found, rows = placed.lanes, placed.rows
    present = {each.outlet_id for each in spans}
    assert [lane.outlet_id for lane in found] == [key for key in STYLES if key in present]
    assert found[0].top == 0
    for above, below in pairwise(found):
        assert above.bottom == below.top
    by_id = {lane.outlet_id: lane for lane in found}
    for each in spans:
        lane = by_id[each.outlet_id]
        assert lane.top < rows[each.report_id][0] < lane.bottom


def test_reports_that_do_not_overlap_share_a_row() -> None:
    rows = lanes([days(0, 3), days(4, 8, 1), days(8, 9, 2)], STYLES, 1).rows
    assert rows["report-0"] == rows["report-1"] < rows["report-2"]


def focus(spans: Sequence[Span]) -> tuple[int, int, int]:
    found = focus_of(spans)
    return found.first, found.last, found.before


def test_the_lanes_show_all_days_where_no_old_date_presses_the_rest() -> None:
    assert focus([days(n, n + 1, n) for n in range(20)]) == (0, 20, 0)
    assert focus([days(5, 9)]) == (5, 9, 0)


def test_a_few_old_reports_are_left_of_the_lanes() -> None:
    recent = [days(1000 + n, 1001 + n, n) for n in range(19)]
    assert focus([days(0, 1, 99), *recent]) == (1000, 1019, 1)
    for lane in spec(days(0, 1, 99), *recent)["datasets"]["lanes"]:
        assert "(1 earlier, left of the lanes)" in lane["title"]


def test_more_than_a_tenth_of_the_reports_is_never_left_out() -> None:
    recent = [days(1000 + n, 1001 + n, n) for n in range(17)]
    assert focus([days(n, n + 1, 90 + n) for n in range(3)] + recent)[2] == 0
    assert focus([days(0, 1, 99), *recent[:8]])[2] == 0


def test_a_gap_of_less_than_a_tenth_of_the_breadth_leaves_nothing_out() -> None:
    early = [days(n * 60, n * 60, n) for n in range(10)]
    recent = [days(600 + n * 4, 600 + n * 4, 10 + n) for n in range(101)]
    assert focus(early + recent) == (0, 1000, 0)
    assert focus([*early[:5], *recent]) == (600, 1000, 5)


def test_a_report_that_lasts_into_the_focus_is_not_counted_as_before_it() -> None:
    recent = [days(1000 + n, 1001 + n, n) for n in range(19)]
    assert focus([days(0, 1005, 99), *recent]) == (1000, 1019, 0)


@given(corpora())
def test_the_focus_keeps_nine_of_ten_reports(spans: list[Span]) -> None:
    found = focus_of(spans)
    assert found.before * 10 <= len(spans)
    assert found.first <= found.last == max(each.day_to for each in spans)
    assert found.before == sum(each.day_to < found.first for each in spans)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_a_folder_stands_in_the_datasets_alone(text: str) -> None:
    styles = outlet_styles([("outlet-0", text)])
    hostile = span("2019-09-03", title=text, summary=text, dated=text)
    plain = span("2019-09-03", title="a", summary="b", dated="c")
    made = timeline_spec([hostile], styles, View())
    harmless = timeline_spec([plain], outlet_styles([("outlet-0", "d")]), View())
    data = made.pop("datasets")
    harmless.pop("datasets")
    assert made == harmless
    assert data["reports"][0]["title"] == data["reports"][0]["outlet"] == data["lanes"][0]["label"] == text


@FEW
@given(corpora())
def test_the_specification_is_json_without_numbers_that_json_has_not(spans: list[Span]) -> None:
    made = spec(*spans, brush=Period(Day(2019, 9, 1), Day(2019, 9, 2)))
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_only_the_chosen_event_is_marked_as_chosen_and_picks_carry_the_choice_number() -> None:
    values = spec(span("2019-09-03", 0), span("2019-09-04", 1), event_id="event-1", choice=7)["datasets"][
        "reports"
    ]
    assert [value["chosen"] for value in values] == [False, True]
    assert [value["choice"] for value in values] == [7, 7]


def test_an_outlet_has_the_same_colour_whatever_is_drawn() -> None:
    every = [span("2019-09-03", n, n) for n in range(4)]
    drawn = [*spec(every[2])["datasets"]["reports"], *spec(*every)["datasets"]["reports"]]
    looks = {(value["event_id"], value["colour"]) for value in drawn}
    assert looks == {(f"event-{n}", STYLES[f"outlet-{n}"].colour) for n in range(4)}


@given(some.dates(Day(2011, 1, 1), Day(2025, 1, 1)), some.integers(0, 2000))
def test_a_brush_that_is_drawn_is_read_back_as_the_same_days(first: Day, length: int) -> None:
    period = Period(first, day_date(day_number(first) + length))
    (brush,) = spec(span("2019-09-03"), brush=period)["vconcat"][1]["params"]
    assert brushed_period({"selection": {"days": {"from": brush["value"]["x"]}}}) == period


@pytest.mark.parametrize("brushed", [Period(), Period(Day(2019, 9, 1)), Period(None, Day(2019, 9, 1))])
def test_without_both_ends_there_is_no_brush_to_begin_with(brushed: Period) -> None:
    (brush,) = spec(span("2019-09-03"), brush=brushed)["vconcat"][1]["params"]
    assert "value" not in brush


def test_a_brush_that_was_computed_from_pixels_again_keeps_its_first_day() -> None:
    start = day_number(Day(2019, 9, 3)) * MS
    ends = [start - 0.0004, start + MS - 1.0002]
    assert brushed_period({"selection": {"days": {"from": ends}}}) == Period(Day(2019, 9, 3), Day(2019, 9, 3))


def test_a_brush_covers_the_days_that_it_touches_in_either_direction() -> None:
    start = day_number(Day(2019, 9, 3)) * MS
    wanted = Period(Day(2019, 9, 3), Day(2019, 9, 4))
    for ends in ([start + 5, start + MS + 7], [start + MS + 7.5, start + 5.25]):
        assert brushed_period({"selection": {"days": {"from": ends}}}) == wanted


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"selection": {}},
        {"selection": {"days": {}}},
        {"selection": {"days": {"from": []}}},
        {"selection": {"days": {"from": [1]}}},
        {"selection": {"bar": [{"event_id": "a"}]}},
    ],
)
def test_nothing_brushed_is_an_empty_period(value: Any) -> None:
    assert brushed_period(value) == Period()


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"selection": {}},
        {"selection": {"glyph": [], "bar": []}},
        {"selection": {"days": {"from": [1, 2]}}},
        {"selection": {"bar": [{"choice": 1}]}},
        {"selection": {"glyph": [{"event_id": None}]}},
        {"selection": {"glyph": [{"event_id": 7}]}},
    ],
)
def test_nothing_picked_is_no_event(value: Any) -> None:
    assert picked_event(value) is None


@pytest.mark.parametrize(
    ("glyph", "bars", "picked"),
    [
        ([{"event_id": "a", "choice": 3}], [], ("a", 3)),
        ([], [{"event_id": "b", "choice": 3}], ("b", 3)),
        ([{"event_id": "a", "choice": 3}], [{"event_id": "b", "choice": 4}], ("b", 4)),
        ([{"event_id": "a", "choice": 5}], [{"event_id": "b", "choice": 4}], ("a", 5)),
        ([{"event_id": "a"}], [], ("a", 0)),
    ],
)
def test_of_a_glyph_and_a_bar_the_newer_pick_counts(
    glyph: list[dict[str, Any]], bars: list[dict[str, Any]], picked: tuple[str, int]
) -> None:
    assert picked_event({"selection": {"glyph": glyph, "bar": bars}}) == picked


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session's state after its first run, without a session."""
    held: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", held)
    view_state._set_from({}, view_state.nothing_known)
    return held


def pick(state: dict[str, Any], event_id: str, choice: int, days: list[float] | None = None) -> None:
    """The timeline reports a pick made at a choice number, with a brush."""
    selection = {"bar": [{"event_id": event_id, "choice": choice}], "days": {"from": days or []}}
    state["timeline-1"] = {"selection": selection}
    hear("timeline-1")


def test_a_pick_that_stays_in_the_timeline_does_not_undo_a_later_choice(state: dict[str, Any]) -> None:
    pick(state, "a", view_state.choices())
    assert state[EVENT] == "a"
    view_state.choose("b")
    pick(state, "a", 0, days=[0, MS])  # brushed now, while the old pick is still in the chart
    assert state[EVENT] == "b"


def test_the_same_bar_can_be_picked_again_after_another_choice(state: dict[str, Any]) -> None:
    pick(state, "a", view_state.choices())
    view_state.choose("b")
    pick(state, "a", view_state.choices())
    assert state[EVENT] == "a"


def test_a_brush_becomes_the_window_and_is_taken_off_with_it(state: dict[str, Any]) -> None:
    start = day_number(Day(2019, 9, 3)) * MS
    pick(state, "a", 0, days=[start, start + MS])
    assert state[view_state._WINDOW] == Period(Day(2019, 9, 3), Day(2019, 9, 4))
    pick(state, "a", 0)
    assert state[view_state._WINDOW] == Period()


def test_nothing_to_draw_is_said_and_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("streamlit.caption", said.append)
    monkeypatch.setattr("streamlit.vega_lite_chart", lambda *_, **__: pytest.fail("a chart was drawn"))
    show_timeline([], STYLES, View())
    assert said == ["No report to draw on the timeline."]


@pytest.mark.parametrize(("last", "wanted"), [("2019-10-01", "%-d %b %Y"), ("2020-10-01", "%b %Y")])
def test_the_strip_names_days_where_months_would_repeat(last: str, wanted: str) -> None:
    lanes = spec(span("2019-09-03"), span(last, 1))["datasets"]["lanes"]
    assert {lane["tick_format"] for lane in lanes} == {wanted}


@FEW
@given(corpora(), corpora(), some.integers(0, 99))
def test_a_filter_or_a_choice_changes_the_data_and_never_the_specification(
    one: list[Span], other: list[Span], choice: int
) -> None:
    made, again = spec(*one), spec(*other, event_id=other[0].event_id, choice=choice)
    assert set(made.pop("datasets")) == set(again.pop("datasets"))
    assert json.dumps(made) == json.dumps(again)


def test_another_brush_to_begin_with_is_another_specification_and_the_ink_of_a_theme_is_data() -> None:
    brush = Period(Day(2019, 9, 1), Day(2019, 9, 2))
    plain, brushed = spec(span("2019-09-03")), spec(span("2019-09-03"), brush=brush)
    dark = spec(span("2019-09-03"), theme="dark")
    assert len({json.dumps(made | {"datasets": {}}) for made in (plain, brushed)}) == 2
    assert json.dumps(plain | {"datasets": {}}) == json.dumps(dark | {"datasets": {}})
    assert plain["datasets"]["lanes"][0]["ink"] != dark["datasets"]["lanes"][0]["ink"]


def test_what_one_session_adds_to_its_specification_is_not_seen_by_the_next() -> None:
    spec(span("2019-09-03"))["extra"] = True
    assert "extra" not in spec(span("2019-09-03"))


def test_reports_of_one_day_and_colour_share_a_tick_that_is_the_darker_the_more_they_are() -> None:
    ticks = spec(*(span("2019-09-03", n) for n in range(3)), span("2019-09-03", 3, 1))["datasets"]["strip"]
    assert [tick["colour"] for tick in ticks] == [STYLES["outlet-0"].colour, STYLES["outlet-1"].colour]
    assert ticks[0]["opacity"] == pytest.approx(1 - 0.45**3)
    assert ticks[1]["opacity"] == pytest.approx(0.55)


def test_few_reports_are_not_drawn_as_tall_dots() -> None:
    (lane,) = spec(span("2019-09-03"))["datasets"]["lanes"]
    assert (lane["rows"], lane["dot"]) == (HEIGHT, TALLEST_DOT)
    assert lane["bottom"] < HEIGHT
