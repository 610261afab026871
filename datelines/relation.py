"""The wide `reports` relation and the `figures` beside it: one frozen archive as two data frames.

An event at several places gives one row per report and place, an event without a place one row with
blank coordinates; what is counted downstream is always distinct reports and events. Columns are those
of docs/codebook.md ("The reports relation"). Days are integers since 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.archive import Archive
from datelines.dates import date_span
from datelines.folding import folded, searchable
from datelines.records import Event, Figure, Report
from datelines.text_columns import (
    TEXT,
    as_numpy,
    distinct,
    joined,
    numbers_of,
    positions,
    split,
    starts,
    text_series,
)

__all__ = ["CELL_DEGREES", "COLUMNS", "Relation", "folded", "relation_of", "report_date"]

CELL_DEGREES = 0.01
"""Side of a cell of the finest grid, in degrees: about 1 km at this latitude."""


_Column: TypeAlias = Any
"""An array of numpy, or one of Arrow, which is published without types."""


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """`reports`: a row per report and place. `figures`: a row per figure. Neither is ever changed."""

    reports: pd.DataFrame
    figures: pd.DataFrame


def report_date(report: Report, event: Event) -> str:
    """The EDTF date that this report gives the event: its own where it differs, else the event's."""
    return report.date_as_reported or event.date


def relation_of(archive: Archive) -> Relation:
    """The two frames of an archive, in the order of events by first day, then of reports. A report that
    a reviewer read as being about another event (link status `different`) is not counted with this one.

    Raises KeyError where a report names an event or a source, or an event a place, that is not there.
    """
    counted = np.flatnonzero(as_numpy(pc.not_equal(archive.cells("reports", "link_status"), "different")))
    reports = {
        name: archive.cells("reports", name).take(pa.array(counted)) for name in _OF_REPORTS + _FOR_REPORTS
    }
    event = _found(reports["event_id"], archive, "events")
    source = _found(reports["source_id"], archive, "sources")
    values, counts = split(archive.cells("events", "place_ids"))
    place = _found(values, archive, "places")

    columns: dict[str, _Column] = {name: reports[name] for name in _OF_REPORTS}
    columns["outlet_id"] = archive.cells("sources", "outlet_id").take(pa.array(source))
    columns["kind"] = archive.cells("events", "kind").take(pa.array(event))
    columns["published_day"] = _published_days(archive)[source]
    columns |= _span_columns(_dates(archive, reports, event))
    columns["measures"] = _measures(archive, reports["report_id"])
    columns["text"] = searchable(archive, reports, event, source, place, counts)

    row, at = _rows(counts, event, place)
    order = np.lexsort(
        (
            _ranks(archive.cells("places", "place_id"), at),
            _ranks(reports["report_id"], row),
            _ranks(reports["event_id"], row),
            _taken(columns["day_to"], row),
            _taken(columns["day_from"], row),
        )
    )
    row, at = row[order], at[order]
    wide = {name: _taken(column, row) for name, column in columns.items()} | _place_columns(archive, at)
    frame = pd.DataFrame({name: _series(wide[name]) for name in COLUMNS}, copy=False)
    return Relation(frame, _figures(archive))


_OF_REPORTS = ("report_id", "event_id", "source_id", "speaker_id", "status", "link_status")
_FOR_REPORTS = ("date_as_reported", "place_as_reported", "summary")


def _found(ids: pa.Array, archive: Archive, table: str) -> np.ndarray:
    """The position of each id in its table. Raises KeyError for an id that is not there."""
    key = archive.tables.tables[table].model.key
    found = positions(ids, archive.cells(table, str(key)))
    if (found < 0).any():
        raise KeyError(ids[int(np.argmin(found))].as_py())
    return found


def _dates(archive: Archive, reports: Mapping[str, pa.Array], event: np.ndarray) -> pa.Array:
    """`report_date` of each report."""
    own, others = reports["date_as_reported"], archive.cells("events", "date").take(pa.array(event))
    return pc.if_else(pc.equal(own, ""), others, own)


