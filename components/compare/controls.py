"""The controls of the Compare page: which question, about which event, and what is laid beside what."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from components.shared import long_table, markup, view_state
from components.shared.compare_options import BY, CASES, LABELS, ONE, OTHER, PINS, SECTION, SUBJECT
from components.shared.view_state import KEPT
from datelines.query.facets import OFFERED
from datelines.words import counted


def show_questions() -> None:
    """Draw the choice of the question."""
    labels = LABELS[SECTION]
    st.segmented_control(
        "What to compare",
        list(labels),
        format_func=labels.__getitem__,
        key=SECTION,
        required=True,
        label_visibility="collapsed",
        **KEPT,
    )


def show_heading(question: str, lead: str) -> None:
    """Draw the question as the heading of the page, and what its answer is made of."""
    markup.show(
        markup.html(
            '<h1 class="dc-question">{question}</h1><p class="dc-lead">{lead}</p>',
            question=LABELS[SECTION][question],
            lead=lead,
        )
    )


def show_numbers_heading(cases: int, title: str = "") -> None:
    """Draw the first question, with how many cases there are, or the title of the event that they are of."""
    lead = (
        f"{title}: what its reports count, and what each outlet gives. First where most figures differ."
        if title
        else f"In {counted(cases, 'case')} two or more outlets give figures that differ for the same event and people. "
        "First those with most figures unlike the one given most often."
    )
    show_heading("numbers", lead)


def show_event_choice(titles: Mapping[str, str]) -> None:
    """Draw the choice of the event that is compared, which is also the chosen event on Explore; `titles` by
    id. Without one, all are compared."""
    view_state.keep_event_among(titles)
    st.selectbox(
        "Event",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        key=view_state.EVENT,
        placeholder="All events",
        **KEPT,
    )


def show_all_cases(cases: int, shown: int) -> None:
    """Draw the button for all cases, or for the first of them again."""
    if shown < cases:
        st.button(
            f"Show all {cases:,} cases", key="all-cases", on_click=view_state.set_option, args=(CASES, "all")
        )
    elif view_state.view().options[CASES] == "all":
        st.button("Show fewer", key="all-cases", on_click=view_state.set_option, args=(CASES, "first"))


def show_outlet_choice(outlets: Mapping[str, str], pins: Collection[str], most: int) -> None:
    """Draw the choice of the outlets that have a column, of which `most` are drawn. `outlets` are names by id, those
    with most reports first; of a long list only the first and the chosen ones are offered, with a line that
    says so."""
    offered = first_of(outlets, pins)
    with st.popover("Choose outlets"):
        st.multiselect(
            f"Outlets with a column, at most {most}",
            list(offered),
            format_func=offered.__getitem__,
            key=PINS,
            placeholder="Those with figures in most cases",
            **KEPT,
        )
        long_table.show_listed(len(offered), len(outlets), "outlets with most reports")


def first_of(names: Mapping[str, str], chosen: Collection[str], most: int = OFFERED) -> dict[str, str]:
    """The first `most` of `names` and the `chosen` ones, in the same order."""
    leading = set(list(names)[:most]) | set(chosen)
    return {key: name for key, name in names.items() if key in leading}


def show_period_choice() -> None:
    """Draw the choice of week, month or year."""
    labels = LABELS[BY]
    st.selectbox("Count", list(labels), format_func=labels.__getitem__, key=BY, **KEPT)


def show_subject(subjects: Mapping[str, str]) -> str | None:
    """Draw the choice of the subject whose terms are compared; `subjects` are labels by subject."""
    if not subjects:
        st.caption("No term is recorded for these reports.")
        return None
    view_state.begin_subject(tuple(subjects))
    chosen: str | None = st.selectbox(
        "Subject", list(subjects), format_func=subjects.__getitem__, key=SUBJECT, **KEPT
    )
    return chosen


def show_pair_choice(outlets: Mapping[str, str], first: tuple[str, str]) -> tuple[str | None, str | None]:
    """Draw the choice of two outlets (names by id); at first those of `first` are chosen. Gives their ids."""
    view_state.begin_pair(tuple(outlets), first)
    chosen = []
    for place, name, label in zip(st.columns(2), (ONE, OTHER), ("Outlet", "beside"), strict=True):
        with place:
            chosen.append(
                st.selectbox(label, list(outlets), format_func=outlets.__getitem__, key=name, **KEPT)
            )
    return chosen[0], chosen[1]
