"""Places of a compiled database: one row for each point, name and precision, and its country by our names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from datelines.formats.builder import slug
from datelines.formats.databases.cells import Columns
from datelines.problems import Problem
from datelines.record.records import Place
from datelines.table.text import as_numbers, digits_of, fingerprints, looked_up, repeated, taken, written

with (Path(__file__).parent / "country_names.csv").open(encoding="utf-8", newline="") as _file:
    _COUNTRY_NAMES = {row["name"]: row["name_on_map"] for row in csv.DictReader(_file)}
"""Names of countries in UCDP's, ACLED's and Airwars' files -> names on the base map (Natural Earth)."""

_TOLD_APART = ("name", "latitude", "longitude", "precision", "admin1", "country")
_MOST = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, eq=False)
class Places:
    """`frame` has the rows of places.csv, `positions` the position of the first claim at each of them,
    `place_ids` the id for each claim ('' where it names no place), `flags` what is remarked."""

    frame: pd.DataFrame
    positions: np.ndarray
    place_ids: pd.Series
    flags: list[Problem]


def places_of(columns: Columns, spots: pd.DataFrame, headers: tuple[str, str, str], source: str) -> Places:
    """The places of claims.

    `spots` has a row for each claim and, as text, the columns of Place that are known, `country` in the
    file's own words; `headers` are the names of the latitude, the longitude and the country there; `source`
    names whom the coordinates are from. Coordinates that cannot be on Earth are left off and remarked.
    So is a country whose outline on the base map does not hold the point: the point may be right, where
    a border has moved since, and the file's own country stays in its kept columns.
    """
    possible = _possible(spots)
    given = (spots["latitude"] != "") | (spots["longitude"] != "")
    why = "not a latitude and a longitude in degrees: the place stays without a point"
    flags = columns.problems(given & ~possible, headers[:2], why, "correct the two cells")
    spots = spots.assign(
        **{axis: spots[axis].where(possible, "") for axis in _MOST},
        radius_km=spots["radius_km"].where(possible, ""),
        precision=spots["precision"].where(possible | ~given, "7"),
        coordinates_source=repeated(source, len(spots)).where(possible, ""),
    )
    known = spots["name"] != ""
    same = fingerprints(*(spots[name] for name in _TOLD_APART))
    codes, marks = pd.factorize(np.where(known, same, 0))
    positions = np.unique(codes, return_index=True)[1]
    frame = spots.iloc[positions].reset_index(drop=True)
    names = {name: slug(name, "place") for name in frame["name"].unique()}
    ids = looked_up(frame["name"], names) + "-" + digits_of(marks, 8)
    frame["place_id"] = ids.where(frame["name"] != "", "")
    country, outside = countries_on_map(frame)
    place_ids = taken(frame["place_id"], codes)
    why = "the point is outside this country on the base map: the place stays without a country"
    wrong = place_ids.isin(frame["place_id"][outside])
    repair = "compare the point with the country; it may be right, where a border has moved"
    flags += columns.problems(wrong, (headers[2], *headers[:2]), why, repair)
    foreign = (frame["country"] != "") & (country == "")
    said = written(frame["note"], " Its country in the file: ", frame["country"], ".").str.strip()
    frame = frame.assign(country=country, note=said.where(foreign, frame["note"]))
    named = (frame["name"] != "").to_numpy()
    frame = frame.reindex(columns=list(Place.columns()), fill_value="").astype("str")
    return Places(frame[named].reset_index(drop=True), positions[named], place_ids, flags)


def _possible(spots: pd.DataFrame) -> pd.Series:
    latitude, longitude = as_numbers(spots["latitude"]).abs(), as_numbers(spots["longitude"]).abs()
    return (latitude <= _MOST["latitude"]) & (longitude <= _MOST["longitude"])


def countries_on_map(places: pd.DataFrame) -> tuple[pd.Series, np.ndarray]:
    """The base map's name for the country of each place, '' where it has none or the point is outside it;
    and which points are outside."""
    # Only a table with points needs the outlines, and they take half a second.
    import shapely

    from datelines.places.countries import country_outlines

    outlines = country_outlines().set_index("name")
    known = {name: name for name in outlines.index} | _COUNTRY_NAMES
    names = looked_up(places["country"], known)
    outside = np.zeros(len(places), dtype=bool)
    drawn = ((places["latitude"] != "") & (names != "")).to_numpy()
    longitudes, latitudes = (as_numbers(places[axis]).to_numpy() for axis in ("longitude", "latitude"))
    for name in names[drawn].unique():
        at = np.flatnonzero(drawn & (names == name).to_numpy())
        shape, tolerance = outlines.loc[name, "geometry"], outlines.loc[name, "tolerance_deg"]
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, longitudes[at], latitudes[at])
        far = at[~inside]
        points = shapely.points(longitudes[far], latitudes[far])
        outside[far] = ~shapely.dwithin(shape, points, tolerance)
    return names.where(~outside, ""), outside
