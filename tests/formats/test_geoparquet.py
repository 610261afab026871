"""GeoParquet: that geopandas reads it with its geometry, and that what we write comes back."""

from __future__ import annotations

import io

import geopandas as gpd
from shapely.geometry import Point

from datelines.files.opening import opened
from datelines.formats.maps import parquet
from datelines.formats.model import Options


def test_a_table_of_a_stranger_becomes_reports_with_points() -> None:
    rows = gpd.GeoDataFrame(
        {"date": ["2019-09-03", "2019-10-01"], "title": ["A", "B"], "source": ["Gazette", "Agency"]},
        geometry=[Point(37.125, 35.25), None],
        crs="EPSG:4326",
    )
    content = io.BytesIO()
    rows.to_parquet(content)
    file = opened("strangers.parquet", content.getvalue())
    assert parquet.recognise([file], parquet.LOCATED_NAME) == "it is a table in GeoParquet with 2 rows"
    assert parquet.recognise([file]) == ""
    imported = parquet.read([file], Options(), parquet.LOCATED_NAME)
    assert imported.frames["places"][["latitude", "longitude"]].to_numpy().tolist() == [["35.25", "37.125"]]
    assert len(imported.frames["reports"]) == 2
