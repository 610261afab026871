"""Records of a store are those of the files: cell for cell, for one event and for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from datelines.checks import read_archive
from datelines.compare.sheet import event_sheet
from datelines.query.dataset import SHIPPED_DATA
from datelines.record.records import TABLES, Record
from datelines.store import archives
from datelines.store.archives import (
    Whole,
    archive_of_events,
    archive_of_sources,
    merged,
    outlets_of,
    whole_of,
)
from datelines.table.archive import Archive
from datelines.table.folder import canonical_cells
from tests.builders import HOSTILE, archive, crowded_archive
from tests.conftest import VALID
from tests.stores import Asked, store_of


@cache
def read(folder: Path) -> Archive:
    return read_archive(folder)


DATA = [read(VALID), read(SHIPPED_DATA), crowded_archive()]


def part_of(data: Archive, event_ids: Iterable[str]) -> Archive:
    """The archive that the store gives of these events."""
    store = store_of(data)
    return archive_of_events(store, whole_of(store), store.numbers("events", list(event_ids)))


def about(data: Archive, event_ids: set[str]) -> dict[str, list[Record]]:
    """All records of an archive that these events rest on, in file order, found one by one."""
    reports = [one for one in data.reports if one.event_id in event_ids]
    ids = {one.report_id for one in reports}
    cited = [one for one in data.cited if one.report_id in ids]
    figures = [one for one in data.figures if one.report_id in ids]
    named = {one.source_id for one in reports} | {one.source_id for one in cited}
    sources = [one for one in data.sources if one.source_id in named]
    relays = {one.relayed_by for one in reports}
    outlets = {one.outlet_id for one in sources} | relays
    speakers = {one.speaker_id for one in reports} | relays
    events = [one for one in data.events if one.event_id in event_ids]
    places = {place for one in events for place in one.place_ids}
    return {
        "outlets": [one for one in data.outlets if one.outlet_id in outlets],
        "speakers": [one for one in data.speakers if one.speaker_id in speakers],
        "sources": sources,
        "places": with_wider(data.places, set(places)),
        "events": events,
        "populations": with_wider(data.populations, {one.population_id for one in figures}),
        "parts": [one for one in data.parts if one.part_id in {figure.part_id for figure in figures}],
        "reports": reports,
        "figures": figures,
        "wording": [one for one in data.wording if one.report_id in ids],
        "cited": cited,
    }


def with_wider(records: Sequence[Any], ids: set[str | None]) -> list[Any]:
    """The populations or places of these ids, and those that they lie within."""
    key = str(records[0].key) if records else ""
    for one in [*records] * 5:
        if getattr(one, key) in ids and one.within:
            ids = ids | {one.within}
    return [one for one in records if getattr(one, key) in ids]


def held(data: Archive) -> dict[str, list[Record]]:
    """All records of an archive."""
    return {model.table: list(getattr(data, model.table)) for model in TABLES}


@pytest.mark.parametrize("data", DATA)
def test_each_event_has_the_records_of_the_files_in_their_order(data: Archive) -> None:
    for event in data.events:
        assert held(part_of(data, [event.event_id])) == about(data, {event.event_id}), event.event_id


@pytest.mark.parametrize("data", DATA)
def test_the_sheet_of_an_event_is_the_same(data: Archive) -> None:
    for event in data.events:
        part = part_of(data, [event.event_id])
        assert event_sheet(part, event.event_id) == event_sheet(data, event.event_id)


@pytest.mark.parametrize("data", DATA)
def test_all_events_together_and_in_parts_have_the_cells_of_the_files(data: Archive) -> None:
    ids = [event.event_id for event in data.events]
    together = part_of(data, ids)
    assert held(together) == about(data, set(ids))
    joined = merged([part_of(data, ids[:3]), part_of(data, ids[2:]), part_of(data, ids[:1])])
    for model in TABLES:
        for column in model.columns():
            cells = canonical_cells(model, column, joined.cells(model.table, column))
            assert cells.equals(canonical_cells(model, column, together.cells(model.table, column)))
    assert joined.shapes == together.shapes
    assert (joined.digest, joined.corpus) == (data.digest, data.corpus)


@pytest.mark.parametrize("data", DATA)
def test_digest_and_corpus_are_those_of_the_whole_and_shapes_those_of_its_places(data: Archive) -> None:
    assert whole_of(store_of(data)) == Whole(data.digest, data.corpus, data.shapes)
    nothing = part_of(data, [])
    assert (nothing.version, nothing.corpus, dict(nothing.shapes)) == (data.version, data.corpus, {})
    every = part_of(data, [event.event_id for event in data.events])
    shaped = {place.geometry for place in every.places if place.geometry}
    assert every.shapes == {name: content for name, content in data.shapes.items() if name in shaped}


def test_the_number_of_statements_does_not_grow_with_the_events(monkeypatch: pytest.MonkeyPatch) -> None:
    data = read(SHIPPED_DATA)
    store = store_of(data)
    whole, every = whole_of(store), [event.event_id for event in data.events]
    asked = []
    for ids in (every[:1], every):
        numbers = store.numbers("events", ids)
        with Asked(store) as note:
            archive_of_events(store, whole, numbers)
        asked.append(len(note.statements))
    # Ten, and one for each level of places and of populations.
    assert max(asked) <= 18
    # Only what one statement cannot name takes a further one.
    monkeypatch.setattr(archives, "IN_ONE_STATEMENT", 7)
    assert held(part_of(data, every)) == about(data, set(every))


def test_a_relay_may_be_an_outlet_a_speaker_or_neither() -> None:
    relays = ("outlet-b", "speaker-b", "someone else", "")
    data = archive(
        outlets=[{}, {"outlet_id": "outlet-b"}, {"outlet_id": "outlet-c"}],
        speakers=[{}, {"speaker_id": "speaker-b"}],
        reports=[{"report_id": f"r{n}", "relayed_by": relay} for n, relay in enumerate(relays)],
    )
    found = part_of(data, ["event-a"])
    assert list(found.outlet_by_id) == ["outlet-a", "outlet-b"]
    assert list(found.speaker_by_id) == ["speaker-b"]
    assert [report.relayed_by for report in found.reports] == [*relays[:3], None]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text])
def test_hostile_text_comes_back_as_it_was(text: str) -> None:
    words = text.strip()
    data = archive(
        outlets=[{"name": words}],
        events=[{"title": words, "note": words}],
        reports=[{"summary": words}],
        wording=[{"term": words}],
    )
    assert held(part_of(data, ["event-a"])) == about(data, {"event-a"})


def test_a_report_about_another_event_is_among_the_records_as_in_the_files() -> None:
    data = archive(reports=[{"link_status": "different"}])
    assert [report.report_id for report in part_of(data, ["event-a"]).reports] == ["report-a"]


def test_sources_are_found_by_number_with_their_outlets() -> None:
    data = read(SHIPPED_DATA)
    store = store_of(data)
    wanted = [source.source_id for source in data.sources][3:9]
    found = archive_of_sources(store, whole_of(store), store.numbers("sources", wanted))
    assert list(found.source_by_id) == wanted
    assert {source.outlet_id for source in found.sources} == set(found.outlet_by_id)
    assert found.version == data.version


@pytest.mark.parametrize("data", DATA)
def test_every_outlet_is_there_with_the_number_of_its_reports(data: Archive) -> None:
    reports = {outlet.outlet_id: 0 for outlet in data.outlets}
    for report in data.reports:
        if report.link_status != "different":
            reports[data.source_by_id[report.source_id].outlet_id] += 1
    assert [(outlet.outlet_id, number) for outlet, number in outlets_of(store_of(data))] == list(
        reports.items()
    )
