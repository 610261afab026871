"""The event view: its head and its reports, each with its doubts, and text from a folder that stays text."""

from __future__ import annotations

from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest

from components.explore.event_reports import report_rows
from components.explore.event_view import head_of_event
from components.shared.palette import glyph, outlet_styles
from datelines.compare.sheet import Account, EventSheet, FigureLine
from tests.builders import HOSTILE

STYLES = outlet_styles([("tass", "TASS"), ("sana", "SANA")])
FIGURE = FigureLine("over 300", "over 300 attacks (armed groups)", "over 300 attacks", "Counted since May.")
ACCOUNT = Account(
    report_id="report-a",
    outlet_id="tass",
    outlet="TASS",
    outlet_inferred=False,
    speaker="Speaker A",
    relayed_by="SANA",
    voice="quoted",
    voice_means="in quotation marks",
    dated="September 2019",
    dated_otherwise=True,
    place="Khmeimim",
    summary="The summary.",
    figures=(FIGURE,),
    terms=(("armed group", "“fighters”"),),
    citation="TASS: “Title”, 3 September 2019",
    read="read in part, to paragraph 9",
    url="https://tass.example",
    locator="paragraphs 7-9",
    link_doubt="Possibly this event: not sure",
    review="reviewed on 11 January 2026",
    note="The account’s note.",
    side="syrian-government",
    published="3 September 2019",
    cited=("Example Agency: “Title”, 4 September 2019",),
)
SHEET = EventSheet(
    event_id="event-a",
    title="The title",
    title_long="The title at length",
    dated="3 September 2019",
    date_inferred=False,
    places="Town A; Town B",
    kind="attack",
    kind_means="attack from the ground",
    review="draft, not reviewed",
    note="The event’s note.",
    accounts=(ACCOUNT,),
    accounts_left_out=0,
)
NOT_SHOWN = {"event_id", "report_id", "outlet_id", "voice", "side"}
"""Ids and the terms of closed lists, which choose how something is drawn."""


