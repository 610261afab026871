"""Cases by outlets: what is reported most often, how far other figures lie from it, and which come first."""

from __future__ import annotations

import pytest

from datelines.compare.matrix import (
    NumberCase,
    distance_from,
    figure_sign,
    leading_columns,
    number_cases,
    number_of_shared_events,
)
from datelines.record.qualifiers import QUALIFIERS
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive, ends_for
from tests.stores import selection_of

LETTERS = "abcdefgh"


def data_of(*figures: Cells, **rows: list[Cells]) -> Archive:
    """Each figure in a report of an outlet of its own, unless it names the `outlet`."""
    named = [(cells.get("outlet", LETTERS[n]), cells) for n, cells in enumerate(figures)]
    outlets = sorted({outlet for outlet, _ in named})
    return archive(
        outlets=[{"outlet_id": one, "name": f"Outlet {one.upper()}"} for one in outlets],
        sources=[{"source_id": one, "outlet_id": one} for one in outlets],
        reports=[
            {"report_id": f"r{n}", "source_id": outlet, "event_id": cells.get("event", "event-a")}
            for n, (outlet, cells) in enumerate(named)
        ],
        figures=[
            {"figure_id": f"f{n}", "report_id": f"r{n}"}
            | {key: value for key, value in cells.items() if key not in ("outlet", "event")}
            for n, (_, cells) in enumerate(named)
        ],
        **rows,
    )


def number(low: int, qualifier: str = "exact", **cells: str) -> Cells:
    """A figure of one number."""
    facts = QUALIFIERS[qualifier]
    ends = {"low": f"{low}" if facts.needs_low else "", "high": f"{low}" if facts.needs_high else ""}
    return {"qualifier": qualifier} | ends | cells


def everything(data: Archive) -> frozenset[str]:
    return frozenset(report.report_id for report in data.reports)


def cases(data: Archive, **options: object) -> tuple[NumberCase, ...]:
    return number_cases(data, everything(data), **options)  # type: ignore[arg-type]


def test_each_outlet_has_its_own_figures_with_their_qualifiers_beside_the_commonest() -> None:
    (case,) = cases(
        data_of(number(4), number(4), number(5, "at-least"), number(9, "over"), number(4, outlet="d"))
    )
    assert (case.commonest, case.times, case.figures, case.unlike) == (("4",), 3, 5, 2)
    shown = {outlet: [(one.sign, one.step, one.way) for one in own] for outlet, own in case.cells.items()}
    assert shown == {
        "a": [("4", 0, "")],
        "b": [("4", 0, "")],
        "c": [("≥5", 2, "higher")],
        "d": [("4", 0, ""), (">9", 3, "higher")],
    }


def test_equal_figures_of_an_outlet_are_one_with_their_speakers_and_number_of_reports() -> None:
    (case,) = cases(data_of(number(4), number(4, outlet="a"), number(6)))
    (one,) = case.cells["a"]
    assert (one.sign, one.words, one.reports, one.speakers) == ("4", "4", 2, ("own voice",))


def test_nothing_is_averaged_and_two_figures_given_equally_often_both_stand() -> None:
    (case,) = cases(data_of(number(10), number(10), number(20), number(20), number(14)))
    assert (case.commonest, case.times) == (("10", "20"), 2)
    # 14 is nearer to 20 than to 10, in shares of each: 0.3 and 0.4, both beyond a tenth.
    assert [(one.step, one.way) for one in case.cells["e"]] == [(2, "higher")]


def test_where_each_figure_is_given_once_none_is_the_commonest() -> None:
    (case,) = cases(data_of(number(1), number(2), number(3), number(4)))
    assert (case.commonest, case.times) == ((), 1)
    assert {one.step for own in case.cells.values() for one in own} == {0}


def test_the_case_with_most_figures_unlike_the_commonest_comes_first() -> None:
    one = [number(4, event="one", outlet=x) for x in "abc"] + [number(5, event="one", outlet="d")]
    two = [number(n, event="two", outlet=x) for n, x in ((4, "a"), (4, "b"), (5, "c"), (6, "d"))]
    data = data_of(*one, *two, events=[{"event_id": "one", "date": "2019"}, {"event_id": "two"}])
    assert [(case.group.event_id, case.unlike) for case in cases(data)] == [("two", 2), ("one", 1)]


