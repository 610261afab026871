"""A set of our own tables: CSV files named like them, dropped together or in one ZIP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.formats.cells.dates import date_reading, published_reading
from datelines.formats.flat.columns import folded_header
from datelines.formats.maps.geometries import is_file_name
from datelines.formats.model import Format, Imported, Options, Origin
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.package import BOUNDS_MEMBER, REVIEWERS_MEMBER, members_of_rows
from datelines.record.records import RECORDS, Event, Record, Report
from datelines.share.formulas import restored_frame

MAPPING_MEMBER = "datelines:mapping"
SHAPES_MEMBER = "datelines:shapes"

README = "README"
LISTS = "lists"
"""Tabs of our workbooks that are no tables: what the file is, and the terms of its drop-downs."""
_LONGEST_NAME = 60


def data_tables(file: Opened) -> list[RawTable]:
    """The tables of a file; of a workbook without the tabs README and LISTS."""
    if file.kind != "workbook":
        return list(file.tables)
    return [table for table in file.tables if table.part.strip().lower() not in (README.lower(), LISTS)]


def our_tables(tables: Iterable[RawTable]) -> dict[str, list[RawTable]]:
    """The tables that are named like ours (`Events (1)` too), by our name."""
    found: dict[str, list[RawTable]] = {}
    for table in tables:
        name = re.sub(r"[\W_]*\d*[\W_]*$", "", table.part[:_LONGEST_NAME]).strip().lower()
        if name in RECORDS:
            found.setdefault(name, []).append(table)
    return found


def why_ours(tables: Iterable[RawTable]) -> str:
    """Why the tables are a set of ours, '' where they are not: events and reports with their ids."""
    named = our_tables(tables)
    for model in (Event, Report):
        tables_of_it = named.get(model.table, ())
        headers = {folded_header(str(one)) for table in tables_of_it for one in table.frame.columns}
        if not {folded_header(column) for column in _needed(model)} <= headers:
            return ""
    names = ", ".join(name for name in RECORDS if name in named)
    return f"the tables {names} are named as ours, and have our ids"


def _needed(model: type[Record]) -> list[str]:
    """The id of a record, and the references and dates that it cannot do without."""
    referring = {reference.column for reference in model.references()}
    telling = {model.key, *referring, *model.edtf_columns()}
    return [name for name, field in model.model_fields.items() if name in telling and field.is_required()]


def recognise(files: Sequence[Opened]) -> str:
    """Why the files are a set of our tables."""
    return why_ours(_tables(files)) if all(file.kind != "workbook" for file in files) else ""


def read(files: Sequence[Opened], options: Options) -> Imported:
    """The rows of our tables as they stand. Raises IntakeError where the reports are missing, or where two
    files are the same table."""
    members = next((file.value for file in files if isinstance(file.value, dict) and file.tables), {})
    shapes = {name: part for file in files for name, part in file.parts.items() if is_file_name(name)}
    shapes |= {file.name: json.dumps(file.value).encode() for file in files if _is_shape(file)}
    return imported_tables("tables", _tables(files), options, members, shapes)


def _tables(files: Sequence[Opened]) -> list[RawTable]:
    return [table for file in files for table in data_tables(file)]


def _is_shape(file: Opened) -> bool:
    return file.kind == "json" and file.name.endswith(".geojson") and isinstance(file.value, dict)


def imported_tables(
    format_name: str,
    tables: Sequence[RawTable],
    options: Options,
    members: Mapping[str, Any],
    shapes: Mapping[str, bytes],
) -> Imported:
    """What tables named like ours hold. `members` are those of datapackage.json: bounds, reviewers, title,
    licences, shapes, and the mapping of columns that the tables were once made with."""
    named = our_tables(tables)
    twice = next((found for found in named.values() if len(found) > 1), None)
    if twice:
        why = f"{twice[0].name} and {twice[1].name} are both the table `{twice[0].part}`"
        raise IntakeError(twice[1].name, why, "choose one of the two")
    if "reports" not in named:
        name = tables[0].name if tables else "the files"
        raise IntakeError(name, "there is no table `reports`", "add reports.csv with the other tables")
    flags = [remark for table in tables for remark in table.remarks]
    skipped = [problem for table in tables for problem in table.problems]
    lost = len({(problem.path, problem.line) for problem in skipped})
    frames: dict[str, pd.DataFrame] = {}
    origins: dict[str, Origin] = {}
    extra: dict[str, pd.DataFrame] = {}
    for name, model in RECORDS.items():
        if name not in named:
            continue
        table = named[name][0]
        frame, columns, extra[name] = _as_ours(model, table)
        frame = _with_dates(model, table, frame, columns, options, flags)
        if len(frame):
            frames[name], origins[name] = frame, Origin(table.name, table.rows, columns)
    ours = {id(found[0]) for found in named.values()}
    for table in tables:
        if id(table) not in ours and len(table.frame):
            why = "not named like one of our tables: not read"
            flags.append(Problem(table.name, 1, WHOLE_LINE, table.part, why, f"name it {', '.join(RECORDS)}"))
    mapping = members.get(MAPPING_MEMBER)
    return Imported(
        format=format_name,
        frames=frames,
        origins=origins,
        read=len(frames.get("reports", ())) + lost,
        flags=tuple(flags),
        skipped=tuple(skipped),
        kept_columns=_kept(frames, extra),
        mapping={str(k): str(v) for k, v in mapping.items()} if isinstance(mapping, dict) else {},
        shapes={**_shapes(members), **shapes},
        corpus=_corpus(members, frames),
    )


def _as_ours(model: type[Record], table: RawTable) -> tuple[pd.DataFrame, dict[str, str], pd.DataFrame]:
    """The table with our columns in our order, which of theirs they were, and the columns left over."""
    by_fold = {folded_header(str(name)): str(name) for name in reversed(list(table.frame.columns))}
    columns = {
        name: by_fold[folded_header(name)] for name in model.columns() if folded_header(name) in by_fold
    }
    restored = restored_frame(table.frame)
    blank = pd.Series([""] * len(restored), dtype="str", index=restored.index)
    cells = {name: restored[columns[name]] if name in columns else blank for name in model.columns()}
    for name, terms in model.terms().items():
        by_term = {folded_header(term): term for term in terms}
        cells[name] = cells[name].map(
            {cell: by_term.get(folded_header(cell), cell) for cell in set(cells[name])}
        )
    frame = pd.DataFrame(cells, columns=pd.Index(model.columns())).astype("str").reset_index(drop=True)
    left = [name for name in restored if str(name) not in columns.values()]
    return frame, columns, restored[left].reset_index(drop=True)


def _with_dates(
    model: type[Record],
    table: RawTable,
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    options: Options,
    flags: list[Problem],
) -> pd.DataFrame:
    """The frame with dates as EDTF where a spreadsheet or a person wrote them otherwise."""
    for name in (*model.edtf_columns(), *model.days()):
        reading_of = published_reading if name in model.edtf_with_time() else date_reading
        found = {cell: reading_of(cell, options.day_order) for cell in set(frame[name]) if cell}
        if all(cell == reading.edtf and not reading.why for cell, reading in found.items()):
            continue
        for row, cell in zip(table.rows, frame[name], strict=True):
            if cell and found[cell].why:
                why, repair = found[cell].why, found[cell].repair
                flags.append(Problem(table.name, int(row), columns.get(name, name), cell, why, repair))
        frame[name] = [found[cell].edtf if cell else "" for cell in frame[name]]
    return frame


def _kept(frames: Mapping[str, pd.DataFrame], extra: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """Columns that are none of ours, beside the report that they are about: those of a table that reports
    refer to are named after it (`events.region`)."""
    if "reports" not in frames:
        return None
    reports = frames["reports"]
    parts = [reports[["report_id"]]]
    if extra["reports"].shape[1]:
        own = extra["reports"]
        parts.append(own.rename(columns={name: f"reports.{name}" for name in own if name == "report_id"}))
    for reference in Report.references():
        name = reference.table or ""
        rest = extra.get(name)
        if rest is None or not rest.shape[1] or name not in frames:
            continue
        ids = frames[name][str(RECORDS[name].key)]
        first = ~ids.duplicated()
        by_id = rest[first].set_index(ids[first])
        found = by_id.reindex(reports[reference.column]).fillna("").reset_index(drop=True)
        parts.append(found.rename(columns={column: f"{name}.{column}" for column in found}))
    return pd.concat(parts, axis=1).astype("str") if len(parts) > 1 else None


def _shapes(members: Mapping[str, Any]) -> dict[str, bytes]:
    given = members.get(SHAPES_MEMBER)
    texts = given.items() if isinstance(given, dict) else ()
    return {name: text.encode() for name, text in texts if isinstance(text, str) and is_file_name(str(name))}


def _corpus(members: Mapping[str, Any], frames: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    """Members for datapackage.json: those that were given, and bounds and reviewers of the rows."""
    kept = (BOUNDS_MEMBER, REVIEWERS_MEMBER, "title", "licenses", "description")
    return members_of_rows(frames) | {name: members[name] for name in kept if members.get(name)}


FORMATS = (
    Format(name="tables", title="Set of Datelines tables (CSV)", rank=10, recognise=recognise, read=read),
)
