"""The wide `reports` relation of an archive, and the numbers of its events and reports.

An event at several places gives one row for each report and place, an event without a place one row with
blank coordinates; views count distinct reports and events. The columns are those of `datelines.store.schema`.
Days are integers since 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datelines.record.dates import date_span, without_time
from datelines.record.records import Event, Report
from datelines.store.schema import KINDS, MEASURE_BITS, PUBLISHERS, STATUSES, UNSAID, UNSHARED, arrow_schema
from datelines.table.archive import Archive
from datelines.table.text import TEXT, as_numpy, distinct, joined_cells, numbers_of, positions, split, starts
from datelines.words import folded

CELL_DEGREES = 0.01
"""Side of a cell of the finest grid, in degrees: about 1.1 km from north to south, less from west to
east."""

_Numbers: TypeAlias = npt.NDArray[np.int64]
_Column: TypeAlias = Any
"""An array of numpy, or one of Arrow, which has no types of its own."""

_DAYS = ("day_from", "day_to", "soft_from", "soft_to")
_LATEST = 2**24
"""Greater than the number of any day that a date can name."""

_OF_REPORTS = ("report_id", "event_id", "source_id", "speaker_id")
_FOR_REPORTS = ("voice", "date_as_reported", "place_as_reported", "summary", "status", "link_status")
"""Columns of reports.csv that are in the relation, and others that it is made from."""

_SEPARATOR = " \n "
"""What is between two texts of a report: no word that a reader looks for has it."""


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """`reports` is the wide relation, a row for each report and place. `events` and `numbers` are the numbers
    of the archive's events and reports, `sources` that of the source of each report, in file order."""

    reports: pa.Table
    events: _Numbers
    numbers: _Numbers
    sources: _Numbers


def report_date(report: Report, event: Event) -> str:
    """The EDTF date that this report gives the event: its own where it differs, else the event's."""
    return report.date_as_reported or event.date


def relation_of(archive: Archive) -> Relation:
    """The relation of an archive, in order of events by first day, then of reports. A report that a reviewer
    read as being about another event (link status `different`) has a number, but no row: it is not counted
    with this event.

    Raises KeyError where a report names an event or a source, or an event a place, that is not there.
    """
    reports = {name: archive.cells("reports", name) for name in _OF_REPORTS + _FOR_REPORTS}
    event = _found(reports["event_id"], archive, "events")
    source = _found(reports["source_id"], archive, "sources")
    values, counts = split(archive.cells("events", "place_ids"))
    place = _found(values, archive, "places")
    outlet = _found(archive.cells("sources", "outlet_id"), archive, "outlets")[source]
    speaker = positions(reports["speaker_id"], archive.cells("speakers", "speaker_id"))
    own_voice = as_numpy(pc.equal(reports["voice"], "own"))
    own, figures, bits = reports["date_as_reported"], *_figures(archive, reports["report_id"])
    counted = as_numpy(pc.not_equal(reports["link_status"], "different"))

    of_event = archive.cells("events", "date").take(pa.array(event))
    days = _span_columns(pc.if_else(pc.equal(own, ""), of_event, own))
    events = _event_numbers(archive, event[counted], _order(days)[counted])
    numbers = _ranked(events[event], _order(days), _ranks(reports["report_id"]))

    columns: dict[str, _Column] = {name: reports[name] for name in _OF_REPORTS} | days
    columns |= {
        "outlet_id": archive.cells("sources", "outlet_id").take(pa.array(source)),
        "report_number": numbers,
        "event_number": events[event],
        "source_number": source + 1,
        "outlet_number": outlet + 1,
        "speaker_number": np.where((speaker < 0) & ~own_voice, UNSAID, speaker + 1),
        "kind_number": positions(archive.cells("events", "kind"), pa.array(KINDS, TEXT))[event] + 1,
        "status_number": positions(reports["status"], pa.array(STATUSES, TEXT)) + 1,
        "outlet_kind_number": positions(archive.cells("outlets", "kind"), pa.array(PUBLISHERS, TEXT))[outlet]
        + 1,
        "country": archive.cells("outlets", "country").take(pa.array(outlet)),
        "language": archive.cells("sources", "language").take(pa.array(source)),
        "measure_bits": bits,
        "figures": figures,
        "text": _searchable(archive, reports, event, source, place, counts),
    }

    row, at = _rows(np.where(counted, np.maximum(counts[event], 1), 0), counts, event, place)
    order = np.lexsort((np.append(_ranks(archive.cells("places", "place_id")), 0)[at], numbers[row]))
    row, at = row[order], at[order]
    wide = {name: _taken(column, row) for name, column in columns.items()} | _place_columns(archive, at)
    wide["first_row"] = np.concatenate([[1], (row[1:] != row[:-1]).astype(np.int64)])[: len(row)]
    wide["shared_from"] = _shared_from(row, wide["cell_x"], wide["cell_y"])
    return Relation(_table(wide), events, numbers, source + 1)


