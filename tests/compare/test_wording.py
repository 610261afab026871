"""Terms as printed: which subjects have them, who uses each, how often, and about which events."""

from __future__ import annotations

import pytest

from datelines.compare import wording as domain
from datelines.compare.wording import (
    GroupUse,
    Subject,
    Subjects,
    Term,
    WordedEvent,
    group_uses,
    number_of_terms,
    subjects,
    terms,
    worded_events,
)
from datelines.table.archive import Archive
from tests.builders import HOSTILE, Cells, archive
from tests.stores import nothing_of, selection_of

OUTLETS = ("tower", "signal", "harbour")
ALL = slice(0, 500)


def of(outlet: str, **cells: str) -> Cells:
    return {"report_id": outlet, "source_id": outlet} | cells


def data_of(*reports: Cells, words: list[tuple[str, str, str]], **rows: list[Cells]) -> Archive:
    """Reports with their words: report, subject and term."""
    wording = [{"report_id": report, "subject": subject, "term": term} for report, subject, term in words]
    outlets = [{"outlet_id": outlet} for outlet in OUTLETS]
    sources = [{"source_id": outlet, "outlet_id": outlet} for outlet in OUTLETS]
    return archive(outlets=outlets, sources=sources, reports=list(reports), wording=wording, **rows)


USED = data_of(
    of("tower", report_id="t0"),
    of("tower", report_id="t1", event_id="b"),
    of("harbour"),
    of("signal", link_status="different"),
    words=[
        ("t1", "fighters", "terrorists"),
        ("t0", "fighters", "terrorists"),
        ("t0", "fighters", "Terrorists"),
        ("harbour", "fighters", "mercenaries"),
        ("harbour", "fighters", "terrorists"),
        ("t0", "a camp", "camp"),
        ("signal", "a road", "road"),
    ],
    events=[{"event_id": "event-a", "date": "2020"}, {"event_id": "b", "title": "Event B", "date": "2019"}],
)


def test_terms_are_as_printed_with_the_reports_of_each_outlet_and_the_events_by_date() -> None:
    assert terms(selection_of(USED), "fighters", ALL) == (
        Term("terrorists", 3, (("harbour", 1), ("tower", 2)), ("Event B", "Event A"), 0),
        Term("mercenaries", 1, (("harbour", 1),), ("Event A",), 0),
        Term("Terrorists", 1, (("tower", 1),), ("Event A",), 0),
    )
    assert number_of_terms(selection_of(USED), "fighters") == (3, 5)


def test_subjects_that_most_outlets_name_come_first_and_one_of_no_kept_report_is_none() -> None:
    assert subjects(selection_of(USED)) == Subjects((Subject("fighters", 3, 2), Subject("a camp", 1, 1)), 2)


def test_words_of_reports_that_are_not_kept_are_not_counted() -> None:
    harbour = selection_of(USED, outlets={"harbour"})
    assert subjects(harbour) == Subjects((Subject("fighters", 2, 1),), 1)
    assert [term.outlets for term in terms(harbour, "fighters", ALL)] == [(("harbour", 1),)] * 2
    assert subjects(nothing_of(USED)) == Subjects((), 0)
    assert terms(nothing_of(USED), "fighters", ALL) == ()
    assert number_of_terms(nothing_of(USED), "fighters") == (0, 0)


def test_a_term_recorded_twice_for_a_report_counts_once() -> None:
    data = data_of(of("tower"), words=[("tower", "fighters", "militants")] * 2)
    assert [term.reports for term in terms(selection_of(data), "fighters", ALL)] == [1]
    assert number_of_terms(selection_of(data), "fighters") == (1, 1)


def test_a_report_at_two_chosen_places_counts_once() -> None:
    data = data_of(
        of("tower"),
        words=[("tower", "fighters", "militants")],
        places=[{"place_id": "a"}, {"place_id": "b"}],
        events=[{"place_ids": "a;b"}],
    )
    chosen = selection_of(data, places={"a", "b"})
    assert terms(chosen, "fighters", ALL) == (Term("militants", 1, (("tower", 1),), ("Event A",), 0),)


