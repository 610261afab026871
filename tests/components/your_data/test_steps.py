"""The steps of an import: each says what became of the files, and text of strangers stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.shared import own_state
from components.your_data import columns, steps
from components.your_data.steps import SHOWN_PROBLEMS
from datelines.formats import readable_formats
from datelines.formats.flat.columns import FLAT_COLUMNS
from datelines.formats.model import Options
from datelines.imports.own_table import OwnTable, own_table
from datelines.imports.run import ProblemGroup
from datelines.problems import Problem
from tests.builders import HOSTILE

TABLE = "Date,Place,Event,Newspaper,Colour\n2019-09-03,Exampleville,Road closed,Example Daily,red\n"
FORMATS = readable_formats()
MARKS = "`*_[]<>{}$~|!"


@pytest.fixture(scope="module")
def cafe() -> OwnTable:
    return own_table([("cafe.csv", TABLE.encode())])


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What own_state was asked to do."""
    found: list[tuple[Any, ...]] = []
    for name in ("take", "take_again", "decode", "remove"):
        monkeypatch.setattr(own_state, name, lambda *given, name=name: found.append((name, *given)))
    return found


def drawn(draw: Callable[[], object]) -> AppTest:
    """A page with what `draw` draws."""

    def script(draw):  # type: ignore[no-untyped-def]
        draw()

    app = AppTest.from_function(script, kwargs={"draw": draw}, default_timeout=30).run()
    assert not app.exception, app.exception
    return app


class Text(HTMLParser):
    """Text and tags of HTML."""

    def __init__(self, app: AppTest) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.feed("".join(element.proto.body for element in app.get("html")))
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def bare(markdown: str) -> str:
    """Markdown without what is escaped in it."""
    return re.sub(r"\\.", "", markdown, flags=re.DOTALL)


def problem(line: int = 5, value: str = "soon", why: str = "not read as a date", **more: Any) -> Problem:
    return Problem("cafe.csv", line, more.get("column", "Date"), value, why, "write YYYY-MM-DD")


def group(*problems: Problem) -> ProblemGroup:
    return ProblemGroup(problems[0].column, problems[0].why, problems)


# Headings


def test_a_step_has_its_number_its_title_and_its_result_if_it_has_one() -> None:
    assert Text(drawn(lambda: steps.show_step(4, "Check"))).text.split() == ["4", "Check"]
    step = Text(drawn(lambda: steps.show_step(5, "Places", "12")))
    assert step.text.split() == ["5", "Places", "12"]
    assert [tag for tag, _ in step.tags] == ["h2", "span", "span"]


# Files


def test_the_formats_that_are_read_are_named_where_files_are_dropped(calls: list[Any]) -> None:
    app = drawn(lambda: steps.show_drop(["Example (CSV)", "GeoJSON"]))
    assert app.caption[0].value.replace("\\", "") == "Formats that can be read: Example (CSV); GeoJSON."
    assert app.file_uploader[0].accept_multiple_files
    assert calls == []


def test_dropped_files_are_taken_together(calls: list[Any]) -> None:
    app = drawn(lambda: steps.show_drop([]))
    app.file_uploader[0].upload("a.csv", b"a").upload("b.csv", b"b").run()
    ((name, files),) = calls
    assert (name, [file.name for file in files]) == ("take", ["a.csv", "b.csv"])


