"""Which points of one statement each outlet has."""

from __future__ import annotations

from typing import Any

import pytest

from datelines.compare.statements import Statement, leading_statements, statement_of
from datelines.table.archive import Archive
from tests.builders import Cells
from tests.compare.said import data_of, said
from tests.stores import in_a_store, selection_of


def found(data: Archive, **filters: Any) -> Statement | None:
    """The statement among the kept reports."""
    return statement_of(lambda event_ids: data, selection_of(data, **filters), "statement")


def only(data: Archive, **filters: Any) -> Statement:
    statement = found(data, **filters)
    assert statement is not None
    return statement


def points(statement: Statement) -> dict[str, set[str]]:
    """The letters of the outlets that have each point."""
    return {point.words: {one[-1] for one in point.outlet_ids} for point in statement.points}


CARRIED = (said("a", "statement"), said("b", "statement", relayed_by="outlet-c"))


def test_each_point_names_the_outlets_that_have_it_those_of_most_outlets_first() -> None:
    statement = only(data_of(*CARRIED, said("a", "truce"), said("b", "truce"), said("a", "attacks")))
    assert (statement.event_id, statement.title) == ("statement", "Statement")
    assert statement.speaker == "Foreign Ministry"
    assert list(points(statement).items()) == [("Truce", {"a", "b"}), ("Attacks", {"a"})]
    assert [one.outlet_id for one in statement.versions] == ["outlet-a", "outlet-b"]
    assert [statement.number_of(one.outlet_id, statement.leading) for one in statement.versions] == [2, 1]


def test_versions_name_by_way_of_whom_they_come_and_how_much_was_read() -> None:
    statement = only(data_of(*CARRIED))
    assert [version.relayed_by for version in statement.versions] == ["", "Outlet C"]
    assert statement.versions[0].citations == ("Outlet A: “Title A”, 18 March 2020",)


def test_the_reports_of_a_version_are_those_of_all_parts_of_the_statement() -> None:
    other = said("a", "truce", report_id="army", speaker_id="army")
    statement = only(data_of(*CARRIED, said("a", "attacks"), other))
    assert [report.report_id for report in statement.versions[0].reports] == ["attacks-a", "statement-a"]


def test_terms_are_points_by_their_subject_in_any_spelling() -> None:
    words = [
        {"report_id": "statement-a", "subject": "truce", "term": "calm"},
        {"report_id": "statement-b", "subject": "truce", "term": "الهدوء"},
    ]
    statement = only(data_of(*CARRIED, wording=words))
    assert points(statement) == {"A term for: truce": {"a", "b"}}


def test_figures_are_points_of_the_table_and_another_qualifier_is_another_point() -> None:
    figures = [
        {"figure_id": "f0", "report_id": "attacks-a", "qualifier": "about"},
        {"figure_id": "f1", "report_id": "attacks-b"},
    ]
    statement = only(data_of(*CARRIED, said("a", "attacks"), said("b", "attacks"), figures=figures))
    assert points(statement) == {
        "Attacks": {"a", "b"},
        "Attacks: about 7 killed (residents)": {"a"},
        "Attacks: 7 killed (residents)": {"b"},
    }
    assert [point.words for point in statement.leading] == ["Attacks"]


def test_what_another_speaker_says_in_the_same_source_is_not_of_the_statement() -> None:
    statement = only(
        data_of(*CARRIED, said("a", "truce", speaker_id="army"), said("a", "attacks", speaker_id=""))
    )
    assert points(statement) == {}


def test_a_point_that_is_only_possibly_about_the_event_says_so() -> None:
    doubt = said("b", "truce", link_status="possibly")
    assert points(only(data_of(*CARRIED, doubt))) == {"Truce (possibly this event)": {"b"}}


def test_a_report_of_another_event_is_no_point() -> None:
    assert points(only(data_of(*CARRIED, said("a", "truce", link_status="different")))) == {}


@pytest.mark.parametrize(
    "other",
    [
        said("b", "truce"),
        said("b", "statement", speaker_id="army"),
        said("b", "statement", speaker_id="", voice="own"),
        said("b", "statement", link_status="different"),
        said("a", "statement", report_id="again"),
    ],
)
def test_one_outlet_alone_or_two_with_other_speakers_make_no_shared_statement(other: Cells) -> None:
    data = data_of(said("a", "statement"), other)
    assert found(data) is None
    assert leading_statements(selection_of(data), 5) == ()


def test_what_two_outlets_report_of_an_event_that_is_no_statement_is_none() -> None:
    data = data_of(said("a", "truce"), said("b", "truce"))
    assert statement_of(lambda _: data, selection_of(data), "truce") is None


def test_a_filter_hides_versions_but_never_makes_one_look_shorter() -> None:
    data = data_of(*CARRIED, said("c", "statement"), said("a", "truce"), said("b", "truce"))
    statement = only(data, outlets={"outlet-a", "outlet-b"})
    assert [version.outlet_id for version in statement.versions] == ["outlet-a", "outlet-b"]
    assert points(statement) == {"Truce": {"a", "b"}}
    assert points(only(data, kinds={"statement"})) == {"Truce": {"a", "b"}}
    assert found(data, kinds={"attack"}) is found(data, outlets={"outlet-a"}) is None


def test_the_speaker_is_the_one_whom_most_outlets_carry() -> None:
    army = [said(one, "statement", report_id=f"army-{one}", speaker_id="army") for one in "abc"]
    assert only(data_of(*CARRIED, *army)).speaker == "Army"


def test_statements_of_most_outlets_lead_and_then_the_earliest() -> None:
    kinds = [
        {"event_id": one, "date": dated, "kind": "statement"}
        for one, dated in (("later", "2020-04"), ("earlier", "2019-04"), ("most", "2020-05"))
    ]
    reports = [said(one, event) for one in "ab" for event in ("later", "earlier")]
    data = data_of(*reports, *(said(one, "most") for one in "abc"), events=kinds)
    assert leading_statements(selection_of(data), 5) == ("most", "earlier", "later")
    assert leading_statements(selection_of(data), 1) == ("most",)


def test_sources_that_carry_too_much_are_not_compared_and_say_so() -> None:
    many = [said("a", "attacks", report_id=f"r{n}") for n in range(5)]
    data = data_of(*CARRIED, *many, said("b", "attacks"))
    selection = selection_of(data)
    whole = statement_of(lambda _: data, selection, "statement", most=8)
    assert whole is not None
    assert (whole.compared, points(whole)) == (True, {"Attacks": {"a", "b"}})
    part = statement_of(lambda _: data, selection, "statement", most=7)
    assert part is not None
    assert (part.compared, points(part)) == (False, {})
    assert [one.outlet_id for one in part.versions] == ["outlet-a", "outlet-b"]


def test_a_store_alone_tells_the_same() -> None:
    data = data_of(*CARRIED, said("a", "truce"), said("b", "attacks"))
    shown = in_a_store(data)
    assert statement_of(shown.archive_of, selection_of(data), "statement") == found(data)
