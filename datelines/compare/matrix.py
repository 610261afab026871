"""Events by outlets: how each outlet reported each event, and which date it gives.

Everything is about the reports that the reader's filter keeps. The rows that a reader downloads are
those of `datelines.share.rows`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from datelines.compare.figure_groups import event_order, figure_groups, kept_reports, speaker_name
from datelines.compare.sheet import publication_order
from datelines.query.selection import Selection
from datelines.record.dates import date_in_words, date_span
from datelines.record.figures import figure_sentence
from datelines.record.records import Event, Report
from datelines.record.terms import OUTLET_KINDS
from datelines.store.relation import report_date
from datelines.store.store import AnySelect
from datelines.table.archive import Archive

EVENT_ORDERS = ("date", "outlets", "differences")
"""Orders of the matrix: by date of the event, most outlets first, differing figures first."""

GROUPINGS = ("none", "kind", "country")
"""Ways to group the outlets."""

NO_COUNTRY = "country not known"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How one outlet reported one event. `dated` is blank unless the outlet gives another date than the row
    of the event; `places` are as printed; `doubtful` says that a report is only possibly about this event."""

    report_ids: tuple[str, ...]
    figures: tuple[str, ...]
    dated: str
    places: tuple[str, ...]
    voices: tuple[str, ...]
    speakers: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One event with a cell for each outlet (by id) that has a kept report of it."""

    event_id: str
    title: str
    dated: str
    cells: Mapping[str, MatrixCell]
    outlets: int
    differing_figures: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The outlets with kept reports, by name, and a row for each event with one."""

    outlet_ids: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class DifferingDate:
    """An event that its reports date differently. `dates` are (outlet id, EDTF, words, report id)."""

    event_id: str
    title: str
    dates: tuple[tuple[str, str, str, str], ...]


def matrix(archive: Archive, report_ids: frozenset[str], *, order: str = "date") -> Matrix:
    """The matrix of events by outlets, in one of EVENT_ORDERS; ties are by date.

    Raises ValueError for another order.
    """
    if order not in EVENT_ORDERS:
        raise ValueError(f"{order!r}: not one of {', '.join(EVENT_ORDERS)}")
    differing = {group.event_id for group in figure_groups(archive, report_ids, differing_only=True)}
    rows = [
        _row(archive, event, reports, event.event_id in differing)
        for event, reports in _by_event(archive, report_ids)
    ]
    if order == "outlets":
        rows.sort(key=lambda row: -row.outlets)  # a stable sort: ties stay in order of date
    elif order == "differences":
        rows.sort(key=lambda row: not row.differing_figures)
    reporting = {outlet_id for row in rows for outlet_id in row.cells}
    named = sorted(reporting, key=lambda name: (archive.outlet_by_id[name].name.casefold(), name))
    return Matrix(tuple(named), tuple(rows))


def outlet_groups(
    archive: Archive, outlet_ids: Iterable[str], by: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The outlets, in their order, under the labels of their kind or country; those whose country is
    not known come last. `none` gives one group with a blank label.

    Raises ValueError for a `by` that is not in GROUPINGS.
    """
    if by not in GROUPINGS:
        raise ValueError(f"{by!r}: not one of {', '.join(GROUPINGS)}")
    groups: dict[str, list[str]] = defaultdict(list)
    for outlet_id in outlet_ids:
        outlet = archive.outlet_by_id[outlet_id]
        label = {"none": "", "kind": outlet.kind, "country": outlet.country or NO_COUNTRY}[by]
        groups[label].append(outlet_id)
    kinds = list(OUTLET_KINDS)
    labels = sorted(groups, key=kinds.index if by == "kind" else lambda name: (name == NO_COUNTRY, name))
    return tuple((label, tuple(groups[label])) for label in labels)


def by_several_outlets(reports: AnySelect, *names: str) -> AnySelect:
    """The distinct values of the columns `names` that reports of two or more outlets have. `reports` selects
    these columns and `outlet_number`."""
    own = reports.subquery().c
    values = [own[name] for name in names]
    several = func.min(own.outlet_number) != func.max(own.outlet_number)
    return select(*values).group_by(*values).having(several)


def number_of_shared_events(selection: Selection) -> int:
    """How many events have reports of two or more outlets, which is what can be compared."""
    reports = selection.kept.reports("event_number", "outlet_number")
    shared = by_several_outlets(reports, "event_number").subquery()
    return int(selection.store.row(select(func.count()).select_from(shared))[0])


def dated_differently(archive: Archive, report_ids: frozenset[str]) -> tuple[DifferingDate, ...]:
    """The events whose reports give more than one date, by the event's own date; each with the dates of
    all its reports, the earliest first."""
    found = []
    for event, reports in _by_event(archive, report_ids):
        dates = [_date_of(archive, event, report) for report in reports]
        # Compared in words: another spelling of the same date is not another date.
        if len({words for _, _, words, _ in dates}) > 1:
            dates.sort(key=lambda date: (date_span(date[1]).day_from, date_span(date[1]).day_to, date))
            found.append(DifferingDate(event.event_id, event.title, tuple(dates)))
    return tuple(found)


def _by_event(archive: Archive, report_ids: frozenset[str]) -> list[tuple[Event, list[Report]]]:
    """The events of the kept reports, by date, each with its reports in order of publication."""
    found: dict[str, list[Report]] = defaultdict(list)
    for report in kept_reports(archive, report_ids):
        found[report.event_id].append(report)
    for reports in found.values():
        reports.sort(key=lambda r: (publication_order(archive.source_by_id[r.source_id]), r.report_id))
    events = sorted((archive.event_by_id[event_id] for event_id in found), key=event_order)
    return [(event, found[event.event_id]) for event in events]


def _row(archive: Archive, event: Event, reports: list[Report], differing: bool) -> MatrixRow:
    by_outlet: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_outlet[archive.source_by_id[report.source_id].outlet_id].append(report)
    # A plain dict, since results are kept in a cache that pickles them, which a read-only one refuses.
    cells = {outlet_id: _cell(archive, event, own) for outlet_id, own in by_outlet.items()}
    return MatrixRow(event.event_id, event.title, date_in_words(event.date), cells, len(cells), differing)


def _cell(archive: Archive, event: Event, reports: list[Report]) -> MatrixCell:
    def distinct(words: Callable[[Report], Iterable[str | None]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for report in reports for word in words(report) if word))

    dates = distinct(lambda report: [date_in_words(report_date(report, event))])
    own = date_in_words(event.date)
    return MatrixCell(
        report_ids=tuple(report.report_id for report in reports),
        figures=distinct(lambda r: map(figure_sentence, archive.figures_by_report.get(r.report_id, ()))),
        dated="; ".join(words for words in dates if words != own),
        places=distinct(lambda report: [report.place_as_reported]),
        voices=distinct(lambda report: [report.voice]),
        speakers=distinct(lambda report: [] if report.voice == "own" else [speaker_name(archive, report)]),
        doubtful=any(report.link_status == "possibly" for report in reports),
    )


def _date_of(archive: Archive, event: Event, report: Report) -> tuple[str, str, str, str]:
    edtf = report_date(report, event)
    outlet_id = archive.source_by_id[report.source_id].outlet_id
    return (outlet_id, edtf, date_in_words(edtf), report.report_id)
