"""Country outlines, read with geopandas, and the check that each point lies in the country of its row."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import geopandas
import numpy as np
import numpy.typing as npt
import shapely

from datelines.checks.values import Cells, Mask, blank, numbers, rows_where, same, stripped
from datelines.problems import WHOLE_LINE, Problem
from datelines.reading import Table, Tables

BASEMAP = Path(__file__).parents[1] / "data" / "basemap"
COUNTRIES_FILE = BASEMAP / "world_countries.geojson"
EXCEPTIONS_FILE = "coordinate_exceptions.csv"
EXCEPTION_COLUMNS = ("place_id", "reason", "added_on")
Points: TypeAlias = npt.NDArray[Any]


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
    exceptions, problems = _exceptions(tables.folder / EXCEPTIONS_FILE)
    table = tables.tables["places"]
    countries, place_ids = stripped(table, "country"), stripped(table, "place_id")
    placed, points_of = _points(table)
    known = same(countries, *outlines["name"])
    for line, country in rows_where(table, placed & ~known, countries):
        why = "not the name of a country on the base map"
        problems.append(table.problem(line, "country", country, why, "correct the name"))
    outside = _outside(outlines, placed & known, points_of, countries)
    astray = outside & ~same(place_ids, *exceptions)
    points = points_of[astray]
    rows = rows_where(table, astray, countries)
    for (line, country), found, point in zip(rows, _found_in(outlines, points), points, strict=True):
        why = f"this point is outside {country}{f' (in {found})' if found else ''}"
        repair = f"correct the point or the country, or give the reason in {EXCEPTIONS_FILE}"
        problems.append(table.problem(line, "latitude", f"{point.y}, {point.x}", why, repair))
    for place_id in sorted(exceptions.keys() - set(place_ids[outside])):
        path = (tables.folder / EXCEPTIONS_FILE).as_posix()
        why = "this exception is not needed: no such place, or its point is inside its country"
        problems.append(Problem(path, exceptions[place_id], "place_id", place_id, why, "delete the line"))
    return problems


def places_outside(tables: Tables) -> tuple[str, ...]:
    """Ids of the places whose point is outside the country that their row names, exceptions or not."""
    outlines, table = country_outlines(), tables.tables["places"]
    countries = stripped(table, "country")
    placed, points = _points(table)
    outside = _outside(outlines, placed & same(countries, *outlines["name"]), points, countries)
    return tuple(stripped(table, "place_id")[outside])


def _points(table: Table) -> tuple[Mask, Points]:
    """Which rows have a point and a country, and the point of each row."""
    latitudes, longitudes = (numbers(stripped(table, name), table.fits) for name in ("latitude", "longitude"))
    placed = ~(np.isnan(latitudes) | np.isnan(longitudes) | blank(stripped(table, "country")))
    return placed, shapely.points(longitudes, latitudes)


def _outside(outlines: geopandas.GeoDataFrame, asked: Mask, points: Points, countries: Cells) -> Mask:
    """Which of the rows asked for have their point outside their country."""
    outside = asked.copy()
    outside[asked] = ~_inside(outlines, points[asked], countries[asked])
    return outside


def _inside(outlines: geopandas.GeoDataFrame, points: Points, countries: Cells) -> Mask:
    """Whether each point is in the outline of its country, or as near to it as that was simplified."""
    tree = shapely.STRtree(points)
    near, found = tree.query(
        outlines.geometry.to_numpy(), predicate="dwithin", distance=outlines["tolerance_deg"].to_numpy()
    )
    own = outlines["name"].to_numpy()[near] == countries.to_numpy()[found]
    inside = np.zeros(len(points), dtype=bool)
    inside[found[own]] = True
    return inside


def _found_in(outlines: geopandas.GeoDataFrame, points: Points) -> list[str]:
    """The first country that contains each point; '' at sea."""
    around, found = shapely.STRtree(points).query(outlines.geometry.to_numpy(), predicate="contains")
    names = [""] * len(points)
    for outline, point in sorted(zip(around.tolist(), found.tolist(), strict=True), reverse=True):
        names[point] = outlines["name"].iloc[outline]
    return names


def _exceptions(path: Path) -> tuple[dict[str, int], list[Problem]]:
    """Place id -> line of the accepted exceptions; none where there is no such file."""
    if not path.is_file():
        return {}, []
    found: dict[str, int] = {}
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        why = f"not CSV in UTF-8 ({error})"
        return {}, [Problem(path.as_posix(), 1, WHOLE_LINE, path.name, why, "save it as CSV in UTF-8")]
    for line, row in rows:
        missing = [name for name in EXCEPTION_COLUMNS if not (row.get(name) or "").strip()]
        for name in missing:
            why, repair = "blank", "give place, reason and the day it was added"
            problems.append(Problem(path.as_posix(), line, name, "", why, repair))
        if not missing:
            found[row["place_id"]] = line
    return found, problems
