"""Says in plain words why a cell does not fit its column, and how to repair it."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from datelines.records import Record

CLOSE_ENOUGH = 70
"""Similarity (rapidfuzz ratio, 0-100) from which a term is proposed instead of the whole list."""


class Fault(NamedTuple):
    """What is wrong with one cell."""

    column: str
    why: str
    repair: str


def cell_faults(model: type[Record], error: ValidationError) -> list[Fault]:
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
