"""A page on a projector and on paper: large type, and what stands on each printed sheet."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.shared import markup, view_state
from components.shared.view_state import View

CAVEAT = "These are reports, not established facts."


def show_large_type(view: View) -> None:
    """Draw the switch for large type at the top of the page, and apply it where it is on. It is a part of the link."""
    with st.container(key="large-type"):
        st.toggle("Large type", key=view_state.PROJECTOR, **view_state.KEPT)
    if view.projector:
        markup.show_stylesheet(Path("components/projector.css"))


def show_footer(cited_as: str, title: str, address: str) -> None:
    """Put name, page, caveat and address on each printed sheet; on a screen nothing is seen of it."""
    markup.show(
        markup.html(
            "<style>@page {{ @bottom-left {{ content: {words}; font-size: 8pt; }} @bottom-right {{ content: {address}; "
            "font-size: 7pt; }} }}</style>",
            words=markup.css_text(f"{cited_as}, {title}. {CAVEAT}"),
            address=markup.css_text(address),
        )
    )
