"""Which places lie within which: the table `inside` of a store, by which a filter of places also means what
lies inside them.

A row of places.csv names the place that it lies within. Where it does not, or names one that is not there,
the place lies within the governorate that its `admin1` and `country` name, otherwise within its country,
where these are places of their own. Outlines are not asked: those of zones are approximate, and near a border
an outline would be a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from datelines.store.schema import arrow_schema
from datelines.table.archive import Archive

USED = ("place_id", "name", "kind", "admin1", "country", "within")
"""Columns of places.csv that say what lies within what."""

_FIRST_LEVEL, _COUNTRY = "governorate", "country"
_Cells = Mapping[str, Sequence[str]]


def inside_of(archive: Archive) -> pa.Table:
    """The table `inside` of the places of an archive, numbered from 1 in order of their file."""
    return inside_table({name: archive.cells("places", name).to_pylist() for name in USED})


def inside_table(places: _Cells) -> pa.Table:
    """The table `inside` of places that are given as cells by column (USED), in order of their file. A circle
    of places, which the checks refuse, ends where it began."""
    above = _directly_above(places)
    inner, outer = [], []
    for place in range(len(above)):
        seen, one = {place}, above[place]
        while one is not None and one not in seen:
            inner.append(place + 1)
            outer.append(one + 1)
            seen.add(one)
            one = above[one]
    return pa.table([inner, outer], schema=arrow_schema("inside"))


def _directly_above(places: _Cells) -> list[int | None]:
    """For each place the position of the one that it directly lies within, None for none."""
    at = {place_id: place for place, place_id in enumerate(places["place_id"])}
    divisions: dict[tuple[str, str], int] = {}
    countries: dict[str, int] = {}
    for place, (kind, name, admin1, country) in enumerate(
        zip(*(places[column] for column in ("kind", "name", "admin1", "country")), strict=True)
    ):
        if kind == _FIRST_LEVEL and admin1:
            divisions.setdefault((country, admin1), place)
        elif kind == _COUNTRY:
            countries.setdefault(country or name, place)
    found: list[int | None] = []
    for place, (within, kind, admin1, country) in enumerate(
        zip(*(places[column] for column in ("within", "kind", "admin1", "country")), strict=True)
    ):
        one = at.get(within)
        if one is None and kind not in (_FIRST_LEVEL, _COUNTRY):
            one = divisions.get((country, admin1))
        if one is None and kind != _COUNTRY:
            one = countries.get(country)
        found.append(None if one == place else one)
    return found
