"""The gazetteers on disk, as geopy geocoders: reviewed places first, then a subset of GeoNames.

A name is looked up as it is spelled (letter case, white space and hyphens aside) and, only where no place has
that spelling, by its letters in ASCII. Nothing fuzzier ever answers.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from datelines.problems import DataError, Problem
from datelines.record.records import Place
from datelines.table.fit import read_record
from datelines.words import folded

FEWEST_LETTERS = 4
"""Shorter names are not looked up by letters: only the consonants of an Arabic name are left, and many places
could be `mr` or `ram`."""
_HYPHENS = dict.fromkeys(map(ord, "-_‐‑‒–—―־"), " ")


@dataclass(frozen=True, slots=True)
class Answer:
    """A place that a gazetteer gives for a name, and why it does.

    `latitude` and `longitude` are WGS84 degrees, both None for an area or a road; `precision` is UCDP's
    where_prec, None where the gazetteer does not say; `place_id` is that of places.csv; `raw` is the
    gazetteer's own row.
    """

    name: str
    latitude: float | None
    longitude: float | None
    gazetteer: str
    why: str
    precision: int | None = None
    country: str | None = None
    place_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in WGS84 degrees; None for an area or a road."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def geonames_id(self) -> str | None:
        """Its id in GeoNames, where the row gives one."""
        return self.raw.get("geonames_id") or self.raw.get("geonameid") or None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a gazetteer: its names (the first is its own) and the answer that it gives."""

    names: tuple[str, ...]
    answer: Answer


class Gazetteer(Geocoder):  # type: ignore[misc]  # geopy has no type information
    """A geocoder over a file, which is read once, when its `entries` are first asked for."""

    label = ""

    def __init__(self, path: Path | str) -> None:
        super().__init__(adapter_factory=NoNetwork)
        self.path = Path(path)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every row. Raises OSError where the file cannot be read, DataError where a row does not fit."""
        return tuple(self._read())

    def answers(self, query: str) -> tuple[Answer, ...]:
        """Every place of that name, as spelled or else by its ASCII letters, in file order."""
        found, step = self._by_spelling.get(spelled(query), ()), "spelling"
        letters = folded_name(query)
        if not found and len(letters) >= FEWEST_LETTERS:
            found, step = self.by_letters.get(letters, ()), "folded spelling"
        return tuple(
            replace(entry.answer, why=f"{entry.answer.why}, {step} ‘{name}’") for entry, name in found
        )

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The point of that name, or a list of all its points where not `exactly_one`; None without any.

        `timeout` is geopy's and has no effect. Raises ValueError where `exactly_one` would mean to choose.
        """
        return locations(query, self.answers(query), exactly_one)

    def _read(self) -> Iterable[Entry]:
        raise NotImplementedError

    def _rows(self) -> Iterable[tuple[int, dict[str, str]]]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            for row in (reader := csv.DictReader(file)):
                yield reader.line_num, {column: cell or "" for column, cell in row.items() if column}

    @cached_property
    def _by_spelling(self) -> Mapping[str, Sequence[tuple[Entry, str]]]:
        return _index(self.entries, spelled)

    @cached_property
    def by_letters(self) -> Mapping[str, Sequence[tuple[Entry, str]]]:
        """Folded name -> the entries that have it, each with the name that is folded to it."""
        return _index(self.entries, folded_name)


class ReviewedPlaces(Gazetteer):
    """places.csv: what the maintainers call a place, and every spelling and script in which they met it."""

    label = "places.csv"

    def _read(self) -> Iterable[Entry]:
        for line, cells in self._rows():
            place, faults = read_record(Place, cells)
            if not isinstance(place, Place):
                raise DataError(
                    Problem(self.path.as_posix(), line, column, cells.get(column, ""), why, repair)
                    for column, why, repair in faults
                )
            if place.latitude is None:
                why = f"reviewed place, {'a road' if place.kind == 'road' else 'an area'} without a point"
            elif place.radius_km:
                why = f"reviewed place, the centre of an area of radius {place.radius_km:g} km"
            else:
                why = "reviewed place"
            answer = Answer(
                name=place.name,
                latitude=place.latitude,
                longitude=place.longitude,
                gazetteer=self.label,
                why=why,
                precision=place.precision,
                country=place.country,
                place_id=place.place_id,
                raw=MappingProxyType(cells),
            )
            yield Entry((place.name, *place.names), answer)


class GeoNamesSubset(Gazetteer):
    """data/gazetteer/geonames.csv: populated places of GeoNames (CC BY 4.0)."""

    label = "GeoNames"

    def _read(self) -> Iterable[Entry]:
        for _, cells in self._rows():
            # where_prec 1: GeoNames places a town by a point in it, as UCDP codes a named town.
            answer = Answer(
                name=cells["name"],
                latitude=float(cells["latitude"]),
                longitude=float(cells["longitude"]),
                gazetteer=self.label,
                why="GeoNames name",
                precision=1,
                country=cells["country"] or None,
                raw=MappingProxyType(cells),
            )
            yield Entry((cells["name"], *cells["alternatenames"].split(";")), answer)


def spelled(name: str) -> str:
    """The name in its own script, without differences in letter case, white space, hyphens and invisible
    marks."""
    even = unicodedata.normalize("NFKC", name).casefold().translate(_HYPHENS)
    return " ".join("".join(char for char in even if unicodedata.category(char) != "Cf").split())


def folded_name(name: str) -> str:
    """The name in lower-case ASCII letters and digits, with single blanks between words."""
    letters = (char for char in folded(spelled(name)) if char.isalnum() or char.isspace())
    return " ".join("".join(letters).split())


def locations(query: str, answers: Sequence[Answer], exactly_one: bool) -> Location | list[Location] | None:
    """These answers as a geopy geocoder gives them: one Location, or a list of all; None where none has a
    point, as for an area or a road.

    Raises ValueError where one is wanted and several places have the name: nothing is chosen.
    """
    if exactly_one and len(answers) > 1:
        raise ValueError(f"{query!r} is the name of {len(answers)} places; exactly_one=False gives them all")
    found = [Location(each.name, each.point, dict(each.raw)) for each in answers if each.point]
    if not found:
        return None
    return found[0] if exactly_one else found


def _index(
    entries: Iterable[Entry], key_of: Callable[[str], str]
) -> Mapping[str, Sequence[tuple[Entry, str]]]:
    """Key -> the entries that have it, each once with the first of its names that gives it."""
    found: dict[str, dict[int, tuple[Entry, str]]] = {}
    for number, entry in enumerate(entries):
        for name in entry.names:
            found.setdefault(key_of(name), {}).setdefault(number, (entry, name))
    found.pop("", None)  # the key of a name without a letter
    return {key: tuple(several.values()) for key, several in found.items()}


class NoNetwork(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no type information
    """The adapter of geocoders that read files: it refuses every request to a network."""

    def get_json(self, url: str, *, timeout: object, headers: object) -> NoReturn:
        """Raises RuntimeError."""
        raise RuntimeError("this gazetteer is a file and asks no network")

    get_text = get_json
