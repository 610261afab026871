"""The step that gives a point to places without one: a look-up in gazetteers, candidates to choose from, and
what is left.

Where a name may mean several places, a small map shows them with their numbers, and the reader chooses; a
guess is never made for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium
import streamlit as st
from folium.template import Template
from streamlit_folium import st_folium

from components.shared import markup, own_state
from components.shared.map_frame import STATIC, OfflineMap
from datelines.imports.own_table import OwnTable
from datelines.places.gazetteers import Answer
from datelines.places.geocoding import REQUEST_SECONDS
from datelines.places.lookup import Lookup, Unplaced

LISTED = 200
"""Places listed on the page; the download of the checked tables has all."""


def show_place_finder(own: OwnTable, unplaced: Sequence[Unplaced]) -> None:
    """Draw the look-up of the places without coordinates, and its results. `unplaced` are those places."""
    if not unplaced:
        st.caption("Every place of the table has coordinates.")
        return
    found = own_state.lookups()
    wanted = {place.place_id: (place.name, place.country) for place in unplaced}
    noun = "place has" if len(unplaced) == 1 else "places have"
    st.markdown(
        f"**{len(unplaced):,} {noun} no coordinates in your table.** Their events are listed beside "
        "the map; a gazetteer lookup can place them on it."
    )
    online = _show_online(unplaced, found)
    with st.container(horizontal=True):
        if own_state.looking():
            st.button("Cancel", on_click=own_state.look, args=(False,), key="cancel-look-up")
        else:
            st.button(
                f"Look up {len(unplaced):,} name{'' if len(unplaced) == 1 else 's'}",
                on_click=own_state.look,
                args=(True,),
                type="primary",
                key="look-up",
                icon=":material/location_searching:",
            )
    if own_state.looking():
        own_state.look_up(own, wanted, online)
    if found:
        _show_results(own, unplaced, found)


def _show_online(unplaced: Sequence[Unplaced], found: Mapping[str, Lookup]) -> bool:
    asked = [p for p in unplaced if p.place_id not in found or found[p.place_id].outcome == "not found"]
    online = st.toggle(
        "Also ask OpenStreetMap’s Nominatim on the internet",
        key="nominatim",
        help="Off by default. Only the place names leave this machine.",
    )
    if online:
        seconds = len(asked) * REQUEST_SECONDS
        time = f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
        st.caption(
            f"Up to {len(asked):,} names are sent, one a second, so this takes up to about {time}. The "
            "answers are kept in this session; they are © OpenStreetMap contributors (ODbL)."
        )
    return bool(online)


def _show_results(own: OwnTable, unplaced: Sequence[Unplaced], found: Mapping[str, Lookup]) -> None:
    outcomes = {
        outcome: [p for p in unplaced if p.place_id in found and found[p.place_id].outcome == outcome]
        for outcome in ("found", "to choose", "not found", "not reached")
    }
    chosen = [p for p in outcomes["to choose"] if p.place_id in own.points]
    st.markdown(
        f"Found: {len(outcomes['found']):,}. For you to choose: {len(outcomes['to choose']):,}, "
        f"of which you have chosen {len(chosen):,}. Not found: {len(outcomes['not found']):,}. "
        f"Gazetteer not reached: {len(outcomes['not reached']):,}."
    )
    if outcomes["to choose"]:
        _show_choice(own, outcomes["to choose"], found)
    rows = [
        (p.name, p.events, _where(own.points.get(p.place_id)), found[p.place_id].why)
        for p in outcomes["found"]
    ]
    if rows:
        with st.expander(f"Found ({len(rows):,})"):
            markup.show_html_table(("Name", "Events", "Placed at", "Why"), rows[:LISTED], _listed(len(rows)))
    left = [*outcomes["not found"], *outcomes["not reached"]]
    if left:
        with st.expander(f"Without a point ({len(left):,})", expanded=True):
            markup.show_html_table(
                ("Name", "Events", "Why", "Similar spellings"),
                [
                    (
                        p.name,
                        p.events,
                        found[p.place_id].why,
                        "; ".join(s.name for s in found[p.place_id].suggestions),
                    )
                    for p in left[:LISTED]
                ],
                f"{_listed(len(left))} To put a place on the map, write its coordinates into your table.",
            )


def _show_choice(own: OwnTable, places: Sequence[Unplaced], found: Mapping[str, Lookup]) -> None:
    titles = {place.place_id: place.name for place in places}
    undecided = [place.place_id for place in places if place.place_id not in own.points]
    place_id = st.selectbox(
        f"Names that need your choice ({len(undecided)} left)",
        list(titles),
        format_func=titles.__getitem__,
        key="ambiguous-name",
    )
    if place_id is None:
        return
    lookup, present = found[place_id], own.points.get(place_id)
    st.caption(markup.plain(f"{titles[place_id]}: {lookup.why}. Choose one, or leave it off the map."))
    clicked = show_candidates(lookup.candidates, present, key=f"candidates-{place_id}")
    at = lookup.candidates.index(present) if present in lookup.candidates else None
    if own_state.is_new_click(place_id, clicked) and clicked is not None and clicked != at:
        own_state.choose_point(place_id, lookup.candidates[clicked])
        st.rerun()
    options = [None, *range(len(lookup.candidates))]
    picked = st.radio(
        "Which place is meant?",
        options,
        index=options.index(at),
        format_func=lambda number: _candidate(lookup.candidates, number),
        key=f"candidate-{place_id}-{at}",
    )
    answer = None if picked is None else lookup.candidates[picked]
    if answer != present:
        own_state.choose_point(place_id, answer)
        st.rerun()


def _candidate(candidates: Sequence[Answer], number: int | None) -> str:
    if number is None:
        return "None of these, or not known"
    one = candidates[number]
    people = one.raw.get("population") or ""
    facts = [one.gazetteer, f"{one.latitude:.2f}, {one.longitude:.2f}" if one.point else ""]
    facts.append(f"{int(people):,} people" if str(people).isdigit() and int(people) else "")
    words = (
        f"{number + 1}: {one.name}, {one.country or 'country not given'} ({'; '.join(filter(None, facts))})"
    )
    return markup.plain(words)


def _where(answer: Answer | None) -> str:
    if answer is None or answer.point is None:
        return ""
    latitude, longitude = answer.point
    return f"{answer.name}, {answer.country or 'country not given'} ({latitude:.3f}, {longitude:.3f})"


def _listed(count: int) -> str:
    return "All of them." if count <= LISTED else f"Showing the first {LISTED} of {count:,}."


class CandidateMap(OfflineMap):
    """The offline map with the script that draws numbered candidates."""

    default_js = [  # noqa: RUF012 -- as in OfflineMap
        *OfflineMap.default_js,
        ("datelines_candidates", f"{STATIC}datelines/candidates.js"),
    ]


class Candidates(folium.FeatureGroup):
    """The candidates of one name. Its script is one call with the data as its argument."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = "
        "datelines.candidates({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__(name="candidates")
        self.payload = payload


def show_candidates(candidates: Sequence[Answer], chosen: Answer | None, key: str) -> int | None:
    """Draw the candidates; gives the index of the one that was clicked, or None."""
    places = [
        {
            "number": number,
            "lat": one.latitude,
            "lon": one.longitude,
            "label": f"{number}: {one.name}, {one.country or 'country not given'}",
            "chosen": one == chosen,
        }
        for number, one in enumerate(candidates, start=1)
        if one.point
    ]
    value = st_folium(
        CandidateMap(),
        key=key,
        height=280,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=Candidates(markup.script_data({"places": places})),
    )
    drawing = value.get("last_active_drawing") if isinstance(value, Mapping) else None
    properties = drawing.get("properties") if isinstance(drawing, Mapping) else None
    number = properties.get("number") if isinstance(properties, Mapping) else None
    return number - 1 if isinstance(number, int) and 0 < number <= len(candidates) else None
