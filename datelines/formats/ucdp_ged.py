"""Reads UCDP's Georeferenced Event Dataset, versions 17.1 to 25.1 and Candidate: one claim for each row.

Codes are those of the UCDP GED Codebook (Högbladh, Department of Peace and Conflict Research, Uppsala
University): type_of_violence, date_prec, where_prec. docs/formats.md has the whole mapping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from datelines.formats.arrow_text import looked_up, repeated, written
from datelines.formats.compiled import Claims, Compiled, Dataset, compiled, one_table, shortened
from datelines.formats.compiled_cells import Columns, ids_of, rows_that_are_claims
from datelines.formats.compiled_places import places_of
from datelines.formats.model import Format, Imported, Options
from datelines.formats.ucdp_codes import cited_by_rows, dates_of_rows, figures_of_rows, spots_of_rows
from datelines.intake.files import Opened, RawTable

_NEEDED = ("id", "type_of_violence", "date_prec", "where_prec", "best")
_TYPES = MappingProxyType(
    {"1": "“state-based conflict”", "2": "“non-state conflict”", "3": "“one-sided violence”"}
)
_KINDS = MappingProxyType({"1": "clash", "2": "clash", "3": "attack"})
_TITLES = MappingProxyType({"1": "Clash", "2": "Clash", "3": "Attack on civilians"})
_PREPOSITIONS = MappingProxyType({"1": "at", "2": "near"})
_MAPPING = MappingProxyType(
    {
        "id": "the ids of event and report",
        "type_of_violence": "event.kind, event.title and report.summary",
        "date_start, date_end, date_prec": "event.date, as EDTF",
        "where_coordinates": "place.name and report.place_as_reported",
        "latitude, longitude, where_prec, adm_1, country": "place",
        "low, high, best": "one figure (killed) with UCDP’s best in its note",
        "source_article, source_office, source_date, source_headline": "cited sources and their outlets",
        "side_a, side_b": "report.summary",
    }
)
_OURS = {
    "events": {"event_id": "id", "date": "date_start", "kind": "type_of_violence"},
    "reports": {"report_id": "id", "place_as_reported": "where_coordinates"},
    "places": {"name": "where_coordinates", "latitude": "latitude", "longitude": "longitude"}
    | {"country": "country", "admin1": "adm_1", "precision": "where_prec"},
    "figures": {"low": "low", "high": "high"},
    "sources": {"published": "source_date", "title": "source_headline"},
    "outlets": {"name": "source_office"},
}


def _fits(table: RawTable) -> bool:
    columns = Columns(table)
    return all(columns.header(name) for name in _NEEDED)


def recognised(opened: Sequence[Opened]) -> str:
    """Why a table of the files is UCDP GED's, in words; '' where none is."""
    fits = any(_fits(table) for file in opened for table in file.tables)
    return "the columns type_of_violence, where_prec, date_prec and best are UCDP GED’s" if fits else ""


def read_ucdp_ged(opened: Sequence[Opened], options: Options) -> Imported:
    """The rows of a UCDP GED table as claims of UCDP. Raises IntakeError where none is one, or several."""
    file, table, others = one_table(opened, _fits, "UCDP GED")
    kept, skipped = rows_that_are_claims(table, "id", "date_start", "date_end")
    columns = Columns(table, kept)
    options.progress(0.1, "Reading the sources that UCDP names")
    ids, flags = ids_of(columns, ["id"], "ucdp-ged")
    cited = cited_by_rows(columns)
    options.progress(0.4, "Reading UCDP’s dates, places and figures")
    spots = spots_of_rows(columns)
    places = places_of(columns, spots, ("latitude", "longitude", "country"), _coordinates_source(file.name))
    dates, bases, date_notes = dates_of_rows(columns, options)
    figures, odd = figures_of_rows(columns)
    violence = columns.text("type_of_violence")
    named = shortened(spots["name"].where(spots["name"] != "", "a place not named"), 80)
    where = written(looked_up(spots["precision"], _PREPOSITIONS, "in"), " ", named)
    del spots
    sides = written(columns.line("side_a"), " and ", columns.line("side_b"))
    kind = looked_up(violence, _TYPES, "an event of a type not in its codebook")
    claims = Claims(
        ids=ids,
        titles=written(looked_up(violence, _TITLES, "Event"), " reported ", where),
        dates=dates,
        date_bases=bases,
        date_notes=date_notes,
        kinds=looked_up(violence, _KINDS, "other"),
        summaries=written("UCDP records ", kind, " ", where, ", between ", shortened(sides, 150), "."),
        places_as_reported=columns.line("where_coordinates"),
        notes=repeated("", len(columns)),
    )
    return compiled(
        Compiled(
            dataset=_dataset(file.name),
            columns=columns,
            claims=claims,
            places=places,
            figures=figures,
            cited=cited,
            kept=[str(name) for name in columns.frame.columns if name not in _held(columns)],
            ours=_OURS,
            read=len(table.frame),
            flags=[*flags, *places.flags, *odd],
            skipped=skipped,
            mapping={
                **_MAPPING,
                **{other.name: "not read: it has not UCDP GED’s columns" for other in others},
            },
        )
    )


def _held(columns: Columns) -> set[str]:
    """Headers whose cells stand in our tables unchanged; all others are kept beside the reports."""
    return {columns.header(name) for name in ("id", "low", "high")}


def _version(file_name: str) -> str:
    """The version that a file is named after: `GEDEvent_v23_1.csv` and `ged231.csv` are 23.1, `…v24_0_3` is
    the Candidate version 24.0.3; '' where the name says none."""
    name = file_name.lower()
    # Other digits in a name (`ged1000.csv`, `ged16k.csv`) are no version: a year would be made up from them.
    found = re.search(r"ged(?:event)?_?v?(1[7-9]|[2-9]\d)[_.](\d{1,2})(?:[_.](\d{1,2}))?(?!\d)", name)
    found = found or re.search(r"ged(1[7-9]|[2-9]\d)(\d)(?![0-9a-z])", name)
    return ".".join(filter(None, found.groups())) if found else ""


def _dataset(file_name: str) -> Dataset:
    version = _version(file_name)
    # An annual version N.x comes out in the year 20N; Candidate versions (three numbers) come monthly.
    annual = version.count(".") == 1
    return Dataset(
        format="ucdp-ged",
        slug="ucdp-ged",
        name="Uppsala Conflict Data Program (UCDP)",
        country="Sweden",
        url="https://ucdp.uu.se",
        about="Records events of organised violence from media and other reports; at Uppsala University.",
        title=f"UCDP Georeferenced Event Dataset (GED){f', version {version}' if version else ''}",
        published=f"20{version[:2]}" if annual else "",
        published_note="The year is taken from the version in the name of the file." if annual else "",
        licence=MappingProxyType(
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0, as UCDP states for its datasets",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ),
    )


def _coordinates_source(file_name: str) -> str:
    return f"UCDP GED {_version(file_name)}".strip()


FORMATS: tuple[Format, ...] = (
    Format("ucdp-ged", "UCDP Georeferenced Event Dataset (GED)", 10, recognised, read_ucdp_ged),
)
