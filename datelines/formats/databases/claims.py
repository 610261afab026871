"""Puts together the tables of a compiled database: one claim for each row, the database as its speaker.

UCDP, ACLED and Airwars differ in their columns (their own modules); what a claim becomes is the same: an
event, a report whose source is the dataset itself, figures, and the sources that the row names. A module
reads its rows with `claim_rows`, makes columns of them, and ends with `compiled`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.formats.databases.cells import NULLS, Columns, ids_of, row_numbers, rows_that_are_claims
from datelines.formats.databases.places import Places
from datelines.formats.databases.sources import CitedSources
from datelines.formats.model import Imported, Origin, columns_of_table
from datelines.problems import Problem
from datelines.record.package import bounds_of
from datelines.record.records import Cited, Event, Figure, Outlet, Place, Record, Report, Source, Speaker
from datelines.table.text import as_numbers, looked_up, repeated, taken, text_column, written

LONGEST_SUMMARY = 300
"""Characters of a summary, as the rule `short-summaries` has it."""


@dataclass(frozen=True, slots=True)
class Database:
    """What is known about a compiled database and the file at hand. `format` is the name of its format, and
    begins the ids."""

    format: str
    name: str
    country: str
    url: str
    about: str
    title: str
    published: str = ""
    published_note: str = ""
    licence: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class ClaimRows:
    """The rows of a database's table that are claims: their `columns`, and a unique id for each. `read`
    counts all rows of the table, `others` are the further tables of the files."""

    file: Opened
    columns: Columns
    ids: pd.Series
    read: int
    others: tuple[RawTable, ...] = ()
    flags: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()


def claim_rows(
    opened: Sequence[Opened],
    fits: Callable[[RawTable], bool],
    whose: str,
    prefix: str,
    names: tuple[Sequence[str], ...],
    nulls: Sequence[str] = NULLS,
) -> ClaimRows:
    """The rows of the only table that `fits`. `names` are those of the columns that a claim has a cell in:
    first the id, each column by the names that it has in one version or another. Ids begin with `prefix`.

    Raises IntakeError where no table is one of `whose`, or several are.
    """
    file, table, others = one_table(opened, fits, whose)
    every = Columns(table, nulls=nulls)
    kept, skipped = rows_that_are_claims(table, *(every.header(*several) for several in names))
    columns = Columns(table, kept, nulls)
    ids, flags = ids_of(columns, names[0], prefix)
    return ClaimRows(file, columns, ids, len(table.frame), others, tuple(flags), tuple(skipped))


def one_table(
    opened: Sequence[Opened], fits: Callable[[RawTable], bool], whose: str
) -> tuple[Opened, RawTable, tuple[RawTable, ...]]:
    """The only table of the files that `fits`, its file, and the tables that do not fit.

    Raises IntakeError where none does, or more than one: rows of two files must not be mixed up.
    """
    tables = [(file, table) for file in opened for table in file.tables]
    found = [(file, table) for file, table in tables if fits(table)]
    if not found:
        name = opened[0].name if opened else "-"
        raise IntakeError(name, f"no table in it has the columns of {whose}", "choose another format")
    if len(found) > 1:
        names = " and ".join(table.name for _, table in found[:2])
        raise IntakeError(found[1][0].name, f"{names} are both tables of {whose}", "read one at a time")
    file, table = found[0]
    return file, table, tuple(other for _, other in tables if other is not table)


def shortened(cells: pd.Series, most: int) -> pd.Series:
    """Cells of at most `most` characters, with an ellipsis where something was cut off."""
    return cells.where(cells.str.len() <= most, cells.str.slice(0, most - 1) + "…")


def whereabouts(spots: pd.DataFrame, prepositions: Mapping[str, str], otherwise: str) -> pd.Series:
    """Where each claim is, for its title (`near Exampleville`): the name of its place with the preposition
    that its precision has."""
    named = shortened(spots["name"].where(spots["name"] != "", "a place not named"), 80)
    return written(looked_up(spots["precision"], prepositions, otherwise), " ", named)


@dataclass(frozen=True, eq=False)
class Figures:
    """Rows of figures.csv without ids: the `positions` of their claims, and `cells` by column. The id of a
    figure is that of its report with `suffix`."""

    positions: np.ndarray
    suffix: str
    cells: Mapping[str, pd.Series]


def figures_of(
    low: pd.Series, high: pd.Series, phrase: pd.Series, note: pd.Series, measure: str, population: str
) -> Figures:
    """A figure for each claim that gives one of two ends (text; blank is not given).

    Equal ends are `exact`, two ends `range` (in the order of the file, even where the low one is higher), a
    low end alone `at-least`, a high end alone `at-most`.
    """
    has_low, has_high = low != "", high != ""
    equal = has_low & has_high & ((low == high) | (as_numbers(low) == as_numbers(high)))
    qualifier = repeated("range", len(low)).where(has_low & has_high, "at-least").where(has_low, "at-most")
    qualifier = qualifier.where(~equal, "exact")
    given = np.flatnonzero((has_low | has_high).to_numpy())
    cells = {"qualifier": qualifier, "low": low, "high": high, "as_reported": phrase, "note": note}
    constant = {"measure": measure, "population": population, "unit": "people", "scope": "event"}
    chosen = {name: taken(column, given) for name, column in cells.items()}
    return Figures(
        given, measure, chosen | {name: repeated(text, len(given)) for name, text in constant.items()}
    )


def phrase_of(*ends: tuple[str, pd.Series]) -> pd.Series:
    """The numbers of each row with their words (`best 5, low 3, high 9`), blank ones left out."""
    said = [written(f", {word} ", cells).where(cells != "", "") for word, cells in ends]
    return written(*said).str.slice(2)


@dataclass(frozen=True, eq=False)
class Claims:
    """What each row says, as text columns of one length."""

    titles: pd.Series
    dates: pd.Series
    date_bases: pd.Series
    date_notes: pd.Series
    kinds: pd.Series
    summaries: pd.Series
    places_as_reported: pd.Series
    notes: pd.Series | str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Compiled:
    """What was read of a table of claims.

    `held` are the names of the columns whose cells are in our tables unchanged: all others are kept beside
    the reports. `ours` says which of their columns ours came from (`{"events.date": "event_date"}`),
    `mapping` the same in words, with `unread` for each further table. `cited_path` is the file that `cited`
    is from, where it is another one. `flags` are added to those of the rows and the places.
    """

    dataset: Database
    rows: ClaimRows
    claims: Claims
    places: Places
    figures: Sequence[Figures]
    cited: CitedSources
    held: Sequence[str]
    ours: Mapping[str, str]
    mapping: Mapping[str, str]
    unread: str
    flags: Sequence[Problem] = ()
    cited_path: str = ""


def compiled(given: Compiled) -> Imported:
    """The import of a table of claims."""
    dataset, columns, claims = given.dataset, given.rows.columns, given.claims
    path = columns.name
    made = [part for part in _parts(given) if len(part.rows)]
    # Outlets and sources are those of the second file, where there is one.
    paths = dict.fromkeys((Outlet, Source, Cited), given.cited_path or path)
    bounds = bounds_of(claims.dates.unique())
    held = {columns.header(name) for name in given.held}
    kept = {str(name): columns.frame[name] for name in columns.frame if name not in held}
    read_of = {path, given.cited_path}
    unread = [other.name for other in given.rows.others if other.name not in read_of]
    return Imported(
        format=dataset.format,
        frames={part.model.table: part.frame for part in made},
        origins={
            part.model.table: Origin(
                paths.get(part.model, path),
                np.asarray(part.rows, dtype=np.int64),
                columns_of_table(part.model.table, given.ours),
            )
            for part in made
        },
        read=given.rows.read,
        flags=(*given.rows.flags, *given.places.flags, *given.flags),
        skipped=given.rows.skipped,
        kept_columns=pd.DataFrame({"report_id": given.rows.ids} | kept),
        mapping={**given.mapping, **dict.fromkeys(unread, given.unread)},
        corpus={
            "title": dataset.title,
            **({"datelines:bounds": bounds} if bounds else {}),
            **({"licenses": [dict(dataset.licence)]} if dataset.licence else {}),
        },
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """One of our tables, and the row of the file that each of its rows is from."""

    model: type[Record]
    frame: pd.DataFrame
    rows: np.ndarray


def _part(model: type[Record], rows: np.ndarray, **cells: Any) -> _Part:
    """A table with exactly the columns of the record: a text is repeated in each row, what is not named is
    blank."""
    columns: dict[str, pd.Series] = {}
    # A column of Arrow's is never changed in place, so that columns may share one.
    alike: dict[str, pd.Series] = {}
    for column in model.columns():
        value = cells.get(column, "")
        if isinstance(value, str):
            if value not in alike:
                alike[value] = repeated(value, len(rows))
            columns[column] = alike[value]
        else:
            columns[column] = text_column(value)
    return _Part(model, pd.DataFrame(columns, columns=pd.Index(model.columns())), rows)


def _joined(*parts: _Part) -> _Part:
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    return _Part(parts[0].model, frame, np.concatenate([part.rows for part in parts]))


def _parts(given: Compiled) -> list[_Part]:
    claims, cited, rows, prefix = given.claims, given.cited, given.rows.columns.rows, given.dataset.format
    outlet, speaker, source = _of_dataset(given.dataset, given.rows.columns.name)
    ids = given.rows.ids
    return [
        _joined(outlet, _part(Outlet, cited.outlet_rows, **cited.outlets)),
        speaker,
        _joined(source, _part(Source, cited.source_rows, **cited.sources)),
        _Part(Place, given.places.frame, rows[given.places.positions]),
        _part(
            Event,
            rows,
            event_id=ids,
            title=claims.titles,
            date=claims.dates,
            date_basis=claims.date_bases,
            place_ids=given.places.place_ids,
            kind=claims.kinds,
            status="draft",
            note=claims.date_notes,
        ),
        _part(
            Report,
            rows,
            report_id=ids,
            event_id=ids,
            source_id=f"{prefix}-dataset",
            locator=row_numbers(rows),
            speaker_id=prefix,
            voice="paraphrased",
            place_as_reported=claims.places_as_reported,
            summary=shortened(claims.summaries, LONGEST_SUMMARY),
            link_status="same",
            status="draft",
            note=claims.notes,
        ),
        # A database may give no figures at all: then this is a table without rows.
        _joined(
            _part(Figure, rows[:0]),
            *(_figures(figures, taken(ids, figures.positions), rows) for figures in given.figures),
        ),
        _part(Cited, cited.link_rows, report_id=taken(ids, cited.positions), source_id=cited.source_ids),
    ]


def _figures(figures: Figures, report_ids: pd.Series, rows: np.ndarray) -> _Part:
    figure_ids = report_ids + f"-{figures.suffix}"
    of_figures = rows[figures.positions]
    return _part(Figure, of_figures, figure_id=figure_ids, report_id=report_ids, **figures.cells)


def _of_dataset(dataset: Database, document: str) -> tuple[_Part, _Part, _Part]:
    """The dataset as an outlet, a speaker and a source. They come from the file as a whole: its row 1."""
    row, prefix = np.array([1]), dataset.format
    outlet = _part(
        Outlet,
        row,
        outlet_id=prefix,
        name=dataset.name,
        kind="monitor",
        country=dataset.country,
        language="en",
        url=dataset.url,
        about=dataset.about,
    )
    source = _part(
        Source,
        row,
        source_id=f"{prefix}-dataset",
        outlet_id=prefix,
        outlet_basis="stated",
        title=dataset.title,
        published=dataset.published,
        published_basis="inferred" if dataset.published else "",
        language="en",
        url=dataset.url,
        document=document,
        note=dataset.published_note,
    )
    return outlet, _part(Speaker, row, speaker_id=prefix, name=dataset.name, kind="monitor"), source
