"""The map of candidates: a script that never changes and asks no other server, and names that stay data."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import streamlit_folium

from components.shared.map_frame import OfflineMap
from components.your_data.place_finder import CandidateMap, show_candidates
from datelines.places.gazetteers import Answer
from tests.builders import HOSTILE


def town(name: str = "Tripoli", country: str | None = "Libya", latitude: float | None = 32.9) -> Answer:
    return Answer(name, latitude, None if latitude is None else 13.2, "towns", "a town", country=country)


LIBYA, LEBANON = town(), town(country="Lebanon", latitude=34.4)
AREA = town("Tripolitania", latitude=None)


class Browser:
    """Stands for the browser: what was sent to it, and what it answers."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.answer: object = None

    def __call__(self, **arguments: Any) -> object:
        self.sent.append(arguments)
        return self.answer


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    found = Browser()
    monkeypatch.setattr(streamlit_folium, "_component_func", found)
    return found


def drawn(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """The places in the feature group that was sent."""
    literal = re.search(
        r'datelines\.candidates\(JSON\.parse\(("(?:[^"\\]|\\.)*")\)\);', arguments["feature_group"]
    )
    assert literal
    places: list[dict[str, Any]] = json.loads(json.loads(literal[1]))["places"]
    return places


def clicked(number: object) -> dict[str, object]:
    return {"last_active_drawing": {"properties": {"number": number}}}


def test_candidates_are_numbered_from_one_with_their_country_and_the_chosen_one_is_marked(
    browser: Browser,
) -> None:
    show_candidates((LIBYA, LEBANON), LEBANON, key="a")
    first, second = drawn(browser.sent[0])
    assert (first["number"], first["lat"], first["lon"]) == (1, 32.9, 13.2)
    assert (first["label"], first["chosen"]) == ("1: Tripoli, Libya", False)
    assert (second["label"], second["chosen"]) == ("2: Tripoli, Lebanon", True)


def test_an_area_without_a_point_is_not_drawn_and_keeps_its_number(browser: Browser) -> None:
    show_candidates((AREA, LIBYA), None, key="a")
    assert [place["number"] for place in drawn(browser.sent[0])] == [2]


def test_a_place_of_an_unknown_country_says_so(browser: Browser) -> None:
    show_candidates((town(country=None),), None, key="a")
    assert drawn(browser.sent[0])[0]["label"] == "1: Tripoli, country not given"


def test_other_candidates_change_the_data_and_never_the_script(browser: Browser) -> None:
    show_candidates((LIBYA,), None, key="a")
    show_candidates((LIBYA, LEBANON), LIBYA, key="a")
    show_candidates((), None, key="a")
    for argument in ("script", "header", "html", "css_links", "js_links", "default", "height"):
        assert len({json.dumps(arguments[argument]) for arguments in browser.sent}) == 1, argument
    assert len({arguments["feature_group"] for arguments in browser.sent}) == 3


def test_the_map_asks_no_other_server(browser: Browser) -> None:
    show_candidates((LIBYA, LEBANON), LIBYA, key="a")
    assert not re.search(r"https?:|//[a-z0-9.-]+\.[a-z]{2,}", json.dumps(browser.sent[0], default=str))
    links = browser.sent[0]["js_links"] + browser.sent[0]["css_links"]
    assert "../../app/static/datelines/candidates.js" in links
    assert all(link.startswith("../../app/static/") for link in links)


def test_the_links_of_the_other_map_are_left_alone() -> None:
    added = set(CandidateMap.default_js) - set(OfflineMap.default_js)
    assert [name for name, _ in added] == ["datelines_candidates"]
    assert CandidateMap.default_css == OfflineMap.default_css


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_reaches_the_script_as_data_alone(text: str, browser: Browser) -> None:
    show_candidates((LIBYA,), None, key="a")
    show_candidates((town(text, text),), None, key="a")
    harmless, hostile = (re.sub(r'"(?:[^"\\]|\\.)*"', '""', one["feature_group"]) for one in browser.sent)
    assert hostile == harmless
    assert not set("`$<") & set(browser.sent[1]["feature_group"])
    assert drawn(browser.sent[1])[0]["label"] == f"1: {text}, {text}"
    others = {name: value for name, value in browser.sent[1].items() if name != "feature_group"}
    assert text not in json.dumps(others, ensure_ascii=False, default=str)


def test_a_click_gives_the_index_of_the_candidate(browser: Browser) -> None:
    browser.answer = clicked(2)
    assert show_candidates((LIBYA, LEBANON), None, key="a") == 1
    assert show_candidates((AREA, LEBANON), None, key="a") == 1


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        [],
        {},
        {"last_active_drawing": None},
        {"last_active_drawing": []},
        {"last_active_drawing": {"properties": None}},
        {"last_active_drawing": {"properties": {}}},
        *(clicked(number) for number in (0, -1, 3, "1", 1.0, None, [1], 2**70)),
    ],
)
def test_what_is_not_a_click_on_a_candidate_chooses_none(answer: object, browser: Browser) -> None:
    browser.answer = answer
    assert show_candidates((LIBYA, LEBANON), None, key="a") is None
