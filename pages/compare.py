"""Compare: how outlets report the same events. What numbers do they give, what words do they use, and who says
it when?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.compare import controls
from components.compare.close_reading import show_close_reading
from components.compare.coverage import show_coverage
from components.compare.matrix import COLUMNS, FIRST, MOST, show_figures_as_table, show_matrix
from components.compare.speakers import show_carried, show_speakers_as_table
from components.compare.statements import show_points
from components.compare.timing import show_differing_dates, show_first_reports
from components.compare.wording import labels_of, show_group_uses, show_pair, show_terms
from components.shared import cite, long_table, markup, own_state, sentence, view_state
from components.shared.compare_options import BY, CASES, SECTION
from components.shared.palette import outlet_styles
from datelines.compare.chosen import event_titles
from datelines.compare.close_reading import close_reading
from datelines.compare.matrix import leading_columns, number_cases
from datelines.compare.speakers import by_speaker, relays, speaker_lines
from datelines.compare.statements import leading_statements
from datelines.compare.timing import OUTLETS, charted_period, coverage, dated_differently, first_reports
from datelines.compare.word_pairs import EventWords, event_words, paired_subjects
from datelines.compare.wording import group_uses, number_of_terms, subjects, terms, worded_events
from datelines.formats import writable_formats
from datelines.share.cite import cite_event, cite_view
from datelines.share.extract import extract_of, too_many
from datelines.share.rows import figure_rows, report_rows, wording_rows

CHARTED = 15

# Statements among which the one whose words differ most is looked for.
STATEMENTS = 5

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
in_words = selection.sentence(loaded.name_of)
here = own_state.address(view.link)
beyond = too_many(loaded, selection)


def address_of(event_id: str) -> str:
    """The address of this page about one event."""
    return view_state.address(view.link | {"event": [event_id]})


def show_cases() -> None:
    """What numbers?"""
    asked = (view.event_id,) if view.event_id else compared
    archive, reports = loaded.archive_of(asked), selection.reports_of(asked)
    if view.event_id:
        cases = number_cases(archive, reports, outlets=1, differing_only=False)
        lead = (
            "What reports of this event count, and what each outlet gives. First where most figures differ."
        )
    else:
        cases = number_cases(archive, reports)
        lead = (
            f"In {len(cases):,} cases two or more outlets give figures that differ for the same event and "
            "people. First those with most figures unlike the one given most often."
        )
    controls.show_heading("numbers", lead)
    if not cases:
        st.caption("No figures are given here that can be compared.")
        return
    every = view.options[CASES] == "all"
    shown = cases[: MOST if every else FIRST]
    columns = leading_columns(shown, [pin for pin in view.pins if pin in selection.outlet_ids], COLUMNS)
    show_matrix(shown, columns, styles, address_of, every=every)
    with cite.tools():
        controls.show_all_cases(min(len(cases), MOST), len(shown))
        kept = {key: styles[key].name for key in styles if key in selection.outlet_ids}
        controls.show_outlet_choice(kept, view.pins, COLUMNS)
        cite.show_rows(
            "Figures with citations (CSV)", "figures", figure_rows, loaded, view.query, disabled=beyond > 0
        )
    show_figures_as_table(shown, styles)


def show_words() -> None:
    """What words?"""
    controls.show_heading("words", "What outlets call the same people, places and acts, as printed.")
    found = subjects(selection, view.subject, view.event_id)
    subject = controls.show_subject(labels_of(found.subjects))
    if not subject:
        return
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
    show_two_outlets()


def accounts_of(event_id: str) -> EventWords:
    """The words of each outlet for an event."""
    return event_words(loaded.archive_of, selection, event_id)


def show_two_outlets() -> None:
    """Two outlets on the chosen event; without one, on the statement whose words differ most, else on the
    event that most outlets have terms for."""
    st.header("Two outlets side by side")
    if view.event_id:
        accounts = accounts_of(view.event_id)
    else:
        asked = leading_statements(selection, STATEMENTS) or tuple(
            one.event_id for one in worded_events(selection, 1)
        )
        every = [accounts_of(event_id) for event_id in asked]
        accounts = max(every, key=lambda one: one.pair.differing if one and one.pair else -1, default=None)
    if accounts is None:
        st.caption("No two outlets of this selection have terms for one event.")
        return
    archive, statement, by_outlet = accounts.archive, accounts.statement, accounts.by_outlet
    markup.show(
        markup.html(
            '<p class="dc-lead"><b>{title}</b>{parts}</p>',
            title=archive.event_by_id[accounts.event_id].title,
            parts=": the words of all parts of the statement." if statement else "",
        )
    )
    chosen: tuple[str | None, ...] = ()
    if accounts.pair is None:
        st.caption("No two outlets have a term for it, in the parts of their pages that we read.")
    else:
        preset = (accounts.pair.first, accounts.pair.second)
        chosen = controls.show_pair({name: styles[name].name for name in by_outlet}, preset)
        first, second = map(str, chosen)
        if first in by_outlet and second in by_outlet and first != second:
            names = styles[first].name, styles[second].name
            read = {one.outlet_id: one.read for one in statement.versions} if statement else {}
            show_pair(
                paired_subjects(archive, by_outlet[first], by_outlet[second]),
                *names,
                (read.get(first, ""), read.get(second, "")),
            )
            kept = selection.reports_of((accounts.event_id,))
            show_close_reading(close_reading(archive, accounts.event_id, first, second, kept), *names)
    if statement:
        st.header("Which points of it, in which outlet?")
        show_points(statement, styles, chosen)


def show_who() -> None:
    """Who and when?"""
    controls.show_heading(
        "who", "To whom reports are attributed, by way of whom they came, and on which day they appeared."
    )
    every = speaker_lines(selection, view.event_id)
    st.header("Who says so?")
    show_carried(
        by_speaker(every.lines),
        styles,
        "Speaker",
        "A report is attributed to one speaker or to none. A number beside an outlet counts its reports.",
    )
    show_speakers_as_table(every, styles)
    passed = relays(selection, view.event_id)
    if passed:
        st.header("Who carried whom?")
        show_carried(
            passed,
            styles,
            "By way of",
            "Whom an outlet names as where it has a report from, where it names one.",
        )
    show_when()
    cite.show_rows(
        "Reports with speakers, dates and citations (CSV)",
        "reports",
        report_rows,
        loaded,
        view.query,
        disabled=beyond > 0,
    )


def show_when() -> None:
    """First reports, dates that differ, and coverage."""
    asked = (view.event_id,) if view.event_id else compared
    archive, reports = loaded.archive_of(asked), selection.reports_of(asked)
    first_of = view.event_id or compared[0]
    st.header("Who reported first?")
    own = reports & {report.report_id for report in archive.reports_by_event.get(first_of, ())}
    outlets = {archive.source_by_id[archive.report_by_id[one].source_id].outlet_id for one in own}
    show_first_reports(
        archive.event_by_id[first_of].title, first_reports(archive, first_of, own), len(outlets), styles
    )
    st.header("Which dates differ?")
    show_differing_dates(dated_differently(archive, reports), styles, address_of)
    st.header("How much was published when?")
    controls.show_period_choice()
    shown = selection.leading_outlets(CHARTED)
    sentence.show_charted(len(shown), len(selection.outlet_ids))
    asked_for = view.options[BY]
    period = charted_period(selection, asked_for, view.event_id)
    long_table.show_listed(OUTLETS, len(selection.outlet_ids), "outlets with most reports")
    show_coverage(coverage(selection, period, view.event_id), styles, shown, period=period, asked=asked_for)


sentence.show_sentence(in_words, selection.counts)
if not events:
    sentence.show_empty(in_words)
    st.stop()

compared = selection.compared(view.event_id, COMPARED)
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
{"numbers": show_cases, "words": show_words, "who": show_who}[question]()
