"""A reader's own table on its way from dropped files to a view: opened, recognised, read, checked, placed.

Each step gives a new frozen value. Nothing of it is written to the disk or kept by this module: the table
lives as long as the one who holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property
from types import MappingProxyType

from datelines.extracts import extract_of
from datelines.formats import readable_formats
from datelines.formats.flat_columns import FLAT_COLUMNS
from datelines.formats.model import Extract, Options
from datelines.gazetteers import Answer
from datelines.importing import Import, imported, recognised
from datelines.intake.encodings import EncodingError, Reading
from datelines.intake.files import IntakeError, Opened
from datelines.intake.limits import check_total
from datelines.intake.opening import opened
from datelines.placing import placed
from datelines.problems import Problem
from datelines.query import EventQuery
from datelines.reading import Tables
from datelines.store import Loaded, loaded_tables

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Undecoded:
    """A text that is not Unicode: its name and bytes, kept until its encoding is chosen among `readings`."""

    name: str
    content: bytes
    readings: tuple[Reading, ...]


_OF_FLAT_ROWS = frozenset({"flat", "workbook", "geojson", "kml", "gpkg", "geoparquet", "parquet", "jsonl"})
"""Formats with a row for each report, whose columns may be anybody's."""
OPENING_SHARE = 0.3
"""Share of the progress bar for opening files; measured on 16,000 rows of UCDP GED."""


@dataclass(frozen=True, eq=False)
class OwnTable:
    """What is known of the files so far.

    `refused` says why a file could not be opened, or read in the chosen format. `reasons` has the reason
    by name of each format that the files could be in; `format` is the one that they are read in ('' where
    none is known). `points` are looked up or chosen points by place_id.
    """

    names: tuple[str, ...]
    files: tuple[Opened, ...]
    refused: tuple[Problem, ...]
    reasons: Mapping[str, str]
    format: str = ""
    options: Options = field(default_factory=Options)
    result: Import | None = None
    points: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    undecoded: tuple[Undecoded, ...] = ()

    @property
    def title(self) -> str:
        """The table in a few words: the names of its files."""
        first = self.names[0] if self.names else "no file"
        return first if len(self.names) < 2 else f"{first} and {len(self.names) - 1} more"

    @property
    def column_choice(self) -> Mapping[str, str] | None:
        """Our flat columns with the file's column that each is read from ('' for none), where the format
        leaves a choice; None where its columns are known."""
        mapping = self.result.imported.mapping if self.result else {}
        headers = {str(name) for file in self.files for table in file.tables for name in table.frame.columns}
        # A workbook of ours remembers the columns of the table that it was once made of: there is no choice.
        remembered = headers and not set(mapping.values()) <= headers
        if self.format not in _OF_FLAT_ROWS or remembered or not set(mapping) <= set(FLAT_COLUMNS):
            return None
        return {name: mapping.get(name, "") for name in FLAT_COLUMNS}

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The columns of the files, in order: those that were read, and those that were kept beside."""
        found = [str(name) for file in self.files for table in file.tables for name in table.frame.columns]
        if self.result:
            kept = self.result.imported.kept_columns
            found += self.result.imported.mapping.values()
            found += [] if kept is None else [str(name) for name in kept.columns[1:]]
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def mapping(self) -> Mapping[str, str]:
        """The choice of columns, to be remembered in a download; empty where there is none."""
        return {ours: theirs for ours, theirs in (self.column_choice or {}).items() if theirs}

    @cached_property
    def tables(self) -> Tables | None:
        """The rows that can be explored, with the points; None where nothing was read."""
        return placed(self.result.sound, self.points) if self.result else None

    @cached_property
    def loaded(self) -> Loaded | None:
        """The same, ready to be queried; None where no event is left to be shown."""
        if self.tables is None or not len(self.tables.tables["events"].frame):
            return None
        return loaded_tables(self.tables)


def own_table(
    files: Iterable[tuple[str, bytes]],
    progress: Progress = lambda share, words: None,
    *,
    encoding: str | None = None,
    opened_before: Sequence[Opened] = (),
) -> OwnTable:
    """The table of files (name and content), read in the format that they are recognised as.

    `encoding` is that of texts that are not Unicode, as the reader says; `opened_before` are files of the
    same table that were opened already. Never raises for what is in a file: what could not be opened is in
    `refused`.
    """
    given, kept = list(files), list(opened_before)
    refused: list[Problem] = []
    undecoded: list[Undecoded] = []
    try:
        check_total((name, len(content)) for name, content in given)
    except IntakeError as error:
        return OwnTable(tuple(name for name, _ in given), (), (error.problem(),), MappingProxyType({}))
    for number, (name, content) in enumerate(given):
        progress(OPENING_SHARE * number / len(given), f"Opening {name}")
        try:
            kept.append(opened(name, content, encoding))
        except EncodingError as error:
            refused.append(error.problem())
            if error.readings:
                undecoded.append(Undecoded(name, content, error.readings))
        except IntakeError as error:
            refused.append(error.problem())
    found = recognised(kept) if kept else ()
    table = OwnTable(
        names=(*(file.name for file in opened_before), *(name for name, _ in given)),
        files=tuple(kept),
        refused=tuple(refused),
        reasons=MappingProxyType({one.name: reason for one, reason in found}),
        undecoded=tuple(undecoded),
    )
    return in_format(table, found[0][0].name, Options(), progress) if found else table


def decoded(table: OwnTable, encoding: str, progress: Progress = lambda share, words: None) -> OwnTable:
    """The table with its undecoded texts read in the encoding that the reader chose."""
    waiting = [(text.name, text.content) for text in table.undecoded]
    return own_table(waiting, progress, encoding=encoding, opened_before=table.files)


def in_format(
    table: OwnTable, format_name: str, options: Options, progress: Progress = lambda share, words: None
) -> OwnTable:
    """The same files read in another format, or with other options. Points looked up so far are kept."""

    def later(share: float, words: str) -> None:
        progress(OPENING_SHARE + (1 - OPENING_SHARE) * share, words)

    # A problem of the files' opening stays; one of an earlier attempt to read them does not.
    unopened = tuple(
        problem for problem in table.refused if problem.path not in {f.name for f in table.files}
    )
    attempt = replace(table, format=format_name, options=options, result=None, refused=unopened)
    try:
        reading = replace(options, progress=later)
        result = imported(readable_formats()[format_name], table.files, reading)
    except IntakeError as error:
        return replace(attempt, refused=(*unopened, error.problem()))
    return replace(attempt, result=result)


def own_extract(table: OwnTable, link: str, on: Day) -> Extract:
    """All that can be explored of the table, to be written in a format, with the choice of columns.

    Raises ValueError where nothing can be explored."""
    if table.loaded is None:
        raise ValueError(f"{table.title}: nothing to export")
    return replace(extract_of(table.loaded, EventQuery(), link, on), mapping=table.mapping)


def with_points(table: OwnTable, points: Mapping[str, Answer]) -> OwnTable:
    """The table with the points of places, by place_id."""
    return replace(table, points=MappingProxyType(dict(points)))
