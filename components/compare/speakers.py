"""Who: speakers by how many reports are attributed to them, and by way of whom outlets have their reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components.shared import markup
from components.shared.long_table import show_rows_of
from components.shared.palette import OutletStyle
from datelines.compare.speakers import Carried, Speakers, by_speaker
from datelines.words import counted

FIRST = 10
"""Speakers, and relays, that have a bar; the table of the data has all."""

NAMED = 5
"""Outlets named beside one bar."""


def show_speakers(every: Speakers, styles: Mapping[str, OutletStyle]) -> None:
    """Draw the speakers with most reports, the reports that are attributed to none, and all on demand."""
    found = by_speaker(every.lines)
    named = [one for one in found if one.attributed]
    show_carried(
        [*named[:FIRST], *found[len(named) :]],
        styles,
        "Speaker",
        "A report is attributed to one speaker or to none. A number beside an outlet counts its reports.",
    )
    show_speakers_as_table(every, styles)


def show_relays(found: Sequence[Carried], styles: Mapping[str, OutletStyle]) -> None:
    """Draw by way of whom most reports came, where any report says so."""
    if not found:
        return
    st.header("Who carried whom?")
    words = "Whom an outlet names as where it has a report from, where it names one."
    show_carried(found[:FIRST], styles, "By way of", words)


def show_carried(
    found: Sequence[Carried], styles: Mapping[str, OutletStyle], head: str, caption: str
) -> None:
    """Draw a bar for each of some speakers or relays, with the outlets that carry most of it. `head` is
    the heading of their names."""
    most = max((one.reports for one in found), default=1)
    rows = markup.joined(
        markup.html(
            '<tr><th scope="row"><bdi>{name}</bdi></th><td class="dk-reports"><i style="width:{share}%"></i>'
            '{reports}</td><td class="dk-outlets"><b>{n}</b>: {outlets}</td></tr>',
            name=one.name,
            share=round(100 * one.reports / most, 1),
            reports=f"{one.reports:,}",
            n=counted(len(one.outlets), "outlet"),
            outlets=_named(one, styles),
        )
        for one in found
    )
    markup.show(
        markup.html(
            '<table class="dk"><thead><tr><th scope="col">{head}</th><th scope="col">Reports</th>'
            '<th scope="col">Carried by</th></tr></thead><tbody>{rows}</tbody></table>'
            '<p class="dl-quiet">{caption}</p>',
            head=head,
            rows=rows,
            caption=caption,
        )
    )


def show_speakers_as_table(every: Speakers, styles: Mapping[str, OutletStyle]) -> None:
    """Draw each speaker and outlet as a row, behind *Show the data*."""
    less = (
        f" These are the {every.listed:,} speakers with most reports, of {every.speakers:,}."
        if every.listed < every.speakers
        else ""
    )
    with st.expander("Show the data"):
        show_rows_of(
            ("Speaker", "Outlet", "Reports", "Events"),
            len(every.lines),
            lambda part: (
                (line.speaker, styles[line.outlet_id].name, line.reports, line.events)
                for line in every.lines[part]
            ),
            f"Reports by speaker and outlet.{less}",
            "speakers",
        )


def _named(one: Carried, styles: Mapping[str, OutletStyle]) -> str:
    names = [
        styles[outlet].name + (f" ({reports})" if reports > 1 else "")
        for outlet, reports in one.outlets[:NAMED]
    ]
    more = len(one.outlets) - NAMED
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
