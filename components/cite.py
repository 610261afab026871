"""Cite: the plain text, BibTeX and CSL-JSON of a report, an event or a view; and rows to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from datelines.citing import Citation


def show_cite(citations: Mapping[str, Callable[[], Citation]], key: str) -> None:
    """Draw the button; inside, what to cite is chosen among the names of `citations`."""
    with st.popover("Cite", icon=":material/format_quote:"):
        chosen = st.selectbox("What to cite", list(citations), key=f"cite-{key}")
        citation = citations[chosen]()
        st.caption("Plain text")
        st.code(citation.text, language=None, wrap_lines=True)
        st.caption("BibTeX")
        st.code(citation.bibtex, language=None, wrap_lines=True)
        st.caption("CSL-JSON")
        st.code(citation.csl_json, language="json", wrap_lines=True)


def show_download(
    label: str, name: str, text: Callable[[], str], key: str, *, disabled: bool = False
) -> None:
    """Draw a button that saves `text` as `name`.csv; it is made when the button is pressed. `disabled` where
    there are more reports than a page hands out."""
    st.download_button(
        label,
        data=lambda: text().encode("utf-8-sig"),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",  # a rerun at the same moment may take the file away before it is fetched
        key=key,
        disabled=disabled,
        help="So many reports are not handed out at once: see Export." if disabled else None,
        icon=":material/download:",
    )
