"""Tables with a geometry and columns of their own for the place: neither is lost."""

from __future__ import annotations

import json

import pytest

from datelines.files.opening import opened
from datelines.formats.builder import NO_OUTLET
from datelines.formats.maps import json_lines
from datelines.formats.model import Imported, Options

POINT = {"type": "Point", "coordinates": [36.5, 35.5]}
AREA = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}


def imported(*rows: dict[str, object]) -> Imported:
    lines = (json.dumps({"date": "2019-09-03", "title": f"Event {n}"} | row) for n, row in enumerate(rows))
    return json_lines.read([opened("a.jsonl", "\n".join(lines).encode())], Options())


def points(found: Imported) -> list[tuple[str, str]]:
    places = found.frames["places"]
    return list(zip(places["latitude"], places["longitude"], strict=True))


@pytest.mark.parametrize(
    "own",
    [{"lat": 33.5, "lon": 36.25}, {"Latitude": "33.5", "Longitude": "36.25"}, {"coordinates": "33.5, 36.25"}],
)
def test_a_row_without_a_geometry_keeps_the_point_of_its_own_columns(own: dict[str, object]) -> None:
    found = imported({"geometry": POINT, **dict.fromkeys(own, "")}, {"geometry": None, **own})
    assert points(found) == [("35.5", "36.5"), ("33.5", "36.25")]
    assert {flag.why for flag in found.flags} == {NO_OUTLET}


def test_a_row_with_a_point_is_placed_by_it_and_keeps_its_own_columns_beside() -> None:
    found = imported({"geometry": POINT, "lat": 33.5, "lon": 36.25})
    assert points(found) == [("35.5", "36.5")]
    assert found.kept_columns is not None
    assert found.kept_columns["lat"].tolist() == ["33.5"]


def test_an_outline_has_the_point_of_its_row_for_a_label_or_none() -> None:
    found = imported({"geometry": AREA, "lat": 35.25, "lon": 36.25}, {"geometry": AREA})
    assert set(points(found)) == {("35.25", "36.25"), ("", "")}
    assert len(found.shapes) == 2


def test_a_row_with_neither_has_no_point() -> None:
    found = imported({"geometry": POINT, "lat": "", "lon": ""}, {"geometry": None, "lat": "", "lon": ""})
    assert points(found) == [("35.5", "36.5")]
