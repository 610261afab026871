"""The event card's contents: each source's account in words, with what is inferred or doubtful said."""

from __future__ import annotations

from pathlib import Path

import pytest

from datelines.checks import read_archive
from datelines.compare.sheet import Account, citation, event_sheet, locator_in_words
from datelines.table.archive import Archive
from tests.builders import Cells, archive

QUOTED = {"speaker_id": "speaker-a", "voice": "quoted"}


def account(cells: Cells | None = None, **rows: list[Cells]) -> Account:
    """The account of one report."""
    (only,) = event_sheet(archive(reports=[cells or {}], **rows), "event-a").accounts
    return only


def order_of(dates: list[str]) -> list[str]:
    """Dates of publication in the order in which the sheet shows their reports."""
    data = archive(
        sources=[
            {"source_id": f"s{n}", "published": date, "published_basis": "stated" if date else ""}
            for n, date in enumerate(dates)
        ],
        reports=[{"report_id": f"r{n}", "source_id": f"s{n}"} for n in range(len(dates))],
    )
    return [dates[int(shown.report_id[1:])] for shown in event_sheet(data, "event-a").accounts]


@pytest.mark.parametrize(
    "dates",
    [
        ["2019-09-12", "2019-09-30", "2020-01-01"],
        ["2019-09", "2019-09-12", "2019-10"],
        ["2019-21", "2019-04-01", "2019-12-31"],
        ["2019-09-12~", "2019-09-13", "2019-12-01/2020-01-05"],
        ["2020-02-06", ""],
    ],
)
def test_accounts_are_in_order_of_publication_and_the_undated_last(dates: list[str]) -> None:
    assert order_of(dates) == dates
    assert order_of(dates[::-1]) == dates


def test_an_unknown_event_has_no_sheet() -> None:
    with pytest.raises(KeyError):
        event_sheet(archive(), "gone")


def test_accounts_that_a_filter_left_out_are_counted() -> None:
    data = archive(reports=[{"report_id": name} for name in "abc"])
    assert event_sheet(data, "event-a").accounts_left_out == 0
    sheet = event_sheet(data, "event-a", frozenset({"b", "another"}))
    assert [shown.report_id for shown in sheet.accounts] == ["b"]
    assert sheet.accounts_left_out == 2
    assert event_sheet(data, "event-a", frozenset()).accounts_left_out == 3


def test_the_sheet_says_the_event_in_words() -> None:
    places = [{"place_id": "a", "name": "Town A"}, {"place_id": "b", "name": "Town B"}]
    sheet = event_sheet(archive(places=places, events=[{"place_ids": "b;a", "note": "A note."}]), "event-a")
    assert (sheet.dated, sheet.places, sheet.note) == ("3 September 2019", "Town B; Town A", "A note.")
    assert sheet.review == "reviewed on 11 January 2026 by maintainers"
    assert sheet.kind_means.startswith("attack from the ground")
    draft = {"status": "draft", "reviewed_on": "", "reviewed_by": ""}
    assert event_sheet(archive(events=[draft]), "event-a").review == "draft, not reviewed"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"status": "read-once"}, "read once, on 11 January 2026 by maintainers"),
        (
            {"second_read_on": "2026-01-12", "second_read_by": "second-reader"},
            "read twice: on 11 January 2026 by maintainers, and on 12 January 2026 by second-reader",
        ),
    ],
)
def test_a_row_says_how_often_it_was_read(cells: Cells, words: str) -> None:
    assert account(cells).review == words


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, ""),
        ({"read": "full"}, "read to its end"),
        ({"read": "excerpt", "read_to": "paragraph 9"}, "read in part, to paragraph 9"),
        ({"read": "title"}, "only its title could be read"),
    ],
)
def test_an_account_says_how_much_of_its_page_was_read(cells: Cells, words: str) -> None:
    assert account(sources=[cells]).read == words


def test_a_term_of_another_language_has_its_english_beside_it() -> None:
    (term,) = account(wording=[{"term": "террористы", "gloss": "terrorists"}]).terms
    assert term == ("armed group", "“террористы” (terrorists)")


@pytest.mark.parametrize(("basis", "inferred"), [("stated", False), ("inferred", True)])
def test_an_inferred_date_or_outlet_is_flagged(basis: str, inferred: bool) -> None:
    data = archive(events=[{"date_basis": basis}], sources=[{"outlet_basis": basis}])
    sheet = event_sheet(data, "event-a")
    assert sheet.date_inferred is inferred
    assert sheet.accounts[0].outlet_inferred is inferred
    assert ("inferred" in sheet.accounts[0].citation) is inferred


def test_the_own_voice_has_no_speaker() -> None:
    own = account()
    assert (own.voice, own.speaker, own.relayed_by) == ("own", "", "")
    assert "own voice" in own.voice_means


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "Speaker A"),
        ({"role": "spokesperson"}, "Speaker A (spokesperson)"),
        ({"affiliation": "Ministry A"}, "Speaker A (Ministry A)"),
        ({"role": "spokesperson", "affiliation": "Ministry A"}, "Speaker A (spokesperson, Ministry A)"),
    ],
)
def test_a_speaker_is_named_with_office_and_affiliation(cells: Cells, words: str) -> None:
    assert account(QUOTED, speakers=[cells]).speaker == words


@pytest.mark.parametrize(
    ("relay", "name"),
    [("outlet-a", "Outlet A"), ("speaker-a", "Speaker A"), ("unknown", "unknown"), ("", "")],
)
def test_a_relay_is_named_whether_outlet_or_speaker(relay: str, name: str) -> None:
    assert account(QUOTED | {"relayed_by": relay}, speakers=[{}]).relayed_by == name


