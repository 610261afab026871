"""What static/datelines/map.js draws, as plain values: marks, cells, what to show first, the chosen event.

What the reader did on the map: which event was chosen there, what it shows, which list was asked for.

The map as a part of the page that answers alone: moving it brings the cells of what is then in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from components.shared import map_frame, view_state
from components.shared.map_frame import VIEW, CellKey
from components.shared.palette import OutletStyle
from components.shared.problems import shown_where_it_fails
from datelines.places.outlines import Outline
from datelines.query.events import CELL_LISTED, EventPage, MarkedEvent
from datelines.query.map_grid import Bounds, Cell, Window, extent_of
from datelines.query.map_marks import Mark, OnMap
from datelines.query.selection import Selection
from datelines.record.terms import PRECISIONS
from datelines.store.relation import CELL_DEGREES

TILES = {
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
}
"""The online tile layer. Asked for only when the reader has switched it on."""

FEW = 12
"""A cell with so many events, or fewer, opens their list; one with more zooms in."""


@dataclass(frozen=True, slots=True)
class CellList:
    """The list of a cell that the reader asked for: a page of its events, and the number of the question, so
    that one answer opens one list."""

    cell: CellKey
    page: EventPage
    asked: int


def map_data(
    on_map: OnMap,
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    chosen_words: str,
    theme: str,
    online_tiles: bool,
    corpus: str = "",
    opened: CellList | None = None,
) -> dict[str, Any]:
    """The payload of one state of the map. `corpus` says which data it is: with others, the map begins
    with its first view again."""
    used = {outlet for mark in on_map.marks for outlet in mark.outlet_ids}
    used |= {outlet for cell in on_map.cells for outlet, _ in cell.shares}
    used |= {outlet for event in (opened.page.events if opened else ()) for outlet in event.outlet_ids}
    outlets = sorted(used)
    numbers = {outlet: number for number, outlet in enumerate(outlets)}
    places = [_place(mark, outlines.get(mark.place.place_id), numbers) for mark in on_map.marks]
    window = on_map.window
    return {
        "theme": theme,
        "tiles": TILES if online_tiles else None,
        "chosen": chosen,
        "chosen_words": chosen_words,
        "outlets": [(key, styles[key].name, styles[key].colour, styles[key].path) for key in outlets],
        "places": places,
        "cells": [_cell(cell) for cell in on_map.cells],
        "window": [window.south, window.west, window.north, window.east, window.level] if window else None,
        "fit": on_map.extent or first_view(places),
        "undrawn": on_map.undrawn,
        "corpus": corpus,
        "opened": _opened(opened, numbers) if opened else None,
    }


def first_view(places: Sequence[Mapping[str, Any]]) -> Bounds | None:
    """The box that the map shows first: that of the marks in VIEW where half or more are, else of all."""
    known = [place for place in places if place["lat"] is not None and place["lon"] is not None]
    latitudes, longitudes = (np.array([place[name] for place in known], float) for name in ("lat", "lon"))
    return extent_of(latitudes, longitudes, VIEW)


def _place(mark: Mark, outline: Outline | None, numbers: Mapping[str, int]) -> dict[str, Any]:
    place = mark.place
    drawn = {
        "id": place.place_id,
        "name": place.name,
        "how": how_drawn(mark, outline),
        "lat": outline.latitude if outline else place.latitude,
        "lon": outline.longitude if outline else place.longitude,
        "radius_km": None if outline else place.radius_km,
        "shape": outline.geometry if outline else None,
        "shape_kind": outline.kind if outline else None,
        "exact": bool(outline) and place.kind in ("governorate", "country"),
        "events": _events(mark.events, numbers),
    }
    return drawn | ({"unlisted": mark.unlisted, "shares": dict(mark.shares)} if mark.unlisted else {})


def _events(events: Sequence[MarkedEvent], numbers: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """Id, title, date and numbers of the outlets of each event. There may be a thousand: with names for the
    parts, and ids for the outlets, they would be twice as long."""
    return [
        (event.event_id, event.title, event.dated, [numbers[outlet] for outlet in event.outlet_ids])
        for event in events
    ]


def _cell(cell: Cell) -> dict[str, Any]:
    west, south, east, north = cell.inner
    return {
        "key": [cell.x, cell.y, cell.size],
        "box": _degrees(cell.y, cell.x, cell.y + cell.size, cell.x + cell.size),
        "inner": _degrees(south, west, north + 1, east + 1),
        "events": cell.events,
        "reports": cell.reports,
        "shares": dict(cell.shares),
        "others": cell.others,
        "list": cell.whole or cell.events <= FEW,
    }


def _opened(opened: CellList, numbers: Mapping[str, int]) -> dict[str, Any]:
    x, y, size = opened.cell
    return {
        "box": _degrees(y, x, y + size, x + size),
        "key": opened.cell,
        "events": _events(opened.page.events, numbers),
        "before": opened.page.before,
        "after": opened.page.after,
        "most": CELL_LISTED,
        "asked": opened.asked,
    }


def _degrees(south: int, west: int, north: int, east: int) -> list[list[float]]:
    corners = ((south, west), (north, east))
    return [[round(edge * CELL_DEGREES, 2) for edge in corner] for corner in corners]


def how_drawn(mark: Mark, outline: Outline | None) -> str:
    """How precise the place is, in words, for the tooltip."""
    place = mark.place
    if outline and outline.kind == "line":
        return "road, drawn as a schematic line"
    if outline and place.kind in ("governorate", "country"):
        return f"{place.kind}; where in it is not reported"
    if outline:
        return "area, drawn as an approximate outline"
    if place.radius_km:
        return f"somewhere within about {place.radius_km:g} km (ring)"
    return f"{place.kind}; {PRECISIONS[place.precision]}"


_WINDOW, _QUESTION, _HEARD = "map_window", "map_question", "map_heard"


def hear() -> None:
    """The map was clicked, or moved where it draws a part of the places."""
    said = map_frame.said(view_state.value_of(map_frame.KEY))
    view_state.keep(_WINDOW, said.window or window())
    view_state.keep(_QUESTION, (said.cell, said.before, said.asked) if said.cell else None)
    # The choice stays in what the map says; only a number that was not heard yet is news.
    if said.event_id and said.choice != view_state.kept(_HEARD):
        view_state.keep(_HEARD, said.choice)
        view_state.keep(_QUESTION, None)
        view_state.choose(said.event_id)


def window() -> Window | None:
    """What the map shows, as far as it has said."""
    found: Window | None = view_state.kept(_WINDOW)
    return found


def question() -> tuple[CellKey, int, int] | None:
    """The cell whose list the reader asked for, how many events come before the page of it that is wanted,
    and the number of the question."""
    found: tuple[CellKey, int, int] | None = view_state.kept(_QUESTION)
    return found


@st.fragment
@shown_where_it_fails
def show_live_map(
    selection: Selection,
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    *,
    chosen: str | None,
    chosen_words: str,
    theme: str,
    online_tiles: bool,
    choice: int,
    corpus: str,
) -> None:
    """Draw the map of the selection. `choice` is the number of choices when the page ran: where the reader
    has chosen an event since, the whole page runs again. `chosen_words` says the chosen event on the map,
    since its card may be further down; `corpus` tells one set of data from another."""
    if view_state.choices() != choice:
        st.rerun(scope="app")
    on_map = selection.on_map(window(), map_frame.VIEW, chosen)
    asked_for = question()
    opened = None
    if asked_for and on_map.window:
        cell, before, asked = asked_for
        opened = CellList(cell, selection.cell_events(*cell, before), asked)
    payload = map_data(
        on_map,
        outlines,
        styles,
        chosen=chosen,
        chosen_words=chosen_words,
        theme=theme,
        online_tiles=online_tiles,
        corpus=corpus,
        opened=opened,
    )
    map_frame.show_map(payload, hear)
    if on_map.undrawn:
        st.caption(f"{on_map.undrawn:,} areas with fewer events are not drawn; the table lists their events.")
