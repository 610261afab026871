"""The columns of the flat table, like `event.date`, and which header of a stranger's table is which of them.

What others call our columns is in synonyms.csv.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from anyascii import anyascii

from datelines.record import terms as v
from datelines.record.records import Event, Figure, Outlet, Place, Record, Report, Source, Speaker

WORDING = "report.wording"
DATE_TO = "event.date_to"
COORDINATES = "place.coordinates"
OUTLINE = "place.outline"
FILE_ABOUT = "file.about"

_GROUPS: Mapping[str, type[Record]] = {
    "event": Event,
    "place": Place,
    "outlet": Outlet,
    "source": Source,
    "speaker": Speaker,
    "report": Report,
    "figure": Figure,
    "relay_outlet": Outlet,
    "relay_speaker": Speaker,
    "cited": Source,
    "cited_outlet": Outlet,
}
_WHOSE = {
    "relay_outlet": "The outlet through whom the source has it",
    "relay_speaker": "The speaker through whom the source has it",
    "cited": "The sources that a compiled database names for its claim, joined by `;`",
    "cited_outlet": "The outlets of those sources, joined by `;`",
}
OPTIONAL_GROUPS = tuple(_WHOSE)
"""Groups that are written only where some report has them."""
GROUPS = tuple(_GROUPS)


def group_columns(group: str) -> Mapping[str, str]:
    """Flat column -> column of the record, for a group (`event`: `event.date` -> `date`). Ids of another
    table are left out where its group has them in the same row; a relay may be of either of two."""
    model = _GROUPS[group]
    elsewhere = {one.column for one in model.references() if one.table and one.needed}
    return {f"{group}.{name}": name for name in model.columns() if name not in elsewhere}


def group_model(group: str) -> type[Record]:
    """The record of a group."""
    return _GROUPS[group]


def _written() -> dict[str, str]:
    described: dict[str, str] = {}
    for group, model in _GROUPS.items():
        for flat, name in group_columns(group).items():
            words = model.model_fields[name].description or ""
            several = " Several places are joined by `;`." if group == "place" else ""
            described[flat] = f"{_WHOSE[group]}: {words}" if group in _WHOSE else words + several
            if flat == "report.note":
                described[WORDING] = "Labels that the report uses, as `subject: term`, joined by `;`."
    return described


WRITTEN_COLUMNS: Mapping[str, str] = MappingProxyType(_written())
"""The columns that `flat_frame` writes (`event.date`) -> what they hold, in words."""

COUNT_COLUMNS: Mapping[str, str] = MappingProxyType({f"count.{measure}": measure for measure in v.MEASURES})
"""A column for the number of one measure (`count.killed`) -> the measure."""

FLAT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        **WRITTEN_COLUMNS,
        DATE_TO: "Last day of the event, where the table has its first and last day in two columns.",
        OUTLINE: "GeoJSON of the outline that `place.geometry` names, in the first row of its place.",
        FILE_ABOUT: "What the file says about itself (filter, licence, citation ...), in its first row alone.",
        COORDINATES: "Latitude and longitude in one cell, in this order: `36.5, 37.2`.",
        **{
            column: f"Number of {v.MEASURES[measure]}: `33`, `at least 33`, `33-36`, `hundreds`."
            for column, measure in COUNT_COLUMNS.items()
        },
    }
)
"""Every column that can be read -> what it holds, in words, in the order of a file."""


_LONGEST = 100

# Flat column -> what others call it, folded (lower-case Latin letters and digits alone), likeliest first.
# Words of other languages are in the spelling that anyascii gives them.
with (Path(__file__).parent / "synonyms.csv").open(encoding="utf-8", newline="") as _file:
    _SYNONYMS = {row["column"]: row["names"].split() for row in csv.DictReader(_file)}
_MEASURES = {
    name: measure
    for column, measure in COUNT_COLUMNS.items()
    for name in (measure.replace("-", ""), *_SYNONYMS.get(column, ()))
}
_NUMBERS = frozenset(
    name for column, names in _SYNONYMS.items() if column.startswith("figure.") for name in names
)
_REVIEW = frozenset(
    column
    for column in FLAT_COLUMNS
    if column.endswith((".status", ".reviewed_on", ".reviewed_by", ".second_read_on", ".second_read_by"))
)
_COUNTED = re.compile(r"^(?:total)?(?:numberof|noof|nof|countof|sumof|anzahl|num|nr)(?:people|persons|of)?")


def guessed_columns(headers: Sequence[str]) -> dict[str, str]:
    """Every one of FLAT_COLUMNS -> the header that holds it, '' where none does.

    Our own names come first, then synonyms, likeliest first; case, blanks, underscores, points and accents
    do not matter. A header is used for one column only.
    """
    found = dict.fromkeys(FLAT_COLUMNS, "")
    # The first of two equal headers counts.
    free = {folded_header(header): header for header in reversed(headers) if folded_header(header)}
    for column in FLAT_COLUMNS:
        # A stranger's `Event status` says nothing of a review: these have to be named as we do.
        if column not in _REVIEW or free.get(folded_header(column)) == column:
            found[column] = free.pop(folded_header(column), "")
    if not found["figure.measure"] and not free.keys() & set(_SYNONYMS["figure.measure"]):
        # `number` or `min` alone does not say what is counted.
        free = {name: header for name, header in free.items() if name not in _NUMBERS}
    counted = {_COUNTED.sub("", name): name for name in free if _COUNTED.match(name)}
    for column, synonyms in _SYNONYMS.items():
        if found[column]:
            continue
        for synonym in synonyms:
            name = counted.get(synonym, synonym) if column in COUNT_COLUMNS else synonym
            name = synonym if synonym in free else name
            if name in free:
                found[column] = free.pop(name)
                break
    return found


def measure_of(word: str) -> str:
    """The measure that a word in a table names (`wounded` is `injured`), '' where none is known."""
    return _MEASURES.get(folded_header(word), "")


def folded_header(header: str) -> str:
    """A header without what people write in different ways: case, blanks, marks and accents."""
    return re.sub(r"[^0-9a-z]+", "", anyascii(header[:_LONGEST]).lower())