@pytest.mark.parametrize(
    ("as_reported", "words", "otherwise"),
    [("", "", False), ("2019-09", "September 2019", True), ("2019-09-03", "3 September 2019", False)],
)
def test_a_report_dates_the_event_otherwise_only_where_its_date_differs(
    as_reported: str, words: str, otherwise: bool
) -> None:
    shown = account({"date_as_reported": as_reported}, events=[{"date": "2019-09-03"}])
    assert (shown.dated, shown.dated_otherwise) == (words, otherwise)


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "number"),
    [
        ("exact", "7", "7", "7"),
        ("exact", "0", "0", "0"),
        ("about", "150", "150", "about 150"),
        ("at-least", "7", "", "at least 7"),
        ("over", "300", "", "over 300"),
        ("at-most", "", "35", "up to 35"),
        ("under", "", "50", "under 50"),
        ("range", "22", "29", "22–29"),
        ("order", "10000", "99999", "tens of thousands (10,000–99,999)"),
    ],
)
def test_a_figure_keeps_the_words_of_its_qualifier(qualifier: str, low: str, high: str, number: str) -> None:
    cells = {"qualifier": qualifier, "low": low, "high": high, "as_reported": "as printed", "note": "Why."}
    (line,) = account(figures=[cells]).figures
    assert (line.number, line.as_reported, line.note) == (number, "as printed", "Why.")
    assert line.sentence == f"{number} killed (residents)"


def test_the_sources_that_a_report_rests_on_are_cited_in_order_of_publication() -> None:
    sources = [
        {},
        {"source_id": "later", "title": "Later", "published": "2019-09-05"},
        {"source_id": "undated", "title": "Undated", "published": "", "published_basis": ""},
        {"source_id": "earlier", "title": "Earlier", "published": "2019-09-04"},
    ]
    links = [{"report_id": "report-a", "source_id": name} for name in ("undated", "later", "earlier")]
    assert account(sources=sources, cited=links).cited == (
        "Outlet A: “Earlier”, 4 September 2019",
        "Outlet A: “Later”, 5 September 2019",
        "Outlet A: “Undated”, date not known",
    )


def test_a_report_that_names_no_sources_cites_none() -> None:
    assert account().cited == ()


def test_a_report_without_a_figure_has_no_line_for_one() -> None:
    assert account().figures == ()


def test_figures_of_several_reports_are_neither_joined_nor_summed() -> None:
    data = archive(
        reports=[{"report_id": "a"}, {"report_id": "b"}],
        figures=[
            {"figure_id": "a", "report_id": "a"},
            {"figure_id": "b", "report_id": "b", "low": "9", "high": "9"},
        ],
    )
    shown = event_sheet(data, "event-a").accounts
    assert [[line.number for line in each.figures] for each in shown] == [["7"], ["9"]]


@pytest.mark.parametrize(
    ("status", "says"), [("same", ""), ("possibly", "Possibly this event"), ("different", "Not this event")]
)
def test_a_doubtful_link_is_said(status: str, says: str) -> None:
    doubt = account({"link_status": status}).link_doubt
    assert doubt.startswith(says)
    assert bool(doubt) == (status != "same")


def test_the_words_of_a_report_stand_under_their_subjects() -> None:
    assert account(wording=[{}, {"subject": "act", "term": "raid"}]).terms == (
        ("armed group", "“fighters”"),
        ("act", "“raid”"),
    )


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "Outlet A: “Title A”, 1 October 2019"),
        ({"outlet_basis": "inferred"}, "Outlet A (outlet inferred): “Title A”, 1 October 2019"),
        ({"published_basis": "inferred"}, "Outlet A: “Title A”, 1 October 2019 (date inferred)"),
        ({"published": "2019-10~"}, "Outlet A: “Title A”, about October 2019"),
        ({"published": "", "published_basis": ""}, "Outlet A: “Title A”, date not known"),
        ({"via": "repost.example"}, "Outlet A: “Title A”, 1 October 2019, by way of repost.example"),
    ],
)
def test_a_citation_says_what_is_inferred_and_what_is_a_repost(cells: Cells, words: str) -> None:
    data = archive(sources=[cells])
    assert citation(data, data.sources[0]) == words


@pytest.fixture(scope="module")
def valid() -> Archive:
    return read_archive(Path(__file__).parents[1] / "data" / "valid")


def test_every_event_of_a_sound_folder_has_a_sheet_with_all_its_accounts(valid: Archive) -> None:
    sheets = [event_sheet(valid, event.event_id) for event in valid.events]
    assert sum(len(sheet.accounts) for sheet in sheets) == len(valid.reports)
    assert all(sheet.accounts for sheet in sheets)


def test_blank_cells_of_a_sound_folder_are_blank_text_and_never_none(valid: Archive) -> None:
    planned = event_sheet(valid, "patrol-planned").accounts[0]
    assert planned.speaker == planned.place == planned.locator == planned.note == planned.url == ""


@pytest.mark.parametrize(
    ("document", "locator", "words"),
    [
        ("000.txt", "7", "paragraph 7"),
        (None, "7-9;12", "paragraphs 7-9, 12"),
        ("ged231.csv", "17", "row 17"),
        ("000.txt", None, ""),
    ],
)
def test_a_place_in_a_text_is_a_paragraph_and_in_a_table_a_row(
    document: str | None, locator: str | None, words: str
) -> None:
    source = archive().sources[0].model_copy(update={"document": document})
    assert locator_in_words(source, locator) == words
