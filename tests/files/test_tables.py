"""Opening workbooks, KML, GeoPackage and Parquet: what stands in them, as text."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from datetime import date as Day
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from datelines.files import limits
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.files.opening import opened

POINT = {"type": "Point", "coordinates": [36.0, 35.0]}


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def features() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["first", None], "count": [33, 0], "dated": ["2019-09", "2019-09-03"]},
        geometry=[shapely.Point(36, 35), None],
        crs=4326,
    )


def geopackage(tmp_path: Path, frame: gpd.GeoDataFrame) -> bytes:
    path = tmp_path / "made.gpkg"
    frame.to_file(path, layer="events")
    return path.read_bytes()


def kml(placemarks: str, head: str = "") -> bytes:
    name = "http://www.opengis.net/kml/2.2"
    return f'<?xml version="1.0"?>{head}<kml xmlns="{name}"><Document>{placemarks}</Document></kml>'.encode()


def only(found: Opened) -> dict[str, list[str]]:
    return found.tables[0].frame.to_dict("list")


def test_a_workbook_gives_cells_as_a_spreadsheet_shows_them() -> None:
    rows = [
        ["a", "b", "c"],
        [33.0, 0.1 + 0.2, Day(2019, 9, 3)],
        [],
        [True, "  text ", datetime(2019, 9, 3, 7, 30)],
    ]
    found = opened("a.xlsx", workbook({"one": rows}))
    assert (found.kind, found.said) == ("workbook", "Excel workbook with the sheets one")
    assert found.tables[0].name == "a.xlsx [one]"
    assert found.tables[0].part == "one"
    assert found.tables[0].rows.tolist() == [2, 4]
    assert only(found) == {
        "a": ["33", "TRUE"],
        "b": ["0.3", "text"],
        "c": ["2019-09-03", "2019-09-03T07:30:00"],
    }


def test_every_sheet_with_rows_is_a_table() -> None:
    content = workbook({"events": [["a", "b"], [1, 2]], "empty": [], "places": [["c", "d"], [3, 4]]})
    assert [table.part for table in opened("a.xlsx", content).tables] == ["events", "places"]


def test_a_formula_without_a_value_is_a_remark_and_its_row_stays() -> None:
    found = opened("a.xlsx", workbook({"one": [["a", "b"], ["x", "=1+1"]]}))
    assert only(found) == {"a": ["x"], "b": [""]}
    remark = found.tables[0].remarks[0]
    assert (remark.path, remark.line, remark.column, remark.value) == ("a.xlsx [one]", 2, "b", "B2")
    assert "formula" in remark.why


def test_a_formula_with_a_value_is_that_value() -> None:
    content = io.BytesIO(workbook({"one": [["a", "b"], ["x", "=1+1"]]}))
    with zipfile.ZipFile(content) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    found = opened("a.xlsx", again.getvalue())
    assert only(found)["b"] == ["2"]
    assert found.tables[0].remarks == ()


def with_format(number_format: str, value: object = datetime(2019, 9, 1)) -> RawTable:
    book = openpyxl.Workbook()
    book.active.append(["date", "place"])
    book.active.append([value, "Exampleville"])
    book.active["A2"].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return opened("a.xlsx", content.getvalue()).tables[0]


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("mmm-yy", "2019-09"),
        ("yyyy-mm", "2019-09"),
        ("[$-407]MMMM\\ YYYY;@", "2019-09"),
        ('"day" yyyy', "2019"),
    ],
)
def test_a_date_whose_day_the_spreadsheet_does_not_show_is_read_as_it_is_shown(
    number_format: str, shown: str
) -> None:
    table = with_format(number_format, datetime(2019, 9, 17))
    assert table.frame["date"].tolist() == [shown]
    (remark,) = table.remarks
    assert (remark.path, remark.line, remark.column) == ("a.xlsx [Sheet]", 2, "date")
    assert remark.value == "2019-09-17"


@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", "d-mmm-yy", "ddd mmm yyyy", "mm-dd", "yyyy h:mm"])
def test_a_date_whose_day_or_time_is_shown_stays_a_day_without_a_remark(number_format: str) -> None:
    table = with_format(number_format)
    assert table.frame["date"].tolist() == ["2019-09-01"]
    assert table.remarks == ()


def test_a_month_in_the_header_is_not_remarked_on() -> None:
    book = openpyxl.Workbook()
    book.active.append([datetime(2019, 9, 1), "place"])
    book.active.append(["x", "Exampleville"])
    book.active["A1"].number_format = "mmm-yy"
    content = io.BytesIO()
    book.save(content)
    table = opened("a.xlsx", content.getvalue()).tables[0]
    assert list(table.frame.columns) == ["2019-09", "place"]
    assert table.remarks == ()


def test_text_in_several_fonts_and_shared_text_are_read_whole() -> None:
    book = openpyxl.Workbook()
    bold = TextBlock(InlineFont(b=True), "bold")
    book.active.append(["a", "b"])
    book.active.append([CellRichText("plain ", bold), "  kept  "])
    content = io.BytesIO()
    book.save(content)
    assert only(opened("a.xlsx", content.getvalue())) == {"a": ["plain bold"], "b": ["kept"]}


def test_a_workbook_without_a_row_is_refused() -> None:
    with pytest.raises(IntakeError, match="no sheet of the workbook has a row"):
        opened("a.xlsx", workbook({"one": []}))


def test_a_broken_workbook_is_refused_in_a_sentence() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("xl/workbook.xml", "<not a workbook")
    with pytest.raises(IntakeError, match="the workbook cannot be read"):
        opened("a.xlsx", content.getvalue())


def test_placemarks_of_a_kml_are_rows_and_dates_stay_as_written() -> None:
    found = opened(
        "a.kml",
        kml(
            "<Folder><name>F</name><Placemark><name>P</name><TimeStamp><when>2019-09</when></TimeStamp>"
            '<ExtendedData><Data name="source"><value>S</value></Data>'
            '<Data name="name"><value>N</value></Data>'
            "</ExtendedData><Point><coordinates> 36,35,0 </coordinates></Point></Placemark></Folder>"
            "<Placemark><TimeSpan><begin>2019</begin><end>2020</end></TimeSpan></Placemark>"
        ),
    )
    rows = found.tables[0].frame.to_dict("records")
    assert found.tables[0].rows.tolist() == [1, 2]
    assert {key: rows[0][key] for key in ("name", "when", "source", "name (2)", "folder")} == {
        "name": "P",
        "when": "2019-09",
        "source": "S",
        "name (2)": "N",
        "folder": "F",
    }
    assert json.loads(rows[0]["geometry"]) == POINT
    assert (rows[1]["begin"], rows[1]["end"], rows[1]["folder"], rows[1]["geometry"]) == (
        "2019",
        "2020",
        "",
        "",
    )


def test_every_geometry_of_kml_becomes_geojson() -> None:
    square = "0,0 0,1 1,1 0,0"
    ring = f"<LinearRing><coordinates>{square}</coordinates></LinearRing>"
    shapes = (
        f"<LineString><coordinates>{square}</coordinates></LineString>",
        f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>",
        "<MultiGeometry>" + 2 * "<Point><coordinates>1,2</coordinates></Point>" + "</MultiGeometry>",
    )
    found = opened("a.kml", kml("".join(f"<Placemark>{shape}</Placemark>" for shape in shapes)))
    kinds = [json.loads(text)["type"] for text in found.tables[0].frame["geometry"]]
    assert kinds == ["LineString", "Polygon", "MultiPoint"]


def test_coordinates_of_a_kml_that_are_not_numbers_are_a_remark() -> None:
    found = opened("a.kml", kml("<Placemark><Point><coordinates>a,b</coordinates></Point></Placemark>"))
    assert [(one.line, one.column) for one in found.tables[0].remarks] == [(1, "geometry")]


def test_a_kmz_is_the_kml_in_it() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("doc.kml", kml("<Placemark><name>P</name></Placemark>"))
    assert only(opened("a.kmz", content.getvalue()))["name"] == ["P"]


@pytest.mark.parametrize("head", ["<!DOCTYPE kml>", '<!DOCTYPE kml [<!ENTITY x "y">]>'])
def test_a_kml_with_a_doctype_is_refused(head: str) -> None:
    with pytest.raises(IntakeError, match="DOCTYPE"):
        opened("a.kml", kml("<Placemark/>", head))


def test_xml_that_is_not_kml_is_refused() -> None:
    with pytest.raises(IntakeError, match="not KML"):
        opened("a.kml", b"<gpx/>")


def test_a_layer_of_a_geopackage_is_a_table_and_dates_stay_as_stored(tmp_path: Path) -> None:
    found = opened("a.gpkg", geopackage(tmp_path, features()))
    cells = only(found)
    assert (found.kind, found.tables[0].name) == ("vector", "a.gpkg [events]")
    assert cells["dated"] == ["2019-09", "2019-09-03"]
    assert (cells["name"], cells["count"]) == (["first", ""], ["33", "0"])
    assert json.loads(cells["geometry"][0]) == POINT
    assert cells["geometry"][1] == ""


def test_a_geopackage_in_another_projection_is_brought_to_degrees(tmp_path: Path) -> None:
    found = opened("a.gpkg", geopackage(tmp_path, features().to_crs(3857)))
    assert json.loads(only(found)["geometry"][0])["coordinates"] == pytest.approx([36, 35])


def test_a_trigger_is_not_run_and_a_view_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "made.gpkg"
    features().to_file(path, layer="events")
    base = sqlite3.connect(path)
    base.execute("CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM events; END")
    base.commit()
    assert len(opened("a.gpkg", path.read_bytes()).tables[0].frame) == 2
    base.execute("CREATE VIEW v AS SELECT * FROM events")
    base.commit()
    base.close()
    with pytest.raises(IntakeError, match="a view"):
        opened("a.gpkg", path.read_bytes())


@pytest.mark.parametrize(
    ("limit", "least", "why"),
    [
        ("GEOPACKAGE_STEPS", 5_000, "more steps"),
        ("UNPACKED_BYTES", 100, "unpacked, the layer"),
        ("ENTRIES", 3, "lists more than 3 tables"),
    ],
)
def test_a_geopackage_is_refused_by_what_it_asks_for_and_not_by_the_clock(
    limit: str, least: int, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = gpd.GeoDataFrame({"n": range(3_000)}, geometry=[shapely.Point(36, 35)] * 3_000, crs=4326)
    content = geopackage(tmp_path, frame)
    assert len(opened("a.gpkg", content).tables[0].frame) == 3_000
    monkeypatch.setattr(limits, limit, least)
    with pytest.raises(IntakeError, match=why):
        opened("a.gpkg", content)


def test_a_database_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (a)")
    base.commit()
    base.close()
    with pytest.raises(IntakeError, match="not a GeoPackage"):
        opened("a.gpkg", path.read_bytes())
    with pytest.raises(IntakeError, match="cannot be read"):
        opened("a.gpkg", path.read_bytes()[:100] + b"x" * 5000)


def test_geoparquet_is_a_table_with_geojson(tmp_path: Path) -> None:
    frame = features().assign(listed=[["a"], None], at=pd.to_datetime(["2019-09-03", None]), share=[1.0, 0.5])
    path = tmp_path / "made.parquet"
    frame.to_parquet(path)
    found = opened("a.parquet", path.read_bytes())
    cells = only(found)
    assert (found.kind, found.said) == ("parquet", "GeoParquet with 2 rows")
    assert json.loads(cells["geometry"][0]) == POINT
    assert (cells["count"], cells["share"]) == (["33", "0"], ["1", "0.5"])
    assert (cells["listed"], cells["at"]) == (['["a"]', ""], ["2019-09-03", ""])


def test_a_broken_parquet_is_refused() -> None:
    with pytest.raises(IntakeError, match="broken"):
        opened("a.parquet", b"PAR1" + b"x" * 100 + b"PAR1")


def test_characters_that_xml_cannot_hold_are_read_as_a_workbook_writes_them() -> None:
    rows = [["name", "note"], ["a_x0007_b", "_x005F_x0007_"], ["half _xD800_", "_x7_"]]
    assert only(opened("a.xlsx", workbook({"one": rows}))) == {
        "name": ["a\x07b", "half _xD800_"],
        "note": ["_x0007_", "_x7_"],
    }
