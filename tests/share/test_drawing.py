"""Drawings: one mark for each figure, at its own number, none over another, and text that stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.share.drawing import (
    DatedFigure,
    DayBar,
    DrawnFigure,
    day_bars,
    dot_plot,
    figures_by_day,
    scale_of,
    strip,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</svg><script>alert(1)</script>"'


def exact(number: float) -> DrawnFigure:
    return DrawnFigure("exact", number, number, f"{number}")


def circles(drawn: str) -> list[tuple[float, float, float]]:
    tree = ElementTree.fromstring(drawn)
    return [
        (float(one.get("cx", 0)), float(one.get("cy", 0)), float(one.get("r", 0)))
        for one in tree.iter(f"{SVG}circle")
    ]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
def test_each_figure_has_a_mark_and_none_covers_another(numbers: list[int]) -> None:
    drawn = circles(dot_plot([exact(number) for number in numbers], "Plot"))
    assert len(drawn) == len(numbers)
    for (x, y, r), (a, b, _) in combinations(drawn, 2):
        assert (x - a) ** 2 + (y - b) ** 2 > (1.7 * r) ** 2


def counts(figures: list[DrawnFigure]) -> list[str]:
    """The numbers above stacks."""
    tree = ElementTree.fromstring(dot_plot(figures, "Plot", width=290))
    axis = {f"{tick:g}" for tick in scale_of(figures, 290).ticks}
    return sorted({one.text or "" for one in tree.iter(f"{SVG}text")} - axis)


def test_a_stack_has_its_count_above_it() -> None:
    assert counts([exact(1)] * 12 + [exact(8)] * 13) == ["12", "13"]


def test_a_count_without_room_right_above_its_stack_is_left_out() -> None:
    high = [exact(33)] * 12 + [DrawnFigure("at-least", 33, None, "at least 33")] * 9
    assert counts([*high, *[exact(34)] * 5]) == ["21"]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_mark_stands_within_a_dot_and_a_half_of_its_number(numbers: list[int]) -> None:
    figures = [exact(number) for number in numbers]
    scale = scale_of(figures, 300.0)
    wanted = sorted(scale.x(number) for number in numbers)
    for (x, _, _), at in zip(sorted(circles(dot_plot(figures, "Plot"))), wanted, strict=True):
        assert abs(x - at) < 20


@pytest.mark.parametrize("top", [1, 4, 9, 35, 120, 948_000])
def test_the_axis_begins_at_zero_and_has_whole_ticks(top: int) -> None:
    scale = scale_of([exact(top)], 300.0)
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] >= top
    assert all(tick == int(tick) for tick in scale.ticks)


@pytest.mark.parametrize(
    ("figure", "classes"),
    [
        (exact(5), {"dv-dot"}),
        (DrawnFigure("at-least", 5, None, "at least 5"), {"dv-dot", "dv-arrow", "dv-fade"}),
        (DrawnFigure("over", 5, None, "over 5"), {"dv-hollow", "dv-arrow", "dv-fade"}),
        (DrawnFigure("at-most", None, 5, "up to 5"), {"dv-dot", "dv-arrow", "dv-fade"}),
        (DrawnFigure("about", 5, 5, "about 5"), {"dv-dot", "dv-band"}),
        (DrawnFigure("range", 3, 5, "3–5"), {"dv-range"}),
        (DrawnFigure("order", 10, 99, "tens"), {"dv-order"}),
    ],
)
def test_a_qualifier_has_its_own_shape(figure: DrawnFigure, classes: set[str]) -> None:
    drawn = dot_plot([figure], "Plot")
    found = set(re.findall(r'class="(dv-[a-z]+)', drawn))
    assert found - {"dv-grid", "dv-axis", "dv-text"} == classes


def fading(drawn: str) -> list[tuple[float, float, float]]:
    """Left, right and strength of the parts of an open end, from left to right."""
    tree = ElementTree.fromstring(drawn)
    parts = [one for one in tree.iter(f"{SVG}rect") if "dv-fade" in one.get("class", "")]
    return sorted(
        (
            float(one.attrib["x"]),
            float(one.attrib["x"]) + float(one.attrib["width"]),
            float(one.attrib["opacity"]),
        )
        for one in parts
    )


@pytest.mark.parametrize(
    "draw", [lambda one: dot_plot([one], "Plot"), lambda one: strip([one], scale_of([one], 300.0), "")]
)
def test_an_open_end_runs_to_the_edge_and_fades(draw: Callable[[DrawnFigure], str]) -> None:
    up = fading(draw(DrawnFigure("over", 30, None, "over 30")))
    assert up[-1][1] > 290
    assert [part[2] for part in up] == sorted((part[2] for part in up), reverse=True)
    down = fading(draw(DrawnFigure("at-most", None, 35, "up to 35")))
    assert down[0][0] < 30
    assert [part[2] for part in down] == sorted(part[2] for part in down)


def test_two_ends_that_were_printed_do_not_fade() -> None:
    assert fading(dot_plot([DrawnFigure("range", 30, 35, "30–35")], "Plot")) == []


def texts(drawn: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def test_by_day_each_row_is_named_by_a_figure_that_was_given_and_never_by_one_between() -> None:
    given = [
        DatedFigure(DrawnFigure("range", 6, 9, "6–9"), "6–9", 0, False),
        DatedFigure(DrawnFigure("at-least", 6, None, "at least 6"), "≥6", 0, False),
        DatedFigure(exact(6), "6", 1, True),
    ]
    assert texts(figures_by_day(given, lambda day: f"day {day}", "Plot"))[:3] == ["6–9", "≥6", "6"]


def test_an_open_end_does_not_stretch_the_axis() -> None:
    assert scale_of([DrawnFigure("at-least", 5, None, "at least 5")], 300.0) == scale_of([exact(5)], 300.0)


def test_tens_do_not_stretch_the_axis_of_the_numbers_beside_them() -> None:
    tens = DrawnFigure("order", 10, 99, "tens")
    assert scale_of([exact(33), tens], 300.0).last < 99
    assert scale_of([tens], 300.0).last >= 99


def test_text_in_a_drawing_stays_text() -> None:
    figure = DrawnFigure("exact", 5, 5, HOSTILE, letter=HOSTILE[:1])
    bar = DayBar(10, 1, 0, HOSTILE, HOSTILE)
    drawings = [
        dot_plot([figure], HOSTILE),
        strip([figure], scale_of([figure], 200.0), HOSTILE),
        day_bars([bar], [(1, HOSTILE)], HOSTILE),
    ]
    for drawn in drawings:
        assert "<script" not in drawn
        ElementTree.fromstring(drawn)


def test_bars_stand_on_a_true_axis_of_time() -> None:
    drawn = ElementTree.fromstring(
        day_bars([DayBar(0, 1, 0, "a"), DayBar(10, 1, 1, "b"), DayBar(40, 2, 0, "c")], [], "Bars")
    )
    bars = [one for one in drawn.iter(f"{SVG}rect") if one.get("class") == "dv-stated"]
    first, second, third = sorted(float(bar.get("x", 0)) for bar in bars)
    assert (third - second) / (second - first) == pytest.approx(3, rel=0.01)


def test_an_inferred_day_is_drawn_apart() -> None:
    drawn = day_bars([DayBar(0, 1, 2, "a")], [], "Bars")
    assert drawn.count('class="dv-stated"') == drawn.count('class="dv-inferred"') == 1


def test_a_dot_too_small_for_its_letter_has_none() -> None:
    one = DrawnFigure("exact", 4, 4, "4", "T", "turkish-government")
    scale = scale_of([one], 190.0)
    assert "T" not in texts(strip([one], scale, "Strip"))
    assert "T" in texts(strip([one, one], scale, "Strip"))


def test_a_peak_has_its_number_above_its_bar() -> None:
    drawn = ElementTree.fromstring(day_bars([DayBar(0, 1, 2, "a", "1"), DayBar(9, 1, 0, "b")], [], "Bars"))
    (number,) = (one for one in drawn.iter(f"{SVG}text") if one.get("class") == "dv-strong")
    first = min(
        (one for one in drawn.iter(f"{SVG}rect") if float(one.get("x", 0)) < 200),
        key=lambda one: float(one.get("y", 0)),
    )
    assert number.text == "1"
    assert float(number.get("y", 0)) < float(first.get("y", 0))
    assert float(number.get("x", 0)) == pytest.approx(
        float(first.get("x", 0)) + float(first.get("width", 0)) / 2, abs=0.2
    )


@given(st.lists(st.integers(1, 12), min_size=1, max_size=3))
def test_by_day_no_dot_covers_another_of_its_day_also_at_the_edges(numbers: list[int]) -> None:
    dated = [
        DatedFigure(exact(6), "6", 10 * day, False)
        for day, number in enumerate(numbers)
        for _ in range(number)
    ]
    drawn = circles(figures_by_day(dated, lambda day: f"day {day}", "Plot"))
    assert len(drawn) == len(dated)
    assert all(x > r and x + r < 330 for x, _, r in drawn)
    for (x, y, r), (a, b, _) in combinations(drawn, 2):
        assert (x - a) ** 2 + (y - b) ** 2 > (2 * r) ** 2
