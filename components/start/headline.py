"""The headline of Start: what Datelines is, in two sentences, and the ways in."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.shared import markup
from datelines.query.counts import Counts
from datelines.record.dates import date_in_words, day_date
from datelines.words import counted


def show_ways() -> None:
    """Links to Explore and Compare."""
    with st.container(horizontal=True, key="ways"):
        st.page_link("pages/explore.py", label="Explore map and timeline")
        st.page_link("pages/compare.py", label="Compare outlets")


def headline(counts: Counts, first: int, last: int) -> Markup:
    """Name and two sentences, the second of which says that these are reports and not established facts;
    `first` and `last` are the days (since 1970-01-01) that most reports are about."""
    months = dict.fromkeys(day_date(day).isoformat()[:7] for day in (first, last))
    return markup.html(
        '<header class="dl-head"><p class="dl-eyebrow">{span}</p><h1>Who reported what, where and when</h1>'
        "<p>Datelines sets <b>{reports}</b> by <b>{outlets}</b> on <b>{events}</b> side by side: who is speaking, "
        "which number is given, and in which words. These are reports, not established facts: nothing here is "
        "averaged, added up or decided.</p></header>",
        span=date_in_words("/".join(months)),
        reports=counted(counts.reports, "report"),
        outlets=counted(counts.outlets, "outlet"),
        events=counted(counts.events, "event"),
    )
