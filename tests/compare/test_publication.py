"""Reports by day of publication, and the numbers of what was read and inferred."""

from __future__ import annotations

from datelines.compare.certainty import certainty
from datelines.compare.publication import Peak, Publication, PublicationDay, peaks, publication
from datelines.query.query import EventQuery
from datelines.query.selection import Selection
from datelines.record.dates import date_span
from datelines.table.archive import Archive
from tests.builders import Cells, archive, store_of


def published(*sources: Cells, **rows: list[Cells]) -> Archive:
    numbered = list(enumerate(sources))
    reports = [{"report_id": f"r{n}", "source_id": f"s{n}"} for n, _ in numbered]
    return archive(
        sources=[{"source_id": f"s{n}"} | cells for n, cells in numbered], **{"reports": reports} | rows
    )


def by_day(data: Archive) -> Publication:
    return publication(Selection(store_of(data), EventQuery()))


def day(text: str) -> int:
    return date_span(text).day_from


def test_a_day_that_is_printed_is_counted_apart_from_one_that_is_inferred() -> None:
    data = published({}, {"published_basis": "inferred"}, {})
    assert by_day(data).days == (PublicationDay(day("2019-10-01"), 2, 1),)


def test_a_time_is_read_as_its_day() -> None:
    data = published({"published": "2019-10-01T23:30+03:00"})
    assert [one.day for one in by_day(data).days] == [day("2019-10-01")]


def test_a_month_and_a_missing_date_are_counted_and_not_drawn() -> None:
    data = published({"published": "2019-10"}, {"published": "", "published_basis": ""})
    assert by_day(data) == Publication((), coarse=1, undated=1)


def test_a_peak_is_named_by_the_event_that_most_of_its_reports_are_about() -> None:
    data = published(
        {}, {}, {}, {"published": "2019-10-02"},
        events=[{"event_id": "e0", "title": "Less"}, {"event_id": "e1", "title": "More"}],
        reports=[
            {"report_id": f"r{n}", "source_id": f"s{n}", "event_id": event}
            for n, event in enumerate(("e1", "e0", "e1", "e0"))
        ],
    )  # fmt: skip
    selection = Selection(store_of(data), EventQuery())
    assert peaks(selection, publication(selection)) == (Peak(day("2019-10-01"), "e1", "More", 2),)


def test_certainty_counts_rows_by_how_they_were_read() -> None:
    data = published(
        {"read": "full"}, {"read": "excerpt", "published_basis": "inferred"}, {},
        speakers=[{"speaker_id": "speaker-a"}],
        reports=[
            {"report_id": "r0", "source_id": "s0"},
            {"report_id": "r1", "source_id": "s1", "speaker_id": "speaker-a", "voice": "quoted", "relayed_by": "x"},
            {"report_id": "r2", "source_id": "s2", "link_status": "possibly"},
        ],
    )  # fmt: skip
    found = certainty(store_of(data))
    assert found.read == {"full": 1, "excerpt": 1, "": 1}
    assert found.published == {"stated": 2, "inferred": 1}
    assert (found.reports, found.attributed, found.relayed, found.possibly) == (3, 1, 1, 1)
