"""Reads UCDP's Georeferenced Event Dataset, versions 17.1 to 25.1 and Candidate: one claim for each row.

Codes are those of the UCDP GED Codebook (Högbladh, Department of Peace and Conflict Research, Uppsala
University): type_of_violence, date_prec, where_prec, best, low, high, source_article. Radii that it does not
give are this project's, and say so. docs/formats.md has the whole mapping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from datelines.files.opened import Opened, RawTable
from datelines.formats.databases.cells import Columns, edtf_of_days, iso_days, terms_of
from datelines.formats.databases.claims import (
    Claims,
    Compiled,
    Database,
    Figures,
    claim_rows,
    compiled,
    figures_of,
    phrase_of,
    shortened,
    whereabouts,
)
from datelines.formats.databases.places import places_of
from datelines.formats.databases.sources import (
    CitedSources,
    citations_in_articles,
    cited_sources,
    pieces_of_cells,
)
from datelines.formats.model import Format, Imported, Options
from datelines.problems import Problem
from datelines.table.text import as_numbers, groups, looked_up, repeated, written

_DATE_NOTES = {
    "2": "UCDP date_prec 2: a range of two to six days is known, not the day.",
    "3": "UCDP date_prec 3: the week is known, not the day.",
    "4": "UCDP date_prec 4: the month is known, not the day.",
    "5": "UCDP date_prec 5: more than a month, up to a year, is known, not the day.",
}
_AREA = "The point stands for an area; the ring of {km} km is this project’s, UCDP gives none."
# where_prec -> kind of place, radius of its ring in km, note. The codebook gives 25 km for 2 alone.
_WHERE = {
    "1": ("town", "", "UCDP where_prec 1: exact; what kind of place it is, the file does not say."),
    "2": ("town", "25", "UCDP where_prec 2: in a limited area around this place, up to about 25 km."),
    "3": ("district", "25", f"UCDP where_prec 3: the district. {_AREA.format(km=25)}"),
    "4": ("governorate", "75", f"UCDP where_prec 4: the first-level division. {_AREA.format(km=75)}"),
    "5": ("zone", "50", f"UCDP where_prec 5: a line or a fuzzy area. {_AREA.format(km=50)}"),
    "6": (
        "country",
        "",
        "UCDP where_prec 6: only the country is known; UCDP’s point for it is left off.",
    ),
    "7": ("zone", "", "UCDP where_prec 7: at sea or in the air; UCDP’s point for it is left off."),
}
_UNKNOWN_WHERE = ("zone", "", "UCDP’s file gives no where_prec that the codebook has; its point is left off.")
_KILLED = ("killed", "people")
_SETTLEMENTS = {"city": "city", "town": "town", "village": "village", "camp": "camp"}
_NEEDED = ("id", "type_of_violence", "date_prec", "where_prec", "best")
_TYPES = {"1": "“state-based conflict”", "2": "“non-state conflict”", "3": "“one-sided violence”"}
_KINDS = {"1": "clash", "2": "clash", "3": "attack"}
_TITLES = {"1": "Clash", "2": "Clash", "3": "Attack on civilians"}
_PREPOSITIONS = {"1": "at", "2": "near"}
_MAPPING = {
    "id": "the ids of event and report",
    "type_of_violence": "event.kind, event.title and report.summary",
    "date_start, date_end, date_prec": "event.date, as EDTF",
    "where_coordinates": "place.name and report.place_as_reported",
    "latitude, longitude, where_prec, adm_1, country": "place",
    "low, high, best": "one figure (killed) with UCDP’s best in its note",
    "source_article, source_office, source_date, source_headline": "cited sources and their outlets",
    "side_a, side_b": "report.summary",
}
_OURS = {
    "events.event_id": "id",
    "events.date": "date_start",
    "events.kind": "type_of_violence",
    "reports.report_id": "id",
    "reports.place_as_reported": "where_coordinates",
    "places.name": "where_coordinates",
    "places.latitude": "latitude",
    "places.longitude": "longitude",
    "places.country": "country",
    "places.admin1": "adm_1",
    "places.precision": "where_prec",
    "figures.low": "low",
    "figures.high": "high",
    "sources.published": "source_date",
    "sources.title": "source_headline",
    "outlets.name": "source_office",
}


def _fits(table: RawTable) -> bool:
    columns = Columns(table)
    return all(columns.header(name) for name in _NEEDED)


def recognise(opened: Sequence[Opened]) -> str:
    """Why a table of the files is UCDP GED's, in words; '' where none is."""
    fits = any(_fits(table) for file in opened for table in file.tables)
    return "the columns type_of_violence, where_prec, date_prec and best are UCDP GED’s" if fits else ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The rows of a UCDP GED table as claims of UCDP. Raises IntakeError where none is one, or several."""
    rows = claim_rows(opened, _fits, "UCDP GED", "ucdp-ged", (("id",), ("date_start",), ("date_end",)))
    columns, version = rows.columns, _version(rows.file.name)
    options.progress(0.1, "Reading the sources that UCDP names")
    cited = _cited(columns)
    options.progress(0.4, "Reading UCDP’s dates, places and figures")
    spots = _spots(columns)
    coordinates_source = f"UCDP GED {version}".strip()
    places = places_of(columns, spots, ("latitude", "longitude", "country"), coordinates_source)
    where = whereabouts(spots, _PREPOSITIONS, "in")
    del spots
    dates, bases, date_notes = _dates(columns, options)
    figures, odd = _figures(columns)
    violence = columns.text("type_of_violence")
    sides = written(columns.line("side_a"), " and ", columns.line("side_b"))
    kind = looked_up(violence, _TYPES, "an event of a type not in its codebook")
    claims = Claims(
        titles=written(looked_up(violence, _TITLES, "Event"), " reported ", where),
        dates=dates,
        date_bases=bases,
        date_notes=date_notes,
        kinds=looked_up(violence, _KINDS, "other"),
        summaries=written("UCDP records ", kind, " ", where, ", between ", shortened(sides, 150), "."),
        places_as_reported=columns.line("where_coordinates"),
    )
    return compiled(
        Compiled(
            dataset=_dataset(version),
            rows=rows,
            claims=claims,
            places=places,
            figures=figures,
            cited=cited,
            held=("id", "low", "high"),
            ours=_OURS,
            mapping=_MAPPING,
            unread="not read: it does not have UCDP GED’s columns",
            flags=odd,
        )
    )


def _spots(columns: Columns) -> pd.DataFrame:
    """The place of each row, as columns of Place."""
    names = [columns.line(name) for name in ("where_coordinates", "adm_2", "adm_1", "country")]
    name = names[0]
    for other in names[1:]:
        name = name.where(name != "", other)
    precision = columns.number("where_prec")
    known = precision.isin(list(_WHERE))
    kind, radius, note = terms_of(precision, _WHERE, _UNKNOWN_WHERE)
    settled = looked_up(groups(name.str.lower(), r" (?P<last>[a-z]+)$")["last"], _SETTLEMENTS)
    by_name = (kind == "town") & (settled != "")
    kind = kind.where(~by_name, settled)
    note = note.where(~(by_name & (precision == "1")), "UCDP where_prec 1: exact.")
    point = precision.isin(["1", "2", "3", "4", "5"])
    return pd.DataFrame(
        {
            "name": name,
            "kind": kind,
            "latitude": columns.text("latitude").where(point, ""),
            "longitude": columns.text("longitude").where(point, ""),
            "radius_km": radius,
            "admin1": columns.line("adm_1"),
            "country": columns.line("country"),
            "precision": precision.where(known, "7"),
            "note": note,
        }
    )


def _dates(columns: Columns, options: Options) -> tuple[pd.Series, pd.Series, pd.Series]:
    """EDTF, its basis and its note. Where the file gives one day although date_prec says that the day is
    not known, the date is widened to what is known."""
    first = iso_days(columns.text("date_start"), options.day_order)
    last = iso_days(columns.text("date_end"), options.day_order)
    precision = columns.number("date_prec")
    dates = edtf_of_days(first, last, precision.isin(list(_DATE_NOTES)))
    single = (first == last) & (first != "") & precision.isin(list(_DATE_NOTES))
    month, year = single & (precision == "4"), single & (precision == "5")
    dates = dates.where(~(single & precision.isin(["2", "3"])), first + "~")
    dates = dates.where(~month, first.str.slice(0, 7) + "~").where(~year, first.str.slice(0, 4))
    notes = looked_up(precision, _DATE_NOTES)
    notes = notes.where(~single, notes + " The file gives one day; the date is made as wide as that.")
    lone = (first == "") ^ (last == "")
    notes = notes.where(~lone, "UCDP’s row gives only one of date_start and date_end.")
    unknown = (first == "") & (last == "")
    dates = dates.where(~unknown, columns.number("year"))
    notes = notes.where(~unknown, "UCDP’s row gives the year alone.")
    inferred = single | lone | unknown
    return dates, repeated("stated", len(columns)).where(~inferred, "inferred"), notes


def _figures(columns: Columns) -> tuple[list[Figures], list[Problem]]:
    """One figure (killed) for each row, UCDP's best in the note and in the phrase; and its oddities."""
    low, high, best = (columns.number(name) for name in ("low", "high", "best"))
    alone = (low == "") & (high == "")
    only_best = alone & (best != "")
    phrase = phrase_of(("best", best), ("low", low), ("high", high))
    note = written("UCDP’s best estimate is ", best, ".").where(best != "", "UCDP gives no best estimate.")
    made = [figures_of(low.where(~only_best, best), high.where(~only_best, best), phrase, note, *_KILLED)]
    low_n, high_n, best_n = (as_numbers(cells) for cells in (low, high, best))
    oddities = (
        (low_n > best_n, ("low", "best"), "the low estimate is above the best"),
        (best_n > high_n, ("best", "high"), "the best estimate is above the high"),
        (low_n > high_n, ("low", "high"), "the low estimate is above the high"),
    )
    repair = "kept as UCDP ships it; compare a later version"
    flags = [
        problem for where, names, why in oddities for problem in columns.problems(where, names, why, repair)
    ]
    # Low and high agree and best does not, or they exclude each other: as one figure, best would stand in a note
    # alone.
    apart = ((low_n == high_n) & best_n.notna() & (best_n != low_n)) | ((low_n > high_n) & best_n.notna())
    if apart.any():
        said = best.where(apart, "")
        low_high = written("UCDP’s low is ", low, ", its high ") + high + "; its best lies outside them."
        extra = figures_of(said, said, "best " + best, low_high, *_KILLED)
        made.append(Figures(extra.positions, "killed-best", extra.cells))
    return made, flags


