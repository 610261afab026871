"""*Where reports differ*: a card for each of the events whose reports differ most, with one mark for each
figure."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from datelines.compare.differences import EVENTS_LOOKED_AT, Difference
from datelines.compare.figure_groups import FigureGroup
from datelines.share.drawing import DrawnFigure, dot_plot
from datelines.words import counted

WIDTH = 290.0
"""Of a card's plot, in pixels at its natural size."""

_KEY = (
    ("dot", "a number as printed"),
    ("least", "at least"),
    ("over", "over"),
    ("most", "up to"),
    ("about", "about"),
    ("range", "a range"),
    ("order", "tens, hundreds"),
)


def drawn_figures(group: FigureGroup) -> list[DrawnFigure]:
    """The figures of a group in plain ink, each with what it says and where."""
    return [
        DrawnFigure(
            mark.qualifier, mark.low, mark.high, f"{mark.words}: {mark.as_reported}, {mark.published}"
        )
        for mark in group.marks
    ]


def show_cards(found: Sequence[Difference], events: int) -> None:
    """The cards side by side, each with a link to its event; nothing where no reports differ. `events` is the
    number of all events, of which those with most outlets were looked at."""
    if not found:
        return
    markup.show(
        markup.html('<div class="dl-row"><h2>Where reports differ</h2>{key}</div>', key=qualifier_key())
    )
    for place, (column, one) in enumerate(zip(st.columns(len(found)), found, strict=True)):
        with column, st.container(border=True, key=f"card-{place}"):
            markup.show_drawing(_card(one), key=f"card-{place}")
            every = f"All {one.answer.figures} figures" if one.answer and one.unlike else "All reports"
            st.page_link("pages/explore.py", label=f"{every} →", query_params={"event": one.event_id})
    markup.show(markup.html('<p class="dl-quiet">{words}</p>', words=what_is_shown(events)))


def what_is_shown(events: int) -> str:
    """What a mark is, and which events are shown of that many."""
    whose = "These events have"
    if events > EVENTS_LOOKED_AT:
        whose = f"Of the {EVENTS_LOOKED_AT} events with most outlets, these have"
    return (
        f"One mark is one figure in one report. {whose} most figures that are not the one given most often."
    )


def qualifier_key() -> Markup:
    """What the shapes of the marks mean, drawn by the stylesheet."""
    items = markup.joined(
        markup.html('<li><span class="dv-key dv-key-{kind}"></span>{words}</li>', kind=kind, words=words)
        for kind, words in _KEY
    )
    return markup.html('<ul class="dl-key">{items}</ul>', items=items)


def _card(one: Difference) -> Markup:
    mode, plot = "", Markup()
    figures = counted(one.outlets, "outlet")
    if one.group and one.answer and one.unlike:
        plot = dot_plot(drawn_figures(one.group), one.answer.line, width=WIDTH)
        mode = one.answer.mode[:1].upper() + one.answer.mode[1:]
        voice = " + own voice" if one.answer.own_voice else ""
        figures = f"{counted(one.answer.outlets, 'outlet')}, {counted(one.answer.speakers, 'speaker')}{voice}"
    return markup.html(
        '<article class="dl-card"><h3><span>{title}</span> {sentence}</h3>{plot}<p>{mode}</p>'
        '<p class="dl-quiet">{figures}</p></article>',
        title=one.title,
        sentence=one.sentence,
        plot=plot,
        mode=mode,
        figures=figures,
    )
