"""Reads incident tables like those of Airwars, with a second table of sources: one claim for each incident.

Columns are those of Airwars' own exports (incidents.csv and sources.csv, as its public code writes them) and
of mirrors on the web; codes are Airwars' words. docs/formats.md has the whole mapping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from datelines.files.opened import Opened, RawTable
from datelines.formats.databases.cells import Columns, edtf_of_days, iso_days
from datelines.formats.databases.claims import (
    Claims,
    Compiled,
    Database,
    Figures,
    claim_rows,
    compiled,
    figures_of,
    one_table,
    phrase_of,
    shortened,
    whereabouts,
)
from datelines.formats.databases.places import places_of
from datelines.formats.databases.sources import NO_TITLE, CitedSources, cited_sources
from datelines.formats.model import Format, Imported, Options
from datelines.problems import Problem
from datelines.table.text import as_numbers, groups, looked_up, repeated, written

_NULLS = ("NULL", "null", "NaN", "nan", "NA", "None")
_ID = ("code", "unique_reference_code", "incident_id", "incidence_id")
_DATE = ("date", "incident_date", "incidence_date")
_HARM = (
    "civilian_non_combatants_killed_min",
    "civilians_killed_min",
    "killed_min",
    "civilians_reported_killed",
)
_PLACE = ("location_name", "location")
_LATITUDE = ("latitude", "lat")
_LONGITUDE = ("longitude", "long", "lon")
_COUNTRY = ("country_name", "country")
_SOURCE_URL = ("url", "source_url")
_SOURCE_NAME = ("name", "source_name", "source")
_STRIKES = {
    "airstrike": "airstrike",
    "air strike": "airstrike",
    "drone strike": "drone-attack",
    "artillery": "attack",
    "airstrike and/or artillery": "attack",
    "ground operation": "attack",
    "naval bombardment": "attack",
}
_BETWEEN_STRIKES = r"[,;|]"
_PREPOSITIONS = {"3": "in", "4": "in"}
_LANGUAGES = {
    "english": "en",
    "arabic": "ar",
    "hebrew": "he",
    "ukrainian": "uk",
    "russian": "ru",
    "french": "fr",
    "turkish": "tr",
    "kurdish": "ku",
    "german": "de",
    "spanish": "es",
    "somali": "so",
    "persian": "fa",
}
_MAPPING = {
    "code": "the ids of event and report",
    "date, date_end, date_type": "event.date, as EDTF",
    "location_name, region, country_name, latitude, longitude, geolocation_accuracy": "place",
    "killed and injured, min and max": "two figures (killed, injured)",
    "strike_type": "event.kind",
    "strike_status, civilian_harm_status": "report.summary and report.note",
    "sources: name, url, language, archive_url": "cited sources and their outlets",
}
_DATASET = Database(
    format="airwars",
    name="Airwars",
    country="United Kingdom",
    url="https://airwars.org",
    about="Records reported harm to civilians by military action, from local and other sources.",
    title="Airwars incidents",
)
_OURS_KM = "The point stands for an area; the ring of {km} km is this project’s, Airwars gives none."
# A word in Airwars' geolocation accuracy -> precision (UCDP's where_prec), kind, radius in km, note.
_ACCURACIES = {
    "exact": ("1", "town", "", ""),
    "1m": ("1", "town", "", ""),
    "10m": ("1", "town", "", ""),
    "100m": ("1", "town", "", ""),
    "1km": ("1", "town", "", ""),
    "1 km": ("1", "town", "", ""),
    "landmark": ("1", "town", "", ""),
    "street": ("1", "town", "", ""),
    "neighbo": ("1", "town", "", ""),
    "village": ("1", "village", "", ""),
    "town": ("1", "town", "", ""),
    "city": ("1", "city", "", ""),
    "district": ("3", "district", "25", _OURS_KM.format(km=25)),
    "province": ("4", "governorate", "75", _OURS_KM.format(km=75)),
    "governorate": ("4", "governorate", "75", _OURS_KM.format(km=75)),
}
_UNSAID = ("2", "town", "25", "The file does not say how exact the point is; the ring is this project’s.")
_NAMED_ONLY = ("7", "zone", "", "The file gives a name and no point.")
_FIGURES = (
    ("killed", "civilians", ("civilian_non_combatants_killed", "civilians_killed")),
    ("injured", "civilians", ("civilian_non_combatants_injured", "civilians_injured")),
    ("killed", "people", ("killed",)),
    ("injured", "people", ("injured",)),
)
# `3 – 7`, as it stands on Airwars' pages and in mirrors of them.
_TWO_ENDS = r"^(?P<low>\d+)\s*(?:[-–—]|to)\s*(?P<high>\d+)$"
_ONE_NUMBER = r"^(?P<only>\d+)$"


def _is_incidents(table: RawTable) -> bool:
    columns = Columns(table)
    return bool(columns.header(*_ID) and columns.header(*_HARM) and columns.header(*_DATE))


def _is_sources(table: RawTable) -> bool:
    columns = Columns(table)
    named = bool(columns.header(*_SOURCE_URL) or columns.header(*_SOURCE_NAME))
    return named and bool(columns.header(*_ID)) and not columns.header(*_HARM)


def recognise(opened: Sequence[Opened]) -> str:
    """Why a table of the files is one of incidents as Airwars has them, in words; '' where none is."""
    tables = [Columns(table) for file in opened for table in file.tables if _is_incidents(table)]
    if not tables:
        return ""
    return f"the columns {tables[0].header(*_ID)} and {tables[0].header(*_HARM)} are like Airwars’"


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The incidents as claims of Airwars, with the sources of a second table where there is one. Raises
    IntakeError where there is no table of incidents, or more than one of either kind."""
    rows = claim_rows(opened, _is_incidents, "Airwars’ incidents", "airwars", (_ID, _DATE), _NULLS)
    sources = [other for other in rows.others if _is_sources(other)]
    if len(sources) > 1:
        one_table(opened, _is_sources, "Airwars’ sources")
    columns = rows.columns
    options.progress(0.1, "Reading the incidents")
    spots = _spots(columns)
    headers = columns.header(*_LATITUDE), columns.header(*_LONGITUDE), columns.header(*_COUNTRY)
    dates, bases, date_notes, odd_dates = _dates(columns, options)
    figures, odd_figures = _figures(columns)
    if sources:
        cited, orphans = _cited(columns, Columns(sources[0], nulls=_NULLS))
    else:
        cited, orphans = _no_sources(), []
    where = whereabouts(spots, _PREPOSITIONS, "at")
    strike = columns.line("strike_type_name", "strike_type", "type_of_strike")
    several = strike.where(strike.str.contains(_BETWEEN_STRIKES), "")
    grading = columns.line("civilian_harm_status_name", "airwars_civilian_harm_grading", "grading")
    status = columns.line("strike_status_name", "strike_status")
    harmless = columns.line("civilian_harm_reported").str.lower().isin(["0", "no", "false"])
    title = repeated("Harm to civilians", len(columns)).where(~harmless, "Incident")
    what = repeated("reported harm to civilians", len(columns)).where(~harmless, "an incident")
    claims = Claims(
        titles=written(title, " reported ", where),
        dates=dates,
        date_bases=bases,
        date_notes=date_notes,
        kinds=strike.map({cell: _kind(cell) for cell in strike.unique()}),
        summaries=written("Airwars records ", what, " ", where, _in_brackets(grading), "."),
        places_as_reported=columns.line(*_PLACE),
        notes=_remarks(("Airwars’ grading", grading), ("strike status", status), ("strike types", several)),
    )
    return compiled(
        Compiled(
            dataset=_DATASET,
            rows=rows,
            claims=claims,
            places=places_of(columns, spots, headers, "Airwars"),
            figures=figures,
            cited=cited,
            held=(columns.header(*_ID),),
            ours={
                "events.event_id": columns.header(*_ID),
                "events.date": columns.header(*_DATE),
                "places.name": columns.header(*_PLACE),
                "places.latitude": headers[0],
                "places.longitude": headers[1],
                "places.country": headers[2],
                "sources.url": "url",
                "outlets.name": "name",
            },
            mapping=_MAPPING,
            unread="not read: neither incidents nor sources",
            flags=[*odd_dates, *odd_figures, *orphans],
            cited_path=sources[0].name if sources else "",
        )
    )


