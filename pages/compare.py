"""Compare: how outlets report the same events. What numbers do they give, what words do they use, and who says
it when?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.compare import controls
from components.compare.coverage import show_coverage
from components.compare.matrix import COLUMNS, FIRST, MOST, show_figures_as_table, show_matrix
from components.compare.speakers import show_relays, show_speakers
from components.compare.timing import show_differing_dates, show_first_reports
from components.compare.wording import labels_of, show_group_uses, show_terms, show_two_outlets
from components.shared import cite, long_table, markup, own_state, sentence, view_state
from components.shared.compare_options import BY, CASES, SECTION
from components.shared.palette import outlet_styles
from datelines.compare.chosen import event_titles
from datelines.compare.matrix import leading_columns, number_cases
from datelines.compare.speakers import relays, speaker_lines
from datelines.compare.timing import (
    OUTLETS,
    charted_period,
    coverage,
    dated_differently,
    event_outlets,
    first_reports,
)
from datelines.compare.word_pairs import leading_words, outlet_words
from datelines.compare.wording import group_uses, number_of_terms, subjects, terms
from datelines.formats import writable_formats
from datelines.share.cite import cite_event, cite_view
from datelines.share.extract import extract_of, too_many
from datelines.share.rows import figures_for, report_rows, wording_rows

# Events compared at once. Nobody reads a table of more, and a browser takes seconds to lay one out. The page
# says how many more there are, and the downloads hold all.
COMPARED = 200

markup.show_stylesheet(Path("components/compare/compare.css"))
loaded = own_state.loaded()
view = view_state.view()
selection = loaded.selection(view.query)
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
question = view.options[SECTION]
events = selection.counts.events
in_words = selection.sentence(loaded.name_of, whole=True)
here = own_state.address(view.link)
beyond = too_many(loaded, selection)

sentence.show_sentence(selection, loaded.name_of)
if not events:
    sentence.show_empty(loaded, view.query)
    st.stop()

compared = selection.compared(view.event_id, COMPARED)
asked = (view.event_id,) if view.event_id else compared
with cite.tools():
    controls.show_questions()
    controls.show_event_choice(event_titles(selection, compared))
    about = loaded.archive_of({view.event_id} if view.event_id else ())
    citations = {"this view": lambda: cite_view(about, in_words, here, view_state.today())}
    if view.event_id:
        citations["the chosen event"] = lambda: cite_event(about, view.event_id, here)
    cite.show_cite(citations, key="compare")
    cite.show_export(
        writable_formats(),
        lambda: extract_of(loaded, view.query, here, view_state.today()),
        key="compare",
        too_many=beyond,
    )

if not view.event_id and question != "words":
    long_table.show_compared(len(compared), events, downloaded=not beyond)

if question == "numbers":
    archive, reports = loaded.archive_of(asked), selection.reports_of(asked)
    if view.event_id:
        cases = number_cases(archive, reports, outlets=1, differing_only=False)
    else:
        cases = number_cases(archive, reports)
    controls.show_numbers_heading(
        len(cases), archive.event_by_id[view.event_id].title if view.event_id else ""
    )
    every = view.options[CASES] == "all"
    shown_cases = cases[: MOST if every else FIRST]
    if shown_cases:
        pins = [pin for pin in view.pins if pin in selection.outlet_ids]
        columns = leading_columns(shown_cases, pins, COLUMNS)
        show_matrix(
            shown_cases,
            columns,
            styles,
            lambda event: view_state.address(view.link | {"event": [event]}),
            every=every,
            of_event=bool(view.event_id),
        )
    else:
        st.caption("No figures are given here that can be compared.")
    with cite.tools():
        if shown_cases:
            controls.show_all_cases(min(len(cases), MOST), len(shown_cases))
            kept = {key: styles[key].name for key in styles if key in selection.outlet_ids}
            controls.show_outlet_choice(kept, view.pins, COLUMNS)
        cite.show_rows(
            "Figures with citations (CSV)",
            "figures",
            figures_for(view.query.measures),
            loaded,
            view.query,
            disabled=beyond > 0,
        )
    if shown_cases:
        show_figures_as_table(shown_cases, styles)

elif question == "words":
    controls.show_heading("words", "What outlets call the same people, places and acts, as printed.")
    found = subjects(selection, view.subject, view.event_id)
    subject = controls.show_subject(labels_of(found.subjects))
    if subject:
        long_table.show_listed(len(found.subjects), found.of, "subjects that most outlets name")
        show_group_uses(group_uses(selection, subject, view.event_id))
        show_terms(
            subject,
            *number_of_terms(selection, subject, view.event_id),
            lambda part: terms(selection, subject, part, view.event_id),
            styles,
        )
    cite.show_rows(
        "Terms with citations (CSV)", "wording", wording_rows, loaded, view.query, disabled=beyond > 0
    )
    if subject:
        if view.event_id:
            words = outlet_words(loaded.archive_of, selection, view.event_id)
        else:
            words = leading_words(loaded.archive_of, selection)
        show_two_outlets(words, selection.reports_of({words.event_id} if words else ()), styles)

else:
    controls.show_heading(
        "who", "To whom reports are attributed, by way of whom they came, and on which day they appeared."
    )
    said = speaker_lines(selection, view.event_id)
    st.header("Who says so?")
    show_speakers(said, styles)
    show_relays(relays(selection, view.event_id), styles)
    archive, reports = loaded.archive_of(asked), selection.reports_of(asked)
    st.header("Who reported first?")
    outlets = len(event_outlets(archive, asked[0], reports))
    title = archive.event_by_id[asked[0]].title
    show_first_reports(title, first_reports(archive, asked[0], reports), outlets, styles)
    st.header("Which dates differ?")
    show_differing_dates(
        dated_differently(archive, reports),
        styles,
        lambda event: view_state.address(view.link | {"event": [event]}),
    )
    st.header("How much was published when?")
    # The reports of one event appear within weeks.
    by = "week" if view.event_id else view.options[BY]
    if not view.event_id:
        controls.show_period_choice()
    period = charted_period(selection, by, view.event_id)
    long_table.show_listed(OUTLETS, len(selection.outlet_ids), "outlets with most reports")
    show_coverage(coverage(selection, period, view.event_id), styles, period=period, asked=by)
    cite.show_rows(
        "Reports with speakers, dates and citations (CSV)",
        "reports",
        report_rows,
        loaded,
        view.query,
        disabled=beyond > 0,
    )