def _span_columns(dates: pa.Array) -> dict[str, _Column]:
    texts, numbers = distinct(dates)
    spans = [date_span(text) for text in texts]

    def days(name: str, dtype: type) -> np.ndarray:
        found: np.ndarray = np.array([getattr(span, name) for span in spans], dtype=dtype)[numbers]
        return found

    columns: dict[str, _Column] = {
        name: days(name, np.int64) for name in ("day_from", "day_to", "soft_from", "soft_to")
    }
    # None becomes NaN.
    columns |= {name: days(name, np.float64) for name in ("certain_from", "certain_to")}
    precisions = pa.array([span.precision for span in spans], TEXT)
    return columns | {"precision": precisions.take(pa.array(numbers))}


def _published_days(archive: Archive) -> np.ndarray:
    texts, numbers = distinct(archive.cells("sources", "published"))
    days = np.array([date_span(text).day_from if text else np.nan for text in texts], dtype=np.float64)
    found: np.ndarray = days[numbers]
    return found


def _measures(archive: Archive, report_ids: pa.Array) -> pa.Array:
    """The measures of the figures of each report, sorted: `;injured;killed;`, or ''."""
    names, numbers = distinct(archive.cells("figures", "measure"))
    ranks = np.argsort(np.argsort(names))
    report = positions(archive.cells("figures", "report_id"), report_ids)
    pairs = np.unique((report * len(names) + ranks[numbers])[report >= 0]) if names else np.empty(0, np.int64)
    width = max(len(names), 1)
    texts = pa.array(sorted(names), TEXT).take(pa.array(pairs % width))
    counts = np.bincount(pairs // width, minlength=len(report_ids))
    found, mark = joined(texts, counts, ";"), pa.scalar(";", TEXT)
    return pc.binary_join_element_wise(mark, found, mark, pa.scalar("", TEXT)).fill_null("")


def _rows(counts: np.ndarray, event: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row of the relation the position of its report and of its place, -1 for none."""
    each = np.maximum(counts[event], 1)
    row = np.repeat(np.arange(len(event)), each)
    within = np.arange(len(row)) - np.repeat(starts(each)[:-1], each)
    of_event = event[row]
    at = np.full(len(row), -1)
    placed = counts[of_event] > 0
    at[placed] = place[(starts(counts)[of_event] + within)[placed]]
    return row, at


def _ranks(ids: pa.Array, wanted: np.ndarray) -> np.ndarray:
    """The rank in order of ids at each wanted position; 0, before all others, for -1."""
    ranks = as_numpy(pc.rank(ids, tiebreaker="dense")).astype(np.int64)
    found: np.ndarray = np.append(ranks, 0)[wanted]
    return found


def _place_columns(archive: Archive, at: np.ndarray) -> dict[str, _Column]:
    """The columns of the place at each position; blank for -1."""
    some = pa.array(at, mask=at < 0)
    columns: dict[str, _Column] = {
        name: archive.cells("places", name).take(some).fill_null("")
        for name in ("place_id", "admin1", "country")
    }
    numbers = {
        name: np.append(numbers_of(archive.cells("places", name)), np.nan)[at]
        for name in ("latitude", "longitude", "radius_km")
    }
    latitude, longitude = numbers["latitude"], numbers["longitude"]
    neither = np.isnan(latitude) | np.isnan(longitude)
    shaped = as_numpy(pc.not_equal(archive.cells("places", "geometry"), ""))
    columns |= numbers
    columns["drawn"] = np.append(shaped, False)[at] | ~np.isnan(latitude)
    columns["cell_x"] = np.where(neither, np.nan, longitude // CELL_DEGREES)
    columns["cell_y"] = np.where(neither, np.nan, latitude // CELL_DEGREES)
    return columns


def _figures(archive: Archive) -> pd.DataFrame:
    """The columns of Figure, `low` and `high` as numbers, blank text as ''."""
    columns: dict[str, _Column] = {name: archive.cells("figures", name) for name in Figure.columns()}
    columns |= {name: numbers_of(archive.cells("figures", name)) for name in ("low", "high")}
    return pd.DataFrame({name: _series(column) for name, column in columns.items()}, copy=False)


def _taken(column: _Column, row: np.ndarray) -> _Column:
    return column[row] if isinstance(column, np.ndarray) else column.take(pa.array(row))


def _series(column: _Column) -> pd.Series:
    return pd.Series(column, copy=False) if isinstance(column, np.ndarray) else text_series(column)


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