def _found(ids: pa.Array, archive: Archive, table: str) -> _Numbers:
    """The position of each id in its table. Raises KeyError for an id that is not there."""
    key = archive.tables.tables[table].model.key
    found = positions(ids, archive.cells(table, str(key)))
    if (found < 0).any():
        raise KeyError(ids[int(np.argmin(found))].as_py())
    return found


def _span_columns(dates: pa.Array) -> dict[str, _Column]:
    texts, numbers = distinct(dates)
    spans = [date_span(text) for text in texts]

    def days(name: str) -> np.ndarray:
        # None becomes NaN.
        found: np.ndarray = np.array([getattr(span, name) for span in spans], np.float64)[numbers]
        return found

    columns: dict[str, _Column] = {name: days(name).astype(np.int64) for name in _DAYS}
    columns |= {name: days(name) for name in ("certain_from", "certain_to")}
    return columns | {f"month_{end}": _months(columns[f"soft_{end}"]) for end in ("from", "to")}


def _months(days: _Numbers) -> _Numbers:
    """Months since year 0 of each day."""
    found: _Numbers = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return found


def _order(days: Mapping[str, _Column]) -> _Numbers:
    """One number for the first and last day of each date, in their order."""
    order: _Numbers = days["day_from"] * _LATEST + days["day_to"]
    return order


def _event_numbers(archive: Archive, event: _Numbers, order: _Numbers) -> _Numbers:
    """The number of each event. `event` and `order` are those of the counted reports; an event without any
    has its place by its own date."""
    own = _order(_span_columns(archive.cells("events", "date")))
    first = np.full(len(own), np.iinfo(np.int64).max)
    np.minimum.at(first, event, order)
    reported = np.isin(np.arange(len(own)), event)
    return _ranked(np.where(reported, first, own), _ranks(archive.cells("events", "event_id")))


def _ranked(*keys: _Numbers) -> _Numbers:
    """The rank of each row, from 1, by its keys, the first key first."""
    found = np.empty(len(keys[0]), np.int64)
    found[np.lexsort(keys[::-1])] = np.arange(1, len(found) + 1)
    return found


def published_days(archive: Archive) -> np.ndarray:
    """The first day on which each source may be published, NaN where it is not known."""
    texts, numbers = distinct(archive.cells("sources", "published"))
    days = np.array(
        [date_span(without_time(text)).day_from if text else np.nan for text in texts], dtype=np.float64
    )
    found: np.ndarray = days[numbers]
    return found


def _figures(archive: Archive, report_ids: pa.Array) -> tuple[_Numbers, _Numbers]:
    """How many figures each report gives, and their measures as bits of MEASURE_BITS."""
    report = positions(archive.cells("figures", "report_id"), report_ids)
    measure = positions(archive.cells("figures", "measure"), pa.array(MEASURE_BITS, TEXT))
    there = report >= 0
    bits = np.zeros(len(report_ids), np.int64)
    np.bitwise_or.at(bits, report[there], np.left_shift(1, measure[there]))
    return np.bincount(report[there], minlength=len(report_ids)).astype(np.int64), bits


def _rows(each: _Numbers, counts: _Numbers, event: _Numbers, place: _Numbers) -> tuple[_Numbers, _Numbers]:
    """For each row of the relation the position of its report and of its place, -1 for none. `each` is the
    number of rows of each report, `counts` the number of places of each event."""
    row = np.repeat(np.arange(len(event)), each)
    within = np.arange(len(row)) - np.repeat(starts(each)[:-1], each)
    of_event = event[row]
    at = np.full(len(row), -1)
    placed = counts[of_event] > 0
    at[placed] = place[(starts(counts)[of_event] + within)[placed]]
    return row, at


def _ranks(ids: pa.Array) -> _Numbers:
    """The rank of each id, from 1; equal ids have equal ranks."""
    ranks: _Numbers = as_numpy(pc.rank(ids, tiebreaker="dense")).astype(np.int64)
    return ranks


