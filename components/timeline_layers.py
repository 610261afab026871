"""The layers of the timeline's lanes as Vega-Lite: bands, bars, glyphs and labels, over named data sets.

They hold no data: `timeline.timeline_spec` puts them over its data sets `reports` and `lanes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.palette import OutletStyle


def colour_of(styles: Mapping[str, OutletStyle]) -> dict[str, Any]:
    """The colour of each outlet, as an encoding."""
    scale = {"domain": list(styles), "range": [style.colour for style in styles.values()]}
    return {"field": "outlet_id", "type": "nominal", "scale": scale, "legend": None}


def rows_axis(height: float) -> dict[str, Any]:
    """The rows of the lanes, from the top down, as an encoding."""
    return {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None}


def lane_bands(height: float) -> dict[str, Any]:
    """The lanes, every other one a little darker, `height` rows in all."""
    return {
        "data": {"name": "lanes"},
        "mark": {"type": "rect", "color": "#888888", "aria": False},
        "encoding": {
            "y": {"field": "top", **rows_axis(height)},
            "y2": {"field": "bottom"},
            "opacity": {"condition": {"test": "datum.band === 1", "value": 0.1}, "value": 0.03},
        },
    }


def lane_labels(height: float) -> dict[str, Any]:
    """The name of each outlet above its lane."""
    return {
        "data": {"name": "lanes"},
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": 13, "fontWeight": 600},
        "encoding": {
            "y": {"field": "top", **rows_axis(height)},
            "x": {"value": 4},
            "text": {"field": "label"},
            "color": {"value": "#8a8f94"},
        },
    }


def report_marks(
    x: dict[str, Any], height: float, thick: float, styles: Mapping[str, OutletStyle], ink: str
) -> list[dict[str, Any]]:
    """The layers of the lanes, faintest first; a bar is `thick` pixels high, a glyph a little more."""
    said = {
        "tooltip": [
            {"field": "outlet", "title": "Outlet"},
            {"field": "title", "title": "Event"},
            {"field": "dated", "title": "Dated"},
            {"field": "summary", "title": "Reported"},
        ],
        "description": {"field": "label"},
    }
    row = {"field": "row", **rows_axis(height)}
    colour = colour_of(styles)
    glyphs = {
        "field": "outlet_id",
        "type": "nominal",
        "scale": {"domain": list(styles), "range": [style.glyph for style in styles.values()]},
        "legend": None,
    }
    edge = {"condition": {"test": "datum.chosen", "value": 2}, "value": 0}

    def bars(start: str, end: str, size: float, opacity: float, test: str, **more: Any) -> dict[str, Any]:
        mark = {
            "type": "rule",
            "clip": True,
            "strokeWidth": size,
            "opacity": opacity,
            "cursor": "pointer",
            "aria": size >= thick,  # a softened end is no report of its own
        }
        encoding: dict[str, Any] = {
            "x": {"field": start, **x},
            "x2": {"field": end},
            "y": row,
            "color": colour,
            **said,
        }
        return {
            "data": {"name": "reports"},
            "transform": [{"filter": test}],
            "mark": mark,
            "encoding": encoding,
        } | more

    pick_bar: dict[str, Any] = {
        "name": "bar",
        "select": {"type": "point", "fields": ["event_id", "choice"], "on": "click", "toggle": False},
    }
    pick_glyph = {**pick_bar, "name": "glyph"}
    outlined = bars("from", "to", thick, 0.42, "datum.drawn !== 'day'", params=[pick_bar])
    outlined["encoding"]["strokeWidth"] = {
        "condition": {"test": "datum.chosen", "value": thick + 5},
        "value": thick,
    }
    return [
        bars(
            "soft_from", "soft_to", thick / 2, 0.4, "datum.soft_from < datum.from || datum.soft_to > datum.to"
        ),
        outlined,
        bars("certain_from", "certain_to", thick, 0.95, "datum.drawn === 'solid'"),
        {
            "data": {"name": "reports"},
            "transform": [{"filter": "datum.drawn === 'day'"}],
            "params": [pick_glyph],
            "mark": {"type": "point", "filled": True, "clip": True, "cursor": "pointer"},
            "encoding": {
                "x": {"field": "mid", **x},
                "y": row,
                "color": colour,
                "shape": glyphs,
                "opacity": {"value": 1},
                "stroke": {"value": ink},
                "strokeWidth": edge,
                "size": {"condition": {"test": "datum.chosen", "value": 130}, "value": (thick + 1) ** 2},
                **said,
            },
        },
    ]
