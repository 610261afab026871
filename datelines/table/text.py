"""Columns of text, of our tables as Arrow arrays and of foreign tables as pandas' series.

Arrays are of large strings in one piece, without nulls unless a function says otherwise. Series are worked on
by Arrow too: pandas goes through Arrow columns cell by cell for much of it, and tables with hundreds of
thousands of rows cannot wait for that. Patterns are RE2's (https://github.com/google/re2/wiki/Syntax).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_T = TypeVar("_T")
TEXT = pa.large_string()
BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Every character that str.strip takes off, so that Arrow takes off the same."""
PORTION = 50_000
"""Rows worked on at once where the steps take much more memory than the result."""
PLAIN_NUMBER = r"^-?\d+(\.\d+)?$"


def text_array(texts: pd.Series | pd.Index | Iterable[str]) -> pa.Array:
    """Texts as an array. Half a pair of surrogates, which UTF-8 cannot hold, becomes U+FFFD."""
    given = texts if isinstance(texts, pd.Series | pd.Index) else list(texts)
    try:
        made = pa.array(given, from_pandas=True)
        made = made.cast(TEXT)
    except (UnicodeEncodeError, pa.ArrowException):
        made = pa.array([_without_halves(text) for text in given], TEXT)
    if isinstance(made, pa.ChunkedArray):
        made = made.combine_chunks()
    return made.fill_null("") if made.null_count else made


def _without_halves(text: Any) -> str:
    if not isinstance(text, str):
        return "" if pd.isna(text) else str(text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text_frame(columns: Mapping[str, pa.Array]) -> pd.DataFrame:
    """Arrays as a frame of pandas' own text type, which shares their memory."""
    frame: pd.DataFrame = pa.table(dict(columns)).to_pandas()
    return frame


def trimmed(array: pa.Array) -> pa.Array:
    """The texts without blanks at either end, as str.strip has it."""
    found = pc.utf8_trim(array, characters=BLANKS)
    return array if found.equals(array) else found  # most are trimmed: no second copy is kept of them


def blank(array: pa.Array) -> np.ndarray:
    """Whether each text is empty, or nothing but blanks."""
    return as_numpy(pc.equal(trimmed(array), ""))


def distinct(array: pa.Array) -> tuple[list[str], np.ndarray]:
    """The distinct texts in order of first appearance, and for each text its number among them."""
    encoded = array.dictionary_encode()
    return encoded.dictionary.to_pylist(), as_numpy(encoded.indices)


def per_distinct(array: pa.Array, function: Callable[[str], str]) -> pa.Array:
    """`function` of each text, computed once for each distinct one."""
    texts, numbers = distinct(array)
    return pa.array([function(text) for text in texts], TEXT).take(pa.array(numbers))


def numbers_of(array: pa.Array) -> np.ndarray:
    """Plain numbers as floats; NaN where the text is blank. Raises ValueError for other text."""
    texts, numbers = distinct(array)
    found = np.array([float(text) if text.strip() else np.nan for text in texts], np.float64)
    return as_numpy(pa.array(found).take(pa.array(numbers)))


def positions(wanted: pa.Array, ids: pa.Array) -> np.ndarray:
    """The position of each wanted text in `ids`, -1 where it is not there."""
    return as_numpy(pc.index_in(wanted, value_set=ids).fill_null(-1)).astype(np.int64)


def split(array: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The values of cells that hold several joined by `;`, trimmed, without blank ones, in one array; and how
    many each cell has."""
    lists = pc.split_pattern(array, ";")
    values, owners = trimmed(lists.flatten()), as_numpy(pc.list_parent_indices(lists))
    there = as_numpy(pc.not_equal(values, ""))
    return values.filter(pa.array(there)), np.bincount(owners[there], minlength=len(array))


def joined_cells(values: pa.Array, counts: np.ndarray, separator: str) -> pa.Array:
    """Consecutive runs of `values`, as long as `counts` says, each joined; null for a run of none."""
    lists = pa.LargeListArray.from_arrays(pa.array(starts(counts)), values)
    texts = pc.binary_join(lists, pa.scalar(separator, TEXT))
    return pc.if_else(pa.array(counts > 0), texts, pa.scalar(None, TEXT))


def starts(counts: np.ndarray) -> np.ndarray:
    """Where each run of these lengths begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def as_numpy(array: pa.Array) -> np.ndarray:
    """An array without nulls as a numpy array."""
    found: np.ndarray = array.to_numpy(zero_copy_only=False)
    return found


def batches(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The values in lists of at most `size`."""
    left = iter(values)
    while batch := list(islice(left, size)):
        yield batch


def text_column(values: Any) -> pd.Series:
    """Any column (an Arrow array too) as text with the index 0, 1, 2 …, missing values as ''."""
    series = values.to_pandas() if isinstance(values, pa.Array | pa.ChunkedArray) else pd.Series(values)
    series = series.reset_index(drop=True).astype("str")
    return series.fillna("") if series.hasnans else series


def repeated(value: str, count: int) -> pd.Series:
    """`count` cells with the same text."""
    return pd.Series([value], dtype="str").repeat(count).reset_index(drop=True)


def written(*parts: pd.Series | str) -> pd.Series:
    """The parts of each row one after another; a part that is a single text is the same in every row."""
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
    """The value in `table` for each cell, `otherwise` where there is none."""
    codes, terms = pd.factorize(cells)
    return taken([table.get(term, otherwise) for term in terms.tolist()], codes)


def taken(values: Any, codes: np.ndarray) -> pd.Series:
    """The value at each of the positions `codes`."""
    return text_column(pd.Series(values, dtype="str").array.take(codes))


def as_numbers(cells: pd.Series) -> pd.Series:
    """Plain numbers as floats; nan for any other text."""
    array = text_array(cells)
    plain = pc.match_substring_regex(array, PLAIN_NUMBER)
    return pd.Series(pc.cast(pc.if_else(plain, array, "nan"), pa.float64()).to_numpy())


def slugs(cells: pd.Series) -> pd.Series:
    """Cells as ids of Latin letters and digits; '' where no such character is in a cell."""
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
