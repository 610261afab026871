"""The rows that a reader downloads: complete, cited, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datelines.share import rows as downloads
from datelines.share.rows import RowsOf, csv_of, csv_text, figure_rows, report_rows, wording_rows
from datelines.table.archive import Archive
from tests.builders import HOSTILE, archive, crowded_archive
from tests.stores import loaded_folder

FULL = archive(
    outlets=[{"name": "Outlet A"}],
    sources=[{"url": "https://example.org/a", "published": "2019-09-12~", "outlet_basis": "inferred"}],
    speakers=[{}],
    reports=[
        {
            "speaker_id": "speaker-a",
            "voice": "quoted",
            "date_as_reported": "2019-09-04",
            "place_as_reported": "Khmeimim",
            "relayed_by": "outlet-a",
            "locator": "2;4-5",
        }
    ],
    figures=[
        {"qualifier": "over", "low": "1400.5", "high": ""} | {"scope": "period", "scope_dates": "2019-12"}
    ],
)


def everything(data: Archive) -> frozenset[str]:
    return frozenset(report.report_id for report in data.reports)


def test_a_row_of_a_figure_has_all_that_was_reported_and_its_citation() -> None:
    assert figure_rows(FULL, everything(FULL)) == (
        {
            "event_id": "event-a",
            "event": "Event A",
            "date": "2019-09-04",
            "places": "",
            "place_as_reported": "Khmeimim",
            "outlet": "Outlet A",
            "outlet_kind": "agency",
            "outlet_country": "",
            "language": "en",
            "speaker": "Speaker A",
            "voice": "quoted",
            "measure": "killed",
            "population": "residents",
            "qualifier": "over",
            "low": "1400.5",
            "high": "",
            "unit": "people",
            "scope": "period",
            "scope_dates": "2019-12",
            "as_reported": "seven",
            "source_title": "Title A",
            "published": "2019-09-12~",
            "url": "https://example.org/a",
            "paragraph": "2;4-5",
            "citation": "Outlet A (outlet inferred): “Title A”, about 12 September 2019",
            "report_id": "report-a",
        },
    )


def test_a_row_of_a_report_has_its_summary_and_its_citation() -> None:
    (row,) = report_rows(FULL, everything(FULL))
    assert (row["summary"], row["relayed_by"]) == ("Summary A.", "Outlet A")
    assert row["figures"] == "over 1,400.5 killed (residents), for December 2019"
    assert (row["link_status"], row["status"]) == ("same", "reviewed")
    assert row["citation"].startswith("Outlet A (outlet inferred)")


def test_what_is_not_reported_is_blank_and_a_reported_zero_is_not() -> None:
    data = archive(figures=[{"low": "0", "high": "0"}])
    (row,) = figure_rows(data, everything(data))
    assert (row["low"], row["high"], row["place_as_reported"], row["url"]) == ("0", "0", "", "")
    assert row["speaker"] == "own voice"


def test_a_number_has_every_digit_and_no_separators() -> None:
    data = archive(figures=[{"low": "3000000", "high": "3000000"}])
    assert figure_rows(data, everything(data))[0]["low"] == "3000000"


def test_there_is_a_row_for_each_kept_report_and_each_of_its_figures() -> None:
    data = crowded_archive()
    kept = frozenset(sorted(everything(data))[::3])
    assert {row["report_id"] for row in report_rows(data, kept)} == kept
    figures = [figure for figure in data.figures if figure.report_id in kept]
    assert len(figure_rows(data, kept)) == len(figures)


def test_a_report_about_another_event_is_not_among_the_rows() -> None:
    data = archive(reports=[{"link_status": "different"}], figures=[{}])
    assert report_rows(data, everything(data)) == figure_rows(data, everything(data)) == ()


def test_rows_are_by_date_of_the_event_and_then_in_order_of_publication() -> None:
    data = archive(
        events=[{"event_id": "late", "date": "2020"}, {"event_id": "early"}],
        sources=[{"source_id": "s0", "published": "2020-02-02"}, {"source_id": "s1"}],
        reports=[
            {"report_id": "r0", "event_id": "late", "source_id": "s0"},
            {"report_id": "r1", "event_id": "late", "source_id": "s1"},
            {"report_id": "r2", "event_id": "early", "source_id": "s0"},
        ],
    )
    assert [row["report_id"] for row in report_rows(data, everything(data))] == ["r2", "r1", "r0"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    text = csv_text([{"a": f"{start}HYPERLINK(1)", "b": f"x{start}"}])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        [f"'{start}HYPERLINK(1)", f"x{start}"],
    ]


def test_the_text_is_csv_as_in_rfc_4180() -> None:
    assert csv_text([{"a": 'say "x"', "b": "1,5"}, {"a": "", "b": "y"}]) == (
        'a,b\r\n"say ""x""","1,5"\r\n,y\r\n'
    )


def test_no_rows_make_no_text() -> None:
    assert csv_text(()) == ""


@given(st.lists(st.tuples(st.text(), st.text() | st.sampled_from(HOSTILE)), min_size=1))
def test_any_text_comes_back_as_it_was_but_for_the_apostrophe(cells: list[tuple[str, str]]) -> None:
    text = csv_text({"first": first, "second": second} for first, second in cells)
    _, *rows = csv.reader(io.StringIO(text, newline=""))
    for row, given_cells in zip(rows, cells, strict=True):
        assert len(row) == 2
        for cell, original in zip(row, given_cells, strict=True):
            assert cell in (original, f"'{original}")
            number = re.fullmatch(r"-\d+(\.\d+)?", cell, re.ASCII)
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("rows_of", [figure_rows, report_rows, wording_rows])
def test_rows_of_parts_are_those_of_the_whole_in_its_order(rows_of: RowsOf) -> None:
    data = crowded_archive()
    ids = sorted(everything(data))
    parts = [(data, frozenset(ids[first::3])) for first in (2, 0, 1)]
    assert csv_of(parts, rows_of) == csv_text(rows_of(data, everything(data)))
    assert csv_of([(data, frozenset())], rows_of) == csv_of([], rows_of) == ""


def test_each_term_is_a_row_with_its_citation() -> None:
    shipped = loaded_folder().whole
    assert shipped
    ids = frozenset(report.report_id for report in shipped.reports)
    rows = downloads.wording_rows(shipped, ids)
    assert len(rows) == len(shipped.wording)
    assert all(row["term"] and row["citation"] for row in rows)
    assert downloads.wording_rows(shipped, frozenset()) == ()
