"""Reads exports of ACLED, today's 31 columns and those before 2023: one claim for each row.

Codes are those of the ACLED Codebook (Armed Conflict Location & Event Data, acleddata.com): time_precision,
geo_precision, event_type, sub_event_type, fatalities. docs/formats.md has the whole mapping.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from datelines.files.opened import Opened, RawTable
from datelines.formats.databases.cells import Columns, iso_days, terms_of
from datelines.formats.databases.claims import (
    Claims,
    Compiled,
    Database,
    claim_rows,
    compiled,
    figures_of,
    phrase_of,
    shortened,
    whereabouts,
)
from datelines.formats.databases.places import places_of
from datelines.formats.databases.sources import CitedSources, cited_sources, pieces_of_cells
from datelines.formats.model import Format, Imported, Options
from datelines.table.text import looked_up, repeated, written

_ID = ("event_id_cnty", "data_id", "event_id_no_cnty")
_NEEDED = ("event_date", "event_type", "actor1", "geo_precision", "fatalities")
# sub_event_type in lower case -> kind; where it has none of its own, event_type decides.
_KINDS = {
    "armed clash": "clash",
    "government regains territory": "clash",
    "non-state actor overtakes territory": "clash",
    "air/drone strike": "airstrike",
    "abduction/forced disappearance": "detention",
    "arrests": "detention",
    "agreement": "agreement",
    "mob violence": "other",
    "battles": "clash",
    "battle-no change of territory": "clash",
    "battle-government regains territory": "clash",
    "battle-non-state actor overtakes territory": "clash",
    "explosions/remote violence": "attack",
    "remote violence": "attack",
    "violence against civilians": "attack",
    "protests": "protest",
    "riots": "protest",
    "riots/protests": "protest",
}
_PREPOSITIONS = {"1": "at", "2": "near"}
_DATE_NOTES = {
    "2": "ACLED time_precision 2: the week is known; event_date is a day chosen in it.",
    "3": "ACLED time_precision 3: the month is known; event_date is a day chosen in it.",
}
_OURS_KM = "the ring of {km} km is this project’s, ACLED gives none."
# geo_precision -> our precision, kind, radius in km, note.
_WHERE = {
    "1": ("1", "town", "", "ACLED geo_precision 1: this place; of what kind, the file does not say."),
    "2": ("2", "zone", "25", f"ACLED geo_precision 2: the area around it; {_OURS_KM.format(km=25)}"),
    "3": ("4", "governorate", "75", f"ACLED geo_precision 3: the region; {_OURS_KM.format(km=75)}"),
}
_UNKNOWN_WHERE = ("7", "zone", "", "No geo_precision that ACLED’s codebook has; the point is left off.")
_KILLED_NOTE = "By ACLED’s codebook, the most conservative of the numbers reported."
_ZERO_NOTE = "ACLED writes 0 also where its sources give no number."
_MAPPING = {
    "event_id_cnty": "the ids of event and report",
    "event_type, sub_event_type": "event.kind, event.title and report.summary",
    "event_date, time_precision": "event.date, as EDTF",
    "location, latitude, longitude, geo_precision, admin1, country": "place",
    "fatalities": "one figure (killed)",
    "source": "cited sources, one for each outlet named",
    "actor1, actor2": "report.summary",
}
_OURS = {
    "events.event_id": "event_id_cnty",
    "events.date": "event_date",
    "events.kind": "sub_event_type",
    "reports.report_id": "event_id_cnty",
    "reports.place_as_reported": "location",
    "places.name": "location",
    "places.latitude": "latitude",
    "places.longitude": "longitude",
    "places.country": "country",
    "places.admin1": "admin1",
    "places.precision": "geo_precision",
    "figures.low": "fatalities",
    "figures.high": "fatalities",
    "sources.title": "source",
    "outlets.name": "source",
}
_DATASET = Database(
    format="acled",
    name="Armed Conflict Location & Event Data (ACLED)",
    country="",
    url="https://acleddata.com",
    about="Records events of political violence and protest from media and other reports.",
    title="ACLED data export",
    licence={
        "title": "ACLED’s terms of use: see them before passing rows on",
        "path": "https://acleddata.com",
    },
)


def _fits(table: RawTable) -> bool:
    columns = Columns(table)
    return bool(columns.header(*_ID)) and all(columns.header(name) for name in _NEEDED)


def recognise(opened: Sequence[Opened]) -> str:
    """Why a table of the files is ACLED's, in words; '' where none is."""
    tables = [Columns(table) for file in opened for table in file.tables if _fits(table)]
    return f"the columns {tables[0].header(*_ID)}, actor1 and geo_precision are ACLED’s" if tables else ""


