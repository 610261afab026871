"""Lanes of the timeline: the outlets with most reports have one each, all others share one, none is lost."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path

import pytest

from components.shared.palette import COLOURS, OTHERS_COLOUR, OutletStyle, others_style
from datelines.checks import read_archive
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.query.timeline import OTHERS, Span
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive, store_of
from tests.oracle import Oracle, rows_of

SHIPPED = Path(__file__).parents[2] / "data"


def selected(query: EventQuery | None = None, **rows: list[Cells]) -> Selection:
    """The selection of an archive of the given rows."""
    return Selection(store_of(archive(**rows)), query or EventQuery())


def lane_spans(selection: Selection, *leading: str) -> tuple[Span, ...]:
    """The bars of all reports, which are few."""
    found = selection.bars(leading)
    assert found is not None
    return found


def outlets(*names: str) -> dict[str, list[Cells]]:
    """Outlets with a source each: `source-a` is that of `a`."""
    return {
        "outlets": [{"outlet_id": name, "name": name.upper()} for name in names],
        "sources": [{"source_id": f"source-{name}", "outlet_id": name} for name in names],
    }


def reports(*accounts: tuple[str, str, str]) -> list[Cells]:
    """Reports of (outlet, event, its date or blank), numbered."""
    return [
        {
            "report_id": f"report-{number}",
            "source_id": f"source-{outlet}",
            "event_id": event,
            "date_as_reported": dated,
        }
        for number, (outlet, event, dated) in enumerate(accounts)
    ]


def events(*names: str) -> list[Cells]:
    return [{"event_id": name, "title": name} for name in names]


@cache
def data(name: str) -> Archive:
    return crowded_archive() if name == "crowded" else read_archive(SHIPPED)


def asked(name: str) -> tuple[Selection, tuple[Span, ...]]:
    """All of an archive: the selection, and the span of each report."""
    one, query = data(name), EventQuery()
    return Selection(store_of(one), query), tuple(Oracle(one, rows_of(one), query).spans)


def test_the_outlets_with_most_reports_lead_and_ties_go_by_id() -> None:
    rows = reports(("c", "x", ""), ("b", "x", ""), ("a", "x", ""), ("c", "y", ""))
    selection = selected(**outlets("a", "b", "c"), events=events("x", "y"), reports=rows)
    assert selection.leading_outlets(9) == ("c", "a", "b")
    assert selection.leading_outlets(2) == ("c", "a")
    assert selection.leading_outlets(0) == ()


def test_a_report_at_several_places_counts_once_for_its_outlet() -> None:
    places = [{"place_id": name, "name": name} for name in ("one", "two", "three")]
    found = [{"event_id": "x", "place_ids": "one;two;three"}, {"event_id": "y"}]
    rows = reports(("a", "x", ""), ("b", "y", ""), ("b", "y", ""))
    selection = selected(**outlets("a", "b"), places=places, events=found, reports=rows)
    assert selection.counts.reports == 3
    assert selection.leading_outlets(1) == ("b",)


def test_only_what_the_filter_keeps_decides_who_leads() -> None:
    rows = reports(("a", "x", ""), ("a", "x", ""), ("b", "y", ""))
    found = [{"event_id": "x", "kind": "attack"}, {"event_id": "y", "kind": "talks"}]
    query = EventQuery(kinds=frozenset({"talks"}))
    selection = selected(query, **outlets("a", "b"), events=found, reports=rows)
    assert selection.leading_outlets(5) == ("b",)


def test_a_report_alone_at_its_date_stays_as_it_is() -> None:
    selection = selected(**outlets("a"), events=events("x"), reports=reports(("a", "x", "")))
    (span,) = lane_spans(selection, "a")
    assert (span.report_id, span.outlet_id, span.summary) == ("report-0", "a", "Summary A.")


def test_several_reports_of_one_outlet_of_one_date_are_one_span_that_counts_them() -> None:
    rows = reports(("a", "x", ""), ("a", "x", ""), ("a", "x", "2019-10"))
    selection = selected(**outlets("a"), events=events("x"), reports=rows)
    by_day = {span.dated: span for span in lane_spans(selection, "a")}
    assert set(by_day) == {"3 September 2019", "October 2019"}
    assert by_day["3 September 2019"].summary == "2 reports: choose the event to read them"
    assert by_day["3 September 2019"].outlet_id == "a"
    assert by_day["October 2019"].summary == "Summary A."


def test_reports_of_two_leading_outlets_never_share_a_span() -> None:
    rows = reports(("a", "x", ""), ("b", "x", ""))
    selection = selected(**outlets("a", "b"), events=events("x"), reports=rows)
    assert [span.outlet_id for span in lane_spans(selection, "a", "b")] == ["a", "b"]


def test_the_other_outlets_share_a_lane_that_counts_their_reports_and_them() -> None:
    rows = reports(("a", "x", ""), ("b", "x", ""), ("c", "x", ""), ("c", "x", ""))
    selection = selected(**outlets("a", "b", "c"), events=events("x"), reports=rows)
    lanes = {span.outlet_id: span for span in lane_spans(selection, "a")}
    assert set(lanes) == {"a", OTHERS}
    assert lanes["a"].summary == "Summary A."
    assert lanes[OTHERS].summary == "3 reports by 2 outlets: choose the event to read them"
    assert lanes[OTHERS].event_id == "x"


def test_one_report_of_one_other_outlet_is_in_the_shared_lane_and_said_as_one() -> None:
    selection = selected(**outlets("a"), events=events("x"), reports=reports(("a", "x", "")))
    (span,) = lane_spans(selection)
    assert span.outlet_id == OTHERS
    assert span.summary == "1 report by 1 outlet: choose the event to read them"


def test_no_outlet_of_the_shipped_data_is_called_like_the_shared_lane() -> None:
    assert OTHERS not in data("shipped").outlet_by_id


# As many lanes as there are outlets make more bars of the shipped data than are drawn.
@pytest.mark.parametrize(
    ("name", "most"), [*product(["crowded", "shipped"], [0, 1, 3, 7]), ("crowded", 500), ("shipped", 40)]
)
def test_lanes_keep_every_event_and_date_of_every_report_once(name: str, most: int) -> None:
    selection, spans = asked(name)
    leading = selection.leading_outlets(most)

    def place(span: Span) -> tuple[str, str, str]:
        return (span.outlet_id if span.outlet_id in leading else OTHERS, span.event_id, span.dated)

    lanes = lane_spans(selection, *leading)
    drawn = [(span.outlet_id, span.event_id, span.dated) for span in lanes]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == {place(span) for span in spans}
    ids = [span.report_id for span in lanes]
    assert len(ids) == len(set(ids)), "two marks of the timeline have one id"


@pytest.mark.parametrize("name", ["crowded", "shipped"])
def test_a_span_for_several_reports_has_the_days_of_each_of_them(name: str) -> None:
    selection, spans = asked(name)

    def days(span: Span) -> tuple[object, ...]:
        return (span.day_from, span.day_to, span.certain_from, span.certain_to, span.soft_from, span.soft_to)

    of_reports = {(span.event_id, span.dated): days(span) for span in spans}
    for span in spans:
        assert days(span) == of_reports[span.event_id, span.dated], "one date in words, two on the axis"
    for span in lane_spans(selection, *selection.leading_outlets(2)):
        assert days(span) == of_reports[span.event_id, span.dated]


@pytest.mark.parametrize(
    ("number", "name"), [(1, "1 other outlet"), (2, "2 other outlets"), (183, "183 other outlets")]
)
def test_the_shared_lane_names_how_many_outlets_it_holds(number: int, name: str) -> None:
    style = others_style(OTHERS, number)
    assert isinstance(style, OutletStyle)
    assert (style.outlet_id, style.name) == (OTHERS, name)


def test_the_shared_lane_has_the_colour_of_no_outlet() -> None:
    assert others_style(OTHERS, 3).colour == OTHERS_COLOUR
    assert OTHERS_COLOUR not in COLOURS
    assert others_style(OTHERS, 3).sign
