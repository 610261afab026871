"""The tables of an extract as frames of text: its reports and everything that they refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from datelines.record.columns import annotation_parts
from datelines.record.records import TABLES, Record, Report
from datelines.share.extract import Extract
from datelines.table.text import text_frame


def frames_of_extract(extract: Extract) -> dict[str, pd.DataFrame]:
    """A frame of text cells (blank '') for each of our tables, in the order of
    `datelines.record.records.TABLES`, with the columns of its record and the rows in the archive's order; a
    table without rows has its columns.

    Events, sources (cited ones too), outlets and speakers (relays too) and places are those that the reports
    refer to. Several values are joined by `;`, and numbers are as `number_text` writes them.
    No record is made: of large tables that takes seconds.
    """
    kept: dict[str, pd.DataFrame] = {}
    named: dict[str, set[str]] = defaultdict(set)
    # In this order a table comes after all that refer to it, and so every id that is wanted of it is known.
    for model in reversed(TABLES):
        frame = _frame_of(extract, model)
        of_report = _of_report(model)
        ids = extract.report_ids if of_report else named[model.table]
        # Not `isin`, which takes ten times as long with texts.
        chosen = np.array([one in ids for one in frame[of_report or str(model.key)].tolist()], dtype=bool)
        kept[model.table] = frame if chosen.all() else frame[chosen].reset_index(drop=True)
        for reference in model.references():
            cells = kept[model.table][reference.column]
            found = cells.str.split(";").explode() if reference.several else cells
            for table in reference.tables:
                named[table].update(found.tolist())
    return {model.table: kept[model.table] for model in TABLES}


def _of_report(model: type[Record]) -> str:
    """The column that says which report a row is or belongs to; '' for what reports refer to."""
    if model is Report:
        return "report_id"
    return next((one.column for one in model.references() if one.table == Report.table), "")


def _frame_of(extract: Extract, model: type[Record]) -> pd.DataFrame:
    """All rows of a table, its numbers and lists in one form."""
    frame = text_frame({name: extract.archive.cells(model.table, name) for name in model.columns()})
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


def records_of_extract(extract: Extract) -> dict[str, list[Any]]:
    """The records of each table, those that `frames_of_extract` has the cells of."""
    kept: dict[str, list[Any]] = {}
    named: dict[str, set[str]] = defaultdict(set)
    for model in reversed(TABLES):
        of_report = _of_report(model)
        ids = extract.report_ids if of_report else named[model.table]
        rows = getattr(extract.archive, model.table)
        kept[model.table] = [row for row in rows if getattr(row, of_report or str(model.key)) in ids]
        for reference in model.references():
            values = [getattr(row, reference.column) for row in kept[model.table]]
            found = [one for several in values for one in several] if reference.several else values
            for table in reference.tables:
                named[table].update(found)
    return {model.table: kept[model.table] for model in TABLES}


def number_text(number: float) -> str:
    """`7`, `30.5`, `0.00001`: the shortest decimal number that reads back as the same float."""
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")