class Reader(HTMLParser):
    """Tags and names of attributes in order, and all text, that in attributes too."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.structure: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.structure.append((tag, tuple(name for name, _ in attrs)))
        self.text += "".join(f"[{value}]" for name, value in attrs if name not in ("class", "style"))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(sheet: EventSheet = SHEET) -> Reader:
    return Reader(event_markup(sheet))


def event_markup(sheet: EventSheet) -> str:
    """The head of the event, then its reports."""
    return f"{head_of_event(sheet, ())}{report_rows(sheet.accounts, None, STYLES)}"


def shown(**changes: object) -> str:
    """Text of the card of one account with changes."""
    return read(replace(SHEET, accounts=(replace(ACCOUNT, **changes),))).text  # type: ignore[arg-type]


def text_fields(record: object) -> list[str]:
    return [item.name for item in fields(record) if isinstance(getattr(record, item.name), str)]  # type: ignore[arg-type]


def test_every_text_of_the_sheet_is_on_the_card() -> None:
    text = read().text
    for record in (SHEET, ACCOUNT, FIGURE):
        for name in text_fields(record):
            assert (getattr(record, name) in text) or name in NOT_SHOWN, name


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_any_field_stays_text_and_changes_no_tag(hostile: str) -> None:
    figure = replace(FIGURE, **dict.fromkeys(text_fields(FIGURE), hostile))
    own = {name: hostile for name in text_fields(ACCOUNT) if name not in NOT_SHOWN | {"url"}}
    lists = {"figures": (figure,), "terms": ((hostile, hostile),), "cited": (hostile,)}
    account = replace(ACCOUNT, **own, **lists)  # type: ignore[arg-type]
    about = {name: hostile for name in text_fields(SHEET) if name not in NOT_SHOWN}
    card = read(replace(SHEET, **about, accounts=(account,)))  # type: ignore[arg-type]
    assert card.structure == read().structure
    # Figures have sentence, print and note, terms subject and term.
    assert card.text.count(hostile) >= len(about) + len(own) + 1 + 3 + 2


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "http://[", "data:text/html,x"])
def test_a_source_without_a_web_address_is_cited_without_a_link(url: str) -> None:
    card = read(replace(SHEET, accounts=(replace(ACCOUNT, url=url),)))
    assert "a" not in [tag for tag, _ in card.structure]
    assert ACCOUNT.citation in card.text
    assert "a" in [tag for tag, _ in read().structure]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Quotes Speaker A, via SANA"),
        ({"relayed_by": ""}, "Quotes Speaker A"),
        ({"voice": "paraphrased", "relayed_by": ""}, "Paraphrases Speaker A"),
        ({"speaker": "", "relayed_by": ""}, "Quotes a speaker not recorded"),
        ({"voice": "own", "speaker": "", "relayed_by": ""}, "In its own voice, no speaker named"),
        ({"voice": "own", "speaker": ""}, "In its own voice, no speaker named, via SANA"),
    ],
)
def test_the_card_says_who_carries_the_claim(changes: dict[str, object], words: str) -> None:
    assert words in shown(**changes)
    assert ("via" in shown(**changes)) == ("via" in words)


def test_a_figure_stands_with_its_qualifier_and_as_it_was_printed() -> None:
    text = shown()
    assert "over 300 attacks (armed groups)" in text
    assert "as in the source: “over 300 attacks” — Counted since May." in text
    assert "as in the source: " not in shown(figures=())
    assert "—" not in shown(figures=(replace(FIGURE, note=""),))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"link_doubt": ""}, "Possibly this event"),
        ({"dated_otherwise": False}, "Gives the date as"),
        ({"place": ""}, "Place as printed"),
        ({"terms": ()}, "Its words"),
        ({"note": ""}, "The account’s note."),
        ({"cited": ()}, "Which number comes from which source is not known."),
    ],
)
def test_what_a_report_does_not_have_is_not_said(changes: dict[str, object], words: str) -> None:
    assert words in shown()
    assert words not in shown(**changes)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "Cites as its source:"), (2, "Cites as its sources:"), (3, "Cites as its sources:")],
)
def test_the_sources_that_a_report_names_are_listed(number: int, words: str) -> None:
    text = shown(cited=tuple(f"Agency {n}: “Title”" for n in range(number)))
    assert words in text
    assert all(f"Agency {n}: “Title”" in text for n in range(number))
    assert "Which number comes from which source is not known." in text


def test_many_named_sources_are_folded_with_their_number_and_the_remark() -> None:
    cited = tuple(f"Agency {n}: “Title”" for n in range(12))
    card = event_markup(replace(SHEET, accounts=(replace(ACCOUNT, cited=cited),)))
    folded = card[card.index("<summary>Cites 12 sources</summary>") :]
    assert "Which number comes from which source is not known." in folded
    assert all(name in folded for name in cited)
    assert "Cites as its source" not in card
    assert "<summary>Cites" not in event_markup(SHEET)


def test_what_is_inferred_is_tagged() -> None:
    assert "inferred" not in read().text
    assert "outlet inferred" in shown(outlet_inferred=True)
    assert "date inferred" in read(replace(SHEET, date_inferred=True)).text


def test_an_event_without_a_place_and_an_account_without_a_locator_say_so() -> None:
    assert "no place reported" in read(replace(SHEET, places="")).text
    assert "paragraph not recorded" in shown(locator="")
    assert "paragraphs 7-9" in shown()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 report (1 more left out by the filter)"),
        (2, "1 report (2 more left out by the filter)"),
    ],
)
def test_accounts_left_out_are_counted(number: int, words: str) -> None:
    assert words in read(replace(SHEET, accounts_left_out=number)).text
    assert "left out" not in read().text


def test_accounts_stand_side_by_side_each_with_its_outlets_mark() -> None:
    other = replace(ACCOUNT, outlet_id="sana", outlet="SANA")
    card = event_markup(replace(SHEET, accounts=(ACCOUNT, other)))
    assert card.count("<article") == 2
    for style in STYLES.values():
        assert f"border-top-color:{style.colour}" in card
        assert str(glyph(style)) in card


def test_a_glyph_is_hidden_from_a_screen_reader_which_reads_the_name() -> None:
    assert 'aria-hidden="true"' in glyph(STYLES["tass"])
    assert STYLES["tass"].sign in glyph(STYLES["tass"])
