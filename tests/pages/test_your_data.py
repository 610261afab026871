"""Your data: from a dropped file to the pages that show it, in one session alone, and back."""

from __future__ import annotations

import gc
import json
import re
import weakref
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import own_state
from components.your_data.steps import TEMPLATES
from datelines.imports import own_table
from tests.builders import HOSTILE
from tests.pages.opened import html_of, map_arguments, opened, whole

PAGE, EXPLORE = "pages/your_data.py", "pages/explore.py"
HEAD = "Date,Place,Latitude,Longitude,Event,Newspaper,Killed,Link\n"
TABLE = (
    HEAD + "2019-09-03,Exampleville,12.5,34.25,Market attack reported,Example Daily,at least 12,\n"
    "2019-09-03,Exampleville,12.5,34.25,Market attack reported,Sample Post,over 300,\n"
    "2019-10,Segou,,,Road closed,Example Daily,,\n"
    "not a date,Exampleville,12.5,34.25,Undated report,Example Daily,3,\n"
)
STEPS = ["Drop files", "Format", "Columns", "Check", "Places without coordinates", "Explore, compare, export"]


class Marks(HTMLParser):
    """Tags and text of HTML, without stylesheets."""

    def __init__(self, app: AppTest) -> None:
        super().__init__()
        self.tags, self.text = list[str](), ""
        self.feed(re.sub(r"<style>.*?</style>", "", html_of(app), flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def page(**link: str | list[str]) -> AppTest:
    """The page of own data."""
    app = opened(**link)
    app.switch_page(PAGE).run()
    assert not app.exception, app.exception
    return app


def dropped(*files: tuple[str, str], app: AppTest | None = None) -> AppTest:
    """The page with files dropped and read."""
    found = app or page()
    for name, text in files or [("cafe.csv", TABLE)]:
        found.file_uploader[0].upload(name, text.encode())
    found.run()
    assert not found.exception, found.exception
    return found


def shown(app: AppTest | None = None) -> AppTest:
    """Explore, showing the table."""
    found = app or dropped()
    found.button(key="own-on").click().run()
    assert not found.exception, found.exception
    assert "Your own table:" in html_of(found), "the button leads to Explore"
    return to(found, EXPLORE)  # AppTest does not see that the app went to another page


def to(app: AppTest, path: str) -> AppTest:
    app.switch_page(path).run()
    assert not app.exception, app.exception
    return app


def steps(app: AppTest) -> list[str]:
    titles = re.findall(r'<span class="dl-step-number">\d</span> ([^<]*)', html_of(app))
    return [title.strip() for title in titles]


def reviewed() -> str:
    """The sentence of the reviewed data without a filter."""
    archive = whole()
    return f"All events: {len(archive.events)} ({len(archive.reports):,} reports)."


def test_the_page_begins_with_the_place_to_drop_on_and_templates() -> None:
    app = page()
    assert steps(app) == STEPS[:1]
    assert app.file_uploader[0].accept_multiple_files
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [label for label, _ in TEMPLATES.values()]
    assert not app.button


def test_a_dropped_table_goes_through_every_step_with_its_counts() -> None:
    app = dropped()
    assert steps(app) == STEPS
    assert "4 rows read: 3 kept without a remark, 1 kept with a remark, 0 skipped." in html_of(app)
    assert "2 events can be explored" in html_of(app)
    assert '<span class="dl-quiet">1</span>' in html_of(app), "one place has no coordinates"
    assert app.button(key="own-on").label == "Show 2 events on the map and the timeline"
    assert not app.file_uploader


def test_the_problem_of_a_bad_row_is_listed_with_its_row_and_a_good_table_has_none() -> None:
    app = dropped()
    (group,) = [one for one in app.expander if "×" in one.label]
    assert group.label.replace("\\", "") == "1 × Date: not read as a date (left out of the view)"
    row = "<td>cafe.csv</td><td>5</td><td>Date</td><td>not a date</td><td>not read as a date</td>"
    assert row in html_of(app)
    good = dropped(("cafe.csv", TABLE.rpartition("not a date")[0]))
    assert "No problems were found." in [caption.value for caption in good.caption]
    assert "3 rows read: 3 kept without a remark" in html_of(good)


def test_a_table_without_a_sound_row_is_explained_and_not_shown() -> None:
    app = dropped(("cafe.csv", HEAD + "never,Exampleville,12,34,Undated report,Example Daily,,\n"))
    assert "No row of this table can be explored yet" in app.info[0].value
    assert [button.label for button in app.button if "Show" in button.label] == []
    assert "never" in html_of(app)


def test_a_file_of_an_unknown_format_stops_at_the_choice_of_one() -> None:
    app = dropped(("colours.csv", "Colour,Size\nred,4\n"))
    assert steps(app) == STEPS[:2]
    assert "No format was recognised" in app.warning[0].value


def test_a_file_that_cannot_be_opened_is_told_and_another_beside_it_is_read() -> None:
    app = dropped(("none.csv", ""), ("cafe.csv", TABLE))
    assert ["none" in error.value and "empty" in error.value for error in app.error] == [True]
    assert steps(app) == STEPS
    alone = dropped(("none.csv", ""))
    assert (len(alone.error), steps(alone)) == (1, STEPS[:1])


def test_a_format_that_does_not_fit_is_told_and_the_right_one_brings_the_steps_back() -> None:
    app = dropped()
    app.selectbox(key="format-drop-1").set_value("acled").run()
    assert not app.exception
    assert "ACLED" in app.error[0].value
    assert steps(app) == STEPS[:2]
    app.selectbox(key="format-drop-1").set_value("flat").run()
    assert (len(app.error), steps(app)) == (0, STEPS)


def test_the_form_of_columns_changes_what_is_read() -> None:
    app = dropped()
    app.selectbox(key="column-drop-1-Event").set_value("")
    app.selectbox(key="column-drop-1-Newspaper").set_value("event.title")
    next(one for one in app.button if one.label.startswith("Read the table")).click().run()
    assert not app.exception
    assert "3 events can be explored" in html_of(app)
    assert app.selectbox(key="column-drop-1-Newspaper").value == "event.title"
    assert "All events: 3 (3 reports)" in html_of(shown(app))


def test_the_order_of_day_and_month_is_asked_for_where_dates_need_it() -> None:
    app = dropped(("cafe.csv", TABLE.replace("2019-09-03", "3/9/2019")))
    assert "1 event can be explored" in html_of(app)
    next(one for one in app.radio if one.label.startswith("Dates like")).set_value("day-first")
    next(one for one in app.button if one.label.startswith("Read the table")).click().run()
    assert "2 events can be explored" in html_of(app)


def test_an_encoding_is_chosen_from_how_the_text_would_read() -> None:
    app = page()
    app.file_uploader[0].upload("latin.csv", TABLE.replace("Segou", "Ségou").encode("windows-1252")).run()
    (choice,) = [one for one in app.radio if "latin" in one.label]
    assert (choice.value, steps(app)) == (None, STEPS[:1])
    choice.set_value("windows-1252").run()
    app.button(key="decode").click().run()
    assert not app.exception
    assert (len(app.error), steps(app)) == (0, STEPS)
    assert "2 events can be explored" in html_of(app)


# Shown


def test_explore_shows_the_table_under_a_banner_that_says_whose_it_is() -> None:
    app = shown()
    text = Marks(app).text
    assert "All events: 2 (3 reports)." in text
    assert "Your own table: cafe.csv, not reviewed by Datelines" in text
    assert reviewed() not in text
    assert "Exampleville" in str(map_arguments(app)["feature_group"])


@pytest.mark.parametrize("path", ["pages/compare.py", "pages/sources.py", "pages/method.py"])
def test_every_page_runs_with_the_table_and_says_whose_it_is(path: str) -> None:
    app = to(shown(), path)
    assert "Your own table: cafe.csv, not reviewed" in html_of(app)
    assert not app.error


def test_a_table_without_speakers_says_that_they_are_not_recorded_and_nothing_of_an_own_voice() -> None:
    app = shown()
    said = list(app.multiselect(key="speakers").options)
    assert [one.partition(" (")[0] for one in said] == ["a speaker not recorded"]
    app.selectbox(key="event").select_index(0).run()
    words = html_of(app).lower()
    assert "speaker not recorded" in words
    assert "own voice" not in words.replace("the outlet’s own voice, or speaker not recorded", "")


def test_the_reviewed_data_has_no_banner() -> None:
    assert "Your own table:" not in html_of(to(dropped(), EXPLORE))
    assert reviewed() in html_of(opened())


def test_the_way_back_leads_to_the_reviewed_data_and_the_table_stays_at_hand() -> None:
    app = shown()
    app.button(key="own-off").click().run()
    assert not app.exception
    assert reviewed() in html_of(app)
    assert "Your own table:" not in html_of(app)
    to(app, PAGE)
    assert steps(app) == STEPS
    assert "All events: 2 (3 reports)" in html_of(shown(app))


def test_the_page_of_own_data_offers_the_way_back_while_the_table_is_shown() -> None:
    app = to(shown(), PAGE)
    assert "Your own table:" not in html_of(app)
    app.button(key="own-off-here").click().run()
    assert not app.exception
    assert reviewed() in html_of(to(app, EXPLORE))


def test_filters_event_and_link_are_left_behind_when_the_table_is_shown() -> None:
    app = page(outlet=["tass"], event="vershinin-interview-2020-02-22")
    shown(dropped(app=app))
    assert dict(app.query_params) == {}
    assert app.multiselect(key="outlets").value == []
    assert app.selectbox(key="event").value is None
    assert "All events: 2 (3 reports)." in html_of(app)


def test_filters_event_and_link_are_left_behind_on_the_way_back() -> None:
    app = shown()
    outlet = next(one for one in own(app).loaded.known("outlets", ["example-daily"]))  # type: ignore[union-attr]
    app.multiselect(key="outlets").set_value([outlet]).run()
    event = own(app).loaded.whole.events[0].event_id  # type: ignore[union-attr]
    app.selectbox(key="event").set_value(event).run()
    assert set(app.query_params) == {"outlet", "event"}
    app.button(key="own-off").click().run()
    assert not app.exception
    assert dict(app.query_params) == {}
    assert app.multiselect(key="outlets").value == []
    assert app.selectbox(key="event").value is None
    assert reviewed() in html_of(app)


def own(app: AppTest) -> own_table.OwnTable:
    """The table that the session holds."""
    found: own_table.OwnTable = app.session_state[own_state.TABLE.key]
    return found


def test_two_sessions_do_not_see_each_other_s_table() -> None:
    first, second = shown(), page()
    assert steps(second) == STEPS[:1]
    assert reviewed() in html_of(to(second, EXPLORE))
    other = HEAD + "2020-01-01,Otherton,1,2,Talks reported,Third Gazette,,\n"
    shown(dropped(("other.csv", other), app=to(second, PAGE)))
    assert "All events: 1 (1 report)" in html_of(second)
    first.run()
    assert "All events: 2 (3 reports)" in html_of(first)
    assert "cafe.csv" in html_of(first)
    assert "other.csv" not in html_of(first)


def test_a_link_alone_does_not_carry_the_table() -> None:
    link = {name: list(value) for name, value in shown().query_params.items()}
    assert reviewed() in html_of(opened(**link))


def test_a_table_that_is_forgotten_is_gone_from_page_and_memory() -> None:
    app = shown()
    to(app, "pages/compare.py")
    to(app, PAGE)
    gone = [weakref.ref(own(app)), weakref.ref(own(app).loaded), weakref.ref(own(app).files[0])]
    next(one for one in app.button if one.label == "Remove this table").click().run()
    assert not app.exception
    assert steps(app) == STEPS[:1]
    assert reviewed() in html_of(to(app, EXPLORE))
    gc.collect()
    assert [reference() for reference in gone] == [None, None, None]
    assert app.multiselect(key="outlets").value == []


def ended_session() -> weakref.ref[Any]:
    """What a session showed that has ended."""
    app = shown()
    gone = weakref.ref(own(app).loaded)
    gc.collect()
    assert gone() is not None
    return gone


def test_a_session_that_ended_has_left_nothing_once_another_page_is_run() -> None:
    gone = ended_session()
    opened()
    gc.collect()
    assert gone() is None


def test_a_session_that_ends_takes_its_table_with_it_at_once() -> None:
    gone = ended_session()
    gc.collect()
    assert gone() is None


def test_another_table_can_be_dropped_after_one_was_forgotten() -> None:
    app = dropped()
    next(one for one in app.button if one.label == "Remove this table").click().run()
    other = HEAD + "2020-01-01,Otherton,1,2,Talks reported,Third Gazette,,\n"
    dropped(("other.csv", other), app=app)
    assert "1 event can be explored" in html_of(app)
    assert app.selectbox(key="column-drop-2-Event").value == "event.title"


def test_the_uploaded_files_are_let_go_once_they_are_read() -> None:
    app = dropped()
    next(one for one in app.button if one.label == "Remove this table").click().run()
    assert app.file_uploader[0].value == []


def test_a_table_that_is_forgotten_during_a_look_up_does_not_start_one_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(own_state, "look_up", lambda *given: asked.append(given))
    app = dropped()
    app.button(key="look-up").click().run()
    assert len(asked) == 1
    next(one for one in app.button if one.label == "Remove this table").click().run()
    dropped(app=app)
    assert len(asked) == 1


# Text of strangers


def hostile(text: str) -> str:
    """A table with one sound row and one that is not, with the text in every cell that may hold any."""
    cell = '"' + text.replace('"', '""') + '"'
    sound = f"2019-09-03,{cell},12.5,34.25,{cell},{cell},{cell},{cell}\n"
    return f"{HEAD}{sound}{cell},{cell},12,34,{cell},{cell},{cell},\n"


@cache
def harmless_tags() -> set[str]:
    """The tags of the page with a table that has no markup in it."""
    return set(Marks(dropped(("a.csv", hostile("a")))).tags)


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x07" not in text])
def test_hostile_names_and_cells_stay_text_on_every_page(text: str) -> None:
    app = dropped((f"{text}.csv", hostile(text)))
    assert set(Marks(app).tags) == harmless_tags()
    for path in (PAGE, EXPLORE, "pages/compare.py", "pages/sources.py"):
        one = app if path == PAGE else shown(app) if path == EXPLORE else to(app, path)
        assert "<script" not in html_of(one)
        assert not {"script", "img", "svg"} & set(Marks(one).tags)
        for label in (element.label for element in (*one.expander, *one.button) if element.label):
            assert not set(re.sub(r"\\.", "", label)) & set("`*[]<>{}$"), label


def test_control_characters_in_cells_are_told_and_taken_off() -> None:
    app = dropped(("cafe.csv", hostile("\u202edesrever \x07")))
    assert not any("No row of this table can be explored yet" in one.value for one in app.info)
    assert any("control" in one.label or "invisible" in one.label for one in app.expander)


def test_start_is_computed_from_a_readers_own_table() -> None:
    start = to(shown(), "pages/start.py")
    page = html_of(start)
    assert "<b>3 reports</b>" in page
    assert "Two readers agreed" not in page, "nobody has read an own table twice"
    cards = "".join(json.loads(one.proto.json)["fragment"] for one in start.get("bidi_component"))
    assert "reports give “at least 12” to “over 300”" in cards
    assert "Turkish soldiers" not in cards
