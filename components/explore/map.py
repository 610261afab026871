"""The map of Explore: what static/datelines/map.js draws, and what the reader did on it.

`map_data` gives marks, cells, first view and chosen event as plain values. `hear` takes in what the map said:
which event was chosen there, what it shows, which list was asked for. `show_live_map` joins the two in a
fragment, which runs alone: moving the map brings the cells then in view, and leaves the page as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from components.shared import map_frame, view_state
from components.shared.map_frame import CellKey
from components.shared.palette import OutletStyle
from components.shared.problems import shown_where_it_fails
from components.shared.view_state import SessionValue, View
from datelines.places.outlines import Outline
from datelines.query.events import CELL_LISTED, EventPage, MarkedEvent
from datelines.query.map_grid import Bounds, Cell, Window
from datelines.query.map_marks import Mark, OnMap
from datelines.query.selection import Selection
from datelines.record.terms import PRECISIONS
from datelines.store.relation import CELL_DEGREES
from datelines.words import counted

TILES = {
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
}
"""The online tile layer. Asked for only when the reader has switched it on."""

BULK = 0.75
"""The share of the events whose places the first view shows."""

FEW = 12
"""A cell with this many events or fewer opens their list; one with more zooms in."""


@dataclass(frozen=True, slots=True)
class Question:
    """The reader asks for the list of a `cell`, without the first `before` of its events. `number` tells this
    question from earlier ones, so that one answer opens one list."""

    cell: CellKey
    before: int
    number: int


@dataclass(frozen=True, slots=True)
class CellList:
    """The answer to a question: a page of the events of its cell."""

    question: Question
    page: EventPage


def map_data(
    on_map: OnMap,
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    view: View,
    *,
    chosen_words: str = "",
    corpus: str = "",
    opened: CellList | None = None,
) -> dict[str, Any]:
    """The payload of one state of the map. Of the `view` it takes chosen event, theme and tiles; `corpus`
    says which data it is: when that changes, the map begins with its first view again."""
    used = {outlet for mark in on_map.marks for outlet in mark.outlet_ids}
    used |= {outlet for cell in on_map.cells for outlet, _ in cell.shares}
    used |= {outlet for event in (opened.page.events if opened else ()) for outlet in event.outlet_ids}
    outlets = sorted(used)
    numbers = {outlet: number for number, outlet in enumerate(outlets)}
    places = [_place(mark, outlines.get(mark.place.place_id), numbers) for mark in on_map.marks]
    window = on_map.window
    return {
        "theme": view.theme,
        "large": view.projector,
        "tiles": TILES if view.online_tiles else None,
        "chosen": view.event_id,
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
    """The box (south, west, north, east) that the map shows first: round the place with most events, the nearest places
    that together have BULK of all events. The others are named at the edge of the map. None without a place."""
    known = [place for place in places if place["lat"] is not None and place["lon"] is not None]
    if not known:
        return None
    weights = np.array([len(place["events"]) + place.get("unlisted", 0) for place in known], float)
    latitudes, longitudes = (np.array([place[name] for place in known], float) for name in ("lat", "lon"))
    middle = int(np.argmax(weights))
    # Degrees of longitude are shorter away from the equator.
    east = (longitudes - longitudes[middle]) * np.cos(np.radians(latitudes[middle]))
    nearest = np.argsort(np.hypot(latitudes - latitudes[middle], east), kind="stable")
    enough = int(np.searchsorted(np.cumsum(weights[nearest]), BULK * weights.sum())) + 1
    shown = nearest[:enough]
    ends = (latitudes[shown].min(), longitudes[shown].min(), latitudes[shown].max(), longitudes[shown].max())
    south, west, north, last = map(float, ends)
    return (south, west), (north, last)


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
    parts and ids for the outlets, they would take twice the space."""
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
    x, y, size = opened.question.cell
    return {
        "box": _degrees(y, x, y + size, x + size),
        "key": opened.question.cell,
        "events": _events(opened.page.events, numbers),
        "before": opened.page.before,
        "after": opened.page.after,
        "most": CELL_LISTED,
        "asked": opened.question.number,
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


_WINDOW: SessionValue[Window | None] = SessionValue("map_window", None)
"""What the map shows, as far as it has said."""
_QUESTION: SessionValue[Question | None] = SessionValue("map_question", None)
_HEARD = SessionValue("map_heard", 0)
"""The number of the last choice that the map made known."""


def hear() -> None:
    """Take in a click on the map or, where it draws only some of the places, a move."""
    said = map_frame.said(view_state.value_of(map_frame.KEY))
    _WINDOW.set(said.window or _WINDOW.get())
    _QUESTION.set(Question(said.cell, said.before, said.asked) if said.cell else None)
    # The map goes on saying its last choice; only a number not heard before is a new one.
    if said.event_id and said.choice != _HEARD.get():
        _HEARD.set(said.choice)
        _QUESTION.set(None)
        view_state.choose(said.event_id)


@st.fragment
@shown_where_it_fails
def show_live_map(
    selection: Selection,
    outlines: Mapping[str, Outline],
    styles: Mapping[str, OutletStyle],
    view: View,
    *,
    chosen_words: str,
    corpus: str,
) -> None:
    """Draw the map of the selection. Where the reader has chosen an event since the page ran with this
    `view`, the whole page runs again. `chosen_words` names the chosen event on the map, since its card may be
    below the fold; `corpus` tells one set of data from another."""
    if view_state.choices() != view.choice:
        st.rerun(scope="app")
    on_map = selection.on_map(_WINDOW.get(), map_frame.VIEW, view.event_id)
    question, opened = _QUESTION.get(), None
    if question and on_map.window:
        opened = CellList(question, selection.cell_events(*question.cell, question.before))
    payload = map_data(
        on_map, outlines, styles, view, chosen_words=chosen_words, corpus=corpus, opened=opened
    )
    map_frame.show_map(payload, hear)
    if on_map.undrawn:
        areas = counted(on_map.undrawn, "area")
        st.caption(f"Not drawn: {areas} with fewer events. The table lists all events.")
