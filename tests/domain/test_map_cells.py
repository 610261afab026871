"""Cells of the map: every event in exactly the cells where it is reported, counted once in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from datelines import map_cells, on_map
from datelines.extent import extent_of, window_of
from datelines.map_cells import FINEST_ZOOM, MOST_SHARES, Window, cells_of, corner
from datelines.query import EventQuery
from datelines.relation import relation_of
from datelines.selection import Selection
from datelines.store import Loaded
from tests.builders import archive

HOME = ((32.3, 35.5), (37.4, 42.4))
WORLD = Window(-90.0, -180.0, 90.0, 180.0, 2.0)


def crowd(*points: tuple[float, float], outlets: int = 1, at_once: int = 1) -> Selection:
    """A place at each point; each event is at `at_once` places that follow one another, and is reported by
    an outlet of `outlets` in turn; every third event by two."""
    names = [f"outlet-{number}" for number in range(outlets)]
    places = [
        {"place_id": f"p{number:04}", "latitude": str(latitude), "longitude": str(longitude)}
        for number, (latitude, longitude) in enumerate(points)
    ]
    ids = [place["place_id"] for place in places]
    events = [
        {"event_id": f"e{number:04}", "place_ids": ";".join(ids[number : number + at_once])}
        for number in range(len(ids))
    ]
    reports = []
    for number, event in enumerate(events):
        for turn in range(2 if number % 3 == 0 else 1):
            source = f"source-{(number + turn) % outlets}"
            report = {"report_id": f"r{number:04}-{turn}", "event_id": event["event_id"], "source_id": source}
            reports.append(report)
    data = archive(
        outlets=[{"outlet_id": name} for name in names],
        sources=[{"source_id": f"source-{n}", "outlet_id": name} for n, name in enumerate(names)],
        places=places,
        events=events,
        reports=reports,
    )
    return Loaded(data, relation_of(data), {}).selection(EventQuery())


coordinates = some.tuples(
    some.integers(-8900, 8900).map(lambda n: n / 100), some.integers(-17900, 17900).map(lambda n: n / 100)
)


@given(some.lists(coordinates, min_size=1, max_size=30), some.integers(1, 4), some.floats(0, 14))
def test_a_cell_counts_the_distinct_events_and_reports_of_its_square(
    points: list[tuple[float, float]], at_once: int, zoom: float
) -> None:
    selection = crowd(*points, outlets=3, at_once=at_once)
    events, reports, outlets = defaultdict(set), defaultdict(set), defaultdict(Counter)
    size = replace(WORLD, zoom=zoom).size
    for row in selection.rows.itertuples():
        square = (int(row.cell_x) // size * size, int(row.cell_y) // size * size)
        events[square].add(row.event_id)
        if row.report_id not in reports[square]:
            outlets[square][row.outlet_id] += 1
        reports[square].add(row.report_id)
    found = cells_of(selection._kept, replace(WORLD, zoom=zoom))
    assert {(cell.x, cell.y): cell.events for cell in found} == {at: len(ids) for at, ids in events.items()}
    for cell in found:
        square = (cell.x, cell.y)
        assert cell.size == size
        assert cell.reports == len(reports[square]) == cell.others + sum(number for _, number in cell.shares)
        assert dict(cell.shares).items() <= outlets[square].items()
        listed, more = selection.cell_events(cell.x, cell.y, cell.size)
        assert {event.event_id for event in listed} == events[square]
        assert more == 0
        west, south, east, north = cell.inner
        assert cell.x <= west <= east < cell.x + size
        assert cell.y <= south <= north < cell.y + size


@given(some.integers(-20000, 20000), some.integers(0, 14).map(lambda power: 2**power))
def test_the_corner_of_a_cell_lies_south_west_of_what_is_in_it(coordinate: int, size: int) -> None:
    (found,) = corner(np.array([coordinate]), size).tolist()
    assert found == coordinate // size * size
    assert found <= coordinate < found + size


def test_cells_are_halved_with_each_zoom_down_to_the_finest_grid() -> None:
    sizes = [
        replace(WORLD, zoom=zoom).size for zoom in (0, 1, 2, 2.49, 2.5, FINEST_ZOOM, FINEST_ZOOM + 1, 99)
    ]
    assert sizes == [8192, 4096, 2048, 2048, 1024, 1, 1, 1]


def test_a_cell_at_the_edge_of_the_window_is_counted_whole() -> None:
    selection = crowd((0.1, 0.1), (0.1, 5.0), (0.1, 50.0))
    (cell,) = cells_of(selection._kept, Window(0.0, 4.0, 1.0, 6.0, 3.0))
    assert (cell.events, cell.x, cell.size) == (2, 0, 1024)


def test_there_are_never_more_cells_than_can_be_read() -> None:
    points = [(y / 10, x / 10) for y in range(30) for x in range(30)]
    selection = crowd(*points)
    found = cells_of(selection._kept, Window(-1.0, -1.0, 4.0, 4.0, 12.0))
    assert 50 < len(found) <= map_cells.MOST_CELLS
    assert sum(cell.events for cell in found) == 900
    assert {cell.size for cell in found} == {16}


def test_the_outlets_with_most_reports_are_named_and_the_others_counted_together() -> None:
    selection = crowd(*[(1.001, 1.001)] * 20, outlets=MOST_SHARES + 3)
    (cell,) = cells_of(selection._kept, WORLD)
    assert len(cell.shares) == MOST_SHARES
    assert cell.others > 0
    assert [number for _, number in cell.shares] == sorted((n for _, n in cell.shares), reverse=True)


@pytest.mark.parametrize(
    ("points", "whole"), [([(1.0, 1.0), (1.0, 1.0)], True), ([(1.0, 1.0), (1.0, 1.5)], False)]
)
def test_a_cell_of_one_spot_cannot_be_divided(points: list[tuple[float, float]], whole: bool) -> None:
    (cell,) = cells_of(crowd(*points)._kept, WORLD)
    assert cell.whole is whole


def test_no_cell_is_drawn_where_nothing_is_in_sight() -> None:
    assert cells_of(crowd((10.0, 10.0))._kept, Window(50.0, 50.0, 60.0, 60.0, 4.0)) == ()


def test_few_places_are_all_marks_whatever_the_map_shows() -> None:
    selection = crowd((35.0, 37.0), (10.0, 10.0))
    assert not selection.crowded
    drawn = selection.on_map(Window(0.0, 0.0, 1.0, 1.0, 9.0), HOME)
    assert (len(drawn.marks), drawn.cells, drawn.window) == (2, (), None)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Selection:
    """A selection that is too much for marks: 40 places far from one another and 40 close together."""
    monkeypatch.setattr("datelines.selection.MOST_MARKS", 50)
    monkeypatch.setattr(on_map, "MOST_IN_SIGHT", 10)
    close = [(10 + number / 100, 10.0) for number in range(40)]
    return crowd(*[(-20.0 + number, number * 2.0) for number in range(40)], *close)


def test_many_places_are_cells_of_the_window_and_marks_again_where_few_are_in_sight(many: Selection) -> None:
    assert many.crowded
    far = many.on_map(WORLD, HOME)
    assert far.marks == ()
    assert sum(cell.events for cell in far.cells) == 80
    assert far.window == WORLD
    near = many.on_map(Window(-20.5, -0.5, -17.5, 6.5, 7.0), HOME)
    assert near.cells == ()
    assert {mark.place.place_id for mark in near.marks} >= {"p0000", "p0001", "p0002"}
    assert len(near.marks) <= 10


def test_the_places_of_the_chosen_event_are_marks_among_the_cells(many: Selection) -> None:
    drawn = many.on_map(WORLD, HOME, "e0007")
    assert [mark.place.place_id for mark in drawn.marks] == ["p0007"]
    assert drawn.cells == many.on_map(WORLD, HOME).cells
    assert many.on_map(WORLD, HOME, "not-selected").marks == ()


def test_without_a_window_the_map_begins_with_all_of_the_data(many: Selection) -> None:
    drawn = many.on_map(None, HOME)
    assert drawn.extent == ((-20.0, 0.0), (19.0, 78.0))
    assert drawn.window is not None
    assert drawn.window.south < -20 < 19 < drawn.window.north
    assert drawn.window.west < 0 < 78 < drawn.window.east
    assert sum(cell.events for cell in drawn.cells) == 80


def test_data_at_home_are_shown_without_the_few_that_are_far_off() -> None:
    near, far = np.array([33.0, 35.0, 36.0]), np.array([36.5, 37.0, 38.0])
    assert extent_of(near, far, HOME) == ((33.0, 36.5), (36.0, 38.0))
    assert extent_of(np.append(near, 10.0), np.append(far, 10.0), HOME) == ((33.0, 36.5), (36.0, 38.0))
    assert extent_of(np.array([33.0, 10.0, 11.0]), np.array([37.0, 10.0, 11.0]), HOME) == ((10, 10), (33, 37))
    assert extent_of(np.array([]), np.array([]), HOME) is None


@given(coordinates, coordinates)
def test_the_first_window_holds_the_whole_box(one: tuple[float, float], other: tuple[float, float]) -> None:
    low, high = tuple(map(min, one, other)), tuple(map(max, one, other))
    window = window_of((low, high))  # type: ignore[arg-type]
    assert 1 <= window.zoom <= 9
    if high[1] - low[1] < 150 and max(map(abs, (low[0], high[0]))) < 60:
        assert window.south <= low[0] <= high[0] <= window.north
        assert window.west <= low[1] <= high[1] <= window.east
