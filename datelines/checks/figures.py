"""Rules on figures: the two ends agree with the qualifier."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from datelines.checks.cells import Cells, Floats, Mask, last_rows, numbers_in, rows_where, same, stripped
from datelines.checks.rules import rule
from datelines.problems import Problem
from datelines.record.figures import number_in_words, order_of_magnitude
from datelines.record.qualifiers import terms_where
from datelines.table.table import Table, Tables

_NEEDS_LOW = terms_where(lambda qualifier: qualifier.needs_low)
_NEEDS_HIGH = terms_where(lambda qualifier: qualifier.needs_high)
_EQUAL_ENDS = terms_where(lambda qualifier: qualifier.equal_ends)
_TWO_NUMBERS = terms_where(lambda qualifier: qualifier.numbers == "two")
_ORDERS = terms_where(lambda qualifier: qualifier.numbers == "order")


@rule("figure-ends")
def figure_ends(tables: Tables) -> Iterator[Problem]:
    """A qualifier binds the ends: `over` has no high, `up to` no low, `exact` and `about` have both, and
    the same."""
    table = tables.tables["figures"]
    low, high, qualifiers = _ends(table)
    for column, ends, needing in (("low", low, _NEEDS_LOW), ("high", high, _NEEDS_HIGH)):
        needed, given = same(qualifiers, *needing), ~np.isnan(ends)
        for line, qualifier in rows_where(table, table.fits & needed & ~given, qualifiers):
            why = f"blank, but {qualifier!r} needs it"
            yield table.problem(line, column, "", why, f"write the {column} end")
        without = table.fits & ~needed & given
        rows = zip(rows_where(table, without, qualifiers), ends[without].tolist(), strict=True)
        for (line, qualifier), end in rows:
            why = f"{qualifier!r} has no {column} end"
            yield table.problem(line, column, number_in_words(end), why, "leave it blank")
    unlike = _both(low, high) & same(qualifiers, *_EQUAL_ENDS) & (low != high)
    for line, qualifier, value in rows_where(table, unlike, qualifiers, table.frame["high"]):
        why = f"{qualifier!r} has the same number at both ends"
        yield table.problem(line, "high", value, why, "repeat the low end, or write `range`")


@rule("figure-ends-in-order")
def figure_ends_in_order(tables: Tables) -> Iterator[Problem]:
    """The low end is not above the high end; the two ends of a `range` differ."""
    table = tables.tables["figures"]
    low, high, qualifiers = _ends(table)
    lows, highs = table.frame["low"], table.frame["high"]
    compared = _both(low, high) & ~same(qualifiers, *_EQUAL_ENDS)
    for line, value, other in rows_where(table, compared & (low > high), lows, highs):
        yield table.problem(line, "low", value, f"above the high end {other.strip()}", "swap the two ends")
    for line, value in rows_where(table, compared & (low == high) & same(qualifiers, *_TWO_NUMBERS), lows):
        repair = "write `exact` or `about`, or correct an end"
        yield table.problem(line, "low", value, "a range with one number", repair)


@rule("figure-orders-of-magnitude")
def figure_orders_of_magnitude(tables: Tables) -> Iterator[Problem]:
    """An `order` spans one power of ten: tens of thousands are 10000 to 99999, hundreds 100 to 999."""
    table = tables.tables["figures"]
    low, high, qualifiers = _ends(table)
    orders = _both(low, high) & same(qualifiers, *_ORDERS)
    orders[orders] = [
        order_of_magnitude(*ends) is None for ends in zip(low[orders], high[orders], strict=True)
    ]
    for line, first, last in rows_where(table, orders, stripped(table, "low"), stripped(table, "high")):
        repair = "write ends like 100 and 999, or use `range`"
        yield table.problem(line, "low", f"{first} to {last}", "not an order of magnitude", repair)


@rule("parts-of-their-event")
def parts_of_their_event(tables: Tables) -> Iterator[Problem]:
    """The part that a figure is for is a part of the event that its report is about."""
    table, parts, reports = (tables.tables[name] for name in ("figures", "parts", "reports"))
    part_ids, of_parts = stripped(table, "part_id"), stripped(parts, "event_id")
    part = last_rows(stripped(parts, "part_id"), parts.fits, part_ids)
    report = last_rows(stripped(reports, "report_id"), reports.fits, stripped(table, "report_id"))
    elsewhere = table.fits & (part >= 0) & (report >= 0)
    told = stripped(reports, "event_id").to_numpy()[report[elsewhere]]
    elsewhere[elsewhere] = of_parts.to_numpy()[part[elsewhere]] != told
    for line, part_id in rows_where(table, elsewhere, part_ids):
        why = "a part of another event than that of the report"
        yield table.problem(
            line, "part_id", part_id, why, "name a part of this event, or add one to parts.csv"
        )


def _ends(table: Table) -> tuple[Floats, Floats, Cells]:
    """Low, high and qualifier of each row; the numbers of rows that do not fit are left out."""
    low, high = (numbers_in(stripped(table, column), table.fits) for column in ("low", "high"))
    return low, high, stripped(table, "qualifier")


def _both(low: Floats, high: Floats) -> Mask:
    return ~(np.isnan(low) | np.isnan(high))
