"""The sheet for a second reading: the sources to read and the vocabularies, without any row of the first
reading; and the reading that a filled sheet holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from datelines.compare.double_entry import PageReading, Row
from datelines.files.opened import IntakeError, RawTable
from datelines.files.opening import opened
from datelines.formats.tables.table_set import data_tables, our_tables
from datelines.formats.tables.template import tables_workbook
from datelines.record.records import RECORDS
from datelines.share.formulas import restored_frame
from datelines.table.archive import Archive

_VOCABULARIES = ("outlets", "speakers", "places", "events", "populations", "parts")
_GIVEN = ("source_id", "outlet_id", "outlet_basis", "language", "url", "via", "document")
"""What the sheet says of a source; its title and date are for the second reader to find."""
_HELP = (
    (
        "Second reading",
        (
            "Read each page on the tab sources, and record it on the tabs reports, figures and wording. "
            "Do not look at the rows of the first reading before the two are compared."
        ),
    ),
    ("Sources", "Fill in title, date of publication, read (full, excerpt, title) and read_to."),
    ("Not found", "Delete the row of a source whose page you cannot find: its rows stay `read-once`."),
)


def blank_sheet(archive: Archive, source_ids: Collection[str]) -> bytes:
    """A workbook with the sources of these ids, the event list and the vocabularies, to be filled by a reader
    who has not seen the rows. Notes are left out, since they tell how reports differ.

    Raises KeyError with the first id that is of no source.
    """
    wanted = {one: archive.source_by_id[one] for one in source_ids}
    rows: dict[str, list[Mapping[str, str]]] = {
        name: [{**row, "note": ""} if "note" in row else row for row in _rows(archive, name)]
        for name in _VOCABULARIES
    }
    rows["sources"] = [
        {name: cell for name, cell in row.items() if name in _GIVEN}
        for row in _rows(archive, "sources")
        if row["source_id"] in wanted
    ]
    return tables_workbook(rows, _HELP)


def read_sheet(path: Path) -> PageReading:
    """The reading in a filled workbook, or in a folder or ZIP of our CSV files.

    Raises IntakeError where `path` cannot be read as tables, or lacks the tables sources and reports; OSError
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    tables = [table for one in files for table in data_tables(opened(one.name, one.read_bytes()))]
    named = our_tables(tables)
    missing = [name for name in ("sources", "reports") if name not in named]
    if missing:
        why = f"there is no table {' or '.join(missing)}"
        raise IntakeError(path.name, why, "fill in the sheet that `second-reading` wrote")
    found = {name: _filled(name, tables[0]) for name, tables in named.items()}
    return PageReading(
        found["sources"],
        found["reports"],
        found.get("figures", []),
        found.get("wording", []),
        _headings(found.get("events", [])),
    )


def first_reading(archive: Archive) -> PageReading:
    """What the tables hold, as the first of two readings."""
    tables = {name: _rows(archive, name) for name in ("sources", "reports", "figures", "wording", "events")}
    headings = _headings(tables.pop("events"))
    return PageReading(**tables, headings=headings)


def _rows(archive: Archive, name: str) -> list[dict[str, str]]:
    columns = {column: archive.cells(name, column).to_pylist() for column in RECORDS[name].columns()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _filled(name: str, table: RawTable) -> list[Row]:
    """The rows of a tab as text; a column that is not ours is left out."""
    frame: pd.DataFrame = restored_frame(table.frame)
    columns = [column for column in RECORDS[name].columns() if column in frame]
    return [dict(zip(columns, row, strict=True)) for row in frame[columns].itertuples(index=False)]


def _headings(events: Collection[Row]) -> dict[str, str]:
    return {row["event_id"]: row["part_of"] for row in events if row.get("part_of")}
