"""The sentence above the views: how much is selected, the parts of the filter, each of which can be taken off,
and the legend of map and timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components.shared import markup, view_state
from datelines.query.dataset import Dataset
from datelines.query.events import MarkedEvent
from datelines.query.query import CHOICES, SAID_BY_NAME, EventQuery
from datelines.query.selection import Selection
from datelines.words import counted, listed

Names = Callable[[str, str], str]
"""The name of an id of a filter."""


def show_left_out(left_out: Sequence[str]) -> None:
    """Say what the link asked for that these data do not have."""
    if left_out:
        st.warning(
            markup.plain(
                f"These data do not have everything that this link asks for. Left out: {', '.join(left_out)}. "
                "What you see follows the rest of the link."
            ),
            icon=":material/link_off:",
        )


def show_sentence(selection: Selection, names: Names) -> None:
    """Draw how much is selected, and each part of the filter in words, to be taken off. `names` gives the
    name of an id of a filter."""
    counts, query = selection.counts, selection.query
    parts = query.parts(names)
    measures = f" for {listed([names('measures', one) for one in query.measures])}" if query.measures else ""
    places = (
        f" {counts.unplaced:,} of the events {'has' if counts.unplaced == 1 else 'have'} no place on the map."
        if counts.unplaced
        else ""
    )
    markup.show(
        markup.html(
            '<p class="dl-sentence" role="status"><b>{amount}</b> '
            # The buttons below say it to those who see them.
            '<span class="dl-aloud">{words}</span> '
            "<span>{begun} {outlets}, with {figures}{measures}.{places}{filters}</span></p>",
            amount=f"{counted(counts.events, 'event')} ({counted(counts.reports, 'report')})"
            if parts
            else selection.sentence(names),
            words=f"{query.sentence(names)}." if parts else "",
            begun="from" if parts else "From",
            outlets=counted(counts.outlets, "outlet"),
            figures=counted(counts.figures, "figure"),
            measures=measures,
            places=places,
            filters="" if parts else " No filter is set.",
        )
    )
    if parts:
        _show_chips(query, names, parts)


def _show_chips(query: EventQuery, names: Names, parts: Sequence[tuple[str, str]]) -> None:
    """Draw each part of the filter as a button that takes it off."""
    with st.container(horizontal=True, key="chips", gap="small"):
        for part, words in parts:
            chosen = sorted(getattr(query, part)) if part in CHOICES else []
            if 1 < len(chosen) <= SAID_BY_NAME:
                for value in chosen:
                    _chip(f"{CHOICES[part].before} {names(part, value)}", part, value)
            else:
                _chip(words, part)
        if len(parts) > 1:
            st.button("Reset all filters", on_click=view_state.reset, type="tertiary", key="chip-reset")


def _chip(words: str, part: str, value: str = "") -> None:
    st.button(
        markup.plain(f"{words} ✕"),
        key=f"chip-{part}-{value}",
        on_click=view_state.take_off,
        args=(part, value),
        help="Take this filter off",
    )


def show_legend(*, cells: bool = False, columns: bool = False, chosen: bool = False) -> None:
    """Draw what the marks of map and timeline mean, as one line. `cells` says that the map counts events in
    squares, `columns` that the timeline counts reports by period, `chosen` that an event is chosen."""
    days = [
        ("dot", "", "report, on its day"),
        ("line", "", "period or vague date (faint: on some day in it)"),
    ]
    counts = [
        ("", "", "column: reports dated in that period; faint part: reports whose dates reach beyond it")
    ]
    says = [
        *(counts if columns else days),
        ("disc", "12", "events placed here"),
        ("area", "", "area: no spot named"),
        *([("", "", "square with a number: events somewhere in that square")] if cells else []),
        *([("chosen", "", "chosen event")] if chosen else []),
    ]
    items = markup.joined(
        markup.html(
            '<span class="dl-keyed"><span class="dl-key-{kind}" aria-hidden="true">{sign}</span> {words}</span>',
            kind=kind,
            sign=sign,
            words=words,
        )
        for kind, sign, words in says
    )
    markup.show(markup.html('<p class="dl-legend dl-quiet">{items}</p>', items=items))


def show_empty(loaded: Dataset, query: EventQuery) -> None:
    """Say that no report matches this filter, and offer to take off each part of it, with what that would
    bring."""
    parts = query.parts(loaded.name_of)
    markup.show(
        markup.html(
            '<div class="dl-empty" role="status"><p><b>No report matches this filter.</b></p>'
            "<p>The filter: {words}.</p><p>{meaning}</p></div>",
            words=query.sentence(loaded.name_of),
            meaning="That says nothing about what happened, nor about what was reported elsewhere. Take a part "
            "of the filter off to see more:"
            if len(parts) > 1
            else "That says nothing about what happened, nor about what was reported elsewhere.",
        )
    )
    with st.container(horizontal=True, key="widen"):
        if len(parts) > 1:
            for part, words in parts:
                wider = loaded.selection(query.without(part)).counts.events
                st.button(
                    markup.plain(f"✕ {words}: {counted(wider, 'event')}"),
                    key=f"widen-{part}",
                    on_click=view_state.take_off,
                    args=(part,),
                    disabled=not wider,
                )
        st.button("Reset all filters", on_click=view_state.reset, type="primary", key="reset_empty")


def show_unplaced(events: Sequence[MarkedEvent], number: int) -> None:
    """List the first of the `number` events that have no mark; each can be chosen."""
    if not events:
        return
    noun = "event" if number == 1 else "events"
    with st.expander(f"{number:,} {noun} without a place on the map"):
        for event in events:
            st.button(
                markup.plain(f"{event.title} ({event.dated})"),
                key=f"unplaced-{event.event_id}",
                on_click=view_state.choose,
                args=(event.event_id,),
                type="tertiary",
            )
        if number > len(events):
            st.caption(
                f"Showing the first {len(events):,} of {number:,}, by date. The table below lists all."
            )
