"""Figures of a compiled database: two ends, as its row gives them, in our qualifiers.

Puts together the tables of a compiled database: one claim for each row, the database as its speaker.

UCDP, ACLED and Airwars differ in their columns (their own modules); what a claim becomes is the same: an
event, a report whose source is the dataset itself, figures, and the sources that the row names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.formats.databases.cells import Columns, row_numbers
from datelines.formats.databases.places import Places
from datelines.formats.databases.sources import CitedSources
from datelines.formats.model import Imported, Origin
from datelines.problems import Problem
from datelines.record.package import bounds_of
from datelines.record.records import RECORDS
from datelines.table.text import as_numbers, repeated, taken, text_column, written


@dataclass(frozen=True, eq=False)
class Figures:
    """Rows of figures.csv without ids of their own: `positions` of their claims, and `cells` by column."""

    positions: np.ndarray
    suffix: str
    cells: Mapping[str, pd.Series]


def figures_of(
    low: pd.Series,
    high: pd.Series,
    phrase: pd.Series,
    note: pd.Series,
    measure: str,
    population: str,
) -> Figures:
    """A figure for each claim that gives one of two ends (text; blank is not given).

    Equal ends are `exact`, two ends `range` (in the order in which they stand: nothing is mended), a low end
    alone `at-least`, a high end alone `at-most`.
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


LONGEST_SUMMARY = 300
"""Characters of a summary, as the rule `short-summaries` has it."""
_NO_ROWS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Database:
    """What is known of a compiled database and of the file at hand. `slug` begins the ids."""

    format: str
    slug: str
    name: str
    country: str
    url: str
    about: str
    title: str
    published: str = ""
    published_note: str = ""
    licence: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Claims:
    """What each kept row says, as text columns of one length."""

    ids: pd.Series
    titles: pd.Series
    dates: pd.Series
    date_bases: pd.Series
    date_notes: pd.Series
    kinds: pd.Series
    summaries: pd.Series
    places_as_reported: pd.Series
    notes: pd.Series


