"""The bar of filters on a phone, where it covers the page: it closes after a choice, so that the reader sees
what the choice brought."""

from __future__ import annotations

import json

import streamlit as st

from datelines.query.query import EventQuery

_SCRIPT = """
let shown = null;
export default function ({ data }) {
  if (shown !== null && shown !== data.filter && window.innerWidth <= 768) {
    const bar = document.querySelector('[data-testid="stSidebar"][data-collapsed="false"]');
    bar?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  }
  shown = data.filter;
}
"""
"""768 px is the width up to which Streamlit lays its sidebar over the page."""

_CLOSER = st.components.v2.component("datelines_bar_closer", js=_SCRIPT)


def close_bar_after_choice(query: EventQuery) -> None:
    """Close the bar, where it covers the page, when the filter is another than in the run before."""
    _CLOSER(key="bar-closer", data={"filter": json.dumps(query.parameters())})
