"""A small map of the places that a name may mean, each with its number, to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium
from folium.template import Template
from streamlit_folium import st_folium

from components.map_view import STATIC, OfflineMap
from components.markup import script_data
from datelines.gazetteers import Answer


class CandidateMap(OfflineMap):
    """The offline map with the script that draws numbered candidates."""

    default_js = [  # noqa: RUF012 -- as in OfflineMap
        *OfflineMap.default_js,
        ("datelines_candidates", f"{STATIC}datelines/candidates.js"),
    ]


class Candidates(folium.FeatureGroup):
    """The candidates of one name. Its script is one call with the data as its argument."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = "
        "datelines.candidates({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__(name="candidates")
        self.payload = payload


def show_candidates(candidates: Sequence[Answer], chosen: Answer | None, key: str) -> int | None:
    """Draw the candidates; gives the index of the one that was clicked, or None."""
    places = [
        {
            "number": number,
            "lat": one.latitude,
            "lon": one.longitude,
            "label": f"{number}: {one.name}, {one.country or 'country not given'}",
            "chosen": one == chosen,
        }
        for number, one in enumerate(candidates, start=1)
        if one.point
    ]
    value = st_folium(
        CandidateMap(),
        key=key,
        height=280,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=Candidates(script_data({"places": places})),
    )
    drawing = value.get("last_active_drawing") if isinstance(value, Mapping) else None
    properties = drawing.get("properties") if isinstance(drawing, Mapping) else None
    number = properties.get("number") if isinstance(properties, Mapping) else None
    return number - 1 if isinstance(number, int) and 0 < number <= len(candidates) else None
