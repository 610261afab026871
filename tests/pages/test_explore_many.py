"""Explore with more events than it draws at once: cells, columns, pages of the table, links beyond them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from components.explore import event_table
from datelines.query import dataset
from datelines.query.query import EventQuery
from tests.crowd import EVENTS, write_crowd
from tests.pages.opened import html_of, map_arguments, opened, whole
from tests.stores import event_ids, loaded_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of many events."""
    return write_crowd(tmp_path_factory.mktemp("many") / "data")


@pytest.fixture(autouse=True)
def many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app shows the folder of many events."""
    monkeypatch.setenv(dataset.DATA_VARIABLE, str(folder))


def drawn_on_map(app: AppTest) -> dict[str, Any]:
    """The payload of the map."""
    literal = re.search(r'JSON\.parse\(("(?:[^"\\]|\\.)*")\)', str(map_arguments(app)["feature_group"]))
    assert literal
    payload: dict[str, Any] = json.loads(json.loads(literal[1]))
    return payload


def timeline_of(app: AppTest) -> dict[str, list[dict[str, Any]]]:
    """The rows of the data sets of the timeline, by name."""
    sets = app.get("vega_lite_chart")[0].proto.datasets
    frames = {one.name: convert_arrow_bytes_to_pandas_df(one.data.data) for one in sets}
    return {name: frame.to_dict("records") for name, frame in frames.items()}


def order() -> tuple[str, ...]:
    """All events by date."""
    return event_ids(loaded_folder().selection(EventQuery()), 0, EVENTS)


def test_the_map_draws_cells_that_hold_every_event_with_a_place() -> None:
    app = opened()
    drawn = drawn_on_map(app)
    assert drawn["places"] == []
    assert 0 < len(drawn["cells"]) <= 500
    assert sum(cell["events"] for cell in drawn["cells"]) == EVENTS * 99 // 100
    assert drawn["fit"][0][0] < 9
    assert "square with a number" in html_of(app)


def test_the_timeline_counts_every_report_once_or_as_possible() -> None:
    data = timeline_of(opened())
    assert data["reports"] == []
    assert {value["outlet"] for value in data["columns"]} == {"Big List", "Small List"}
    says = [re.findall(r"([\d,]+) reports? (dated|whose)", value["says"]) for value in data["columns"]]
    dated = sum(int(number) for parts in says for number, kind in parts if kind == "dated")
    assert dated == EVENTS, "every day and every month lies within a quarter"


def test_the_table_and_the_list_hold_a_page_and_say_so() -> None:
    app = opened()
    assert [len(app.dataframe[0].value), len(app.selectbox(key="event").options)] == [200, 200]
    assert app.selectbox(key="event").label == "Event (1–200 of 1,800 in this selection)"
    assert any("Rows 1–200 of 1,800" in caption.value for caption in app.caption)


def test_a_link_to_an_event_beyond_the_page_opens_the_page_with_it() -> None:
    event_id = order()[1234]
    app = opened(event=event_id)
    assert app.selectbox(key="event").value == event_id
    assert app.selectbox(key="event").label == "Event (1,201–1,400 of 1,800 in this selection)"
    assert whole().event_by_id[event_id].title in html_of(app)
    words = drawn_on_map(app)["chosen_words"]
    assert words.startswith("Selected: ")
    assert words.endswith(f" — {whole().event_by_id[event_id].title}, see below")
    assert [place["id"] for place in drawn_on_map(app)["places"]] == [event_id.replace("event", "place")]
    assert len(timeline_of(app)["reports"]) == 1


def test_steps_lead_from_the_last_event_of_a_page_to_the_next_page() -> None:
    app = opened(event=order()[199])
    next(button for button in app.button if button.label == "▶").click().run()
    assert app.selectbox(key="event").value == order()[200]
    assert app.selectbox(key="event").label == "Event (201–400 of 1,800 in this selection)"


def test_the_page_that_the_reader_turned_to_stays_and_the_chosen_event_stays_in_the_list() -> None:
    app = opened(event=order()[3])
    app.session_state[f"{event_table.KEY}-page-1"] = 3
    app.run()
    assert app.selectbox(key="event").value == order()[3]
    assert len(app.selectbox(key="event").options) == 201
    assert app.selectbox(key="event").label == "Event (401–600 of 1,800 in this selection)"


def test_a_filter_that_leaves_few_brings_marks_bars_and_the_plain_table_back() -> None:
    app = opened(text="Event 12 ")
    drawn = drawn_on_map(app)
    assert drawn["cells"] == []
    assert drawn["window"] is None
    assert len(drawn["places"]) < 200
    assert "columns" not in timeline_of(app)
    assert not any("Rows" in caption.value for caption in app.caption)


def test_a_brush_over_few_reports_brings_their_bars_back() -> None:
    data = timeline_of(opened(days="2005-01-01/2005-12-31"))
    assert 0 < len(data["reports"]) < 200
    assert data["columns"] == []
    assert data["strip"]


def test_events_without_a_place_are_counted_and_listed() -> None:
    app = opened()
    assert f"{EVENTS // 100} of the events have no place on the map." in html_of(app)
    assert (
        len([button for button in app.button if (button.key or "").startswith("unplaced-")]) == EVENTS // 100
    )
