"""Datelines: page configuration, navigation, the filter bar, and the screen for data that cannot be shown."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.shared import filters, markup, own_state, paper, problems, server, view_state
from components.shared.narrow import close_bar_after_choice
from components.shared.sentence import show_left_out
from datelines.store.failures import StoreError

st.set_page_config(page_title="Datelines", page_icon="static/datelines/icon.svg", layout="wide")
st.logo("static/datelines/logo.svg", size="large")
markup.show_stylesheet(Path("components/page.css"))

PAGES = {
    "start": st.Page("pages/start.py", title="Start", default=True),
    "explore": st.Page("pages/explore.py", title="Explore"),
    "compare": st.Page("pages/compare.py", title="Compare"),
    "sources": st.Page("pages/sources.py", title="Sources"),
    "your_data": st.Page("pages/your_data.py", title="Your data"),
    "method": st.Page("pages/method.py", title="Method"),
}
page = st.navigation(list(PAGES.values()), position="top")
st.set_page_config(page_title=f"{page.title} – Datelines")
shared = {name: st.query_params.get_all(name) for name in st.query_params}
if page is PAGES["start"] and shared.keys() - {view_state.PROJECTOR}:
    # A shared view: links were at this address before there was a page Start.
    st.switch_page(PAGES["explore"], query_params=shared)
server.run_on_reconnection()
own = own_state.shown_table()
loaded = offer = None

try:
    problems.raise_caught()
    loaded = (own.loaded if own else None) or own_state.reviewed()
    if isinstance(loaded, tuple):
        problems.show_problems(loaded)
    else:
        if page is PAGES["start"]:
            view = view_state.without_link(page.title)
        else:
            view = view_state.open_view(loaded.known, loaded.knows_event, page.title)
        paper.show_large_type(view)
        if own and page is not PAGES["your_data"]:
            own_state.show_banner(own)
        show_left_out(view.left_out)
        page.run()
        # After the page: a reader waits for its marks, not for the numbers in the lists.
        if page not in (PAGES["start"], PAGES["method"], PAGES["your_data"]):
            close_bar_after_choice(view.query)
            offer = loaded.offer(view.query)
            filters.show_filters(
                offer.labels,
                loaded.bounds,
                of=offer.of,
                problem=view.problem,
                active=not view.query.is_default,
            )
        paper.show_footer(loaded.said.corpus.cited_as, page.title, own_state.address(view.link))
        if not own:
            server.spare_what_stays(loaded.version, page.title)
except StoreError as error:
    problems.show_store_problem(error)
finally:
    # Streamlit keeps this module until its next run: a session's own table must not wait for that.
    own = loaded = offer = None
