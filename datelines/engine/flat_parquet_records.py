"""Which columns of the flat table each record is made of, and the SQL that finds the records in its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from datelines.formats.flat_columns import group_columns
from datelines.records import Event, Figure, Outlet, Place, Record, Report, Source, Speaker

ROWS = "flat"
"""The view that has every row of the file, with `line` and text cells; blank ones are ''."""

PARTED = {"place": "place_rows", "cited": "cited_rows", "cited_outlet": "cited_rows"}
"""Groups whose cells hold several values -> the table of the values told apart, with `line`."""

SPOTS = 4
"""A row of the file has at most so many records of one table, one for each group: `spot` tells them apart."""

GROUPS_OF: dict[type[Record], tuple[str, ...]] = {
    Outlet: ("outlet", "relay_outlet", "cited_outlet"),
    Speaker: ("speaker", "relay_speaker"),
    Source: ("source", "cited"),
    Place: ("place",),
    Event: ("event",),
    Report: ("report",),
    Figure: ("figure",),
}
"""The groups of flat columns that a record is made of. The first is the one that its problems name."""

_SAID_BESIDE = {
    "event": {"place_ids": "place.place_id"},
    "source": {"outlet_id": "outlet.outlet_id"},
    "cited": {"outlet_id": "cited_outlet.outlet_id"},
    "report": {
        "event_id": "event.event_id",
        "source_id": "source.source_id",
        "speaker_id": "speaker.speaker_id",
    },
    "figure": {"report_id": "report.report_id"},
}
"""Columns of a record that another group of the row says."""

ALSO_OF_REPORT = ("report.wording", "cited.source_id")
"""What else belongs to a report, and has to be the same in all its rows."""


def sql_name(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def flat_cells(group: str) -> dict[str, str]:
    """Column of the record -> flat column, for a group, the key first."""
    return {name: flat for flat, name in group_columns(group).items()} | _SAID_BESIDE.get(group, {})


def key_of(group: str) -> str:
    """The flat column of a group's id."""
    return next(iter(group_columns(group)))


def own_groups(columns: Collection[str], groups: Iterable[str]) -> list[str]:
    """Those of the groups whose id is among the columns."""
    return [group for group in groups if key_of(group) in columns]


def said(model: type[Record], columns: Collection[str], cells: bool) -> str:
    """SQL: where each record is said, as `spot` and `id`, its cells or a `mark` that equal cells share."""
    parts, also = [], ALSO_OF_REPORT if model is Report else ()
    for number, group in enumerate(GROUPS_OF[model]):
        if key_of(group) not in columns:
            continue
        names = flat_cells(group)
        named = [f"{sql_name(names[name])} AS {sql_name(name)}" for name in model.columns()]
        given = [*named, *map(sql_name, also)]
        if not cells:
            given = [f"hash({', '.join(map(sql_name, (*names.values(), *also)))}) AS mark"]
        key = sql_name(key_of(group))
        parts.append(
            f"SELECT line * {SPOTS} + {number} AS spot, {key} AS id, {', '.join(given)} "
            f"FROM {PARTED.get(group, ROWS)} WHERE {key} <> ''"
        )
    return " UNION ALL ".join(parts) or f"SELECT * FROM ({_nowhere(model, cells)}) WHERE false"


def _nowhere(model: type[Record], cells: bool) -> str:
    given = ", ".join(f"'' AS {sql_name(name)}" for name in model.columns()) if cells else "0 AS mark"
    return f"SELECT 0 AS spot, '' AS id, {given}"


def filled(flats: Iterable[str]) -> str:
    """SQL: whether some of these cells are not blank."""
    return "(" + " OR ".join(f"{sql_name(flat)} <> ''" for flat in flats) + ")"
