"""The steps from uploaded files to a view: templates to begin with, the files and their format, their
columns, every problem in them, and the way on.

Each function draws one piece of a step, for pages/your_data.py to put together; what the reader does goes to
`own_state`. The templates are made from the same schema as the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from components.shared import markup, own_state
from components.shared.cite import tools
from datelines.formats.model import Format
from datelines.formats.tables import template
from datelines.imports import write
from datelines.imports.own_table import OwnTable
from datelines.imports.run import Import, ProblemGroup
from datelines.problems import WHOLE_LINE, Problem
from datelines.words import counted

SHOWN_PROBLEMS = 100
"""Problems listed on the page for each kind; the download has all."""
SHOWN_KINDS = 40
"""Kinds of problem listed on the page; the download has all."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES: Mapping[str, tuple[str, Callable[[], bytes]]] = MappingProxyType(
    {
        "datelines-one-sheet": ("Blank sheet, a row for each report", template.blank_flat_workbook),
        "datelines-blank": ("Blank workbook, a tab for each table", template.blank_workbook),
        "datelines-example": ("Filled example", template.example_workbook),
    }
)


def show_step(number: int, title: str, done: str = "") -> None:
    """Draw the heading of a step; `done` gives its result in a few words."""
    result = markup.html(' <span class="dl-quiet">{done}</span>', done=done) if done else markup.html("")
    markup.show(
        markup.html(
            '<h2 class="dl-step"><span class="dl-step-number">{number}</span> {title}{result}</h2>',
            number=number,
            title=title,
            result=result,
        )
    )


def show_drop(formats: Sequence[str]) -> None:
    """Draw the place to drop files on; what is dropped is read at once. `formats` are the titles of the
    formats that can be read."""
    files = st.file_uploader(
        "Drop one file, or all files of one table together",
        accept_multiple_files=True,
        key=own_state.drop_key(),
        help="They are read into this server’s memory for your session only, and never written to its disk.",
    )
    st.caption(markup.plain(f"Formats that can be read: {'; '.join(formats)}."))
    if files:
        own_state.take(files)


def show_templates() -> None:
    """Draw the downloads of the templates."""
    st.caption("No table yet? Start from a workbook; its cells offer the terms to choose from.")
    with tools():
        for name, (label, made) in TEMPLATES.items():
            st.download_button(
                label,
                data=made,
                file_name=f"{name}.xlsx",
                mime=XLSX,
                on_click="ignore",
                key=f"template-{name}",
                icon=":material/download:",
            )


def show_present(own: OwnTable) -> None:
    """Draw which files the table is made of, and the button to remove it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = "; ".join(f"{file.name}: {file.said}" for file in own.files)
        st.markdown(f"**{markup.plain(own.title)}**  \n{markup.plain(said)}", width="stretch")
        st.button("Remove this table", on_click=own_state.remove, icon=":material/delete:")


def show_refused(refused: Sequence[Problem]) -> None:
    """Draw why files could not be opened or read."""
    for problem in refused:
        st.error(markup.plain(f"{problem.path}: {problem.why}. To fix it: {problem.repair}."))


def show_encodings(own: OwnTable) -> None:
    """Draw the choice of an encoding where a text is not Unicode: the reader sees each reading of it."""
    if not own.undecoded:
        return
    readings = {one.encoding: one.text for one in own.undecoded[0].readings}
    encoding = st.radio(
        f"Which of these looks right? The text is from {markup.plain(own.undecoded[0].name)}",
        list(readings),
        index=None,
        format_func=lambda name: markup.plain(f"{readings[name]}  ({name})"),
        key=f"encoding-{own_state.drop_key()}",
    )
    if st.button("Read it this way", disabled=encoding is None, key="decode") and encoding:
        own_state.decode(own, encoding)


def show_format(own: OwnTable, formats: Mapping[str, Format]) -> None:
    """Draw which format the files were recognised as, and why; another can be chosen."""
    why = own.reasons.get(own.format)
    if why:
        st.markdown(f"Read as **{markup.plain(formats[own.format].title)}**, because {markup.plain(why)}.")
    elif own.format:
        st.markdown(f"Read as **{markup.plain(formats[own.format].title)}**, as you chose.")
    else:
        st.warning("No format was recognised. Choose one, or name the columns as in the templates.")
    names = list(formats)
    chosen = st.selectbox(
        "Format",
        names,
        index=names.index(own.format) if own.format in formats else None,
        format_func=lambda name: formats[name].title,
        key=f"format-{own_state.drop_key()}",
        placeholder="Choose the format",
    )
    if chosen and chosen != own.format:
        own_state.take_again(own, chosen)


def show_fixed_columns(mapping: Mapping[str, str]) -> None:
    """Draw which of the file's columns went where, for a format whose columns are known."""
    with st.expander(f"Which column went where ({len(mapping)})"):
        markup.show_html_table(
            ("In Datelines", "In your file"),
            mapping.items(),
            "Columns that have no place in Datelines are kept beside the table; step 6 offers a download.",
        )