def _dates(columns: Columns, options: Options) -> tuple[pd.Series, pd.Series, pd.Series, list[Problem]]:
    """EDTF, its basis, its note, and remarks. The type of date is exact, a range, or not said: then a last
    day that is given counts, as the wider claim."""
    first = iso_days(columns.text(*_DATE), options.day_order)
    end = iso_days(columns.text("date_end", "incident_date_end"), options.day_order)
    kind = columns.text("date_type", "incident_date_type").str.lower()
    ranged = kind.str.contains("range", regex=False)
    unsaid = kind == ""
    last = end.where(ranged | unsaid, "")
    dates = edtf_of_days(first, last, repeated("", len(columns)) == "-")
    open_range = ranged & (end == "")
    stray = ~ranged & (end != "") & (end != first)
    headers = ["date_type" if columns.header("date_type") else "incident_date_type"]
    headers.append("date_end" if columns.header("date_end") else "incident_date_end")
    why = "the date is called a range and has no last day"
    flags = columns.problems(open_range, headers, why, "add the last day; the first is kept")
    why = "a last day is given, though the date is not called a range"
    flags += columns.problems(stray, headers, why, "correct one of the two")
    notes = repeated("The file does not say whether the date is exact.", len(columns)).where(unsaid, "")
    notes = notes.where(~open_range, "The file calls the date a range and gives its first day alone.")
    return dates, repeated("stated", len(columns)).where(notes == "", "inferred"), notes, flags


