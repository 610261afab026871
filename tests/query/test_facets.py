"""Facets: what each filter offers, counted over what the others keep, and what is left out of a long list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from datelines.query import facets as module
from datelines.query.facets import Offer, choice_names, offer_of
from datelines.query.query import CHOICES, NO_PLACE, OWN_VOICE, EventQuery
from datelines.store.store import Store
from datelines.table.archive import Archive
from tests.builders import HOSTILE, archive, crowded_archive
from tests.oracle import Row, rows_of, wanted_by
from tests.query.queries import queries
from tests.stores import Asked, store_of


def numbers(offer: Offer, name: str) -> dict[str, int | None]:
    """The numbers in the labels of a filter, by id; None where the label is the name alone."""
    found: dict[str, int | None] = {}
    for key, label in offer.labels[name].items():
        bare = label == offer.choices[name][key]
        found[key] = None if bare else int(label.rpartition("(")[2].strip(")").replace(",", ""))
    return found


def many_places() -> Archive:
    """Four places: `c` has three events, `b` two, `a` and `d` one each; and one event without a place."""
    at = ("a", "b", "b", "c", "c", "c", "d", "")
    return archive(
        places=[{"place_id": place, "name": place.upper()} for place in "abcd"],
        events=[{"event_id": f"event-{n}", "place_ids": place} for n, place in enumerate(at)],
        reports=[{"report_id": f"report-{n}", "event_id": f"event-{n}"} for n in range(len(at))],
    )


def offered(data: Archive, most: int = 500, **filters: Any) -> Offer:
    return offer_of(store_of(data), EventQuery(**filters), most)


@cache
def crowd() -> tuple[Archive, Store]:
    data = crowded_archive()
    return data, store_of(data)


def counted(data: Archive, query: EventQuery, name: str, rows: list[Row]) -> dict[str, int]:
    """Reports by choice, counted one by one."""
    pairs = {(row["report_id"], key) for row in rows for key in wanted_by(data, query, name, row)}
    return dict(Counter(key for _, key in pairs))


@settings(max_examples=40)
@given(query=queries())
def test_a_number_counts_the_reports_that_all_other_filters_keep(query: EventQuery) -> None:
    data, store = crowd()
    every = rows_of(data)
    offer = offer_of(store, query)
    for name in CHOICES:
        others: Any = {name: frozenset()}
        kept = kept_by(replace(query, **others), every)
        # What is chosen of a closed list is offered even where no report has it.
        asked = getattr(query, name)
        chosen = dict.fromkeys(asked if CHOICES[name].terms else choice_names(store, name, asked))
        some = counted(data, EventQuery(), name, every)
        wanted = dict.fromkeys(some, 0) | counted(data, query, name, kept) | chosen
        assert numbers(offer, name) == wanted, name


def kept_by(query: EventQuery, every: list[Row]) -> list[Row]:
    """The rows that the query keeps, found by the store one by one."""
    store = store_of(crowded_archive())
    reports = store.schema.reports
    conditions = query.conditions(store.schema, store.numbers)
    rows = store.rows(
        reports.select().with_only_columns(reports.c.report_id, reports.c.place_number).where(*conditions)
    )
    pairs = {(row.report_id, row.place_number) for row in rows}
    return [row for row in every if (row["report_id"], row["place_number"]) in pairs]


def test_a_second_choice_of_a_filter_still_says_what_it_would_bring() -> None:
    one = offered(many_places(), places=frozenset({"a"}))
    assert numbers(one, "places") == {"a": None, "b": 2, "c": 3, "d": 1, NO_PLACE: 1}
    assert numbers(one, "outlets") == {"outlet-a": 1}


def of_two_outlets() -> Archive:
    """Outlet `one` reports an attack, outlet `two` talks; a third has no report."""
    return archive(
        events=[{"event_id": "a"}, {"event_id": "b", "kind": "talks"}],
        outlets=[{"outlet_id": "one"}, {"outlet_id": "two"}, {"outlet_id": "three"}],
        sources=[{"source_id": "one", "outlet_id": "one"}, {"source_id": "two", "outlet_id": "two"}],
        reports=[
            {"report_id": "1", "event_id": "a", "source_id": "one"},
            {"report_id": "2", "event_id": "b", "source_id": "two"},
        ],
    )


def test_a_list_that_is_whole_keeps_its_choices_and_their_order_under_every_filter() -> None:
    data, talks = of_two_outlets(), frozenset({"talks"})
    assert numbers(offered(data), "outlets") == {"one": 1, "two": 1}
    assert numbers(offered(data, kinds=talks), "outlets") == {"one": 0, "two": 1}
    assert numbers(offered(data, outlets=frozenset({"one"})), "kinds") == {"attack": 1, "talks": 0}
    assert list(offered(data, kinds=talks).choices["outlets"]) == list(offered(data).choices["outlets"])


def test_of_a_long_list_what_no_report_has_is_left_out_unless_it_is_chosen() -> None:
    data, talks = of_two_outlets(), frozenset({"talks"})
    assert numbers(offered(data, 1, kinds=talks), "outlets") == {"two": 1}
    chosen = offered(data, 1, kinds=talks, outlets=frozenset({"one"}))
    assert numbers(chosen, "outlets") == {"one": None, "two": 1}


def test_a_report_at_several_places_counts_for_each_of_them_and_once_for_its_outlet() -> None:
    data = archive(places=[{"place_id": "a"}, {"place_id": "b", "name": "B"}], events=[{"place_ids": "a;b"}])
    for places in (frozenset[str](), frozenset({"a", "b"})):
        found = offered(data, places=places)
        assert numbers(found, "places") == (dict.fromkeys("ab") if places else {"a": 1, "b": 1})
        assert numbers(found, "outlets") == {"outlet-a": 1}


def test_of_a_long_list_the_choices_with_most_reports_are_offered_in_the_order_of_names() -> None:
    found = offered(many_places(), 2)
    assert (list(found.choices["places"]), dict(found.of)) == (["b", "c"], {"places": 5})
    whole = offered(many_places(), 5)
    assert (list(whole.choices["places"]), dict(whole.of)) == (["a", "b", "c", "d", NO_PLACE], {})


def test_what_is_chosen_is_always_offered_by_its_name_alone() -> None:
    found = offered(many_places(), 2, places=frozenset({"d", NO_PLACE}))
    assert numbers(found, "places") == {"b": 2, "c": 3, "d": None, NO_PLACE: None}
    assert found.labels["places"][NO_PLACE] == "no place reported"
    assert dict(found.of) == {"places": 5}


def test_two_of_one_name_are_followed_by_their_ids() -> None:
    data = archive(
        places=[{"place_id": "town-1"}, {"place_id": "town-2"}, {"place_id": "city", "name": "City"}],
        events=[{"place_ids": "town-1;town-2;city"}],
    )
    assert list(offered(data).labels["places"].values()) == [
        "City (1)",
        "Town [town-1] (1)",
        "Town [town-2] (1)",
    ]


def test_the_own_voice_and_no_place_are_known_only_where_a_report_has_none() -> None:
    none = store_of(archive())
    assert choice_names(none, "speakers", [OWN_VOICE]) == {OWN_VOICE: "the outlet’s own voice"}
    assert choice_names(none, "places", [NO_PLACE]) == {NO_PLACE: "no place reported"}
    some = store_of(
        archive(
            speakers=[{}],
            places=[{}],
            events=[{"place_ids": "town"}],
            reports=[{"speaker_id": "speaker-a", "voice": "quoted"}],
        )
    )
    assert choice_names(some, "speakers", [OWN_VOICE, "speaker-a"]) == {"speaker-a": "Speaker A"}
    assert choice_names(some, "places", [NO_PLACE, "town"]) == {"town": "Town"}


@pytest.mark.parametrize("name", CHOICES)
def test_an_id_that_no_report_has_is_not_known(name: str) -> None:
    data = archive(outlets=[{}, {"outlet_id": "relay"}], places=[{}], speakers=[{}])
    assert choice_names(store_of(data), name, ["relay", "town", "speaker-a", "gone", "talks"]) == {}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text(text: str) -> None:
    name = " ".join(text.split()).replace("\x00", "") or "x"
    assert list(offered(archive(outlets=[{"name": name}])).labels["outlets"].values()) == [f"{name} (1)"]


def test_a_change_of_one_filter_does_not_count_its_own_list_again() -> None:
    store = store_of(crowded_archive())
    offer_of(store, EventQuery())
    with Asked(store) as again:
        offer_of(store, EventQuery())
    assert again.statements == []
    with Asked(store) as outlet:
        offer_of(store, EventQuery(outlets=frozenset({"outlet-1"})))
    counted = [values for one, values in outlet.statements if "count" in one]
    assert len(counted) == 1, "of few reports, all lists are one statement"
    assert "'speakers'" in counted[0]
    assert "'outlets'" not in counted[0]


def test_of_many_reports_each_list_that_grows_is_a_statement_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MANY_REPORTS", 1)
    store = store_of(crowded_archive())
    with Asked(store) as asked:
        found = offer_of(store, EventQuery(kinds=frozenset({"attack"})))
    counted = [one for one, _ in asked.statements if "count" in one]
    assert len(counted) > 3
    assert all("kind_number" in one for one in counted if "status_number" in one), "closed lists are one"
    assert asked.twice == set()
    monkeypatch.undo()
    assert found == offer_of(store_of(crowded_archive()), EventQuery(kinds=frozenset({"attack"})))
