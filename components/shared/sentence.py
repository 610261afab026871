"""The sentence above the views: the filter in words with its counts, and the legend of the outlets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from components.shared import markup, view_state
from components.shared.palette import OutletStyle, glyph
from datelines.query.counts import Counts
from datelines.query.events import MarkedEvent


def show_sentence(sentence: str, counts: Counts) -> None:
    """Draw the filter in words, and what it leaves."""
    places = (
        f" {counts.unplaced:,} of the events {'has' if counts.unplaced == 1 else 'have'} no place on the map."
        if counts.unplaced
        else ""
    )
    markup.show(
        markup.html(
            '<p class="dl-sentence" role="status"><b>{sentence}</b> <span>{outlets} {outlet_noun}, '
            "{figures} {figure_noun}.{places}</span></p>",
            sentence=sentence,
            outlets=f"{counts.outlets:,}",
            outlet_noun="outlet" if counts.outlets == 1 else "outlets",
            figures=f"{counts.figures:,}",
            figure_noun="figure" if counts.figures == 1 else "figures",
            places=places,
        )
    )


def show_legend(styles: Iterable[OutletStyle], *, cells: bool = False, columns: bool = False) -> None:
    """Draw each outlet's colour and glyph, and what faint and hollow mean. `cells` says that the map counts
    events in squares, `columns` that the timeline counts reports by period."""
    chips = markup.joined(
        markup.html('<span class="dl-chip">{glyph} {name}</span>', glyph=glyph(style), name=style.name)
        for style in styles
    )
    says = [
        "Solid: on these days. Faint: on some day within the bar. Hollow or dashed: somewhere in the area.",
        *(["Square with a number: events reported somewhere in that square of the map."] if cells else []),
        *(
            ["Column: reports dated in that period; faint part: reports whose dates reach beyond it."]
            if columns
            else []
        ),
    ]
    markup.show(
        markup.html(
            '<p class="dl-legend">{chips}<span class="dl-quiet">{says}</span></p>',
            chips=chips,
            says=" ".join(says),
        )
    )


def show_charted(shown: int, outlets: int) -> None:
    """Say which outlets the charts of this page show, where that is not all of them."""
    if shown < outlets:
        st.caption(
            f"The charts show the {shown} outlets with the most reports, of {outlets}; the tables hold all. "
            "To chart others, choose them in the filter."
        )


def show_empty(sentence: str) -> None:
    """Say that no report matches, and which filter that is, and offer the reset."""
    markup.show(
        markup.html(
            '<div class="dl-empty" role="status">'
            "<p><b>No report in these documents matches the filter.</b></p>"
            "<p>{sentence}</p><p>That says nothing about what happened, only that no report here matches "
            "this filter.</p></div>",
            sentence=sentence,
        )
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
