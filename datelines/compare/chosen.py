"""The reports that a comparison is about: those that the filter keeps, or among them those of one event."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from datelines.query.selection import Selection
from datelines.store.store import AnySelect


def compared_reports(selection: Selection, event_id: str | None, *names: str) -> AnySelect:
    """These columns of the kept reports, one row for each report; with an `event_id` only those of that event
    (none, where there is no such event)."""
    kept = selection.kept
    reports = kept.reports(*names)
    if event_id is None:
        return reports
    return reports.where(kept.column.event_number.in_(selection.store.numbers("events", (event_id,))))


def event_titles(selection: Selection, event_ids: Collection[str]) -> dict[str, str]:
    """The title of each of some events, by id and by date."""
    store = selection.store
    events = store.schema.records["events"].c
    numbers = store.numbers("events", event_ids)
    rows = store.rows(
        select(events.event_number, events.event_id, events.title).where(events.event_number.in_(numbers))
    )
    return {event_id: title for _, event_id, title in sorted(map(tuple, rows))}
