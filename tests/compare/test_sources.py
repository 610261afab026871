"""What the corpus rests on: every source with its counts, and everything inferred with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from datelines.checks import read_archive
from datelines.compare.sources import Inference, Inventory, SourceLine, inferences, inventory, source_lines
from datelines.query.dataset import SHIPPED_DATA
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive
from tests.stores import in_a_store, nothing_of, selection_of, store_of

ROWS: dict[str, list[Cells]] = {
    "sources": [{"source_id": "a"}, {"source_id": "b", "title": "Title B", "published": "2019-09"}],
    "events": [{"event_id": "one"}, {"event_id": "two", "kind": "talks"}],
    "reports": [
        {"report_id": "1", "event_id": "one", "source_id": "a"},
        {"report_id": "2", "event_id": "one", "source_id": "a"},
        {"report_id": "3", "event_id": "two", "source_id": "a"},
    ],
    "figures": [{"figure_id": "f1", "report_id": "1"}, {"figure_id": "f2", "report_id": "3"}],
}
FIRST = {"kinds": {"attack"}}
"""Keeps the first two reports."""


def lines_of(data: Archive, **filters: Any) -> tuple[SourceLine, ...]:
    """A line for each source, counted among the reports that the filters keep."""
    return source_lines(lambda numbers: data, selection_of(data, **filters), slice(0, 500))


def inferences_of(data: Archive, part: slice = slice(0, 500)) -> tuple[Inference, ...]:
    store = store_of(data)
    return inferences(lambda numbers: data, store, inventory(store), part)


def line(title: str, **filters: Any) -> SourceLine:
    lines = lines_of(archive(**ROWS), **filters)
    return next(found for found in lines if found.title == title)


def test_a_source_counts_distinct_events_reports_and_figures() -> None:
    whole = line("Title A")
    assert (whole.events, whole.reports, whole.figures) == (2, 3, 2)
    part = line("Title A", **FIRST)
    assert (part.events, part.reports, part.figures) == (1, 2, 1)


def test_a_source_of_which_nothing_is_kept_is_listed_with_nothing() -> None:
    nothing = source_lines(lambda _: archive(**ROWS), nothing_of(archive(**ROWS)), slice(0, 5))
    assert [found.reports for found in nothing] == [0, 0]
    unused = line("Title B")
    assert (unused.events, unused.reports, unused.figures) == (0, 0, 0)


def test_sources_are_in_order_of_publication_and_the_undated_last() -> None:
    dates = ("", "2019-12-31", "2019-21", "2019-09-12~", "2019-09")
    data = archive(
        sources=[
            {"source_id": f"s{n}", "published": date, "published_basis": "stated" if date else ""}
            for n, date in enumerate(dates)
        ],
        reports=[{"source_id": "s0"}],
    )
    published = [found.published for found in lines_of(data)]
    assert published == [
        "spring 2019",
        "September 2019",
        "about 12 September 2019",
        "31 December 2019",
        "not known",
    ]


def test_only_the_sources_asked_for_have_a_line() -> None:
    data = archive(**ROWS)
    (only,) = source_lines(lambda _: data, selection_of(data), slice(1, 2))
    assert (only.title, only.reports) == ("Title A", 3)
    assert source_lines(lambda _: data, selection_of(data), slice(2, 3)) == ()


def test_a_source_that_reports_only_cite_is_counted_as_cited() -> None:
    named = [{"report_id": "1", "source_id": "b"}, {"report_id": "3", "source_id": "b"}]
    lines = lines_of(archive(**ROWS, cited=named), **FIRST)
    assert [(found.title, found.reports, found.cited) for found in lines] == [
        ("Title B", 0, 1),
        ("Title A", 2, 0),
    ]


def test_a_report_at_two_chosen_places_counts_once() -> None:
    rows = ROWS | {"events": [{"event_id": "one", "place_ids": "x;y"}, {"event_id": "two"}]}
    data = archive(
        **rows, places=[{"place_id": "x"}, {"place_id": "y"}], cited=[{"report_id": "1", "source_id": "b"}]
    )
    of_b, of_a = lines_of(data, places={"x", "y"})
    assert (of_b.cited, of_a.events, of_a.reports, of_a.figures) == (1, 1, 2, 1)


def test_blank_cells_are_blank_text() -> None:
    (only,) = lines_of(archive())
    assert (only.url, only.document, only.language) == ("", "", "en")


@pytest.mark.parametrize(
    ("cells", "basis"),
    [
        ({}, "all stated"),
        ({"outlet_basis": "inferred"}, "outlet"),
        ({"published_basis": "inferred"}, "date of publication"),
        ({"outlet_basis": "inferred", "published_basis": "inferred"}, "outlet and date of publication"),
        ({"published": "", "published_basis": ""}, "all stated"),
    ],
)
def test_the_basis_says_what_is_inferred(cells: Cells, basis: str) -> None:
    (only,) = lines_of(archive(sources=[cells]))
    assert only.basis == basis


def test_everything_inferred_is_listed_with_its_reason() -> None:
    data = archive(
        sources=[{"outlet_basis": "inferred", "note": "Named in the address."}, {"source_id": "stated"}],
        events=[
            {"event_id": "late", "title": "Late", "date": "2019-12-01", "date_basis": "inferred"},
            {
                "event_id": "spring",
                "title": "Spring",
                "date": "2019-21",
                "date_basis": "inferred",
                "note": "x",
            },
            {"event_id": "stated", "title": "Stated"},
        ],
        reports=[{"event_id": "stated"}],
    )
    of_source, *of_events = inferences_of(data)
    citation = "Outlet A (outlet inferred): “Title A”, 1 October 2019"
    assert of_source == Inference("outlet of source-a", citation, "Named in the address.")
    assert of_events == [
        Inference("date of “Spring”", "spring 2019", "x"),
        Inference("date of “Late”", "1 December 2019", ""),
    ]


def test_nothing_stated_is_listed_as_inferred() -> None:
    assert inferences_of(archive()) == ()


def test_parts_of_the_inferences_go_on_from_sources_to_events() -> None:
    sources = [{"source_id": f"s{n}", "outlet_basis": "inferred"} for n in range(3)]
    events = [{"event_id": f"e{n}", "date": f"2019-0{n + 1}", "date_basis": "inferred"} for n in range(3)]
    data = archive(sources=sources, events=events, reports=[{"source_id": "s0", "event_id": "e0"}])
    whole = inferences_of(data)
    assert len(whole) == inventory(store_of(data)).inferred == 6
    for size in (1, 2, 4):
        parts = [inferences_of(data, slice(at, at + size)) for at in range(0, 6, size)]
        assert tuple(one for part in parts for one in part) == whole
    assert inferences_of(data, slice(6, 8)) == ()


def test_the_inventory_counts_sources_citations_and_inferences() -> None:
    assert inventory(store_of(archive(**ROWS))) == Inventory(2, 0, 0, 0)
    cited = archive(
        cited=[{}], sources=[{"published_basis": "inferred"}], events=[{"date_basis": "inferred"}]
    )
    assert inventory(store_of(cited)) == Inventory(1, 1, 1, 1)


def test_a_store_alone_tells_the_same() -> None:
    data = read_archive(SHIPPED_DATA)
    shown, selection = in_a_store(data), selection_of(data, outlets={"tass"})
    part = slice(100, 200)
    assert source_lines(shown.archive_of_sources, selection, part) == source_lines(
        lambda _: data, selection, part
    )
    found = inferences(shown.archive_of_sources, shown.store, inventory(shown.store), slice(0, 900))
    assert found == inferences_of(data, slice(0, 900))


def test_the_counts_of_all_sources_add_up_to_the_corpus() -> None:
    data = crowded_archive()
    lines = lines_of(data)
    assert len(lines) == len(data.sources)
    assert sum(found.reports for found in lines) == len(data.reports)
    assert sum(found.figures for found in lines) == len(data.figures)
