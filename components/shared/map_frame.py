"""The map: a folium map without internet, and one layer for the marks of the current selection.

The map's script is constant, so a filter change moves marks and never the map (anything added to the map
itself would load it again). Everything that changes is one feature group, drawn by static/datelines/map.js
from data that went through `markup.script_data`. What is constant is rendered once for all sessions: folium
would compile its templates again at each run of the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import folium
from folium.template import Template
from streamlit_folium import st_folium

from components.shared.markup import script_data
from datelines.query.map_grid import Window

KEY = "map"
STATIC = "../../app/static/"
"""Streamlit's static files as seen from the component's frame."""

VIEW = ((32.3, 35.5), (37.4, 42.4))
"""South-west and north-east corner of the first view, in degrees: Syria."""

MOST_BEFORE = 2**31 - 1
"""No list of events is longer than this, whatever the browser says."""

CellKey = tuple[int, int, int]
"""x, y and size of a cell, in cells of the finest grid."""


class OfflineMap(folium.Map):
    """A folium map whose every script and style is served by this app.

    It has its own lists of links, because `add_js_link` would change folium.Map for all sessions.
    """

    default_js = [  # noqa: RUF012 -- folium declares it without ClassVar, and mypy wants it alike
        ("leaflet", f"{STATIC}leaflet/leaflet.js"),
        ("layout", f"{STATIC}datelines/clusters.js"),
        ("datelines", f"{STATIC}datelines/map.js"),
    ]
    default_css = [  # noqa: RUF012 -- as above
        ("leaflet_css", f"{STATIC}leaflet/leaflet.css"),
        ("datelines_css", f"{STATIC}datelines/map.css"),
    ]

    def __init__(self) -> None:
        super().__init__(tiles=None, zoom_snap=0.25, zoom_delta=0.5, min_zoom=1, max_zoom=14)
        self.add_child(BaseMap())


class BaseMap(folium.MacroElement):
    """Countries and governorates, fetched by the browser once, and the first view."""

    _template = Template(
        "{% macro script(this, kwargs) %}datelines.base({{ this._parent.get_name() }}, "
        f'"{STATIC}basemap/", {[list(corner) for corner in VIEW]});'
        "{% endmacro %}"
    )
    _name = "base_map"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]


class RenderedMap(OfflineMap):
    """An OfflineMap as st_folium takes it with `render=False`: rendered once, and shared by all sessions.
    Only its id and its children are its own, because st_folium renames the map and adds the feature group to
    it."""

    def __init__(self) -> None:
        self.__dict__.update(_rendered_map().__dict__)
        self._children = self._children.copy()

    def render(self, **kwargs: Any) -> str:
        """Nothing: st_folium calls this even with `render=False`."""
        return ""


@cache
def _rendered_map() -> OfflineMap:
    made = OfflineMap()
    made.get_root().render()
    return made


class ReportMarks(folium.FeatureGroup):
    """The marks of one selection. Its script is one call with the data as its argument."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = "
        "datelines.marks({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__(name="reports")
        self.payload = payload

    def render(self, **kwargs: Any) -> str:
        """Nothing: st_folium takes the script from the template, and adds the layer to the map itself.
        Rendering would compile the whole payload as a template."""
        return ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the browser says about the map: the event chosen last and the number of that choice; what the map
    shows, where it draws only some of the places; the cell whose list was asked for, how many of its events
    come before the wanted page of it, and the number of the question."""

    event_id: str | None = None
    choice: int = 0
    window: Window | None = None
    cell: CellKey | None = None
    before: int = 0
    asked: int = 0


def show_map(payload: Mapping[str, Any], on_change: Callable[[], None], height: int = 400) -> None:
    """Draw what `components.explore.map.map_data` made. `on_change` runs when an event is chosen or, where
    the map draws only some of the places, when it is moved; `said` reads which it was."""
    st_folium(
        RenderedMap(),
        render=False,
        key=KEY,
        height=height,
        use_container_width=True,
        # Not the bounds: map.js itself says when it was moved, in the same object, and only where that
        # matters.
        returned_objects=["last_active_drawing"],
        feature_group_to_add=ReportMarks(script_data(payload)),
        on_change=on_change,
    )


def said(value: object) -> Said:
    """What the map sent, read with distrust: whatever is not as it should be is left out."""
    drawing = value.get("last_active_drawing") if isinstance(value, Mapping) else None
    properties = drawing.get("properties") if isinstance(drawing, Mapping) else None
    if not isinstance(properties, Mapping):
        return Said()
    event_id = properties.get("event_id")
    return Said(
        event_id if isinstance(event_id, str) else None,
        _whole(properties.get("choice")) or 0,
        _window(properties.get("window")),
        _cell(properties.get("cell")),
        min(max(_whole(properties.get("before")) or 0, 0), MOST_BEFORE),
        _whole(properties.get("asked")) or 0,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _window(value: object) -> Window | None:
    edges = value if isinstance(value, list) else []
    if len(edges) != 5 or not all(isinstance(edge, int | float) and math.isfinite(edge) for edge in edges):
        return None
    south, west, north, east, zoom = edges
    return Window(max(south, -90.0), max(west, -180.0), min(north, 90.0), min(east, 180.0), zoom)


def _cell(value: object) -> CellKey | None:
    parts = [_whole(part) for part in value] if isinstance(value, list) else []
    if len(parts) != 3 or any(part is None or abs(part) > 2**20 for part in parts):
        return None
    x, y, size = (part or 0 for part in parts)
    return (x, y, size) if size > 0 else None
