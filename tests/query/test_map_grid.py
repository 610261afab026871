"""Cells of the map: every event in exactly the cells where it is reported, counted once in each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from datelines.query import map_grid, map_marks
from datelines.query.events import EventPage
from datelines.query.map_grid import (
    CELL_SHARES,
    FINEST_ZOOM,
    Bounds,
    Cell,
    Window,
    _near,
    cells_of,
    extent_of_places,
    window_of,
)
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.table.archive import Archive
from tests.builders import archive, store_of
from tests.oracle import Oracle, rows_of

FEW = settings(max_examples=30)
HOME = ((32.3, 35.5), (37.4, 42.4))
WORLD = Window(-90.0, -180.0, 90.0, 180.0, 2.0)


@dataclass(frozen=True, eq=False)
class Crowd:
    """An archive with many places, and what is selected of it."""

    archive: Archive
    query: EventQuery

    @property
    def selection(self) -> Selection:
        return Selection(store_of(self.archive), self.query)

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.archive, rows_of(self.archive), self.query)

    def cells(self, window: Window) -> tuple[Cell, ...]:
        return cells_of(self.selection.kept, window)


def crowd(
    *points: tuple[float, float], outlets: int = 1, at_once: int = 1, chosen: frozenset[str] = frozenset()
) -> Crowd:
    """A place at each point; each event is at `at_once` places that follow one another, and is reported by
    an outlet of `outlets` in turn; every third event by two. Only the `chosen` places are selected."""
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
    return Crowd(data, EventQuery(places=chosen))


coordinates = some.tuples(
    some.integers(-8900, 8900).map(lambda n: n / 100), some.integers(-17900, 17900).map(lambda n: n / 100)
)
together = some.tuples(
    some.integers(-30, 30).map(lambda n: n / 100), some.integers(-30, 30).map(lambda n: n / 100)
)


@FEW
@given(
    some.lists(coordinates, min_size=1, max_size=30) | some.lists(together, min_size=1, max_size=30),
    some.integers(1, 4),
    some.floats(0, 14),
    some.frozensets(some.integers(0, 9).map(lambda n: f"p{n:04}"), max_size=6),
)
def test_a_cell_counts_the_distinct_events_and_reports_of_its_square(
    points: list[tuple[float, float]], at_once: int, zoom: float, chosen: frozenset[str]
) -> None:
    many = crowd(*points, outlets=3, at_once=at_once, chosen=chosen)
    selection, oracle, window = many.selection, many.oracle, replace(WORLD, zoom=zoom)
    wanted, found = oracle.cells(window.size), cells_of(selection.kept, window)
    assert [(cell.y, cell.x) for cell in found] == sorted((y, x) for x, y in wanted)
    for cell in found:
        rows = wanted[cell.x, cell.y]
        events, reports = {row["event_id"] for row in rows}, {row["report_id"] for row in rows}
        outlets = Counter(outlet for _, outlet in {(row["report_id"], row["outlet_id"]) for row in rows})
        assert (cell.size, cell.events, cell.reports) == (window.size, len(events), len(reports))
        assert dict(cell.shares) == outlets
        assert cell.others == 0
        listed = selection.cell_events(cell.x, cell.y, cell.size)
        assert list(listed.events) == [oracle.marked(name) for name in oracle.event_ids if name in events]
        assert (listed.before, listed.after) == (0, 0)
        xs, ys = ([row[name] for row in rows] for name in ("cell_x", "cell_y"))
        assert cell.inner == (min(xs), min(ys), max(xs), max(ys))


@pytest.mark.parametrize(
    ("asked", "first", "last", "before", "after"),
    [(0, "e0000", "e0002", 0, 5), (3, "e0003", "e0005", 3, 2), (6, "e0006", "e0007", 6, 0)],
)
def test_the_list_of_a_cell_comes_in_pages_that_say_what_is_before_and_after(
    monkeypatch: pytest.MonkeyPatch, asked: int, first: str, last: str, before: int, after: int
) -> None:
    monkeypatch.setattr("datelines.query.events.CELL_LISTED", 3)
    page = crowd(*[(1.001, 1.001)] * 8).selection.cell_events(64, 64, 64, asked)
    assert (page.events[0].event_id, page.events[-1].event_id) == (first, last)
    assert (page.before, page.after) == (before, after)
    assert before + len(page.events) + after == 8


def test_a_page_beyond_the_end_of_a_list_is_the_first_one_and_an_empty_cell_has_none() -> None:
    selection = crowd(*[(1.001, 1.001)] * 8).selection
    assert selection.cell_events(64, 64, 64, 8) == selection.cell_events(64, 64, 64)
    assert selection.cell_events(0, 0, 64, 8) == EventPage((), 0, 0)


def test_cells_are_halved_with_each_zoom_down_to_the_finest_grid() -> None:
    sizes = [
        replace(WORLD, zoom=zoom).size for zoom in (0, 1, 2, 2.49, 2.5, FINEST_ZOOM, FINEST_ZOOM + 1, 99)
    ]
    assert sizes == [8192, 4096, 2048, 2048, 1024, 1, 1, 1]


def test_a_cell_at_the_edge_of_the_window_is_counted_whole() -> None:
    many = crowd((0.1, 0.1), (0.1, 5.0), (0.1, 50.0))
    (cell,) = many.cells(Window(0.0, 4.0, 1.0, 6.0, 3.0))
    assert (cell.events, cell.x, cell.size) == (2, 0, 1024)


def test_there_are_never_more_cells_than_can_be_read() -> None:
    points = [(y / 10, x / 10) for y in range(30) for x in range(30)]
    found = crowd(*points).cells(Window(-1.0, -1.0, 4.0, 4.0, 12.0))
    assert 50 < len(found) <= map_grid.MOST_CELLS
    assert sum(cell.events for cell in found) == 900
    assert {cell.size for cell in found} == {16}


def test_the_outlets_with_most_reports_are_named_and_the_others_counted_together() -> None:
    many = crowd(*[(1.001, 1.001)] * 20, outlets=CELL_SHARES + 3)
    (cell,) = many.cells(WORLD)
    reports = Counter(row["outlet_id"] for row in many.oracle.reports)
    assert len(cell.shares) == CELL_SHARES
    assert [number for _, number in cell.shares] == sorted(reports.values(), reverse=True)[:CELL_SHARES]
    assert all(reports[outlet] == number for outlet, number in cell.shares)
    assert cell.others == cell.reports - sum(number for _, number in cell.shares) > 0


@pytest.mark.parametrize(
    ("points", "whole"), [([(1.0, 1.0), (1.0, 1.0)], True), ([(1.0, 1.0), (1.0, 1.5)], False)]
)
def test_a_cell_of_one_spot_cannot_be_divided(points: list[tuple[float, float]], whole: bool) -> None:
    (cell,) = crowd(*points).cells(WORLD)
    assert cell.whole is whole


def test_no_cell_is_drawn_where_nothing_is_in_sight() -> None:
    assert crowd((10.0, 10.0)).cells(Window(50.0, 50.0, 60.0, 60.0, 4.0)) == ()


def test_few_places_are_all_marks_whatever_the_map_shows() -> None:
    selection = crowd((35.0, 37.0), (10.0, 10.0)).selection
    assert not selection.crowded
    drawn = selection.on_map(Window(0.0, 0.0, 1.0, 1.0, 9.0), HOME)
    assert (len(drawn.marks), drawn.cells, drawn.window) == (2, (), None)


def scattered() -> Crowd:
    """40 places far from one another and 40 close together."""
    close = [(10 + number / 100, 10.0) for number in range(40)]
    return crowd(*[(-20.0 + number, number * 2.0) for number in range(40)], *close)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Selection:
    """A selection that is too much for marks."""
    monkeypatch.setattr("datelines.query.selection.MOST_MARKS", 50)
    monkeypatch.setattr(map_marks, "MOST_IN_SIGHT", 10)
    return scattered().selection


def test_many_places_are_cells_of_the_window_and_marks_again_where_few_are_in_sight(many: Selection) -> None:
    assert many.crowded
    assert many.marks == ()
    far = many.on_map(WORLD, HOME)
    assert far.marks == ()
    assert sum(cell.events for cell in far.cells) == 80
    assert far.window == WORLD
    near = many.on_map(Window(-20.5, -0.5, -17.5, 6.5, 7.0), HOME)
    assert near.cells == ()
    assert {mark.place.place_id for mark in near.marks} >= {"p0000", "p0001", "p0002"}
    assert len(near.marks) <= 10


@pytest.mark.parametrize(
    ("most", "sample", "more"),
    [(79, 9999, True), (80, 9999, False), (79, 80, True), (80, 20, False), (79, 20, True)],
)
def test_places_are_counted_among_all_rows_where_some_are_of_too_few(
    monkeypatch: pytest.MonkeyPatch, most: int, sample: int, more: bool
) -> None:
    monkeypatch.setattr(map_marks, "SAMPLE", sample)
    assert map_marks.more_places(scattered().selection.kept, most) is more


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


def areas_and_points(areas: int, points: int) -> Selection:
    """Areas with a shape and no point, the first with most events, and places with a point."""
    places = [{"place_id": f"area-{n:02}", "geometry": "x.geojson"} for n in range(areas)]
    spots = [{"place_id": f"p{n:02}", "latitude": f"{n}", "longitude": "1"} for n in range(points)]
    events = [
        {"event_id": f"e{n:02}-{turn}", "place_ids": place["place_id"]}
        for n, place in enumerate(places + spots)
        for turn in range(max(1, areas - n))
    ]
    reports = [{"report_id": f"r{event['event_id']}", "event_id": event["event_id"]} for event in events]
    return Selection(store_of(archive(places=places + spots, events=events, reports=reports)), EventQuery())


@pytest.mark.parametrize(("most", "undrawn"), [(2, 3), (5, 0)])
def test_areas_with_most_events_are_marks_beside_the_cells_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch, most: int, undrawn: int
) -> None:
    monkeypatch.setattr("datelines.query.selection.MOST_MARKS", 3)
    monkeypatch.setattr(map_marks, "MOST_IN_SIGHT", 1)
    monkeypatch.setattr(map_marks, "MOST_SHAPES", most)
    drawn = areas_and_points(5, 4).on_map(WORLD, HOME)
    assert [mark.place.place_id for mark in drawn.marks] == [f"area-{n:02}" for n in range(most)]
    assert drawn.undrawn == undrawn
    assert sum(cell.events for cell in drawn.cells) == 4


def test_areas_alone_have_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datelines.query.selection.MOST_MARKS", 3)
    drawn = areas_and_points(5, 0).on_map(WORLD, HOME)
    assert (len(drawn.marks), drawn.cells, drawn.window, drawn.extent) == (5, (), None, None)


def extent_of(latitudes: Any, longitudes: Any, home: Bounds) -> Bounds | None:
    """The smallest box around the points, in degrees: around those in or close to `home`, if these are at
    least half of them (a few far places shall not push the others together), else around all. None without
    points."""
    if not len(latitudes):
        return None
    (south, west), (north, east) = _near(home)
    near = (latitudes >= south) & (latitudes <= north)
    near &= (longitudes >= west) & (longitudes <= east)
    if near.sum() * 2 >= len(near):
        latitudes, longitudes = latitudes[near], longitudes[near]
    low, high = (float(latitudes.min()), float(longitudes.min())), (latitudes.max(), longitudes.max())
    return low, (float(high[0]), float(high[1]))


def test_data_at_home_are_shown_without_the_few_that_are_far_off() -> None:
    near, far = np.array([33.0, 35.0, 36.0]), np.array([36.5, 37.0, 38.0])
    assert extent_of(near, far, HOME) == ((33.0, 36.5), (36.0, 38.0))
    assert extent_of(np.append(near, 10.0), np.append(far, 10.0), HOME) == ((33.0, 36.5), (36.0, 38.0))
    assert extent_of(np.array([33.0, 10.0, 11.0]), np.array([37.0, 10.0, 11.0]), HOME) == ((10, 10), (33, 37))
    assert extent_of(np.array([]), np.array([]), HOME) is None


@FEW
@given(some.lists(coordinates, min_size=1, max_size=12), coordinates, coordinates)
def test_the_store_finds_the_extent_that_the_points_have(
    points: list[tuple[float, float]], one: tuple[float, float], other: tuple[float, float]
) -> None:
    home: Bounds = (tuple(map(min, one, other)), tuple(map(max, one, other)))  # type: ignore[assignment]
    kept = crowd(*points, at_once=2).selection.kept
    wanted = extent_of(*(np.array(axis) for axis in zip(*points, strict=True)), home)
    assert extent_of_places(kept, home) == wanted


@given(coordinates, coordinates)
def test_the_first_window_holds_the_whole_box(one: tuple[float, float], other: tuple[float, float]) -> None:
    low, high = tuple(map(min, one, other)), tuple(map(max, one, other))
    window = window_of((low, high))  # type: ignore[arg-type]
    assert 1 <= window.zoom <= 9
    if high[1] - low[1] < 150 and max(map(abs, (low[0], high[0]))) < 60:
        assert window.south <= low[0] <= high[0] <= window.north
        assert window.west <= low[1] <= high[1] <= window.east
