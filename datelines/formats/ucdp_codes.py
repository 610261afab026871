"""What the codes and numbers in the rows of UCDP GED say: dates, places, figures and cited sources.

Source: UCDP GED Codebook (Högbladh, Uppsala University), variables date_prec, where_prec, best, low, high,
source_article. Radii that it does not give are this project's, and say so.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from datelines.formats.arrow_text import groups, looked_up, numbers, repeated, written
from datelines.formats.compiled_cells import Columns, edtf_of_days, iso_days
from datelines.formats.compiled_figures import Figures, figures_of, phrase_of
from datelines.formats.compiled_sources import CitedSources, citations_in_articles, cited_sources, pieces
from datelines.formats.model import Options
from datelines.problems import Problem

_DATE_NOTES = MappingProxyType(
    {
        "2": "UCDP date_prec 2: a range of two to six days is known, not the day.",
        "3": "UCDP date_prec 3: the week is known, not the day.",
        "4": "UCDP date_prec 4: the month is known, not the day.",
        "5": "UCDP date_prec 5: more than a month, up to a year, is known, not the day.",
    }
)
_AREA = "The point stands for an area; the ring of {km} km is this project’s, UCDP gives none."
# where_prec -> kind of place, radius of its ring in km, note. The codebook gives 25 km for 2 alone.
_WHERE = MappingProxyType(
    {
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
)
_UNKNOWN_WHERE = ("zone", "", "UCDP’s file gives no where_prec that the codebook has; its point is left off.")
_KILLED = ("killed", "people")
_SETTLEMENTS = MappingProxyType({"city": "city", "town": "town", "village": "village", "camp": "camp"})


def spots_of_rows(columns: Columns) -> pd.DataFrame:
    """The place of each row, as columns of Place."""
    names = [columns.line(name) for name in ("where_coordinates", "adm_2", "adm_1", "country")]
    name = names[0]
    for other in names[1:]:
        name = name.where(name != "", other)
    precision = columns.number("where_prec")
    known = precision.isin(list(_WHERE))
    kind, radius, note = (
        looked_up(precision, {code: row[part] for code, row in _WHERE.items()}, _UNKNOWN_WHERE[part])
        for part in range(3)
    )
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


def dates_of_rows(columns: Columns, options: Options) -> tuple[pd.Series, pd.Series, pd.Series]:
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


def figures_of_rows(columns: Columns) -> tuple[list[Figures], list[Problem]]:
    """One figure (killed) for each row, UCDP's best in the note and in the phrase; and its oddities."""
    low, high, best = (columns.number(name) for name in ("low", "high", "best"))
    alone = (low == "") & (high == "")
    only_best = alone & (best != "")
    phrase = phrase_of(("best", best), ("low", low), ("high", high))
    note = written("UCDP’s best estimate is ", best, ".").where(best != "", "UCDP gives no best estimate.")
    made = [figures_of(low.where(~only_best, best), high.where(~only_best, best), phrase, note, *_KILLED)]
    low_n, high_n, best_n = (numbers(cells) for cells in (low, high, best))
    oddities = (
        (low_n > best_n, ("low", "best"), "the low estimate is above the best"),
        (best_n > high_n, ("best", "high"), "the best estimate is above the high"),
        (low_n > high_n, ("low", "high"), "the low estimate is above the high"),
    )
    repair = "kept as UCDP ships it; compare a later version"
    flags = [
        problem for where, names, why in oddities for problem in columns.problems(where, names, why, repair)
    ]
    # Low and high agree and best does not: as one figure, best would stand in a note alone.
    apart = (low_n == high_n) & best_n.notna() & (best_n != low_n)
    if apart.any():
        said = best.where(apart, "")
        low_high = "UCDP’s low and high are " + low + "; its best lies outside them."
        extra = figures_of(said, said, "best " + best, low_high, *_KILLED)
        made.append(Figures(extra.positions, "killed-best", extra.cells))
    return made, flags


def cited_by_rows(columns: Columns) -> CitedSources:
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
    outlets, claims = pieces(cells["outlet"], ";")
    found = pd.DataFrame({"outlet": outlets, "claim": claims})
    counts = pd.Series(claims).value_counts()
    for name in ("published", "title"):
        parts, of = pieces(cells[name], ";")
        as_many = pd.Series(of).value_counts().reindex(counts.index).eq(counts)
        matched = np.isin(claims, counts.index[as_many])
        column = repeated("", len(claims))
        column.loc[matched] = parts[np.isin(of, counts.index[as_many])].to_numpy()
        found[name] = column
    return found.assign(inferred=False)