def _spots(columns: Columns) -> pd.DataFrame:
    """The place of each row, as columns of Place."""
    name = columns.line(*_PLACE)
    region, country = columns.line("region", "admin1"), columns.line(*_COUNTRY)
    latitude, longitude = columns.text(*_LATITUDE), columns.text(*_LONGITUDE)
    point = (latitude != "") | (longitude != "")
    other = region.where(region != "", country)
    unnamed = written("Point ", latitude, ", ", longitude).where(
        (other == "") & (latitude != "") & (longitude != ""), other
    )
    accuracy = columns.line("geolocation_accuracy_name", "geolocation_accuracy", "geolocation_accuracy_slug")
    parts = [repeated(text, len(columns)) for text in _UNSAID]
    # Later words win: a sub-district is a district, and `Within 1km (village)` a village.
    for word, said in _ACCURACIES.items():
        here = accuracy.str.lower().str.contains(word, regex=False)
        parts = [part.where(~here, text) for part, text in zip(parts, said, strict=True)]
    precision, kind, radius, note = (
        part.where(point, text) for part, text in zip(parts, _NAMED_ONLY, strict=True)
    )
    spellings = [columns.line(f"location_name_{script}") for script in ("arabic", "hebrew", "ukrainian")]
    names = [written(";", spelling).where(spelling != "", "") for spelling in spellings]
    return pd.DataFrame(
        {
            "name": name.where(name != "", unnamed),
            "kind": kind,
            "names": written(*names).str.slice(1),
            "latitude": latitude,
            "longitude": longitude,
            "radius_km": radius,
            "admin1": region,
            "country": country,
            "precision": precision,
            "note": note,
        }
    )


def _kind(strikes: str) -> str:
    """The kind for a cell with one strike type or several; several of different kinds are an `attack`, and
    any that is unknown leaves `other`."""
    kinds = {_STRIKES.get(one.strip().lower(), "other") for one in re.split(_BETWEEN_STRIKES, strikes)}
    if len(kinds) == 1:
        return kinds.pop()
    return "other" if "other" in kinds else "attack"


