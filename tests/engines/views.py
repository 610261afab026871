"""Everything that pages ask of a store, as plain values that can be compared between engines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Row, Select

from components.explore.timeline_lanes import drawn_of
from components.shared import map_frame
from datelines.compare import (
    certainty,
    chosen,
    matrix,
    publication,
    sources,
    speakers,
    statements,
    timing,
    wording,
)
from datelines.query.dataset import Dataset
from datelines.query.map_grid import Window
from datelines.query.query import NO_PLACE, OWN_VOICE, EventQuery
from datelines.record.records import TABLES
from datelines.share import extract
from datelines.store.store import Store
from datelines.table.archive import Archive
from tests.stores import event_ids

DOORS = ("answer", "row", "rows", "numbers", "_found")
"""Functions through which others ask."""

WINDOWS = (
    None,
    Window(30, 30, 40, 44, 5.0),
    Window(-60, -180, 75, 180, 1.0),
    Window(34.9, 36.9, 35.6, 37.6, 11),
)
PART = slice(0, 40)


@dataclass(frozen=True, eq=False)
class WatchedStore(Store):
    """A store that notes which functions ask it, as `module.function`."""

    askers: set[str] = field(default_factory=set)

    def rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        frame = sys._getframe(1)
        while frame.f_code.co_name in DOORS:
            frame = frame.f_back  # type: ignore[assignment]
        self.askers.add(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        return super().rows(statement)


def watched(store: Store) -> WatchedStore:
    """The same store, watched."""
    return WatchedStore(store.engine, store.schema)


def views(loaded: Dataset, query: EventQuery, event_id: str | None = None) -> Iterator[tuple[str, Any]]:
    """What the pages show of a query and a chosen event: a name and a plain value for each view."""
    for name, value in _views(loaded, query, event_id):
        yield name, plain(value)


def _views(loaded: Dataset, query: EventQuery, event_id: str | None) -> Iterator[tuple[str, Any]]:
    yield "offer", loaded.offer(query)
    selection = loaded.selection(query)
    yield "sentence", selection.sentence(loaded.name_of)
    yield "counts", selection.counts
    yield "report ids", selection.report_ids
    events = selection.counts.events
    every = event_ids(selection, 0, events)
    yield "events", every
    yield "table", selection.table_rows(0, 60)
    yield "table, later", selection.table_rows(7, 13)
    yield "unplaced", selection.unplaced(100)
    middle = every[len(every) // 2] if every else None
    for one in dict.fromkeys((None, event_id, middle)):
        yield f"place of {one}", selection.place_of(one)
        yield f"beside {one}", [selection.neighbour(one, by) for by in (1, -1)]
        yield f"compared with {one}", selection.compared(one, 9)
    yield "crowded", selection.crowded
    for window in WINDOWS:
        found = selection.on_map(window, map_frame.VIEW, middle)
        yield f"map {window}", found
        for cell in found.cells[:3]:
            for before in (0, 1):
                page = selection.cell_events(cell.x, cell.y, cell.size, before)
                yield f"cell {cell.x} {cell.y} from {before}", page
    lanes = selection.leading_outlets(3)
    yield "lanes", lanes
    yield "bars of an event", selection.event_bars(lanes, middle)
    if events:
        yield "timeline", drawn_of(selection, lanes, query.window, middle)
        days, focus = selection.day_counts, selection.focus
        yield "days", (days, focus)
        yield "columns", selection.columns(lanes, days.days[0], days.last)
        yield "columns of few days", selection.columns(lanes, focus.first, focus.first + 40)
    yield from _compared(loaded, query, middle)


def _compared(loaded: Dataset, query: EventQuery, event_id: str | None) -> Iterator[tuple[str, Any]]:
    selection = loaded.selection(query)
    compared = selection.compared(event_id, 12)
    yield "records", loaded.archive_of(compared)
    yield "reports", selection.reports_of(compared)
    yield "number of shared events", matrix.number_of_shared_events(selection)
    yield "speakers", speakers.speaker_lines(selection)
    yield "relays", speakers.relays(selection)
    leading = statements.leading_statements(selection, 5)
    yield "leading statements", leading
    for one in leading[:2]:
        yield f"statement {one}", statements.statement_of(loaded.archive_of, selection, one)
    yield "events with terms", wording.worded_events(selection)
    yield "titles", chosen.event_titles(selection, compared)
    subjects = wording.subjects(selection, "no such subject")
    yield "subjects", subjects
    for one in subjects.subjects[:2]:
        yield f"terms of {one}", wording.number_of_terms(selection, one.subject)
        yield f"some terms of {one}", wording.terms(selection, one.subject, PART)
        yield f"groups of {one}", wording.group_uses(selection, one.subject)
    for by in timing.PERIODS:
        yield f"period {by}", timing.charted_period(selection, by)
        yield f"coverage by {by}", timing.coverage(selection, by)
    yield "coverage of one outlet", timing.coverage(selection, "month", most=1)
    yield "coverage of an event", timing.coverage(selection, "week", event_id)
    yield "speakers of an event", speakers.speaker_lines(selection, event_id)
    yield "subjects of an event", wording.subjects(selection, event_id=event_id)
    published = publication.publication(selection)
    yield "publication", (published, publication.peaks(selection, published))
    yield "sources", sources.source_lines(loaded.archive_of_sources, selection, PART)
    yield "exported", list(extract.parts_of_extract(loaded, query))


def views_of_all(loaded: Dataset) -> Iterator[tuple[str, Any]]:
    """What the pages show of the whole, whatever the filter."""
    ids = [outlet.outlet_id for outlet in loaded.outlets]
    yield "version", plain((loaded.version, loaded.bounds))
    yield "outlets", plain((loaded.outlets, loaded.reporting_outlets))
    yield "outlines", sorted(loaded.outlines)
    yield "certainty", plain(certainty.certainty(loaded.store))
    inventory = sources.inventory(loaded.store)
    yield "inventory", plain(inventory)
    inferred = sources.inferences(loaded.archive_of_sources, loaded.store, inventory, PART)
    yield "inferred", plain(inferred)
    yield "known", plain(loaded.known("outlets", [*ids, "no-such-outlet"]))
    yield "known blanks", plain((loaded.known("speakers", [OWN_VOICE]), loaded.known("places", [NO_PLACE])))
    yield "names", [loaded.name_of("outlets", one) for one in (*ids, "no-such-outlet")]


def plain(value: Any) -> Any:
    """A value made of lists and texts only, which keeps the order of what is in order, and every type: 3 is
    not Decimal(3)."""
    if isinstance(value, Archive):
        return {
            model.table: {name: value.cells(model.table, name).to_pylist() for name in model.columns()}
            for model in TABLES
        }
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return [[plain(key), plain(one)] for key, one in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(repr, value))
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return f"{type(value).__name__} {value!r}"
