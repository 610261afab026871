"""What a reader takes away from a page: citations, rows as CSV, and an export.

A citation of a report, an event or a view is plain text, BibTeX and CSL-JSON. For an export, the reader
chooses a format, reads what it cannot hold, and saves the file. Files are made when their button is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from components.shared import markup, view_state
from datelines.formats.model import Format
from datelines.query.dataset import Dataset
from datelines.query.query import EventQuery
from datelines.share.cite import Citation
from datelines.share.extract import FROM_A_PAGE, Extract, parts_of_extract
from datelines.share.file_names import file_name
from datelines.share.rows import RowsOf, csv_of


def tools() -> AbstractContextManager[Any]:
    """A line for buttons and choices, which wraps on a narrow screen."""
    return st.container(horizontal=True, vertical_alignment="bottom")


def show_cite(citations: Mapping[str, Callable[[], Citation]], key: str) -> None:
    """Draw the button; behind it, a choice of what to cite among the names of `citations`."""
    with st.popover("Cite", icon=":material/format_quote:"):
        chosen = st.selectbox("What to cite", list(citations), key=f"cite-{key}")
        citation = citations[chosen]()
        st.caption("Plain text")
        st.code(citation.text, language=None, wrap_lines=True)
        st.caption("BibTeX")
        st.code(citation.bibtex, language=None, wrap_lines=True)
        st.caption("CSL-JSON")
        st.code(citation.csl_json, language="json", wrap_lines=True)


def show_rows(
    label: str, name: str, rows_of: RowsOf, dataset: Dataset, query: EventQuery, *, disabled: bool
) -> None:
    """Draw a button that saves the rows of all reports that a query keeps, as a file that is named by what it
    holds (`name`), the query and the day."""
    show_download(
        label,
        file_name(name, query, view_state.today()),
        lambda: csv_of(parts_of_extract(dataset, query), rows_of),
        key=f"download-{name}",
        disabled=disabled,
    )


def show_download(
    label: str, name: str, text: Callable[[], str], key: str, *, disabled: bool = False
) -> None:
    """Draw a button that saves `text` as `name`.csv. `disabled` where there are more reports than a page
    exports."""
    st.download_button(
        label,
        data=lambda: text().encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",  # a rerun at the same moment may take the file away before it is fetched
        key=key,
        disabled=disabled,
        help="There are too many reports for one download: see Export."
        if disabled
        else "CSV in UTF-8, a row each with its citation. For a spreadsheet, Export has workbooks.",
        icon=":material/download:",
    )


def show_export(
    formats: Mapping[str, Format], extract: Callable[[], Extract], key: str, too_many: int = 0
) -> None:
    """Draw the button; behind it, the choice among `formats`, which can all be written. `too_many` is the
    number of reports where that is more than a page exports, otherwise 0."""
    with st.popover("Export", icon=":material/download:"):
        name = st.selectbox(
            "Format",
            list(formats),
            format_func=lambda one: formats[one].title,
            key=f"export-format-{key}",
        )
        chosen = formats[name]
        if chosen.loses:
            st.caption(markup.plain(f"This format cannot hold: {chosen.loses}."))
        if too_many:
            st.caption(
                f"{too_many:,} reports match: a page exports at most {FROM_A_PAGE:,} reports at a time. "
                "Narrow the filter, or ask whoever runs this server to write the file with the same filters: "
                f"`python -m datelines export {chosen.name} FILE --store ADDRESS` (`--help` lists them)."
            )
            return
        st.caption(
            "All reports that match the filter, if one is set. The file also holds the filter in words, "
            "the data version, the licence and the citation."
        )
        st.download_button(
            "Save the file",
            data=lambda: written(chosen, extract()),
            file_name=_file_of(chosen),
            mime=chosen.mime or "application/octet-stream",
            on_click="ignore",  # a rerun at the same moment may take the file away before it is fetched
            key=f"export-{key}",
            type="primary",
        )


def _file_of(chosen: Format) -> str:
    """The name of the file of the present view."""
    return f"{view_state.named_file('reports')}.{chosen.suffix.lstrip('.')}"


def written(chosen: Format, extract: Extract) -> bytes:
    """The file in this format. Raises ValueError for a format that cannot be written."""
    if chosen.write is None:
        raise ValueError(f"{chosen.name} cannot be written")
    return chosen.write(extract)
