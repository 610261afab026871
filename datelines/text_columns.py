"""Columns of text as Arrow arrays: trimmed, worked on once for each distinct text, looked up, joined.

All arrays are of large strings in one piece, without nulls where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T")
TEXT = pa.large_string()
BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""Every character that str.strip takes off, so that Arrow takes off the same."""


def text_array(texts: pd.Series | pd.Index | Iterable[str]) -> pa.Array:
    """Texts as an array. Half a pair of surrogates, which no UTF-8 can hold, becomes U+FFFD."""
    given = texts if isinstance(texts, pd.Series | pd.Index) else list(texts)
    try:
        made = pa.array(given, from_pandas=True)
        made = made.cast(TEXT)
    except (UnicodeEncodeError, pa.ArrowException):
        made = pa.array([_mended(text) for text in given], TEXT)
    if isinstance(made, pa.ChunkedArray):
        made = made.combine_chunks()
    return made.fill_null("") if made.null_count else made


def _mended(text: Any) -> str:
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
    """`function` of each text, worked out once for each distinct one."""
    texts, numbers = distinct(array)
    return pa.array([function(text) for text in texts], TEXT).take(pa.array(numbers))


def numbers_of(array: pa.Array) -> np.ndarray:
    """Plain numbers as floats; NaN where the text is blank. Raises ValueError for other text."""
    texts, numbers = distinct(array)
    found = np.array([float(text) if text.strip() else np.nan for text in texts], np.float64)
    return as_numpy(pa.array(found).take(pa.array(numbers)))


def positions(wanted: pa.Array, ids: pa.Array) -> np.ndarray:
    """For each wanted text its position in `ids`, -1 where it is not there."""
    return as_numpy(pc.index_in(wanted, value_set=ids).fill_null(-1)).astype(np.int64)


def split(array: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The trimmed values of cells that hold several joined by `;`, blank ones left out, in one array; and
    how many each cell has."""
    lists = pc.split_pattern(array, ";")
    values, owners = trimmed(lists.flatten()), as_numpy(pc.list_parent_indices(lists))
    there = as_numpy(pc.not_equal(values, ""))
    return values.filter(pa.array(there)), np.bincount(owners[there], minlength=len(array))


def joined(values: pa.Array, counts: np.ndarray, separator: str) -> pa.Array:
    """Consecutive runs of `values`, as long as `counts` says, each joined; null for a run of none."""
    lists = pa.LargeListArray.from_arrays(pa.array(starts(counts)), values)
    texts = pc.binary_join(lists, pa.scalar(separator, TEXT))
    return pc.if_else(pa.array(counts > 0), texts, pa.scalar(None, TEXT))


def starts(counts: np.ndarray) -> np.ndarray:
    """Where each run begins, and at last where all end."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def as_numpy(array: pa.Array) -> np.ndarray:
    """An array without nulls as a numpy array."""
    found: np.ndarray = array.to_numpy(zero_copy_only=False)
    return found


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    left = iter(values)
    while batch := list(islice(left, size)):
        yield batch
