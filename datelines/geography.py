"""Country outlines, read with geopandas, and the check that each point lies in the country of its row."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import geopandas
import shapely

from datelines.problems import Problem
from datelines.reading import Tables
from datelines.records import Place

BASEMAP = Path(__file__).parents[1] / "data" / "basemap"
COUNTRIES_FILE = BASEMAP / "world_countries.geojson"
EXCEPTIONS_FILE = "coordinate_exceptions.csv"
EXCEPTION_COLUMNS = ("place_id", "reason", "added_on")


@lru_cache(maxsize=1)
def country_outlines() -> geopandas.GeoDataFrame:
    """Natural Earth's countries: name, geometry in WGS84 degrees, and `tolerance_deg`, by which each was
    simplified when tools/build_basemap.py cut it. Raises OSError where the file is missing."""
    if not COUNTRIES_FILE.is_file():
        raise FileNotFoundError(f"{COUNTRIES_FILE}: run tools/build_basemap.py")
    return geopandas.read_file(COUNTRIES_FILE, columns=["name", "tolerance_deg"])


def check_countries(tables: Tables) -> list[Problem]:
    """A problem for each place whose point is outside the country that its row names, by more than the
    outline was simplified, and for each entry of coordinate_exceptions.csv that is not needed.

    A governorate is never derived from the point: near a border that would be a guess.
    """
    outlines = country_outlines()
    known = set(outlines["name"])
    exceptions, problems = _exceptions(tables.folder / EXCEPTIONS_FILE)
    table = tables.tables["places"]
    outside = set()
    for row, place in tables.records(Place):
        if place.latitude is None or place.longitude is None or place.country is None:
            continue
        if place.country not in known:
            why = "not the name of a country on the base map"
            problems.append(table.problem(row.line, "country", place.country, why, "correct the name"))
        elif not _inside(outlines, place):
            outside.add(place.place_id)
            if place.place_id not in exceptions:
                value = f"{place.latitude}, {place.longitude}"
                why = f"this point is outside {place.country}{_found_in(outlines, place)}"
                repair = f"correct the point or the country, or give the reason in {EXCEPTIONS_FILE}"
                problems.append(table.problem(row.line, "latitude", value, why, repair))
    for place_id in sorted(exceptions.keys() - outside):
        path = (tables.folder / EXCEPTIONS_FILE).as_posix()
        why = "this exception is not needed: no such place, or its point is inside its country"
        problems.append(Problem(path, exceptions[place_id], "place_id", place_id, why, "delete the line"))
    return problems


def _inside(outlines: geopandas.GeoDataFrame, place: Place) -> bool:
    own = outlines[outlines["name"] == place.country]
    distances = shapely.distance(own.geometry.to_numpy(), shapely.Point(place.longitude, place.latitude))
    return bool((distances <= own["tolerance_deg"].to_numpy()).any())


def _found_in(outlines: geopandas.GeoDataFrame, place: Place) -> str:
    found = outlines[outlines.geometry.contains(shapely.Point(place.longitude, place.latitude))]
    return f" (in {found['name'].iloc[0]})" if len(found) else ""


def _exceptions(path: Path) -> tuple[dict[str, int], list[Problem]]:
    """Place id -> line of the accepted exceptions; none where there is no such file."""
    if not path.is_file():
        return {}, []
    found, problems = {}, []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            missing = [name for name in EXCEPTION_COLUMNS if not (row.get(name) or "").strip()]
            for name in missing:
                why, repair = "blank", "give place, reason and the day it was added"
                problems.append(Problem(path.as_posix(), reader.line_num, name, "", why, repair))
            if not missing:
                found[row["place_id"]] = reader.line_num
    return found, problems
