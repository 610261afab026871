"""The flat table: one row for each report and figure, for spreadsheets and for strangers' own tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from datelines.formats.corpus_members import members_of_remarks
from datelines.formats.flat_columns import FLAT_COLUMNS
from datelines.formats.flat_headers import guessed_columns
from datelines.formats.flat_reading import imported_from_flat
from datelines.formats.flat_writing import flat_csv, flat_frame
from datelines.formats.model import Format, Imported, Options
from datelines.formats.xlsx_cells import unescaped_tables
from datelines.intake.files import IntakeError, Opened, RawTable

__all__ = ["FLAT_COLUMNS", "FORMATS", "flat_frame", "guessed_columns", "imported_from_flat"]

_KINDS = ("delimited", "workbook", "parquet", "json-lines", "package")
_SHOWN = ("event.date", "place.name", "place.latitude", "outlet.name", "event.title", "report.summary")
_LEAST = 2


def recognised(files: Sequence[Opened]) -> str:
    """Why a table can be read row by row: it has dates, and places, outlets or titles."""
    tables = _tables(files)
    for table in tables:
        found = guessed_columns([str(name) for name in table.frame.columns])
        shown = [f"{found[flat]!r} is {flat}" for flat in _SHOWN if found[flat]]
        if found["event.date"] and len(shown) >= _LEAST:
            return f"the table has a row for each report: {', '.join(shown)}"
    return ""


def read(files: Sequence[Opened], options: Options) -> Imported:
    """The tables of flat rows. Raises IntakeError where no table has a column of dates."""
    tables = _tables(files)
    if not tables:
        name = files[0].name if files else "the file"
        raise IntakeError(name, "no table in it", "choose a CSV or a workbook with a row for each report")
    imported = imported_from_flat("flat", tables, options)
    read_of = {origin.path for origin in imported.origins.values()}
    about = next((file.about for file in files if any(one.name in read_of for one in file.tables)), {})
    return replace(imported, corpus={**imported.corpus, **members_of_remarks(about)})


def _tables(files: Sequence[Opened]) -> list[RawTable]:
    return [table for file in files if file.kind in _KINDS for table in unescaped_tables(file)]


FORMATS = (
    Format(
        name="flat",
        title="Table with a row for each report (CSV)",
        rank=90,
        recognise=recognised,
        read=read,
        write=flat_csv,
        suffix=".csv",
        mime="text/csv",
    ),
)
