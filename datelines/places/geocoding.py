"""From a name to a place: the chain of gazetteers, and OpenStreetMap's Nominatim where the user turns it on.

The chain asks in order and never chooses among several places of one name. Any geopy geocoder can be one of
its links.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geopy import geocoders
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from rapidfuzz import fuzz, process

from datelines import __version__
from datelines.places.gazetteers import (
    Answer,
    Gazetteer,
    GeoNamesSubset,
    NoNetwork,
    ReviewedPlaces,
    folded_name,
    locations,
    spelled,
)
from datelines.table.folder import write_whole

USER_AGENT = f"datelines/{__version__} (open-source dashboard)"
REQUEST_SECONDS = 1.0
"""Seconds between requests: the public Nominatim's usage policy allows one a second."""
TIMEOUT_SECONDS = 10
SERVER_VARIABLE = "DATELINES_NOMINATIM"
PUBLIC_SERVER = "https://nominatim.openstreetmap.org"
CACHE_FOLDER = Path(".cache/nominatim")
GEONAMES = Path("gazetteer/geonames.csv")
WORLD = Path("gazetteer/world.csv")
ALIKE = 87
"""Likeness (rapidfuzz's ratio of folded names, 0 to 100) from which a name is suggested."""
_SHIPPED = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place whose name is much like the one looked up. It has no coordinates, so that it cannot be taken
    for an answer; `likeness` is from ALIKE to 100."""

    name: str
    spelling: str
    likeness: float
    gazetteer: str
    country: str | None
    place_id: str | None


class Nominatim(geocoders.Nominatim):  # type: ignore[misc]  # geopy has no type information
    """OpenStreetMap's Nominatim, asked at most once a second; every answer is kept in `cache_folder`, or in
    memory only where that is None.

    Answers are © OpenStreetMap contributors (ODbL). A name that was asked for is not asked for again, whether
    it had an answer or not; delete the folder to ask again. The environment variable DATELINES_NOMINATIM may
    hold the address of another Nominatim server (`http://localhost:8080`).
    """

    label = "Nominatim, © OpenStreetMap contributors"

    def __init__(self, cache_folder: Path | str | None, *, adapter_factory: Any = None) -> None:
        scheme, _, domain = (os.environ.get(SERVER_VARIABLE) or PUBLIC_SERVER).partition("://")
        super().__init__(
            user_agent=USER_AGENT,
            timeout=TIMEOUT_SECONDS,
            adapter_factory=adapter_factory,
            scheme=scheme,
            domain=domain,
        )
        self.cache_folder = Path(cache_folder) if cache_folder else None
        self._asked: dict[str, list[dict[str, Any]]] = {}
        # Errors are raised, not swallowed: a failed request must not be kept as a name without a place.
        self.limiter = RateLimiter(
            super().geocode, min_delay_seconds=REQUEST_SECONDS, max_retries=1, swallow_exceptions=False
        )

    def answers(self, query: str, timeout: Any = TIMEOUT_SECONDS) -> tuple[Answer, ...]:
        """What OpenStreetMap has under that name, best first; `timeout` is in seconds.

        Raises geopy's GeopyError where it cannot be asked.
        """
        return tuple(
            Answer(
                row["display_name"],
                float(row["lat"]),
                float(row["lon"]),
                self.label,
                "found online, not reviewed",
                country=row.get("address", {}).get("country"),
                raw=row,
            )
            for row in self._rows(query, timeout)
        )

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = TIMEOUT_SECONDS
    ) -> Location | list[Location] | None:
        """The point of that name, or a list of all its points where not `exactly_one`; None without any.

        `timeout` is in seconds. Raises ValueError where `exactly_one` would mean to choose, GeopyError where
        OpenStreetMap cannot be asked.
        """
        return locations(query, self.answers(query, timeout), exactly_one)

    def _rows(self, query: str, timeout: Any) -> list[dict[str, Any]]:
        key = spelled(query)
        if not key:
            return []
        if self.cache_folder is None:
            if key not in self._asked:
                self._asked[key] = self._found(query, timeout)
            return self._asked[key]
        path = self.cache_folder / f"{hashlib.sha256(key.encode('utf-8')).hexdigest()}.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["query"] == key:
                return list(kept["rows"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            pass  # not asked before, or the file cannot be read: ask
        rows = self._found(query, timeout)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"query": key, "rows": rows}, ensure_ascii=False, indent=1).encode())
        return rows

    def _found(self, query: str, timeout: Any) -> list[dict[str, Any]]:
        found = self.limiter(query, exactly_one=False, addressdetails=True, language="en", timeout=timeout)
        return [location.raw for location in found or ()]


class GeocodingChain(Geocoder):  # type: ignore[misc]  # geopy has no type information
    """Geocoders asked in order, as one geocoder of geopy."""

    def __init__(self, gazetteers: Iterable[Geocoder]) -> None:
        super().__init__(adapter_factory=NoNetwork)
        self.gazetteers = tuple(gazetteers)

    def geocode(
        self, query: str, exactly_one: bool = True, *, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The point that the first gazetteer with an answer gives, or all its points where not
        `exactly_one`; None where no gazetteer answers, or where the answer is an area or a road.

        Later gazetteers are not asked: a place reviewed as an area gets no point from elsewhere. `timeout` is
        geopy's and has no effect: each link keeps its own. Raises ValueError where the first gazetteer that
        answers has several places, GeopyError from a gazetteer that cannot be asked.
        """
        for gazetteer in self.gazetteers:
            found = _answers(gazetteer, query)
            if found:
                return locations(query, found, exactly_one)
        return None

    def answers(self, name: str) -> tuple[Answer, ...]:
        """What every gazetteer answers to a name, in the order of the chain; nothing is chosen.

        A place of GeoNames that an earlier gazetteer has under the same id is not given again: the earlier
        one was taken from it, so it is no second witness. Raises GeopyError from a gazetteer that cannot be
        asked.
        """
        found: list[Answer] = []
        for gazetteer in self.gazetteers:
            known = {answer.geonames_id for answer in found} - {None}
            found += (each for each in _answers(gazetteer, name) if each.geonames_id not in known)
        return tuple(found)

    def suggestions(self, name: str) -> tuple[Suggestion, ...]:
        """Places in the gazetteers on disk with a similar spelling, most similar first: a question to a
        person, never an answer."""
        found = [
            suggestion
            for gazetteer in self.gazetteers
            if isinstance(gazetteer, Gazetteer)
            for suggestion in _suggestions(gazetteer, name)
        ]
        # Sorting is stable: of names equally alike, the earlier gazetteer's comes first.
        return tuple(sorted(found, key=lambda suggestion: -suggestion.likeness))


