"""What the pages that we are compared with share: the rows of one Parquet file, and the filters above them.

They have the filters that are measured under the labels of our own, so that one script drives all pages.
"""

from __future__ import annotations

import html
import os

import pandas as pd
import streamlit as st

ROWS = "DATELINES_BENCH_ROWS"
"""Environment variable that names the Parquet file."""

_COLUMNS = {
    "report.report_id": "report",
    "event.title": "event",
    "event.date": "date",
    "event.kind": "kind",
    "outlet.name": "outlet",
    "report.summary": "summary",
    "place.name": "place",
    "place.latitude": "latitude",
    "place.longitude": "longitude",
}


@st.cache_data
def every_row() -> pd.DataFrame:
    """A row for each report; of an event at several places the first is taken."""
    rows = pd.read_parquet(os.environ[ROWS], columns=list(_COLUMNS)).rename(columns=_COLUMNS)
    rows = rows.drop_duplicates("report", ignore_index=True)
    for name in ("place", "latitude", "longitude"):
        rows[name] = rows[name].str.split(";").str[0]
    for name in ("latitude", "longitude"):
        rows[name] = pd.to_numeric(rows[name])
    return rows


def filtered_rows() -> tuple[pd.DataFrame, str]:
    """Draw the filters; the rows that they keep, and the filters in words."""
    rows = every_row()
    with st.sidebar:
        text = st.text_input("Free text")
        outlets = st.multiselect("Outlets", sorted(rows["outlet"].unique()))
        kinds = st.multiselect("Kinds of event", sorted(rows["kind"].unique()))
    if text:
        rows = rows[rows["summary"].str.contains(text, case=False, regex=False)]
    if outlets:
        rows = rows[rows["outlet"].isin(outlets)]
    if kinds:
        rows = rows[rows["kind"].isin(kinds)]
    return rows, ", ".join([text, *outlets, *kinds])


def show_count(rows: pd.DataFrame, filters: str) -> None:
    """Say how many rows there are, and how many have a point: what a browser waits for."""
    points = int(rows["latitude"].notna().sum())
    st.html(f'<p class="dl-sentence">{len(rows)} reports, {points} on the map: {html.escape(filters)}</p>')