def read(opened: Sequence[Opened], options: Options) -> Imported:
    """The rows of an ACLED table as claims of ACLED. Raises IntakeError where none is one, or several."""
    rows = claim_rows(opened, _fits, "ACLED", "acled", (_ID, ("event_date",)))
    columns = rows.columns
    options.progress(0.1, "Reading ACLED’s places, dates and sources")
    spots = _spots(columns)
    dates, bases, date_notes = _dates(columns, options)
    fatalities = columns.number("fatalities")
    note = repeated(_KILLED_NOTE, len(columns)).where(fatalities != "0", _ZERO_NOTE)
    phrase = phrase_of(("fatalities", fatalities))
    where = whereabouts(spots, _PREPOSITIONS, "in")
    kind, term = _kinds(columns)
    first, second = columns.line("actor1"), columns.line("actor2")
    actors = written(", naming ", first).where(first != "", "")
    actors = written(actors, " and ", second).where((first != "") & (second != ""), actors)
    said = shortened(written("“", term, "”"), 60)
    claims = Claims(
        titles=written(said, " reported ", where),
        dates=dates,
        date_bases=bases,
        date_notes=date_notes,
        kinds=kind,
        summaries=written("ACLED records ", said, " ", where, shortened(actors, 140), "."),
        places_as_reported=columns.line("location"),
    )
    return compiled(
        Compiled(
            dataset=_DATASET,
            rows=rows,
            claims=claims,
            places=places_of(columns, spots, ("latitude", "longitude", "country"), "ACLED"),
            figures=[figures_of(fatalities, fatalities, phrase, note, "killed", "people")],
            cited=_cited(columns),
            held=(_ID[0], "fatalities"),
            ours=_OURS,
            mapping=_MAPPING,
            unread="not read: it does not have ACLED’s columns",
        )
    )


def _kinds(columns: Columns) -> tuple[pd.Series, pd.Series]:
    """Our kind of event and ACLED's own term for it."""
    kind, sub = columns.line("event_type"), columns.line("sub_event_type")
    general = looked_up(kind.str.lower(), _KINDS, "other")
    special = looked_up(sub.str.lower(), _KINDS)
    term = sub.where(sub != "", kind)
    return special.where(special != "", general), term.where(term != "", "event")


def _dates(columns: Columns, options: Options) -> tuple[pd.Series, pd.Series, pd.Series]:
    """EDTF, its basis and its note. ACLED's codebook has day before month in dates of numbers alone."""
    days = iso_days(columns.text("event_date"), options.day_order or "day-first")
    precision = columns.number("time_precision")
    dates = days.where(precision != "2", days + "~").where(precision != "3", days.str.slice(0, 7))
    known = days.str.match(r"^\d{4}-\d{2}-\d{2}$")
    dates, notes = dates.where(known, days), looked_up(precision, _DATE_NOTES).where(known, "")
    return dates, repeated("stated", len(columns)).where(notes == "", "inferred"), notes


def _spots(columns: Columns) -> pd.DataFrame:
    """The place of each row, as columns of Place."""
    precision = columns.number("geo_precision")
    ours, kind, radius, note = terms_of(precision, _WHERE, _UNKNOWN_WHERE)
    location, region = columns.line("location"), columns.line("admin1")
    # For a region, ACLED's location is its capital: the name of the region is what is meant.
    name = location.where((precision != "3") | (region == ""), region)
    point = ours != "7"
    return pd.DataFrame(
        {
            "name": name.where(name != "", region),
            "kind": kind,
            "names": location.where((location != name) & ~location.str.contains(";", regex=False), ""),
            "latitude": columns.text("latitude").where(point, ""),
            "longitude": columns.text("longitude").where(point, ""),
            "radius_km": radius,
            "admin1": region,
            "country": columns.line("country"),
            "precision": ours,
            "note": note,
        }
    )


def _cited(columns: Columns) -> CitedSources:
    """The outlets in `source` (`Reuters; AFP`). ACLED names no article: there is one item for each outlet."""
    outlets, claims = pieces_of_cells(columns.line("source"), ";")
    title = repeated("(ACLED names the outlet and no article)", len(outlets))
    citations = pd.DataFrame({"claim": claims, "outlet": outlets, "published": "", "title": title})
    rows = columns.rows[claims.astype(np.int64)]
    return cited_sources(citations.assign(inferred=False), rows, "acled", "ACLED’s")


FORMATS: tuple[Format, ...] = (Format("acled", "ACLED data export", 11, recognise, read),)
