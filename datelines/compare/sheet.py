"""One event with each source's account of it side by side: what the event card shows.

Everything is in words, ready to be drawn; nothing is preferred, averaged or summed. The words for a source,
for its relay and for a place in it are here too: downloads and citations use the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from pathlib import PurePath

from datelines.record.dates import date_in_words, date_span, published_in_words, without_time
from datelines.record.figures import figure_in_words, figure_sentence
from datelines.record.records import Event, Figure, Report, Source, Wording
from datelines.record.terms import EVENT_KINDS, LINK_STATUSES, VOICES
from datelines.table.archive import Archive

_TABLE_FILES = frozenset(
    {".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".geojson", ".gpkg", ".kml", ".parquet"}
)
"""Documents that are tables: a locator in them is a row."""
SIDE_NOT_RECORDED = "not-recorded"
"""Takes the place of a side where neither speaker nor voice is recorded."""
_DOUBTS = {"possibly": "Possibly this event", "different": "Not this event"}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure in an account: the number with its qualifier, the same in a sentence with what is counted,
    and the words that were printed."""

    number: str
    sentence: str
    as_reported: str
    note: str


@dataclass(frozen=True, slots=True)
class Account:
    """One report of the event, in words. Blank text means not reported."""

    report_id: str
    outlet_id: str
    outlet: str
    outlet_inferred: bool
    speaker: str
    relayed_by: str
    voice: str
    voice_means: str
    dated: str
    dated_otherwise: bool
    place: str
    summary: str
    figures: tuple[FigureLine, ...]
    terms: tuple[tuple[str, str], ...]
    """Subject, and the term in quotation marks, with its English where it is in another language."""
    citation: str
    read: str
    url: str
    locator: str
    link_doubt: str
    review: str
    note: str
    side: str = ""
    """Whom the speaker speaks for; '' in the outlet's own voice, or where that is not recorded."""
    published: str = ""
    """When the page was published, in words."""
    cited: tuple[str, ...] = ()
    """Citations of the sources that the report names as its own; which of them gave which number is not
    known."""


@dataclass(frozen=True, slots=True)
class EventSheet:
    """An event and its accounts, by day of publication; within a day by outlet, since the order is not known."""

    event_id: str
    title: str
    title_long: str
    dated: str
    date_inferred: bool
    places: str
    kind: str
    kind_means: str
    review: str
    note: str
    accounts: tuple[Account, ...]
    accounts_left_out: int


def event_sheet(archive: Archive, event_id: str, report_ids: frozenset[str] | None = None) -> EventSheet:
    """The sheet of one event; with `report_ids`, the accounts that are not among them are only counted.

    Raises KeyError for an unknown event.
    """
    event = archive.event_by_id[event_id]
    reports = archive.reports_by_event.get(event_id, ())
    kept = [report for report in reports if _is_kept(report, report_ids)]
    kept.sort(key=lambda r: (publication_order(archive.source_by_id[r.source_id]), r.report_id))
    return EventSheet(
        event_id=event_id,
        title=event.title,
        title_long=event.title_long or "",
        dated=date_in_words(event.date),
        date_inferred=event.date_basis == "inferred",
        places="; ".join(archive.place_by_id[place_id].name for place_id in event.place_ids),
        kind=event.kind,
        kind_means=EVENT_KINDS[event.kind],
        review=review_in_words(event),
        note=event.note or "",
        accounts=tuple(_account(archive, report) for report in kept),
        accounts_left_out=len(reports) - len(kept),
    )


def _is_kept(report: Report, report_ids: frozenset[str] | None) -> bool:
    # A report read as another event is in no selection; the sheet shows it, and says so.
    return report_ids is None or report.report_id in report_ids or report.link_status == "different"


def citation(archive: Archive, source: Source) -> str:
    """A source as plain text: outlet, title, date of publication, repost. An outlet or a date that was
    inferred is marked as such."""
    outlet = archive.outlet_by_id[source.outlet_id].name
    if source.outlet_basis == "inferred":
        outlet += " (outlet inferred)"
    dated = "date not known"
    if source.published:
        inferred = " (date inferred)" if source.published_basis == "inferred" else ""
        dated = published_in_words(source.published) + inferred
    via = f", by way of {source.via}" if source.via else ""
    return f"{outlet}: “{source.title}”, {dated}{via}"


def read_in_words(source: Source) -> str:
    """How much of a source was read: `read to its end`, `read in part, to paragraph 9`; blank where that is
    not recorded."""
    words = {"full": "read to its end", "excerpt": "read in part", "title": "only its title could be read"}
    if source.read is None:
        return ""
    return words[source.read] + (
        f", to {source.read_to}" if source.read == "excerpt" and source.read_to else ""
    )


