"""The tables of a store, as SQLAlchemy knows them: the wide `reports` relation and the records beside it.

`reports` has a row for each report and place, one with blank coordinates for an event without a place. Beside
the ids stand whole numbers, which are what is filtered, grouped and counted: every engine gives the same
answer to them, and they are the cheapest to compare. 0 stands for none. The nine tables of records hold the
cells of the files as text, with the numbers by which they are looked up.
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

from datelines.record.records import TABLES
from datelines.record.terms import EVENT_KINDS, EVENT_STATUSES, MEASURES

KINDS, STATUSES, MEASURE_BITS = tuple(EVENT_KINDS), tuple(EVENT_STATUSES), tuple(MEASURES)
"""What `kind_number`, `status_number` (from 1) and the bits of `measure_bits` stand for, in this order."""

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
sources from 1 in order of their file. `first_row` is 1 in one row of each report and 0 in its others,
`figures` is how many figures the report gives, `month_*` are months since year 0 of `soft_*`, `drawn` is 1
where the place has a point or a shape. `shared_from` is the
least power of two so that the cell of this row, with that side, holds an earlier row of the same report too,
UNSHARED where none does: by it a report is counted once in each cell, and no two rows have to be compared.
Certain days, coordinates and cells are null where there is none.
"""

NUMBERED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "outlets": ("outlet_number", "reports"),
        "speakers": ("speaker_number", "reports"),
        "places": ("place_number", "reports"),
        "sources": ("source_number", "published_day"),
        "events": ("event_number",),
        "reports": ("report_number", "event_number", "source_number"),
        "figures": ("report_number", "event_number"),
        "wording": ("report_number", "event_number"),
        "cited": ("report_number", "event_number", "source_number"),
    }
)
"""Numbers beside the cells of each table of records. `reports` is how many reports of the relation name the
outlet or speaker, or are of events at the place; 0 for one that only relays, for one."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """The tables of one filling of a store. `about` has a row for each thing that is said of the whole."""

    metadata: MetaData
    reports: Table
    records: Mapping[str, Table]
    about: Table


@cache
def schema(suffix: str = "") -> Schema:
    """The tables whose names end in `suffix`, which tells one filling of a store from the next."""
    metadata = MetaData()

    def table(name: str) -> Table:
        columns = (Column(column, _TYPES[kind][0]) for column, kind in columns_of(name).items())
        return Table(name + suffix, metadata, *columns)

    records = {model.table: table(f"record_{model.table}") for model in TABLES}
    return Schema(metadata, table("reports"), MappingProxyType(records), table("about"))


def columns_of(name: str) -> Mapping[str, str]:
    """The columns of a table of the store (`reports`, `about`, `record_events`) -> what they hold: `text`,
    `integer`, `bits` (a long integer) or `double`."""
    if name == "reports":
        return REPORTS
    if name == "about":
        return {"name": "text", "value": "text"}
    (model,) = (model for model in TABLES if f"record_{model.table}" == name)
    return {
        ROW: "integer",
        **dict.fromkeys(NUMBERED[model.table], "integer"),
        **dict.fromkeys(model.columns(), "text"),
    }


def arrow_schema(name: str) -> pa.Schema:
    """A table of the store as Arrow has it."""
    return pa.schema([(column, _TYPES[kind][1]) for column, kind in columns_of(name).items()])


def names() -> tuple[str, ...]:
    """The tables of a store, without a suffix."""
    return ("reports", "about", *(f"record_{model.table}" for model in TABLES))


@cache
def version() -> str:
    """What a store must be filled for, to be read by this code: a digest of columns and closed lists."""
    said = repr([(name, dict(columns_of(name))) for name in names()] + [KINDS, STATUSES, MEASURE_BITS])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


DIGEST, CORPUS, VERSION, SHAPE = "digest", "corpus", "version", "shapes/"
"""What `about` says: the digest of the data, datapackage.json's part as JSON, for which code the store was
filled, and the bytes of each file in shapes/ as text."""
