"""A reader's free text in a store of many reports: looked for once, and the same rows as a search finds."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datelines.query import rows as text_search
from datelines.query.query import EventQuery
from datelines.query.rows import Kept
from datelines.query.selection import Selection
from datelines.store.store import Store
from datelines.table.archive import Archive
from tests.builders import archive, crowded_archive, store_of
from tests.oracle import Oracle, rows_of

SAID = ("Shelling in Idlib.", "Idlib: shelling again", "Crossfire at a crossing.", "Under fire")
"""Summaries; `fire` is a word of its own, and a part of a rarer one."""


@cache
def said_archive() -> Archive:
    """Reports of one event each, many with the first of SAID and fewer with each that follows."""
    counts = (12, 9, 3, 8)
    said = [text for text, number in zip(SAID, counts, strict=True) for _ in range(number)]
    return archive(
        events=[{"event_id": f"event-{n}", "title": f"Event {n}"} for n in range(len(said))],
        reports=[
            {"report_id": f"report-{n}", "event_id": f"event-{n}", "summary": text}
            for n, text in enumerate(said)
        ],
    )


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The statements that look through texts, in stores that are taken for large ones."""
    asked: list[object] = []
    monkeypatch.setattr(text_search, "MANY_REPORTS", 0)
    rows = Store.rows

    def noted(store: Store, statement: Any) -> Any:
        if "position(" in str(statement):
            asked.append(statement)
        return rows(store, statement)

    monkeypatch.setattr(Store, "rows", noted)
    return asked


def same(store: Store, data: Archive, query: EventQuery) -> int:
    """Compare the reports with the oracle's; gives how many there are."""
    selection, oracle = Selection(store, query), Oracle(data, rows_of(data), query)
    assert selection.report_ids == {row["report_id"] for row in oracle.rows}, query
    return selection.counts.reports


@pytest.mark.parametrize("most", [9999, 0])
def test_a_text_is_looked_for_once_whatever_is_asked_of_its_rows(
    monkeypatch: pytest.MonkeyPatch, searches: list[object], most: int
) -> None:
    monkeypatch.setattr(text_search, "MATCHING", most)
    data, store = crowded_archive(), store_of(crowded_archive())
    places = frozenset({"town-1", "nowhere"})
    for query in (EventQuery(text="Drones"), EventQuery(text="drones", places=places)):
        assert same(store, data, query)
        assert not Kept(store, query).costly
    assert len(searches) == 1


def test_a_store_of_few_reports_is_searched_by_each_statement(
    monkeypatch: pytest.MonkeyPatch, searches: list[object]
) -> None:
    monkeypatch.setattr(text_search, "MANY_REPORTS", 10_000)
    store, query = store_of(said_archive()), EventQuery(text="idlib")
    assert same(store, said_archive(), query) == 21
    assert Kept(store, query).costly
    assert len(searches) > 2


def test_an_engine_that_cannot_read_one_bit_is_searched_by_each_statement(
    monkeypatch: pytest.MonkeyPatch, searches: list[object]
) -> None:
    monkeypatch.setattr(text_search, "_ENGINES", {})
    store, query = store_of(said_archive()), EventQuery(text="idlib")
    assert same(store, said_archive(), query) == 21
    assert Kept(store, query).costly
    assert len(searches) > 2


def test_a_report_that_is_counted_with_no_event_has_a_number_and_is_not_found(
    monkeypatch: pytest.MonkeyPatch, searches: list[object]
) -> None:
    monkeypatch.setattr(text_search, "MATCHING", 0)
    reports = [
        {
            "report_id": f"{n:03}",
            "link_status": "different" if n in (0, 40, 99) else "same",
            "summary": "Fire",
        }
        for n in range(100)
    ]
    data = archive(reports=reports)
    assert same(store_of(data), data, EventQuery(text="fire")) == 97
    assert len(searches) == 1


def test_texts_beyond_those_that_are_kept_are_looked_for_again(
    monkeypatch: pytest.MonkeyPatch, searches: list[object]
) -> None:
    monkeypatch.setattr(text_search, "TEXTS", 2)
    store = store_of(said_archive())
    for text, searched in (("idlib", 1), ("fire", 2), ("fire", 2), ("crossing", 3), ("idlib", 4)):
        assert same(store, said_archive(), EventQuery(text=text))
        assert len(searches) == searched


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_text_keeps_the_reports_that_a_search_finds(
    monkeypatch: pytest.MonkeyPatch, drawn: st.DataObject
) -> None:
    data = drawn.draw(st.sampled_from([said_archive(), crowded_archive()]))
    parts = sorted(
        {word[begin:] for row in rows_of(data) for word in row["text"].split() for begin in (0, 2)}
    )
    words = drawn.draw(st.lists(st.sampled_from([*parts, "e", "1", "-"]), min_size=1, max_size=3))
    with monkeypatch.context() as patched:
        patched.setattr(text_search, "MANY_REPORTS", 0)
        patched.setattr(text_search, "MATCHING", drawn.draw(st.sampled_from([0, 3, 20])))
        same(store_of(data), data, EventQuery(text=" ".join(words)))


def test_blanks_alone_are_no_text(searches: list[object]) -> None:
    store = store_of(said_archive())
    assert same(store, said_archive(), EventQuery(text=" \n ")) == 32
    assert searches == []
    assert not Kept(store, EventQuery(text=" ")).costly
