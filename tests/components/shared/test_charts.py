"""A chart as a file: drawn on the server, complete, and without anything from outside."""

from __future__ import annotations

from typing import Any

from components.shared.charts import WIDTH, svg_of

CHART: dict[str, Any] = {
    "data": {"values": [{"outlet": "<b>Outlet</b> & Co", "reports": 3}]},
    "mark": "bar",
    "encoding": {
        "y": {"field": "outlet", "type": "nominal"},
        "x": {"field": "reports", "type": "quantitative"},
    },
}


def test_a_chart_becomes_an_svg_with_its_text_as_text() -> None:
    svg = svg_of(CHART)
    assert svg.startswith("<svg")
    assert "&lt;b&gt;Outlet&lt;/b&gt; &amp; Co" in svg
    assert "<b>" not in svg


def test_charts_under_each_other_get_one_width() -> None:
    svg = svg_of({"autosize": {"type": "fit-x"}, "vconcat": [CHART, CHART]})
    assert f'width="{WIDTH}' in svg or int(svg.split('width="')[1].split('"')[0].split(".")[0]) >= WIDTH
    assert svg.count("&amp; Co") >= 2


def test_the_chart_on_the_page_is_not_changed() -> None:
    before = repr(CHART)
    svg_of(CHART)
    assert repr(CHART) == before
