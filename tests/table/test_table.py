"""Records of a large table are made when they are asked for, and are those of a small one."""

from __future__ import annotations

import gc
import weakref
from dataclasses import fields

import pytest

from datelines.record.records import TABLES, Wording
from datelines.table import table
from datelines.table.archive import Archive
from datelines.table.table import LazyMapping, LazyRecords, by_id
from tests.builders import crowded_archive

SEQUENCES = [model.table for model in TABLES]
BY_ID = [f"{name}_by_id" for name in ("outlet", "speaker", "source", "place", "event", "report")]
GROUPED = ["reports_by_event", "figures_by_report", "wording_by_report", "cited_by_report"]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The crowded archive with every table treated as a large one."""
    small = crowded_archive()
    for name in (*SEQUENCES, *BY_ID, *GROUPED):
        getattr(small, name)
    monkeypatch.setattr(table, "AT_ONCE", -1)
    monkeypatch.setattr(table, "_BATCH", 3)
    return Archive(small.tables)


@pytest.mark.parametrize("name", SEQUENCES)
def test_the_records_are_the_same_in_order_one_by_one_and_in_slices(large: Archive, name: str) -> None:
    found, wanted = getattr(large, name), getattr(crowded_archive(), name)
    assert isinstance(found, LazyRecords)
    assert isinstance(wanted, tuple)
    assert tuple(found) == wanted
    assert len(found) == len(wanted)
    assert tuple(found[position] for position in range(len(wanted))) == wanted
    assert found[-3:] == wanted[-3:]
    assert found[::-2] == wanted[::-2]
    with pytest.raises(IndexError):
        found[len(wanted)]


@pytest.mark.parametrize("name", [*BY_ID, *GROUPED])
def test_the_look_ups_are_the_same(large: Archive, name: str) -> None:
    found, wanted = getattr(large, name), getattr(crowded_archive(), name)
    assert isinstance(found, LazyMapping)
    assert list(found) == list(wanted)
    assert len(found) == len(wanted)
    assert dict(found) == dict(wanted)
    assert "nobody" not in found
    assert found.get("nobody", ()) == ()
    with pytest.raises(KeyError):
        found["nobody"]


def test_ids_are_gone_through_without_making_a_record(
    large: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_records", None)
    assert len(list(large.report_by_id)) == len(large.reports)
    assert "event-1" in large.event_by_id


def test_a_record_is_made_once_while_it_is_kept(large: Archive) -> None:
    assert large.events[0] is large.events[0] is large.event_by_id["event-0"]


def test_nothing_keeps_the_records_of_an_archive_that_is_gone(large: Archive) -> None:
    archive = Archive(large.tables)
    assert archive.reports[0] == archive.report_by_id[archive.reports[0].report_id]
    gone = weakref.ref(archive.reports)
    del archive
    gc.collect()
    assert gone() is None


def test_an_archive_holds_its_tables_and_nothing_else_before_it_is_asked(large: Archive) -> None:
    archive = Archive(large.tables)
    assert list(vars(archive)) == [field.name for field in fields(archive)] == ["tables", "stated_digest"]


def test_a_table_without_a_key_has_no_look_up_by_id(large: Archive) -> None:
    with pytest.raises(ValueError, match="wording has no key"):
        by_id(large.tables, large.wording, Wording)
