"""Range charts: every qualifier has a form of its own, and no number is drawn that no source gave."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.compare.figures import LOG_FROM, axis_of, ranges_spec, show_figure_groups, title_of
from components.shared.palette import outlet_styles
from datelines.compare.figure_groups import FigureGroup, FigureMark, figure_groups
from datelines.record.qualifiers import QUALIFIERS
from tests.builders import archive, crowded_archive, ends_for
from tests.stores import loaded_folder

STYLES = outlet_styles([("tass", "TASS"), ("sana", "SANA"), ("reuters", "Reuters")])
MARK = FigureMark(
    figure_id="figure-a",
    report_id="report-a",
    outlet_id="tass",
    speaker="Speaker A",
    published="3 September 2019",
    published_day=18142,
    words="7",
    qualifier="exact",
    low=7,
    high=7,
    as_reported="seven",
    note="",
    doubtful=False,
)
ENDS = {qualifier: ends_for(qualifier) for qualifier in QUALIFIERS}
"""Each qualifier with ends as the tables have them."""


def mark(qualifier: str, **changes: Any) -> FigureMark:
    low, high = ENDS[qualifier]
    figure = replace(MARK, figure_id=qualifier, qualifier=qualifier, low=low, high=high)
    return replace(figure, **changes)


def exact(number: float, **changes: Any) -> FigureMark:
    return mark("exact", low=number, high=number, words=f"{number:g}", **changes)


def group(*marks: FigureMark, **changes: Any) -> FigureGroup:
    key = ("event-a", "", "killed", "residents", "event", "", "people")
    whole = FigureGroup(
        key, "event-a", "Event A", "killed", "residents", "", "event", None, "people", tuple(marks), True
    )
    return replace(whole, **changes)


def chart_of(*marks: FigureMark) -> dict[str, Any]:
    (chart,) = ranges_spec([group(*marks)], STYLES)["vconcat"]
    assert isinstance(chart, dict)
    return chart


def passes(test: str, datum: dict[str, Any]) -> bool:
    """What the filter of a layer answers: `true`, or one field compared with one word."""
    if test == "true":
        return True
    field, word = test.removeprefix("datum.").split(" === ")
    return datum[field] == word.strip("'")


def drawn(*marks: FigureMark) -> list[list[dict[str, Any]]]:
    """For each figure, the layers that draw it, without the words beside it."""
    chart = chart_of(*marks)
    return [
        [
            layer
            for layer in chart["layer"]
            if all(passes(step["filter"], datum) for step in layer["transform"])
            and layer["mark"]["type"] != "text"
        ]
        for datum in chart["data"]["values"]
    ]


def form_of(qualifier: str) -> list[tuple[Any, ...]]:
    """The marks that draw a figure: type, whether filled, and where."""
    (layers,) = drawn(mark(qualifier))
    return [
        (
            layer["mark"]["type"],
            layer["mark"].get("filled"),
            layer["encoding"]["x"]["field"],
            layer["encoding"].get("x2", {}).get("field"),
            layer["mark"].get("shape"),
        )
        for layer in layers
    ]


@pytest.mark.parametrize("qualifier", ENDS)
def test_every_qualifier_is_drawn(qualifier: str) -> None:
    assert form_of(qualifier)


def test_an_exact_figure_is_one_full_dot_and_nothing_else() -> None:
    assert form_of("exact") == [("point", True, "at", None, None)]


@pytest.mark.parametrize(
    ("qualifier", "filled", "arrow", "sign"),
    [
        ("over", False, "triangle-right", 1),
        ("at-least", True, "triangle-right", 1),
        ("under", False, "triangle-left", -1),
        ("at-most", True, "triangle-left", -1),
    ],
)
def test_an_open_figure_is_a_dot_with_an_arrow_that_ends_at_no_number(
    qualifier: str, filled: bool, arrow: str, sign: int
) -> None:
    form = form_of(qualifier)
    assert form == [
        ("rule", None, "at", "at", None),
        ("point", False, "at", None, arrow),
        ("point", filled, "at", None, None),
    ]
    (layers,) = drawn(mark(qualifier))
    rule, head, dot = (layer["mark"] for layer in layers)
    # The length of the arrow is in pixels: its head is where its line ends, at no place of the axis.
    assert rule["x2Offset"] == head["xOffset"]
    assert rule["x2Offset"] * sign > 0
    assert "xOffset" not in dot


def test_about_is_a_dot_with_soft_ends_of_pixels_on_both_sides() -> None:
    assert form_of("about") == [("bar", None, "at", "at", None), ("point", True, "at", None, None)]
    ((soft, _),) = drawn(mark("about"))
    assert soft["mark"]["xOffset"] == -soft["mark"]["x2Offset"] < 0
    assert soft["mark"]["opacity"] < 1


def test_a_range_is_a_bar_between_two_ticks_without_a_dot() -> None:
    assert form_of("range") == [
        ("rule", None, "low", "high", None),
        ("tick", None, "low", None, None),
        ("tick", None, "high", None, None),
    ]


def test_an_order_of_magnitude_is_one_wide_faint_band_without_a_dot() -> None:
    assert form_of("order") == [("bar", None, "low", "high", None)]
    ((band,),) = drawn(mark("order"))
    ((soft, _),) = drawn(mark("about"))
    assert band["mark"]["opacity"] < soft["mark"]["opacity"]
    assert band["mark"]["size"] > soft["mark"]["size"]


def test_no_two_qualifiers_are_drawn_alike() -> None:
    forms = {qualifier: tuple(form_of(qualifier)) for qualifier in ENDS}
    assert len(set(forms.values())) == len(forms)


@pytest.mark.parametrize("qualifier", ENDS)
def test_a_figure_is_drawn_alike_whatever_stands_beside_it(qualifier: str) -> None:
    alone = drawn(mark(qualifier))[0]
    among = drawn(*(mark(other) for other in ENDS))[list(ENDS).index(qualifier)]
    assert [layer["mark"] for layer in alone] == [layer["mark"] for layer in among]


@pytest.mark.parametrize("qualifier", ENDS)
def test_marks_stand_at_reported_numbers_only(qualifier: str) -> None:
    (layers,) = drawn(mark(qualifier))
    (datum,) = chart_of(mark(qualifier))["data"]["values"]
    for layer in layers:
        for place in ("x", "x2"):
            if place in layer["encoding"]:
                number = datum[layer["encoding"][place]["field"]]
                assert number in [end for end in ENDS[qualifier] if end is not None]


@pytest.mark.parametrize("qualifier", ENDS)
def test_both_ends_are_handed_on_as_reported_and_an_open_end_stays_open(qualifier: str) -> None:
    (datum,) = chart_of(mark(qualifier))["data"]["values"]
    assert (datum["low"], datum["high"]) == ENDS[qualifier]


def test_no_chart_aggregates_stacks_or_bins() -> None:
    text = json.dumps(ranges_spec([group(*map(mark, ENDS))], STYLES))
    for word in ("aggregate", "mean", "average", "median", '"bin"', "stack", "calculate", "impute"):
        assert word not in text


def test_the_words_beside_a_mark_are_those_of_the_figure() -> None:
    chart = chart_of(mark("over", words="over 300", as_reported="over 300 attacks"))
    (words,) = [layer for layer in chart["layer"] if layer["mark"]["type"] == "text"]
    assert words["encoding"]["text"] == {"field": "line"}
    assert words["encoding"]["x"] == {"value": 0}, "the words stand at the side, not at a number"
    (datum,) = chart["data"]["values"]
    assert (datum["words"], datum["printed"]) == ("over 300", "over 300 attacks")
    assert " over 300 — " in datum["line"]
    assert "over 300" in datum["label"]
    assert "3 September 2019" in datum["label"]


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ((1, LOG_FROM), "log"),
        ((1, LOG_FROM - 0.1), "linear"),
        ((1000, 1000 * LOG_FROM), "log"),
        ((7, 7), "linear"),
        ((0, 1_000_000), "linear"),  # 0 has no place on a logarithmic axis
    ],
)
def test_an_axis_is_logarithmic_only_from_the_ratio_and_says_so(
    numbers: tuple[float, float], kind: str
) -> None:
    figures = group(*map(exact, numbers))
    scale = axis_of(figures)
    assert scale["type"] == kind
    assert ("logarithmic" in title_of(figures, scale)) == (kind == "log")
    (chart,) = ranges_spec([figures], STYLES)["vconcat"]
    for layer in (layer for layer in chart["layer"] if layer["mark"]["type"] != "text"):
        axis = layer["encoding"]["x"]
        assert axis["scale"] == scale
        assert ("logarithmic" in axis["axis"]["title"]) == (kind == "log")


def test_the_ends_of_bands_count_for_the_axis() -> None:
    wide = mark("order", low=100, high=100 * LOG_FROM)
    assert axis_of(group(wide))["type"] == "log"


@pytest.mark.parametrize(
    "marks",
    [(exact(0),), (exact(7),), (exact(1), exact(5000)), *((mark(qualifier),) for qualifier in ENDS)],
    ids=str,
)
def test_every_reported_number_lies_within_its_axis_with_room(marks: tuple[FigureMark, ...]) -> None:
    low, high = axis_of(group(*marks))["domain"]
    ends = [end for one in marks for end in (one.low, one.high) if end is not None]
    assert low <= min(ends) <= max(ends) < high
    assert low >= 0
    assert low < min(ends) or min(ends) == 0


def test_rows_keep_the_order_of_publication_and_are_not_merged() -> None:
    marks = [
        exact(9, published="1 September 2019"),
        exact(3, published="2 September 2019"),
        exact(5, published="3 September 2019", outlet_id="sana"),
        exact(3, published="4 September 2019"),
    ]
    chart = chart_of(*marks)
    values = chart["data"]["values"]
    assert [value["published"] for value in values] == [one.published for one in marks]
    assert [value["order"] for value in values] == [0, 1, 2, 3]
    assert len({value["who"] for value in values}) == len(values)
    for layer in chart["layer"]:
        assert layer["encoding"]["y"]["sort"] == {"field": "order"}


def test_a_row_names_its_outlet_with_its_sign_and_the_speaker() -> None:
    (value,) = chart_of(mark("exact", outlet_id="sana"))["data"]["values"]
    style = STYLES["sana"]
    assert value["who"] == f"{style.sign} SANA — Speaker A"
    assert value["colour"] == style.colour


def test_each_group_has_a_chart_and_an_axis_of_its_own() -> None:
    few, many = group(exact(1), exact(2)), group(exact(1000), exact(90_000), title="Event B")
    charts = ranges_spec([few, many], STYLES)["vconcat"]
    assert [chart["title"]["text"] for chart in charts] == [["Event A"], ["Event B"]]
    drawn = [[layer for layer in chart["layer"] if layer["mark"]["type"] != "text"] for chart in charts]
    domains = [{str(layer["encoding"]["x"]["scale"]) for layer in layers} for layers in drawn]
    assert [len(domain) for domain in domains] == [1, 1]
    assert domains[0] != domains[1]
    assert "resolve" not in ranges_spec([few, many], STYLES)


def test_groups_that_are_not_comparable_are_not_on_one_axis() -> None:
    data = archive(
        reports=[{"report_id": "one"}, {"report_id": "two"}],
        figures=[
            {"figure_id": "a", "report_id": "one"},
            {"figure_id": "b", "report_id": "two", "low": "8", "high": "8", "as_reported": "eight"},
            {"figure_id": "c", "report_id": "two", "population": "soldiers"},
        ],
    )
    groups = figure_groups(data, frozenset({"one", "two"}))
    styles = outlet_styles([("outlet-a", "Outlet A")])
    charts = ranges_spec(groups, styles)["vconcat"]
    assert sorted(len(chart["data"]["values"]) for chart in charts) == [1, 2]


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "killed: residents (people)"),
        ({"unit": "items", "measure": "drones", "population": "drones"}, "drones: drones (number)"),
        ({"unit": "km", "measure": "distance"}, "distance: residents (km)"),
        (
            {"scope": "since", "scope_dates": "2020-01-09"},
            "killed: residents, since 9 January 2020 (people)",
        ),
    ],
)
def test_the_axis_says_what_it_counts_for_when_and_in_what(changes: dict[str, Any], title: str) -> None:
    figures = group(exact(7), **changes)
    assert title_of(figures, axis_of(figures)) == title


def test_all_figures_of_the_shipped_data_and_of_a_crowded_archive_are_drawn_once() -> None:
    for data in (loaded_folder().archive_of(()), crowded_archive()):
        styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in data.outlets])
        groups = figure_groups(data, frozenset(data.report_by_id))
        charts = ranges_spec(groups, styles)["vconcat"]
        assert sum(len(chart["data"]["values"]) for chart in charts) == len(data.figures)
        for chart in charts:
            for value in chart["data"]["values"]:
                assert sum(passes(layer["transform"][0]["filter"], value) for layer in chart["layer"]) >= 2, (
                    "words alone: the figure itself is not drawn"
                )


def test_the_chart_is_drawn_with_the_words_for_who_does_not_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, Any] = {}

    def keep(data: Any, spec: dict[str, Any], **options: Any) -> None:
        sent.update(options, spec=spec)

    monkeypatch.setattr("streamlit.vega_lite_chart", keep)
    show_figure_groups([group(exact(7)), group(exact(8))], STYLES, key="ranges-0")
    assert sent["alt"].startswith("Range charts of 2 groups of figures")
    assert sent["key"] == "ranges-0"
    assert len(sent["spec"]["vconcat"]) == 2
