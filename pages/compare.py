"""Compare: how the outlets of the selection reported the same events, side by side."""

from __future__ import annotations

import streamlit as st

from components import (
    cite,
    close_reading,
    compare_bar,
    coverage,
    export_bar,
    figure_table,
    long_table,
    outlet_matrix,
    own_state,
    speakers,
    summary,
    timing,
    view_state,
    wording,
)
from components.compare_options import BY, COLUMNS, DIFFERING, GROUP, ORDER, SECTION
from components.palette import outlet_styles
from datelines import at_once, citing, comparison, downloads, figure_groups, statements
from datelines import close_reading as reading
from datelines import timing as times
from datelines.extracts import extract_of
from datelines.formats import writable_formats

CHARTED = 15

loaded = own_state.loaded()
view = view_state.view()
archive, selection = loaded.archive, loaded.selection(view.query)
reports = selection.report_ids
styles = outlet_styles([(outlet.outlet_id, outlet.name) for outlet in loaded.reporting_outlets])
sentence = selection.sentence(loaded.name_of)
section = view.options[SECTION]
shown = selection.leading_outlets(CHARTED)

summary.show_sentence(sentence, selection.counts)
if not selection.event_ids:
    summary.show_empty(sentence)
    st.stop()

with compare_bar.tools():
    compare_bar.show_sections()
    here = own_state.address(view.link)
    citations = {"this view": lambda: citing.cite_view(archive, sentence, here, view_state.today())}
    if view.event_id:
        citations["the chosen event"] = lambda: citing.cite_event(archive, view.event_id, here)
    cite.show_cite(citations, key="compare")
    export_bar.show_export(
        writable_formats(),
        lambda: extract_of(loaded, view.query, here, view_state.today()),
        key="compare",
    )

compared = reports
if section in ("matrix", "figures", "dating"):
    compared = at_once.compared_reports(selection.rows, view.event_id)
    long_table.show_compared(min(len(selection.event_ids), at_once.COMPARED), len(selection.event_ids))

if section == "matrix":
    kept = {key: styles[key].name for key in styles if key in selection.outlet_ids}
    offered = at_once.first_of(kept, view.pins)
    compare_bar.show_matrix_options(offered)
    long_table.show_listed(len(offered), len(kept), "outlets with most reports that can be pinned")
    table = comparison.matrix(archive, compared, order=view.options[ORDER])
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
        lambda: downloads.csv_text(downloads.report_rows(archive, reports)),
        key="download-reports",
    )
    st.header("Close reading")
    event_id = compare_bar.show_event_choice(
        {row.event_id: f"{row.title} ({row.outlets} outlets)" for row in table.rows if row.outlets > 1}
    )
    if event_id:
        outlets = reading.readable_pairs(archive, event_id, compared)
        first, second = compare_bar.show_pair({outlet: styles[outlet].name for outlet in outlets})
        if first and second and first != second:
            close_reading.show_close_reading(
                reading.close_reading(archive, event_id, first, second, compared), styles
            )

elif section == "figures":
    compare_bar.show_figure_options()
    wanted = view.options[DIFFERING]
    groups = figure_groups.figure_groups(
        archive, compared, differing_only=wanted == "differing", least=1 if wanted == "all" else 2
    )
    if len(groups) > figure_table.BUTTONS * figure_table.AT_ONCE:
        part = long_table.show_part(len(groups), "charts", figure_table.AT_ONCE, "charts")
        number = part.start // figure_table.AT_ONCE
    else:
        number = compare_bar.show_charts(len(groups), figure_table.AT_ONCE)
    figure_table.show_figures(groups, figure_groups.kept_apart(archive, compared), styles, number)
    cite.show_download(
        "Figures with citations (CSV)",
        "datelines-figures",
        lambda: downloads.csv_text(downloads.figure_rows(archive, reports)),
        key="download-figures",
    )

elif section == "speakers":
    summary.show_charted(len(shown), len(selection.outlet_ids))
    speakers.show_speakers(statements.speaker_lines(archive, selection.rows), styles, shown)
    st.header("The same statement in several outlets")
    keys = statements.shared_statements(archive, selection.rows)
    part = speakers.show_statement_count(len(keys))
    speakers.show_statements(
        statements.statements(archive, selection.rows, loaded.relation.reports, keys[part]), styles
    )
    cite.show_download(
        "Reports with speakers and citations (CSV)",
        "datelines-speakers",
        lambda: downloads.csv_text(downloads.report_rows(archive, reports)),
        key="download-speakers",
    )

elif section == "wording":
    lines = comparison.wording_lines(archive, selection.rows)
    subjects = wording.subjects_of(lines)
    listed = at_once.first_of(subjects, [view.subject] if view.subject else [])
    subject = compare_bar.show_subject(listed)
    long_table.show_listed(len(listed), len(subjects), "subjects that most outlets name")
    of_subject = [line for line in lines if line.subject == subject]
    wording.show_wording(of_subject, styles, loaded.titles_by_report)
    cite.show_download(
        "Terms with citations (CSV)",
        "datelines-wording",
        lambda: downloads.csv_text(downloads.wording_rows(archive, reports)),
        key="download-wording",
    )

elif section == "dating":
    timing.show_differing_dates(comparison.dated_differently(archive, compared), styles)
    st.header("From event to publication")
    summary.show_charted(len(shown), len(selection.outlet_ids))
    timing.show_lags(times.publication_lags(archive, compared), styles, shown)
    cite.show_download(
        "Reports with dates and citations (CSV)",
        "datelines-dates",
        lambda: downloads.csv_text(downloads.report_rows(archive, reports)),
        key="download-dates",
    )

else:
    compare_bar.show_coverage_options()
    summary.show_charted(len(shown), len(selection.outlet_ids))
    wanted = view.options[BY]
    period = times.charted_period(selection.rows, wanted)
    coverage.show_coverage(
        times.coverage(selection.rows, period), styles, shown, instead="" if period == wanted else wanted
    )
    cite.show_download(
        "Reports with citations (CSV)",
        "datelines-coverage",
        lambda: downloads.csv_text(downloads.report_rows(archive, reports)),
        key="download-coverage",
    )
