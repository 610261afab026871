"""The rows of figures, reports and terms that a reader downloads as CSV, each with its citation."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import itemgetter

from datelines.compare.figure_groups import event_order, kept_reports, speaker_name
from datelines.compare.sheet import citation, publication_order, relay_name
from datelines.record.figures import figure_sentence, number_in_words
from datelines.record.records import Report
from datelines.share.formulas import neutralised
from datelines.store.relation import report_date
from datelines.table.archive import Archive

Slice = tuple[Archive, frozenset[str]]
"""An archive, and the ids of its reports that are downloaded (`datelines.share.extract.parts_of_extract`)."""

CsvRow = Mapping[str, str]
RowsOf = Callable[[Archive, frozenset[str]], tuple[CsvRow, ...]]


def figures_for(measures: Collection[str]) -> RowsOf:
    """Gives the rows of `figure_rows`, of these measures alone where there are any."""

    def chosen_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[CsvRow, ...]:
        rows = figure_rows(archive, report_ids)
        return tuple(row for row in rows if row["measure"] in measures) if measures else rows

    return chosen_rows


def figure_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[CsvRow, ...]:
    """A row for each figure of the reports."""
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


def report_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[CsvRow, ...]:
    """A row for each of the reports, with its figures in words, each with its qualifier."""
    return tuple(
        {
            **_claim(archive, report),
            "relayed_by": relay_name(archive, report),
            "summary": report.summary,
            "figures": _figures(archive, report),
            "link_status": report.link_status,
            "status": report.status,
            **_reference(archive, report),
        }
        for report in _ordered(archive, report_ids)
    )


def wording_rows(archive: Archive, report_ids: frozenset[str]) -> tuple[CsvRow, ...]:
    """A row for each term of the reports."""
    return tuple(
        {
            **_claim(archive, report),
            "subject": wording.subject,
            "term": wording.term,
            "gloss": wording.gloss or "",
            "term_group": wording.term_group or "",
            "figures": _figures(archive, report),
            **_reference(archive, report),
        }
        for report in _ordered(archive, report_ids)
        for wording in archive.wording_by_report.get(report.report_id, ())
    )


def csv_of(parts: Iterable[Slice], rows_of: RowsOf) -> str:
    """The rows (of `report_rows`, for example) of all parts as CSV, in the order that they have in one
    archive: by date of the event, then of publication."""
    header, found = "", []
    for archive, report_ids in parts:
        for report in _ordered(archive, report_ids):
            if rows := rows_of(archive, frozenset({report.report_id})):
                header = header or _lines([rows[0].keys()])
                # Kept as text, which takes a tenth of the memory of the rows.
                found.append((_order(archive, report), _lines(row.values() for row in rows)))
    found.sort(key=itemgetter(0))
    return "".join([header, *(text for _, text in found)])


def csv_text(rows: Iterable[CsvRow]) -> str:
    """Rows with the same columns as CSV (RFC 4180); blank for no rows. A cell that a spreadsheet would run
    as a formula gets an apostrophe before it."""
    table = list(rows)
    return _lines([table[0].keys(), *([row[name] for name in table[0]] for row in table)]) if table else ""


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([neutralised(cell) for cell in row] for row in rows)
    return text.getvalue()


def _ordered(archive: Archive, report_ids: frozenset[str]) -> list[Report]:
    """The reports by date of their event, then in order of publication."""
    return sorted(kept_reports(archive, report_ids), key=lambda report: _order(archive, report))


def _order(archive: Archive, report: Report) -> tuple[object, ...]:
    source, event = archive.source_by_id[report.source_id], archive.event_by_id[report.event_id]
    return (event_order(event), publication_order(source), report.report_id)


def _claim(archive: Archive, report: Report) -> dict[str, str]:
    event = archive.event_by_id[report.event_id]
    source = archive.source_by_id[report.source_id]
    outlet = archive.outlet_by_id[source.outlet_id]
    places = (archive.place_by_id.get(place) for place in event.place_ids)
    return {
        "event_id": event.event_id,
        "event": event.title,
        "date": report_date(report, event),
        "places": "; ".join(place.name for place in places if place),
        "place_as_reported": report.place_as_reported or "",
        "outlet": outlet.name,
        "outlet_kind": outlet.kind,
        "outlet_country": outlet.country or "",
        "language": source.language,
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


def _figures(archive: Archive, report: Report) -> str:
    return "; ".join(map(figure_sentence, archive.figures_by_report.get(report.report_id, ())))


def _number(number: float | None) -> str:
    return "" if number is None else number_in_words(number).replace(",", "")
