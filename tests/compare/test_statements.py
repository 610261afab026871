"""What each version of one statement has and has not."""

from __future__ import annotations

from typing import Any

import pytest

from datelines.compare.statements import (
    Statement,
    number_of_statements,
    shared_statements,
    statements,
)
from datelines.table.archive import Archive
from tests.builders import Cells
from tests.compare.said import data_of, said
from tests.stores import in_a_store, selection_of


def found(data: Archive, **filters: Any) -> tuple[Statement, ...]:
    """All statements that several outlets carry among the kept reports."""
    selection = selection_of(data, **filters)
    keys = shared_statements(selection, slice(0, 50))
    assert len(keys) == number_of_statements(selection)
    return statements(lambda event_ids: data, selection, keys)


def only(data: Archive) -> Statement:
    (statement,) = found(data)
    return statement


CARRIED = (said("a", "statement"), said("b", "statement", relayed_by="outlet-c"))


def test_a_statement_shows_what_each_version_includes_and_what_is_not_in_it() -> None:
    statement = only(data_of(*CARRIED, said("a", "truce"), said("b", "truce"), said("a", "attacks")))
    assert (statement.event_id, statement.title) == ("statement", "Statement")
    assert statement.speaker == "Foreign Ministry"
    assert statement.in_every_version == ("Truce",)
    first, second = statement.versions
    assert (first.outlet_id, first.included, first.left_out) == ("outlet-b", ("Truce",), ("Attacks",))
    assert (second.outlet_id, second.included, second.left_out) == ("outlet-a", ("Truce", "Attacks"), ())
    assert second.citation == "Outlet A: “Title A”, 18 March 2020"


def test_versions_name_the_agency_through_which_they_have_it() -> None:
    assert [version.relayed_by for version in only(data_of(*CARRIED)).versions] == ["Outlet C", ""]


def test_figures_are_points_and_another_qualifier_is_another_point() -> None:
    figures = [
        {"figure_id": "f0", "report_id": "attacks-a", "qualifier": "about"},
        {"figure_id": "f1", "report_id": "attacks-b"},
        {"figure_id": "f2", "report_id": "statement-a", "measure": "injured"},
        {"figure_id": "f3", "report_id": "statement-b", "measure": "injured"},
    ]
    statement = only(data_of(*CARRIED, said("a", "attacks"), said("b", "attacks"), figures=figures))
    assert statement.in_every_version == ("Attacks", "Statement: 7 injured (residents)")
    first, second = statement.versions
    assert first.left_out == ("Attacks: about 7 killed (residents)",)
    assert second.left_out == ("Attacks: 7 killed (residents)",)
    assert "Attacks: about 7 killed (residents)" in second.included


def test_equal_figures_about_two_events_are_two_points() -> None:
    figures = [{"figure_id": "f0", "report_id": "attacks-a"}, {"figure_id": "f1", "report_id": "truce-b"}]
    statement = only(data_of(*CARRIED, said("a", "attacks"), said("b", "truce"), figures=figures))
    assert statement.in_every_version == ()
    assert statement.versions[0].left_out == ("Attacks", "Attacks: 7 killed (residents)")


def test_what_another_speaker_says_in_the_same_source_is_not_of_the_statement() -> None:
    statement = only(
        data_of(*CARRIED, said("a", "truce", speaker_id="army"), said("a", "attacks", speaker_id=""))
    )
    assert [version.included for version in statement.versions] == [(), ()]


def test_a_point_that_is_only_possibly_about_the_event_says_so() -> None:
    doubt = said("b", "truce", link_status="possibly")
    statement = only(data_of(*CARRIED, said("a", "truce"), doubt))
    assert statement.in_every_version == ("Truce (possibly this event)",)
    assert [version.included for version in statement.versions] == [
        ("Truce (possibly this event)",),
        ("Truce",),
    ]


def test_a_report_of_another_event_is_no_point() -> None:
    statement = only(data_of(*CARRIED, said("a", "truce", link_status="different")))
    assert [version.left_out for version in statement.versions] == [(), ()]


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
    assert found(data_of(said("a", "statement"), other)) == ()


def test_what_two_outlets_report_of_an_event_that_is_no_statement_is_none() -> None:
    assert found(data_of(said("a", "truce"), said("b", "truce"))) == ()


def test_a_filter_hides_versions_but_never_makes_one_look_shorter() -> None:
    data = data_of(*CARRIED, said("c", "statement"), said("a", "truce"), said("b", "truce"))
    (statement,) = found(data, outlets={"outlet-a", "outlet-b"})
    assert [version.outlet_id for version in statement.versions] == ["outlet-b", "outlet-a"]
    assert [version.left_out for version in statement.versions] == [(), ()]
    assert statement.in_every_version == ("Truce",)
    (statement,) = found(data, kinds={"statement"})
    assert statement.in_every_version == (), "the third source has no truce"
    assert found(data, kinds={"attack"}) == found(data, outlets={"outlet-a"}) == ()


def two_statements() -> Archive:
    later = {"event_id": "later", "date": "2020-04", "kind": "statement"}
    earlier = {"event_id": "earlier", "date": "2019-04", "kind": "statement"}
    reports = [said(letter, event) for letter in "ab" for event in ("later", "earlier")]
    return data_of(*reports, events=[later, earlier])


def test_statements_are_in_order_of_date() -> None:
    assert [statement.event_id for statement in found(two_statements())] == ["earlier", "later"]


def test_only_the_statements_asked_for_are_read_and_in_that_order() -> None:
    data = two_statements()
    selection = selection_of(data)
    assert shared_statements(selection, slice(0, 5)) == (("earlier", "ministry"), ("later", "ministry"))
    keys = shared_statements(selection, slice(1, 2))
    assert keys == (("later", "ministry"),)
    assert [one.event_id for one in statements(lambda _: data, selection, keys)] == ["later"]
    assert statements(lambda _: data, selection, ()) == ()


def test_two_speakers_of_one_event_are_two_statements() -> None:
    data = data_of(*CARRIED, *(said(x, "statement", report_id=x, speaker_id="army") for x in "ac"))
    assert [one.speaker for one in found(data)] == ["Army", "Foreign Ministry"]


def test_sources_that_carry_too_much_are_not_compared_and_say_so() -> None:
    many = [said("a", "attacks", report_id=f"r{n}") for n in range(5)]
    data = data_of(
        *CARRIED, *many, said("b", "attacks"), said("c", "statement", report_id="c", speaker_id="army")
    )
    selection = selection_of(data)
    keys = shared_statements(selection, slice(0, 5))
    (whole,) = statements(lambda _: data, selection, keys, most=8)
    assert (whole.compared, whole.in_every_version) == (True, ("Attacks",))
    (part,) = statements(lambda _: data, selection, keys, most=7)
    assert (part.compared, part.in_every_version) == (False, ())
    assert [(one.outlet_id, one.included, one.left_out) for one in part.versions] == [
        ("outlet-b", (), ()),
        ("outlet-a", (), ()),
    ]


def test_a_store_alone_tells_the_same() -> None:
    for data in (data_of(*CARRIED, said("a", "truce"), said("b", "attacks")), two_statements()):
        selection, shown = selection_of(data), in_a_store(data)
        keys = shared_statements(selection, slice(0, 5))
        assert statements(shown.archive_of, selection, keys) == found(data)
