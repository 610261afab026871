"""What makes the page run again once it has another server."""

from __future__ import annotations

import streamlit as st


@st.fragment(run_every="12h")
def run_on_reconnection() -> None:
    """Draws nothing. When a page's server goes away, the page connects again by itself, to whichever process
    answers; but it asks that process for a run only where something in it runs by a clock, as this does.
    Without a run, a process that does not know the session takes the reader's next choice for the opening
    of the link, and drops it. (Streamlit 1.67, App.tsx, handleConnectionStateChanged: autoRerunIntervals;
    tests/browser/test_serve_many.py fails where that changes.)"""
