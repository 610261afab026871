"""The rule that each point lies in the country that its row names, and the accepted exceptions."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas
import numpy as np
import shapely

from datelines.checks.cells import Cells, Mask, is_blank, numbers_in, rows_where, same, stripped
from datelines.places.countries import Points, countries_of, country_outlines, inside
from datelines.problems import WHOLE_LINE, Problem
from datelines.table.table import Table, Tables

EXCEPTIONS_FILE = "coordinate_exceptions.csv"
EXCEPTION_COLUMNS = ("place_id", "reason", "added_on")


def check_countries(tables: Tables) -> list[Problem]:
    """A problem for each place whose point lies outside the country that its row names, by more than the
    outline was simplified, and for each line of coordinate_exceptions.csv that is not needed.

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
    for (line, country), found, point in zip(rows, countries_of(outlines, points), points, strict=True):
        why = f"this point is outside {country}{f' (in {found})' if found else ''}"
        repair = f"correct the point or the country, or give the reason in {EXCEPTIONS_FILE}"
        problems.append(table.problem(line, "latitude", f"{point.y}, {point.x}", why, repair))
    for place_id in sorted(exceptions.keys() - set(place_ids[outside])):
        path = (tables.folder / EXCEPTIONS_FILE).as_posix()
        why = "this exception is not needed: no such place, or its point is inside its country"
        problems.append(Problem(path, exceptions[place_id], "place_id", place_id, why, "delete the line"))
    return problems


def places_outside(tables: Tables) -> tuple[str, ...]:
    """Ids of the places whose point lies outside the country that their row names, also of the accepted
    ones."""
    outlines, table = country_outlines(), tables.tables["places"]
    countries = stripped(table, "country")
    placed, points = _points(table)
    outside = _outside(outlines, placed & same(countries, *outlines["name"]), points, countries)
    return tuple(stripped(table, "place_id")[outside])


def _points(table: Table) -> tuple[Mask, Points]:
    """Which rows have a point and a country, and the point of each row."""
    latitudes, longitudes = (
        numbers_in(stripped(table, name), table.fits) for name in ("latitude", "longitude")
    )
    placed = ~(np.isnan(latitudes) | np.isnan(longitudes) | is_blank(stripped(table, "country")))
    return placed, shapely.points(longitudes, latitudes)


def _outside(outlines: geopandas.GeoDataFrame, asked: Mask, points: Points, countries: Cells) -> Mask:
    """Which of the rows asked for have their point outside their country."""
    outside = asked.copy()
    outside[asked] = ~inside(outlines, points[asked], countries[asked].to_numpy())
    return outside


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
