"""The reports that a comparison is about: those that the filter keeps, or among them those of one event."""

from __future__ import annotations

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