def locator_in_words(source: Source, locator: str | None) -> str:
    """Where in a source a report is: `paragraph 7`, `paragraphs 7-9, 12`, or the row of a table; blank
    where that is not recorded."""
    if not locator:
        return ""
    suffix = PurePath(source.document or "").suffix.lower()
    unit = "row" if suffix in _TABLE_FILES else "paragraph"
    return f"{unit}{'s' if set(locator) & set(';-') else ''} {locator.replace(';', ', ')}"


def relay_name(archive: Archive, report: Report) -> str:
    """Name of the outlet or speaker through whom the source has a report; as recorded where it is neither,
    blank where there is none."""
    relay = report.relayed_by or ""
    known = archive.outlet_by_id.get(relay) or archive.speaker_by_id.get(relay)
    return known.name if known else relay


def side_of(archive: Archive, report: Report) -> str:
    """Whom the speaker of a report speaks for: a side, `unnamed` where the speaker has none; '' for the
    outlet's own voice, SIDE_NOT_RECORDED where no speaker is recorded."""
    speaker = archive.speaker_by_id.get(report.speaker_id or "")
    if speaker:
        return speaker.side or "unnamed"
    return "" if report.voice == "own" else SIDE_NOT_RECORDED


def publication_order(source: Source) -> tuple[bool, int, str]:
    """A key that sorts sources by first possible day of publication, those without one last. Within a day
    there is no order."""
    first = date_span(without_time(source.published)).day_from if source.published else 0
    return not source.published, first, source.source_id


def _account(archive: Archive, report: Report) -> Account:
    source = archive.source_by_id[report.source_id]
    speaker = archive.speaker_by_id.get(report.speaker_id or "")
    office = ", ".join(filter(None, (speaker.role, speaker.affiliation))) if speaker else ""
    dated = report.date_as_reported
    doubt = _DOUBTS.get(report.link_status)
    return Account(
        report_id=report.report_id,
        outlet_id=source.outlet_id,
        outlet=archive.outlet_by_id[source.outlet_id].name,
        outlet_inferred=source.outlet_basis == "inferred",
        speaker=f"{speaker.name}{f' ({office})' if office else ''}" if speaker else "",
        relayed_by=relay_name(archive, report),
        voice=report.voice,
        voice_means=VOICES[report.voice],
        dated=date_in_words(dated) if dated else "",
        dated_otherwise=dated not in (None, archive.event_by_id[report.event_id].date),
        place=report.place_as_reported or "",
        summary=report.summary,
        figures=tuple(
            _line(archive, figure) for figure in archive.figures_by_report.get(report.report_id, ())
        ),
        terms=tuple(_term(wording) for wording in archive.wording_by_report.get(report.report_id, ())),
        citation=citation(archive, source),
        read=read_in_words(source),
        url=source.url or "",
        locator=locator_in_words(source, report.locator),
        link_doubt=f"{doubt}: {LINK_STATUSES[report.link_status]}" if doubt else "",
        review=review_in_words(report),
        note=report.note or "",
        side=side_of(archive, report),
        published=_published(source),
        cited=_cited(archive, report),
    )


def _published(source: Source) -> str:
    if not source.published:
        return "day not known"
    inferred = " (inferred)" if source.published_basis == "inferred" else ""
    return published_in_words(source.published) + inferred


def _cited(archive: Archive, report: Report) -> tuple[str, ...]:
    links = archive.cited_by_report.get(report.report_id, ())
    sources = sorted((archive.source_by_id[link.source_id] for link in links), key=publication_order)
    return tuple(citation(archive, source) for source in sources)


def _line(archive: Archive, figure: Figure) -> FigureLine:
    part = archive.part_by_id.get(figure.part_id or "")
    sentence = figure_sentence(figure) + (f", for a part: {part.name}" if part else "")
    return FigureLine(figure_in_words(figure), sentence, figure.as_reported, figure.note or "")


def _term(wording: Wording) -> tuple[str, str]:
    """The subject, and the term in quotation marks with its English where it is in another language."""
    return wording.subject, f"“{wording.term}”" + (f" ({wording.gloss})" if wording.gloss else "")


def review_in_words(row: Event | Report) -> str:
    """Who read the page of a row, and when: `read twice: on 22 November 2026 by maintainers, on …`."""
    if row.status == "draft":
        return "draft, not reviewed"
    first = _reading(row.reviewed_on, row.reviewed_by)
    if row.status == "read-once":
        return f"read once, {first}"
    second = _reading(row.second_read_on, row.second_read_by) if row.second_read_by else ""
    return f"read twice: {first}, and {second}" if second else f"reviewed {first}"


def _reading(on: Day | None, by: str | None) -> str:
    return f"on {date_in_words(on.isoformat()) if on else 'an unknown day'} by {by}"