def show_counts(result: Import, events: int, compared: int) -> None:
    """Draw how many rows were read, kept, flagged and skipped, how many `events` they are about, and how many
    of these are reported by two or more outlets (`compared`)."""
    counts = result.counts
    markup.show(
        markup.html(
            '<p class="dl-sentence" role="status"><b>{read} read: {kept} kept without a remark, '
            "{flagged} kept with a remark, {skipped} skipped.</b> <span>{events} can be explored, "
            "{compared} of them reported by two or more outlets.</span></p>",
            read=counted(counts.read, "row"),
            kept=f"{counts.kept:,}",
            flagged=f"{counts.flagged:,}",
            skipped=f"{counts.skipped:,}",
            events=counted(events, "event"),
            compared=f"{compared:,}",
        )
    )


def show_problems(
    groups: Sequence[ProblemGroup], left_out: frozenset[Problem], download: Callable[[], bytes]
) -> None:
    """Draw the problems by kind with their counts, those that keep rows out of the view (`left_out`) first,
    and the download of them all."""
    count = sum(group.count for group in groups)
    if not count:
        st.caption("No problems were found.")
        return
    kinds = "one kind" if len(groups) == 1 else f"{len(groups)} kinds"
    st.markdown(
        f"**{counted(count, 'remark')} of {kinds}.** Your file is unchanged; everything left out is listed."
    )
    out = {number for number, group in enumerate(groups) if not left_out.isdisjoint(group.problems)}
    if left_out:
        one = len(left_out) == 1
        keeps, them = ("keeps a row", "it is") if one else ("keep rows", "they are")
        st.caption(f"{len(left_out):,} of them {keeps} out of the view until {them} fixed in your file.")
    st.download_button(
        "All remarks (CSV)",
        data=download,
        file_name="datelines-remarks.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    ordered = sorted(range(len(groups)), key=lambda number: number not in out)
    for number in ordered[:SHOWN_KINDS]:
        group = groups[number]
        column = "whole row" if group.column == WHOLE_LINE else group.column
        effect = " (left out of the view)" if number in out else ""
        label = f"{group.count:,} × {column}: {group.why}{effect}"
        with st.expander(markup.plain(label), expanded=number == ordered[0] and group.count < 10):
            shown = group.problems[:SHOWN_PROBLEMS]
            markup.show_html_table(
                ("File", "Row", "Column", "Value", "Why", "How to fix it"),
                ((p.path, p.line, p.column, p.value[:120], p.why, p.repair) for p in shown),
                f"Showing the first {len(shown)} of {group.count:,}."
                if len(shown) < group.count
                else "All of them.",
            )
    if len(groups) > SHOWN_KINDS:
        st.caption(f"{len(groups) - SHOWN_KINDS} more kinds are in the download.")


def show_doors(events: int, *, shown: bool) -> None:
    """Draw the ways to the pages that show this table; `shown` says that they already do."""
    with tools():
        if not shown:
            if st.button(
                f"Show {counted(events, 'event')} on the map and the timeline",
                key="own-on",
                type="primary",
                icon=":material/map:",
            ):
                own_state.show(True)
                st.switch_page("pages/explore.py")
        else:
            st.page_link("pages/explore.py", label="Explore this table", icon=":material/map:")
            st.page_link("pages/compare.py", label="Compare its outlets", icon=":material/table_chart:")
            st.button("Back to the reviewed data", on_click=own_state.show, args=(False,), key="own-off-here")


def show_kept_columns(result: Import) -> None:
    """Draw the download of the columns of the file that no column of Datelines holds."""
    kept = result.imported.kept_columns
    if kept is not None and len(kept.columns) > 1:
        st.download_button(
            f"{counted(len(kept.columns) - 1, 'other column')} of your file (CSV)",
            data=lambda: write.kept_columns_csv(kept),
            file_name="datelines-other-columns.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