@pytest.mark.parametrize(
    "figures",
    [
        (number(4), number(4)),
        (number(4), number(5, measure="injured")),
        (number(4, outlet="a"), number(5, outlet="a")),
        (number(4),),
    ],
)
def test_figures_that_agree_or_cannot_be_compared_or_are_of_one_outlet_are_no_case(
    figures: tuple[Cells, ...],
) -> None:
    assert cases(data_of(*figures)) == ()


def test_of_a_chosen_event_every_case_can_be_asked_for() -> None:
    found = cases(data_of(number(4), number(5, measure="injured")), outlets=1, differing_only=False)
    assert [case.group.measure for case in found] == ["killed", "injured"]


def test_every_figure_of_a_crowded_archive_is_in_one_cell() -> None:
    data = crowded_archive()
    found = cases(data, outlets=1, differing_only=False)
    assert sum(case.figures for case in found) == len(data.figures)
    for case in found:
        assert set(case.cells) == {mark.outlet_id for mark in case.group.marks}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((100, 100), (0, 0)),
        ((110, 110), (1, 1)),
        ((90, 90), (1, -1)),
        ((111, 111), (2, 1)),
        ((150, 150), (2, 1)),
        ((50, 50), (2, -1)),
        ((151, 151), (3, 1)),
        ((49, 49), (3, -1)),
        ((90, 120), (0, 0)),
        ((120, 140), (2, 1)),
        ((120, None), (2, 1)),
        ((None, 35), (3, -1)),
    ],
)
def test_distance_is_a_share_of_the_commonest_number_and_an_open_end_is_the_number_printed(
    given: tuple[float | None, float | None], expected: tuple[int, int]
) -> None:
    assert distance_from(100, *given) == expected


def test_any_number_is_far_from_none() -> None:
    assert distance_from(0, 1, 1) == (3, 1)
    assert distance_from(0, 0, 0) == (0, 0)


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "sign"),
    [
        ("exact", 1200, 1200, "1,200"),
        ("about", 40, 40, "~40"),
        ("at-least", 40, None, "≥40"),
        ("over", 300, None, ">300"),
        ("at-most", None, 35, "≤35"),
        ("under", None, 35, "<35"),
        ("range", 30, 35, "30–35"),
        ("order", 100, 999, "hundreds"),
        ("order", 100, 800, "100–800"),
    ],
)
def test_a_figure_in_a_cell_keeps_its_qualifier(
    qualifier: str, low: float | None, high: float | None, sign: str
) -> None:
    assert figure_sign(qualifier, low, high) == sign


def test_no_two_qualifiers_have_one_sign() -> None:
    signs = [figure_sign(qualifier, *ends_for(qualifier)) for qualifier in QUALIFIERS]
    assert len(set(signs)) == len(QUALIFIERS)


def test_chosen_outlets_have_the_first_columns_and_then_those_with_figures_in_most_cases() -> None:
    found = cases(
        data_of(
            *(number(n, outlet=x) for n, x in ((4, "a"), (5, "b"), (6, "c"))),
            *(number(n, outlet=x, measure="injured") for n, x in ((4, "b"), (5, "c"), (6, "c"))),
        )
    )
    assert leading_columns(found, (), 2) == ("c", "b")
    assert leading_columns(found, ("a",), 2) == ("a", "c")
    assert leading_columns(found, ("a", "b", "c"), 2) == ("a", "b")
    assert leading_columns((), (), 2) == ()


def test_events_of_two_outlets_or_more_can_be_compared() -> None:
    data = archive(
        outlets=[{"outlet_id": "a"}, {"outlet_id": "b"}],
        sources=[{"source_id": "a", "outlet_id": "a"}, {"source_id": "b", "outlet_id": "b"}],
        events=[{"event_id": "one"}, {"event_id": "both"}],
        reports=[
            {"report_id": "r0", "event_id": "one", "source_id": "a"},
            {"report_id": "r1", "event_id": "both", "source_id": "a"},
            {"report_id": "r2", "event_id": "both", "source_id": "b"},
            {"report_id": "r3", "event_id": "one", "source_id": "b", "link_status": "different"},
        ],
    )
    assert number_of_shared_events(selection_of(data)) == 1
    assert number_of_shared_events(selection_of(data, outlets={"a"})) == 0
