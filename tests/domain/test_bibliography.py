"""What the corpus rests on: every source with its counts, and everything inferred with its reason."""

from __future__ import annotations

import pytest

from datelines.archive import Archive
from datelines.bibliography import Inference, SourceLine, inferences, source_lines, sources_in_order
from datelines.relation import relation_of
from tests.builders import Cells, archive, crowded_archive

ROWS: dict[str, list[Cells]] = {
    "sources": [{"source_id": "a"}, {"source_id": "b", "title": "Title B", "published": "2019-09"}],
    "events": [{"event_id": "one"}, {"event_id": "two"}],
    "reports": [
        {"report_id": "1", "event_id": "one", "source_id": "a"},
        {"report_id": "2", "event_id": "one", "source_id": "a"},
        {"report_id": "3", "event_id": "two", "source_id": "a"},
    ],
    "figures": [{"figure_id": "f1", "report_id": "1"}, {"figure_id": "f2", "report_id": "3"}],
}


def lines_of(data: Archive, *report_ids: str) -> tuple[SourceLine, ...]:
    """A line for each source, counted among the reports named."""
    relation = relation_of(data)
    rows = relation.reports[relation.reports["report_id"].isin(report_ids)]
    return source_lines(data, rows, relation.figures, sources_in_order(data))


def line(title: str, *report_ids: str) -> SourceLine:
    lines = lines_of(archive(**ROWS), *report_ids)
    return next(found for found in lines if found.title == title)


def test_a_source_counts_distinct_events_reports_and_figures() -> None:
    whole = line("Title A", "1", "2", "3")
    assert (whole.events, whole.reports, whole.figures) == (2, 3, 2)
    part = line("Title A", "1", "2")
    assert (part.events, part.reports, part.figures) == (1, 2, 1)


def test_a_source_of_which_nothing_is_kept_is_listed_with_nothing() -> None:
    assert [found.reports for found in lines_of(archive(**ROWS))] == [0, 0]
    unused = line("Title B", "1", "2", "3")
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
    relation = relation_of(data)
    last = sources_in_order(data)[1:]
    (only,) = source_lines(data, relation.reports, relation.figures, last)
    assert (only.title, only.reports) == ("Title A", 3)


def test_a_source_that_reports_only_cite_is_counted_as_cited() -> None:
    named = [{"report_id": "1", "source_id": "b"}, {"report_id": "3", "source_id": "b"}]
    lines = lines_of(archive(**ROWS, cited=named), "1", "2")
    assert [(found.title, found.reports, found.cited) for found in lines] == [
        ("Title B", 0, 1),
        ("Title A", 2, 0),
    ]


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
    )
    of_source, *of_events = inferences(data)
    citation = "Outlet A (outlet inferred): “Title A”, 1 October 2019"
    assert of_source == Inference("outlet of source-a", citation, "Named in the address.")
    assert of_events == [
        Inference("date of “Spring”", "spring 2019", "x"),
        Inference("date of “Late”", "1 December 2019", ""),
    ]


def test_nothing_stated_is_listed_as_inferred() -> None:
    assert inferences(archive()) == ()


def test_the_counts_of_all_sources_add_up_to_the_corpus() -> None:
    data = crowded_archive()
    lines = lines_of(data, *data.report_by_id)
    assert len(lines) == len(data.sources)
    assert sum(found.reports for found in lines) == len(data.reports)
    assert sum(found.figures for found in lines) == len(data.figures)
