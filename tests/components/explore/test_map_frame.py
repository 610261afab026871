"""The map: a script that never changes and asks no other server, and data that stays data."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import folium
import pytest
import streamlit_folium

from components.explore.map import FEW, CellList, Question, first_view, how_drawn, map_data
from components.shared import map_frame
from components.shared.map_frame import OfflineMap, ReportMarks, Said, said, show_map
from components.shared.palette import OutletStyle, outlet_styles
from components.shared.view_state import View
from datelines.places.outlines import Outline
from datelines.query.events import EventPage, MarkedEvent
from datelines.query.map_grid import Cell, Window
from datelines.query.map_marks import Mark, OnMap
from datelines.record.records import Place
from tests.builders import HOSTILE

STYLES = outlet_styles([("tass", "TASS"), ("sana", "SANA"), ("unused", "Unused")])
AREA = {"type": "Polygon", "coordinates": [[[37.0, 35.0], [37.5, 35.0], [37.5, 35.5], [37.0, 35.0]]]}
ZONE = Outline("area", AREA, 35.2, 37.3)
ROAD = Outline("line", {"type": "LineString", "coordinates": [[37, 35], [38, 35]]}, 35, 37.5)


def place(**cells: Any) -> Place:
    needed = {"place_id": "town", "name": "Town", "kind": "town", "precision": 1}
    return Place.model_validate({**needed, "latitude": 35.0, "longitude": 37.0, **cells})


def mark(*events: str, text: str = "Title", **cells: Any) -> Mark:
    marked = (MarkedEvent(event, text, "3 September 2019", ("sana", "tass"), 2) for event in events or ("a",))
    return Mark(place(**cells), tuple(marked))


def data(*marks: Mark, styles: dict[str, OutletStyle] = STYLES, **changes: Any) -> dict[str, Any]:
    outlines, on_map = changes.pop("outlines", {}), changes.pop("on_map", OnMap(marks))
    words, opened = changes.pop("chosen_words", ""), changes.pop("opened", None)
    return map_data(on_map, outlines, styles, View(**changes), chosen_words=words, opened=opened)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What streamlit-folium sends to the browser, one set of arguments for each map drawn."""
    arguments: list[dict[str, Any]] = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **given: arguments.append(given))
    return arguments


def draw(*marks: Mark, **changes: Any) -> None:
    show_map(data(*marks, **changes), on_change=lambda: None)


def drawn_data(arguments: dict[str, Any]) -> dict[str, Any]:
    """The payload in the feature group that was sent."""
    literal = re.search(
        r'datelines\.marks\(JSON\.parse\(("(?:[^"\\]|\\.)*")\)\);', arguments["feature_group"]
    )
    assert literal
    payload: dict[str, Any] = json.loads(json.loads(literal[1]))
    return payload


def test_a_filter_changes_the_marks_and_never_the_map(sent: list[dict[str, Any]]) -> None:
    draw(mark("a"))
    draw(mark("b", "c"), mark("d", place_id="other"), event_id="b", theme="dark", online_tiles=True)
    draw()
    same = ("script", "header", "html", "css_links", "js_links", "key", "default", "height")
    for argument in same:
        assert sent[0][argument] == sent[1][argument] == sent[2][argument], argument
    assert len({arguments["feature_group"] for arguments in sent}) == 3


def test_the_map_rendered_once_for_all_is_sent_as_one_rendered_alone(sent: list[dict[str, Any]]) -> None:
    streamlit_folium.st_folium(OfflineMap(), key=map_frame.KEY, height=435, use_container_width=True)
    draw(mark("a"))
    draw(mark("b"), mark("c", place_id="other"))
    alone, *shared = sent
    for argument in ("script", "header", "html", "css_links", "js_links", "key", "id", "zoom"):
        assert [each[argument] for each in shared] == [alone[argument]] * 2, argument


