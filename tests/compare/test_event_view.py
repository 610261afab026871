"""Who says so, in which words, where and when: what the event view shows of the reports of one event."""

from __future__ import annotations

from datelines.compare.event_voices import sides_by_number, voices
from datelines.compare.event_words import dates_as_printed, event_words, places_as_printed
from datelines.compare.figure_groups import FigureGroup, figure_groups, kept_reports
from datelines.table.archive import Archive
from tests.builders import Cells, archive

OUTLETS = [{"outlet_id": name, "name": f"Outlet {name}"} for name in "abc"]
SOURCES = [{"source_id": f"s{name}", "outlet_id": name} for name in "abc"]
SPEAKERS = [
    {"speaker_id": "ministry", "name": "Ministry", "side": "turkish-government"},
    {"speaker_id": "nobody", "name": "Somebody"},
]


def event(*reports: Cells, **rows: list[Cells]) -> Archive:
    """An archive with reports r0, r1, ... by the outlets a, b, c in turn."""
    numbered = [
        {"report_id": f"r{n}", "source_id": f"s{'abc'[n % 3]}"} | cells for n, cells in enumerate(reports)
    ]
    return archive(outlets=OUTLETS, sources=SOURCES, speakers=SPEAKERS, reports=numbered, **rows)


def by(speaker: str) -> Cells:
    return {"speaker_id": speaker, "voice": "paraphrased"}


def group(data: Archive) -> FigureGroup:
    (found,) = figure_groups(data, frozenset(report.report_id for report in data.reports))
    return found


def figures(*numbers: str) -> list[Cells]:
    return [
        {"figure_id": f"f{n}", "report_id": f"r{n}", "low": number, "high": number}
        for n, number in enumerate(numbers)
    ]


def test_one_ministrys_line_in_three_outlets_is_one_voice() -> None:
    data = event(by("ministry"), by("ministry"), by("ministry"), {}, figures=figures("4", "4", "5", "6"))
    first, second = voices(group(data))
    assert (first.speaker, first.outlet_ids) == ("Ministry", ("a", "b", "c"))
    assert first.given == (("4", 2), ("5", 1))
    assert second.outlet_ids == ("a",)


def test_relays_are_named_where_the_page_prints_one() -> None:
    data = event(by("ministry") | {"relayed_by": "b"}, by("ministry"), figures=figures("4", "4"))
    (voice,) = voices(group(data))
    assert voice.relays == ("Outlet b",)


def test_a_mark_has_the_side_of_its_speaker_and_an_own_voice_has_none() -> None:
    data = event(by("ministry"), by("nobody"), {}, figures=figures("4", "4", "4"))
    assert sides_by_number(group(data)) == {"": 1, "turkish-government": 1, "unnamed": 1}


def words(report: int, term: str, **cells: str) -> Cells:
    return {"report_id": f"r{report}", "subject": "armed groups", "term": term} | cells


def test_terms_are_grouped_by_what_a_reader_would_count_together_in_any_language() -> None:
    data = event(
        {}, {}, {},
        wording=[
            words(0, "terrorists", term_group="terrorists"),
            words(1, "террористы", term_group="terrorists", gloss="terrorists"),
            words(2, "fighters"),
        ],
    )  # fmt: skip
    (subject,) = event_words(data, data.reports)
    first, second = subject.groups
    assert (first.name, first.outlets) == ("terrorists", 2)
    assert [(term.term, term.gloss) for term in first.terms] == [
        ("terrorists", ""),
        ("террористы", "terrorists"),
    ]
    assert second.name == "other words"


def test_places_are_counted_as_printed_and_reports_without_one_are_not_among_them() -> None:
    data = event({"place_as_reported": "Idlib"}, {"place_as_reported": "Idlib"}, {})
    (place,) = places_as_printed(data, kept_reports(data))
    assert (place.words, place.reports, place.outlets) == ("Idlib", 2, ("Outlet a", "Outlet b"))


def test_a_report_without_a_date_of_its_own_gives_the_events() -> None:
    data = event({}, {"date_as_reported": "2019-09-04"}, {})
    assert [(one.words, one.reports) for one in dates_as_printed(data, kept_reports(data))] == [
        ("3 September 2019", 2),
        ("4 September 2019", 1),
    ]


def test_a_page_that_is_dated_to_a_month_has_no_day() -> None:
    data = archive(
        sources=[{"source_id": "s0"}, {"source_id": "s1", "published": "2019-10"}],
        reports=[{"report_id": "r0", "source_id": "s0"}, {"report_id": "r1", "source_id": "s1"}],
        figures=figures("4", "4"),
    )
    assert {mark.report_id: mark.day_known for mark in group(data).marks} == {"r0": True, "r1": False}


def test_a_speaker_that_is_not_recorded_is_not_the_outlets_own_voice() -> None:
    data = event({"voice": "own"}, {"voice": "quoted"}, {"voice": "unknown"}, figures=figures("4", "4", "4"))
    assert sides_by_number(group(data)) == {"not-recorded": 2, "": 1}
    assert [one.speaker for one in voices(group(data))] == ["speaker not recorded", "own voice"]


def test_a_mark_says_whether_its_page_prints_a_time() -> None:
    data = archive(
        sources=[{"source_id": "s0"}, {"source_id": "s1", "published": "2019-10-01T10:15+03:00"}],
        reports=[{"report_id": "r0", "source_id": "s0"}, {"report_id": "r1", "source_id": "s1"}],
        figures=figures("4", "4"),
    )
    assert {mark.report_id: mark.timed for mark in group(data).marks} == {"r0": False, "r1": True}
