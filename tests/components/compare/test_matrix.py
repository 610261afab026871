"""The matrix: what a cell says, which columns there are, and text from a folder that stays text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from components.compare.matrix import ABSENT, CELLS, show_matrix, shown_outlets
from components.shared.palette import OutletStyle, outlet_styles
from datelines.compare.matrix import Matrix, MatrixCell, MatrixRow, matrix, outlet_groups
from tests.builders import HOSTILE, crowded_archive

CELL = MatrixCell(
    report_ids=("report-a",),
    figures=("over 300 attacks", "7 killed"),
    dated="September 2019",
    places=("Khmeimim", "Hmeymin"),
    voices=("quoted",),
    speakers=("Speaker A", "Speaker B"),
    doubtful=True,
)
BARE = MatrixCell(("report-b",), (), "", (), ("own",), (), False)
OUTLETS = ("a", "b", "c", "d")
STYLES = outlet_styles([(outlet, f"Outlet {outlet}") for outlet in OUTLETS])
ROWS = (
    MatrixRow("event-1", "First event", "3 September 2019", {"a": CELL, "b": BARE}, 2, True),
    MatrixRow("event-2", "Second event", "October 2019", {"b": BARE, "c": BARE}, 2, False),
    MatrixRow("event-3", "Third event", "2020", {"b": BARE, "d": BARE}, 2, False),
)
MATRIX = Matrix(OUTLETS, ROWS)
ADDRESSES = {row.event_id: f"https://app.example/compare?event={row.event_id}" for row in ROWS}


class Tables(HTMLParser):
    """The rows of the table, each a list of (tag, attributes, text); all tags with names of attributes."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, dict[str, str | None], str]]] = []
        self.structure: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str | None] = []
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.structure.append((tag, tuple(name for name, _ in attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append((tag, dict(attrs), ""))
        elif tag == "a":
            self.links.append(dict(attrs).get("href"))

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.rows and self.rows[-1]:
            tag, attributes, text = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, attributes, text + data)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to the browser."""
    bodies: list[str] = []
    monkeypatch.setattr("streamlit.html", bodies.append)
    return bodies


def draw(
    drawn: list[str],
    table: Matrix = MATRIX,
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (("", OUTLETS),),
    styles: dict[str, OutletStyle] = STYLES,
    addresses: dict[str, str] = ADDRESSES,
) -> Tables:
    show_matrix(table, groups, styles, addresses)
    return Tables(drawn[-1])


def cells_of(page: Tables, row: int) -> list[str]:
    """Texts of a row of events, without its heading."""
    body = [cells for cells in page.rows if cells[0][1].get("scope") == "row"]
    return [text for tag, _, text in body[row] if tag == "td"]


def test_every_cell_without_a_report_says_it_is_not_in_the_reviewed_documents(drawn: list[str]) -> None:
    page = draw(drawn)
    for number, row in enumerate(ROWS):
        texts = cells_of(page, number)
        assert len(texts) == len(OUTLETS)
        for outlet, text in zip(OUTLETS, texts, strict=True):
            assert (text == "not in these documents") == (outlet not in row.cells)
            assert text


def test_an_empty_cell_says_only_that_these_documents_have_nothing() -> None:
    assert ABSENT == "not in these documents"


def test_an_empty_cell_is_never_read_as_the_outlet_having_been_silent(drawn: list[str]) -> None:
    assert "An empty cell says nothing about the outlet" in draw(drawn).text
    assert "not reported" not in drawn[-1]


def test_a_cell_says_all_it_has(drawn: list[str]) -> None:
    text = cells_of(draw(drawn), 0)[0]
    for words in ("over 300 attacks", "7 killed", "Speaker A, Speaker B", "dates it September 2019"):
        assert words in text
    assert "place “Khmeimim”, “Hmeymin”" in text
    assert "possibly this event" in text


def test_a_cell_says_nothing_that_it_does_not_have(drawn: list[str]) -> None:
    assert cells_of(draw(drawn), 0)[1] == "in its own voice"


def test_a_row_is_tagged_only_where_its_figures_differ(drawn: list[str]) -> None:
    headings = [cells[0][2] for cells in draw(drawn).rows if cells[0][1].get("scope") == "row"]
    assert ["figures differ" in heading for heading in headings] == [True, False, False]


def test_each_row_links_to_its_own_event(drawn: list[str]) -> None:
    page = draw(drawn)
    assert page.links == list(ADDRESSES.values())
    for row, link in zip(ROWS, page.links, strict=True):
        assert link
        assert row.event_id in link


def test_a_link_opens_in_the_same_tab_and_none_is_made_without_an_address(drawn: list[str]) -> None:
    draw(drawn)
    assert drawn[-1].count('target="_self"') == len(ROWS)
    page = draw(drawn, addresses={})
    assert page.links == []
    assert all(row.title in page.text for row in ROWS)
    assert draw(drawn, addresses=dict.fromkeys(ADDRESSES, "javascript:alert(1)")).links == []


def test_rows_stand_in_the_order_given(drawn: list[str]) -> None:
    text = draw(drawn, Matrix(OUTLETS, ROWS[::-1])).text
    assert text.index("Third event") < text.index("Second event") < text.index("First event")


def test_a_row_without_a_report_of_the_columns_is_left_out_and_the_counts_say_so(drawn: list[str]) -> None:
    page = draw(drawn, groups=(("", ("a", "c")),))
    assert "2 of 3 events" in page.text
    assert "these 2 outlets, of 4" in page.text
    assert "Third event" not in page.text


def test_every_outlet_heads_its_column_with_its_sign(drawn: list[str]) -> None:
    head = draw(drawn).rows[0]
    assert [text for _, _, text in head] == ["Event", *(f"{s.sign} {s.name}" for s in STYLES.values())]
    assert all(attributes["scope"] == "col" for _, attributes, _ in head)


def test_group_headings_span_exactly_the_columns_of_their_outlets(drawn: list[str]) -> None:
    groups = (("agency", ("b", "d")), ("nothing", ()), ("monitor", ("a",)), ("ngo", ("c",)))
    page = draw(drawn, groups=groups)
    above, head = page.rows[:2]
    spans = [(text, int(attributes["colspan"] or 0)) for _, attributes, text in above[1:]]
    assert spans == [("agency", 2), ("monitor", 1), ("ngo", 1)]
    assert sum(span for _, span in spans) + 1 == len(head) == len(OUTLETS) + 1
    assert [text[2:] for _, _, text in head[1:]] == ["Outlet b", "Outlet d", "Outlet a", "Outlet c"]


def test_columns_stand_over_their_own_cells_in_every_grouping(drawn: list[str]) -> None:
    page = draw(drawn, groups=(("x", ("c",)), ("y", ("a", "b"))))
    assert [text == ABSENT for text in cells_of(page, 0)] == [True, False, False]


def test_without_a_grouping_there_is_one_row_of_headings(drawn: list[str]) -> None:
    page = draw(drawn)
    assert "colspan" not in drawn[-1]
    assert len(page.rows) == 1 + len(ROWS)


@pytest.mark.parametrize("by", ["none", "kind", "country"])
def test_all_rows_are_equally_long_in_a_crowded_archive(drawn: list[str], by: str) -> None:
    archive = crowded_archive()
    table = matrix(archive, frozenset(archive.report_by_id))
    styles = outlet_styles([(outlet, outlet) for outlet in table.outlet_ids])
    page = draw(drawn, table, outlet_groups(archive, table.outlet_ids, by), styles, {})
    lengths = {sum(int(attrs.get("colspan") or 1) for _, attrs, _ in cells) for cells in page.rows}
    assert lengths == {len(table.outlet_ids) + 1}
    assert len([cells for cells in page.rows if cells[0][1].get("scope") == "row"]) == len(table.rows)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_anywhere_stays_text_and_changes_no_tag(drawn: list[str], hostile: str) -> None:
    cell = replace(
        CELL,
        figures=(hostile, hostile),
        dated=hostile,
        places=(hostile, hostile),
        speakers=(hostile, hostile),
    )
    rows = (replace(ROWS[0], title=hostile, dated=hostile, cells={"a": cell, "b": BARE}), *ROWS[1:])
    styles = {key: replace(style, name=hostile) for key, style in STYLES.items()}
    groups = ((hostile, OUTLETS[:2]), ("plain", OUTLETS[2:]))
    page = draw(drawn, Matrix(OUTLETS, rows), groups, styles)
    usual = draw(drawn, groups=(("agency", OUTLETS[:2]), ("plain", OUTLETS[2:])))
    assert page.structure == usual.structure
    # 4 heads, 1 group, title and date of a row; of the cell 2 figures, 1 date, 2 places, 2 speakers.
    assert page.text.count(hostile) == 4 + 1 + 2 + 7


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_address_stays_one_attribute(drawn: list[str], hostile: str) -> None:
    page = draw(drawn, addresses={**ADDRESSES, "event-1": f"?event={hostile}"})
    assert page.structure == draw(drawn).structure
    assert page.links[0] == f"?event={hostile}"


def test_pinned_outlets_come_first_in_their_own_order() -> None:
    assert shown_outlets(MATRIX, ("d", "c"), every=False)[:2] == ("d", "c")


def test_after_the_pins_come_the_outlets_with_most_events_and_ties_go_by_id() -> None:
    assert shown_outlets(MATRIX, (), every=False) == ("b", "a", "c", "d")
    assert shown_outlets(MATRIX, ("c",), every=False, most=3) == ("c", "b", "a")


@pytest.mark.parametrize("most", [0, 1, 2, 4, 9])
def test_there_are_at_most_so_many_columns_unless_all_are_wanted(most: int) -> None:
    assert len(shown_outlets(MATRIX, (), every=False, most=most)) == min(most, 4)
    assert len(shown_outlets(MATRIX, ("d",), every=False, most=most)) == min(max(most, 1), 4)
    assert sorted(shown_outlets(MATRIX, ("d",), every=True, most=most)) == list(OUTLETS)


def test_of_very_many_outlets_not_even_all_are_columns() -> None:
    outlets = tuple(f"outlet-{number:04d}" for number in range(100))
    row = MatrixRow("event-1", "First event", "2020", dict.fromkeys(outlets, BARE), len(outlets), False)
    last = outlets[-1]
    assert len(shown_outlets(Matrix(outlets, (row,) * 160), (last,), every=True)) == CELLS // 160 == 100
    columns = shown_outlets(Matrix(outlets, (row,) * 200), (last,), every=True)
    assert len(columns) == CELLS // 200 == 80
    assert columns[0] == last


def test_pins_are_never_dropped_for_want_of_room() -> None:
    assert shown_outlets(MATRIX, ("d", "c", "a"), every=False, most=2) == ("d", "c", "a")


def test_a_pinned_outlet_that_the_filter_leaves_out_has_no_column() -> None:
    assert shown_outlets(MATRIX, ("gone", "d"), every=False, most=2) == ("d", "b")


def test_no_outlet_has_two_columns() -> None:
    for every in (True, False):
        columns = shown_outlets(MATRIX, ("b", "d"), every=every)
        assert len(columns) == len(set(columns))
