"""The reader's own table in this session: dropped, read, placed on the map, and shown on all pages or not.

`loaded` is what pages show: that table while it is switched on, otherwise what everybody sees; on every page
a line says when it is the reader's own. Nothing of it outlives the session or reaches another.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from components.shared import markup, view_state
from components.shared.view_state import SessionValue
from datelines.formats.model import DayOrder
from datelines.imports.own_table import OwnTable, decoded, in_format, own_table, with_points
from datelines.places.gazetteers import Answer
from datelines.places.geocoding import GeocodingChain, Nominatim, shared_chain
from datelines.places.lookup import Lookup, lookup
from datelines.problems import DataError, Problem
from datelines.query import dataset
from datelines.query.dataset import Dataset
from datelines.words import Progress

TABLE: SessionValue[OwnTable | None] = SessionValue("table", None)
_SHOWN = SessionValue("shown", False)
_DROPS = SessionValue("drop", 0)
"""How often files have been dropped."""
_LOOKUPS: SessionValue[Mapping[str, Lookup]] = SessionValue("lookups", MappingProxyType({}))
"""What the gazetteers have answered, by place_id."""
_LOOKING = SessionValue("looking", False)
_ONLINE: SessionValue[Nominatim | None] = SessionValue("asked", None)
_CLICKS: SessionValue[Mapping[str, int | None]] = SessionValue("clicks", MappingProxyType({}))
"""The candidate clicked last on the small map of each place, by place_id."""


def table() -> OwnTable | None:
    """The table that was dropped in this session, or None."""
    return TABLE.get()


def shown_table() -> OwnTable | None:
    """The table, where the pages show it instead of the reviewed data."""
    return table() if _SHOWN.get() else None


def reviewed() -> Dataset | tuple[Problem, ...]:
    """What everybody sees: the store that DATELINES_STORE names, in the environment or in
    .streamlit/secrets.toml, else the folder; or every problem that keeps the folder from being shown.

    Raises StoreError where the store cannot be read.
    """
    url = os.environ.get(dataset.STORE_VARIABLE) or _secret(dataset.STORE_VARIABLE)
    return dataset.everybodys(url)


def _secret(name: str) -> str:
    # Asked for in this way, a missing file of secrets is no error.
    return str(st.secrets[name]) if st.secrets.load_if_toml_exists() and name in st.secrets else ""


def loaded() -> Dataset:
    """What the pages show: the reader's own table where it is switched on, otherwise what everybody sees.
    Raises DataError where that has problems, StoreError where its store cannot be read."""
    own = shown_table()
    found = (own.loaded if own else None) or reviewed()
    if isinstance(found, tuple):
        raise DataError(found)
    return found


def address(link: Mapping[str, Iterable[str]]) -> str:
    """The address of the view; none while the own table is shown, since no link leads to it."""
    return "" if shown_table() else view_state.address(link)


def drop_key() -> str:
    """The key of the widget that files are dropped on; a new one once files have been taken, so that the
    server lets go of their bytes."""
    return f"drop-{_DROPS.get()}"


def take(files: Sequence[Any]) -> None:
    """Read dropped files (Streamlit's uploads) with a progress bar, and run the page again with them."""
    bar = st.progress(0.0, "Opening")
    _keep_table(own_table([(file.name, file.getvalue()) for file in files], _progress(bar)))
    _DROPS.set(_DROPS.get() + 1)
    _LOOKUPS.set({})
    look(False)
    st.rerun()


def take_again(
    own: OwnTable,
    format_name: str,
    columns: Mapping[str, str] | None = None,
    day_order: DayOrder | None = None,
) -> None:
    """Read the files as another format, or with other columns, and run the page again with the result."""
    bar = st.progress(0.0, "Reading")
    options = replace(own.options, columns=dict(columns or {}), day_order=day_order)
    _keep_table(in_format(own, format_name, options, _progress(bar)))
    st.rerun()


def decode(own: OwnTable, encoding: str) -> None:
    """Read the texts that are not Unicode in the chosen encoding, and run the page again with them."""
    bar = st.progress(0.0, "Reading")
    _keep_table(decoded(own, encoding, _progress(bar)))
    st.rerun()


def remove() -> None:
    """Forget the table, and show the reviewed data again."""
    show(False)
    look(False)
    TABLE.set(None)
    _LOOKUPS.set({})


def show(own: bool) -> None:
    """Let the pages show the own table, or the reviewed data again, without the filters and choices of the
    other."""
    _SHOWN.set(own)
    view_state.start_over()


def lookups() -> Mapping[str, Lookup]:
    """What the gazetteers have answered so far, by place_id."""
    return _LOOKUPS.get()


def looking() -> bool:
    """Whether names are being looked up."""
    return _LOOKING.get()


def look(on: bool) -> None:
    """Begin or cancel looking names up."""
    _LOOKING.set(on)


def look_up(own: OwnTable, wanted: Mapping[str, tuple[str, str]], online: bool) -> None:
    """Look up names (place_id -> name and country) one by one with a progress bar, until all are done or
    the reader cancels. Each result is kept at once, so a cancelled run loses nothing."""
    found = lookups()
    waiting = [place_id for place_id in wanted if _open(found.get(place_id), online)]
    bar = st.progress(0.0, "Looking up")
    chain = _chain(online)
    try:
        for number, place_id in enumerate(waiting):
            name, country = wanted[place_id]
            # Pressing Cancel runs the page again, which stops this loop here.
            words = f"{number + 1} of {len(waiting)}: {markup.plain(name[:60])}"
            bar.progress(number / len(waiting), words)
            found = {**found, place_id: lookup(chain, name, country)}
            _LOOKUPS.set(found)
    finally:
        points = {place_id: one.candidates[0] for place_id, one in found.items() if one.outcome == "found"}
        TABLE.set(with_points(own, {**points, **own.points}))
    look(False)
    st.rerun()


def is_new_click(place_id: str, clicked: int | None) -> bool:
    """Whether the click on the small map of a place is a new one: the map repeats its last in every run."""
    last = _CLICKS.get().get(place_id)
    _CLICKS.set({**_CLICKS.get(), place_id: clicked})
    return clicked is not None and clicked != last


def choose_point(place_id: str, answer: Answer | None) -> None:
    """Put a place of the table at the chosen point, or take its point off."""
    own = table()
    if own is not None:
        points = {key: point for key, point in own.points.items() if key != place_id}
        _keep_table(with_points(own, points | ({place_id: answer} if answer else {})))


def _open(found: Lookup | None, online: bool) -> bool:
    """Whether a name is still to be looked up: not done yet, or not in the files and now asked online."""
    return found is None or found.outcome == "not reached" or (online and found.outcome == "not found")


def _chain(online: bool) -> GeocodingChain:
    files = shared_chain(dataset.data_folder())
    if not online:
        return files
    nominatim = _ONLINE.get()
    if nominatim is None:
        # Answers from the internet stay in this session's memory: names in a table may be private.
        nominatim = Nominatim(None)
        _ONLINE.set(nominatim)
    return GeocodingChain([*files.gazetteers, nominatim])


def _keep_table(own: OwnTable) -> None:
    TABLE.set(own)
    if own.loaded is None:
        _SHOWN.set(False)
    if _SHOWN.get():
        view_state.start_over()


def _progress(bar: Any) -> Progress:
    return lambda share, words: bar.progress(min(max(share, 0.0), 1.0), markup.plain(words))


def show_banner(own: OwnTable) -> None:
    """Draw whose data this is, and the way back to the reviewed data."""
    with st.container(horizontal=True, vertical_alignment="center", key="own-banner"):
        markup.show(
            markup.html(
                '<p class="dl-own" role="note"><b>Your own table: {title}, not reviewed by Datelines.</b> '
                "<span>It is in this session only; a link to this page does not include it.</span></p>",
                title=own.title,
            )
        )
        st.button("Back to the reviewed data", on_click=show, args=(False,), key="own-off")
