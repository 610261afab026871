"""The tables of a store, as SQLAlchemy knows them: the wide `reports` relation and the records beside it.

`reports` has a row for each report and place, one with blank coordinates for an event without a place. Beside
the ids it has whole numbers, which are what is filtered, grouped and counted: every engine gives the same
answer to them, and they are the cheapest to compare. 0 means none. The tables of records hold the cells
of the files as text, with the numbers by which they are looked up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from datelines.record.records import TABLES, Event, Outlet, Place, Record, Report, Source, Speaker
from datelines.record.terms import EVENT_KINDS, EVENT_STATUSES, MEASURES, OUTLET_KINDS

KINDS, STATUSES, MEASURE_BITS = tuple(EVENT_KINDS), tuple(EVENT_STATUSES), tuple(MEASURES)
PUBLISHERS = tuple(OUTLET_KINDS)
"""What `kind_number`, `status_number`, `outlet_kind_number` (from 1) and the bits of `measure_bits` mean, in
this order."""

REPORTS: Mapping[str, str] = MappingProxyType(
    {
        "report_id": "text",
        "event_id": "text",
        "source_id": "text",
        "outlet_id": "text",
        "speaker_id": "text",
        "report_number": "integer",
        "event_number": "integer",
        "source_number": "integer",
        "outlet_number": "integer",
        "speaker_number": "integer",
        "place_number": "integer",
        "kind_number": "integer",
        "status_number": "integer",
        "outlet_kind_number": "integer",
        "country": "text",
        "language": "text",
        "measure_bits": "bits",
        "figures": "integer",
        "first_row": "integer",
        "day_from": "integer",
        "day_to": "integer",
        "certain_from": "integer",
        "certain_to": "integer",
        "soft_from": "integer",
        "soft_to": "integer",
        "month_from": "integer",
        "month_to": "integer",
        "latitude": "double",
        "longitude": "double",
        "drawn": "integer",
        "cell_x": "integer",
        "cell_y": "integer",
        "shared_from": "integer",
        "text": "text",
    }
)
"""Columns of `reports` and what they hold.

Events are numbered from 1 in order of the first day that any report gives, then of its last, then by id;
reports from 1 in order of their event, then of their own days, then by id; outlets, speakers, places and
sources from 1 in order of their file. `country` is that of the outlet, '' where it is not recorded, `language`
that of the source. `first_row` is 1 in one row of each report and 0 in its others,
`figures` is how many figures the report gives, `month_*` are months since year 0 of `soft_*`, `drawn` is 1
where the place has a point or a shape. `shared_from` is the least power of two with which, as the side of a
cell, the cell of this row holds an earlier row of the same report too; UNSHARED where none does. By it a
report is counted once in each cell without comparing rows. Certain days, coordinates and cells are null where
there is none.
"""

UNSAID = -1
"""In `speaker_number`: the report names no speaker, and it is not known whether the outlet speaks in its own
voice, which has the number 0."""

COUNTED: tuple[type[Record], ...] = (Outlet, Speaker, Place)
"""Records beside which a store holds how many reports of the relation name them, or are of events there: for
example 0 for an outlet that only relays."""

UNSHARED = 99
"""In `shared_from`: greater than any power of two that a cell has for its side."""

ROW = "row"
"""In every table of records: the place of the row in its file, from 0."""

_TYPES: Mapping[str, tuple[TypeEngine[Any], Any]] = MappingProxyType(
    {
        "text": (Text(), pa.large_string()),
        "integer": (Integer(), pa.int32()),
        "bits": (BigInteger(), pa.int64()),
        "double": (Double(), pa.float64()),
    }
)


INSIDE: Mapping[str, str] = MappingProxyType({"place_number": "integer", "within_number": "integer"})
"""Columns of `inside`: a row for each place and each other place that it lies within, directly or by way of
others (`datelines.store.inside`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """The tables of one filling of a store. `about` has names and values: what is known of the data as a
    whole."""

    metadata: MetaData
    reports: Table
    inside: Table
    records: Mapping[str, Table]
    about: Table


@cache
def schema(suffix: str = "") -> Schema:
    """The tables whose names end in `suffix`, by which fillings of a store are distinguished."""
    metadata = MetaData()

    def table(name: str) -> Table:
        columns = (Column(column, _TYPES[kind][0]) for column, kind in columns_of(name).items())
        return Table(name + suffix, metadata, *columns)

    records = {model.table: table(f"record_{model.table}") for model in TABLES}
    return Schema(metadata, table("reports"), table("inside"), MappingProxyType(records), table("about"))


def columns_of(name: str) -> Mapping[str, str]:
    """The columns of a table of the store (`reports`, `inside`, `about`, `record_events`) -> what they hold:
    `text`, `integer`, `bits` (a long integer) or `double`."""
    if name == "reports":
        return REPORTS
    if name == "inside":
        return INSIDE
    if name == "about":
        return {"name": "text", "value": "text"}
    (model,) = (model for model in TABLES if f"record_{model.table}" == name)
    return {
        ROW: "integer",
        **dict.fromkeys(numbers_beside(model), "integer"),
        **dict.fromkeys(model.columns(), "text"),
    }


def number_column(model: type[Record]) -> str:
    """The column that holds the number of a record: `outlet_number`."""
    return f"{model.table[:-1]}_number"


def numbers_beside(model: type[Record]) -> tuple[str, ...]:
    """The columns of numbers beside the cells of a table of records: its own, and those of the report, event
    and source that a row belongs to; `reports` of COUNTED records, `published_day` of sources."""
    if model in COUNTED:
        return number_column(model), "reports"
    known = {model.table, *(table for reference in model.references() for table in reference.tables)}
    if Report.table in known:
        known.add(Event.table)  # what belongs to a report belongs to its event
    found = tuple(number_column(one) for one in (Report, Event, Source) if one.table in known)
    return (*found, "published_day") if model is Source else found


def arrow_schema(name: str) -> pa.Schema:
    """A table of the store as Arrow has it."""
    return pa.schema([(column, _TYPES[kind][1]) for column, kind in columns_of(name).items()])


def names() -> tuple[str, ...]:
    """The tables of a store, without a suffix."""
    return ("reports", "inside", "about", *(f"record_{model.table}" for model in TABLES))


@cache
def version() -> str:
    """The version of a store that this code can read: a digest of its columns and closed lists."""
    said = repr(
        [(name, dict(columns_of(name))) for name in names()] + [KINDS, STATUSES, MEASURE_BITS, PUBLISHERS]
    )
    return hashlib.sha256(said.encode()).hexdigest()[:12]


DIGEST, CORPUS, VERSION, SHAPE = "digest", "corpus", "version", "shapes/"
"""Names in `about`: the digest of the data, what datapackage.json says as JSON, the version of the store, and
(followed by the name of the file) the content of each file in shapes/."""