def test_a_table_is_named_with_how_each_file_was_read_and_can_be_removed(
    cafe: OwnTable, calls: list[Any]
) -> None:
    app = drawn(lambda: steps.show_present(cafe))
    assert "cafe.csv: " in app.markdown[0].value.replace("\\", "")
    assert cafe.files[0].said in app.markdown[0].value.replace("\\", "")
    assert calls == []
    app.button[0].click().run()
    assert calls == [("remove",)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_file_name_stays_text(text: str, cafe: OwnTable) -> None:
    own = replace(cafe, names=(text,), files=(replace(cafe.files[0], name=text, said=text),))
    app = drawn(lambda: steps.show_present(own))
    assert not set(bare(app.markdown[0].value).replace("**", "")) & set(MARKS)
    refused = drawn(lambda: steps.show_refused([replace(problem(), path=text, why=text, repair=text)]))
    assert not set(bare(refused.error[0].value)) & set(MARKS)


def test_a_refused_file_is_told_with_why_and_how_to_repair_it() -> None:
    app = drawn(lambda: steps.show_refused([problem(), problem(why="the file is empty")]))
    said = [error.value.replace("\\", "") for error in app.error]
    assert said == [
        "cafe.csv: not read as a date. To fix it: write YYYY-MM-DD.",
        "cafe.csv: the file is empty. To fix it: write YYYY-MM-DD.",
    ]
    assert not drawn(lambda: steps.show_refused([])).error


# Encodings


def latin(place: str = "Ségou") -> OwnTable:
    return own_table([("latin.csv", TABLE.replace("Exampleville", place).encode("windows-1252"))])


def test_a_text_that_is_not_unicode_is_shown_as_it_would_read_and_none_is_chosen(calls: list[Any]) -> None:
    app = drawn(lambda: steps.show_encodings(latin()))
    assert "latin.csv" in app.radio[0].label.replace("\\", "")
    assert app.radio[0].value is None
    options = [option.replace("\\", "") for option in app.radio[0].options]
    assert any("Ségou" in option and "windows-1252" in option for option in options)
    assert calls == []
    app.radio[0].set_value("windows-1252").run()
    assert not calls
    app.button(key="decode").click().run()
    assert [(name, encoding) for name, _, encoding in calls] == [("decode", "windows-1252")]


def test_a_text_in_unicode_leaves_no_encoding_to_choose(cafe: OwnTable) -> None:
    assert not drawn(lambda: steps.show_encodings(cafe)).radio


@pytest.mark.parametrize("text", [one for one in HOSTILE if one.isascii() and "\x00" not in one])
def test_hostile_text_in_a_reading_stays_text(text: str) -> None:
    own = own_table([(f"{text}.csv", b"Date,Place\n2019," + text.encode() + b"\xe9" + text.encode())])
    app = drawn(lambda: steps.show_encodings(own))
    for label in (app.radio[0].label, *app.radio[0].options):
        assert not set(bare(label)) & set(MARKS)


# The format


def test_the_format_is_said_with_the_reason_for_which_it_was_recognised(cafe: OwnTable) -> None:
    app = drawn(lambda: steps.show_format(cafe, FORMATS))
    said = app.markdown[0].value.replace("\\", "")
    assert said.startswith(f"Read as **{FORMATS['flat'].title}**, because the table has a row for each")
    assert app.selectbox[0].value == "flat"
    assert list(app.selectbox[0].options) == [one.title for one in FORMATS.values()]
    assert not app.warning


def test_a_chosen_format_is_said_as_chosen_and_an_unknown_one_is_warned_of(cafe: OwnTable) -> None:
    chosen = drawn(lambda: steps.show_format(replace(cafe, format="acled"), FORMATS))
    assert chosen.markdown[0].value.endswith("as you chose.")
    assert chosen.selectbox[0].value == "acled"
    unknown = drawn(lambda: steps.show_format(replace(cafe, format="", reasons={}), FORMATS))
    assert "No format was recognised" in unknown.warning[0].value
    assert (unknown.selectbox[0].value, len(unknown.markdown)) == (None, 0)


def test_only_another_format_reads_the_files_again(cafe: OwnTable, calls: list[Any]) -> None:
    app = drawn(lambda: steps.show_format(cafe, FORMATS))
    app.selectbox[0].set_value("flat").run()
    assert calls == []
    app.selectbox[0].set_value("acled").run()
    assert calls == [("take_again", cafe, "acled")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_the_reason_stays_text(text: str, cafe: OwnTable) -> None:
    app = drawn(lambda: steps.show_format(replace(cafe, reasons={"flat": text}), FORMATS))
    assert not set(bare(app.markdown[0].value).replace("**", "")) & set(MARKS)


# Columns


@pytest.mark.parametrize("text", HOSTILE)
def test_known_columns_are_listed_and_hostile_headers_stay_text(text: str) -> None:
    app = drawn(lambda: steps.show_fixed_columns({"event.date": text, text: "Date"}))
    assert app.expander[0].label == "Which column went where (2)"
    harmless = Text(drawn(lambda: steps.show_fixed_columns({"event.date": "a", "b": "Date"})))
    assert Text(app).tags == harmless.tags
    assert "event.date" in Text(app).text


def test_the_readers_own_columns_are_the_rows_each_with_values_and_its_meaning(cafe: OwnTable) -> None:
    app = drawn(lambda: columns.show_columns(cafe, dict(cafe.column_choice or {}), FLAT_COLUMNS))
    headers = TABLE.splitlines()[0].split(",")
    assert {box.label.removeprefix("What “").removesuffix("” means") for box in app.main.selectbox} == set(
        headers
    )
    found = {box.key.rpartition("-")[2]: box.value for box in app.main.selectbox if box.value}
    assert found == {
        "Event": "event.title",
        "Date": "event.date",
        "Place": "place.name",
        "Newspaper": "outlet.name",
    }
    said = Text(app).text
    assert all(header in said for header in headers)
    assert TABLE.splitlines()[1].split(",")[0] in said


def test_columns_that_were_understood_come_first(cafe: OwnTable) -> None:
    app = drawn(lambda: columns.show_columns(cafe, dict(cafe.column_choice or {}), FLAT_COLUMNS))
    used = [bool(box.value) for box in app.main.selectbox]
    assert used == sorted(used, reverse=True)


def test_the_twelve_common_meanings_come_first_in_plain_words(cafe: OwnTable) -> None:
    app = drawn(lambda: columns.show_columns(cafe, dict(cafe.column_choice or {}), FLAT_COLUMNS))
    options = list(app.selectbox[0].options)
    assert options[:3] == [columns.NOT_USED, "what happened, in a few words", "the day or days of the event"]
    assert len(columns.COMMON) == 12
    assert len(options) == len(FLAT_COLUMNS) + 1


def test_the_form_reads_the_table_with_the_chosen_columns_and_order_of_dates(
    cafe: OwnTable, calls: list[Any]
) -> None:
    app = drawn(lambda: columns.show_columns(cafe, dict(cafe.column_choice or {}), FLAT_COLUMNS))
    assert calls == []
    app.selectbox(key="column-drop-0-Event").set_value("")
    app.selectbox(key="column-drop-0-Colour").set_value("event.title")
    app.radio[0].set_value("day-first")
    app.button[0].click().run()
    ((name, table, format_name, chosen, order),) = calls
    assert (name, table, format_name, order) == ("take_again", cafe, "flat", "day-first")
    assert chosen == {**(cafe.column_choice or {}), "event.title": "Colour"}


def test_two_columns_cannot_mean_one_thing(cafe: OwnTable, calls: list[Any]) -> None:
    app = drawn(lambda: columns.show_columns(cafe, dict(cafe.column_choice or {}), FLAT_COLUMNS))
    app.selectbox(key="column-drop-0-Colour").set_value("event.title")
    app.button[0].click().run()
    assert calls == []
    assert "Two columns cannot mean one thing" in app.error[0].value


@pytest.mark.parametrize(
    ("present", "label"), [(None, "not known"), ("day-first", "day first"), ("month-first", "month first")]
)
def test_the_order_of_dates_is_as_it_was_said_before(cafe: OwnTable, present: Any, label: str) -> None:
    own = replace(cafe, options=Options(day_order=present))
    app = drawn(lambda: columns.show_columns(own, {}, {"event.date": "a date"}))
    assert app.radio[0].value == (present or "")
    assert any(option.startswith(label) for option in app.radio[0].options)


def test_a_guess_that_the_file_does_not_have_is_no_choice(cafe: OwnTable) -> None:
    app = drawn(lambda: columns.show_columns(cafe, {"event.date": "Gone"}, {"event.date": "a date"}))
    assert {box.value for box in app.selectbox} == {""}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_values_of_columns_stay_text(text: str) -> None:
    hostile = own_table(
        [("a.csv", f'"{text.replace(chr(34), chr(34) * 2)}",Date\n"{text}",2019-09-03\n'.encode())]
    )
    harmless = own_table([("a.csv", b"Name,Date\nvalue,2019-09-03\n")])
    one, other = (
        Text(drawn(lambda own=own: columns.show_columns(own, dict(own.column_choice or {}), FLAT_COLUMNS)))
        for own in (hostile, harmless)
    )
    assert set(one.tags) <= set(other.tags)


# Counts and problems


def test_rows_are_counted_as_they_were_read_kept_flagged_and_skipped(cafe: OwnTable) -> None:
    counts = SimpleNamespace(read=16000, kept=15000, flagged=900, skipped=100)
    result: Any = SimpleNamespace(counts=counts)
    said = Text(drawn(lambda: steps.show_counts(result, 1234, 56))).text
    assert said == (
        "16,000 rows read: 15,000 kept without a remark, 900 kept with a remark, 100 skipped. "
        "1,234 events can be explored, 56 of them reported by two or more outlets."
    )
    assert cafe.result
    real = Text(drawn(lambda: steps.show_counts(cafe.result, 1, 0))).text  # type: ignore[arg-type]
    assert real.startswith("1 row read: ")


def show(groups: list[ProblemGroup], *left_out: Problem) -> AppTest:
    return drawn(lambda: steps.show_problems(groups, frozenset(left_out), lambda: b""))


def test_kinds_that_keep_rows_out_of_the_view_come_first_and_say_so() -> None:
    out = problem(column="Place")
    labels = [one.label.replace("\\", "") for one in show([group(problem()), group(out)], out).expander]
    assert labels == [
        "1 × Place: not read as a date (left out of the view)",
        "1 × Date: not read as a date",
    ]


def test_a_remark_on_a_whole_row_says_so() -> None:
    assert "whole row" in show([group(problem(column="-"))]).expander[0].label


def test_without_a_problem_none_is_listed() -> None:
    app = show([])
    assert [caption.value for caption in app.caption] == ["No problems were found."]
    assert not app.expander
    assert not app.get("download_button")


def test_every_problem_is_listed_with_file_row_column_value_reason_and_repair() -> None:
    app = show([group(problem(), problem(7, "later"))], problem(), problem(7, "later"))
    text = Text(app).text
    for words in ("cafe.csv", "5", "7", "Date", "soon", "later", "not read as a date", "write YYYY-MM-DD"):
        assert words in text
    assert app.markdown[0].value.startswith("**2 remarks of one kind.** Your file is unchanged")
    assert app.caption[0].value.startswith("2 of them keep rows out")
    assert app.expander[0].label.replace("\\", "") == "2 × Date: not read as a date (left out of the view)"
    assert app.get("download_button")[0].proto.label == "All remarks (CSV)"


def test_problems_that_keep_no_row_out_do_not_say_so() -> None:
    app = show([group(problem())])
    assert app.markdown[0].value.startswith("**1 remark of one kind.**")
    assert not app.caption


@pytest.mark.parametrize(
    ("number", "said"), [(SHOWN_PROBLEMS, "All of them."), (SHOWN_PROBLEMS + 1, "Showing")]
)
def test_a_long_list_is_cut_and_says_so(number: int, said: str) -> None:
    app = show([group(*(problem(line) for line in range(2, number + 2)))])
    html = Text(app)
    assert html.text.startswith(said)
    assert [tag for tag, _ in html.tags].count("tr") == SHOWN_PROBLEMS + 1
    assert (f"Showing the first {SHOWN_PROBLEMS} of {number}" in html.text) == (number > SHOWN_PROBLEMS)


@pytest.mark.parametrize(("kinds", "more"), [(40, []), (43, ["3 more kinds are in the download."])])
def test_many_kinds_are_cut_and_the_rest_is_in_the_download(kinds: int, more: list[str]) -> None:
    app = show([group(problem(column=f"Column {number}")) for number in range(kinds)])
    assert len(app.expander) == 40
    assert [caption.value for caption in app.caption] == more
    assert f"of {kinds} kinds" in app.markdown[0].value


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_problem_stays_text(text: str) -> None:
    hostile = Problem(text, 2, text, text, text, text)
    app = show([group(hostile)])
    assert Text(app).tags == Text(show([group(problem())])).tags
    assert not set(bare(app.expander[0].label)) & set(MARKS)


# Other columns


def test_columns_that_have_no_place_here_can_be_saved(cafe: OwnTable) -> None:
    assert cafe.result
    app = drawn(lambda: steps.show_kept_columns(cafe.result))  # type: ignore[arg-type]
    (button,) = app.get("download_button")
    assert "1" in button.proto.label


@pytest.mark.parametrize("kept", [None, pd.DataFrame({"report_id": ["a"]})])
def test_a_table_without_other_columns_offers_no_download_of_them(
    cafe: OwnTable, kept: pd.DataFrame | None
) -> None:
    assert cafe.result
    result = replace(cafe.result, imported=replace(cafe.result.imported, kept_columns=kept))
    assert not drawn(lambda: steps.show_kept_columns(result)).get("download_button")
