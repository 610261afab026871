"""The month of a day in a statement, in whole numbers: engines differ in the functions of their calendars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, cast, literal_column, select
from sqlalchemy.sql.elements import Grouping

_FIRST_OF_MARCH = 719_468
"""Days from 1 March of year 0 to 1970-01-01: with leap days at the end of a year, a day needs no table."""


def with_months(rows: Subquery, months: Mapping[str, str]) -> Subquery:
    """The rows with a further column for each name in `months`: months since January of year 0 of the day in
    the column that it names, days since 1970-01-01.

    Cassio Neri and Lorenz Schneider (2023), Euclidean affine functions and their application to calendar
    algorithms, algorithm 1. In steps, since each uses what was found before. Exact from year 1 on.
    """
    found = rows.c
    steps: list[Mapping[str, ColumnElement[Any]]] = [
        {f"{name}_a": 4 * (found[day] + _number(_FIRST_OF_MARCH)) + 3 for name, day in months.items()}
    ]
    kept = list(found.keys())
    step = _step(rows, kept, steps[0])
    centuries, rest = {}, {}
    for name in months:
        a = step.c[f"{name}_a"]
        r = a % 146_097
        centuries[f"{name}_c"], rest[f"{name}_b"] = _over(a, 146_097), r - r % 4 + 3
    step = _step(step, kept, centuries | rest)
    years, rest = {}, {}
    for name in months:
        b = step.c[f"{name}_b"]
        years[f"{name}_y"] = 100 * step.c[f"{name}_c"] + _over(b, 1461)
        rest[f"{name}_d"] = _over(b % 1461, 4)
    step = _step(step, kept, years | rest)
    return _step(
        step,
        kept,
        {name: 12 * step.c[f"{name}_y"] + _over(5 * step.c[f"{name}_d"] + 461, 153) - 1 for name in months},
    )


def _step(rows: Subquery, kept: list[str], found: Mapping[str, ColumnElement[Any]]) -> Subquery:
    columns = (column.label(name) for name, column in found.items())
    return select(*(rows.c[name] for name in kept), *columns).subquery()


def _over(number: ColumnElement[Any], by: int) -> ColumnElement[int]:
    """The whole part of a number over another; neither is negative. What is divided is a multiple, so that
    it does not matter whether an engine's `/` gives whole numbers or floats."""
    multiple = Grouping(number - number % by)
    return cast(multiple.op("/", return_type=Integer())(_number(by)), Integer)


def _number(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer)
