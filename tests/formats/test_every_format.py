"""What every format must do, found by `all_formats`: a new one is tested without a new line here.

Formats that differ are named in a constant, with the reason.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given, settings

from datelines.checks import read_archive
from datelines.files.opened import IntakeError
from datelines.files.opening import opened
from datelines.formats import all_formats, readable_formats, writable_formats
from datelines.formats.maps.geometries import outline_of
from datelines.formats.maps.geopackage import LAYER
from datelines.formats.model import KEEP_ALL, Options
from datelines.formats.tables.frames import frames_of_extract
from datelines.query.dataset import SHIPPED_DATA
from datelines.record.package import UNKNOWN_LICENCE
from datelines.share.extract import Extract
from datelines.table.archive import Archive
from tests import random_archives
from tests.builders import archive, crowded_archive
from tests.conftest import VALID
from tests.extracts import OUTLINE, SEVERAL, archives, extract_of, held, problems_of, read_back, sent, wrote

# Of a GeoPackage in memory, which has no name that could end in .gpkg.
pytestmark = pytest.mark.filterwarnings("ignore:File /vsimem:RuntimeWarning")

READABLE, WRITABLE = list(readable_formats()), list(writable_formats())
BOTH = [name for name in READABLE if name in WRITABLE]
OF_OTHERS = ("timelinejs", "timemap", "linked-places")
"""Formats that hold what their programs show, and not our tables."""
WHOLE = [name for name in BOTH if name not in OF_OTHERS]
ANY_TEXT = ("datapackage", "workbook", "flat")
"""Formats of our own tables, which keep text that a map or a line of JSON would not: breaks, outer signs."""
ANY_TABLE = ("flat",)
"""Formats that read any table with dates, and so are asked last."""
A_ROW_FOR_EACH_REPORT = ("geojson", "kml")
"""The others of `WHOLE` have one for each figure, so that every row has the same columns."""


def archive_of_two() -> Archive:
    """A reviewed event at a zone, and a draft of which another reviewer has signed the report."""
    place = {"place_id": "zone", "kind": "zone", "geometry": "zone.geojson", "precision": "5"}
    draft = {"status": "draft", "reviewed_on": "", "reviewed_by": ""}
    return archive(
        {"zone.geojson": OUTLINE},
        places=[place],
        events=[
            {"event_id": "one", "title": "The first event", "place_ids": "zone"},
            {"event_id": "two", "title": "The second event", **draft},
        ],
        reports=[
            {"report_id": "r1", "event_id": "one", "summary": "The first summary."},
            {
                "report_id": "r2",
                "event_id": "two",
                "summary": "The second summary.",
                "reviewed_by": "students",
            },
        ],
    )


def outlines(shapes: Mapping[str, bytes]) -> dict[str, Any]:
    return {name: outline_of(content) for name, content in shapes.items()}


def kept_by(name: str, extract: Extract) -> dict[str, pd.DataFrame]:
    """The tables that a format keeps: of populations and parts, a flat one has the ids alone, and of places
    those that events are at."""
    frames = frames_of_extract(extract)
    if name in ANY_TEXT[:2]:
        return frames
    at = {place for cell in frames["events"]["place_ids"] for place in cell.split(";")}
    frames["places"] = frames["places"][frames["places"]["place_id"].isin(at)].reset_index(drop=True)
    return {table: frame for table, frame in frames.items() if table not in ("populations", "parts")}


def shapes_of_events(of: Archive) -> dict[str, bytes]:
    """The outlines of places that events are at."""
    named = {of.place_by_id[key].geometry for event in of.events for key in event.place_ids}
    return {name: of.shapes[name] for name in named if name}


@pytest.mark.parametrize("name", [name for name in WHOLE if name not in ANY_TEXT])
@settings(max_examples=15)
@given(of=archives())
def test_what_is_written_comes_back_without_a_loss(name: str, of: Archive) -> None:
    extract = extract_of(of)
    imported = read_back(name, extract)
    assert held(imported.frames) == sent(extract)
    figures = 1 if name in A_ROW_FOR_EACH_REPORT else None
    rows = sum(figures or len(of.figures_by_report.get(report, ())) or 1 for report in of.report_by_id)
    assert (imported.read, imported.flags, imported.skipped) == (rows, (), ())
    assert outlines(imported.shapes) == outlines(shapes_of_events(of))


@pytest.mark.parametrize("name", ANY_TEXT)
@settings(max_examples=15)
@given(of=random_archives.archives())
def test_tables_come_back_as_they_were_whatever_is_in_their_cells(name: str, of: Archive) -> None:
    extract = extract_of(of)
    imported = read_back(name, extract)
    random_archives.assert_same_frames(imported.frames, kept_by(name, extract))
    assert (imported.flags, imported.skipped, imported.kept_columns) == ((), (), None)


@pytest.mark.parametrize("name", ANY_TEXT)
def test_the_shipped_tables_come_back_with_their_outlines(name: str) -> None:
    of = read_archive(SHIPPED_DATA)
    imported = read_back(name, extract_of(of))
    random_archives.assert_same_frames(imported.frames, kept_by(name, extract_of(of)))
    assert imported.flags == ()
    assert set(imported.shapes) == set(imported.frames["places"]["geometry"]) - {""} != set()
    assert all(json.loads(content) == json.loads(of.shapes[one]) for one, content in imported.shapes.items())


@pytest.mark.parametrize("name", ["datapackage", "workbook"])
def test_what_has_room_for_it_keeps_the_bounds_and_the_choice_of_columns(name: str) -> None:
    of = read_archive(VALID)
    imported = read_back(name, extract_of(of, mapping={"event.date": "=Datum"}))
    assert imported.mapping == {"event.date": "=Datum"}
    assert imported.corpus["datelines:bounds"] == of.corpus.bounds
    assert read_back(name, extract_of(of)).mapping == {}


@pytest.mark.parametrize("name", BOTH)
def test_what_comes_back_passes_the_checks(name: str) -> None:
    assert problems_of(read_back(name, extract_of(read_archive(VALID)))) == []


@pytest.mark.parametrize("name", WRITABLE)
def test_only_the_chosen_reports_are_written(name: str) -> None:
    of = archive_of_two()
    for chosen, other, report in (("first", "second", "r1"), ("second", "first", "r2")):
        text = text_in(wrote(name, extract_of(of, frozenset({report}))))
        for words in ("summary", "event"):
            assert f"The {chosen} {words}" in text
            assert f"The {other} {words}" not in text


@pytest.mark.parametrize("name", WHOLE)
def test_the_chosen_reports_come_back_with_what_they_refer_to(name: str) -> None:
    of = crowded_archive()
    extract = extract_of(of, frozenset(sorted(of.report_by_id)[:5]))
    imported = read_back(name, extract)
    assert held(imported.frames) == held(kept_by(name, extract))
    assert len(imported.frames["reports"]) == 5


@pytest.mark.parametrize("name", WHOLE)
def test_a_row_that_we_wrote_keeps_its_review_and_the_corpus_names_the_reviewers(name: str) -> None:
    extract = extract_of(archive_of_two())
    imported = read_back(name, extract)
    assert held(imported.frames) == sent(extract)
    reviewers = imported.corpus["datelines:reviewers"]
    assert isinstance(reviewers, list)
    assert {"maintainers", "students"} >= set(reviewers) >= {"maintainers"}


@pytest.mark.parametrize("name", OF_OTHERS)
def test_what_comes_back_from_a_format_of_others_is_a_draft(name: str) -> None:
    events = read_back(name, extract_of(archive_of_two())).frames["events"]
    assert events["status"].tolist() == ["draft", "draft"]
    assert set(events["reviewed_by"]) == {""}


@pytest.mark.parametrize("name", BOTH)
def test_the_licence_of_an_extract_comes_back_and_an_unknown_one_is_no_licence(name: str) -> None:
    licensed = extract_of(archive_of_two(), licence="CC BY 4.0 <b>& more</b>; https://example.org/l?a=1")
    (licence,) = read_back(name, licensed).corpus["licenses"]  # type: ignore[misc]
    assert licence["title"] == licensed.licence
    assert "licenses" not in read_back(name, replace(licensed, licence=UNKNOWN_LICENCE)).corpus


@pytest.mark.parametrize("name", WRITABLE)
def test_a_file_says_what_is_in_it_its_version_its_licence_where_it_is_from_and_how_to_cite_it(
    name: str,
) -> None:
    link = "https://example.org/?kind=drones"
    extract = extract_of(archive(), sentence="Reports of “attacks”", licence="Any licence", link=link)
    text = text_in(wrote(name, extract))
    for words in (extract.sentence, extract.archive.version, "Any licence", link, extract.citation):
        assert words in text, words
    assert "Any licence" not in text_in(wrote(name, extract_of(archive())))


@pytest.mark.parametrize("name", OF_OTHERS)
def test_a_format_of_others_says_what_it_loses_and_what_keeps_everything(name: str) -> None:
    assert all_formats()[name].loses.endswith(KEEP_ALL)
    assert set(ANY_TEXT) <= set(WHOLE)


@pytest.mark.parametrize("name", WHOLE)
def test_a_format_that_returns_everything_does_not_send_the_reader_elsewhere(name: str) -> None:
    assert KEEP_ALL not in all_formats()[name].loses


@pytest.mark.parametrize("name", [name for name in READABLE if name not in ANY_TABLE])
def test_another_table_or_value_is_neither_recognised_nor_read(name: str) -> None:
    one = all_formats()[name]
    table = opened("a.csv", b"date,title,when\n2019-09-03,Drones,2019\n")
    for file in (table, opened("a.json", b'{"a": [4]}')):
        assert one.recognise is not None
        assert one.read is not None
        assert one.recognise([file]) == ""
        with pytest.raises(IntakeError):
            one.read([file], Options())


@pytest.mark.parametrize("name", OF_OTHERS)
def test_a_file_that_still_has_our_tables_in_it_opens_as_one_without_them(name: str) -> None:
    """Files were once written with a member `datelines`."""
    extract = extract_of(archive_of_two())
    value = json.loads(wrote(name, extract))
    tables = {table: frame.to_dict("records") for table, frame in frames_of_extract(extract).items()}
    about = "The tables of Datelines that this file was made of, so that it can be read back without a loss."
    value["datelines"] = {"about": about, "version": "1", "tables": tables, "shapes": {"../a.geojson": "{}"}}
    found, plain = read_back(name, json.dumps(value).encode()), read_back(name, extract)
    assert held(found.frames) == held(plain.frames)
    assert (dict(found.shapes), found.flags) == (dict(plain.shapes), plain.flags)


# Where an event is

PLACES = [
    {"place_id": "a", "latitude": "35", "longitude": "37"},
    {"place_id": "b", "latitude": "36.5", "longitude": "38.25"},
    {"place_id": "r", "geometry": "r.geojson"},
    {"place_id": "z", "geometry": "z.geojson"},
]
KINDS_OF_GEOMETRY = {
    "": None,
    "a": "Point",
    "a;b": "MultiPoint",
    "r": "MultiLineString",
    "z": "Polygon",
    "a;r": "GeometryCollection",
}
"""By the places of an event, what they are as one geometry."""


def in_geojson(content: bytes) -> str | None:
    geometry = json.loads(content)["features"][0]["geometry"]
    return geometry and geometry["type"]


def in_json_lines(content: bytes) -> str | None:
    return json.loads(content.splitlines()[1]).get("geometry", {}).get("type")


def in_parquet(content: bytes) -> str | None:
    (cell,) = pq.read_table(io.BytesIO(content))["geometry"].to_pylist()
    return json.loads(cell)["type"] if cell else None


def in_geoparquet(content: bytes) -> str | None:
    rows = gpd.read_parquet(io.BytesIO(content))
    assert rows.crs == "EPSG:4326"
    return rows.geometry.iloc[0] and rows.geometry.iloc[0].geom_type


def in_geopackage(content: bytes) -> str | None:
    shape = pyogrio.read_dataframe(io.BytesIO(content), layer=LAYER).geometry.iloc[0]
    return shape and shape.geom_type


@pytest.mark.parametrize(
    ("name", "kind_in"),
    [
        ("geojson", in_geojson),
        ("jsonl", in_json_lines),
        ("parquet", in_parquet),
        ("geoparquet", in_geoparquet),
        ("gpkg", in_geopackage),
    ],
)
def test_the_geometry_says_where_and_is_null_where_no_place_is_reported(
    name: str, kind_in: Callable[[bytes], str | None]
) -> None:
    shapes = {"r.geojson": SEVERAL, "z.geojson": OUTLINE}
    found = {}
    for place_ids in KINDS_OF_GEOMETRY:
        of = archive(shapes, places=PLACES, events=[{"place_ids": place_ids}])
        found[place_ids] = kind_in(wrote(name, extract_of(of)))
    assert found == KINDS_OF_GEOMETRY


# The text in a file of any format


def text_in(content: bytes) -> str:
    """All text in a file, with quotation marks as they were before CSV doubled them."""
    return "\n".join(texts_in(content)).replace('""', '"')


def texts_in(content: bytes) -> Iterator[str]:
    """Every text in a file, unpacked: of a ZIP each part, of a workbook, database or Parquet file each cell
    and the metadata, of JSON each string."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            if "xl/workbook.xml" in names:
                for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
                    yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
            else:
                for name in names:
                    yield from texts_in(packed.read(name))
    elif content.startswith(b"SQLite format 3\0"):
        base = sqlite3.connect(":memory:")
        base.deserialize(content)
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        yield from (str(c) for name in tables for row in base.execute(f'SELECT * FROM "{name}"') for c in row)
    elif content.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield from (text.decode("utf-8", "replace") for text in table.schema.metadata.values())
        yield from strings_in(table.to_pylist())
    elif content.lstrip().startswith(b"<"):
        yield from ElementTree.fromstring(content).itertext()
    elif content.startswith((b"{", b"[")):
        for line in content.splitlines() if b'\n{"' in content else [content]:
            yield from strings_in(json.loads(line))
    else:
        yield content.decode()


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)
    else:
        yield str(value)
