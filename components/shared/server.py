"""What makes the page run again once it has another server.

What the garbage collector is spared: going over all modules and the data again and again.
"""

from __future__ import annotations

import gc
from functools import lru_cache

import streamlit as st


@st.fragment(run_every="12h")
def run_on_reconnection() -> None:
    """Draws nothing. When a page's server goes away, the page connects again by itself, to whichever process
    answers; but it asks that process for a run only where something in it runs by a clock, as this does.
    Without a run, a process that does not know the session takes the reader's next choice for the opening
    of the link, and drops it. (Streamlit 1.67, App.tsx, handleConnectionStateChanged: autoRerunIntervals;
    tests/browser/test_serve_many.py fails where that changes.)"""


@lru_cache(maxsize=32)
def spare_what_stays(version: str, page: str) -> None:
    """Leave what is in memory now out of the collector's rounds, once for each version of the data and page,
    whose modules are imported by its first run.

    A full round over all that we import takes 240 ms, in which no session goes on; after this, 2. (For the
    same reason .streamlit/config.toml does without the round that Streamlit has made after every run.) What
    was left out before is looked through once more, so that the data of an old version are let go.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
