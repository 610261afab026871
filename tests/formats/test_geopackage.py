"""GeoPackage: GIS programs find a layer, strangers' layers are read, what we write comes back."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point

from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats.maps.geopackage import LAYER, REMARKS_LAYER, read, recognise, write
from datelines.formats.model import Options
from tests.builders import archive
from tests.extracts import extract_of, problems_of

# Of a file in memory, which has no name that could end in .gpkg.
pytestmark = pytest.mark.filterwarnings("ignore:File /vsimem:RuntimeWarning")

ROWS = {
    "date": ["2019-09-03", "2019-10-01"],
    "title": ["Drones reported", "Shelling reported"],
    "source": ["Example Gazette", "Example Agency"],
    "colour": ["red", None],
}


def layer(crs: str = "EPSG:4326", **columns: list[Any]) -> gpd.GeoDataFrame:
    points = gpd.GeoSeries([Point(37.125, 35.25), None], crs="EPSG:4326").to_crs(crs)
    return gpd.GeoDataFrame({**ROWS, **columns}, geometry=points)


def geopackage(**layers: pd.DataFrame) -> Opened:
    """A GeoPackage with layers of strangers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        for number, (name, rows) in enumerate(layers.items()):
            pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", append=number > 0)
        return opened("strangers.gpkg", path.read_bytes())


def test_the_layer_is_in_degrees_and_its_numbers_are_numbers() -> None:
    of = archive(figures=[{"low": "7", "high": ""}, {"figure_id": "f2", "low": "0", "high": "0"}])
    written = pyogrio.read_dataframe(io.BytesIO(write(extract_of(of))), layer=LAYER)
    assert written.crs == "EPSG:4326"
    assert written["figure.low"].tolist() == [7.0, 0.0]
    assert written["figure.high"].isna().tolist() == [True, False], "a blank became a number"
    assert written["event.date"].tolist() == ["2019-09-03"] * 2


def test_the_file_says_where_it_is_from_in_a_table_and_in_the_metadata_of_the_standard() -> None:
    content = write(extract_of(archive()))
    table = pyogrio.read_dataframe(io.BytesIO(content), layer=REMARKS_LAYER)
    remarks = dict(zip(table["label"], table["words"], strict=True))
    assert remarks == dict(extract_of(archive()).remarks)
    about = pyogrio.read_info(io.BytesIO(content), layer=LAYER)
    assert about["layer_metadata"]["Cite as"] == "Example, 2026"
    assert about["layer_metadata"]["Licence"] == "CC BY 4.0"


def test_a_layer_of_a_stranger_becomes_reports_with_points() -> None:
    file = geopackage(incidents=layer())
    assert recognise([file]) == "it is a GeoPackage with the layers incidents"
    imported = read([file], Options())
    assert (imported.read, imported.skipped) == (2, ())
    assert imported.frames["events"]["date"].tolist() == ["2019-09-03", "2019-10-01"]
    assert imported.frames["places"][["latitude", "longitude"]].to_numpy().tolist() == [["35.25", "37.125"]]
    assert problems_of(imported) == []


def test_columns_that_we_have_none_for_are_kept_and_row_numbers_are_not_a_column() -> None:
    kept = read([geopackage(incidents=layer())], Options()).kept_columns
    assert kept is not None
    assert kept["colour"].tolist() == ["red", ""]
    assert "fid" not in kept
    numbered = read([geopackage(incidents=layer(fid=[40, 7]))], Options()).kept_columns
    assert numbered is not None
    assert sorted(numbered["fid"]) == ["40", "7"]


def test_a_layer_in_metres_is_read_in_degrees() -> None:
    places = read([geopackage(incidents=layer("EPSG:32637"))], Options()).frames["places"]
    assert [round(float(cell), 6) for cell in places["longitude"]] == [37.125]


def test_of_several_layers_the_one_with_dates_is_read_and_the_other_is_said() -> None:
    towns = pd.DataFrame({"town": ["Exampleville"], "people": ["4,000"]})
    imported = read([geopackage(towns=towns, incidents=layer())], Options())
    assert len(imported.frames["events"]) == 2
    assert [problem.why for problem in imported.flags if "[towns]" in problem.path] == [
        "no column of dates: this table is not read"
    ]


def test_two_layers_with_dates_two_files_and_another_format_are_refused() -> None:
    with pytest.raises(IntakeError, match="2 of the tables"):
        read([geopackage(one=layer(), two=layer())], Options())
    with pytest.raises(IntakeError, match="a second GeoPackage"):
        read([geopackage(one=layer()), geopackage(one=layer())], Options())
    other = opened("a.csv", b"date,title\n2019-09-03,Drones\n")
    assert recognise([other]) == ""
    with pytest.raises(IntakeError, match="no GeoPackage"):
        read([other], Options())
