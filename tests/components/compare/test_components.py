"""The sections of Compare: texts that name what was counted, and text from a folder that stays text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date as Day
from html.parser import HTMLParser
from typing import Any

import pytest

from components.compare import controls
from components.compare.close_reading import show_close_reading
from components.compare.coverage import NUMBERED, show_coverage
from components.compare.figures import AT_ONCE, show_figures
from components.compare.speakers import show_speakers, show_statement_count, show_statements, speakers_spec
from components.compare.timing import lags_spec, show_differing_dates, show_lags
from components.compare.wording import CHARTED, labels_of, show_wording, wording_spec
from components.shared.cite import show_cite, show_download
from components.shared.markup import plain
from components.shared.palette import outlet_styles
from datelines.compare.close_reading import CloseReading, Point
from datelines.compare.figure_groups import Apart, FigureGroup, FigureMark
from datelines.compare.matrix import DifferingDate
from datelines.compare.speakers import SpeakerLine, Speakers
from datelines.compare.statements import Statement, Version
from datelines.compare.timing import Lag
from datelines.compare.wording import NAMED, Subject, Term
from datelines.share.cite import Citation, cite_event, cite_report, cite_view
from tests.builders import HOSTILE, archive

STYLES = outlet_styles([("tass", "TASS"), ("sana", "SANA"), ("reuters", "Reuters")])
READING = CloseReading(
    "event-a",
    "tass",
    "sana",
    both=(Point("date", "date", "3 September 2019", "3 September 2019"),),
    differ=(Point("figure", "killed (residents)", "7", "over 9"), Point("voice", "voice", "own", "quoted")),
    only_first=(Point("place", "place", "Khmeimim", ""),),
    only_second=(),
)
MARK = FigureMark(
    "figure-a", "report-a", "tass", "Speaker A", "3 September 2019", 18142, "over 300", "over", 300, None,
    "over 300 attacks", "Counted since May.", False,
)  # fmt: skip
GROUP = FigureGroup(
    ("event-a", "", "attacks", "armed groups", "event", "", "items"),
    "event-a", "Event A", "attacks", "armed groups", "", "event", None, "items", (MARK,), True,
)  # fmt: skip
VERSIONS = (
    Version("source-a", "tass", "TASS: “Title A”", "SANA", ("Event A: 7 killed", "Event B"), ()),
    Version("source-b", "sana", "SANA: “Title B”", "", ("Event B",), ("Event A: 7 killed",)),
)
STATEMENT = Statement("event-s", "A statement", "Speaker A", VERSIONS, ("Event B",))
LAG = Lag("report-a", "event-a", "tass", "Event A", 3, "6 September 2019", False)


class Page:
    """What was drawn, by kind, in order."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.words: list[str] = []
        self.labels: list[str] = []
        self.codes: list[str] = []
        self.charts: list[tuple[dict[str, Any], str]] = []

    @property
    def text(self) -> str:
        """All text of the HTML."""
        return read("".join(self.html))[1]

    @property
    def structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """All tags of the HTML with the names of their attributes."""
        return read("".join(self.html))[0]

    @property
    def said(self) -> str:
        return "\n".join(self.words)


