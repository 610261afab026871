"""GeoParquet: that geopandas reads it with its geometry, and that what we write comes back."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from shapely.geometry import Point

from datelines.files.opened import IntakeError
from datelines.files.opening import opened
from datelines.formats.maps import parquet
from datelines.formats.model import Options
from tests import located_formats as common
from tests.builders import archive
from tests.extracts import archives, extract_of

GEOPARQUET = parquet.FORMATS[0]
recognise = partial(parquet.recognise, name=parquet.LOCATED_NAME)
read = partial(parquet.read, name=parquet.LOCATED_NAME)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(archives())
def test_what_is_written_comes_back_without_a_loss(of: Any) -> None:
    common.round_trip(GEOPARQUET, of)


def test_only_the_chosen_reports_are_written() -> None:
    common.only_the_chosen(GEOPARQUET)


def test_the_geometry_says_where_and_is_null_where_no_place_is_reported() -> None:
    def shape_of(content: bytes) -> Any:
        rows = gpd.read_parquet(io.BytesIO(content))
        assert rows.crs == "EPSG:4326"
        return rows.geometry.iloc[0]

    found = common.geometries(GEOPARQUET, shape_of)
    assert {ids: shape and shape.geom_type for ids, shape in found.items()} == dict(common.GEOMETRIES)


def test_the_file_says_where_it_is_from() -> None:
    metadata = pq.read_schema(io.BytesIO(parquet.write_located(extract_of(archive())))).metadata
    assert metadata[b"Cite as"] == b"Example, 2026"
    assert metadata[b"What is in it"].startswith(b"Reports of <b>drones</b>")
    assert b"primary_column" in metadata[b"geo"]


def test_a_table_of_a_stranger_becomes_reports_with_points() -> None:
    rows = gpd.GeoDataFrame(
        {"date": ["2019-09-03", "2019-10-01"], "title": ["A", "B"], "source": ["Gazette", "Agency"]},
        geometry=[Point(37.125, 35.25), None],
        crs="EPSG:4326",
    )
    content = io.BytesIO()
    rows.to_parquet(content)
    file = opened("strangers.parquet", content.getvalue())
    assert recognise([file]) == "it is a table in GeoParquet with 2 rows"
    assert parquet.recognise([file]) == ""
    imported = read([file], Options())
    assert imported.frames["places"][["latitude", "longitude"]].to_numpy().tolist() == [["35.25", "37.125"]]
    assert len(imported.frames["reports"]) == 2


def test_other_files_are_not_taken_for_it() -> None:
    file = opened("a.csv", b"date,title\n2019-09-03,Drones\n")
    assert recognise([file]) == ""
    with pytest.raises(IntakeError, match="no GeoParquet"):
        read([file], Options())
