"""What the reports give for one thing that is counted, in one line."""

from __future__ import annotations

import pytest

from datelines.compare.answer import FigureAnswer, answer_of, leading
from datelines.compare.figure_groups import FigureGroup, figure_groups
from tests.builders import Cells, archive

AT_LEAST = {"qualifier": "at-least", "high": ""}
UP_TO = {"qualifier": "at-most", "low": ""}


def number(low: str, **cells: str) -> Cells:
    return {"low": low, "high": low} | cells


def groups(*figures: Cells, **rows: list[Cells]) -> tuple[FigureGroup, ...]:
    data = archive(figures=[{"figure_id": f"f{n}"} | cells for n, cells in enumerate(figures)], **rows)
    return figure_groups(data, frozenset(report.report_id for report in data.reports))


def answer(*figures: Cells, **rows: list[Cells]) -> FigureAnswer:
    (group,) = groups(*figures, **rows)
    return answer_of(group)


def test_the_line_goes_from_the_lowest_to_the_highest_and_names_what_is_given_most_often() -> None:
    given = answer(number("4"), number("4"), number("8"))
    assert given.line == "Residents killed: reports give 4 to 8; most often 4 (2 of 3 figures)"


def test_a_single_figure_is_one_report() -> None:
    assert answer(number("4")).line == "Residents killed: the report gives 4"


def test_figures_that_are_all_the_same_say_so() -> None:
    assert answer(number("4"), number("4")).line == "Residents killed: reports give 4; in all 2 figures"


def test_a_qualifier_stays_with_its_number() -> None:
    given = answer(number("6") | AT_LEAST, number("14") | UP_TO)
    assert given.span == "reports give “at least 6” to “up to 14”"


@pytest.mark.parametrize(
    ("figures", "lowest", "highest"),
    [
        ((number("6"), number("6") | AT_LEAST), "6", "at least 6"),
        ((number("6") | UP_TO, number("6")), "up to 6", "6"),
        ((number("6") | {"qualifier": "over", "high": ""}, number("6") | AT_LEAST), "at least 6", "over 6"),
    ],
)
def test_an_open_end_lies_beyond_the_same_number(
    figures: tuple[Cells, ...], lowest: str, highest: str
) -> None:
    given = answer(*figures)
    assert (given.lowest, given.highest) == (lowest, highest)


def test_tens_are_neither_end_beside_numbers_that_were_printed() -> None:
    tens = {"qualifier": "order", "low": "10", "high": "99"}
    given = answer(number("33"), number("34"), tens)
    assert (given.lowest, given.highest) == ("33", "34")
    assert given.figures == 3
    assert answer(tens).lowest == "tens (10–99)"


def test_figures_given_equally_often_are_all_named() -> None:
    assert (
        answer(number("4"), number("8"), number("4"), number("8")).mode
        == "most often 4 and 8 (2 each of 4 figures)"
    )


def test_no_figure_is_called_frequent_that_is_given_once() -> None:
    assert answer(number("4"), number("8")).mode == "no figure is given twice (2 figures)"


def test_reports_in_the_outlets_own_voice_are_no_speaker() -> None:
    given = answer(
        number("4", report_id="r0"),
        number("4", report_id="r1"),
        speakers=[{"speaker_id": "speaker-a", "name": "Speaker A"}],
        reports=[
            {"report_id": "r0"},
            {"report_id": "r1", "speaker_id": "speaker-a", "voice": "quoted"},
        ],
    )
    assert (given.speakers, given.own_voice) == (1, True)


def test_the_group_of_the_title_comes_first() -> None:
    many = [number("7", population="soldiers")] * 3
    found = groups(*many, number("7", population="residents"))
    assert leading(found, "Town: residents reported killed")[0].population == "residents"
    assert leading(found, "Town: strikes")[0].population == "soldiers"


def test_the_whole_event_comes_before_its_parts() -> None:
    found = groups(
        number("7", part_id="part-a"),
        number("7", part_id="part-a"),
        number("9"),
        parts=[{"part_id": "part-a"}],
    )
    assert leading(found, "Title")[0].part == ""