@pytest.mark.parametrize(
    ("most", "chosen", "found", "of"),
    [
        (5, None, ["fighters", "a camp"], 2),
        (1, None, ["fighters"], 2),
        (1, "a camp", ["fighters", "a camp"], 2),
        (1, "fighters", ["fighters"], 2),
        (1, "no such subject", ["fighters"], 2),
    ],
)
def test_of_many_subjects_the_first_are_listed_and_the_chosen_one(
    most: int, chosen: str | None, found: list[str], of: int
) -> None:
    listed = subjects(selection_of(USED), chosen, most=most)
    assert ([one.subject for one in listed.subjects], listed.of) == (found, of)


def test_parts_of_the_terms_hold_each_once() -> None:
    parts = [terms(selection_of(USED), "fighters", slice(at, at + 1)) for at in range(4)]
    assert [[term.term for term in part] for part in parts[:1]] == [["terrorists"]]
    assert sorted(term.term for part in parts for term in part) == ["Terrorists", "mercenaries", "terrorists"]
    assert parts[3] == ()


def test_events_beyond_those_named_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "NAMED", 1)
    assert [(term.titles, term.more_events) for term in terms(selection_of(USED), "fighters", ALL)] == [
        (("Event B",), 1),
        (("Event A",), 0),
        (("Event A",), 0),
    ]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text])
def test_hostile_subjects_and_terms_stay_text(text: str) -> None:
    words = text.strip()
    data = data_of(of("tower"), words=[("tower", words, words)])
    (found,) = subjects(selection_of(data), words).subjects
    assert found == Subject(words, 1, 1)
    assert [term.term for term in terms(selection_of(data), words, ALL)] == [words]


def test_of_a_chosen_event_its_own_terms_alone_are_counted() -> None:
    selection = selection_of(USED)
    assert subjects(selection, event_id="b") == Subjects((Subject("fighters", 1, 1),), 1)
    assert number_of_terms(selection, "fighters", "b") == (1, 1)
    assert [term.term for term in terms(selection, "fighters", ALL, "b")] == ["terrorists"]
    assert subjects(selection, event_id="no-such-event") == Subjects((), 0)


def grouped() -> Archive:
    """Outlets of two countries and of none, with spellings and languages of two groups."""
    lines = [
        ("tower", "terrorists", "terrorists"),
        ("tower", "teröristler", "terrorists"),
        ("signal", "terrorists", "terrorists"),
        ("signal", "rebels", "rebels"),
        ("harbour", "rebels", "rebels"),
        ("harbour", "brigades", ""),
    ]
    return archive(
        outlets=[
            {"outlet_id": "tower", "country": "Turkey"},
            {"outlet_id": "signal", "country": "Turkey"},
            {"outlet_id": "harbour"},
        ],
        sources=[{"source_id": outlet, "outlet_id": outlet} for outlet in OUTLETS],
        reports=[of(outlet) for outlet in OUTLETS],
        wording=[
            {"report_id": outlet, "subject": "fighters", "term": term, "term_group": group}
            for outlet, term, group in lines
        ],
    )


def test_groups_are_shares_of_the_reports_of_each_country_and_a_report_counts_once_for_each() -> None:
    assert group_uses(selection_of(grouped()), "fighters") == (
        GroupUse("Turkey", "terrorists", 2, 2),
        GroupUse("Turkey", "rebels", 1, 2),
        GroupUse("", "brigades", 1, 1),
        GroupUse("", "rebels", 1, 1),
    )
    assert group_uses(selection_of(grouped(), outlets={"signal"}), "fighters")[0].of == 1
    assert group_uses(selection_of(grouped()), "no such subject") == ()


def test_events_for_which_most_outlets_have_terms_come_first_and_one_of_a_single_outlet_is_none() -> None:
    data = data_of(
        *(of(outlet) for outlet in OUTLETS),
        *(of(outlet, report_id=f"{outlet}-b", event_id="b") for outlet in ("tower", "harbour")),
        of("tower", report_id="alone", event_id="c"),
        words=[
            *((report, "fighters", "x") for report in (*OUTLETS, "tower-b", "harbour-b", "alone")),
        ],
        events=[{"event_id": "event-a"}, {"event_id": "b", "title": "Event B"}, {"event_id": "c"}],
    )
    assert worded_events(selection_of(data)) == (
        WordedEvent("event-a", "Event A", "attack", 3),
        WordedEvent("b", "Event B", "attack", 2),
    )
    assert [one.event_id for one in worded_events(selection_of(data), 1)] == ["event-a"]
    assert worded_events(nothing_of(data)) == ()