def one_table(
    opened: Sequence[Opened], fits: Any, whose: str
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


def framed(table: str, count: int, /, **cells: Any) -> pd.DataFrame:
    """A frame of text with exactly the columns of `table`: a text is repeated for each row, what
    is not named is blank."""
    columns: dict[str, pd.Series] = {}
    # A column of Arrow's is never changed in place, so that columns may share one.
    alike: dict[str, pd.Series] = {}
    for column in RECORDS[table].columns():
        value = cells.get(column, "")
        if not isinstance(value, str):
            columns[column] = text_column(value)
        else:
            if value not in alike:
                alike[value] = repeated(value, count)
            columns[column] = alike[value]
    return pd.DataFrame(columns, columns=pd.Index(RECORDS[table].columns()))


def shortened(cells: pd.Series, most: int) -> pd.Series:
    """Cells of at most `most` characters, with an ellipsis where something was cut off."""
    return cells.where(cells.str.len() <= most, cells.str.slice(0, most - 1) + "…")


@dataclass(frozen=True, eq=False, kw_only=True)
class Compiled:
    """What was read of a table of claims.

    `kept` are the headers that go beside the reports as they are, `ours` says for each of our tables which
    header a column came from, `cited_path` the file that `cited` is from, where it is another. `read`,
    `flags`, `skipped` and `mapping` are those of the import (`Imported`).
    """

    dataset: Database
    columns: Columns
    claims: Claims
    places: Places
    figures: Sequence[Figures]
    cited: CitedSources
    kept: Sequence[str]
    ours: Mapping[str, Mapping[str, str]]
    read: int
    flags: Sequence[Problem]
    skipped: Sequence[Problem]
    mapping: Mapping[str, str]
    cited_path: str = ""


def compiled(given: Compiled) -> Imported:
    """The import of a table of claims."""
    dataset, columns, claims = given.dataset, given.columns, given.claims
    places, figures, cited = given.places, given.figures, given.cited
    count, slug, report_ids = len(columns), dataset.slug, claims.ids
    frames, rows = _dataset_rows(dataset, columns.name)
    frames |= {
        "outlets": _joined(frames["outlets"], framed("outlets", len(cited.outlet_rows), **cited.outlets)),
        "sources": _joined(frames["sources"], framed("sources", len(cited.source_rows), **cited.sources)),
        "events": framed(
            "events",
            count,
            event_id=claims.ids,
            title=claims.titles,
            date=claims.dates,
            date_basis=claims.date_bases,
            place_ids=places.place_ids,
            kind=claims.kinds,
            status="draft",
            note=claims.date_notes,
        ),
        "reports": framed(
            "reports",
            count,
            report_id=report_ids,
            event_id=claims.ids,
            source_id=f"{slug}-dataset",
            locator=row_numbers(columns.rows),
            speaker_id=slug,
            voice="paraphrased",
            place_as_reported=claims.places_as_reported,
            summary=shortened(claims.summaries, LONGEST_SUMMARY),
            link_status="same",
            status="draft",
            note=claims.notes,
        ),
        "places": places.frame,
        "figures": _figure_rows(figures, report_ids),
        "cited": framed(
            "cited",
            len(cited.positions),
            report_id=taken(report_ids, cited.positions),
            source_id=cited.source_ids,
        ),
    }
    rows |= {
        "outlets": np.concatenate([rows["outlets"], cited.outlet_rows]),
        "sources": np.concatenate([rows["sources"], cited.source_rows]),
        "events": columns.rows,
        "reports": columns.rows,
        "places": columns.rows[places.positions],
        "figures": columns.rows[np.concatenate([_NO_ROWS, *(figure.positions for figure in figures)])],
        "cited": cited.link_rows,
    }
    paths = dict.fromkeys(("outlets", "sources", "cited"), given.cited_path or columns.name)
    bounds = bounds_of(claims.dates.unique())
    return Imported(
        format=dataset.format,
        frames={name: frame for name, frame in frames.items() if len(frame)},
        origins={
            name: Origin(
                paths.get(name, columns.name),
                np.asarray(rows[name], dtype=np.int64),
                given.ours.get(name, {}),
            )
            for name, frame in frames.items()
            if len(frame)
        },
        read=given.read,
        flags=tuple(given.flags),
        skipped=tuple(given.skipped),
        kept_columns=pd.DataFrame(
            {"report_id": report_ids} | {name: columns.frame[name] for name in given.kept}
        ),
        mapping=given.mapping,
        corpus={
            "title": dataset.title,
            **({"datelines:bounds": bounds} if bounds else {}),
            **({"licenses": [dict(dataset.licence)]} if dataset.licence else {}),
        },
    )


def _joined(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([own, others], ignore_index=True)


def _dataset_rows(dataset: Database, document: str) -> tuple[dict[str, pd.DataFrame], dict[str, np.ndarray]]:
    """The dataset as an outlet, a speaker and a source. They come from the file as a whole: its row 1."""
    basis = "inferred" if dataset.published else ""
    made = {
        "outlets": {"outlet_id": dataset.slug, "kind": "monitor", "language": "en", "about": dataset.about}
        | {"name": dataset.name, "country": dataset.country, "url": dataset.url},
        "speakers": {"speaker_id": dataset.slug, "name": dataset.name, "kind": "monitor"},
        "sources": {"source_id": f"{dataset.slug}-dataset", "outlet_id": dataset.slug, "language": "en"}
        | {"outlet_basis": "stated", "title": dataset.title, "document": document, "url": dataset.url}
        | {"published": dataset.published, "published_basis": basis, "note": dataset.published_note},
    }
    return {name: framed(name, 1, **cells) for name, cells in made.items()}, {
        name: np.array([1]) for name in made
    }


def _figure_rows(figures: Sequence[Figures], report_ids: pd.Series) -> pd.DataFrame:
    # A database may give no figures at all: then this is the table's header.
    made = [framed("figures", 0)]
    for figure in figures:
        reports = taken(report_ids, figure.positions)
        ids = reports + f"-{figure.suffix}"
        made.append(framed("figures", len(reports), figure_id=ids, report_id=reports, **figure.cells))
    return pd.concat(made, ignore_index=True)
