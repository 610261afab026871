"""The tables of an extract as frames of text: its reports and everything that they refer to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from decimal import Decimal
from typing import Any

import pandas as pd

from datelines.formats.model import Extract
from datelines.records import (
    TABLES,
    Cited,
    Event,
    Figure,
    Outlet,
    Place,
    Record,
    Report,
    Source,
    Speaker,
    Wording,
)


def frames_of_extract(extract: Extract) -> dict[str, pd.DataFrame]:
    """A frame of text cells (blank '') for each of our tables, in the order of `datelines.records.TABLES`,
    with the columns of its record and the rows in the archive's order; a table without rows has its columns.

    Events, sources (cited ones too), outlets and speakers (relays too) and places are those that the reports
    refer to.
    """
    kept = records_of_extract(extract)
    return {model.table: frame_of_records(model, kept[model.table]) for model in TABLES}


def records_of_extract(extract: Extract) -> dict[str, list[Any]]:
    """The records of each table, as `frames_of_extract` describes."""
    archive, chosen = extract.archive, extract.report_ids
    reports: list[Report] = [one for one in archive.reports if one.report_id in chosen]
    figures: list[Figure] = [one for one in archive.figures if one.report_id in chosen]
    wording: list[Wording] = [one for one in archive.wording if one.report_id in chosen]
    cited: list[Cited] = [one for one in archive.cited if one.report_id in chosen]
    event_ids = {one.event_id for one in reports}
    events: list[Event] = [one for one in archive.events if one.event_id in event_ids]
    source_ids = {one.source_id for one in reports} | {one.source_id for one in cited}
    sources: list[Source] = [one for one in archive.sources if one.source_id in source_ids]
    relays = {one.relayed_by for one in reports if one.relayed_by}
    outlet_ids = {one.outlet_id for one in sources} | relays
    speaker_ids = {one.speaker_id for one in reports if one.speaker_id} | relays
    place_ids = {place_id for one in events for place_id in one.place_ids}
    outlets: list[Outlet] = [one for one in archive.outlets if one.outlet_id in outlet_ids]
    speakers: list[Speaker] = [one for one in archive.speakers if one.speaker_id in speaker_ids]
    places: list[Place] = [one for one in archive.places if one.place_id in place_ids]
    return {
        "outlets": outlets,
        "speakers": speakers,
        "sources": sources,
        "places": places,
        "events": events,
        "reports": reports,
        "figures": figures,
        "wording": wording,
        "cited": cited,
    }


def frame_of_records(model: type[Record], records: Iterable[Record]) -> pd.DataFrame:
    """Records of one table as text cells, as a CSV of ours would hold them."""
    rows = list(records)
    cells = {name: [cell_text(getattr(row, name)) for row in rows] for name in model.columns()}
    return pd.DataFrame(cells, dtype="str", columns=pd.Index(model.columns()))


def cell_text(value: Any) -> str:
    """A value of a record as the text of its cell: blank for None, `;` between several values, numbers
    without an exponent and without needless decimals."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, float):
        return number_text(value)
    return value.isoformat() if isinstance(value, Day) else str(value)


def number_text(number: float) -> str:
    """`7`, `30.5`, `0.00001`: the shortest decimal number that reads back as the same float."""
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")
