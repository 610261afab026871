"""Reads incident tables like those of Airwars, with a second table of sources: one claim for each incident.

Columns are those of Airwars' own exports (incidents.csv and sources.csv, as its public code writes them) and
of mirrors on the web; codes are Airwars' words. docs/formats.md has the whole mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from datelines.formats.airwars_cells import dates_of_rows, figures_of_rows, spots_of_rows
from datelines.formats.arrow_text import looked_up, repeated, written
from datelines.formats.compiled import Claims, Compiled, Dataset, compiled, one_table, shortened
from datelines.formats.compiled_cells import Columns, ids_of, rows_that_are_claims
from datelines.formats.compiled_places import places_of
from datelines.formats.compiled_sources import NO_TITLE, CitedSources, cited_sources
from datelines.formats.model import Format, Imported, Options
from datelines.intake.files import Opened, RawTable
from datelines.problems import Problem

NULLS = ("NULL", "null", "NaN", "nan", "NA", "None")
_ID = ("code", "unique_reference_code", "incident_id", "incidence_id")
_DATE = ("date", "incident_date", "incidence_date")
_HARM = (
    "civilian_non_combatants_killed_min",
    "civilians_killed_min",
    "killed_min",
    "civilians_reported_killed",
)
_SOURCE_URL = ("url", "source_url")
_SOURCE_NAME = ("name", "source_name", "source")
_STRIKES = MappingProxyType(
    {
        "airstrike": "airstrike",
        "air strike": "airstrike",
        "drone strike": "drone-attack",
        "artillery": "attack",
        "airstrike and/or artillery": "attack",
        "ground operation": "attack",
        "naval bombardment": "attack",
    }
)
_PREPOSITIONS = MappingProxyType({"3": "in", "4": "in"})
_LANGUAGES = MappingProxyType(
    {"english": "en", "arabic": "ar", "hebrew": "he", "ukrainian": "uk", "russian": "ru", "french": "fr"}
    | {"turkish": "tr", "kurdish": "ku", "german": "de", "spanish": "es", "somali": "so", "persian": "fa"}
)
_MAPPING = MappingProxyType(
    {
        "code": "the ids of event and report",
        "date, date_end, date_type": "event.date, as EDTF",
        "location_name, region, country_name, latitude, longitude, geolocation_accuracy": "place",
        "killed and injured, min and max": "two figures (killed, injured)",
        "strike_type": "event.kind",
        "strike_status, civilian_harm_status": "report.summary and report.note",
        "sources: name, url, language, archive_url": "cited sources and their outlets",
    }
)
_DATASET = Dataset(
    format="airwars",
    slug="airwars",
    name="Airwars",
    country="United Kingdom",
    url="https://airwars.org",
    about="Records reported harm to civilians by military action, from local and other sources.",
    title="Airwars incidents",
)


def _is_incidents(table: RawTable) -> bool:
    columns = Columns(table)
    return bool(columns.header(*_ID) and columns.header(*_HARM) and columns.header(*_DATE))


def _is_sources(table: RawTable) -> bool:
    columns = Columns(table)
    named = bool(columns.header(*_SOURCE_URL) or columns.header(*_SOURCE_NAME))
    return named and bool(columns.header(*_ID)) and not columns.header(*_HARM)


def recognised(opened: Sequence[Opened]) -> str:
    """Why a table of the files is one of incidents as Airwars has them, in words; '' where none is."""
    tables = [Columns(table) for file in opened for table in file.tables if _is_incidents(table)]
    if not tables:
        return ""
    return f"the columns {tables[0].header(*_ID)} and {tables[0].header(*_HARM)} are like Airwars’"


def read_airwars(opened: Sequence[Opened], options: Options) -> Imported:
    """The incidents as claims of Airwars, with the sources of a second table where there is one. Raises
    IntakeError where there is no table of incidents, or more than one of either kind."""
    _, table, others = one_table(opened, _is_incidents, "Airwars’ incidents")
    sources = [other for other in others if _is_sources(other)]
    if len(sources) > 1:
        one_table(opened, _is_sources, "Airwars’ sources")
    every = Columns(table, nulls=NULLS)
    kept, skipped = rows_that_are_claims(table, every.header(*_ID), every.header(*_DATE))
    columns = Columns(table, kept, NULLS)
    options.progress(0.1, "Reading the incidents")
    ids, flags = ids_of(columns, _ID, "airwars")
    spots = spots_of_rows(columns)
    point = columns.header("latitude", "lat"), columns.header("longitude", "long", "lon")
    places = places_of(columns, spots, (*point, columns.header("country_name", "country")), "Airwars")
    dates, bases, date_notes, odd_dates = dates_of_rows(columns, _DATE, options)
    figures, odd_figures = figures_of_rows(columns)
    if sources:
        cited, orphans = _cited(columns, Columns(sources[0], nulls=NULLS))
    else:
        cited, orphans = _no_sources(), []
    named = shortened(spots["name"].where(spots["name"] != "", "a place not named"), 80)
    where = written(looked_up(spots["precision"], _PREPOSITIONS, "at"), " ", named)
    strike = columns.line("strike_type_name", "strike_type", "type_of_strike")
    grading = columns.line("civilian_harm_status_name", "airwars_civilian_harm_grading", "grading")
    status = columns.line("strike_status_name", "strike_status")
    notes = _remarks(("Airwars’ grading", grading), ("strike status", status))
    harmless = columns.line("civilian_harm_reported").str.lower().isin(["0", "no", "false"])
    title = repeated("Harm to civilians", len(columns)).where(~harmless, "Incident")
    what = repeated("reported harm to civilians", len(columns)).where(~harmless, "an incident")
    claims = Claims(
        ids=ids,
        titles=written(title, " reported ", where),
        dates=dates,
        date_bases=bases,
        date_notes=date_notes,
        kinds=looked_up(strike.str.lower(), _STRIKES, "other"),
        summaries=written("Airwars records ", what, " ", where, _in_brackets(grading), "."),
        places_as_reported=columns.line("location_name", "location"),
        notes=notes,
    )
    held = {columns.header(*_ID)}
    unread = [other.name for other in others if other not in sources]
    return compiled(
        Compiled(
            dataset=_DATASET,
            columns=columns,
            claims=claims,
            places=places,
            figures=figures,
            cited=cited,
            kept=[str(name) for name in columns.frame.columns if name not in held],
            ours=_ours(columns),
            read=len(table.frame),
            flags=[*flags, *places.flags, *odd_dates, *odd_figures, *orphans],
            skipped=skipped,
            mapping={**_MAPPING, **dict.fromkeys(unread, "not read: neither incidents nor sources")},
            cited_path=sources[0].name if sources else "",
        )
    )


def _ours(columns: Columns) -> dict[str, dict[str, str]]:
    places = {
        "name": columns.header("location_name", "location"),
        "latitude": columns.header("latitude", "lat"),
        "longitude": columns.header("longitude", "long", "lon"),
        "country": columns.header("country_name", "country"),
    }
    events = {"event_id": columns.header(*_ID), "date": columns.header(*_DATE)}
    return {"events": events, "places": places, "sources": {"url": "url"}, "outlets": {"name": "name"}}


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
    Format("airwars", "Incidents and sources, as Airwars has them", 12, recognised, read_airwars),
)
