"""The data sets of the timeline as Arrow tables, each with columns of its own whatever is drawn.

Streamlit would make a pandas frame of a list of rows first (3 ms for 700 reports; so, 1 ms), and guess the
types anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

_COLUMNS = {
    "reports": (
        *("event_id", "outlet", "title", "dated", "summary", "label", "colour", "glyph", "drawn", "row"),
        *("mid", "soft_from", "soft_to", "from", "to", "certain_from", "certain_to", "chosen", "choice"),
    ),
    "lanes": (
        *("label", "top", "bottom", "band", "rows", "thick"),
        *("shown_from", "shown_to", "whole_from", "whole_to", "title", "tick_format"),
    ),
    "strip": ("colour", "from", "to", "base", "top", "opacity"),
    "columns": ("outlet", "colour", "dates", "says", "label", "from", "to", "base", "solid", "top"),
}
_TEXTS = frozenset(
    (
        *("event_id", "outlet", "title", "dated", "summary", "label", "colour", "glyph", "drawn"),
        *("tick_format", "dates", "says"),
    )
)
_FLAGS = frozenset({"chosen"})


def _type_of(column: str) -> pa.DataType:
    # Numbers are floats: Streamlit's page would make a BigInt of each whole one.
    return pa.string() if column in _TEXTS else pa.bool_() if column in _FLAGS else pa.float64()


SCHEMAS = {
    name: pa.schema([(column, _type_of(column)) for column in columns]) for name, columns in _COLUMNS.items()
}
"""The columns of each data set."""


def tables(datasets: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """The rows of each data set as a table, in the order of `datasets`."""
    return {name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in datasets.items()}
