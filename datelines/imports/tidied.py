"""What is done to the cells of a stranger's file before any format reads them: invisible characters are taken
off, and rows of tags are told from rows of data. Each is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datelines.files.opened import Opened, RawTable
from datelines.problems import WHOLE_LINE, Problem
from datelines.table.text import as_numpy, text_array

_CONTROL = r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x{9f}]|\r"
_INVISIBLE = r"[\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}\x{2066}-\x{2069}\x{feff}]"
"""Marks of direction and of no width. Joiners (U+200C, U+200D) stay: Persian is spelt with them."""
_IN_PYTHON = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TAG = r"^#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z0-9_]+)*$"
_LEAST_TAGS = 2
_TWICE_ENCODED = r"[\x{c2}-\x{f4}][\x{80}-\x{bf}\x{152}-\x{2122}]"
_TAGS_AMONG = 20
"""Rows at the head of a table among which a row of tags is looked for."""


def tidied(file: Opened) -> Opened:
    """The file without invisible characters and rows of tags; its tables have a remark or a problem for each."""
    if file.tables:
        return replace(file, tables=tuple(_tidied_table(table) for table in file.tables))
    return replace(file, value=without_marks(file.value)) if file.value is not None else file


def without_marks(value: Any) -> Any:
    """A value of JSON, its texts without control characters (a blank stands for each) and invisible marks."""
    if isinstance(value, str):
        return _clean(value) if _IN_PYTHON.search(value) else value
    if isinstance(value, list):
        return [without_marks(one) for one in value]
    if isinstance(value, dict):
        return {without_marks(name): without_marks(one) for name, one in value.items()}
    return value


def _clean(text: str) -> str:
    return _IN_PYTHON.sub(
        lambda found: "" if _MARKS.match(found[0]) else " ", text.replace("\r\n", "\n")
    ).strip()


def twice_encoded(text: str) -> str:
    """What a text in UTF-8 that was taken for Windows-1252 or Latin-1 and encoded again was before; blank where
    it does not decode back. `Ø¥Ø¯Ù„Ø¨` is إدلب."""
    for encoding in ("cp1252", "latin-1"):
        try:
            found = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if found != text and len(found) < len(text):
            return found
    return ""


def _tidied_table(table: RawTable) -> RawTable:
    frame, remarks = table.frame, []
    cleaned: dict[str, pd.Series] = {}
    for name in map(str, frame.columns):
        cells = text_array(frame[name])
        dirty = _where(cells, f"{_CONTROL}|{_INVISIBLE}")
        positions = [
            one for one in np.flatnonzero(dirty).tolist() if _clean(cells[one].as_py()) != cells[one].as_py()
        ]
        if positions:
            column = frame[name].to_numpy(dtype=object, copy=True)
            for position in positions:
                text = str(column[position])
                column[position] = _clean(text)
                # A line break of Windows is none that anybody sees.
                if _clean(text) != text.replace("\r\n", "\n").strip():
                    remarks.append(_remark(table, position, name, text, *_said(text)))
            cleaned[name] = pd.Series(column, dtype="str")
        remarks += _of_twice_encoded(table, name, cells)
    if cleaned:
        frame = frame.assign(**cleaned)
    table = replace(table, frame=frame, remarks=(*table.remarks, *remarks))
    return _without_tags(table)


def _said(text: str) -> tuple[str, str]:
    if _MARKS.search(text):
        return "holds an invisible mark", "nothing needs to be done: it was taken off"
    return "holds a control character", "nothing needs to be done: a blank stands for it"


def _of_twice_encoded(table: RawTable, name: str, cells: pa.Array) -> Iterator[Problem]:
    for position in np.flatnonzero(_where(cells, _TWICE_ENCODED)).tolist():
        text = cells[position].as_py()
        if before := twice_encoded(text):
            why = f"encoded twice: decoded back it reads “{before[:80]}”"
            repair = "save the table again from where it came from, as UTF-8, or write the text as it reads"
            yield _remark(table, position, name, text, why, repair)


def _where(cells: pa.Array, pattern: str) -> np.ndarray:
    return as_numpy(pc.match_substring_regex(cells, pattern))


def _remark(table: RawTable, position: int, column: str, value: str, why: str, repair: str) -> Problem:
    return Problem(table.name, int(table.rows[position]), column, value, why, repair)


def _without_tags(table: RawTable) -> RawTable:
    """The table without a row whose filled cells are all HXL tags (https://hxlstandard.org)."""
    head = table.frame.head(_TAGS_AMONG)
    for position in range(len(head)):
        filled = [cell for cell in head.iloc[position].tolist() if cell]
        if len(filled) >= _LEAST_TAGS and all(re.match(_TAG, cell) for cell in filled):
            kept = np.arange(len(table.frame)) != position
            why = "a row of HXL tags, not an event"
            gone = Problem(
                table.name,
                int(table.rows[position]),
                WHOLE_LINE,
                ", ".join(filled),
                why,
                "nothing needs to be done",
            )
            frame = table.frame[kept].reset_index(drop=True)
            return replace(table, frame=frame, rows=table.rows[kept], problems=(*table.problems, gone))
    return table
