"""A reader's own table on its way from dropped files to a view: opened, recognised, read, checked, placed.

Each step gives a new frozen value. Nothing is written to the disk or kept by this module: the table lives as
long as its session holds it.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property
from types import MappingProxyType

import pyarrow as pa

from datelines.compare.matrix import number_of_shared_events
from datelines.files.encodings import EncodingError, Reading
from datelines.files.limits import check_total
from datelines.files.opened import IntakeError, Opened
from datelines.files.opening import opened
from datelines.formats import readable_formats
from datelines.formats.flat.columns import FLAT_COLUMNS, guessed_columns
from datelines.formats.model import Options
from datelines.imports.run import Import, imported, recognised
from datelines.places.gazetteers import Answer
from datelines.places.lookup import placed
from datelines.problems import Problem
from datelines.query.dataset import Dataset, loaded_tables
from datelines.query.query import EventQuery
from datelines.record.package import UNTITLED
from datelines.share.extract import Extract, extract_of
from datelines.table.table import Tables
from datelines.words import Progress


def _in_silence(share: float, words: str) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Undecoded:
    """A text that is not Unicode: its name and bytes, kept until its encoding is chosen among `readings`."""

    name: str
    content: bytes
    readings: tuple[Reading, ...]


_OF_FLAT_ROWS = frozenset({"flat", "workbook", "geojson", "kml", "gpkg", "geoparquet", "parquet", "jsonl"})
"""Formats with a row for each report, whose columns may have any name."""

VALUES_LOOKED_AT = 200
"""Rows of a column that are looked at for a few different values."""

OPENING_SHARE = 0.3
"""Share of the progress bar for opening files; measured on 16,000 rows of UCDP GED."""


MOST_HELD = 40
"""Tables of readers that one server holds at once. A large one takes gigabytes; most take some megabytes."""

_held: weakref.WeakSet[Import] = weakref.WeakSet()
"""What sessions hold; an import leaves by itself when the last session that holds it is closed."""


@dataclass(frozen=True, eq=False)
class OwnTable:
    """What is known about the files so far.

    `unopened` has the problems of files that could not be opened, `unread` those of files that could not be
    read in the chosen format. `reasons` has the reason for each format that the files could be in, by its
    name; `format` is the one that they are read in ('' where none is known). `points` are the points that
    were looked up or chosen, by place_id.
    """

    names: tuple[str, ...]
    files: tuple[Opened, ...]
    unopened: tuple[Problem, ...]
    reasons: Mapping[str, str]
    format: str = ""
    options: Options = field(default_factory=Options)
    result: Import | None = None
    points: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    undecoded: tuple[Undecoded, ...] = ()
    unread: tuple[Problem, ...] = ()

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Why files could not be opened, or not be read in the chosen format."""
        return self.unopened + self.unread

    @property
    def title(self) -> str:
        """The table in a few words: the names of its files."""
        first = self.names[0] if self.names else "no file"
        return first if len(self.names) < 2 else f"{first} and {len(self.names) - 1} more"

    @property
    def column_choice(self) -> Mapping[str, str] | None:
        """Our flat columns with the file's column that each is read from ('' for none), where the format
        leaves a choice; None where its columns are known."""
        if self.format not in _OF_FLAT_ROWS:
            return None
        if self.result is None:
            # Nothing could be read, perhaps because no column was recognised: then the reader has to choose.
            return {**guessed_columns(self.headers), **self.options.columns}
        mapping = self.result.imported.mapping
        headers = {str(name) for file in self.files for table in file.tables for name in table.frame.columns}
        # A workbook of ours remembers the columns of the table that it was made from: there is no choice.
        remembered = headers and not set(mapping.values()) <= headers
        if remembered or not set(mapping) <= set(FLAT_COLUMNS):
            return None
        return {name: mapping.get(name, "") for name in FLAT_COLUMNS}

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The columns of the files, in order: those that were read, and those that were kept unread."""
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
        if self.result is None:
            return None
        tables = placed(self.result.sound, self.points)
        if tables.corpus.cited_as != UNTITLED:
            return tables
        return replace(tables, corpus=replace(tables.corpus, cited_as=self.title))

    @cached_property
    def loaded(self) -> Dataset | None:
        """The same, ready to be queried; None where no event is left to be shown."""
        if self.tables is None or not len(self.tables.tables["events"].frame):
            return None
        return loaded_tables(self.tables)


def own_table(files: Iterable[tuple[str, bytes]], progress: Progress = _in_silence) -> OwnTable:
    """The table of files (name and content), read in the format that they are recognised as.

    Never raises for what is in a file: what could not be opened is in `unopened`.
    """
    given = list(files)
    names = tuple(name for name, _ in given)
    try:
        check_total((name, len(content)) for name, content in given)
        _check_room(names)
    except IntakeError as error:
        return OwnTable(names, (), (error.problem(),), MappingProxyType({}))
    return _opened_all(OwnTable(names, (), (), MappingProxyType({})), given, None, progress)


def _check_room(names: Sequence[str]) -> None:
    """Raises IntakeError where the server holds as many tables as it can. What only waits to be collected is freed
    first, and the memory of it given back."""
    if len(_held) >= MOST_HELD:
        gc.collect()
        pa.default_memory_pool().release_unused()
    if len(_held) >= MOST_HELD:
        why = f"this server holds {MOST_HELD} tables of other readers at present, which is the most"
        raise IntakeError(
            names[0] if names else "-", why, "try again later, or run Datelines on your own machine"
        )


def decoded(table: OwnTable, encoding: str, progress: Progress = _in_silence) -> OwnTable:
    """The table with its undecoded texts read in the encoding that the reader chose. A text that cannot be
    read in it is kept, to be tried in another."""
    waiting = {text.name: text for text in table.undecoded}
    others = tuple(problem for problem in table.unopened if problem.path not in waiting)
    before = replace(table, unopened=others, undecoded=())
    again = _opened_all(before, [(name, text.content) for name, text in waiting.items()], encoding, progress)
    known = {text.name for text in again.undecoded}
    failed = {problem.path for problem in again.unopened} - known
    kept = tuple(text for name, text in waiting.items() if name in failed)
    return replace(again, undecoded=again.undecoded + kept)


def _opened_all(
    before: OwnTable, given: Sequence[tuple[str, bytes]], encoding: str | None, progress: Progress
) -> OwnTable:
    kept, refused, undecoded = list(before.files), list(before.unopened), []
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
    table = replace(
        before,
        files=tuple(kept),
        unopened=tuple(refused),
        reasons=MappingProxyType({one.name: reason for one, reason in found}),
        undecoded=tuple(undecoded),
    )
    return in_format(table, found[0][0].name, Options(), progress) if found else table


def in_format(
    table: OwnTable, format_name: str, options: Options, progress: Progress = _in_silence
) -> OwnTable:
    """The same files read in another format, or with other options. Points looked up so far are kept.
    Raises KeyError for a format that is not known."""

    def later(share: float, words: str) -> None:
        progress(OPENING_SHARE + (1 - OPENING_SHARE) * share, words)

    chosen = readable_formats()[format_name]
    attempt = replace(table, format=format_name, options=options, result=None, unread=())
    try:
        result = imported(chosen, table.files, replace(options, progress=later))
    except IntakeError as error:
        return replace(attempt, unread=(error.problem(),))
    _held.add(result)
    return replace(attempt, result=result)


def own_extract(table: OwnTable, link: str, on: Day) -> Extract:
    """All that can be explored of the table, to be written in a format, with the choice of columns.

    Raises ValueError where nothing can be explored."""
    if table.loaded is None:
        raise ValueError(f"{table.title}: nothing to export")
    return replace(extract_of(table.loaded, EventQuery(), link, on), mapping=table.mapping)


def values_of(table: OwnTable, header: str, most: int) -> tuple[str, ...]:
    """Some different values of a column of the files as written, in the order in which they come; blank ones
    are left out. The first rows are looked at."""
    found: dict[str, None] = {}
    for file in table.files:
        for one in file.tables:
            if header in one.frame.columns:
                written = (str(value).strip() for value in one.frame[header].head(VALUES_LOOKED_AT))
                found |= dict.fromkeys(value for value in written if value)
    return tuple(found)[:most]


def events_of_several_outlets(table: OwnTable) -> int:
    """How many events have reports of two or more outlets, which is what can be compared."""
    if table.loaded is None:
        return 0
    return number_of_shared_events(table.loaded.selection(EventQuery()))


def with_points(table: OwnTable, points: Mapping[str, Answer]) -> OwnTable:
    """The table with the points of places, by place_id."""
    return replace(table, points=MappingProxyType(dict(points)))
