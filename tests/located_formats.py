"""What every format of the flat table with geometries must do, as functions for the tests of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datelines.files.opening import opened
from datelines.formats.maps.geometries import outline_of
from datelines.formats.model import Format, Imported, Options
from datelines.formats.tables.frames import frames_of_extract
from datelines.share.extract import Extract
from tests.builders import archive, crowded_archive
from tests.extracts import OUTLINE, SEVERAL, extract_of, held, sent

PLACES = [
    {"place_id": "a", "latitude": "35", "longitude": "37"},
    {"place_id": "b", "latitude": "36.5", "longitude": "38.25"},
    {"place_id": "r", "geometry": "r.geojson"},
    {"place_id": "z", "geometry": "z.geojson"},
]
GEOMETRIES = (
    ("", None),
    ("a", "Point"),
    ("a;b", "MultiPoint"),
    ("r", "MultiLineString"),
    ("z", "Polygon"),
    ("a;r", "GeometryCollection"),
)
"""Places of an event, and what they are as one geometry."""


def placed(place_ids: str) -> Extract:
    """One report of an event at these places."""
    shapes = {"r.geojson": SEVERAL, "z.geojson": OUTLINE}
    return extract_of(archive(shapes, places=PLACES, events=[{"place_ids": place_ids}]))


def read_back(one: Format, content: bytes) -> Imported:
    """What reading makes of a file of this format; it is recognised as that, too."""
    assert one.recognise is not None
    assert one.read is not None
    file = opened(f"a{one.suffix}", content)
    assert one.recognise([file])
    return one.read([file], Options())


def round_trip(one: Format, of: Any) -> None:
    """What is written comes back, each row kept and none remarked on."""
    extract = extract_of(of)
    assert one.write is not None
    imported = read_back(one, one.write(extract))
    assert held(imported.frames) == sent(extract)
    rows = sum(max(len(of.figures_by_report.get(report, ())), 1) for report in of.report_by_id)
    assert (imported.read, imported.flags, imported.skipped) == (rows, (), ())
    named = {of.place_by_id[key].geometry for event in of.events for key in event.place_ids}
    outlines = {name: outline_of(of.shapes[name]) for name in named if name}
    assert {name: outline_of(content) for name, content in imported.shapes.items()} == outlines


def only_the_chosen(one: Format) -> None:
    """Of an archive the chosen reports are written, with what they refer to."""
    of = crowded_archive()
    extract = extract_of(of, frozenset(sorted(of.report_by_id)[:5]))
    assert one.write is not None
    imported = read_back(one, one.write(extract))
    assert held(imported.frames) == sent(extract)
    assert len(imported.frames["reports"]) == len(frames_of_extract(extract)["reports"]) == 5


def geometries(one: Format, kind_of: Callable[[bytes], str | None]) -> dict[str, str | None]:
    """The kind of geometry that `kind_of` finds in the file of one report, by its places."""
    assert one.write is not None
    return {place_ids: kind_of(one.write(placed(place_ids))) for place_ids, _ in GEOMETRIES}
