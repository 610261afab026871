"""The columns of the flat table: one row for each report and figure, headers like `event.date`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from datelines import vocabulary as v
from datelines.records import Event, Figure, Outlet, Place, Record, Report, Source, Speaker

WORDING = "report.wording"
DATE_TO = "event.date_to"
COORDINATES = "place.coordinates"
OUTLINE = "place.outline"

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
    table are left out, since its group has them in the same row; a relay may be of either of two."""
    model = _GROUPS[group]
    elsewhere = {reference.column for reference in model.references() if reference.table}
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
        COORDINATES: "Latitude and longitude in one cell, in this order: `36.5, 37.2`.",
        **{
            column: f"Number of {v.MEASURES[measure]}: `33`, `at least 33`, `33-36`, `hundreds`."
            for column, measure in COUNT_COLUMNS.items()
        },
    }
)
"""Every column that can be read -> what it holds, in words, in the order of a file."""
