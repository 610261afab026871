"""Archives of what one ministry said, as several outlets carry it."""

from __future__ import annotations

from datelines.table.archive import Archive
from tests.builders import Cells, archive

OUTLETS = [{"outlet_id": f"outlet-{letter}", "name": f"Outlet {letter.upper()}"} for letter in "abc"]
SOURCES = [
    {"source_id": f"source-{letter}", "outlet_id": f"outlet-{letter}", "published": f"2020-03-{day}"}
    for letter, day in zip("abc", (18, 17, 16), strict=True)
]
SPEAKERS = [
    {"speaker_id": "ministry", "name": "Foreign Ministry"},
    {"speaker_id": "army", "name": "Army", "kind": "military"},
]
EVENTS = [
    {"event_id": "statement", "title": "Statement", "date": "2020-03-16", "kind": "statement"},
    {"event_id": "truce", "title": "Truce", "date": "2020-03-05"},
    {"event_id": "attacks", "title": "Attacks", "date": "2020-03-10"},
]


def said(letter: str, event_id: str, **cells: str) -> Cells:
    """What the ministry says about an event in the source of an outlet."""
    names = {"report_id": f"{event_id}-{letter}", "source_id": f"source-{letter}", "event_id": event_id}
    return names | {"speaker_id": "ministry", "voice": "quoted"} | cells


def data_of(*reports: Cells, **rows: list[Cells]) -> Archive:
    tables = {"outlets": OUTLETS, "sources": SOURCES, "speakers": SPEAKERS, "events": EVENTS} | rows
    return archive(reports=list(reports), **tables)