def _figures(columns: Columns) -> tuple[list[Figures], list[Problem]]:
    """The figures for killed and for injured, from columns of min and max or from `3 – 7`; a min above its
    max is kept and remarked."""
    made: list[Figures] = []
    flags: list[Problem] = []
    for measure, population, stems in _FIGURES:
        text = f"{population}_reported_{measure}"
        ends = [[f"{stem}_{end}" for stem in stems] for end in ("min", "max")]
        if columns.header(*ends[0]) or columns.header(*ends[1]):
            low, high = columns.number(*ends[0]), columns.number(*ends[1])
            headers = [columns.header(*ends[0]), columns.header(*ends[1])]
            phrase = written(f"{measure} ", phrase_of(("min", low), ("max", high)))
        elif columns.header(text):
            cells = columns.line(text)
            two, one = groups(cells, _TWO_ENDS), groups(cells, _ONE_NUMBER)["only"]
            low, high = two["low"].where(one == "", one), two["high"].where(one == "", one)
            # What is no number stays as it is: the checks then say what is wrong with it.
            odd = (cells != "") & (low == "")
            low, high = low.where(~odd, cells), high.where(~odd, cells)
            headers, phrase = [columns.header(text)], cells.str.slice(0, 60)
        else:
            continue
        flags += columns.problems(
            as_numbers(low) > as_numbers(high),
            headers,
            f"the least number of {measure} is above the most",
            "kept as it stands; correct one of the two",
        )
        blank = repeated("", len(columns))
        found = figures_of(low, high, phrase, blank, measure, population)
        made.append(Figures(found.positions, f"{population}-{measure}", found.cells))
    return made, flags


def _remarks(*remarks: tuple[str, pd.Series]) -> pd.Series:
    """`Airwars’ grading: Fair; strike status: Likely strike.`, without what is blank."""
    said = [written(f"; {label}: ", cells).where(cells != "", "") for label, cells in remarks]
    joined = written(*said).str.slice(2)
    return written(joined, ".").where(joined != "", "")


def _in_brackets(grading: pd.Series) -> pd.Series:
    return written(" (its grading: ", shortened(grading, 60), ")").where(grading != "", "")


def _cited(columns: Columns, sources: Columns) -> tuple[CitedSources, list[Problem]]:
    """The sources of the second table that belong to an incident of the first, and remarks on the others."""
    incidents = columns.text(*_ID).str.lower()
    first = pd.Series(np.arange(len(incidents)), index=pd.Index(incidents))
    first = first[~first.index.duplicated()]
    claim = first.reindex(sources.text(*_ID).str.lower().to_numpy()).to_numpy()
    named = (sources.line(*_SOURCE_NAME) != "") | (sources.text(*_SOURCE_URL) != "")
    header = [sources.header(*_ID)]
    why = "no incident has this code: the source is not linked to any"
    lost = sources.problems(pd.Series(np.isnan(claim)) & named, header, why, "correct the code")
    belongs = np.flatnonzero(~np.isnan(claim) & named.to_numpy())
    archived = sources.text("archive_url", "source_archive_url")
    note = repeated("As Airwars’ file cites it; not seen.", len(sources))
    language = sources.line("language", "source_language").str.lower()
    plain = language.where(language.str.match(r"^[a-z]{2,3}$"), "")
    citations = pd.DataFrame(
        {
            "claim": claim,
            "outlet": sources.line(*_SOURCE_NAME),
            "published": "",
            "title": NO_TITLE,
            "inferred": False,
            "url": sources.text(*_SOURCE_URL),
            "language": looked_up(language, _LANGUAGES).where(plain == "", plain),
            "note": written(note, " Archived at ", archived, ".").where(archived != "", note),
        }
    )
    citations = citations.iloc[belongs].reset_index(drop=True).astype({"claim": "int64"})
    return cited_sources(citations, sources.rows[belongs], "airwars", "Airwars’"), lost


def _no_sources() -> CitedSources:
    columns = ("claim", "outlet", "published", "title", "inferred")
    blank = pd.DataFrame({name: pd.Series([], dtype="str") for name in columns})
    blank = blank.astype({"claim": "int64", "inferred": "bool"})
    return cited_sources(blank, np.array([], dtype=np.int64), "airwars", "Airwars’")


FORMATS: tuple[Format, ...] = (
    Format("airwars", "Incidents and sources, as Airwars has them", 12, recognise, read),
)
