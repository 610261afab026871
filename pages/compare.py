"""Compare: how the outlets of the selection reported the same events, side by side."""

from __future__ import annotations

import streamlit as st

from components.compare import close_reading, controls, coverage, speakers, timing, wording
from components.compare import figures as figure_table
from components.compare import matrix as outlet_matrix
from components.shared import cite, long_table, own_state, view_state
from components.shared import cite as export_bar
from components.shared import sentence as summary
from components.shared.compare_options import BY, COLUMNS, DIFFERING, GROUP, ORDER, SECTION
from components.shared.palette import outlet_styles
from datelines.compare import close_reading as reading
from datelines.compare import figure_groups, statements
from datelines.compare import matrix as comparison
from datelines.compare import speakers as attribution
from datelines.compare import timing as times
from datelines.compare import wording as terms
from datelines.formats import writable_formats
from datelines.share import cite as citing
from datelines.share import extract
from datelines.share import rows as downloads

CHARTED = 15

# Events compared at once. Nobody reads a table of more, and a browser takes seconds to lay one out: 16,000
# rows by six outlets are 9 MB of HTML. It is said how many more there are, and the downloads hold all.
COMPARED = 200

loaded = own_state.loaded()
view = view_state.view()
selection = loaded.selection(view.query)
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
sentence = selection.sentence(loaded.name_of)
section = view.options[SECTION]
shown = selection.leading_outlets(CHARTED)
events = selection.counts.events

summary.show_sentence(sentence, selection.counts)
if not events:
    summary.show_empty(sentence)
    st.stop()

compared = ()
if section in ("matrix", "figures", "dating"):
    compared = selection.compared(view.event_id, COMPARED)
archive = loaded.archive_of({*compared, *([view.event_id] if view.event_id else [])})
reports = selection.reports_of(compared)
too_many = extract.too_many(loaded, selection)

with cite.tools():
    controls.show_sections()
    here = own_state.address(view.link)
    citations = {"this view": lambda: citing.cite_view(archive, sentence, here, view_state.today())}
    if view.event_id:
        citations["the chosen event"] = lambda: citing.cite_event(archive, view.event_id, here)
    cite.show_cite(citations, key="compare")
    export_bar.show_export(
        writable_formats(),
        lambda: extract.extract_of(loaded, view.query, here, view_state.today()),
        key="compare",
        too_many=too_many,
    )

if section in ("matrix", "figures", "dating"):
    long_table.show_compared(len(compared), events, downloaded=not too_many)

if section == "matrix":
    kept = {key: styles[key].name for key in styles if key in selection.outlet_ids}
    controls.show_matrix_options(kept, view.pins)
    table = comparison.matrix(archive, reports, order=view.options[ORDER])
    columns = outlet_matrix.shown_outlets(table, view.pins, every=view.options[COLUMNS] == "all")
    outlet_matrix.show_matrix(
        table,
        comparison.outlet_groups(archive, columns, view.options[GROUP]),
        styles,
        {row.event_id: view_state.address(view.link | {"event": [row.event_id]}) for row in table.rows},
    )
    cite.show_download(
        "Reports with citations (CSV)",
        "datelines-reports",
        lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.report_rows),
        key="download-reports",
        disabled=too_many > 0,
    )
    st.header("Close reading")
    event_id = controls.show_event_choice(
        {row.event_id: f"{row.title} ({row.outlets} outlets)" for row in table.rows if row.outlets > 1}
    )
    if event_id:
        outlets = reading.readable_pairs(archive, event_id, reports)
        first, second = controls.show_pair({outlet: styles[outlet].name for outlet in outlets})
        if first and second and first != second:
            close_reading.show_close_reading(
                reading.close_reading(archive, event_id, first, second, reports), styles
            )

elif section == "figures":
    controls.show_figure_options()
    wanted = view.options[DIFFERING]
    groups = figure_groups.figure_groups(
        archive, reports, differing_only=wanted == "differing", least=1 if wanted == "all" else 2
    )
    if len(groups) > figure_table.BUTTONS * figure_table.AT_ONCE:
        part = long_table.show_part(len(groups), "charts", figure_table.AT_ONCE, "charts")
        number = part.start // figure_table.AT_ONCE
    else:
        number = controls.show_charts(len(groups), figure_table.AT_ONCE)
    figure_table.show_figures(groups, figure_groups.kept_apart(archive, reports), styles, number)
    cite.show_download(
        "Figures with citations (CSV)",
        "datelines-figures",
        lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.figure_rows),
        key="download-figures",
        disabled=too_many > 0,
    )

elif section == "speakers":
    summary.show_charted(len(shown), len(selection.outlet_ids))
    speakers.show_speakers(
        attribution.leading_lines(selection, shown, speakers.CHARTED),
        attribution.speaker_lines(selection),
        selection.counts.reports,
        styles,
        view.theme,
    )
    st.header("The same statement in several outlets")
    part = speakers.show_statement_count(statements.number_of_statements(selection))
    speakers.show_statements(
        statements.statements(loaded.archive_of, selection, statements.shared_statements(selection, part)),
        styles,
    )
    cite.show_download(
        "Reports with speakers and citations (CSV)",
        "datelines-speakers",
        lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.report_rows),
        key="download-speakers",
        disabled=too_many > 0,
    )

elif section == "wording":
    found = terms.subjects(selection, view.subject)
    subject = controls.show_subject(wording.labels_of(found.subjects))
    long_table.show_listed(len(found.subjects), found.of, "subjects that most outlets name")
    if subject:
        wording.show_wording(
            *terms.number_of_terms(selection, subject),
            lambda part: terms.terms(selection, subject, part),
            styles,
        )
    cite.show_download(
        "Terms with citations (CSV)",
        "datelines-wording",
        lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.wording_rows),
        key="download-wording",
        disabled=too_many > 0,
    )

elif section == "dating":
    timing.show_differing_dates(comparison.dated_differently(archive, reports), styles)
    st.header("From event to publication")
    summary.show_charted(len(shown), len(selection.outlet_ids))
    timing.show_lags(times.publication_lags(archive, reports), styles, shown)
    cite.show_download(
        "Reports with dates and citations (CSV)",
        "datelines-dates",
        lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.report_rows),
        key="download-dates",
        disabled=too_many > 0,
    )

else:
    controls.show_coverage_options()
    summary.show_charted(len(shown), len(selection.outlet_ids))
    wanted = view.options[BY]
    period = times.charted_period(selection, wanted)
    long_table.show_listed(times.OUTLETS, len(selection.outlet_ids), "outlets with most reports")
    coverage.show_coverage(
        times.coverage(selection, period), styles, shown, instead="" if period == wanted else wanted
    )
    cite.show_download(
        "Reports with citations (CSV)",
        "datelines-coverage",
        lambda: downloads.csv_of(extract.parts_of_extract(loaded, view.query), downloads.report_rows),
        key="download-coverage",
        disabled=too_many > 0,
    )
