"""Keeps a spreadsheet from running a cell as a formula, in a way that reading the file undoes."""

from __future__ import annotations

import re

import pandas as pd

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_MARKED = re.compile(r"'+[=+\-@\t\r\n]")
_NUMBER = re.compile(r"-\d+(\.\d+)?", re.ASCII)


def neutralised(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula (it begins with
    `=`, `+`, `-`, `@`, a tab or a line break). A negative number is not a formula, and stays as it is.

    A cell that already has such an apostrophe gets another, so that `restored` gives back any cell.
    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def restored(cell: str) -> str:
    """The cell without the apostrophe that `neutralised` put there; `'Ain Issa` keeps its own."""
    return cell[1:] if _MARKED.match(cell) else cell


def restored_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of text with every cell `restored`."""
    marked = [name for name in frame if frame[name].str.startswith("'").any()]
    return frame.assign(**{str(name): frame[name].map(restored) for name in marked}) if marked else frame
