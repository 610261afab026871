"""The tables of an extract as frames of text: its reports and everything that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any, get_args

import numpy as np
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
from datelines.text_columns import text_frame

_MODELS = {model.table: model for model in TABLES}


def frames_of_extract(extract: Extract) -> dict[str, pd.DataFrame]:
    """A frame of text cells (blank '') for each of our tables, in the order of `datelines.records.TABLES`,
    with the columns of its record and the rows in the archive's order; a table without rows has its columns.

    Events, sources (cited ones too), outlets and speakers (relays too) and places are those that the reports
    refer to. Several values are joined by `;`, and numbers are as `number_text` writes them.
    No record is made: of large tables that takes seconds.
    """
    kept: dict[str, pd.DataFrame] = {}
    wanted = extract.report_ids

    def keep(table: str, key: str, ids: Collection[str]) -> pd.DataFrame:
        frame = _frame_of(extract, table)
        # Not `isin`, which takes ten times as long with texts.
        chosen = np.array([one in ids for one in frame[key].tolist()], dtype=bool)
        kept[table] = frame if chosen.all() else frame[chosen].reset_index(drop=True)
        return kept[table]

    reports = keep("reports", "report_id", wanted)
    for table in ("figures", "wording", "cited"):
        keep(table, "report_id", wanted)
    events = keep("events", "event_id", _ids(reports["event_id"]))
    sources = keep("sources", "source_id", _ids(reports["source_id"], kept["cited"]["source_id"]))
    keep("outlets", "outlet_id", _ids(sources["outlet_id"], reports["relayed_by"]))
    keep("speakers", "speaker_id", _ids(reports["speaker_id"], reports["relayed_by"]))
    keep("places", "place_id", _ids(events["place_ids"].str.split(";").explode()))
    return {model.table: kept[model.table] for model in TABLES}


def _ids(*columns: pd.Series) -> set[str]:
    return {cell for column in columns for cell in column.tolist()}


def _frame_of(extract: Extract, table: str) -> pd.DataFrame:
    """All rows of a table, its numbers and lists in one form."""
    model = _MODELS[table]
    frame = text_frame({name: extract.archive.cells(table, name) for name in model.columns()})
    for name, written in _written_anew(model).items():
        frame[name] = frame[name].map({cell: written(cell) if cell else "" for cell in frame[name].unique()})
    return frame.astype("str")


def _written_anew(model: type[Record]) -> dict[str, Callable[[str], str]]:
    """How the cells of a column are written, where they may stand otherwise in a file: numbers, lists."""
    found: dict[str, Callable[[str], str]] = {}
    for name, field in model.model_fields.items():
        kinds = annotation_parts(field.annotation)
        if name in model.several():
            found[name] = _plain_list
        elif float in kinds:
            found[name] = _plain_number
        elif int in kinds:
            found[name] = _plain_integer
    return found


def _plain_list(cell: str) -> str:
    return ";".join(part.strip() for part in cell.split(";") if part.strip())


def _plain_number(cell: str) -> str:
    return number_text(float(cell))


def _plain_integer(cell: str) -> str:
    return str(int(cell))


def annotation_parts(hint: Any) -> list[Any]:
    """Everything that an annotation is made of: `float | None` is that, `float` and `None`."""
    return [hint, *(part for inner in get_args(hint) for part in annotation_parts(inner))]


def records_of_extract(extract: Extract) -> dict[str, list[Any]]:
    """The records of each table, those that `frames_of_extract` has the cells of."""
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


def number_text(number: float) -> str:
    """`7`, `30.5`, `0.00001`: the shortest decimal number that reads back as the same float."""
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")
