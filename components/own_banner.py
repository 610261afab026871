"""The line that says, on every page, that the reader's own table is shown and not the reviewed data."""

from __future__ import annotations

import streamlit as st

from components import markup, own_state
from datelines.own_table import OwnTable


def show_banner(own: OwnTable) -> None:
    """Draw whose data this is, and the way back to the reviewed data."""
    with st.container(horizontal=True, vertical_alignment="center", key="own-banner"):
        markup.show(
            markup.html(
                '<p class="dl-own" role="note"><b>Your own table: {title}, not reviewed by Datelines.</b> '
                "<span>It is in this session only, and a link to this page does not carry it.</span></p>",
                title=own.title,
            )
        )
        st.button("Back to the reviewed data", on_click=own_state.show, args=(False,), key="own-off")
