"""Columns of text of a foreign table (pandas): cleaned, matched, looked up and turned into ids by Arrow.

pandas goes through Arrow columns cell by cell for many of these; tables with hundreds of thousands of rows
cannot wait for that. Patterns are RE2's (https://github.com/google/re2/wiki/Syntax).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.text_columns import TEXT, text_array

PORTION = 50_000
"""Rows that are handled at once where what is made on the way takes much more memory than the result."""
PLAIN_NUMBER = r"^-?\d+(\.\d+)?$"


def text_column(values: Any) -> pd.Series:
    """Any column (an Arrow array too) as text with the index 0, 1, 2 …, missing values as ''."""
    series = values.to_pandas() if isinstance(values, pa.Array | pa.ChunkedArray) else pd.Series(values)
    series = series.reset_index(drop=True).astype("str")
    return series.fillna("") if series.hasnans else series


def repeated(value: str, count: int) -> pd.Series:
    """`count` cells with the same text."""
    return pd.Series([value], dtype="str").repeat(count).reset_index(drop=True)


def written(*parts: pd.Series | str) -> pd.Series:
    """The parts of each row one after another, a text alone being the same in every row."""
    arrays = [pa.scalar(part, TEXT) if isinstance(part, str) else text_array(part) for part in parts]
    return text_column(pc.binary_join_element_wise(*arrays, pa.scalar("", TEXT)))


def on_one_line(cells: pd.Series) -> pd.Series:
    """Cells with each line break, tab and run of blanks as one blank."""
    array = text_array(cells)
    odd = any(pc.any(pc.match_substring(array, mark)).as_py() for mark in ("\n", "\r", "\t", "  "))
    return replaced(cells, r"\s+", " ") if odd else cells


def replaced(cells: pd.Series, pattern: str, text: str) -> pd.Series:
    """Cells with every match of the pattern replaced; `\\\\1` stands for its first group."""
    return text_column(pc.replace_substring_regex(text_array(cells), pattern, text))


def groups(cells: pd.Series, pattern: str) -> pd.DataFrame:
    """The named groups of the first match in each cell; all blank where there is none."""
    found = pc.extract_regex(text_array(cells), pattern)
    names = list(re.compile(pattern).groupindex)
    return pd.DataFrame({name: text_column(pc.struct_field(found, name)) for name in names})


def looked_up(cells: pd.Series, table: Mapping[str, str], otherwise: str = "") -> pd.Series:
    """What the table says for each cell."""
    codes, terms = pd.factorize(cells)
    return taken([table.get(term, otherwise) for term in terms.tolist()], codes)


def taken(values: Any, codes: np.ndarray) -> pd.Series:
    """The value at each of the positions `codes`."""
    return text_column(pd.Series(values, dtype="str").array.take(codes))


def numbers(cells: pd.Series) -> pd.Series:
    """Plain numbers as floats; nan for any other text."""
    array = text_array(cells)
    plain = pc.match_substring_regex(array, PLAIN_NUMBER)
    return pd.Series(pc.cast(pc.if_else(plain, array, "nan"), pa.float64()).to_numpy())


def slugs(cells: pd.Series) -> pd.Series:
    """Cells of Latin letters and digits as ids; '' where nothing of them is left."""
    return replaced(cells.str.lower(), r"[^a-z0-9]+", "-").str.strip("-")


def fingerprints(*columns: pd.Series) -> np.ndarray:
    """A number of 64 bits for each row, made from its cells: equal for equal rows, in every file."""
    count = len(columns[0])
    made = np.empty(count, dtype=np.uint64)
    for start in range(0, count, PORTION):
        portion = slice(start, start + PORTION)
        joined = columns[0].iloc[portion]
        for column in columns[1:]:
            joined = joined + "\x1f" + column.iloc[portion]
        made[portion] = pd.util.hash_array(joined.to_numpy(dtype=object), categorize=False)
    return made


def digits_of(marks: np.ndarray, digits: int = 16) -> pd.Series:
    """Fingerprints as text of up to 16 hexadecimal digits."""
    offsets = np.arange(0, 16 * len(marks) + 1, 16, dtype=np.int64)
    hexadecimal = marks.astype(">u8").tobytes().hex().encode("ascii")
    whole = pa.LargeStringArray.from_buffers(len(marks), pa.py_buffer(offsets), pa.py_buffer(hexadecimal))
    return text_column(pc.utf8_slice_codeunits(whole, 0, digits))