def _cited(columns: Columns) -> CitedSources:
    """The items of source_article, or of the separate columns where that is blank."""
    articles = columns.text("source_article")
    found = [citations_in_articles(articles), _separate_citations(columns, articles == "")]
    citations = pd.concat([part for part in found if len(part)] or found, ignore_index=True)
    rows = columns.rows[citations["claim"].to_numpy(dtype=np.int64)]
    return cited_sources(citations, rows, "ucdp-ged", "UCDP’s")


def _separate_citations(columns: Columns, where: pd.Series) -> pd.DataFrame:
    """From source_office, source_date and source_headline (`a;b`): dates and titles only where there are as
    many of them as outlets, as else it is not known which belongs to which."""
    cells = {
        name: columns.text(f"source_{column}").where(where, "")
        for name, column in (("outlet", "office"), ("published", "date"), ("title", "headline"))
    }
    outlets, claims = pieces_of_cells(cells["outlet"], ";")
    found = pd.DataFrame({"outlet": outlets, "claim": claims})
    counts = pd.Series(claims).value_counts()
    for name in ("published", "title"):
        parts, of = pieces_of_cells(cells[name], ";")
        as_many = pd.Series(of).value_counts().reindex(counts.index).eq(counts)
        matched = np.isin(claims, counts.index[as_many])
        column = repeated("", len(claims))
        column.loc[matched] = parts[np.isin(of, counts.index[as_many])].to_numpy()
        found[name] = column
    return found.assign(inferred=False)


