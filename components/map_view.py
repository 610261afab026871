"""The map: a folium map without internet, and one layer for the marks of the current selection.

The map's script is constant, so a filter change moves marks and never the map (findings: anything added
to the map itself remounts it). Everything that changes is one feature group, drawn by
static/datelines/map.js from data that went through `markup.script_data`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import folium
from folium.template import Template
from streamlit_folium import st_folium

from components.markup import script_data
from components.palette import OutletStyle
from datelines.outlines import Outline
from datelines.selection import Mark
from datelines.vocabulary import PRECISIONS

KEY = "map"
STATIC = "../../app/static/"
"""Streamlit's static files as seen from the component's frame."""

VIEW = ((32.3, 35.5), (37.4, 42.4))
"""South-west and north-east corner of the first view, in degrees: Syria."""

TILES = {
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
}
"""The online tile layer. Asked for only when the reader has switched it on."""


class OfflineMap(folium.Map):
    """A folium map whose every script and style is served by this app.

    A subclass with lists of its own, because `add_js_link` would change folium.Map for all sessions.
    """

    default_js = [  # noqa: RUF012 -- folium declares it without ClassVar, and mypy wants it alike
        ("leaflet", f"{STATIC}leaflet/leaflet.js"),
        ("datelines", f"{STATIC}datelines/map.js"),
    ]
    default_css = [  # noqa: RUF012 -- as above
        ("leaflet_css", f"{STATIC}leaflet/leaflet.css"),
        ("datelines_css", f"{STATIC}datelines/map.css"),
    ]

    def __init__(self) -> None:
        super().__init__(tiles=None, zoom_snap=0.25, zoom_delta=0.5, min_zoom=3, max_zoom=14)
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


class ReportMarks(folium.FeatureGroup):
    """The marks of one selection. Its script is one call with the data as its argument."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = "
        "datelines.marks({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__(name="reports")
        self.payload = payload


def show_map(
    marks: Sequence[Mark],
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    chosen_words: str,
    theme: str,
    online_tiles: bool,
    on_choose: Callable[[], None],
    height: int = 435,
) -> None:
    """Draw the marks. `on_choose` runs when a mark's event is chosen; `chosen_event` reads which.
    `chosen_words` says the chosen event on the map, since its card may be further down."""
    payload = mark_data(
        marks,
        outlines,
        styles,
        chosen=chosen,
        chosen_words=chosen_words,
        theme=theme,
        online_tiles=online_tiles,
    )
    st_folium(
        OfflineMap(),
        key=KEY,
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=ReportMarks(script_data(payload)),
        on_change=on_choose,
    )


def chosen_event(value: object) -> str | None:
    """The event id in what the map sent, or None."""
    drawing = value.get("last_active_drawing") if isinstance(value, Mapping) else None
    properties = drawing.get("properties") if isinstance(drawing, Mapping) else None
    event_id = properties.get("event_id") if isinstance(properties, Mapping) else None
    return event_id if isinstance(event_id, str) else None


def mark_data(
    marks: Sequence[Mark],
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    chosen_words: str,
    theme: str,
    online_tiles: bool,
) -> dict[str, Any]:
    """What static/datelines/map.js draws, as plain values."""
    used = {outlet for mark in marks for outlet in mark.outlet_ids}
    return {
        "theme": theme,
        "tiles": TILES if online_tiles else None,
        "chosen": chosen,
        "chosen_words": chosen_words,
        "outlets": {
            key: {"name": styles[key].name, "colour": styles[key].colour, "path": styles[key].path}
            for key in sorted(used)
        },
        "places": [_place(mark, outlines.get(mark.place.place_id)) for mark in marks],
    }


def _place(mark: Mark, outline: Outline | None) -> dict[str, Any]:
    place = mark.place
    return {
        "id": place.place_id,
        "name": place.name,
        "how": how_drawn(mark, outline),
        "lat": outline.latitude if outline else place.latitude,
        "lon": outline.longitude if outline else place.longitude,
        "radius_km": None if outline else place.radius_km,
        "shape": outline.geometry if outline else None,
        "shape_kind": outline.kind if outline else None,
        "exact": place.kind in ("governorate", "country"),
        "events": [
            {
                "id": event.event_id,
                "title": event.title,
                "dated": event.dated,
                "outlets": event.outlet_ids,
            }
            for event in mark.events
        ],
    }


def how_drawn(mark: Mark, outline: Outline | None) -> str:
    """How precise the place is, in words, for the tooltip."""
    place = mark.place
    if outline and outline.kind == "line":
        return "road, drawn as a schematic line"
    if outline and place.kind in ("governorate", "country"):
        return f"{place.kind}; where in it is not reported"
    if outline:
        return "area, drawn as an approximate outline"
    if place.radius_km:
        return f"somewhere within about {place.radius_km:g} km (ring)"
    return f"{place.kind}; {PRECISIONS[place.precision]}"