def test_marks_of_one_session_are_not_left_on_the_map_of_the_next(sent: list[dict[str, Any]]) -> None:
    one, other = map_frame.RenderedMap(), map_frame.RenderedMap()
    one.add_child(ReportMarks("{}"))
    assert len(one._children) == len(other._children) + 1 == len(map_frame.RenderedMap()._children) + 1


def test_maps_drawn_at_the_same_time_by_several_sessions_do_not_mix(sent: list[dict[str, Any]]) -> None:
    texts = [f"Title {number}" for number in range(200)]
    with ThreadPoolExecutor(8) as sessions:
        list(sessions.map(lambda text: draw(mark("a", text=text)), texts))
    drawn = [drawn_data(each)["places"][0]["events"][0][1] for each in sent]
    assert sorted(drawn) == sorted(texts)
    assert len({each["script"] for each in sent}) == 1


def test_an_empty_selection_still_sends_a_group_which_clears_the_marks(sent: list[dict[str, Any]]) -> None:
    draw()
    assert drawn_data(sent[0])["places"] == []


def test_the_same_marks_are_sent_byte_for_byte(sent: list[dict[str, Any]]) -> None:
    draw(mark("a"))
    draw(mark("a"))
    assert sent[0]["feature_group"] == sent[1]["feature_group"]


def test_the_map_asks_no_other_server(sent: list[dict[str, Any]]) -> None:
    draw(mark("a"))
    everything = json.dumps(sent[0], default=str)
    assert not re.search(r"https?:|//[a-z0-9.-]+\.[a-z]{2,}", everything)
    assert (len(sent[0]["js_links"]), len(sent[0]["css_links"])) == (3, 2)
    for link in sent[0]["js_links"] + sent[0]["css_links"]:
        assert link.startswith("../../app/static/")


def test_a_stock_map_would_ask_other_servers(sent: list[dict[str, Any]]) -> None:
    streamlit_folium.st_folium(folium.Map(), key="stock")
    assert any(link.startswith("https://") for link in sent[0]["js_links"])


def test_tiles_are_asked_for_only_when_they_are_switched_on(sent: list[dict[str, Any]]) -> None:
    draw(online_tiles=True)
    assert drawn_data(sent[0])["tiles"]["url"].startswith("https://tile.openstreetmap.org/")
    assert "http" not in sent[0]["script"]
    assert data()["tiles"] is None


def test_the_links_of_other_maps_are_left_alone() -> None:
    assert OfflineMap.default_js is not folium.Map.default_js
    assert OfflineMap.default_css is not folium.Map.default_css
    OfflineMap().get_root().render()
    assert all(link.startswith("https://") for _, link in folium.Map.default_js)
    assert all(link.startswith("../../app/static/") for _, link in OfflineMap.default_js)


