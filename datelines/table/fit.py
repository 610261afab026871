"""Whether raw cells fit their columns, in one row or in a whole table, and why one does not, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

import numpy as np
import pyarrow as pa
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model
from rapidfuzz import fuzz, process

from datelines.record.columns import hints_of, is_any_text
from datelines.record.records import Record
from datelines.table.text import blank, distinct

CLOSE_ENOUGH = 70
"""Similarity (rapidfuzz ratio, 0-100) from which a term is proposed instead of the whole list."""

_BATCH = 10_000
"""Texts checked in one go, which bounds the memory of pydantic's errors where every text is refused."""


class Fault(NamedTuple):
    """What is wrong with one cell."""

    column: str
    why: str
    repair: str


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
    """The record of the raw cells of a row (without outer blanks; a blank cell is as good as none), or None
    with a fault for each cell that does not fit its column."""
    given = {column: cell.strip() for column, cell in cells.items() if cell.strip()}
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        return None, _cell_faults(model, error)


def fit_of(model: type[Record], columns: Mapping[str, pa.Array]) -> Fit:
    """How the raw cells of a whole table fit: as `read_record` says of each row, but each distinct text of a
    column is checked only once."""
    found = [_column_misfits(model, name, columns[name]) for name in model.columns()]
    count = len(columns[model.columns()[0]])
    rows = np.concatenate([rows for rows, _ in found])
    if not len(rows):
        return Fit(np.ones(count, dtype=bool), ())
    fits = np.ones(count, dtype=bool)
    fits[rows] = False
    faults = [fault for _, column_faults in found for fault in column_faults]
    order = np.argsort(rows, kind="stable")  # stable, so that within a row the columns stay in order
    return Fit(fits, tuple(Misfit(int(rows[number]), faults[number]) for number in order))


def _column_misfits(model: type[Record], name: str, cells: pa.Array) -> tuple[np.ndarray, list[Fault]]:
    """The rows whose cell does not fit, ascending, and the fault of each."""
    required = model.model_fields[name].is_required()
    empty = np.flatnonzero(blank(cells)) if required else np.empty(0, dtype=np.int64)
    missing = [_fault_of(model, name, "")] * len(empty) if len(empty) else []
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
    """Which of the texts the column refuses, with pydantic's reason for each; blank ones are left out."""
    adapter = _adapter(model, name)
    refused: dict[int, tuple[str, str]] = {}
    checked = [number for number, text in enumerate(texts) if text]
    for begin in range(0, len(checked), _BATCH):
        batch = checked[begin : begin + _BATCH]
        try:
            adapter.validate_python([texts[number] for number in batch])
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False, include_input=False):
                refused.setdefault(batch[int(detail["loc"][0])], (detail["type"], detail["msg"]))
    return refused


def _faults(
    model: type[Record], name: str, texts: Mapping[int, str], reasons: Mapping[int, tuple[str, str]]
) -> dict[int, Fault]:
    """The fault of each text. Only in a column of a closed list does it depend on the text (it proposes a
    term); others are put into words once for each reason."""
    if name in model.terms():
        return {number: _fault_of(model, name, text) for number, text in texts.items()}
    examples = {reason: number for number, reason in reasons.items()}
    words = {reason: _fault_of(model, name, texts[number]) for reason, number in examples.items()}
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


def _fault_of(model: type[Record], name: str, text: str) -> Fault:
    """What is wrong with a text that the column refuses."""
    try:
        _one_column(model, name).model_validate({name: text} if text else {})
    except ValidationError as error:
        return _cell_faults(model, error)[0]
    raise AssertionError(f"{text!r} fits {name}")


def _cell_faults(model: type[Record], error: ValidationError) -> list[Fault]:
    """One fault for each cell that pydantic refused, in column order."""
    found: dict[str, Fault] = {}
    for detail in error.errors(include_url=False):
        column = str(detail["loc"][0])
        found.setdefault(column, _fault(model, column, detail))
    order = {column: number for number, column in enumerate(model.columns())}
    return sorted(found.values(), key=lambda fault: order.get(fault.column, len(order)))


def _fault(model: type[Record], column: str, detail: Any) -> Fault:
    kind, limits = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return Fault(column, "must not be blank", _filling(model, column))
    if column in model.terms():
        return Fault(column, "not a term of this column", _term_repair(model, column, str(detail["input"])))
    if kind == "extra_forbidden":
        return Fault(column, "no such column in this table", "remove or rename it")
    if kind == "string_pattern_mismatch":
        wanted = "not an id of lower-case letters, digits and single hyphens"
        return Fault(column, wanted, "write it like `cafe-attack-2019`")
    if kind == "greater_than_equal":
        return Fault(column, f"below {limits['ge']:g}, the least allowed", "correct the number")
    if kind == "less_than_equal":
        return Fault(column, f"above {limits['le']:g}, the most allowed", "correct the number")
    if kind.startswith("date") or "YYYY-MM-DD" in detail["msg"]:
        return Fault(column, "not a day of the calendar written as YYYY-MM-DD", "write it like 2019-09-03")
    if kind.startswith("int"):
        return Fault(column, "not a whole number", "write digits only")
    if kind.startswith(("float", "finite")) or "plain number" in detail["msg"]:
        return Fault(column, "not a plain number", "write digits, with a point before decimals: 33.5")
    return Fault(column, "does not fit this column", "see docs/codebook.md")


def _filling(model: type[Record], column: str) -> str:
    terms = model.terms().get(column)
    return f"write one of {', '.join(terms)}" if terms else "fill it in"


def _term_repair(model: type[Record], column: str, value: str) -> str:
    terms = model.terms()[column]
    closest = process.extractOne(value.lower(), list(terms), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return f"write {closest[0]!r}" if closest else f"write one of {', '.join(terms)}"
