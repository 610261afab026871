"""The step *Columns*: what each column of the reader's table means.

The rows are the reader's own columns, each with some of its values and with what it is read as. The meanings
that most tables have come first in every list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from components.shared import markup, own_state
from datelines.formats.model import DayOrder
from datelines.imports.own_table import OwnTable, values_of
from datelines.words import joined

NOT_USED = "not used"
COMMON: Mapping[str, str] = MappingProxyType(
    {
        "event.title": "what happened, in a few words",
        "event.date": "the day or days of the event",
        "place.name": "the place",
        "place.latitude": "latitude, degrees north",
        "place.longitude": "longitude, degrees east",
        "outlet.name": "the outlet that published it",
        "source.published": "when the page was published",
        "source.url": "the address of the page",
        "speaker.name": "who is speaking",
        "report.summary": "what was reported",
        "count.killed": "how many were reported killed",
        "count.injured": "how many were reported injured",
    }
)
"""The twelve meanings that most tables have, in plain words; they come first."""
SAMPLES = 3
AT_ONCE = 40
"""Columns of the reader's that are drawn at once; wider tables have the others behind a fold."""
ORDERS: Mapping[str, str] = {
    "": "not known: such dates are problems",
    "day-first": "day first: 3 September",
    "month-first": "month first: 9 March",
}


def show_columns(own: OwnTable, guessed: Mapping[str, str], meanings: Mapping[str, str]) -> None:
    """Draw a row for each of the file's columns, with the choice of what it means. `guessed` maps our columns
    to theirs ('' for none), `meanings` ours to what they hold."""
    read_as = {theirs: ours for ours, theirs in reversed(list(guessed.items())) if theirs}
    headers = sorted(own.headers, key=lambda header: header not in read_as)
    options = [
        "",
        *(name for name in COMMON if name in meanings),
        *(name for name in meanings if name not in COMMON),
    ]
    st.caption(
        "Rows count as reports of one event if they share an event id or, without one, what happened, date and place. "
        "Figures are read with their words: 33, at least 33, 33-36, hundreds."
    )
    with st.form(f"columns-{own_state.drop_key()}"):
        chosen = {
            header: _show_row(own, header, read_as.get(header, ""), options, meanings)
            for header in headers[:AT_ONCE]
        }
        if len(headers) > AT_ONCE:
            with st.expander(f"{len(headers) - AT_ONCE} more columns"):
                for header in headers[AT_ONCE:]:
                    chosen[header] = _show_row(own, header, read_as.get(header, ""), options, meanings)
        order = st.radio(
            "Dates like 3/9/2019 are written",
            list(ORDERS),
            index=list(ORDERS).index(own.options.day_order or ""),
            format_func=ORDERS.__getitem__,
            horizontal=True,
        )
        pressed = st.form_submit_button("Read the table with these columns", type="primary")
    twice = [name for name, number in Counter(filter(None, chosen.values())).items() if number > 1]
    if pressed and twice:
        words = joined(f"“{label_of(name)}”" for name in twice)
        st.error(
            markup.plain(
                f"Two columns cannot mean one thing: {words}. Choose one of them, and leave the other unused."
            )
        )
    elif pressed:
        orders: dict[str, DayOrder | None] = {"day-first": "day-first", "month-first": "month-first"}
        wanted = dict.fromkeys(meanings, "") | {ours: theirs for theirs, ours in chosen.items() if ours}
        own_state.take_again(own, own.format, wanted, orders.get(order or ""))


def label_of(name: str) -> str:
    """What a column of ours is called in the lists: the common ones in plain words."""
    return COMMON.get(name) or name.replace("_", " ").replace(".", ": ")


def _show_row(
    own: OwnTable, header: str, present: str, options: Sequence[str], meanings: Mapping[str, str]
) -> str:
    """Draw a column's name, some of its values and the choice; give the meaning that is chosen."""
    name, values, meaning = st.columns([1.1, 1.6, 1.5], vertical_alignment="center")
    with name:
        markup.show(markup.html('<b class="dl-column"><bdi>{header}</bdi></b>', header=header))
    with values:
        shown = " · ".join(value[:40] for value in values_of(own, header, SAMPLES)) or "no values"
        markup.show(markup.html('<span class="dl-quiet dl-values"><bdi>{shown}</bdi></span>', shown=shown))
    with meaning:
        chosen = st.selectbox(
            f"What “{markup.plain(header)}” means",
            options,
            index=options.index(present) if present in options else 0,
            format_func=lambda option: label_of(option) if option else NOT_USED,
            help=markup.plain(meanings[present]) if present in meanings else None,
            label_visibility="collapsed",
            key=f"column-{own_state.drop_key()}-{header}",
        )
    return chosen or ""
