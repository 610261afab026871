"""What every format has in common: how it is recognised, what reading gives, what writing is given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd

from datelines.files.opened import Opened
from datelines.problems import Problem
from datelines.share.extract import Extract

DayOrder = Literal["day-first", "month-first"]
_Row = TypeVar("_Row")
_TOLD_EVERY = 500
KEEP_ALL = "a workbook or a data package keeps everything"
"""What a format that keeps little refers to, in what it `loses`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said about the files. `columns` maps our column (`event.date`, see
    datelines.formats.flat.read) to theirs, '' for none; `day_order` reads `3/9/2019`, which is a problem
    where it is None. `progress` is told the share of the reading that is done, and in words
    what is being done."""

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    day_order: DayOrder | None = None
    progress: Callable[[float, str], None] = lambda share, words: None

    def counted_off(self, rows: Sequence[_Row], words: str) -> Iterator[tuple[int, _Row]]:
        """The rows with their numbers from 1; `progress` is told how far they are, with these words."""
        for number, row in enumerate(rows, start=1):
            if number % _TOLD_EVERY == 0:
                self.progress(number / len(rows), words)
            yield number, row


@dataclass(frozen=True, eq=False)
class Origin:
    """Where the rows of one of our tables come from, so that a problem names the user's own file, row and
    column.

    `path` is the file (`RawTable.name`), `rows` the row number there for each row of our table, `columns`
    maps our column to theirs where there is one.
    """

    path: str
    rows: np.ndarray
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Imported:
    """What a format made of files.

    `frames` holds one frame of text cells (blank '') for each of our tables that has rows, with exactly
    the columns of its record (`datelines.record.records`), in any row order; `origins` where its rows came
    from. `read` counts the data rows of the user's files that are claims (rows, features, incidents: one unit
    for each format). `flags` are remarks on rows that are kept as they are; `skipped` the rows that are
    not kept, each with its reason. `kept_columns` has `report_id` and every foreign column that no column
    of ours holds, as read. `mapping` says which of their columns went into which of ours, in words.
    `corpus` has members for datapackage.json (title, `datelines:bounds`, licence).
    """

    format: str
    frames: Mapping[str, pd.DataFrame]
    origins: Mapping[str, Origin]
    read: int
    flags: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    kept_columns: pd.DataFrame | None = None
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shapes: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    corpus: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def columns_of_table(table: str, columns: Mapping[str, str]) -> dict[str, str]:
    """For an Origin, the columns of one table out of those of all: of `{"events.date": "event_date"}` for
    `events`, `{"date": "event_date"}`."""
    named = ((name.partition("."), theirs) for name, theirs in columns.items())
    return {column: theirs for (of, _, column), theirs in named if of == table}


def json_bytes(value: Any) -> bytes:
    """A value as the bytes of a JSON file: UTF-8, indented, ending with a line break."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )


class CannotHold(ValueError):
    """Something in an extract that a format has no room for: the `format` by its title, `where` it stands
    (table, row and column), and `why`. Nothing is written: a file that lost it would not say so."""

    def __init__(self, format: str, where: str, why: str) -> None:
        self.format, self.where, self.why = format, where, why
        super().__init__(f"{format} cannot hold {where}: {why}")


Reader = Callable[[Sequence[Opened], Options], Imported]
Recogniser = Callable[[Sequence[Opened]], str]
Writer = Callable[[Extract], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, its title, what it says for itself, and its functions.

    `recognise` gives the reason why the files are in this format, in words that follow "because"
    (`the columns event_id_cnty and inter1 are ACLED's`), and '' where they are not. Formats are asked in
    order of `rank`, lowest first; the first with a reason is proposed. `read` raises IntakeError where the
    files are not in the format at all, `write` CannotHold where the format has no room for something.
    `suffix` and `mime` are of the file that `write` gives.
    """

    name: str
    title: str
    rank: int
    recognise: Recogniser | None = None
    read: Reader | None = None
    write: Writer | None = None
    suffix: str = ""
    mime: str = ""
    loses: str = ""
