"""What the cells of an Airwars-like table of incidents say: dates, places, the killed and the injured."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import pandas as pd

from datelines.formats.arrow_text import groups, numbers, repeated, written
from datelines.formats.compiled_cells import Columns, edtf_of_days, iso_days
from datelines.formats.compiled_figures import Figures, figures_of, phrase_of
from datelines.formats.model import Options
from datelines.problems import Problem

_OURS_KM = "The point stands for an area; the ring of {km} km is this project’s, Airwars gives none."
# A word in Airwars' geolocation accuracy -> precision (UCDP's where_prec), kind, radius in km, note.
_ACCURACIES = MappingProxyType(
    {
        "exact": ("1", "town", "", ""),
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
)
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


def dates_of_rows(
    columns: Columns, names: Sequence[str], options: Options
) -> tuple[pd.Series, pd.Series, pd.Series, list[Problem]]:
    """EDTF, its basis, its note, and remarks. The type of date is exact, a range, or not said: then a last
    day that is given counts, as the wider claim."""
    first = iso_days(columns.text(*names), options.day_order)
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


def spots_of_rows(columns: Columns) -> pd.DataFrame:
    """The place of each row, as columns of Place."""
    name = columns.line("location_name", "location")
    region, country = columns.line("region", "admin1"), columns.line("country_name", "country")
    latitude, longitude = columns.text("latitude", "lat"), columns.text("longitude", "long", "lon")
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


def figures_of_rows(columns: Columns) -> tuple[list[Figures], list[Problem]]:
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
            numbers(low) > numbers(high),
            headers,
            f"the least number of {measure} is above the most",
            "kept as it stands; correct one of the two",
        )
        blank = repeated("", len(columns))
        found = figures_of(low, high, phrase, blank, measure, population)
        made.append(Figures(found.positions, f"{population}-{measure}", found.cells))
    return made, flags