def _version(file_name: str) -> str:
    """The version that a file is named after: `GEDEvent_v23_1.csv` and `ged231.csv` are 23.1, `…v24_0_3` is
    the Candidate version 24.0.3; '' where the name says none."""
    name = file_name.lower()
    # Other digits in a name (`ged1000.csv`, `ged16k.csv`) are no version: a year would be made up from them.
    found = re.search(r"ged(?:event)?_?v?(1[7-9]|[2-9]\d)[_.](\d{1,2})(?:[_.](\d{1,2}))?(?!\d)", name)
    found = found or re.search(r"ged(1[7-9]|[2-9]\d)(\d)(?![0-9a-z])", name)
    return ".".join(filter(None, found.groups())) if found else ""


def _dataset(version: str) -> Database:
    # An annual version N.x comes out in the year 20N; Candidate versions (three numbers) come monthly.
    annual = version.count(".") == 1
    return Database(
        format="ucdp-ged",
        name="Uppsala Conflict Data Program (UCDP)",
        country="Sweden",
        url="https://ucdp.uu.se",
        about="Records events of organised violence from media and other reports; at Uppsala University.",
        title=f"UCDP Georeferenced Event Dataset (GED){f', version {version}' if version else ''}",
        published=f"20{version[:2]}" if annual else "",
        published_note="The year is taken from the version in the name of the file." if annual else "",
        licence={
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0, as UCDP states for its datasets",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        },
    )


FORMATS: tuple[Format, ...] = (
    Format("ucdp-ged", "UCDP Georeferenced Event Dataset (GED)", 10, recognise, read),
)