def _place_columns(archive: Archive, at: _Numbers) -> dict[str, _Column]:
    """The columns of the place at each position; blank for -1."""
    latitude, longitude = (
        np.append(numbers_of(archive.cells("places", name)), np.nan)[at] for name in ("latitude", "longitude")
    )
    neither = np.isnan(latitude) | np.isnan(longitude)
    shaped = as_numpy(pc.not_equal(archive.cells("places", "geometry"), ""))
    return {
        "place_number": at + 1,
        "latitude": latitude,
        "longitude": longitude,
        "drawn": (np.append(shaped, False)[at] | ~np.isnan(latitude)).astype(np.int64),
        "cell_x": np.where(neither, np.nan, longitude // CELL_DEGREES),
        "cell_y": np.where(neither, np.nan, latitude // CELL_DEGREES),
    }


def _shared_from(row: _Numbers, *cells: npt.NDArray[np.float64]) -> _Numbers:
    """For each row the least power of two with which, as its side, a square of the grid holds an earlier row
    of the same report; UNSHARED where none does. Squares halve into squares, so that all wider ones hold both
    too."""
    found = np.full(len(row), UNSHARED, np.int64)
    back = 1
    while len(later := np.flatnonzero(row[back:] == row[:-back]) + back):
        both = later[~np.isnan(cells[0][later]) & ~np.isnan(cells[0][later - back])]
        # Two coordinates are in one square from the power above the highest bit in which they differ; never
        # across zero, where they differ in the sign.
        differing = [cell[both].astype(np.int64) ^ cell[both - back].astype(np.int64) for cell in cells]
        powers = [np.where(bits < 0, UNSHARED, np.frexp(bits)[1]) for bits in differing]
        found[both] = np.minimum(found[both], np.maximum(*powers))
        back += 1
    return found


def _taken(column: _Column, row: _Numbers) -> _Column:
    return column[row] if isinstance(column, np.ndarray) else column.take(pa.array(row))


def _table(wide: Mapping[str, _Column]) -> pa.Table:
    """The columns in their order and types; NaN becomes null."""
    shape = arrow_schema("reports")
    arrays = [
        pa.array(wide[field.name], from_pandas=True).cast(field.type)
        if isinstance(wide[field.name], np.ndarray)
        else wide[field.name].cast(field.type)
        for field in shape
    ]
    return pa.table(arrays, schema=shape)


def _searchable(
    archive: Archive,
    reports: Mapping[str, pa.Array],
    event: np.ndarray,
    source: np.ndarray,
    place: np.ndarray,
    counts: np.ndarray,
) -> pa.Array:
    """All text of each of `reports` (columns of reports.csv) that a reader may search, folded: without case,
    accents and differences of script.

    `event` and `source` are the positions of what a report names; `place` those of the places of every event
    in turn, `counts` how many each has. Folding works character by character, so that each distinct text is
    folded once and then joined.
    """
    of_source = pa.array(source)
    outlets, speakers = (partial(_named, archive, table) for table in ("outlets", "speakers"))
    at = joined_cells(_place_words(archive).take(pa.array(place)), counts, _SEPARATOR)
    words = [
        _folded(archive.cells("events", "title").take(pa.array(event))),
        _folded(reports["summary"]),
        _folded(reports["place_as_reported"]),
        _folded(archive.cells("sources", "title")).take(of_source),
        outlets("outlet_id", archive.cells("sources", "outlet_id")).take(of_source),
        speakers("speaker_id", reports["speaker_id"]),
        at.take(pa.array(event)),
        _beside(archive, "wording", "term", reports["report_id"]),
        _beside(archive, "figures", "as_reported", reports["report_id"]),
    ]
    return pc.binary_join_element_wise(*words, pa.scalar(_SEPARATOR, TEXT), null_handling="skip")


def _folded(texts: pa.Array) -> pa.Array:
    """Each text folded; null where it is blank."""
    found, numbers = distinct(texts)
    return pa.array([folded(text) if text else None for text in found], TEXT).take(pa.array(numbers))


def _named(archive: Archive, table: str, key: str, ids: pa.Array) -> pa.Array:
    """The folded name for each id; null where the table has no such id."""
    found = positions(ids, archive.cells(table, key))
    return _folded(archive.cells(table, "name")).take(pa.array(found, mask=found < 0))


def _place_words(archive: Archive) -> pa.Array:
    """Every name of each place, folded."""
    names = archive.cells("places", "name").to_pylist()
    others = archive.cells("places", "names").to_pylist()
    words = ([name, *map(str.strip, other.split(";"))] for name, other in zip(names, others, strict=True))
    return pa.array([_SEPARATOR.join(folded(word) for word in found if word) for found in words], TEXT)


def _beside(archive: Archive, table: str, column: str, report_ids: pa.Array) -> pa.Array:
    """The folded texts of a table whose rows belong to reports, those of each report joined in file order;
    null for a report that has none."""
    report = positions(archive.cells(table, "report_id"), report_ids)
    order = np.argsort(report, kind="stable")
    order = order[np.searchsorted(report[order], 0) :]
    texts = _folded(archive.cells(table, column)).take(pa.array(order))
    return joined_cells(texts, np.bincount(report[order], minlength=len(report_ids)), _SEPARATOR)
