"""What of a long selection is compared and offered at once: the most telling part, and the chosen always."""

from __future__ import annotations

import pandas as pd
import pytest

from datelines.archive import Archive
from datelines.at_once import COMPARED, OFFERED, compared_reports, first_of, offered
from datelines.query import NO_PLACE, OWN_VOICE, EventQuery
from datelines.relation import relation_of
from tests.builders import archive, crowded_archive

NAMES = ("outlets", "speakers", "places", "kinds", "measures", "statuses")


def told(**outlets_by_event: str) -> pd.DataFrame:
    """Rows of reports: for each event a letter for each report, that of its outlet; a day later each."""
    reports = [(event, outlet) for event, letters in outlets_by_event.items() for outlet in letters]
    data = archive(
        outlets=[{"outlet_id": letter} for letter in "abc"],
        sources=[{"source_id": letter, "outlet_id": letter} for letter in "abc"],
        events=[
            {"event_id": event, "date": f"2019-09-{day:02d}"} for day, event in enumerate(outlets_by_event, 1)
        ],
        reports=[
            {"report_id": f"{event}-{number}", "event_id": event, "source_id": outlet}
            for number, (event, outlet) in enumerate(reports)
        ],
    )
    return relation_of(data).reports


def events(reports: frozenset[str]) -> set[str]:
    return {report.rpartition("-")[0] for report in reports}


def test_a_short_selection_is_compared_whole() -> None:
    rows = relation_of(crowded_archive()).reports
    assert compared_reports(rows) == frozenset(rows["report_id"])
    assert len(set(rows["event_id"])) <= COMPARED


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (1, {"wide"}),
        (2, {"wide", "two"}),
        (3, {"wide", "two", "often"}),
        (4, {"wide", "two", "often", "first"}),
    ],
)
def test_most_outlets_come_first_then_most_reports_then_the_earliest(most: int, kept: set[str]) -> None:
    rows = told(first="a", second="b", often="aaa", two="ab", wide="abc")
    assert events(compared_reports(rows, most=most)) == kept


def test_all_reports_of_a_compared_event_are_compared() -> None:
    assert compared_reports(told(one="a", two="aab"), most=1) == {"two-1", "two-2", "two-3"}


def test_the_chosen_event_takes_the_last_place() -> None:
    rows = told(first="a", second="b", wide="abc")
    assert events(compared_reports(rows, "second", most=2)) == {"wide", "second"}
    assert events(compared_reports(rows, "wide", most=2)) == {"wide", "first"}


def test_a_chosen_event_that_the_filter_leaves_out_is_not_compared() -> None:
    assert events(compared_reports(told(first="a", wide="abc"), "elsewhere", most=1)) == {"wide"}


def test_nothing_is_compared_of_nothing() -> None:
    assert compared_reports(told(first="a").iloc[:0]) == frozenset()
    assert compared_reports(told(first="a").iloc[:0], "first") == frozenset()


def many_places() -> Archive:
    """Four places: `c` has three events, `b` two, `a` and `d` one each; and one event without a place."""
    at = ("a", "b", "b", "c", "c", "c", "d", "")
    return archive(
        places=[{"place_id": place, "name": place.upper()} for place in "abcd"],
        events=[{"event_id": f"event-{n}", "place_ids": place} for n, place in enumerate(at)],
        reports=[{"report_id": f"report-{n}", "event_id": f"event-{n}"} for n in range(len(at))],
    )


def places(query: EventQuery, most: int) -> tuple[list[str], dict[str, int]]:
    choices = {name: {} for name in NAMES} | {
        "places": {"a": "A", "b": "B", "c": "C", "d": "D", NO_PLACE: "no place reported"}
    }
    found = offered(choices, relation_of(many_places()), query, most)
    return list(found.choices["places"]), dict(found.of)


def test_a_list_that_fits_is_offered_whole_and_says_nothing() -> None:
    assert places(EventQuery(), 5) == (["a", "b", "c", "d", NO_PLACE], {})


def test_of_a_long_list_the_choices_with_most_reports_are_offered_in_the_order_of_names() -> None:
    assert places(EventQuery(), 2) == (["b", "c"], {"places": 5})


def test_what_is_chosen_is_always_offered() -> None:
    chosen = EventQuery(places=frozenset({"d", NO_PLACE}))
    assert places(chosen, 2) == (["b", "c", "d", NO_PLACE], {"places": 5})


def test_the_blank_of_a_list_is_counted_under_its_own_name() -> None:
    data = archive(
        speakers=[{"speaker_id": "one"}],
        reports=[
            {"report_id": "r0"},
            {"report_id": "r1"},
            {"report_id": "r2", "speaker_id": "one", "voice": "quoted"},
        ],
    )
    choices = {name: {} for name in NAMES} | {"speakers": {"one": "One", OWN_VOICE: "own"}}
    found = offered(choices, relation_of(data), EventQuery(), 1)
    assert list(found.choices["speakers"]) == [OWN_VOICE]


def test_the_first_of_a_list_are_kept_in_its_order_with_what_is_chosen() -> None:
    names = {letter: letter.upper() for letter in "abcd"}
    assert list(first_of(names, ["d", "gone"], 2)) == ["a", "b", "d"]
    assert first_of(names, []) == names
    assert len(names) < OFFERED
