"""Two accounts of one event, point by point: alike, different, or in one of them only."""

from __future__ import annotations

from itertools import pairwise

import pytest

from datelines.compare.close_reading import (
    ASPECTS,
    CloseReading,
    Point,
    close_reading,
    same_words,
)
from datelines.compare.figure_groups import kept_reports
from datelines.table.archive import Archive
from tests.builders import Cells, archive, crowded_archive

OUTLETS = [{"outlet_id": f"outlet-{letter}", "name": f"Outlet {letter.upper()}"} for letter in "abc"]
SOURCES = [{"source_id": f"source-{letter}", "outlet_id": f"outlet-{letter}"} for letter in "abc"]
SPEAKERS = [
    {"speaker_id": "ministry", "name": "Foreign Ministry"},
    {"speaker_id": "deputy", "name": "Deputy Minister"},
]
A, B = {"report_id": "a"}, {"report_id": "b"}


def two(first: Cells | None = None, second: Cells | None = None, **rows: list[Cells]) -> Archive:
    """An event with the report `a` of outlet A and `b` of outlet B."""
    reports = [
        {"source_id": "source-a"} | A | (first or {}),
        {"source_id": "source-b"} | B | (second or {}),
        *rows.pop("more", []),
    ]
    return archive(outlets=OUTLETS, sources=SOURCES, speakers=SPEAKERS, reports=reports, **rows)


def read(data: Archive) -> CloseReading:
    return close_reading(data, "event-a", "outlet-a", "outlet-b")


def points(data: Archive, aspect: str) -> dict[str, list[tuple[str, str]]]:
    """What each of the four lists has of one aspect; lists without it are left out."""
    reading = read(data)
    lists = {name: getattr(reading, name) for name in ("both", "differ", "only_first", "only_second")}
    found = {name: [(p.first, p.second) for p in own if p.aspect == aspect] for name, own in lists.items()}
    return {name: pairs for name, pairs in found.items() if pairs}


def figures(first: Cells | None, second: Cells | None) -> list[Cells]:
    """A figure of each report, where cells are given."""
    rows = [("f0", A, first), ("f1", B, second)]
    return [{"figure_id": name} | report | cells for name, report, cells in rows if cells is not None]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, {"both": [("7", "7")]}),
        ({"qualifier": "about"}, {}, {"differ": [("about 7", "7")]}),
        ({}, {"low": "9", "high": "9"}, {"differ": [("7", "9")]}),
        ({}, {"population": "soldiers"}, {"only_first": [("7", "")], "only_second": [("", "7")]}),
        ({}, None, {"only_first": [("7", "")]}),
        (None, {"low": "0", "high": "0"}, {"only_second": [("", "0")]}),
        (None, None, {}),
    ],
)
def test_figures_are_compared_where_they_are_comparable(
    first: Cells | None, second: Cells | None, expected: dict[str, list[tuple[str, str]]]
) -> None:
    assert points(two(figures=figures(first, second)), "figure") == expected


def test_a_figure_that_both_have_is_alike_and_the_one_beside_it_is_one_outlets_alone() -> None:
    headline = {"figure_id": "f2", "report_id": "b", "qualifier": "about"}
    data = two(figures=[*figures({"qualifier": "about"}, {}), headline])
    assert points(data, "figure") == {"both": [("about 7", "about 7")], "only_second": [("", "7")]}


