"""The coarse world beneath the base map: small, apart from what is drawn in detail, and named by a rule."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
import shapely

from tools.build_basemap import VIEW

BASEMAP = Path(__file__).parents[2] / "static" / "basemap"


@pytest.mark.parametrize("name", ["world.geojson", "world_labels.geojson"])
def test_the_file_is_small_and_strict_json(name: str) -> None:
    text = (BASEMAP / name).read_text(encoding="utf-8")
    assert len(text) < 150_000
    json.loads(text, parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))


def test_nothing_is_drawn_twice_and_the_land_is_where_it_is() -> None:
    world = geopandas.read_file(BASEMAP / "world.geojson")
    land = world[world["level"] == "land"].union_all()
    assert land.intersection(shapely.box(*VIEW).buffer(-0.05)).is_empty
    assert land.contains(shapely.Point(32.5, 15.5))  # Khartoum
    assert land.contains(shapely.Point(30.5, 50.4))  # Kyiv
    assert not land.contains(shapely.Point(-30.0, 30.0))
    assert set(world["level"]) == {"land", "country"}


def test_names_stand_on_land_with_the_zoom_from_which_they_are_drawn() -> None:
    names = {
        one["properties"]["name"]: one
        for one in json.loads((BASEMAP / "world_labels.geojson").read_text())["features"]
    }
    assert names["Ukraine"]["properties"]["from"] < names["Rwanda"]["properties"]["from"]
    assert "Syria" not in names, "the detailed base map names it"
    assert all(isinstance(name, str) and name for name in names)
