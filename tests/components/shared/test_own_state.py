"""The own table of a session: taken, read again, looked up, shown, and forgotten without a trace."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Iterable

import pytest

from components.shared import own_state
from components.shared.compare_options import ONE
from components.shared.view_state import EVENT, SessionValue
from datelines.imports.own_table import OwnTable, own_table
from datelines.places.gazetteers import Answer, Entry, Gazetteer
from datelines.places.geocoding import GeocodingChain
from tests.builders import HOSTILE
from tests.sessions import Session
from tests.stores import loaded_folder

HEAD = "Date,Place,Event,Newspaper\n"
ROWS = "2019-09-03,Exampleville,Road closed,Example Daily\n2019-10-01,Otherton,Talks,Example Daily\n"
UNDATED = HEAD + "never,Exampleville,Undated report,Example Daily\n"


class Rerun(BaseException):
    """What st.rerun does to the run of a page."""


class Towns(Gazetteer):
    """A gazetteer of given names, that keeps what it was asked."""

    label = "towns"

    def __init__(self, *names: str) -> None:
        super().__init__("memory")
        self.names, self.asked = names, list[str]()

    def _read(self) -> Iterable[Entry]:
        return [
            Entry((name,), Answer(name, 12.5 + number, 34.25, "towns", "a town"))
            for number, name in enumerate(self.names)
        ]

    def answers(self, name: str) -> tuple[Answer, ...]:
        self.asked.append(name)
        return super().answers(name)


class Bar:
    """A progress bar: what it said, and after how many words the reader presses a button."""

    def __init__(self) -> None:
        self.said: list[tuple[float, str]] = []
        self.stop_after = 10**9

    def __call__(self, share: float, words: str) -> Bar:
        return self.progress(share, words)

    def progress(self, share: float, words: str) -> Bar:
        if len(self.said) >= self.stop_after:
            raise Rerun
        assert 0 <= share <= 1
        self.said.append((share, words))
        return self


class Upload:
    """A file as Streamlit hands it over."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def getvalue(self) -> bytes:
        return self.text.encode("latin-1")


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session after its first run."""
    session = Session(monkeypatch)
    session.run()
    return session


@pytest.fixture(autouse=True)
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    """The progress bar of every step; a rerun ends it."""
    found = Bar()

    def rerun() -> None:
        raise Rerun

    monkeypatch.setattr("streamlit.progress", found)
    monkeypatch.setattr("streamlit.rerun", rerun)
    return found


@pytest.fixture
def towns(monkeypatch: pytest.MonkeyPatch) -> Towns:
    """The gazetteers on disk know one of the two places."""
    found = Towns("Exampleville")
    monkeypatch.setattr(own_state, "shared_chain", lambda _: GeocodingChain([found]))
    return found


def take(text: str = HEAD + ROWS, name: str = "cafe.csv") -> OwnTable:
    """The table, dropped and read."""
    with pytest.raises(Rerun):
        own_state.take([Upload(name, text)])
    table = own_state.table()
    assert table
    return table


def look_up(wanted: dict[str, tuple[str, str]] | None = None, *, online: bool = False) -> None:
    table = own_state.table()
    assert table
    with pytest.raises(Rerun):
        own_state.look_up(table, WANTED if wanted is None else wanted, online)


WANTED = {"exampleville": ("Exampleville", ""), "otherton": ("Otherton", "")}


def points() -> set[str]:
    table = own_state.table()
    assert table
    return set(table.points)


# Taken, shown, forgotten


def test_a_session_begins_without_a_table_and_shows_the_reviewed_data() -> None:
    assert (own_state.table(), own_state.shown_table()) == (None, None)
    assert own_state.loaded() is loaded_folder()
    assert (dict(own_state.lookups()), own_state.looking()) == ({}, False)


def test_a_table_that_is_dropped_is_kept_and_not_yet_shown(bar: Bar) -> None:
    table = take()
    assert table.loaded
    assert own_state.shown_table() is None
    assert own_state.loaded() is loaded_folder()
    assert bar.said[0] == (0.0, "Opening")
    assert bar.said[-1] == (1.0, "Done")


def test_a_new_place_to_drop_on_lets_the_server_forget_the_files() -> None:
    before = own_state.drop_key()
    assert own_state.drop_key() == before
    take()
    assert own_state.drop_key() != before


def test_a_shown_table_is_what_the_pages_show_until_it_is_switched_off() -> None:
    table = take()
    own_state.show(True)
    assert own_state.shown_table() is table
    assert own_state.loaded() is table.loaded
    own_state.show(False)
    assert own_state.loaded() is loaded_folder()
    assert own_state.table() is table


def test_a_table_without_a_sound_event_is_never_shown(state: Session) -> None:
    take()
    own_state.show(True)
    take(UNDATED)
    assert own_state.shown_table() is None
    assert own_state.loaded() is loaded_folder()


@pytest.mark.parametrize("own", [True, False])
def test_choices_and_filters_are_taken_off_when_the_data_is_switched(own: bool, state: Session) -> None:
    take()
    state.update({"outlets": ["tass"], EVENT: "a", "text": "drones", "pins": ["tass"], "one": "tass"})
    own_state.show(own)
    assert (state["outlets"], state[EVENT], state["text"], state["pins"]) == ([], None, "", [])
    assert state[ONE] is None


def test_reading_again_while_the_table_is_shown_takes_the_choices_off_and_otherwise_leaves_them(
    state: Session,
) -> None:
    table = take()
    state["text"] = "drones"
    with pytest.raises(Rerun):
        own_state.take_again(table, "flat")
    assert state["text"] == "drones"
    own_state.show(True)
    state["text"] = "drones"
    with pytest.raises(Rerun):
        own_state.take_again(table, "flat")
    assert state["text"] == ""


def test_columns_and_the_order_of_dates_are_read_as_chosen() -> None:
    table = take(HEAD + ROWS.replace("2019-09-03", "3/9/2019"))
    with pytest.raises(Rerun):
        own_state.take_again(table, "flat", {**table.mapping, "event.title": "Newspaper"}, "day-first")
    again = own_state.table()
    assert again
    assert again.loaded
    assert {event.title for event in again.loaded.whole.events} == {"Example Daily"}
    assert again.options.day_order == "day-first"
    assert dict(table.options.columns) == {}


def test_a_chosen_encoding_reads_the_text() -> None:
    table = take(HEAD + ROWS.replace("Otherton", "S\xe9gou"))
    assert (table.loaded, len(table.undecoded)) == (None, 1)
    with pytest.raises(Rerun):
        own_state.decode(table, "windows-1252")
    again = own_state.table()
    assert again
    assert again.loaded
    assert "Ségou" in {place.name for place in again.loaded.whole.places}


def test_a_table_that_is_removed_leaves_nothing_in_the_session(towns: Towns, state: Session) -> None:
    table = take()
    own_state.show(True)
    look_up()
    assert own_state.lookups()
    gone = [weakref.ref(table), weakref.ref(table.loaded), weakref.ref(own_state.loaded())]
    own_state.remove()
    assert (own_state.table(), own_state.shown_table(), dict(own_state.lookups())) == (None, None, {})
    assert own_state.loaded() is loaded_folder()
    del table
    gc.collect()
    assert [reference() for reference in gone] == [None, None, None]


def test_a_session_that_ends_leaves_nothing_of_its_table(state: Session) -> None:
    table = take()
    own_state.show(True)
    gone = [weakref.ref(table), weakref.ref(own_state.loaded())]
    del table
    gc.collect()
    assert all(reference() for reference in gone), "the session keeps it"
    state.clear()
    gc.collect()
    assert [reference() for reference in gone] == [None, None]


def test_a_table_that_is_removed_while_names_are_looked_up_ends_the_look_up() -> None:
    take()
    own_state.look(True)
    own_state.remove()
    assert not own_state.looking()


# Looked up


def test_names_are_looked_up_and_what_is_found_is_put_on_the_map(towns: Towns, bar: Bar) -> None:
    take()
    own_state.look(True)
    assert own_state.looking()
    bar.said.clear()
    look_up()
    outcomes = {place_id: found.outcome for place_id, found in own_state.lookups().items()}
    assert outcomes == {"exampleville": "found", "otherton": "not found"}
    assert points() == {"exampleville"}
    assert not own_state.looking()
    assert bar.said[1:] == [(0.0, "1 of 2: Exampleville"), (0.5, "2 of 2: Otherton")]


def test_a_name_that_was_answered_is_not_asked_again(towns: Towns) -> None:
    take()
    look_up()
    asked = list(towns.asked)
    look_up()
    assert towns.asked == asked
    look_up({"thirdton": ("Thirdton", "")})
    assert set(towns.asked[len(asked) :]) == {"Thirdton"}


def test_a_name_that_was_not_found_is_asked_again_once_it_may_be_asked_online(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    online = Towns("Otherton")
    take()
    look_up()
    monkeypatch.setattr(own_state, "Nominatim", lambda cache: online)
    look_up()
    assert online.asked == []
    look_up(online=True)
    assert online.asked == ["Otherton"]
    assert points() == {"exampleville", "otherton"}


def test_answers_from_the_internet_stay_in_the_memory_of_one_session(
    towns: Towns, monkeypatch: pytest.MonkeyPatch, state: Session
) -> None:
    made: list[Towns] = []

    def nominatim(cache: object) -> Towns:
        assert cache is None, "answers would lie in a file"
        made.append(Towns("Otherton"))
        return made[-1]

    monkeypatch.setattr(own_state, "Nominatim", nominatim)
    take()
    look_up(online=True)
    take()
    look_up(online=True)
    assert len(made) == 1
    state.clear()
    take()
    look_up(online=True)
    assert [one.asked[:1] for one in made] == [["Otherton"], ["Otherton"]]


def test_a_point_that_the_reader_chose_outlives_a_later_look_up(towns: Towns) -> None:
    mine = Answer("Exampleville", 1.0, 2.0, "towns", "mine")
    take()
    own_state.choose_point("exampleville", mine)
    look_up()
    table = own_state.table()
    assert table
    assert table.points["exampleville"] == mine
    own_state.choose_point("exampleville", None)
    assert points() == set()


def test_a_point_is_chosen_for_a_table_alone() -> None:
    own_state.choose_point("exampleville", Answer("Exampleville", 1.0, 2.0, "towns", "mine"))
    assert own_state.table() is None


def test_a_look_up_that_is_cancelled_keeps_what_was_found(towns: Towns, bar: Bar) -> None:
    take()
    bar.said.clear()
    bar.stop_after = 2  # the bar itself, and the first name
    look_up()
    assert set(own_state.lookups()) == {"exampleville"}


def test_a_look_up_that_is_cancelled_has_put_what_it_found_on_the_map(towns: Towns, bar: Bar) -> None:
    take()
    bar.said.clear()
    bar.stop_after = 2
    look_up()
    assert points() == {"exampleville"}


# Text of strangers in the progress bar, whose words are Markdown

MARKED = [text for text in (*HOSTILE, "![a](https://example.org/a.png)") if set(text) & set("*_[]<>{}$!")]


def unescaped(words: Iterable[str]) -> set[str]:
    return {mark for one in words for mark in re.sub(r"\\.", "", one) if mark in "`*_[]<>{}$~|!"}


@pytest.mark.parametrize("text", MARKED)
def test_a_hostile_file_name_stays_text_in_the_progress_bar(text: str, bar: Bar) -> None:
    take(name=text)
    assert unescaped(words for _, words in bar.said) == set()


@pytest.mark.parametrize("text", MARKED)
def test_a_hostile_place_name_stays_text_in_the_progress_bar(text: str, bar: Bar, towns: Towns) -> None:
    take()
    bar.said.clear()
    look_up({"exampleville": (text, "")})
    assert unescaped(words for _, words in bar.said) == set()


def test_plain_names_stand_in_the_progress_bar_as_they_are(bar: Bar, towns: Towns) -> None:
    take()
    assert "Opening cafe.csv" in [words.replace("\\", "") for _, words in bar.said]


def test_what_is_kept_has_names_of_its_own() -> None:
    kept = [value.key for value in vars(own_state).values() if isinstance(value, SessionValue)]
    assert len(kept) == len(set(kept)) > 4
    assert own_table([]).loaded is None


def test_a_click_on_the_small_map_is_new_once_and_for_its_place_alone() -> None:
    assert own_state.is_new_click("a", 1)
    assert not own_state.is_new_click("a", 1)
    assert own_state.is_new_click("b", 1)
    assert own_state.is_new_click("a", 0)
    assert not own_state.is_new_click("a", None)
