"""Compare: how the outlets of the selection reported the same events, side by side."""

from __future__ import annotations

import streamlit as st

from components.compare import controls
from components.compare.close_reading import show_close_reading
from components.compare.coverage import show_coverage
from components.compare.figures import AT_ONCE, BUTTONS, show_figures
from components.compare.matrix import show_matrix, shown_outlets
from components.compare.speakers import CHARTED as CHARTED_SPEAKERS
from components.compare.speakers import show_speakers, show_statement_count, show_statements
from components.compare.timing import show_differing_dates, show_lags
from components.compare.wording import labels_of, show_wording
from components.shared import cite, long_table, own_state, sentence, view_state
from components.shared.compare_options import BY, COLUMNS, DIFFERING, GROUP, ORDER, SECTION
from components.shared.palette import outlet_styles
from datelines.compare.close_reading import close_reading, readable_outlets
from datelines.compare.figure_groups import figure_groups, kept_apart
from datelines.compare.matrix import dated_differently, matrix, outlet_groups
from datelines.compare.speakers import leading_lines, speaker_lines
from datelines.compare.statements import number_of_statements, shared_statements, statements
from datelines.compare.timing import OUTLETS, charted_period, coverage, publication_lags
from datelines.compare.wording import number_of_terms, subjects, terms
from datelines.formats import writable_formats
from datelines.share.cite import cite_event, cite_view
from datelines.share.extract import extract_of, too_many
from datelines.share.rows import figures_for, report_rows, wording_rows

CHARTED = 15

# Events compared at once. Nobody reads a table of more, and a browser takes seconds to lay one out: 16,000
# rows by six outlets are 9 MB of HTML. The page says how many more there are, and the downloads hold all.
COMPARED = 200

loaded = own_state.loaded()
view = view_state.view()
selection = loaded.selection(view.query)
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
section = view.options[SECTION]
shown = selection.leading_outlets(CHARTED)
events = selection.counts.events
in_words = selection.sentence(loaded.name_of, whole=True)
here = own_state.address(view.link)
beyond = too_many(loaded, selection)

sentence.show_sentence(selection, loaded.name_of)
if not events:
    sentence.show_empty(loaded, view.query)
    st.stop()

compared = ()
if section in ("matrix", "figures", "dating"):
    compared = selection.compared(view.event_id, COMPARED)
archive = loaded.archive_of({*compared, *([view.event_id] if view.event_id else [])})
reports = selection.reports_of(compared)

with cite.tools():
    controls.show_sections()
    citations = {"this view": lambda: cite_view(archive, in_words, here, view_state.today())}
    if view.event_id:
        citations["the chosen event"] = lambda: cite_event(archive, view.event_id, here)
    cite.show_cite(citations, key="compare")
    cite.show_export(
        writable_formats(),
        lambda: extract_of(loaded, view.query, here, view_state.today()),
        key="compare",
        too_many=beyond,
    )

if section in ("matrix", "figures", "dating"):
    long_table.show_compared(len(compared), events, downloaded=not beyond)

if section == "matrix":
    kept = {key: styles[key].name for key in styles if key in selection.outlet_ids}
    controls.show_matrix_options(kept, view.pins)
    table = matrix(archive, reports, order=view.options[ORDER])
    columns = shown_outlets(table, view.pins, every=view.options[COLUMNS] == "all")
    show_matrix(
        table,
        outlet_groups(archive, columns, view.options[GROUP]),
        styles,
        {row.event_id: view_state.address(view.link | {"event": [row.event_id]}) for row in table.rows},
    )
    cite.show_rows(
        "Reports with citations (CSV)", "reports", report_rows, loaded, view.query, disabled=beyond > 0
    )
    st.header("Close reading")
    event_id = controls.show_event_choice(
        {row.event_id: f"{row.title} ({row.outlets} outlets)" for row in table.rows if row.outlets > 1}
    )
    if event_id:
        outlets = readable_outlets(archive, event_id, reports)
        first, second = controls.show_pair({outlet: styles[outlet].name for outlet in outlets})
        if first and second and first != second:
            show_close_reading(close_reading(archive, event_id, first, second, reports), styles)

elif section == "figures":
    controls.show_figure_options()
    wanted = view.options[DIFFERING]
    groups = figure_groups(
        archive, reports, differing_only=wanted == "differing", least=1 if wanted == "all" else 2
    )
    if len(groups) > BUTTONS * AT_ONCE:
        number = long_table.show_part(len(groups), "charts", AT_ONCE, "charts").start // AT_ONCE
    else:
        number = controls.show_charts(len(groups), AT_ONCE)
    show_figures(groups, kept_apart(archive, reports), styles, number)
    cite.show_rows(
        "Figures with citations (CSV)",
        "figures",
        figures_for(view.query.measures),
        loaded,
        view.query,
        disabled=beyond > 0,
    )

elif section == "speakers":
    sentence.show_charted(len(shown), len(selection.outlet_ids))
    show_speakers(
        leading_lines(selection, shown, CHARTED_SPEAKERS),
        speaker_lines(selection),
        selection.counts.reports,
        styles,
        view.theme,
    )
    st.header("The same statement in several outlets")
    part = show_statement_count(number_of_statements(selection))
    show_statements(statements(loaded.archive_of, selection, shared_statements(selection, part)), styles)
    cite.show_rows(
        "Reports with speakers and citations (CSV)",
        "speakers",
        report_rows,
        loaded,
        view.query,
        disabled=beyond > 0,
    )

elif section == "wording":
    found = subjects(selection, view.subject)
    subject = controls.show_subject(labels_of(found.subjects))
    long_table.show_listed(len(found.subjects), found.of, "subjects that most outlets name")
    if subject:
        show_wording(
            *number_of_terms(selection, subject), lambda part: terms(selection, subject, part), styles
        )
    cite.show_rows(
        "Terms with citations (CSV)", "wording", wording_rows, loaded, view.query, disabled=beyond > 0
    )

elif section == "dating":
    show_differing_dates(dated_differently(archive, reports), styles)
    st.header("From event to publication")
    sentence.show_charted(len(shown), len(selection.outlet_ids))
    show_lags(publication_lags(archive, reports), styles, shown)
    cite.show_rows(
        "Reports with dates and citations (CSV)",
        "dates",
        report_rows,
        loaded,
        view.query,
        disabled=beyond > 0,
    )

else:
    controls.show_coverage_options()
    sentence.show_charted(len(shown), len(selection.outlet_ids))
    asked = view.options[BY]
    period = charted_period(selection, asked)
    long_table.show_listed(OUTLETS, len(selection.outlet_ids), "outlets with most reports")
    show_coverage(coverage(selection, period), styles, shown, period=period, asked=asked)
    cite.show_rows(
        "Reports with citations (CSV)", "coverage", report_rows, loaded, view.query, disabled=beyond > 0
    )
