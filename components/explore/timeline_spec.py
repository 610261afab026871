"""The timeline as Vega-Lite without its data: lanes of bars and glyphs or of columns, and the strip to brush.

Nothing here depends on what is drawn. When a specification changes, Streamlit embeds the chart again (a tenth
of a second in the browser); when it does not, the chart only gets new data. So domains, heights, colours and
titles are data too, in the data set `lanes`, whose every row carries what holds for all of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MS = 86_400_000
"""Milliseconds in a day: Vega's dates are milliseconds since 1970-01-01 in UTC."""

HEIGHT = 276
"""Height of all lanes in pixels, whatever is drawn: nothing below them moves with a filter."""

GUTTER = 118
"""Width of the names of the lanes, in pixels at most, left of every bar."""

PLUM = "#a0296a"
"""The days of the chosen event, through all lanes."""

STRIP = 26
"""Height of the strip in pixels."""

_ALL = "data('lanes')[0]"
_SHOWN = f"days.from || [{_ALL}.shown_from, {_ALL}.shown_to]"
_WHOLE = f"[{_ALL}.whole_from, {_ALL}.whole_to]"
_DOT = f"{_ALL}.dot"
_LINE = f"{_ALL}.line"
_COLOUR = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
# A domain of its own keeps Vega from computing one over all the data, only to replace it by the raw one.
_ROWS = {
    "type": "quantitative",
    "scale": {"domain": [1, 0], "domainRaw": {"expr": f"[{_ALL}.rows, 0]"}, "nice": False},
    "axis": None,
}


def _of(name: str) -> dict[str, Any]:
    """A data set by its name. Days are milliseconds already: there is nothing to parse."""
    return {"name": name, "format": {"parse": None}}


def _days(domain: str, **axis: Any) -> dict[str, Any]:
    return {
        "type": "temporal",
        "scale": {"type": "utc", "domain": [0, 1], "domainRaw": {"expr": domain}, "nice": False},
        "axis": {"labelOverlap": True, "tickCount": 6, **axis},
    }


_LANE_DAYS = _days(
    _SHOWN,
    title=None,
    # The first of a month is its name; the grid lets a reader follow a month down through the lanes.
    labelExpr="utcFormat(datum.value, utcdate(datum.value) !== 1 ? '%-d %b' : utcmonth(datum.value) ? '%b' : '%b %Y')",
    tickCount=14,
    orient="top",
    grid=True,
    gridColor="#8a8f94",
    gridOpacity=0.3,
)
_STRIP_DAYS = _days(
    _WHOLE,
    # Not in Vega-Lite's schema, but it hands the title to Vega, which takes a signal.
    title={"signal": f"{_ALL}.title"},
    # Five ticks within a few months would name the same month more than once.
    labelExpr=f"utcFormat(datum.value, {_ALL}.tick_format)",
    grid=False,
)


TEXT, LARGE_TEXT = 13, 18
"""Size of the text, in pixels, and on a projector."""


@lru_cache(64)
def bars_spec(brush: tuple[int, int] | None, text: int = TEXT) -> dict[str, Any]:
    """The specification over the data sets `reports`, `lanes` and `strip`: a bar or glyph for each report.
    `brush` is what is brushed to begin with, in milliseconds. All sessions share the result: never change
    it."""
    return _spec(_report_marks(), brush, text)


@lru_cache(64)
def columns_spec(brush: tuple[int, int] | None, text: int = TEXT) -> dict[str, Any]:
    """As `bars_spec`, with the data set `columns` behind the bars: counts by period."""
    return _spec([*_columns(), *_report_marks()], brush, text)


def _spec(marks: list[dict[str, Any]], brush: tuple[int, int] | None, text: int) -> dict[str, Any]:
    days: dict[str, Any] = {"name": "days", "select": {"type": "interval", "encodings": ["x"]}}
    if brush:
        days["value"] = {"x": list(brush)}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "spacing": 6,
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": text, "titleFontSize": text - 1}},
        "vconcat": [
            {
                "height": HEIGHT,
                "layer": [_lane_bands(), _chosen_days(), *marks, _peaks(text), _lane_labels(text)],
            },
            _strip(days),
        ],
    }


def _lane_bands() -> dict[str, Any]:
    """The lanes, every other one a little darker."""
    return {
        "data": _of("lanes"),
        "mark": {"type": "rect", "color": "#888888", "aria": False},
        "encoding": {
            "y": {"field": "top", **_ROWS},
            "y2": {"field": "bottom"},
            "opacity": {"condition": {"test": "datum.band === 1", "value": 0.1}, "value": 0.03},
        },
    }


def _chosen_days() -> dict[str, Any]:
    """The days that reports give the chosen event, as one band through all lanes."""
    return {
        "data": _of("reports"),
        "transform": [
            {"filter": "datum.chosen && datum.drawn === 'day'"},
            {"aggregate": [{"op": "count", "as": "reports"}], "groupby": ["from", "to"]},
        ],
        "mark": {"type": "rect", "clip": True, "color": PLUM, "opacity": 0.28, "aria": False},
        "encoding": {
            "x": {"field": "from", **_LANE_DAYS},
            "x2": {"field": "to"},
            "y": {"value": 0},
            "y2": {"value": HEIGHT},
        },
    }


