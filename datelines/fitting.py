"""Whether raw cells fit their columns: row by row, or by the distinct texts of whole columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

import numpy as np
import pyarrow as pa
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model

from datelines.cells import Fault, cell_faults
from datelines.columns import hints_of, is_any_text
from datelines.records import Record
from datelines.text_columns import blank, distinct

_BATCH = 10_000
"""Texts looked at in one go: bounds the memory of pydantic's errors where every text is refused."""


class Misfit(NamedTuple):
    """A cell that does not fit its column: the position of its row, and what is wrong with it."""

    row: int
    fault: Fault


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """`fits` says for each row whether every cell fits; `misfits` are in order of rows, then of columns."""

    fits: np.ndarray
    misfits: tuple[Misfit, ...]


def read_record(model: type[Record], cells: Mapping[str, str]) -> tuple[Record | None, list[Fault]]:
    """The record of raw cells (outer blanks ignored, blank cells not given), or None with a fault for
    each cell that does not fit its column."""
    given = {column: cell.strip() for column, cell in cells.items() if cell.strip()}
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        return None, cell_faults(model, error)


def fit_of(model: type[Record], columns: Mapping[str, pa.Array]) -> Fit:
    """How the raw cells of a whole table fit, column by column; equal to `read_record` of each row, but
    each distinct text of a column is looked at once."""
    found = [_column_misfits(model, name, columns[name]) for name in model.columns()]
    count = len(columns[model.columns()[0]])
    rows = np.concatenate([rows for rows, _ in found])
    if not len(rows):
        return Fit(np.ones(count, dtype=bool), ())
    fits = np.ones(count, dtype=bool)
    fits[rows] = False
    faults = [fault for _, column_faults in found for fault in column_faults]
    order = np.argsort(rows, kind="stable")  # found by column, so that within a row columns are in order
    return Fit(fits, tuple(Misfit(int(rows[number]), faults[number]) for number in order))


def _column_misfits(model: type[Record], name: str, cells: pa.Array) -> tuple[np.ndarray, list[Fault]]:
    """The rows whose cell does not fit, ascending, and the fault of each."""
    required = model.model_fields[name].is_required()
    empty = np.flatnonzero(blank(cells)) if required else np.empty(0, dtype=np.int64)
    missing = [_fault(model, name, "")] * len(empty) if len(empty) else []
    if is_any_text(hints_of(model)[name]):
        return empty, missing
    texts, numbers = distinct(cells)
    wrong = _refused(model, name, [text.strip() for text in texts])
    if not wrong:
        return empty, missing
    faults = _faults(model, name, {number: texts[number].strip() for number in wrong}, wrong)
    bad = np.zeros(len(texts), dtype=bool)
    bad[list(wrong)] = True
    rows = np.flatnonzero(bad[numbers])
    of_rows = [faults[number] for number in numbers[rows].tolist()]
    both = np.concatenate([empty, rows])
    order = np.argsort(both, kind="stable")
    every = missing + of_rows
    return both[order], [every[number] for number in order]


def _refused(model: type[Record], name: str, texts: list[str]) -> dict[int, tuple[str, str]]:
    """Which of the texts the column refuses, each with pydantic's reason; blank ones are not asked about."""
    adapter = _adapter(model, name)
    refused: dict[int, tuple[str, str]] = {}
    asked = [number for number, text in enumerate(texts) if text]
    for begin in range(0, len(asked), _BATCH):
        batch = asked[begin : begin + _BATCH]
        try:
            adapter.validate_python([texts[number] for number in batch])
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False, include_input=False):
                refused.setdefault(batch[int(detail["loc"][0])], (detail["type"], detail["msg"]))
    return refused


def _faults(
    model: type[Record], name: str, texts: Mapping[int, str], reasons: Mapping[int, tuple[str, str]]
) -> dict[int, Fault]:
    """The fault of each text. Only that of a closed list depends on the text itself (it proposes a term);
    others are put into words once for each reason."""
    if name in model.terms():
        return {number: _fault(model, name, text) for number, text in texts.items()}
    examples = {reason: number for number, reason in reasons.items()}
    words = {reason: _fault(model, name, texts[number]) for reason, number in examples.items()}
    return {number: words[reason] for number, reason in reasons.items()}


@cache
def _adapter(model: type[Record], name: str) -> TypeAdapter[list[Any]]:
    field = model.model_fields[name]
    hint: Any = field.annotation
    for rule in field.metadata:
        hint = Annotated[hint, rule]
    return TypeAdapter(list[hint])


@cache
def _one_column(model: type[Record], name: str) -> type[BaseModel]:
    field = model.model_fields[name]
    columns: dict[str, Any] = {name: (field.annotation, field)}
    return create_model(model.__name__, **columns)


def _fault(model: type[Record], name: str, text: str) -> Fault:
    """What is wrong with a text that the column refuses, in the words of datelines.cells."""
    try:
        _one_column(model, name).model_validate({name: text} if text else {})
    except ValidationError as error:
        return cell_faults(model, error)[0]
    raise AssertionError(f"{text!r} fits {name}")
