"""The tables of an extract as frames of text: its reports and everything that they refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd

from datelines.compare.figure_groups import event_order
from datelines.record.columns import annotation_parts
from datelines.record.records import TABLES, Event, Place, Population, Record, Report
from datelines.share.extract import Extract
from datelines.table.text import text_frame


def frames_of_extract(extract: Extract) -> dict[str, pd.DataFrame]:
    """A frame of text cells (blank '') for each of our tables, in the order of
    `datelines.record.records.TABLES`, with the columns of its record and the rows in the archive's order; a
    table without rows has its columns.

    Events, sources (cited ones too), outlets and speakers (relays too), places, parts and populations are
    those that the reports refer to, with the places and populations that these lie within. Several values are joined by
    `;`, and numbers are as `number_text` writes them.
    No record is made: of large tables that takes seconds.
    """
    kept: dict[str, pd.DataFrame] = {}
    named: dict[str, set[str]] = defaultdict(set)
    # In this order a table comes after all that refer to it, and so every id that is wanted of it is known.
    for model in reversed(TABLES):
        frame = _frame_of(extract, model)
        of_report = _of_report(model)
        ids = extract.report_ids if of_report else _with_wider(frame, model, named[model.table])
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


def _with_wider(frame: pd.DataFrame, model: type[Record], ids: set[str]) -> set[str]:
    """The ids, and of places and populations also the wider ones that these lie within. An event stands for
    itself: that under whose heading it is listed may have no report here."""
    for reference in model.references():
        if model in (Place, Population) and reference.table == model.table:
            above = dict(zip(frame[model.key], frame[reference.column], strict=True))
            added = set(ids)
            while added := {above.get(one, "") for one in added} - ids - {""}:
                ids |= added
    return ids


def _frame_of(extract: Extract, model: type[Record]) -> pd.DataFrame:
    """All rows of a table, its numbers and lists in one form."""
    frame = text_frame({name: extract.archive.cells(model.table, name) for name in model.columns()})
    for name, written in _writers(model).items():
        frame[name] = frame[name].map({cell: written(cell) if cell else "" for cell in frame[name].unique()})
    return frame.astype("str")


def _writers(model: type[Record]) -> dict[str, Callable[[str], str]]:
    """How the cells of a column are written, where a file may have them in several forms: numbers, lists."""
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


def events_of_extract(extract: Extract) -> list[Event]:
    """The events that the reports of an extract are about, by date."""
    archive = extract.archive
    chosen = {archive.report_by_id[one].event_id for one in extract.report_ids if one in archive.report_by_id}
    return sorted((archive.event_by_id[one] for one in chosen), key=event_order)


def number_text(number: float) -> str:
    """`7`, `30.5`, `0.00001`: the shortest decimal number that reads back as the same float."""
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")