def read(fragment: str) -> tuple[list[tuple[str, tuple[str, ...]]], str]:
    structure: list[tuple[str, tuple[str, ...]]] = []
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            structure.append((tag, tuple(name for name, _ in attrs)))
            texts.append(" ")

        def handle_data(self, data: str) -> None:
            texts.append(data)

    reader = Reader()
    reader.feed(fragment)
    reader.close()
    return structure, "".join(texts)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Streamlit that writes down what it is given."""
    drawn = Page()

    @contextmanager
    def opened(label: str, **_: Any) -> Iterator[None]:
        drawn.labels.append(label)
        yield

    def chart(data: Any, spec: dict[str, Any], alt: str = "", **_: Any) -> None:
        drawn.charts.append((spec, alt))

    monkeypatch.setattr("streamlit.html", drawn.html.append)
    for name in ("write", "caption", "subheader", "markdown"):
        monkeypatch.setattr(f"streamlit.{name}", drawn.words.append)
    monkeypatch.setattr("streamlit.code", lambda body, **_: drawn.codes.append(body))
    monkeypatch.setattr("streamlit.vega_lite_chart", chart)
    for name in ("expander", "popover"):
        monkeypatch.setattr(f"streamlit.{name}", opened)
    return drawn


# Close reading


def test_a_close_reading_names_both_outlets_and_counts_their_points(page: Page) -> None:
    show_close_reading(READING, STYLES)
    assert "differ on 2 points and agree on 1; only TASS has 1, only SANA 0." in page.text
    assert page.words == [
        "Where they differ",
        "What both say",
        "What only TASS says",
        "What only SANA says",
        "Nothing.",
    ]


def test_every_point_stands_with_the_words_of_each_and_a_dash_for_what_is_not_there(page: Page) -> None:
    show_close_reading(READING, STYLES)
    assert "<td>killed (residents)</td><td>7</td><td>over 9</td>" in page.html[1]
    assert "<td>Khmeimim</td><td>—</td>" in page.html[3]
    for table in page.html[1:]:
        assert '<th scope="col">TASS</th><th scope="col">SANA</th>' in table


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_points_and_names_stay_text(page: Page, hostile: str) -> None:
    show_close_reading(READING, STYLES)
    usual = list(page.structure)
    page.html.clear()
    page.words.clear()
    point = Point(hostile, hostile, hostile, hostile)
    bad = replace(READING, both=(point,), differ=(point, point), only_first=(point,))
    show_close_reading(bad, {key: replace(style, name=hostile) for key, style in STYLES.items()})
    assert page.structure == usual
    # 4 points of 4 words, 2 names in the sentence, 2 heads of 3 tables, 1 caption with a name.
    assert page.text.count(hostile) == 16 + 2 + 6 + 1
    assert plain(f"What only {hostile} says") in page.words


# Figures


def test_figures_say_how_many_groups_are_compared_and_how_many_differ(page: Page) -> None:
    show_figures((GROUP, replace(GROUP, differing=False, marks=(MARK, MARK))), (), STYLES, 0)
    assert "3 figures in 2 groups" in page.said
    assert "same event, measure, population and scope" in page.said
    assert "In 1 of them the figures differ" in page.said
    assert "in order of the day of publication" in page.said
    assert "Nothing is averaged or added up." in page.said


def test_the_table_holds_each_figure_as_printed_with_speaker_date_and_note(page: Page) -> None:
    show_figures((GROUP,), (), STYLES, 0)
    for words in (
        "Event A",
        "attacks: armed groups",
        "the event itself",
        "TASS",
        "Speaker A",
        "3 September 2019",
    ):
        assert f"<td>{words}</td>" in page.html[0]
    assert "<td>over 300</td><td>“over 300 attacks”</td><td>Counted since May.</td>" in page.html[0]


def test_no_groups_draw_no_chart_and_no_table(page: Page) -> None:
    show_figures((), (), STYLES, 0)
    assert "0 figures in 0 groups" in page.said
    assert not page.charts
    assert not page.html


@pytest.mark.parametrize(("number", "shown"), [(0, AT_ONCE), (1, AT_ONCE), (2, 1)])
def test_a_page_of_charts_holds_its_own_groups_and_the_table_the_same(
    page: Page, number: int, shown: int
) -> None:
    groups = tuple(replace(GROUP, title=f"Event <{n}>") for n in range(2 * AT_ONCE + 1))
    show_figures(groups, (), STYLES, number)
    titles = [f"Event <{n}>" for n in range(number * AT_ONCE, number * AT_ONCE + shown)]
    ((spec, _),) = page.charts
    assert [chart["title"]["text"] for chart in spec["vconcat"]] == [[title] for title in titles]
    assert [title for title in (f"Event <{n}>" for n in range(len(groups))) if title in page.text] == titles
    assert f"{len(groups)} figures in {len(groups)} groups" in page.said


def test_what_is_not_on_one_axis_is_listed_with_the_reasons(page: Page) -> None:
    apart = Apart("event-a", "Event A", "killed", ("population: ‘a’ and ‘b’", "unit: people and items"), ())
    show_figures((GROUP,), (apart,), STYLES, 0)
    assert page.labels[-1] == "Not on one axis, and why (1)"
    assert "Event A , killed: population: ‘a’ and ‘b’; unit: people and items" in page.text.replace(
        "Event A,", "Event A ,"
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_figures_stay_text(page: Page, hostile: str) -> None:
    apart = Apart("event-a", "Event A", "killed", ("why",), ())
    show_figures((GROUP,), (apart,), STYLES, 0)
    usual = list(page.structure)
    page.html.clear()
    mark = replace(MARK, speaker=hostile, as_reported=hostile, note=hostile)
    bad = replace(GROUP, title=hostile, population=hostile, marks=(mark,))
    show_figures((bad,), (replace(apart, title=hostile, reasons=(hostile,)),), STYLES, 0)
    assert page.structure == usual
    assert page.text.count(hostile) == 5 + 2
    ((value,),) = ([*chart["data"]["values"]] for chart in page.charts[-1][0]["vconcat"])
    assert value["printed"] == hostile  # data of the chart, never part of its program


# Who speaks


LINES = (
    SpeakerLine("speaker-a", "Speaker A", "tass", 3, 2),
    SpeakerLine("speaker-a", "Speaker A", "sana", 1, 1),
    SpeakerLine("", "own voice", "sana", 5, 4),
)


def test_speakers_are_counted_over_the_reports_and_the_table_holds_all_outlets(page: Page) -> None:
    show_speakers(Speakers(LINES[:1], 1), Speakers(LINES, 2), 9, STYLES)
    assert "Counted over the 9 reports of this selection" in page.said
    assert "most reports" not in page.said
    ((spec, _),) = page.charts
    assert [value["outlet"] for value in spec["data"]["values"]] == ["TASS"]
    assert "<td>Speaker A</td><td>TASS</td><td>3</td><td>2</td>" in page.html[0]
    assert "<td>own voice</td><td>SANA</td><td>5</td><td>4</td>" in page.html[0]


def test_the_chart_of_speakers_writes_each_number_out() -> None:
    spec = speakers_spec(LINES, STYLES)
    assert [value["reports"] for value in spec["data"]["values"]] == [3, 1, 5]
    assert {"text": {"field": "reports"}} in [layer["encoding"] for layer in spec["layer"]]


def test_numbers_too_wide_for_a_dot_stand_dark_upon_pale_dots() -> None:
    marks = []
    for reports in (999, 1000):
        dots, numbers = speakers_spec([replace(LINES[0], reports=reports), LINES[1]], STYLES)["layer"]
        marks.append((dots["mark"]["opacity"], numbers["mark"]["color"]))
    assert marks[0] == (0.85, "#ffffff")
    assert marks[1][0] < 0.3
    assert marks[1][1] != "#ffffff"


def test_where_not_all_speakers_are_drawn_or_listed_it_is_said(page: Page) -> None:
    show_speakers(Speakers(LINES[:1], 122), Speakers(LINES, 3456), 9, STYLES)
    assert "The chart shows the 1 speakers with most reports, of 122." in page.said
    assert "Showing the 2 speakers with most reports, of 3,456." in page.said


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 statements are"), (1, "1 statement is"), (2, "2 statements are")]
)
def test_statements_are_counted_with_what_they_are(page: Page, number: int, words: str) -> None:
    assert show_statement_count(number) == slice(0, number)
    assert f"{words} carried by two or more outlets of this selection." in page.said


def test_a_statement_shows_what_each_version_includes_and_what_is_not_in_it(page: Page) -> None:
    show_statements((STATEMENT,), STYLES)
    assert page.labels == [plain("A statement — Speaker A")]
    assert "In every version" in page.words
    table = page.html[-1]
    assert (
        '<th scope="col">Via</th><th scope="col">Included</th><th scope="col">Not in this version</th>'
        in table
    )
    first, second = table.split("<tbody>")[1].split("<tr>")[1:]
    assert "<td>SANA</td>" in first
    assert "<td></td>" in second
    assert first.count("<li>") == 2
    assert "<td>—</td>" in first
    assert "<li>Event A: 7 killed</li>" in second.split("</td>")[3]


def test_versions_that_could_not_be_compared_say_so(page: Page) -> None:
    show_statements((STATEMENT,), STYLES)
    assert "too many reports of this speaker" not in page.said
    bare = tuple(replace(version, included=(), left_out=()) for version in VERSIONS)
    show_statements((Statement("event-s", "A statement", "A", bare, (), compared=False),), STYLES)
    assert "too many reports of this speaker" in page.said


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_statements_stay_text(page: Page, hostile: str) -> None:
    show_statements((STATEMENT,), STYLES)
    usual = list(page.structure)
    page.html.clear()
    versions = (
        replace(VERSIONS[0], citation=hostile, relayed_by=hostile, included=(hostile, hostile)),
        replace(VERSIONS[1], citation=hostile, included=(hostile,), left_out=(hostile,)),
    )
    bad = Statement("event-s", hostile, hostile, versions, (hostile,))
    show_statements((bad,), STYLES)
    assert page.structure == usual
    assert page.text.count(hostile) == 1 + 4 + 3
    assert page.labels[-1] == plain(f"{hostile} — {hostile}")


# Wording


def term(
    words: str, *outlets: tuple[str, int], titles: tuple[str, ...] = ("Event 0",), more: int = 0
) -> Term:
    uses = outlets or (("tass", 1),)
    return Term(words, sum(number for _, number in uses), uses, titles, more)


def draw_terms(*terms: Term) -> list[slice]:
    """Draw the terms; gives the parts that were asked for."""
    asked = []

    def part_of(part: slice) -> tuple[Term, ...]:
        asked.append(part)
        return terms[part]

    show_wording(len(terms), sum(one.reports for one in terms), part_of, STYLES)
    return asked


def test_the_label_of_a_subject_counts_its_terms_and_outlets() -> None:
    labels = labels_of([Subject("armed group", 2, 3), Subject("a place", 1, 1)])
    assert labels == {
        "armed group": "armed group (2 terms, 3 outlets)",
        "a place": "a place (1 term, 1 outlet)",
    }


def test_wording_says_what_was_counted_and_whose_words_they_are(page: Page) -> None:
    draw_terms(term("rebels", ("sana", 3)), term("fighters", ("tass", 2)))
    assert "2 terms, used 5 times in the reports of this selection." in page.said
    assert "A number counts reports that use the term." in page.said
    assert "as printed" in page.said


def test_each_term_stands_with_its_outlets_and_events(page: Page) -> None:
    draw_terms(term("b", ("sana", 1), ("tass", 2), titles=("Event 0", "Event 1")), term("a"))
    rows = page.html[0].split("<tbody>")[1].split("<tr>")[1:]
    assert "<td>“b”</td><td>3</td><td>SANA (1), TASS (2)</td><td>Event 0; Event 1</td>" in rows[0]
    assert "<td>“a”</td><td>1</td><td>TASS (1)</td><td>Event 0</td>" in rows[1]


def test_the_chart_of_terms_is_cut_off_but_the_table_is_not(page: Page) -> None:
    terms = [term(f"term {number:02d}") for number in range(CHARTED + 5)]
    assert draw_terms(*terms) == [slice(0, 500)]
    ((spec, alt),) = page.charts
    assert len(spec["data"]["values"]) == CHARTED
    assert str(CHARTED) in alt
    assert page.html[0].count("<tr>") == 1 + len(terms)


def test_a_later_part_of_the_terms_is_asked_for_alone_and_the_chart_stays(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.compare.wording.show_part", lambda number, key: slice(500, 510))
    terms = [term(f"term {number}") for number in range(510)]
    assert draw_terms(*terms) == [slice(0, 500), slice(500, 510)]
    ((spec, _),) = page.charts
    assert spec["data"]["values"][0]["term"] == "term 0"
    assert page.html[0].count("<tr>") == 1 + 10
    assert "“term 509”" in page.html[0]


def test_a_term_of_many_events_names_the_first_and_counts_the_others(page: Page) -> None:
    titles = tuple(f"Event {number}" for number in range(NAMED))
    draw_terms(term("term", titles=titles, more=7))
    assert f"Event {NAMED - 1}; and 7 more</td>" in page.html[0]


def test_a_term_of_many_outlets_names_the_first_and_counts_the_others(page: Page) -> None:
    outlets = [("tass", number) for number in range(NAMED + 2)]
    draw_terms(term("term", *outlets))
    assert f"TASS ({NAMED - 1}), and 2 more</td>" in page.html[0]
    assert f"TASS ({NAMED})" not in page.html[0]


def test_the_chart_of_terms_has_a_piece_for_each_outlet() -> None:
    values = wording_spec([term("a", ("tass", 2), ("sana", 1))], STYLES)["data"]["values"]
    assert [(value["outlet"], value["reports"]) for value in values] == [("TASS", 2), ("SANA", 1)]
    assert values[0]["colour"] != values[1]["colour"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_terms_stay_text(page: Page, hostile: str) -> None:
    draw_terms(term("term"))
    usual = list(page.structure)
    page.html.clear()
    draw_terms(term(hostile, titles=(hostile,)))
    assert page.structure == usual
    assert page.text.count(hostile) == 2


# Dating and timing


def test_events_dated_differently_are_counted_and_outlets_of_one_date_stand_together(page: Page) -> None:
    dates = (
        ("tass", "2019-09-03", "3 September 2019", "r1"),
        ("sana", "2019-09-04", "4 September 2019", "r2"),
        ("reuters", "2019-09-03", "3 September 2019", "r3"),
        ("tass", "2019-09-03", "3 September 2019", "r4"),
    )
    show_differing_dates([DifferingDate("event-a", "Event A", dates)], STYLES)
    assert page.said.startswith("1 event")
    assert "dated differently by" in page.said
    assert "<td>Event A</td><td>3 September 2019</td><td>TASS, Reuters</td>" in page.html[0]
    assert "<td>Event A</td><td>4 September 2019</td><td>SANA</td>" in page.html[0]
    assert page.html[0].count("<tr>") == 1 + 2


def test_where_no_event_is_dated_differently_there_is_no_table(page: Page) -> None:
    show_differing_dates([], STYLES)
    assert page.said == "0 events are dated differently by their reports."
    assert page.html == []


def test_lags_say_which_reports_are_counted_and_that_nothing_is_averaged(page: Page) -> None:
    show_lags([LAG, replace(LAG, outlet_id="sana", days=0)], STYLES, {"tass"})
    assert "2 reports for which both the day of the event and the day of publication are known" in page.said
    assert "nothing is averaged" in page.said
    ((spec, alt),) = page.charts
    assert [value["outlet"] for value in spec["data"]["values"]] == ["TASS"]
    assert "2 reports" in alt
    assert "<td>TASS</td><td>Event A</td><td>3</td><td>6 September 2019</td>" in page.html[0]
    assert "<td>SANA</td><td>Event A</td><td>0</td>" in page.html[0]


def test_without_lags_there_is_no_chart(page: Page) -> None:
    show_lags([], STYLES, {"tass"})
    assert "0 reports" in page.said
    assert not page.charts


def test_the_chart_of_lags_grows_with_its_outlets_and_not_with_their_events() -> None:
    assert lags_spec([LAG], STYLES)["height"]["for"] == "position"


def test_a_dot_for_every_report_is_hollow_only_where_a_day_is_approximate() -> None:
    spec = lags_spec([LAG, LAG, replace(LAG, uncertain=True)], STYLES)
    assert [value["hollow"] for value in spec["data"]["values"]] == [False, False, True]
    assert spec["encoding"]["fill"]["condition"] == {"test": "datum.hollow", "value": "transparent"}
    assert "aggregate" not in json.dumps(spec)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_dates_stay_text(page: Page, hostile: str) -> None:
    dates = (("tass", "2019", "a", "r1"), ("sana", "2020", "b", "r2"))
    show_differing_dates([DifferingDate("event-a", "Event A", dates)], STYLES)
    show_lags([LAG], STYLES, {"tass"})
    usual = list(page.structure)
    page.html.clear()
    show_differing_dates([DifferingDate("event-a", hostile, dates)], STYLES)
    show_lags([replace(LAG, title=hostile)], STYLES, {"tass"})
    assert page.structure == usual
    assert page.text.count(hostile) == 2 + 1


# Coverage


def test_coverage_says_what_it_measures_and_that_it_is_not_to_be_added_up(page: Page) -> None:
    show_coverage(
        [("tass", "2019-09", 0, 4), ("sana", "2019-10", 0, 1)],
        STYLES,
        {"tass"},
        period="month",
        asked="month",
    )
    assert "these documents, not what the outlets published" in page.said
    assert "not to be added up" in page.said
    ((spec, alt),) = page.charts
    assert [value["outlet"] for value in spec["data"]["values"]] == ["TASS"]
    assert "2 cells" in alt
    assert "<td>TASS</td><td>2019-09</td><td>4</td>" in page.html[0]
    assert "<td>SANA</td><td>2019-10</td><td>1</td>" in page.html[0]


def test_longer_periods_than_those_asked_for_are_said(page: Page) -> None:
    show_coverage([("tass", "2019", 0, 4)], STYLES, {"tass"}, period="year", asked="week")
    assert "Counted by year: over so long a time, weeks would be illegible." in page.said
    page.words.clear()
    show_coverage([("tass", "2019", 0, 4)], STYLES, {"tass"}, period="year", asked="year")
    assert "illegible" not in page.said


def test_dots_hold_their_numbers_only_while_these_have_room(page: Page) -> None:
    for periods, filtered in ((NUMBERED, "datum.reports > 2"), (NUMBERED + 1, "false")):
        show_coverage(
            [("tass", str(1900 + n), 0, 4) for n in range(periods)],
            STYLES,
            {"tass"},
            period="year",
            asked="year",
        )
        assert page.charts[-1][0]["layer"][1]["transform"] == [{"filter": filtered}]


def test_dots_hold_no_numbers_where_one_is_too_long(page: Page) -> None:
    for number, filtered in ((999, "datum.reports > 2"), (1000, "false")):
        show_coverage(
            [("tass", "2019", 0, number), ("sana", "2019", 0, 3)],
            STYLES,
            {"tass"},
            period="year",
            asked="year",
        )
        assert page.charts[-1][0]["layer"][1]["transform"] == [{"filter": filtered}]


def test_no_coverage_is_said_without_a_chart(page: Page) -> None:
    show_coverage([], STYLES, (), period="month", asked="month")
    assert "No report matches the filter." in page.words
    assert not page.charts


# Cite and download

LINK = "https://app.example/compare?section=figures&outlet=tass"
DATA = archive()
CITATIONS = {
    "this view": lambda: cite_view(DATA, "1 event in 1 report.", LINK, Day(2026, 1, 12)),
    "this event": lambda: cite_event(DATA, "event-a", LINK),
    "this report": lambda: cite_report(DATA, "report-a", LINK),
}


@pytest.mark.parametrize("chosen", CITATIONS)
def test_all_three_forms_hold_the_data_version_and_the_link(
    page: Page, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setattr("streamlit.selectbox", lambda label, options, key: chosen)
    show_cite(CITATIONS, key="test")
    assert [word for word in page.words if word] == ["Plain text", "BibTeX", "CSL-JSON"]
    assert len(page.codes) == 3
    for code in page.codes:
        unescaped = code.replace("\\", "")
        assert DATA.version in unescaped
        assert LINK in unescaped
    assert page.codes[1].startswith("@")
    (item,) = json.loads(page.codes[2])
    assert DATA.version in item["note"]
    assert LINK in (item.get("URL", "") + item["note"])


def test_only_what_is_chosen_is_cited(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def citation(name: str) -> Citation:
        made.append(name)
        return Citation(name, name, name)

    monkeypatch.setattr("streamlit.selectbox", lambda label, options, key: options[1])
    show_cite({"a": lambda: citation("a"), "b": lambda: citation("b")}, key="test")
    assert made == ["b"]
    assert page.codes == ["b", "b", "b"]


def test_a_download_is_made_when_it_is_asked_for_and_is_plain_utf_8(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: dict[str, Any] = {}
    made: list[int] = []

    def text() -> str:
        made.append(1)
        return "name\r\nحميميم\r\n"

    monkeypatch.setattr("streamlit.download_button", lambda label, **options: given.update(options))
    show_download("Rows", "datelines-rows", text, key="k")
    assert made == []
    assert given["file_name"] == "datelines-rows.csv"
    assert given["mime"] == "text/csv"
    assert not given["disabled"]
    saved = given["data"]()
    assert saved == "name\r\nحميميم\r\n".encode(), (
        "without a mark, which R would take for a part of the first name"
    )


def test_a_download_of_too_much_says_why_it_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, **options: given.update(options))
    show_download("Rows", "datelines-rows", str, key="k", disabled=True)
    assert given["disabled"]
    assert "see Export" in given["help"]


def test_the_first_outlets_are_offered_in_their_order_with_those_that_are_pinned() -> None:
    names = {key: key.upper() for key in "abcd"}
    assert list(controls.first_of(names, ["d", "gone"], 2)) == ["a", "b", "d"]
    assert controls.first_of(names, []) == names
