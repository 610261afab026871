"""What a stranger's file holds once it has been opened: tables of text, or a value of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from datelines.problems import Problem

Kind = Literal["delimited", "workbook", "json", "json-lines", "vector", "parquet", "package"]


class IntakeError(ValueError):
    """A file that cannot be opened: `name` and one plain sentence on why, and what would help."""

    def __init__(self, name: str, why: str, repair: str) -> None:
        self.name, self.why, self.repair = name, why, repair
        super().__init__(f"{name}: {why}; {repair}")

    def problem(self) -> Problem:
        """The same as a problem of the whole file."""
        return Problem(self.name, 1, "-", "", self.why, self.repair)


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as it is in its file.

    `name` is what people call it (`events.csv`, or `book.xlsx [events]`), `part` the bare name of the
    sheet, layer or file without its suffix (`events`). `frame` has a column of text for each header cell
    (outer blanks and a byte order mark taken off, blank headers named `column 3`, repeated ones
    `name (2)`), blank cells as ''. `rows` holds the row number of each row as a spreadsheet shows it
    (the header is row 1). `problems` are rows that could not be read, and are not in `frame`;
    `remarks` are about single cells in it (a formula without a value, which is '').
    A geometry is GeoJSON text in a column named `geometry`. `header` has the cells of the header as they are
    in the file, and `header_row` its row: a format of files without a header makes a row of them
    (`datelines.files.tables.headed`).
    """

    name: str
    part: str
    frame: pd.DataFrame
    rows: np.ndarray
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    header: tuple[str, ...] = ()
    header_row: int = 1


@dataclass(frozen=True, eq=False)
class Opened:
    """A file that was opened. `said` tells how, in words (`CSV in UTF-8, separated by semicolons`).

    `tables` for kinds with rows, `value` for JSON (and for a package, its datapackage.json). `parts` are the
    outlines of a package by their file name (`zone.geojson`, of its folder shapes/). `about` is what a file
    with rows says of itself beside them, as label and text (`Licence`, `CC BY 4.0`).
    """

    name: str
    kind: Kind
    said: str
    size: int
    tables: tuple[RawTable, ...] = ()
    value: Any = None
    parts: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    about: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def only_file(files: Sequence[Opened], found: Sequence[Opened], what: str, repair: str) -> Opened:
    """The one of `files` that is in a format. Raises IntakeError where none or several were `found`."""
    if not found:
        raise IntakeError(files[0].name if files else "-", f"no {what}", repair)
    if len(found) > 1:
        raise IntakeError(found[1].name, f"a second {what}", "read one file at a time")
    return found[0]


def labelled(lines: Iterable[str]) -> dict[str, str]:
    """Lines like `Licence: CC BY 4.0` as label and text; other lines are left out."""
    split = (line.partition(":") for line in lines)
    return {label.strip(): text.strip() for label, colon, text in split if colon and text.strip()}
