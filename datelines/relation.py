"""The wide `reports` relation and the `figures` beside it: one frozen archive as two data frames.

An event at several places gives one row per report and place, an event without a place one row with
blank coordinates; what is counted downstream is always distinct reports and events. Columns are those
of docs/codebook.md ("The reports relation"). Days are integers since 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from anyascii import anyascii

from datelines.archive import Archive
from datelines.dates import DateSpan, date_span
from datelines.records import Event, Place, Report

CELL_DEGREES = 0.01
"""Side of a cell of the finest grid, in degrees: about 1 km at this latitude."""


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """`reports`: a row per report and place. `figures`: a row per figure. Neither is ever changed."""

    reports: pd.DataFrame
    figures: pd.DataFrame


def report_date(report: Report, event: Event) -> str:
    """The EDTF date that this report gives the event: its own where it differs, else the event's."""
    return report.date_as_reported or event.date


def folded(text: str) -> str:
    """`text` without case, accents and scripts (`حميميم` and `Ḥmeimim` become Latin letters), for
    searching only; what is shown is always the text as recorded."""
    return anyascii(text).casefold()


def relation_of(archive: Archive) -> Relation:
    """The two frames of an archive, in the order of events by first day, then of reports. A report that
    a reviewer read as being about another event (link status `different`) is not counted with this one."""
    counted = [report for report in archive.reports if report.link_status != "different"]
    rows = [row for report in counted for row in _report_rows(archive, report)]
    reports = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    reports = reports.sort_values(["day_from", "day_to", "event_id", "report_id", "place_id"], kind="stable")
    figures = pd.DataFrame([figure.model_dump() for figure in archive.figures])
    if figures.empty:
        figures = pd.DataFrame(columns=pd.Index(["figure_id", "report_id", "measure"]))
    return Relation(reports.reset_index(drop=True), figures)


def _report_rows(archive: Archive, report: Report) -> list[dict[str, Any]]:
    event = archive.event_by_id[report.event_id]
    source = archive.source_by_id[report.source_id]
    span = date_span(report_date(report, event))
    shared = {
        "report_id": report.report_id,
        "event_id": event.event_id,
        "source_id": source.source_id,
        "outlet_id": source.outlet_id,
        "speaker_id": report.speaker_id or "",
        "kind": event.kind,
        "status": report.status,
        "link_status": report.link_status,
        "published_day": date_span(source.published).day_from if source.published else pd.NA,
        "measures": frozenset(f.measure for f in archive.figures_by_report.get(report.report_id, ())),
        "text": _searchable(archive, report, event),
        **_span_columns(span),
    }
    places = [archive.place_by_id[place_id] for place_id in event.place_ids]
    return [shared | _place_columns(place) for place in places] or [shared | _place_columns(None)]


def _span_columns(span: DateSpan) -> dict[str, Any]:
    names = ("day_from", "day_to", "certain_from", "certain_to", "soft_from", "soft_to", "precision")
    return {name: getattr(span, name) for name in names}


def _place_columns(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"place_id": "", "admin1": "", "country": "", "drawn": False}
    columns: dict[str, Any] = {
        "place_id": place.place_id,
        "admin1": place.admin1 or "",
        "country": place.country or "",
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius_km": place.radius_km,
        "drawn": bool(place.geometry) or place.latitude is not None,
    }
    if place.latitude is not None and place.longitude is not None:
        columns["cell_x"] = int(place.longitude // CELL_DEGREES)
        columns["cell_y"] = int(place.latitude // CELL_DEGREES)
    return columns


def _searchable(archive: Archive, report: Report, event: Event) -> str:
    """Every word by which a reader may look for the report, folded."""
    source = archive.source_by_id[report.source_id]
    speaker = archive.speaker_by_id.get(report.speaker_id or "")
    places = [archive.place_by_id[place_id] for place_id in event.place_ids]
    words = [event.title, report.summary, report.place_as_reported, source.title]
    words += [archive.outlet_by_id[source.outlet_id].name, speaker.name if speaker else None]
    words += [name for place in places for name in (place.name, *place.names)]
    words += [wording.term for wording in archive.wording_by_report.get(report.report_id, ())]
    words += [figure.as_reported for figure in archive.figures_by_report.get(report.report_id, ())]
    return folded(" \n ".join(word for word in words if word))


COLUMNS = (
    "report_id",
    "event_id",
    "source_id",
    "outlet_id",
    "speaker_id",
    "kind",
    "place_id",
    "admin1",
    "country",
    "day_from",
    "day_to",
    "certain_from",
    "certain_to",
    "soft_from",
    "soft_to",
    "precision",
    "published_day",
    "latitude",
    "longitude",
    "radius_km",
    "drawn",
    "cell_x",
    "cell_y",
    "status",
    "link_status",
    "measures",
    "text",
)
