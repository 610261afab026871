"""The rows of figures and of reports that a reader downloads, each with its citation, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from datelines.archive import Archive
from datelines.event_sheet import citation, publication_order
from datelines.figure_groups import event_order, kept_reports, speaker_name
from datelines.figures import number_in_words
from datelines.formats.formula_cells import neutralised
from datelines.records import Report
from datelines.relation import report_date
from datelines.statements import relay_name


def figure_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[dict[str, str], ...]:
    """A row for each figure of the reports, with its citation, to be downloaded."""
    return tuple(
        {
            **_claim(archive, report),
            "measure": figure.measure,
            "population": figure.population,
            "qualifier": figure.qualifier,
            "low": _number(figure.low),
            "high": _number(figure.high),
            "unit": figure.unit,
            "scope": figure.scope,
            "scope_dates": figure.scope_dates or "",
            "as_reported": figure.as_reported,
            **_reference(archive, report),
        }
        for report in _ordered(archive, report_ids)
        for figure in archive.figures_by_report.get(report.report_id, ())
    )


def report_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[dict[str, str], ...]:
    """A row for each of the reports, with its citation, to be downloaded."""
    return tuple(
        {
            **_claim(archive, report),
            "relayed_by": relay_name(archive, report),
            "summary": report.summary,
            "link_status": report.link_status,
            "status": report.status,
            **_reference(archive, report),
        }
        for report in _ordered(archive, report_ids)
    )


def wording_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[dict[str, str], ...]:
    """A row for each term of the reports, with its citation, to be downloaded."""
    return tuple(
        {
            **_claim(archive, report),
            "subject": wording.subject,
            "term": wording.term,
            **_reference(archive, report),
        }
        for report in _ordered(archive, report_ids)
        for wording in archive.wording_by_report.get(report.report_id, ())
    )


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows of equal columns as CSV (RFC 4180); blank for no rows. A cell that a spreadsheet would run
    as a formula gets an apostrophe before it."""
    table = list(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if table:
        writer.writerow(neutralised(column) for column in table[0])
    writer.writerows([neutralised(row[column]) for column in table[0]] for row in table)
    return text.getvalue()


def _ordered(archive: Archive, report_ids: frozenset[str]) -> list[Report]:
    """The reports by date of their event, then in order of publication."""

    def order(report: Report) -> tuple[object, ...]:
        source = archive.source_by_id[report.source_id]
        event = archive.event_by_id[report.event_id]
        return (event_order(event), publication_order(source), report.report_id)

    return sorted(kept_reports(archive, report_ids), key=order)


def _claim(archive: Archive, report: Report) -> dict[str, str]:
    event = archive.event_by_id[report.event_id]
    outlet_id = archive.source_by_id[report.source_id].outlet_id
    return {
        "event": event.title,
        "date": report_date(report, event),
        "place": report.place_as_reported or "",
        "outlet": archive.outlet_by_id[outlet_id].name,
        "speaker": speaker_name(archive, report),
        "voice": report.voice,
    }


def _reference(archive: Archive, report: Report) -> dict[str, str]:
    source = archive.source_by_id[report.source_id]
    return {
        "source_title": source.title,
        "published": source.published or "",
        "url": source.url or "",
        "paragraph": report.locator or "",
        "citation": citation(archive, source),
        "report_id": report.report_id,
    }


def _number(number: float | None) -> str:
    return "" if number is None else number_in_words(number).replace(",", "")
