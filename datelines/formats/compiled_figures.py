"""Figures of a compiled database: two ends, as its row gives them, in our qualifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from datelines.formats.arrow_text import numbers, repeated, taken, written


@dataclass(frozen=True, eq=False)
class Figures:
    """Rows of figures.csv without ids of their own: `positions` of their claims, and `cells` by column."""

    positions: np.ndarray
    suffix: str
    cells: Mapping[str, pd.Series]


def figures_of(
    low: pd.Series,
    high: pd.Series,
    phrase: pd.Series,
    note: pd.Series,
    measure: str,
    population: str,
) -> Figures:
    """A figure for each claim that gives one of two ends (text; blank is not given).

    Equal ends are `exact`, two ends `range` (in the order in which they stand: nothing is mended), a low end
    alone `at-least`, a high end alone `at-most`.
    """
    has_low, has_high = low != "", high != ""
    equal = has_low & has_high & ((low == high) | (numbers(low) == numbers(high)))
    qualifier = repeated("range", len(low)).where(has_low & has_high, "at-least").where(has_low, "at-most")
    qualifier = qualifier.where(~equal, "exact")
    given = np.flatnonzero((has_low | has_high).to_numpy())
    cells = {"qualifier": qualifier, "low": low, "high": high, "as_reported": phrase, "note": note}
    constant = {"measure": measure, "population": population, "unit": "people", "scope": "event"}
    chosen = {name: taken(column, given) for name, column in cells.items()}
    return Figures(
        given, measure, chosen | {name: repeated(text, len(given)) for name, text in constant.items()}
    )


def phrase_of(*ends: tuple[str, pd.Series]) -> pd.Series:
    """The numbers of each row with their words (`best 5, low 3, high 9`), blank ones left out."""
    said = [written(f", {word} ", cells).where(cells != "", "") for word, cells in ends]
    return written(*said).str.slice(2)