def test_only_what_is_read_comes_back_from_the_browser(sent: list[dict[str, Any]]) -> None:
    draw()
    assert sent[0]["returned_objects"] == ["last_active_drawing"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reaches_the_script_as_data_alone(text: str, sent: list[dict[str, Any]]) -> None:
    draw(mark("a"), chosen_words="")
    draw(mark("a", text=text, name=text), event_id=text, chosen_words=text)
    harmless, hostile = (re.sub(r'"(?:[^"\\]|\\.)*"', '""', each["feature_group"]) for each in sent)
    assert hostile == harmless
    assert not set("`$<") & set(sent[1]["feature_group"])
    payload = drawn_data(sent[1])
    assert payload["chosen_words"] == payload["chosen"] == text
    assert payload["places"][0]["name"] == payload["places"][0]["events"][0][1] == text


def test_a_mark_has_its_point_its_precision_and_its_events() -> None:
    (drawn,) = data(mark("a", "b"))["places"]
    assert (drawn["id"], drawn["name"], drawn["lat"], drawn["lon"]) == ("town", "Town", 35.0, 37.0)
    assert (drawn["radius_km"], drawn["shape"], drawn["shape_kind"], drawn["exact"]) == (
        None,
        None,
        None,
        False,
    )
    assert [event[0] for event in drawn["events"]] == ["a", "b"]
    assert drawn["events"][0] == ("a", "Title", "3 September 2019", [0, 1])


def test_a_place_with_an_outline_is_drawn_by_it_and_not_by_its_ring_or_point() -> None:
    (drawn,) = data(mark(kind="zone", radius_km=20.0), outlines={"town": ZONE})["places"]
    assert (drawn["lat"], drawn["lon"]) == (ZONE.latitude, ZONE.longitude)
    assert (drawn["shape"], drawn["shape_kind"], drawn["radius_km"]) == (AREA, "area", None)


@pytest.mark.parametrize(
    ("cells", "outline", "words"),
    [
        ({}, None, "town; exact location"),
        ({"precision": 2}, None, "town; within about 25 km of the point"),
        ({"kind": "district", "radius_km": 20.0}, None, "somewhere within about 20 km (ring)"),
        ({"kind": "district", "radius_km": 7.5}, None, "somewhere within about 7.5 km (ring)"),
        ({"kind": "zone"}, ZONE, "area, drawn as an approximate outline"),
        ({"kind": "governorate"}, ZONE, "governorate; where in it is not reported"),
        ({"kind": "country"}, ZONE, "country; where in it is not reported"),
        ({"kind": "road"}, ROAD, "road, drawn as a schematic line"),
    ],
)
def test_a_mark_says_how_precise_its_place_is(
    cells: dict[str, Any], outline: Outline | None, words: str
) -> None:
    assert how_drawn(mark(**cells), outline) == words


@pytest.mark.parametrize(("kind", "exact"), [("governorate", True), ("country", True), ("zone", False)])
def test_only_an_outline_with_official_bounds_is_drawn_as_exact(kind: str, exact: bool) -> None:
    (drawn,) = data(mark(kind=kind), outlines={"town": ZONE})["places"]
    assert drawn["exact"] is exact


def test_only_outlets_with_a_mark_are_sent_each_with_colour_and_glyph() -> None:
    sana, tass = data(mark())["outlets"]
    assert (sana[0], tass) == ("sana", ("tass", "TASS", STYLES["tass"].colour, STYLES["tass"].path))
    assert data()["outlets"] == []


def test_what_is_sent_is_json() -> None:
    payload = data(mark(kind="zone"), outlines={"town": ZONE}, event_id="a", chosen_words="A")
    assert json.loads(json.dumps(payload))["places"][0]["events"][0][3] == [0, 1]


def cell(events: int = 40, inner: tuple[int, int, int, int] = (3600, 3300, 3650, 3350), **cells: Any) -> Cell:
    given = {
        "x": 3584,
        "y": 3328,
        "size": 128,
        "reports": 60,
        "shares": (("tass", 50),),
        "others": 10,
    } | cells
    return Cell(events=events, inner=inner, **given)


def test_a_cell_says_its_bounds_its_counts_and_the_share_of_each_outlet() -> None:
    window = Window(30.0, 35.0, 37.0, 44.0, 6.3)
    drawn = data(on_map=OnMap((), (cell(),), window, ((31.0, 36.0), (36.0, 43.0))))
    assert drawn["cells"] == [
        {
            "key": [3584, 3328, 128],
            "box": [[33.28, 35.84], [34.56, 37.12]],
            "inner": [[33.0, 36.0], [33.51, 36.51]],
            "events": 40,
            "reports": 60,
            "shares": {"tass": 50},
            "others": 10,
            "list": False,
        }
    ]
    assert [outlet[0] for outlet in drawn["outlets"]] == ["tass"]
    assert drawn["window"] == [30.0, 35.0, 37.0, 44.0, 6]
    assert drawn["fit"] == ((31.0, 36.0), (36.0, 43.0))


@pytest.mark.parametrize(
    ("drawn", "listed"),
    [(cell(events=FEW), True), (cell(events=FEW + 1), False), (cell(events=4000, inner=(1, 2, 1, 2)), True)],
)
def test_a_cell_of_few_events_or_of_one_spot_opens_its_list_and_others_zoom_in(
    drawn: Cell, listed: bool
) -> None:
    assert data(on_map=OnMap((), (drawn,)))["cells"][0]["list"] is listed


def test_the_list_of_a_cell_carries_its_events_and_says_how_many_more_there_are() -> None:
    events = mark("a", "b").events
    drawn = data(opened=CellList(Question((100, -50, 2), 3, 99), EventPage(events, 3, 7)))["opened"]
    assert (drawn["key"], drawn["before"], drawn["after"], drawn["asked"]) == ((100, -50, 2), 3, 7, 99)
    assert drawn["box"] == [[-0.5, 1.0], [-0.48, 1.02]]
    assert [event[0] for event in drawn["events"]] == ["a", "b"]


def test_a_mark_whose_events_are_not_all_listed_says_how_many_more_and_the_shares_of_all() -> None:
    many = Mark(place(), mark("a").events, unlisted=300, shares=(("sana", 300), ("tass", 20)))
    (drawn,) = data(many)["places"]
    assert (drawn["unlisted"], drawn["shares"]) == (300, {"sana": 300, "tass": 20})
    assert "unlisted" not in data(mark("a"))["places"][0]


def at(latitude: float, longitude: float) -> dict[str, float]:
    return {"lat": latitude, "lon": longitude}


def test_the_first_view_is_where_most_events_are_and_leaves_far_places_out() -> None:
    many = [at(35, 37) | {"events": [0] * 6}, at(36, 38) | {"events": [0] * 2}]
    far = [at(15, 32) | {"events": [0]}, at(55, 37) | {"events": [0]}]
    assert first_view([*far, *many]) == ((35, 37), (36, 38))


def test_the_first_view_counts_events_and_not_places() -> None:
    camp = at(35, 37) | {"events": [0] * 30}
    assert first_view([camp, *(at(15, 30 + n) | {"events": [0]} for n in range(5))]) == ((35, 37), (35, 37))


def test_without_a_place_there_is_no_first_view() -> None:
    assert first_view([]) is None


def heard(**properties: object) -> dict[str, object]:
    return {"last_active_drawing": {"properties": properties}}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        0,
        [],
        {},
        {"last_active_drawing": None},
        {"last_active_drawing": []},
        {"last_active_drawing": {}},
        {"last_active_drawing": {"properties": None}},
        {"last_active_drawing": {"properties": []}},
        {"last_active_drawing": {"properties": {}}},
        heard(event_id=None),
        heard(event_id=7, choice="1", window="w", cell="c", asked=None),
        heard(event_id=["a"], window=[1, 2, 3], cell=[1, 2], asked=True),
        heard(window=[1, 2, 3, 4, "5"], cell=[1, 2, 0]),
        heard(window=[1, 2, 3, 4, float("nan")], cell=[1, 2, -4]),
        heard(window=[1, 2, 3, 4, float("inf")], cell=[1.5, 2, 4]),
        heard(cell=[2**70, 2, 4], before=-1),
        heard(before="1"),
        {"last_object_clicked": {"properties": {"event_id": "a"}}},
    ],
)
def test_what_is_not_as_it_should_be_says_nothing(value: object) -> None:
    assert said(value) == Said()


def test_a_click_a_move_and_a_question_are_heard() -> None:
    value = heard(event_id="a", choice=5, window=[-95, -200, 91, 10.5, 3.25], cell=[1, -2, 4])
    value = heard(**value["last_active_drawing"]["properties"], before=100, asked=6)
    assert said(value) == Said("a", 5, Window(-90.0, -180.0, 90.0, 10.5, 3.25), (1, -2, 4), 100, 6)
    assert said(heard(event_id="a")) == Said("a")


def test_the_first_view_is_of_syria() -> None:
    (south, west), (north, east) = map_frame.VIEW
    assert south < 33.5 < 36.2 < north  # Damascus and Aleppo
    assert west < 35.9 < 40.1 < east  # Hmeimim and Deir ez-Zor
