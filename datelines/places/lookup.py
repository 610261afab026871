"""Places of a table without coordinates, looked up by name, and the points that were found or chosen put in.

Nothing is chosen silently: a name of several places, and a place in another country than the table says,
wait for a person. A point found by name is marked as such, with the gazetteer that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from geopy.exc import GeopyError

from datelines.places.gazetteers import Answer, spelled
from datelines.places.geocoding import GeocodingChain, Suggestion
from datelines.record.records import Place
from datelines.table.folder import table_of
from datelines.table.table import Tables
from datelines.words import folded

Outcome = Literal["found", "to choose", "not found", "not reached"]
NO_LOCATION = 7
LOOKED_UP_PRECISION = 2
"""where_prec of a point whose gazetteer states none: near the point, not at it. Ours, as the note says."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A place of the table that cannot be drawn, and how many events are reported there."""

    place_id: str
    name: str
    country: str
    events: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the gazetteers answer to a name. `candidates` have points; where a name is `found`, the first is
    its place. `suggestions` have similar spellings, for a person to look at, and are never answers."""

    outcome: Outcome
    why: str
    candidates: tuple[Answer, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def unplaced_places(tables: Tables) -> tuple[Unplaced, ...]:
    """The places without coordinates and without a shape, those with most events first."""
    frame = tables.tables["places"].frame
    bare = frame[(frame["latitude"].str.strip() == "") & (frame["geometry"].str.strip() == "")]
    if bare.empty:
        return ()
    named = tables.tables["events"].frame["place_ids"].str.split(";").explode().str.strip()
    events = named.value_counts()
    found = [
        Unplaced(place_id, name, country, int(events.get(place_id, 0)))
        for place_id, name, country in zip(bare["place_id"], bare["name"], bare["country"], strict=True)
        if spelled(name)
    ]
    return tuple(sorted(found, key=lambda place: (-place.events, place.name)))


def lookup(chain: GeocodingChain, name: str, country: str = "") -> Lookup:
    """What `chain` answers to the name of a place that the table puts into `country` ('' where it names
    none).

    A gazetteer that cannot be asked raises nothing: the outcome is then `not reached`.
    """
    answers: list[Answer] = []
    try:
        for gazetteer in chain.gazetteers:
            # As in the chain itself, later gazetteers are asked only where the earlier ones have no answer.
            answers = [one for one in GeocodingChain([gazetteer]).answers(name) if one.point]
            if answers:
                break
    except GeopyError as error:
        return Lookup("not reached", f"the gazetteer could not be asked ({type(error).__name__})")
    if not answers:
        return Lookup("not found", "no gazetteer has this name", suggestions=chain.suggestions(name)[:5])
    there = [one for one in answers if _same_country(one, country)]
    if country and not there:
        lands = ", ".join(sorted({one.country or "a country not given" for one in answers}))
        return Lookup("to choose", f"found in {lands}, but the table says {country}", tuple(answers))
    if len(there) > 1:
        return Lookup("to choose", f"{len(there)} places have this name", tuple(there))
    return Lookup("found", there[0].why, tuple(there))


def placed(tables: Tables, chosen: Mapping[str, Answer]) -> Tables:
    """The tables with the points of `chosen` (by place_id) in places.csv, each with its gazetteer."""
    table = tables.tables["places"]
    frame = table.frame.copy()
    for place_id, answer in chosen.items():
        rows = frame["place_id"] == place_id
        if answer.point is None or not rows.any():
            continue
        latitude, longitude = answer.point
        frame.loc[rows, ["latitude", "longitude"]] = [f"{latitude:.5f}", f"{longitude:.5f}"]
        frame.loc[rows, "coordinates_source"] = f"{answer.gazetteer}, looked up by name"
        frame.loc[rows, "precision"] = _precision(answer, str(frame.loc[rows, "precision"].iloc[0]))
        if (answer.geonames_id or "").isdigit():
            frame.loc[rows, "geonames_id"] = str(answer.geonames_id)
        remark = f"Point looked up by name, not reviewed: {answer.name}, {answer.why}."
        frame.loc[rows, "note"] = (frame.loc[rows, "note"] + " " + remark).str.strip()
    changed, _ = table_of(Place, frame, path=table.path, lines=table.lines, named=table.named)
    return replace(tables, tables=MappingProxyType({**tables.tables, "places": changed}))


def _precision(answer: Answer, present: str) -> str:
    if answer.precision:
        return str(answer.precision)
    return str(LOOKED_UP_PRECISION) if present in ("", str(NO_LOCATION)) else present


def _same_country(answer: Answer, country: str) -> bool:
    return not country or not answer.country or folded(answer.country) == folded(country)