def _peaks(text: int) -> dict[str, Any]:
    """The days with most reports, named above their dots."""
    return {
        "data": _of("peaks"),
        "mark": {"type": "text", "align": "center", "baseline": "bottom", "dy": -2, "fontSize": text - 1},
        "encoding": {
            "x": {"field": "at", **_LANE_DAYS},
            "y": {"field": "top", **_ROWS},
            "text": {"field": "says"},
            "color": {"value": {"expr": f"{_ALL}.ink"}},
        },
    }


def _lane_labels(text: int) -> dict[str, Any]:
    """The name of each outlet in the gutter, at the base line of its lane, where no bar crosses it."""
    return {
        "data": _of("lanes"),
        "mark": {
            "type": "text",
            "align": "right",
            "baseline": "middle",
            "fontSize": text,
            "limit": GUTTER - 10,
        },
        "encoding": {
            "y": {"field": "base", **_ROWS},
            "x": {"value": -7},
            "text": {"field": "label"},
            "color": {"value": {"expr": f"{_ALL}.ink"}},
        },
    }


def _strip(brush: dict[str, Any]) -> dict[str, Any]:
    """A tick for each report, or a column for each period, with the brush."""
    scale = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
    return {
        "height": STRIP,
        "data": _of("strip"),
        "params": [brush],
        "mark": {"type": "rect", "aria": False},
        "encoding": {
            "x": {"field": "from", **_STRIP_DAYS},
            "x2": {"field": "to"},
            "y": {"field": "top", **scale},
            "y2": {"field": "base"},
            "color": _COLOUR,
            "opacity": {"field": "opacity", "type": "quantitative", "scale": None, "legend": None},
        },
    }


def _columns() -> list[dict[str, Any]]:
    """The layers of the columns: the faint part, then the solid one."""
    tooltip = [
        {"field": "outlet", "title": "Outlet"},
        {"field": "dates", "title": "Dates"},
        {"field": "says", "title": "Reported"},
    ]

    def part(top: str, base: str, opacity: float, test: str) -> dict[str, Any]:
        return {
            "data": _of("columns"),
            "transform": [{"filter": test}],
            "mark": {"type": "rect", "clip": True, "opacity": opacity},
            "encoding": {
                "x": {"field": "from", **_LANE_DAYS},
                "x2": {"field": "to"},
                "y": {"field": top, **_ROWS},
                "y2": {"field": base},
                "color": _COLOUR,
                "tooltip": tooltip,
                "description": {"field": "label"},
            },
        }

    return [
        part("top", "solid", 0.35, "datum.top < datum.solid"),
        part("solid", "base", 0.9, "datum.solid < datum.base"),
    ]


def _report_marks() -> list[dict[str, Any]]:
    """The layers of the reports, faintest first: thin lines for periods, dots for days."""
    said = {
        "tooltip": [
            {"field": "outlet", "title": "Outlet"},
            {"field": "title", "title": "Event"},
            {"field": "dated", "title": "Dated"},
            {"field": "summary", "title": "Reported"},
        ],
        "description": {"field": "label"},
    }
    row = {"field": "low", **_ROWS}

    def bars(start: str, end: str, opacity: float, test: str, **mark: Any) -> dict[str, Any]:
        look = {
            "type": "rule",
            "clip": True,
            "strokeWidth": {"expr": _LINE},
            "opacity": opacity,
            "cursor": "pointer",
        }
        return {
            "data": _of("reports"),
            "transform": [{"filter": test}],
            "mark": look | mark,
            "encoding": {
                "x": {"field": start, **_LANE_DAYS},
                "x2": {"field": end},
                "y": row,
                "color": _COLOUR,
                **said,
            },
        }

    pick_bar: dict[str, Any] = {
        "name": "bar",
        "select": {"type": "point", "fields": ["event_id", "choice"], "on": "click", "toggle": False},
    }
    outlined = bars("from", "to", 0.42, "datum.drawn !== 'day'") | {"params": [pick_bar]}
    outlined["encoding"]["strokeWidth"] = {
        "condition": {"test": "datum.chosen", "value": 4},
        "value": {"expr": _LINE},
    }
    softened = "datum.soft_from < datum.from || datum.soft_to > datum.to"
    return [
        # A softened end is not a report of its own.
        bars("soft_from", "soft_to", 0.4, softened, strokeWidth={"expr": f"{_LINE} / 2"}, aria=False),
        outlined,
        bars("certain_from", "certain_to", 0.75, "datum.drawn === 'solid'"),
        {
            "data": _of("reports"),
            "transform": [{"filter": "datum.drawn === 'day'"}],
            "params": [{**pick_bar, "name": "glyph"}],
            # Dashes without length between round caps: a dot for each report.
            "mark": {
                "type": "rule",
                "clip": True,
                "cursor": "pointer",
                "strokeCap": "round",
                "strokeDash": {"expr": f"[0.01, {_DOT}]"},
            },
            "encoding": {
                "x": {"field": "mid", **_LANE_DAYS},
                "y": {"field": "low", **_ROWS},
                "y2": {"field": "high"},
                "color": {"condition": {"test": "datum.chosen", "value": PLUM}, **_COLOUR},
                "strokeWidth": {
                    "condition": {"test": "datum.chosen", "value": {"expr": f"max({_DOT}, 3.5)"}},
                    "value": {"expr": f"max(0.85 * {_DOT}, 2.2)"},
                },
                **said,
            },
        },
    ]
