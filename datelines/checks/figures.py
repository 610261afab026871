"""Rules on figures: the two ends say what the qualifier says."""

from __future__ import annotations

from collections.abc import Iterator

from datelines import vocabulary as v
from datelines.checks.registry import rule
from datelines.figures import number_in_words, order_of_magnitude
from datelines.problems import Problem
from datelines.reading import Tables
from datelines.records import Figure


@rule("figure-ends")
def figure_ends(tables: Tables) -> Iterator[Problem]:
    """A qualifier binds the ends: `over` has no high, `up to` no low, `exact` and `about` have both, and
    the same."""
    table = tables.tables["figures"]
    for row, figure in tables.records(Figure):
        sides = (("low", figure.low, v.NEEDS_LOW), ("high", figure.high, v.NEEDS_HIGH))
        for column, end, needing in sides:
            if end is None and figure.qualifier in needing:
                why = f"blank, but {figure.qualifier!r} needs it"
                yield table.problem(row.line, column, "", why, f"write the {column} end")
            if end is not None and figure.qualifier not in needing:
                why = f"{figure.qualifier!r} has no {column} end"
                yield table.problem(row.line, column, number_in_words(end), why, "leave it blank")
        both = figure.low is not None and figure.high is not None
        if both and figure.qualifier in v.EQUAL_ENDS and figure.low != figure.high:
            why = f"{figure.qualifier!r} has the same number at both ends"
            value = row.cells["high"]
            yield table.problem(row.line, "high", value, why, "repeat the low end, or write `range`")


@rule("figure-ends-in-order")
def figure_ends_in_order(tables: Tables) -> Iterator[Problem]:
    """The low end is not above the high end; the two ends of a `range` differ."""
    table = tables.tables["figures"]
    for row, figure in tables.records(Figure):
        if figure.low is None or figure.high is None or figure.qualifier in v.EQUAL_ENDS:
            continue
        if figure.low > figure.high:
            why = f"above the high end {row.cells['high'].strip()}"
            yield table.problem(row.line, "low", row.cells["low"], why, "swap the two ends")
        if figure.low == figure.high and figure.qualifier == "range":
            repair = "write `exact` or `about`, or correct an end"
            yield table.problem(row.line, "low", row.cells["low"], "a range with one number", repair)


@rule("figure-orders-of-magnitude")
def figure_orders_of_magnitude(tables: Tables) -> Iterator[Problem]:
    """An `order` spans one power of ten: tens of thousands are 10000 to 99999, hundreds 100 to 999."""
    table = tables.tables["figures"]
    for row, figure in tables.records(Figure):
        if figure.qualifier != "order" or figure.low is None or figure.high is None:
            continue
        if order_of_magnitude(figure.low, figure.high) is None:
            value = f"{row.cells['low'].strip()} to {row.cells['high'].strip()}"
            why = "not an order of magnitude"
            yield table.problem(row.line, "low", value, why, "write ends like 100 and 999, or use `range`")
