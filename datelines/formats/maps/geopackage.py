"""GeoPackage (OGC 12-128r19): a layer with a row for each report and figure, and a table about the file."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date as Day

import geopandas as gpd
import pandas as pd
import pyogrio

from datelines.files.opened import Opened, only_file
from datelines.formats.maps.features import LOSES, imported_rows, located_frame, shapes_of, typed_frame
from datelines.formats.model import Format, Imported, Options
from datelines.share.extract import Extract

NAME = "gpkg"
LAYER = "reports"
REMARKS_LAYER = "datelines_remarks"
"""The table that says what the file is and how to cite it; the standard's gpkg_metadata holds the same."""


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is a GeoPackage; blank where none is."""
    found = _geopackages(opened)
    return f"it is a {found[0].said}" if found else ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The layer with dates of one GeoPackage. Raises IntakeError where there is none, or more than one."""
    found = only_file(opened, _geopackages(opened), "GeoPackage", "give a file that ends in .gpkg")
    tables = found.tables
    about = next((table.frame for table in tables if table.part == REMARKS_LAYER), pd.DataFrame())
    remarks = dict(zip(about.get("label", ()), about.get("words", ()), strict=True))
    return imported_rows(NAME, [table for table in tables if table.part != REMARKS_LAYER], options, remarks)


def write(extract: Extract) -> bytes:
    """The extract as a GeoPackage in WGS 84 (EPSG:4326); rows without a place have no geometry."""
    frame, geometries = located_frame(extract)
    layer = gpd.GeoDataFrame(typed_frame(frame), geometry=shapes_of(geometries), crs="EPSG:4326")
    remarks = dict(extract.remarks)
    file = io.BytesIO()
    pyogrio.write_dataframe(
        layer,
        file,
        layer=LAYER,
        driver="GPKG",
        geometry_type="Unknown",
        layer_metadata=remarks,
        dataset_metadata=remarks,
        layer_options={"DESCRIPTION": extract.sentence},
    )
    return _with_remarks(file.getvalue(), remarks, extract.on)


def _with_remarks(content: bytes, remarks: Mapping[str, str], on: Day) -> bytes:
    """The file with a table of remarks (OGC 12-128r19, attributes). GDAL appends a second table to files on
    the disk alone, and a reader's table is not to be written there."""
    with closing(sqlite3.connect(":memory:")) as file:
        file.deserialize(content)
        file.execute(
            f"CREATE TABLE {REMARKS_LAYER} "
            "(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, label TEXT, words TEXT)"
        )
        file.executemany(f"INSERT INTO {REMARKS_LAYER} (label, words) VALUES (?, ?)", remarks.items())
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES (?, ?, ?, ?)",
            (REMARKS_LAYER, "attributes", REMARKS_LAYER, f"{on.isoformat()}T00:00:00.000Z"),
        )
        file.commit()
        return file.serialize()


def _geopackages(opened: Sequence[Opened]) -> list[Opened]:
    return [file for file in opened if file.kind == "vector" and file.said.startswith("GeoPackage")]


FORMATS = (
    Format(
        name=NAME,
        title="GeoPackage",
        rank=64,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".gpkg",
        mime="application/geopackage+sqlite3",
        loses=LOSES,
    ),
)
