"""Writes TimeMap's events and sources: an event for each place of ours, its sources by id."""

from __future__ import annotations

from typing import Any

from datelines.archive import Archive
from datelines.dates import date_in_words, date_span, day_date
from datelines.event_sheet import citation, event_sheet
from datelines.figure_groups import event_order
from datelines.formats.account_words import accounts_in_words
from datelines.formats.extracted import number_text, records_of_extract
from datelines.formats.model import Extract, json_bytes
from datelines.records import Event, Place, Source
from datelines.vocabulary import EVENT_KINDS

PLACE_MARK = "#"
"""Between the ids of an event and of a place, where an event is at several."""


def timemap_json(extract: Extract) -> bytes:
    """The extract as one file: `events` is what /api/events gives, `sources` what /api/sources does."""
    records = records_of_extract(extract)
    events = sorted(records["events"], key=event_order)
    written = {
        "metadata": dict(extract.remarks),
        "events": [one for event in events for one in _entries(extract, event)],
        "sources": {one.source_id: _source(extract.archive, one) for one in records["sources"]},
        "associations": [_association(kind) for kind in sorted({event.kind for event in events})],
    }
    return json_bytes(written)


def _entries(extract: Extract, event: Event) -> list[dict[str, Any]]:
    """The event once for each of its places, or once where it has none."""
    archive = extract.archive
    reports = [one for one in archive.reports_by_event[event.event_id] if one.report_id in extract.report_ids]
    cited = [one.source_id for report in reports for one in archive.cited_by_report.get(report.report_id, ())]
    sources = dict.fromkeys([report.source_id for report in reports] + cited)
    places: list[Place | None] = [archive.place_by_id[place_id] for place_id in event.place_ids]
    common = {
        "description": _description(extract, event),
        "date": _slashed(event.date),
        "time": "",
        "time_precision": date_span(event.date).precision,
        "time_display": date_in_words(event.date),
        "category": event.kind,
        "associations": [event.kind],
        "sources": list(sources),
    }
    several = len(places) > 1
    return [
        {
            "id": f"{event.event_id}{PLACE_MARK}{place.place_id}" if several and place else event.event_id,
            **common,
            "location": place.name if place else "",
            "latitude": _degrees(place.latitude) if place else "",
            "longitude": _degrees(place.longitude) if place else "",
        }
        for place in places or [None]
    ]


def _degrees(value: float | None) -> str:
    return "" if value is None else number_text(value)


def _description(extract: Extract, event: Event) -> str:
    """Who reported what, a line for each report."""
    sheet = event_sheet(extract.archive, event.event_id, extract.report_ids)
    lines = [f"{event.title} ({sheet.dated})"]
    return "\n".join(lines + [words for _, words in accounts_in_words(sheet, extract)])


def _source(archive: Archive, source: Source) -> dict[str, Any]:
    return {
        "id": source.source_id,
        "title": source.title,
        "thumbnail": "",
        "paths": [source.url] if source.url else [],
        "type": "",
        "affil_s": [],
        "url": source.url or "",
        "description": citation(archive, source),
        "parent": "",
        "author": archive.outlet_by_id[source.outlet_id].name,
        "date": source.published or "",
        "notes": source.note or "",
    }


def _association(kind: str) -> dict[str, Any]:
    return {"id": kind, "title": kind, "desc": EVENT_KINDS[kind], "mode": "CATEGORY", "filter_paths": []}


def _slashed(edtf: str) -> str:
    """The first day of an EDTF date as MM/DD/YYYY, which is all that TimeMap can hold. Raises DateError."""
    first = day_date(date_span(edtf).day_from)
    return f"{first:%m/%d}/{first.year:04d}"
