"""What a page owes the server process: a run when it comes back to another one, and few rounds of the garbage
collector.
"""

from __future__ import annotations

import gc
from functools import lru_cache

import streamlit as st


@st.fragment(run_every="12h")
def run_on_reconnection() -> None:
    """Make a page run again when it reconnects; it draws nothing.

    When its server goes away, a page reconnects by itself to whichever process answers, but it asks that
    process for a run only where something on the page runs by a clock, as this does. Without a run, a process
    that does not know the session takes the reader's next choice for the opening of the link, and drops it.
    (Streamlit 1.67, App.tsx, handleConnectionStateChanged: autoRerunIntervals;
    tests/browser/test_serve_many.py fails where that changes.)
    """


@lru_cache(maxsize=32)
def spare_what_stays(version: str, page: str) -> None:
    """Leave what is in memory now out of the collector's rounds, once for each version of the data and each
    page, whose modules are imported by its first run.

    A full round over everything that we import takes 240 ms, in which no session proceeds; after this, 2 ms.
    (For the same reason .streamlit/config.toml switches off the round that Streamlit makes after every run.)
    What was left out before is looked through once more, so that the data of an old version are freed.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