@pytest.mark.parametrize(
    ("cells", "subject"),
    [
        ({}, "killed (residents)"),
        ({"measure": "killed-or-injured"}, "killed or injured (residents)"),
        ({"scope": "period", "scope_dates": "2019-12"}, "killed (residents), for December 2019"),
        ({"scope": "period"}, "killed (residents), for a period"),
        ({"scope": "since", "scope_dates": "2020-01-09"}, "killed (residents), since 9 January 2020"),
        ({"scope": "state", "scope_dates": "2020-01-09"}, "killed (residents), as of 9 January 2020"),
        ({"measure": "distance", "unit": "km"}, "distance (residents), in kilometres"),
    ],
)
def test_the_subject_of_a_figure_says_what_is_counted_and_for_what(cells: Cells, subject: str) -> None:
    (point,) = read(two(figures=figures(cells, None))).only_first
    assert point.subject == subject


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", {"both": [("3 September 2019", "3 September 2019")]}),
        ("", "2019-09-04", {"differ": [("3 September 2019", "4 September 2019")]}),
        ("2019-09-03~", "", {"differ": [("about 3 September 2019", "3 September 2019")]}),
        ("", "2019-09-03/2019-09-03", {"both": [("3 September 2019", "3 September 2019")]}),
    ],
)
def test_each_account_has_the_date_that_it_gives_or_that_of_the_event(
    first: str, second: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    data = two({"date_as_reported": first}, {"date_as_reported": second})
    assert points(data, "date") == expected


def test_a_date_that_a_reviewer_inferred_is_not_put_into_an_outlets_mouth() -> None:
    data = two({}, {"date_as_reported": "2019-09-04"}, events=[{"date_basis": "inferred"}])
    assert points(data, "date") == {"differ": [("3 September 2019 (date inferred)", "4 September 2019")]}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Maaret-Nouman", "Maarrat al-Numan", {"differ": [("Maaret-Nouman", "Maarrat al-Numan")]}),
        ("Idlib Zone", "Idlib zone", {"both": [("Idlib Zone", "Idlib zone")]}),
        ("Idlib", "", {"only_first": [("Idlib", "")]}),
        ("", "حميميم", {"only_second": [("", "حميميم")]}),
        ("", "", {}),
    ],
)
def test_places_without_a_row_are_compared_as_printed(
    first: str, second: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    data = two({"place_as_reported": first}, {"place_as_reported": second})
    assert points(data, "place") == expected


IDLIB = {"place_id": "idlib", "name": "Idlib", "names": "Idlib;Idleb;إدلب"}
ARIHA = {"place_id": "ariha", "name": "Ariha", "names": "Ariha;أريحا"}


@pytest.mark.parametrize("here", ["idlib", ""])
def test_two_spellings_or_scripts_of_one_place_are_no_difference(here: str) -> None:
    data = two(
        {"place_as_reported": "Idlib"},
        {"place_as_reported": "إدلب"},
        places=[IDLIB, ARIHA],
        events=[{"place_ids": here}],
    )
    assert points(data, "place") == {"both": [("Idlib", "إدلب")]}


def test_two_places_are_a_difference_in_any_script() -> None:
    data = two({"place_as_reported": "Idleb"}, {"place_as_reported": "أريحا"}, places=[IDLIB, ARIHA])
    assert points(data, "place") == {"differ": [("Idleb", "أريحا")]}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("ministry", "ministry", {"both": [("Foreign Ministry", "Foreign Ministry")]}),
        ("ministry", "deputy", {"differ": [("Foreign Ministry", "Deputy Minister")]}),
        ("", "deputy", {"differ": [("own voice", "Deputy Minister")]}),
        ("", "", {"both": [("own voice", "own voice")]}),
    ],
)
def test_attribution_is_to_a_speaker_or_the_own_voice(
    first: str, second: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    assert points(two({"speaker_id": first}, {"speaker_id": second}), "attribution") == expected


def test_the_agency_through_which_one_outlet_has_it_is_named() -> None:
    data = two({"relayed_by": "outlet-c"})
    assert read(data).only_first == (Point("attribution", "relayed by", "Outlet C", ""),)


def test_quoting_and_retelling_differ_in_voice() -> None:
    speaking = {"speaker_id": "ministry"}
    data = two(speaking | {"voice": "quoted"}, speaking | {"voice": "paraphrased"})
    assert points(data, "voice") == {"differ": [("quoted", "paraphrased")]}
    assert points(two(), "voice") == {"both": [("own", "own")]}


def test_points_come_in_the_order_of_the_aspects() -> None:
    reading = read(
        two(
            {"place_as_reported": "Idlib"},
            {"place_as_reported": "Idlib"},
            figures=figures({}, {}),
        )
    )
    assert tuple(point.aspect for point in reading.both) == ASPECTS


def test_all_reports_of_an_outlet_are_its_account_and_only_those_kept() -> None:
    more = [{"report_id": "a2", "source_id": "source-a", "place_as_reported": "Idlib"}]
    more += [
        {"report_id": "a3", "source_id": "source-a", "place_as_reported": "Afrin"}
        | {"link_status": "different"}
    ]
    data = two(more=more)
    assert points(data, "place") == {"only_first": [("Idlib", "")]}
    kept = close_reading(data, "event-a", "outlet-a", "outlet-b", frozenset({"a", "b"}))
    assert kept.only_first == ()


def test_reading_the_other_way_round_turns_every_point_round() -> None:
    data = crowded_archive()
    turned = 0
    for event in data.events:
        reports = kept_reports(data, frozenset(r.report_id for r in data.reports_by_event[event.event_id]))
        outlets = sorted({data.source_by_id[report.source_id].outlet_id for report in reports})
        for first, second in pairwise(outlets):
            there = close_reading(data, event.event_id, first, second)
            back = close_reading(data, event.event_id, second, first)
            turned += 1
            assert [(p.subject, p.first, p.second) for p in there.only_first] == [
                (p.subject, p.second, p.first) for p in back.only_second
            ]
            assert {(p.first, p.second) for p in there.differ} == {(p.second, p.first) for p in back.differ}
            assert len(there.both) == len(back.both)
    assert turned > 5


def test_an_outlet_without_a_report_of_the_event_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="outlet-c: no report of event-a among the reports kept"):
        close_reading(two(), "event-a", "outlet-a", "outlet-c")
    with pytest.raises(ValueError, match="outlet-b: no report"):
        close_reading(two(), "event-a", "outlet-a", "outlet-b", frozenset({"a"}))
    with pytest.raises(ValueError, match="outlet-b: no report"):
        read(two(second={"link_status": "different"}))


def test_an_outlet_is_not_read_beside_itself() -> None:
    with pytest.raises(ValueError, match="two different outlets"):
        close_reading(two(), "event-a", "outlet-a", "outlet-a")


@pytest.mark.parametrize(
    ("event_id", "outlet_id", "unknown"), [("gone", "outlet-b", "gone"), ("event-a", "gone", "gone")]
)
def test_unknown_events_and_outlets_are_named(event_id: str, outlet_id: str, unknown: str) -> None:
    with pytest.raises(KeyError, match=unknown):
        close_reading(two(), event_id, "outlet-a", outlet_id)


def test_words_are_folded_for_comparison_without_losing_their_accents() -> None:
    assert same_words("“Straße”") == same_words('"STRASSE"')
    assert same_words("e\u0301") == same_words("é") != same_words("e")
