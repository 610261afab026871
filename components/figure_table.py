"""The figures section: charts of comparable figures, their table, and what is not on one axis, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components import markup
from components.figure_ranges import show_figure_groups
from components.html_table import show_html_table
from components.palette import OutletStyle
from datelines.dates import date_in_words
from datelines.figure_groups import Apart, FigureGroup

AT_ONCE = 12
"""Charts drawn at once; more are a click away, so that the page stays quick."""

BUTTONS = 45
"""Pages of charts to choose among by buttons; with more, the page is chosen by its number."""


def show_figures(
    groups: Sequence[FigureGroup], apart: Sequence[Apart], styles: Mapping[str, OutletStyle], page: int
) -> None:
    """Draw the groups of this page (from 0), the table of the same, and the groups kept apart."""
    figures = sum(len(group.marks) for group in groups)
    differing = sum(group.differing for group in groups)
    st.write(
        f"{figures} figures in {len(groups)} groups that can be compared: same event, measure, population "
        f"and scope. In {differing} of them the figures differ. They stand in order of publication, so that "
        "a toll that rises through the day reads as that. Nothing is averaged or added up."
    )
    if not groups:
        return
    shown = groups[page * AT_ONCE : (page + 1) * AT_ONCE]
    show_figure_groups(shown, styles, key=f"ranges-{page}")
    with st.expander("The same as a table"):
        rows = (
            (
                group.title,
                f"{group.measure}: {group.population}",
                scope_words(group),
                styles[mark.outlet_id].name,
                mark.speaker,
                mark.published,
                mark.words,
                f"“{mark.as_reported}”",
                mark.note,
            )
            for group in shown
            for mark in group.marks
        )
        headers = (
            "Event",
            "Of what",
            "For",
            "Outlet",
            "Speaker",
            "Published",
            "Figure",
            "As printed",
            "Note",
        )
        show_html_table(headers, rows, "Figures in the order of the charts")
    _show_apart(apart)


def scope_words(group: FigureGroup) -> str:
    """What the numbers are for, in words."""
    if group.scope == "event" or group.scope_dates is None:
        return "this event" if group.scope == "event" else group.scope
    return f"{group.scope}: {date_in_words(group.scope_dates)}"


def _show_apart(apart: Sequence[Apart]) -> None:
    if not apart:
        return
    with st.expander(f"Not on one axis, and why ({len(apart)})"):
        items = markup.joined(
            markup.html(
                "<li><b>{title}</b>, {measure}: {reasons}</li>",
                title=one.title,
                measure=one.measure,
                reasons="; ".join(one.reasons),
            )
            for one in apart
        )
        markup.show(markup.html('<ul class="dl-points">{items}</ul>', items=items))
