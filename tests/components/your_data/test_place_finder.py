"""Places without coordinates: looked up when asked, online when allowed, chosen by a person in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import own_state
from components.your_data import place_finder
from components.your_data.place_finder import LISTED
from datelines.imports.own_table import OwnTable, own_table
from datelines.places.gazetteers import Answer
from datelines.places.geocoding import Suggestion
from datelines.places.lookup import Lookup, Unplaced
from tests.builders import HOSTILE

MARKS = "`*_[]<>{}$~|!"
LIBYA = Answer("Tripoli", 32.9, 13.2, "towns", "a town", country="Libya")
LEBANON = Answer("Tripoli", 34.4, 35.8, "towns", "a town", country="Lebanon")
FOUND = Lookup("found", "the one place of this name", (LIBYA,))
TO_CHOOSE = Lookup("to choose", "2 places have this name", (LIBYA, LEBANON))
NOT_FOUND = Lookup(
    "not found",
    "no gazetteer has it",
    suggestions=(Suggestion("Tripolis", "tripolis", 93.0, "towns", None, None),),
)
NOT_REACHED = Lookup("not reached", "the gazetteer could not be asked")


class Session:
    """Stands for own_state: what it has, and what it was asked to do."""

    def __init__(self) -> None:
        self.found: dict[str, Lookup] = {}
        self.on = False
        self.clicked: int | None = None
        self.calls: list[tuple[Any, ...]] = []


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    one = Session()
    monkeypatch.setattr(own_state, "lookups", lambda: one.found)
    monkeypatch.setattr(own_state, "looking", lambda: one.on)
    monkeypatch.setattr(own_state, "look", lambda on: one.calls.append(("look", on)))
    monkeypatch.setattr(own_state, "look_up", lambda own, *given: one.calls.append(("look_up", *given)))
    monkeypatch.setattr(own_state, "choose_point", lambda *given: one.calls.append(("choose", *given)))
    monkeypatch.setattr("streamlit.rerun", lambda: one.calls.append(("rerun",)))
    monkeypatch.setattr(
        place_finder,
        "show_candidates",
        lambda *given, key: one.calls.append(("map", key)) or one.clicked,  # type: ignore[func-returns-value]
    )
    return one


@pytest.fixture(scope="module")
def bare() -> OwnTable:
    return own_table([])


def places(*names: str) -> list[Unplaced]:
    return [Unplaced(name.lower(), name, "", number) for number, name in enumerate(names, start=1)]


def drawn(own: OwnTable, unplaced: Sequence[Unplaced]) -> AppTest:
    def script(draw):  # type: ignore[no-untyped-def]
        draw()

    draw: Callable[[], None] = lambda: place_finder.show_place_finder(own, unplaced)  # noqa: E731
    app = AppTest.from_function(script, kwargs={"draw": draw}, default_timeout=30).run()
    assert not app.exception, app.exception
    return app


class Text(HTMLParser):
    """Text and tags of HTML."""

    def __init__(self, app: AppTest) -> None:
        super().__init__()
        self.text, self.tags = "", list[str]()
        self.feed("".join(element.proto.body for element in app.get("html")))
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


def unescaped(markdown: str) -> set[str]:
    return set(re.sub(r"\\.", "", markdown, flags=re.DOTALL)) & set(MARKS)


def test_a_table_whose_places_all_have_coordinates_has_nothing_to_look_up(
    bare: OwnTable, session: Session
) -> None:
    app = drawn(bare, [])
    assert [caption.value for caption in app.caption] == ["Every place of the table has coordinates."]
    assert (len(app.button), len(app.toggle)) == (0, 0)


@pytest.mark.parametrize(
    ("names", "words", "label"),
    [
        (["A"], "**1 place has no coordinates", "Look up 1 name"),
        (["A", "B"], "**2 places have no coordinates", "Look up 2 names"),
    ],
)
def test_places_without_coordinates_are_counted_and_looked_up_when_asked(
    names: list[str], words: str, label: str, bare: OwnTable, session: Session
) -> None:
    app = drawn(bare, places(*names))
    assert app.markdown[0].value.startswith(words)
    assert app.button[0].label == label
    assert session.calls == []
    app.button(key="look-up").click().run()
    assert session.calls == [("look", True)]


def test_while_names_are_looked_up_the_reader_can_cancel(bare: OwnTable, session: Session) -> None:
    session.on = True
    unplaced = [Unplaced("a", "A", "Mali", 1), Unplaced("b", "B", "", 1)]
    app = drawn(bare, unplaced)
    assert session.calls == [("look_up", {"a": ("A", "Mali"), "b": ("B", "")}, False)]
    assert [button.label for button in app.button] == ["Cancel"]
    app.button(key="cancel-look-up").click().run()
    assert ("look", False) in session.calls


def test_nominatim_is_off_until_it_is_switched_on(bare: OwnTable, session: Session) -> None:
    session.on = True
    app = drawn(bare, places("A"))
    assert app.toggle[0].value is False
    assert not [caption for caption in app.caption if "sent" in caption.value]
    app.toggle[0].set_value(True).run()
    assert session.calls[-1] == ("look_up", {"a": ("A", "")}, True)
    assert "OpenStreetMap contributors" in app.caption[0].value


@pytest.mark.parametrize(
    ("number", "words"),
    [(3, "Up to 3 names are sent, one a second, so this takes up to about 3 seconds"), (300, "5 minutes")],
)
def test_it_is_said_before_how_many_names_are_sent_and_how_long_it_takes(
    number: int, words: str, bare: OwnTable, session: Session
) -> None:
    app = drawn(bare, places(*(f"A{one}" for one in range(number))))
    app.toggle[0].set_value(True).run()
    assert words in app.caption[0].value


def test_a_name_that_the_files_know_is_not_counted_among_those_that_are_sent(
    bare: OwnTable, session: Session
) -> None:
    session.found = {"a": FOUND, "b": NOT_FOUND, "c": TO_CHOOSE}
    app = drawn(bare, places("A", "B", "C", "D"))
    app.toggle[0].set_value(True).run()
    assert "Up to 2 names are sent" in app.caption[0].value


def test_results_are_counted_and_listed_by_what_became_of_them(bare: OwnTable, session: Session) -> None:
    session.found = {"a": FOUND, "b": NOT_FOUND, "c": NOT_REACHED}
    app = drawn(replace(bare, points={"a": LIBYA}), places("A", "B", "C", "D"))
    said = app.markdown[1].value
    assert said == (
        "Found: 1. For you to choose: 0, of which you have chosen 0. Not found: 1. Gazetteer not reached: 1."
    )
    assert [one.label for one in app.expander] == ["Found (1)", "Without a point (2)"]
    text = Text(app).text
    assert "Tripoli, Libya (32.900, 13.200)" in text
    assert "Tripolis" in text
    assert "the gazetteer could not be asked" in text
    assert not app.radio


def test_nothing_is_listed_before_names_were_looked_up(bare: OwnTable, session: Session) -> None:
    app = drawn(bare, places("A"))
    assert (len(app.markdown), len(app.expander)) == (1, 0)


@pytest.mark.parametrize(
    ("number", "words"),
    [(LISTED, "All of them."), (LISTED + 1, f"Showing the first {LISTED} of {LISTED + 1}.")],
)
def test_a_long_list_is_cut_and_says_so(number: int, words: str, bare: OwnTable, session: Session) -> None:
    unplaced = places(*(f"A{one}" for one in range(number)))
    session.found = {place.place_id: NOT_FOUND for place in unplaced}
    html = Text(drawn(bare, unplaced))
    assert words in html.text
    assert html.tags.count("tr") == LISTED + 1


def test_a_name_of_several_places_waits_for_a_choice_and_none_is_made_for_the_reader(
    bare: OwnTable, session: Session
) -> None:
    session.found = {"a": TO_CHOOSE, "b": TO_CHOOSE}
    app = drawn(replace(bare, points={"b": LEBANON}), places("A", "B"))
    assert app.selectbox[0].label == "Names that need your choice (1 left)"
    assert "of which you have chosen 1" in app.markdown[1].value
    assert app.radio[0].value is None
    options = [option.replace("\\", "") for option in app.radio[0].options]
    assert options == [
        "None of these, or not known",
        "1: Tripoli, Libya (towns; 32.90, 13.20)",
        "2: Tripoli, Lebanon (towns; 34.40, 35.80)",
    ]
    assert session.calls == [("map", "candidates-a")]


def test_a_choice_in_the_list_is_put_on_the_map_and_can_be_taken_off(
    bare: OwnTable, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.found = {"a": TO_CHOOSE}
    app = drawn(bare, places("A"))
    app.radio[0].set_value(1).run()
    assert ("choose", "a", LEBANON) in session.calls
    chosen = drawn(replace(bare, points={"a": LEBANON}), places("A"))
    assert chosen.radio[0].value == 1
    session.calls.clear()
    # For AppTest the value None is no choice; the browser says that the first option was chosen.
    monkeypatch.setattr(type(chosen.radio[0]), "index", 0)
    chosen.run()
    assert ("choose", "a", None) in session.calls


def test_a_click_on_the_map_is_a_choice(bare: OwnTable, session: Session) -> None:
    session.found, session.clicked = {"a": TO_CHOOSE}, 1
    drawn(bare, places("A"))
    assert ("choose", "a", LEBANON) in session.calls


def test_a_choice_that_stands_is_not_made_again(bare: OwnTable, session: Session) -> None:
    session.found, session.clicked = {"a": TO_CHOOSE}, 1
    drawn(replace(bare, points={"a": LEBANON}), places("A"))
    assert session.calls == [("map", "candidates-a")]


def test_a_second_click_on_the_map_changes_the_choice(bare: OwnTable, session: Session) -> None:
    session.found, session.clicked = {"a": TO_CHOOSE}, 0
    drawn(replace(bare, points={"a": LEBANON}), places("A"))
    assert ("choose", "a", LIBYA) in session.calls


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_answers_stay_text(text: str, bare: OwnTable, session: Session) -> None:
    answer = Answer(text, 1.0, 2.0, text, text, country=text)
    alike = Suggestion(text, text, 90.0, text, text, None)
    session.found = {
        "a": Lookup("found", text, (answer,)),
        "b": Lookup("to choose", text, (answer, answer)),
        "c": Lookup("not found", text, suggestions=(alike,)),
    }
    names = [Unplaced(place_id, text, text, 1) for place_id in "abc"]
    app = drawn(replace(bare, points={"a": answer}), names)
    for words in (*(caption.value for caption in app.caption), *app.radio[0].options):
        assert unescaped(words) == set()
    plain = [Unplaced(place_id, "A", "", 1) for place_id in "abc"]
    session.found = {"a": FOUND, "b": TO_CHOOSE, "c": NOT_FOUND}
    assert Text(app).tags == Text(drawn(replace(bare, points={"a": LIBYA}), plain)).tags