def geocoding_chain(
    data_folder: Path | str,
    online: bool = False,
    cache_folder: Path | str | None = None,
    *,
    world: bool = False,
) -> GeocodingChain:
    """The chain of `data_folder`: its places.csv, if it has one; its gazetteer/geonames.csv, or else the
    shipped one; with `world`, the shipped larger places of the world; and, only where `online`, Nominatim,
    with its answers in `cache_folder` (by default .cache/nominatim).

    Files are opened when a name is first looked up: OSError and DataError are raised then.
    """
    folder = Path(data_folder)
    geonames = folder / GEONAMES
    reviewed = folder / "places.csv"
    links: list[Geocoder] = [ReviewedPlaces(reviewed)] if reviewed.is_file() else []
    links.append(GeoNamesSubset(geonames if geonames.is_file() else _SHIPPED / GEONAMES))
    if world:
        links.append(GeoNamesSubset(_SHIPPED / WORLD))
    if online:
        links.append(Nominatim(cache_folder or CACHE_FOLDER))
    return GeocodingChain(links)


@lru_cache(maxsize=1)
def shared_chain(data_folder: Path) -> GeocodingChain:
    """The gazetteers on disk with the larger places of the world, one chain for all sessions: loading them,
    when a name is first looked up, takes a second and 60 MB."""
    return geocoding_chain(data_folder, world=True)


def _answers(gazetteer: Geocoder, name: str) -> tuple[Answer, ...]:
    """The answers of one of our gazetteers, or those made from what another geopy geocoder finds."""
    if hasattr(gazetteer, "answers"):
        return tuple(gazetteer.answers(name))
    if not spelled(name):
        return ()
    label = type(gazetteer).__name__
    return tuple(
        Answer(
            each.address,
            each.latitude,
            each.longitude,
            label,
            f"found by {label}, not reviewed",
            raw=each.raw,
        )
        for each in gazetteer.geocode(name, exactly_one=False) or ()
    )


def _suggestions(gazetteer: Gazetteer, name: str) -> list[Suggestion]:
    answered = [answer.raw for answer in gazetteer.answers(name)]
    # fuzz.ratio had no wrong place among 46 spellings tried; WRatio and Jaro-Winkler had.
    alike = process.extract(
        folded_name(name), list(gazetteer.by_letters), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
    )
    found: dict[int, Suggestion] = {}
    for letters, likeness, _ in alike:
        for entry, spelling in gazetteer.by_letters[letters]:
            answer = entry.answer
            if not any(answer.raw is raw for raw in answered):
                # The most alike come first, so a place is suggested by the best of its names only.
                about = (answer.gazetteer, answer.country, answer.place_id)
                found.setdefault(id(entry), Suggestion(answer.name, spelling, round(likeness, 1), *about))
    return list(found.values())
