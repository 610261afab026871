"""GeoParquet (1.0, geometries in WKB): the flat table with the geometry of each row."""

from __future__ import annotations

import io
from collections.abc import Sequence

import geopandas as gpd
import pyarrow.parquet as pq

from datelines.files.opened import Opened
from datelines.formats.maps.features import located_frame, shapes_of, typed_frame
from datelines.formats.maps.parquet import imported_parquet, parquet_bytes_of, recognised
from datelines.formats.model import Format, Imported, Options
from datelines.share.extract import Extract

NAME = "geoparquet"
_SAID = "GeoParquet"


def recognise(opened: Sequence[Opened]) -> str:
    """Why a file is GeoParquet; blank where none is."""
    return recognised(opened, _SAID)


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The rows of one file. Raises IntakeError where there is none, several files, or no dates."""
    return imported_parquet(NAME, opened, _SAID, options)


def write(extract: Extract) -> bytes:
    """The extract as GeoParquet in WGS 84 (EPSG:4326); rows without a place have no geometry."""
    frame, geometries = located_frame(extract)
    layer = gpd.GeoDataFrame(typed_frame(frame), geometry=shapes_of(geometries), crs="EPSG:4326")
    content = io.BytesIO()
    layer.to_parquet(content, index=False)
    # geopandas writes what makes it GeoParquet, and takes no further metadata.
    return parquet_bytes_of(pq.read_table(content), extract)


FORMATS = (
    Format(
        name=NAME,
        title="GeoParquet",
        rank=66,
        recognise=recognise,
        read=read,
        write=write,
        suffix=".geoparquet",
        mime="application/vnd.apache.parquet",
        loses="nothing but what an outline says of itself (its note and its source)",
    ),
)
