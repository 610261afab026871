"""Two readings of the same pages: rows are paired, columns compared, outcomes counted."""

from __future__ import annotations

import pytest

from datelines.compare.double_entry import Compared, PageReading, agreement, compare_readings

SOURCE = {"source_id": "s", "title": "Title", "published": "2020-02-03"}
REPORT = {
    "report_id": "first-1",
    "event_id": "event-a",
    "source_id": "s",
    "locator": "2-3",
    "speaker_id": "ministry",
    "voice": "quoted",
    "summary": "Says that five were killed.",
}
FIGURE = {
    "figure_id": "first-1-killed",
    "report_id": "first-1",
    "measure": "killed",
    "population_id": "soldiers",
    "qualifier": "exact",
    "low": "5",
    "high": "5",
    "unit": "people",
    "scope": "event",
    "as_reported": "five soldiers",
}


def reading(
    *reports: dict[str, str], figures: tuple[dict[str, str], ...] = (), **more: object
) -> PageReading:
    return PageReading([SOURCE], list(reports), list(figures), **more)  # type: ignore[arg-type]


def second(**cells: str) -> dict[str, str]:
    return {**REPORT, "report_id": "second-1", **cells}


def differences(first: PageReading, other: PageReading) -> list[tuple[str, str, str]]:
    return [
        (cell.field, cell.first, cell.second) for cell in compare_readings(first, other) if not cell.agreed
    ]


def test_equal_readings_differ_in_nothing_whatever_their_ids() -> None:
    assert differences(reading(REPORT), reading(second())) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("speaker_id", "somebody-else"),
        ("voice", "paraphrased"),
        ("relayed_by", "reuters"),
        ("date_as_reported", "2020-02-02"),
        ("place_as_reported", "Idlib"),
    ],
)
def test_a_column_that_differs_is_a_difference(column: str, value: str) -> None:
    assert differences(reading(REPORT), reading(second(**{column: value}))) == [
        (f"reports.{column}", REPORT.get(column, ""), value)
    ]


def test_a_cell_that_both_left_blank_is_not_counted() -> None:
    fields = {cell.field for cell in compare_readings(reading(REPORT), reading(second()))}
    assert "reports.speaker_id" in fields
    assert "reports.relayed_by" not in fields


def test_a_row_that_one_reader_lacks_is_a_difference_of_its_own() -> None:
    other = second(report_id="second-2", event_id="event-b", speaker_id="", locator="9", summary="More.")
    assert differences(reading(REPORT), reading(second(), other)) == [("reports.row", "", "event-b: More.")]
    assert differences(reading(REPORT, {**other, "report_id": "first-2"}), reading(second())) == [
        ("reports.row", "event-b: More.", "")
    ]


def test_a_report_under_the_heading_of_its_event_is_no_difference() -> None:
    filed = second(event_id="strikes")
    assert [field for field, *_ in differences(reading(REPORT), reading(filed))] == ["reports.event_id"]
    assert differences(reading(REPORT), reading(filed, headings={"strikes": "event-a"})) == []


def test_figures_are_paired_by_number_or_phrase_wherever_they_stand() -> None:
    other = {**FIGURE, "figure_id": "x", "report_id": "second-1", "population_id": "personnel"}
    injured = {
        **other,
        "figure_id": "y",
        "measure": "injured",
        "low": "9",
        "high": "9",
        "as_reported": "nine",
    }
    found = differences(reading(REPORT, figures=(FIGURE,)), reading(second(), figures=(injured, other)))
    assert found == [
        ("figures.population_id", "soldiers", "personnel"),
        ("figures.row", "", "injured: nine"),
    ]


def test_a_term_is_the_same_within_a_longer_phrase() -> None:
    first = reading(REPORT, wording=[{"report_id": "first-1", "subject": "army", "term": "“regime forces”"}])
    other = reading(
        second(), wording=[{"report_id": "second-1", "subject": "x", "term": "the regime forces"}]
    )
    assert differences(first, other) == []


def test_a_title_that_was_made_up_is_not_held_against_a_printed_one() -> None:
    other = PageReading([{**SOURCE, "title": "[From the address]"}], [second()])
    assert differences(reading(REPORT), other) == []


def test_a_source_that_the_second_reader_did_not_find_is_passed_over() -> None:
    assert compare_readings(reading(REPORT), PageReading([], [])) == []


def test_agreement_counts_what_was_settled_by_field() -> None:
    cells = [
        Compared("s", "reports.voice", "a", "b", one, two, one == two)
        for one, two in (("own", "own"), ("own", "quoted"), ("quoted", "own"), ("x", "y"), ("p", "q"))
    ]
    outcomes = [("reports.voice", right) for right in ("first", "second", "both", "neither")]
    assert agreement(((cell.field, cell.agreed) for cell in cells), outcomes) == [
        {
            "field": "reports.voice",
            "compared": 5,
            "agreed": 2,
            "first_right": 1,
            "second_right": 1,
            "neither": 1,
        }
    ]
