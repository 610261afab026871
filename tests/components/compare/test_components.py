"""The questions of Compare: what is drawn for each, and text from a folder that stays text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from datetime import date as Day
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup

from components.compare import controls
from components.compare.close_reading import show_close_reading
from components.compare.coverage import coverage_spec, show_coverage
from components.compare.matrix import NOT_READ, show_figures_as_table, show_matrix
from components.compare.speakers import FIRST, show_carried, show_speakers, show_speakers_as_table
from components.compare.speakers import NAMED as NAMED_OUTLETS
from components.compare.statements import show_points
from components.compare.timing import first_reports_spec, show_differing_dates, show_first_reports
from components.compare.wording import labels_of, show_group_uses, show_pair, show_terms
from components.shared.cite import show_cite, show_download
from components.shared.palette import outlet_styles
from datelines.compare.close_reading import CloseReading, Point
from datelines.compare.matrix import NumberCase, number_cases
from datelines.compare.speakers import Carried, SpeakerLine, Speakers
from datelines.compare.statements import Statement, StatementPoint, Version
from datelines.compare.timing import Coverage, DifferingDate, FirstReport, GivenDate
from datelines.compare.word_pairs import PairedSubject, PairedTerm
from datelines.compare.wording import NAMED, GroupUse, Subject, Term
from datelines.query.query import NOT_RECORDED
from datelines.record.dates import day_number
from datelines.share.cite import Citation, cite_event, cite_report, cite_view
from tests.builders import HOSTILE, Cells, archive

STYLES = outlet_styles([("tass", "TASS"), ("sana", "SANA"), ("reuters", "Reuters")])


def cases_of(*numbers: tuple[str, int], **cells: str) -> tuple[NumberCase, ...]:
    """The case of one event in which outlets give these numbers."""
    outlets = dict.fromkeys(outlet for outlet, _ in numbers)
    figures: list[Cells] = [
        {"figure_id": f"f{n}", "report_id": f"r{n}", "low": f"{low}", "high": f"{low}"} | cells
        for n, (_, low) in enumerate(numbers)
    ]
    data = archive(
        outlets=[{"outlet_id": one, "name": one.upper()} for one in outlets],
        sources=[{"source_id": one, "outlet_id": one} for one in outlets],
        events=[{"title": cells.pop("title", "Event A")}],
        reports=[{"report_id": f"r{n}", "source_id": outlet} for n, (outlet, _) in enumerate(numbers)],
        figures=[{key: value for key, value in one.items() if key != "title"} for one in figures],
    )
    reports = frozenset(report.report_id for report in data.reports)
    return number_cases(data, reports, outlets=1, differing_only=False)


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

    def drawing(fragment: Markup, key: str) -> None:
        drawn.html.append(str(fragment))

    monkeypatch.setattr("streamlit.html", drawn.html.append)
    monkeypatch.setattr("components.shared.markup.show_drawing", drawing)
    monkeypatch.setattr("streamlit.button", lambda *_, **__: False)
    for name in ("write", "caption", "subheader", "markdown"):
        monkeypatch.setattr(f"streamlit.{name}", drawn.words.append)
    monkeypatch.setattr("streamlit.code", lambda body, **_: drawn.codes.append(body))
    monkeypatch.setattr("streamlit.vega_lite_chart", chart)
    for name in ("expander", "popover"):
        monkeypatch.setattr(f"streamlit.{name}", opened)
    return drawn


# What numbers?

CASES = cases_of(("tass", 4), ("sana", 4), ("sana", 6), ("reuters", 9))


def drawn_matrix(
    page: Page, cases: tuple[NumberCase, ...] = CASES, columns: tuple[str, ...] = ("tass", "sana")
) -> str:
    show_matrix(cases, columns, STYLES, lambda event: f"/compare?event={event}", every=True)
    return page.html[-1]


def test_a_cell_has_the_figures_of_its_outlet_tinted_by_their_distance_with_a_sign_beside(page: Page) -> None:
    html = drawn_matrix(page)
    cells = html.split("<tbody>")[1].split("<td")
    assert 'data-outlet="TASS"' in cells[2]
    assert "dm-0" in cells[2]
    assert "▲" not in cells[2]
    assert "dm-0" in cells[3]
    assert 'dm-2" title="6: own voice">6<i aria-label="higher">▲</i>' in cells[3]


def test_the_commonest_figure_stands_first_with_how_often_it_is_given(page: Page) -> None:
    drawn_matrix(page)
    assert "4 2 of 4" in " ".join(page.text.split())


def test_outlets_without_a_column_are_counted(page: Page) -> None:
    assert '<td class="dm-others">1</td>' in drawn_matrix(page)


def test_a_cell_without_a_figure_says_that_it_is_about_what_was_read(page: Page) -> None:
    html = drawn_matrix(page, cases_of(("tass", 4), ("reuters", 4)), ("tass", "sana"))
    assert f'<td class="dm-none" title="{NOT_READ}">' in html
    assert NOT_READ == "not in the part we read"


def test_all_figures_of_a_case_are_drawn_from_zero_in_its_last_column(page: Page) -> None:
    html = drawn_matrix(page)
    assert html.count("<svg") == len(CASES)
    assert html.split("<svg")[1].count("<circle") == 3, "two equal figures are one larger mark"


def test_where_nothing_stands_out_it_is_said(page: Page) -> None:
    drawn_matrix(page, cases_of(("tass", 1), ("sana", 2), ("reuters", 3), ("reuters", 4)))
    assert "none stands out, 4 figures" in page.text


def test_each_case_links_to_its_own_event_unless_all_are_of_a_chosen_one(page: Page) -> None:
    assert drawn_matrix(page).count('href="/compare?event=event-a"') == len(CASES)
    show_matrix(CASES, (), STYLES, lambda event: event, every=True, of_event=True)
    assert "href" not in page.html[-1]
    assert "Event A" not in page.html[-1]


def test_a_single_figure_is_called_one(page: Page) -> None:
    drawn_matrix(page, cases_of(("tass", 1)))
    assert "one figure" in page.text


def test_a_phone_shows_the_first_cases_until_all_are_asked_for(page: Page) -> None:
    assert "dm-first" not in drawn_matrix(page)
    show_matrix(CASES, (), STYLES, lambda event: "", every=False)
    assert "dm-first" in page.html[-1]


def test_the_data_hold_every_figure_as_printed_with_speaker_and_day(page: Page) -> None:
    show_figures_as_table(CASES, STYLES)
    assert page.labels == ["Show the data"]
    assert page.text.count("“seven”") == 4
    assert "Nothing is averaged or added up." in page.text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_figures_and_titles_stay_text(page: Page, hostile: str) -> None:
    drawn_matrix(page, cases_of(("tass", 4), ("sana", 6)))
    plain = page.structure
    page.html.clear()
    told = {"title": hostile, "as_reported": hostile, "population": hostile}
    drawn_matrix(page, cases_of(("tass", 4), ("sana", 6), **told))
    assert page.structure == plain
    page.html.clear()
    show_figures_as_table(cases_of(("tass", 4), title=hostile, as_reported=hostile, note=hostile), STYLES)
    assert {tag for tag, _ in page.structure} == {
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }


# What words?

CALM = PairedTerm((("calm ", False), ("period", True)), "", "en")
HUDNA = PairedTerm((("الهدوء", False),), "calm", "ar")
PAIRS = (
    PairedSubject("lull", (CALM,), (HUDNA,), same=False),
    PairedSubject("truce", (HUDNA,), (HUDNA,), same=True),
    PairedSubject("corridors", (), (CALM,), same=False),
)


def test_terms_stand_side_by_side_with_their_english_and_what_differs_is_marked(page: Page) -> None:
    show_pair(PAIRS, "TASS", "SANA", ("read to its end", ""))
    html = "".join(page.html)
    assert "Both have terms for 2 subjects: the same for 1, others for 1." in page.text
    assert '“<bdi lang="en">calm <mark>period</mark></bdi>”' in html
    assert '<bdi lang="ar">الهدوء</bdi>” <small>calm</small>' in html
    assert "read to its end" in page.text


def test_a_subject_without_a_term_of_an_outlet_says_that_it_is_about_what_was_read(page: Page) -> None:
    show_pair(PAIRS, "TASS", "SANA")
    assert page.text.count("no term in the part we read") == 1
    assert "says alone" not in page.text


def test_groups_are_shares_by_country_and_those_of_no_known_country_come_last(page: Page) -> None:
    show_group_uses((GroupUse("", "rebels", 3, 4), GroupUse("Turkey", "terrorists", 2, 3)))
    html = "".join(page.html)
    head = html.split("</thead>")[0]
    assert head.index("Turkey") < head.index("not known")
    assert 'style="width:66.7%"></i>2 of 3' in html
    assert html.count('class="dw-none"') == 2


def test_of_many_groups_the_first_are_drawn_and_the_others_counted(page: Page) -> None:
    show_group_uses([GroupUse("Turkey", f"group {n}", 20 - n, 20) for n in range(10)])
    assert "“ group 7”" in page.text
    assert "“ group 8”" not in page.text
    assert "2 more groups in the data below." in page.text


def test_the_label_of_a_subject_counts_its_terms_and_outlets() -> None:
    found = labels_of((Subject("army", 3, 2), Subject("camp", 1, 1)))
    assert found == {"army": "army (3 terms, 2 outlets)", "camp": "camp (1 term, 1 outlet)"}


def test_each_term_stands_with_its_outlets_and_events_of_which_many_are_counted(page: Page) -> None:
    titles = tuple(f"Event {n}" for n in range(NAMED))
    term = Term("terrorists", 1200, (("tass", 2), ("sana", 1)), titles, 5)
    show_terms("army", 1, 3, lambda part: (term,), STYLES)
    assert page.labels == ["Show the data"]
    assert "“terrorists”" in page.text
    assert "TASS (2), SANA (1)" in page.text
    assert "1,200" in page.text
    assert page.text.count("Event ") == NAMED
    assert "and 5 more" in page.text


READING = CloseReading(
    both=(Point("date", "date", "3 September 2019", "3 September 2019"),),
    differ=(Point("figure", "killed (residents)", "7", "over 9"),),
    only_first=(Point("place", "place", "Khmeimim", ""),),
    only_second=(),
)


def test_what_else_two_outlets_report_is_one_table_on_demand_with_what_differs_first(page: Page) -> None:
    show_close_reading(READING, "TASS", "SANA")
    assert page.labels == [r"Figures, dates, places and speakers of the two\: 1 differ"]
    rows = "".join(page.html).split("<tr>")[2:]
    assert [row.split("</td>")[0].partition(">")[2] for row in rows] == ["differs", "only one", "the same"]
    assert NOT_READ in rows[1]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_text(page: Page, hostile: str) -> None:
    def draw(text: str) -> list[tuple[str, tuple[str, ...]]]:
        page.html.clear()
        term = PairedTerm(((text, True),), text, text)
        show_pair((PairedSubject(text, (term,), (), same=False),), text, text, (text, text))
        show_group_uses((GroupUse(text, text, 1, 2),))
        show_terms(text, 1, 1, lambda part: (Term(text, 1, (("tass", 1),), (text,), 0),), STYLES)
        point = Point("place", text, text, text)
        show_close_reading(CloseReading((point,), (point,), (), ()), text, text)
        return page.structure

    assert draw(hostile) == draw("plain")
    draw(hostile)
    assert hostile.strip() in page.text


# A statement

VERSIONS = (
    Version("tass", "SANA", "read to its end", ("TASS: “Title A”",), ()),
    Version("sana", "", "read in part", ("SANA: “Title B”",), ()),
)
POINTS = (
    StatementPoint("part", "Truce", frozenset({"tass", "sana"})),
    StatementPoint("figure", "Truce: 7 killed", frozenset({"tass"})),
    StatementPoint("term", "A term for: calm", frozenset({"sana"})),
)
STATEMENT = Statement("event-s", "A statement", "Speaker A", VERSIONS, POINTS)


def test_the_grid_has_a_row_for_each_outlet_with_the_points_that_it_has(page: Page) -> None:
    show_points(STATEMENT, STYLES, ("tass", None))
    table = "".join(page.html).split('<table class="ds">')[1].split("</table>")[0]
    assert "Speaker A: 2 outlets carry the statement." in page.text
    rows = table.split("<tbody>")[1].split("</tr>")
    assert [(row.count('class="ds-in"'), row.count('class="ds-out"')) for row in rows[:2]] == [(1, 1), (2, 0)]
    assert "ds-paired" in rows[0]
    assert "ds-paired" not in rows[1]
    assert f'aria-label="{NOT_READ}"' in rows[0]
    assert "via SANA; read to its end" in rows[0]


def test_the_data_of_a_statement_hold_every_point_and_source(page: Page) -> None:
    show_points(STATEMENT, STYLES, ())
    assert page.labels == ["Show the data"]
    assert "Truce: 7 killed" in page.text
    assert "TASS: “Title A”" in page.text


def test_versions_that_could_not_be_compared_say_so(page: Page) -> None:
    show_points(Statement("event-s", "A statement", "Speaker A", VERSIONS, (), compared=False), STYLES, ())
    assert "too many reports of this speaker" in page.said
    assert page.html == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_statements_stay_text(page: Page, hostile: str) -> None:
    def draw(text: str) -> list[tuple[str, tuple[str, ...]]]:
        page.html.clear()
        versions = (Version("tass", text, text, (text,), ()), VERSIONS[1])
        points = (StatementPoint("part", text, frozenset({"tass"})),)
        show_points(Statement("event-s", text, text, versions, points), STYLES, ())
        return page.structure

    assert draw(hostile) == draw("plain")


# Who and when?


def test_a_bar_for_each_speaker_names_the_outlets_that_carry_most_of_it(page: Page) -> None:
    styles = outlet_styles([(f"o{n}", f"Outlet {n}") for n in range(9)])
    many = Carried("ministry", "Ministry", 12, tuple((f"o{n}", 9 - n) for n in range(NAMED_OUTLETS + 2)))
    show_carried((many, Carried("army", "Army", 3, (("o1", 1),))), styles, "Speaker", "Said.")
    html = "".join(page.html)
    assert 'width:100.0%"></i>12' in html
    assert 'width:25.0%"></i>3' in html
    assert "Outlet 0 (9), Outlet 1 (8)" in page.text
    assert "and 2 more" in page.text
    assert page.text.endswith("Said.")


def test_what_is_attributed_to_none_stands_below_the_first_speakers(page: Page) -> None:
    lines = [SpeakerLine(f"s{n}", f"Speaker {n}", "tass", 30 - n, 1) for n in range(FIRST + 2)]
    lines += [SpeakerLine("", "own voice", "tass", 99, 1), SpeakerLine(NOT_RECORDED, "none", "tass", 50, 1)]
    show_speakers(Speakers(tuple(lines), len(lines)), STYLES)
    rows = page.html[0].split("<tr>")[2:]
    assert len(rows) == FIRST + 2
    assert "own voice" in rows[-2]
    assert "none" in rows[-1]


def test_the_data_say_where_not_all_speakers_are_listed(page: Page) -> None:
    line = SpeakerLine("ministry", "Ministry", "tass", 3, 2)
    show_speakers_as_table(Speakers((line,), 1), STYLES)
    assert "with most reports, of" not in page.text
    show_speakers_as_table(Speakers((line,), 7), STYLES)
    assert "These are the 1 speakers with most reports, of 7." in page.text


DAY = day_number(Day(2020, 2, 3))
FIRSTS = (
    FirstReport(
        "tass", "r0", DAY, datetime(2020, 2, 3, 7, 15, tzinfo=UTC), "3 February 2020, 07:15 (UTC)", False
    ),
    FirstReport("sana", "r1", DAY, None, "3 February 2020", False),
    FirstReport("reuters", "r2", DAY + 2, None, "about 5 February 2020", True),
)


def test_first_reports_are_grouped_by_day_and_a_time_stands_only_where_it_was_printed(page: Page) -> None:
    show_first_reports("Event A", FIRSTS, 4, STYLES)
    assert "3 February 2020 (2 outlets): TASS (07:15 UTC), SANA" in page.text
    assert "5 February 2020 (1 outlet): Reuters" in page.text
    assert "Within a day there is no order, unless the page printed a time." in page.text
    assert "Of 1 outlet the day is not known." in page.said


def test_dots_stand_on_a_true_axis_of_time_and_pile_up_by_day() -> None:
    spec = first_reports_spec(FIRSTS, STYLES)
    assert spec["encoding"]["x"]["type"] == "temporal"
    assert spec["encoding"]["x"]["scale"]["type"] == "utc"
    assert [(one["day"], one["level"], one["near"]) for one in spec["data"]["values"]] == [
        ("2020-02-03", 0, False),
        ("2020-02-03", 1, False),
        ("2020-02-05", 0, True),
    ]


def test_without_a_known_day_there_is_no_chart(page: Page) -> None:
    show_first_reports("Event A", (), 1, STYLES)
    assert page.charts == []


def test_an_event_dated_differently_is_one_line_with_a_mark_for_each_date(page: Page) -> None:
    dates = (
        GivenDate("January 2020", 0, 30, ("sana",), 1),
        GivenDate("12 January 2020", 11, 11, ("tass", "reuters"), 3),
    )
    show_differing_dates(
        (DifferingDate("event-a", "Event A", dates),), STYLES, lambda event: f"/x?event={event}"
    )
    html = "".join(page.html)
    assert "1 event is dated differently by different reports." in page.text
    assert html.split("</table>")[0].count("<tr>") == 2, "the heading, and one line"
    assert 'class="dt-span" style="left:0.0%;width:100.0%' in html
    assert 'class="dt-day" style="left:36.67%;width:0.0%' in html
    assert "12 January 2020 (3); January 2020 (1)" in page.text
    assert "TASS, Reuters" in page.text
    assert page.labels == ["Show the data"]


def test_where_no_event_is_dated_differently_there_is_no_table(page: Page) -> None:
    show_differing_dates((), STYLES, lambda event: "")
    assert page.said == "0 events are dated differently by different reports."
    assert page.html == []


COVERAGE = Coverage((("tass", "2019-09", day_number(Day(2019, 9, 1)), 4), ("sana", "2020-02", DAY, 2)), 3)


def test_coverage_says_what_it_measures_and_what_is_not_counted(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.compare.coverage.CHARTED", 1)
    show_coverage(COVERAGE, STYLES, "month", "month")
    assert "not what the outlets published" in page.said
    assert "A report counts where it was published." in page.said
    assert "The chart shows 1 of 2 outlets: those with most reports." in page.said
    assert "3 reports without a day of publication that is exact enough are not counted." in page.said
    ((spec, _),) = page.charts
    assert [one["outlet"] for one in spec["data"]["values"]] == ["TASS"]
    assert "SANA" in page.text, "the table holds all outlets"


def test_months_stand_on_a_true_axis_of_time() -> None:
    spec = coverage_spec(
        [("TASS", "2019-09-01", "2019-09", 4), ("TASS", "2020-02-01", "2020-02", 1)], "month"
    )
    assert (spec["encoding"]["x"]["type"], spec["encoding"]["x"]["field"]) == ("temporal", "day")


def test_longer_periods_than_those_asked_for_are_said(page: Page) -> None:
    show_coverage(COVERAGE, STYLES, "year", "week")
    assert "Counted by year: over so long a time, weeks would be illegible." in page.said


def test_no_coverage_draws_no_chart(page: Page) -> None:
    show_coverage(Coverage((), 1), STYLES, "month", "month")
    assert "1 report without a day of publication that is exact enough is not counted." in page.said
    assert not page.charts


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_and_dates_stay_text(page: Page, hostile: str) -> None:
    def draw(text: str) -> list[tuple[str, tuple[str, ...]]]:
        page.html.clear()
        styles = outlet_styles([("tass", text)])
        show_carried((Carried("x", text, 3, (("tass", 3),)),), styles, "Speaker", "")
        show_speakers_as_table(Speakers((SpeakerLine("x", text, "tass", 1, 1),), 1), styles)
        show_first_reports(text, FIRSTS[:1], 1, styles)
        show_differing_dates(
            (DifferingDate("event-a", text, (GivenDate(text, 0, 3, ("tass",), 1),)),),
            styles,
            lambda event: "",
        )
        show_coverage(Coverage((("tass", text, 0, 1),), 0), styles, "month", "month")
        return page.structure

    assert draw(hostile) == draw("plain")


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
